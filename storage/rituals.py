"""Rituals and their rounds: what is due claimed by one statement, and everybody asked by one statement."""

from __future__ import annotations

import os
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any, ClassVar

from sqlalchemy import Connection

from storage.codec import instant_out
from storage.records import PersonId, PlaceId
from storage.ritual_reads import RITUALS, ROUNDS, RitualReads
from storage.ritual_records import Absence, DayOff, Feed, Participant, Ritual, Round
from storage.shelf import Shelf
from storage.sql import among, many, postgres, run, within

_LATELY = timedelta(days=40)  # a holiday moves a date by a month at most

# Where a ritual is: its home, and the places where it is shown.
_IN_IT = (
    "({0} = u.place OR {0} IN"
    " (SELECT s.place FROM showings s WHERE s.subject = u.number AND s.part = '' AND s.state <> 'lost'))"
)
# Whom a round asks: those who take part by name, and, unless only they do, the people of the places where it is shown.
# Whoever was named and is in none of them has left, where their members are known; on the console whoever was named
# becomes a member by their first word, and who leaves takes part no more.
_ASKED = (
    "SELECT r.subject, r.number, t.person FROM rounds r JOIN participants t ON t.subject = r.subject"
    " JOIN subjects u ON u.number = r.subject"
    " WHERE {these} AND r.closed_at IS NULL AND r.opened_at IS NOT NULL AND t.out = 0"
    " AND (substr(t.person, 1, 8) = 'console:'"
    f" OR EXISTS (SELECT 1 FROM memberships m WHERE m.person = t.person AND {_IN_IT.format('m.place')})"
    f" OR EXISTS (SELECT 1 FROM places p WHERE p.members_known = 0 AND {_IN_IT.format('p.id')}))"
    " UNION SELECT r.subject, r.number, m.person FROM rounds r"
    " JOIN subjects u ON u.number = r.subject AND u.restricted = 0"
    " JOIN (SELECT number AS subject, place FROM subjects"
    " UNION SELECT subject, place FROM showings WHERE part = '' AND state <> 'lost') w ON w.subject = r.subject"
    " JOIN memberships m ON m.place = w.place JOIN people p ON p.id = m.person AND p.human = 1"
    " WHERE {these} AND r.closed_at IS NULL AND r.opened_at IS NOT NULL AND NOT EXISTS"
    " (SELECT 1 FROM participants t WHERE t.subject = r.subject AND t.person = m.person AND t.out = 1)"
)


