"""What summaries read: many subjects at once, each question one statement, whatever the number of answers."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import NamedTuple

from sqlalchemy import Connection

from storage import codecs
from storage.codec import instant_out
from storage.records import ActionState, PersonId, PlaceId, Result, Subject
from storage.shelf import Shelf
from storage.sql import among, run, within


class Shown(NamedTuple):
    """A subject in one place."""

    subject: int
    place: PlaceId


class Made(NamedTuple):
    """An action that came of something, and how far it is."""

    number: int
    title: str
    state: ActionState


class Sums:
    """Set-wise reads of one snapshot."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def subjects(self, places: Iterable[PlaceId] | None, since: datetime) -> tuple[Subject, ...]:
        """Return what is open, or was closed after ``since``, in these places, by number; in all places for None."""
        alive = "(status = 'open' OR (status = 'closed' AND closed_at >= ?))"
        shelf = Shelf(self._connection, codecs.SUBJECTS)
        if places is None:
            return tuple(shelf.find(alive, instant_out(since)))
        wanted = among(self._connection, sorted(places))
        here = within(self._connection, "place")
        shown = f"number IN (SELECT subject FROM showings WHERE state <> 'lost' AND {here})"
        return tuple(shelf.find(f"{alive} AND ({here} OR {shown})", instant_out(since), wanted, wanted))

    def tallies(self, numbers: Iterable[int]) -> dict[int, dict[int, int]]:
        """Count the ballots in force of each subject by their mask; sealed ones after an anonymous close."""
        wanted = among(self._connection, sorted(numbers))
        here = within(self._connection, "subject")
        rows = run(
            self._connection,
            f"SELECT subject, choices, COUNT(*) FROM ballots WHERE {here} AND choices <> 0 GROUP BY subject, choices"
            f" UNION ALL SELECT subject, choices, COUNT(*) FROM sealed WHERE {here} GROUP BY subject, choices",
            wanted,
            wanted,
        )
        found: dict[int, dict[int, int]] = {}
        for subject, choices, count in rows:
            found.setdefault(int(subject), {})[int(choices)] = int(count)
        return found

    def results(self, numbers: Iterable[int]) -> dict[int, Result]:
        """Return what the last close of each subject wrote."""
        here, wanted = within(self._connection, "subject"), among(self._connection, sorted(numbers))
        return {result.subject: result for result in Shelf(self._connection, codecs.RESULTS).find(here, wanted)}

    def invited(self, numbers: Iterable[int]) -> dict[int, int | None]:
        """Count who is invited to each subject: None where somebody's place does not tell who its members are."""
        wanted, here = sorted(numbers), within(self._connection, "u.number")
        rows = run(
            self._connection,
            "SELECT u.number, (SELECT COUNT(*) FROM invitations i WHERE i.subject = u.number), u.restricted,"
            " (SELECT COUNT(*) FROM places p WHERE p.members_known = 0 AND (p.id = u.place OR p.id IN"
            " (SELECT s.place FROM showings s WHERE s.subject = u.number)))"
            f" FROM subjects u WHERE {here}",
            among(self._connection, wanted),
        )
        return {
            int(number): None if unknown and not restricted else int(count)
            for number, count, restricted, unknown in rows
        }

    def places(self, numbers: Iterable[int]) -> tuple[Shown, ...]:
        """Return where each subject is: its home, and wherever it is shown."""
        here, wanted = within(self._connection, "number"), among(self._connection, sorted(numbers))
        rows = run(
            self._connection,
            f"SELECT number, place FROM subjects WHERE {here} UNION SELECT subject, place FROM showings WHERE"
            f" state <> 'lost' AND {within(self._connection, 'subject')}",
            wanted,
            wanted,
        )
        return tuple(sorted(Shown(int(number), PlaceId(place)) for number, place in rows))

    def actions_in(self, place: PlaceId, origin: int) -> tuple[tuple[int, str], ...]:
        """Return what is still to be done in a place, what came of a subject first: number and title."""
        rows = run(
            self._connection,
            "SELECT u.number, u.title FROM actions a JOIN subjects u ON u.number = a.subject"
            " WHERE a.state = 'open' AND u.status = 'open' AND (u.place = ? OR u.number IN"
            " (SELECT subject FROM showings WHERE state <> 'lost' AND place = ?))"
            " ORDER BY CASE WHEN a.origin = ? THEN 0 ELSE 1 END, u.number",
            place,
            place,
            origin,
        )
        return tuple((int(number), str(title)) for number, title in rows)

    def made_of(self, origin: int, places: Iterable[PlaceId]) -> tuple[Made, ...]:
        """Return the actions that came of a subject and were not dropped, as far as these places are shown them."""
        wanted, here = among(self._connection, sorted(places)), within(self._connection, "place")
        rows = run(
            self._connection,
            "SELECT u.number, u.title, a.state FROM actions a JOIN subjects u ON u.number = a.subject"
            " WHERE a.origin = ? AND a.state <> 'dropped' AND u.status IN ('open', 'closed')"
            f" AND ({here} OR u.number IN (SELECT subject FROM showings WHERE state <> 'lost' AND {here}))"
            " ORDER BY u.number",
            origin,
            wanted,
            wanted,
        )
        return tuple(Made(int(number), str(title), ActionState(state)) for number, title, state in rows)

    def member_places(self, person: PersonId) -> tuple[PlaceId, ...]:
        """Return the places that somebody is a member of."""
        rows = run(self._connection, "SELECT place FROM memberships WHERE person = ? ORDER BY place", person)
        return tuple(PlaceId(row[0]) for row in rows)
