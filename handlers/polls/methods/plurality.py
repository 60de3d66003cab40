"""Plurality: one ballot a person, one option a ballot. Pure."""

from __future__ import annotations

from collections.abc import Mapping

from handlers.polls.methods.ballots import Method


def count(tally: Mapping[int, int], options: int) -> tuple[int, ...]:
    """Count each option's ballots; one that holds anything but one option of the poll cannot have been taken."""
    valid = {1 << position for position in range(options)}
    if not tally.keys() <= valid:
        raise ValueError("a ballot of this poll holds one of its options")
    return tuple(tally.get(1 << position, 0) for position in range(options))


PLURALITY = Method("plurality", count)
