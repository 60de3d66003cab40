"""Approval: one ballot a person, as many options as the poll allows; shares of ballots may sum past 1. Pure."""

from __future__ import annotations

from collections.abc import Mapping

from handlers.polls.methods.ballots import Method


def count(tally: Mapping[int, int], options: int) -> tuple[int, ...]:
    """Count, for each option, the ballots that hold it."""
    if any(not 0 < mask < 1 << options for mask in tally):
        raise ValueError("a ballot of this poll holds at least one option, and only its options")
    return tuple(sum(times for mask, times in tally.items() if mask >> position & 1) for position in range(options))


APPROVAL = Method("approval", count)
