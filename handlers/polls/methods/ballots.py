"""What every method of counting shares: ballots as bit masks, and why one cannot be taken. Pure."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum


class Spoiled(StrEnum):
    """Why a ballot cannot be taken."""

    EMPTY = "empty"
    NO_SUCH_OPTION = "no such option"
    TOO_MANY = "too many"


@dataclass(frozen=True, slots=True)
class Method:
    """A way of counting. ``count`` turns how often each mask was cast into one number an option, in their order."""

    name: str
    count: Callable[[Mapping[int, int], int], tuple[int, ...]]


def mask_of(picks: Iterable[int]) -> int:
    """Write option numbers (from 1) as a mask; a number named twice counts once."""
    mask = 0
    for pick in picks:
        mask |= 1 << (pick - 1)
    return mask


def picks_of(mask: int) -> tuple[int, ...]:
    """Read a mask back as option numbers, in their order."""
    return tuple(position + 1 for position in range(mask.bit_length()) if mask >> position & 1)


def examine(picks: Sequence[int], *, options: int, limit: int) -> Spoiled | None:
    """Say why a ballot cannot be taken; None if it can. An unknown option spoils it before its size is looked at."""
    distinct = set(picks)
    if not distinct:
        return Spoiled.EMPTY
    if min(distinct) < 1 or max(distinct) > options:
        return Spoiled.NO_SUCH_OPTION
    return Spoiled.TOO_MANY if len(distinct) > limit else None


def leaders(counts: Sequence[int]) -> tuple[int, ...]:
    """Return the positions (from 0) that have the most answers: several in a tie, none where nobody answered."""
    most = max(counts, default=0)
    return tuple(position for position, count in enumerate(counts) if count == most) if most else ()