class Rituals(RitualReads):
    """The desk's part that changes them."""

    _LOCKS: ClassVar[bool] = True

    @property
    def shelves(self) -> tuple[Shelf[Any], ...]:
        """Return what the desk keeps, undoes and writes with everything else."""
        return (self._rituals, self._rounds, self._participants, self._absences, self._days_off, self._feeds)

    def put(self, ritual: Ritual) -> None:
        self._rituals.put((ritual.subject,), ritual)

    def put_round(self, round_: Round) -> None:
        self._rounds.put((round_.subject, round_.number), round_)

    def put_participant(self, participant: Participant) -> None:
        self._participants.put((participant.subject, participant.person), participant)

    def drop_participant(self, subject: int, person: PersonId) -> None:
        self._participants.put((subject, person), None)

    def put_absence(self, absence: Absence) -> None:
        self._absences.put((absence.place, absence.person, absence.first), absence)

    def drop_absence(self, absence: Absence) -> None:
        self._absences.put((absence.place, absence.person, absence.first), None)

    def put_day_off(self, place: PlaceId, day: str) -> None:
        self._days_off.put((place, day), DayOff(place=place, day=day))

    def drop_day_off(self, place: PlaceId, day: str) -> None:
        self._days_off.put((place, day), None)

    def put_feed(self, feed: Feed) -> None:
        self._feeds.put((feed.person,), feed)

    def drop_feed(self, person: PersonId) -> None:
        self._feeds.put((person,), None)

    # What is due: whoever's transaction commits has claimed it, and nobody else

    def claim_due(self, now: datetime, limit: int) -> tuple[Ritual, ...]:
        """Claim the rituals whose next round is due; their ``next_at`` is as it was, for the claimer to move on.

        On PostgreSQL their rows are locked, and those that another process has are passed over; on SQLite one
        transaction writes at a time.
        """
        connection = self._settle()
        columns = ", ".join(f'"{name}"' for name in RITUALS.columns)
        rows = run(
            connection,
            f"SELECT {columns} FROM rituals WHERE paused = '' AND next_at <= ?"
            f" ORDER BY next_at, subject LIMIT {int(limit)}{_skip(connection)}",
            instant_out(now),
        )
        return tuple(self._rituals.learn(rows))

    def claim_closing(self, now: datetime, limit: int) -> tuple[Round, ...]:
        """Close the rounds whose hour has come; they are closed at that hour, however late it is seen."""
        return self._claim("SET closed_at = closes_at", "closes_at", now, limit)

    def claim_reminders(self, now: datetime, limit: int) -> tuple[Round, ...]:
        """Claim the open rounds whose reminder is due; each is reminded once."""
        return self._claim("SET remind_at = NULL", "remind_at", now, limit)

    def _claim(self, change: str, column: str, now: datetime, limit: int) -> tuple[Round, ...]:
        connection = self._settle()
        columns = ", ".join(f'"{name}"' for name in ROUNDS.columns)
        due = f"SELECT subject, number FROM rounds WHERE closed_at IS NULL AND {column} <= ?"
        rows = run(
            connection,
            f"UPDATE rounds {change} WHERE (subject, number) IN"
            f" ({due} ORDER BY {column}, subject LIMIT {int(limit)}{_skip(connection)}) RETURNING {columns}",
            instant_out(now),
        )
        return tuple(sorted(self._rounds.learn(rows), key=lambda one: (one.subject, one.number)))

    def ahead_among(self, rituals: Iterable[Ritual]) -> dict[tuple[int, str], Round]:
        """Return the rounds of many rituals that are answered ahead, or were opened in the last weeks, by slot."""
        connection = self._settle()
        due = {ritual.subject: ritual.next_at for ritual in rituals if ritual.next_at}
        since = instant_out(min(due.values()) - _LATELY) if due else 0
        these = f"{within(connection, 'subject')} AND (opened_at IS NULL OR opened_at >= ?)"
        found = self._rounds.find(these, among(connection, sorted(due)), since)
        return {(one.subject, one.slot): one for one in found}

    def open(self, rounds: Sequence[Round]) -> None:
        """Write new rounds down. One that is there already raises: the database forbids that a round opens twice."""
        connection = self._settle()
        columns = ", ".join(f'"{name}"' for name in ROUNDS.columns)
        marks = ", ".join("?" * len(ROUNDS.columns))
        rows = [ROUNDS.to_row(one) for one in sorted(rounds, key=lambda one: (one.subject, one.number))]
        many(connection, f"INSERT INTO rounds ({columns}) VALUES ({marks})", rows)
        self._rounds.learn(rows)

    def keep_questions(self, ritual: Ritual) -> None:
        """Let the rounds that were opened keep the questions they asked, which this ritual had until now."""
        connection = self._settle()
        columns = ", ".join(f'"{name}"' for name in ROUNDS.columns)
        rows = run(
            connection,
            "UPDATE rounds SET template = ?, questions = ?"
            f" WHERE subject = ? AND opened_at IS NOT NULL AND template IS NULL RETURNING {columns}",
            ritual.template,
            ritual.questions,
            ritual.subject,
        )
        self._rounds.learn(rows)

    def there(self, places: Iterable[PlaceId], people: Iterable[str]) -> frozenset[tuple[PlaceId, str]]:
        """Return which of these people are in which of these places, in one statement."""
        connection = self._settle()
        rows = run(
            connection,
            "SELECT place, person FROM memberships"
            f" WHERE {within(connection, 'place')} AND {within(connection, 'person')}",
            among(connection, sorted(set(places))),
            among(connection, sorted(set(people))),
        )
        return frozenset((PlaceId(place), str(person)) for place, person in rows)

    def leave(self, place: PlaceId, person: PersonId) -> None:
        """Let somebody who left a place be asked no more in the open rounds of rituals that are elsewhere not theirs.

        What they have answered stands. On the console they also take part no more by name.
        """
        connection = self._settle()
        theirs = (
            f"SELECT u.number FROM subjects u WHERE u.kind = 'ritual' AND {_IN_IT.format('?')} AND NOT EXISTS"
            f" (SELECT 1 FROM memberships m WHERE m.person = ? AND m.place <> ? AND {_IN_IT.format('m.place')})"
        )
        these = (place, place, person, place)
        run(
            connection,
            "UPDATE participants SET out = 1 WHERE person = ? AND substr(person, 1, 8) = 'console:'"
            f" AND subject IN ({theirs})",
            *(person, *these),
        )
        run(
            connection,
            f"DELETE FROM round_people WHERE person = ? AND subject IN ({theirs})"
            " AND NOT EXISTS (SELECT 1 FROM replies r WHERE r.subject = round_people.subject"
            " AND r.round = round_people.round AND r.voter = round_people.person"
            " AND (r.number IS NOT NULL OR r.text IS NOT NULL OR r.passed = 1))"
            " AND EXISTS (SELECT 1 FROM rounds o WHERE o.subject = round_people.subject"
            " AND o.number = round_people.round AND o.closed_at IS NULL)",
            *(person, *these),
        )
        self._participants.forget()

    def open_among(self, subjects: Iterable[int]) -> dict[int, Round]:
        """Return the open rounds of many rituals, in one statement."""
        connection = self._settle()
        still = f"{within(connection, 'subject')} AND opened_at IS NOT NULL AND closed_at IS NULL"
        found = self._rounds.find(still, among(connection, sorted(set(subjects))))
        return {one.subject: one for one in found}

    def ask_people(self, subjects: Iterable[int]) -> None:
        """Write down whom the open rounds of these rituals ask."""
        connection = self._settled()
        wanted = among(connection, sorted(set(subjects)))
        asked = _ASKED.format(these=within(connection, "r.subject"))
        run(
            connection,
            f"INSERT INTO round_people (subject, round, person) {asked} ON CONFLICT DO NOTHING",
            wanted,
            wanted,
        )

    def ask(self, round_: Round, person: PersonId) -> None:
        """Write down that a round asks one more person: whoever answers it was asked."""
        run(
            self._settle(),
            "INSERT INTO round_people (subject, round, person) VALUES (?, ?, ?) ON CONFLICT DO NOTHING",
            round_.subject,
            round_.number,
            person,
        )

    def unask(self, round_: Round, person: PersonId) -> None:
        """Write down that a round no longer asks somebody."""
        run(
            self._settle(),
            "DELETE FROM round_people WHERE subject = ? AND round = ? AND person = ?",
            round_.subject,
            round_.number,
            person,
        )

    def lose_place(self, place: PlaceId, *, lost: bool) -> None:
        """Pause the rituals of a place that is lost, or let them go on: a stop like any other."""
        before, after = ("", "place lost") if lost else ("place lost", "")
        run(
            self._settle(),
            "UPDATE rituals SET paused = ? WHERE paused = ? AND subject IN"
            " (SELECT number FROM subjects WHERE place = ? AND kind = 'ritual')",
            after,
            before,
            place,
        )
        self._rituals.forget()

    def drop(self, subject: int) -> None:
        """Forget a ritual and its rounds; the cards of its rounds are to say so."""
        connection = self._settled()
        for table in ("rituals", "rounds", "round_people", "participants"):
            run(connection, f"DELETE FROM {table} WHERE subject = ?", subject)
        run(connection, "UPDATE showings SET wanted = wanted + 1 WHERE subject = ? AND part <> ''", subject)
        for shelf in (self._rituals, self._rounds, self._participants):
            shelf.forget()

    def erase(self, person: PersonId) -> set[tuple[int, str]]:
        """Take somebody out of every ritual: who is asked, who is away, whose turn it is, whose feed it is.

        A closed round keeps its numbers: there they become nobody in particular, without their words. Return the
        cards that showed them.
        """
        connection = self._settle()
        cards = {card for key in self._closed_with(person) for card in self._strike(*key, person)}
        rows = run(connection, "DELETE FROM round_people WHERE person = ? RETURNING subject, round", person)
        cards |= {(int(subject), f"round:{number}") for subject, number in rows}
        for table in ("participants", "absences", "feeds"):
            run(connection, f"DELETE FROM {table} WHERE person = ?", person)
        led = "UPDATE rounds SET facilitator = NULL WHERE facilitator = ? RETURNING subject, number"
        cards |= {(int(subject), f"round:{number}") for subject, number in run(connection, led, person)}
        for ritual in self._rituals.find("rotation LIKE ?", f'%"{person}"%'):
            self.put(replace(ritual, rotation=tuple(each for each in ritual.rotation if each != person)))
            cards.add((ritual.subject, ""))
        self._settled()
        for shelf in self.shelves:
            shelf.forget()
        return cards

    def _closed_with(self, person: PersonId) -> list[tuple[int, int]]:
        """Return the closed rounds that asked somebody or hold their answers."""
        rows = run(
            self._settle(),
            "SELECT r.subject, r.number FROM rounds r WHERE r.closed_at IS NOT NULL AND"
            " (EXISTS (SELECT 1 FROM round_people q WHERE q.subject = r.subject AND q.round = r.number"
            " AND q.person = ?) OR EXISTS (SELECT 1 FROM replies a WHERE a.subject = r.subject AND a.round = r.number"
            " AND a.voter = ?))",
            person,
            person,
        )
        return [(int(subject), int(number)) for subject, number in rows]

    def _strike(self, subject: int, number: int, person: PersonId) -> tuple[tuple[int, str], ...]:
        """Put nobody in particular in the place of a person in a closed round; what was written counts as passed.

        Whoever was excused counted nowhere, and is taken out by the caller.
        """
        if person in self.turnout(subject, number).excused:
            return ()
        nobody, here = f"erased:{os.urandom(8).hex()}", "subject = ? AND round = ?"
        connection = self._settle()
        asked = f"UPDATE round_people SET person = ? WHERE {here} AND person = ?"
        run(connection, asked, nobody, subject, number, person)
        said = (
            "UPDATE replies SET voter = ?, event = '', text = NULL,"
            f" passed = CASE WHEN text IS NULL THEN passed ELSE 1 END WHERE {here} AND voter = ?"
        )
        run(connection, said, nobody, subject, number, person)
        return ((subject, f"round:{number}"), (subject, f"digest:{number}"))

    def _settled(self) -> Connection:
        for shelf in self.shelves:
            shelf.keep()
        return self._settle()


def _skip(connection: Connection) -> str:
    return " FOR UPDATE SKIP LOCKED" if postgres(connection) else ""
