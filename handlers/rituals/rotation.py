"""Whose turn it is. The order is a tuple that begins with the next one; the absent are passed over. Pure."""

from __future__ import annotations

from collections.abc import Container, Sequence
from typing import NamedTuple, TypeVar

P = TypeVar("P", bound=str)


class Turn(NamedTuple):
    """Who facilitates (None where everybody is away), and the order that is left for the next time."""

    who: str | None
    order: tuple[str, ...]


def take_turn(order: Sequence[str], away: Container[str]) -> Turn:
    """Give the turn to the first who is there; it has then passed whoever came before them, too."""
    for position, person in enumerate(order):
        if person not in away:
            return Turn(person, (*order[position + 1 :], *order[: position + 1]))
    return Turn(None, tuple(order))


def swapped(order: Sequence[str], one: str, other: str) -> tuple[str, ...]:
    """Let two people take each other's place."""
    places = {one: other, other: one}
    return tuple(places.get(person, person) for person in order)


def put_off(order: Sequence[str], person: str) -> tuple[str, ...]:
    """Let somebody's next turn go to whoever comes after them, and theirs come right after it."""
    position = order.index(person)
    after = order[(position + 1) % len(order)]
    return swapped(order, person, after)
