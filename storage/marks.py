"""Votes that a platform holds as events of its own (a poll's responses, reactions), kept as received.

A ballot is derived from them whenever one comes or is taken back, so that taking back the last one brings back the one
before. They are dropped at the close, when the ballots alone are counted.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Literal

from sqlalchemy import Connection

from storage.codec import Codec
from storage.records import PersonId, PlaceId
from storage.shelf import Shelf
from storage.sql import run, upsert


@dataclass(frozen=True, slots=True, kw_only=True)
class Mark:
    """One event that says something of a ballot. ``choices`` is a bit mask; 0 is an empty or spoiled answer.

    Of a person's ``responses`` the latest is their ballot; their ``reactions`` are, together. One that was taken away
    leaves its ``redaction`` behind, which says nothing but that it has set the ballot too.
    """

    id: str
    subject: int
    place: PlaceId
    message: str
    person: PersonId
    at: datetime
    kind: Literal["response", "reaction", "redaction"]
    choices: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Native:
    """A card that is the platform's own poll; ``tally`` is the message that tells its numbers, if there is one."""

    place: PlaceId
    message: str
    tally: str | None = None
    ended: bool = False


_MARKS = Codec("marks", Mark, ["id"])
_NATIVES = Codec("natives", Native, ["place", "message"])


def put(connection: Connection, mark: Mark) -> None:
    """Keep a mark."""
    upsert(connection, _MARKS.table, _MARKS.columns, 1, [_MARKS.to_row(mark)])


def take(connection: Connection, identifier: str, *, by: str, at: datetime) -> Mark | None:
    """Take a mark away, leaving the event that did so behind; return the mark if there was one."""
    found = Shelf(connection, _MARKS).get((identifier,))
    if found is not None:
        run(connection, "DELETE FROM marks WHERE id = ?", identifier)
        put(connection, replace(found, id=by, at=at, kind="redaction", choices=0))
    return found


def of_person(connection: Connection, message: str, person: PersonId) -> tuple[Mark, ...]:
    """Return somebody's marks on one card, the latest last (by the platform's time, then by id)."""
    found = Shelf(connection, _MARKS).find("message = ? AND person = ?", message, person)
    return tuple(sorted(found, key=lambda mark: (mark.at, mark.id)))


def drop(connection: Connection, place: PlaceId, message: str) -> None:
    """Forget the marks on a card: it is closed."""
    run(connection, "DELETE FROM marks WHERE place = ? AND message = ?", place, message)


def native(connection: Connection, place: PlaceId, message: str) -> Native | None:
    """Return what is known of a card that is the platform's own poll; None for another card."""
    return Shelf(connection, _NATIVES).get((place, message))


def put_native(connection: Connection, card: Native) -> None:
    """Write down what is known of a card that is the platform's own poll."""
    upsert(connection, _NATIVES.table, _NATIVES.columns, 2, [_NATIVES.to_row(card)])


def latest_response(marks: tuple[Mark, ...]) -> Mark | None:
    """Return the last of one person's responses, in the order of their times."""
    return next((mark for mark in reversed(marks) if mark.kind == "response"), None)


def ballot(marks: tuple[Mark, ...]) -> int:
    """Derive one person's ballot, as a bit mask, from their marks on one card in the order of their times."""
    response = latest_response(marks)
    if response is not None:
        return response.choices
    mask = 0
    for mark in marks:
        mask |= mark.choices
    return mask
