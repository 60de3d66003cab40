"""A reader's snapshot: long reads that never run on the clerk and never wait for it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, RowMapping

from storage import codecs, shared
from storage.actions import ActionReads
from storage.codec import instant_in
from storage.records import (
    Ballot,
    Membership,
    Person,
    PersonId,
    Place,
    PlaceId,
    Result,
    Showing,
    Subject,
)
from storage.replies import ReplyReads
from storage.retexes import RetexReads
from storage.ritual_reads import NEXT_DUE, RitualReads
from storage.shared import Counts
from storage.shelf import Shelf
from storage.sql import run
from storage.sums import Sums

_PERSONAL = {
    "person": ("people", "id"),
    "places": ("memberships", "person"),
    "answers": ("ballots", "voter"),
    "answered": ("register", "person"),
    "invitations": ("invitations", "person"),
    "drafts": ("drafts", "person"),
    "asked": ("subjects", "creator"),
    "actions": ("actions", "owner"),
    "replies": ("replies", "voter"),
    "attendances": ("attendances", "person"),
    "marks": ("marks", "person"),
    "history": ("action_steps", "person"),
    "rituals": ("participants", "person"),
    "rounds": ("round_people", "person"),
    "facilitated": ("rounds", "facilitator"),
    "absences": ("absences", "person"),
    "feed": ("feeds", "person"),
    "templates": ("templates", "creator"),
}
_INSTANTS = frozenset({"at", "due", "opened_at", "closes_at", "remind_at", "closed_at"})


def _readable(column: str, value: object) -> object:
    """Write an instant as people read it; anything else as it is kept."""
    return instant_in(value).isoformat() if column in _INSTANTS and isinstance(value, int) else value


def _in_order(row: RowMapping) -> list[tuple[bool, Any]]:
    """Order rows by their cells, the same on every database: each has its own idea of an order, and of texts' too."""
    return [(value is not None, value) for value in row.values()]


class Snapshot:
    """Everything as it stood at one instant, read-only."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._people, self._places = Shelf(connection, codecs.PEOPLE), Shelf(connection, codecs.PLACES)
        self._subjects = Shelf(connection, codecs.SUBJECTS)
        self._memberships = Shelf(connection, codecs.MEMBERSHIPS)
        self.actions, self.sums = ActionReads(connection, lambda: connection), Sums(connection)
        self.replies = ReplyReads(connection, lambda: connection)
        self.rituals = RitualReads(connection, lambda: connection)
        self.retexes = RetexReads(connection, lambda: connection)

    def person(self, person: PersonId, /) -> Person | None:
        return self._people.get((person,))

    def meet(self, people: Iterable[PersonId]) -> None:
        """Read many people in one statement, so that each is known without another."""
        self._people.load((person,) for person in people)

    def place(self, place: PlaceId, /) -> Place | None:
        return self._places.get((place,))

    def has_places_beyond(self, platform: str) -> bool:
        """Tell whether a place of any other platform is known."""
        return bool(run(self._connection, "SELECT 1 FROM places WHERE id NOT LIKE ? LIMIT 1", f"{platform}:%"))

    def subject(self, number: int) -> Subject | None:
        return self._subjects.get((number,))

    def shown_as(self, place: PlaceId, message: str) -> int | None:
        """Return the subject whose card a message is."""
        rows = run(self._connection, "SELECT subject FROM showings WHERE place = ? AND message = ?", place, message)
        return int(rows[0][0]) if rows else None

    def showings(self, number: int, /) -> tuple[Showing, ...]:
        return tuple(Shelf(self._connection, codecs.SHOWINGS).find("subject = ?", number))

    def members(self, place: PlaceId) -> tuple[Membership, ...]:
        return tuple(Shelf(self._connection, codecs.MEMBERSHIPS).find("place = ?", place))

    def is_member(self, place: PlaceId, person: PersonId, /) -> bool:
        return self._memberships.has((place, person))

    def results(self, number: int) -> tuple[Result, ...]:
        return tuple(Shelf(self._connection, codecs.RESULTS).find("subject = ?", number))

    def tally(self, number: int) -> dict[int, int]:
        return shared.tally(self._connection, number)

    def counts(self, number: int) -> Counts:
        return shared.counts(self._connection, number)

    def ballots(self, number: int) -> Iterator[Ballot]:
        """Yield the ballots in force of a named poll, by voter."""
        yield from Shelf(self._connection, codecs.BALLOTS).find("subject = ? AND choices <> 0", number)

    def voters(self, number: int) -> frozenset[PersonId]:
        """Return who answered a named poll."""
        rows = run(self._connection, "SELECT voter FROM ballots WHERE subject = ? AND choices <> 0", number)
        return frozenset(PersonId(row[0]) for row in rows)

    def next_due(self) -> datetime | None:
        """Return the earliest instant at which something is due."""
        found = run(self._connection, f"SELECT MIN(at) FROM dues UNION ALL {NEXT_DUE}")  # noqa: S608 - our own words
        return min((instant_in(int(at)) for (at,) in found if at is not None), default=None)

    def personal_data(self, person: PersonId) -> dict[str, list[dict[str, object]]]:
        """Return every row that bears somebody's id, by what it means."""
        held: dict[str, list[dict[str, object]]] = {}
        for meaning, (table, column) in _PERSONAL.items():
            query = f'SELECT * FROM "{table}" WHERE "{column}" = ?'  # noqa: S608 - our own names
            mark = query if self._connection.dialect.name == "sqlite" else query.replace("?", "%s")
            rows = sorted(self._connection.exec_driver_sql(mark, (person,)).mappings(), key=_in_order)
            held[meaning] = [{name: _readable(name, value) for name, value in row.items()} for row in rows]
        return held
