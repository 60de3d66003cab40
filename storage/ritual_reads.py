"""What is asked of rituals and their rounds, by a desk and by a reader's snapshot."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import datetime
from typing import ClassVar

from sqlalchemy import Connection

from storage.codec import Codec, instant_out
from storage.records import PersonId, PlaceId
from storage.ritual_records import Absence, DayOff, Feed, Participant, Ritual, Round, Turnout
from storage.shelf import Shelf
from storage.sql import among, run, within

RITUALS = Codec("rituals", Ritual, ["subject"])
ROUNDS = Codec("rounds", Round, ["subject", "number"])
PARTICIPANTS = Codec("participants", Participant, ["subject", "person"])
ABSENCES = Codec("absences", Absence, ["place", "person", "first"])
DAYS_OFF = Codec("days_off", DayOff, ["place", "day"])
FEEDS = Codec("feeds", Feed, ["person"])


NEXT_DUE = (
    "SELECT MIN(next_at) FROM rituals WHERE paused = ''"
    " UNION ALL SELECT MIN(closes_at) FROM rounds WHERE closed_at IS NULL"
    " UNION ALL SELECT MIN(remind_at) FROM rounds WHERE closed_at IS NULL"
)
_EXCUSED = (
    "SELECT DISTINCT q.person FROM round_people q JOIN rounds r ON r.subject = q.subject AND r.number = q.round"
    " JOIN subjects u ON u.number = q.subject JOIN absences a ON a.place = u.place AND a.person = q.person"
    " WHERE q.subject = ? AND q.round = ? AND a.first <= r.day AND a.last >= r.day ORDER BY q.person"
)


class RitualReads:
    """What a desk and a snapshot both read. ``settle`` gives a connection that sees all that was kept."""

    _LOCKS: ClassVar[bool] = False  # a read-only view may not lock, and PostgreSQL refuses it

    def __init__(self, connection: Connection, settle: Callable[[], Connection]) -> None:
        self._settle = settle
        self._rituals, self._rounds = (
            Shelf(connection, RITUALS, lock=self._LOCKS),
            Shelf(connection, ROUNDS, lock=self._LOCKS),
        )
        self._participants = Shelf(connection, PARTICIPANTS)
        self._absences, self._days_off = Shelf(connection, ABSENCES), Shelf(connection, DAYS_OFF)
        self._feeds = Shelf(connection, FEEDS)

    def get(self, number: int) -> Ritual | None:
        """Return the ritual that a subject's number heads."""
        return self._rituals.get((number,))

    def among(self, numbers: Iterable[int]) -> dict[int, Ritual]:
        """Return the rituals of these numbers, by number, in one statement."""
        wanted = sorted(set(numbers))
        self._rituals.load((number,) for number in wanted)
        return {number: ritual for number in wanted if (ritual := self._rituals.get((number,))) is not None}

    def round(self, subject: int, number: int) -> Round | None:
        """Return one round of a ritual."""
        return self._rounds.get((subject, number))

    def round_of(self, subject: int, slot: str) -> Round | None:
        """Return the round of a slot, opened or only answered ahead."""
        self._settle()
        mine = "subject = ? AND slot = ?"
        found = self._rounds.find(mine, subject, slot, also=lambda one: (one.subject, one.slot) == (subject, slot))
        return found[0] if found else None

    def latest(self, subject: int, count: int = 1) -> tuple[Round, ...]:
        """Return the rounds that were opened last, the latest first."""
        self._settle()
        nth = f"ORDER BY opened_at DESC LIMIT 1 OFFSET {int(count) - 1}"
        found = self._rounds.find(
            "subject = ? AND opened_at >= COALESCE"
            f"((SELECT opened_at FROM rounds WHERE subject = ? AND opened_at IS NOT NULL {nth}), 0)",
            subject,
            subject,
            also=lambda one: one.subject == subject and one.opened_at is not None,
        )
        return tuple(sorted(found, key=lambda one: (one.opened_at, one.number), reverse=True)[:count])

    def open_round(self, subject: int) -> Round | None:
        """Return the round that awaits answers; a ritual has at most one."""
        found = self.latest(subject)
        return found[0] if found and found[0].is_open else None

    def turnout(self, subject: int, number: int) -> Turnout:
        """Return who was asked in a round, who answered, and who is excused without having answered."""
        connection = self._settle()
        here = "subject = ? AND round = ?"
        asked = run(connection, f"SELECT person FROM round_people WHERE {here} ORDER BY person", subject, number)
        answered = run(
            connection,
            f"SELECT DISTINCT voter FROM replies WHERE {here}"
            " AND (number IS NOT NULL OR text IS NOT NULL OR passed = 1)",
            subject,
            number,
        )
        there = frozenset(PersonId(row[0]) for row in answered)
        excused = (PersonId(row[0]) for row in run(connection, _EXCUSED, subject, number))
        return Turnout(
            asked=tuple(PersonId(row[0]) for row in asked),
            answered=there,
            excused=tuple(person for person in excused if person not in there),
        )

    def awaits(self, round_: Round, person: PersonId) -> bool:
        """Tell whether a round asked somebody who has neither answered nor is excused."""
        key = (round_.subject, round_.number)
        rows = run(
            self._settle(),
            "SELECT 1 FROM round_people q JOIN subjects u ON u.number = q.subject"
            " WHERE q.subject = ? AND q.round = ? AND q.person = ? AND NOT EXISTS"
            " (SELECT 1 FROM replies a WHERE a.subject = q.subject AND a.round = q.round AND a.voter = q.person"
            " AND (a.number IS NOT NULL OR a.text IS NOT NULL OR a.passed = 1)) AND NOT EXISTS"
            " (SELECT 1 FROM absences a WHERE a.place = u.place AND a.person = q.person"
            " AND a.first <= ? AND a.last >= ?)",
            *key,
            person,
            round_.day,
            round_.day,
        )
        return any(True for _ in rows)

    def participants(self, subject: int) -> tuple[Participant, ...]:
        """Return who takes part by name, or has left."""
        self._settle()
        return tuple(self._participants.find("subject = ?", subject, also=lambda one: one.subject == subject))

    def days_off(self, place: PlaceId) -> tuple[str, ...]:
        """Return a team's own days off, in order."""
        self._settle()
        return tuple(one.day for one in self._days_off.find("place = ?", place, also=lambda one: one.place == place))

    def days_off_among(self, places: Iterable[PlaceId]) -> dict[PlaceId, tuple[str, ...]]:
        """Return the days off of many places, in one statement."""
        connection = self._settle()
        wanted = among(connection, sorted(set(places)))
        found: dict[PlaceId, tuple[str, ...]] = {}
        for one in self._days_off.find(within(connection, "place"), wanted):
            found[one.place] = (*found.get(one.place, ()), one.day)
        return found

    def absences(self, place: PlaceId) -> tuple[Absence, ...]:
        """Return all that is known of who is away from a place, by person."""
        self._settle()
        return tuple(self._absences.find("place = ?", place, also=lambda one: one.place == place))

    def absences_among(self, places: Iterable[PlaceId]) -> tuple[Absence, ...]:
        """Return who is away from many places, in one statement."""
        connection = self._settle()
        wanted = among(connection, sorted(set(places)))
        return tuple(self._absences.find(within(connection, "place"), wanted))

    def of_feed(self, digest: str) -> PersonId | None:
        """Return whose calendar feed it is, by the hash of its token."""
        self._settle()
        found = self._feeds.find("digest = ?", digest)
        return found[0].person if found else None

    def feed(self, person: PersonId) -> Feed | None:
        """Return somebody's calendar feed, if they have one."""
        return self._feeds.get((person,))

    def places_among(self, subjects: Iterable[int]) -> dict[int, tuple[PlaceId, ...]]:
        """Return where each of many rituals is shown and may be spoken of, in one statement."""
        connection = self._settle()
        wanted = among(connection, sorted(set(subjects)))
        rows = run(
            connection,
            "SELECT w.subject, w.place FROM (SELECT number AS subject, place FROM subjects"
            f" WHERE {within(connection, 'number')} UNION SELECT subject, place FROM showings"
            f" WHERE part = '' AND state <> 'lost' AND {within(connection, 'subject')}) w"
            " JOIN places p ON p.id = w.place WHERE p.lost = 0 ORDER BY w.subject, w.place",
            wanted,
            wanted,
        )
        found: dict[int, tuple[PlaceId, ...]] = {}
        for subject, place in rows:
            found[int(subject)] = (*found.get(int(subject), ()), PlaceId(place))
        return found

    def answered_late(self, round_: Round) -> frozenset[tuple[str, str]]:
        """Return the questions, with their answerers, that were first answered or changed after a round's close."""
        if round_.closes_at is None:
            return frozenset()
        rows = run(
            self._settle(),
            "SELECT question, voter FROM replies WHERE subject = ? AND round = ? AND at >= ?",
            round_.subject,
            round_.number,
            instant_out(round_.closes_at),
        )
        return frozenset((str(question), str(voter)) for question, voter in rows)

    def before(self, round_: Round) -> Round | None:
        """Return the round that was opened last before another."""
        if round_.opened_at is None:
            return None
        opened = instant_out(round_.opened_at)
        found = self._rounds.find(
            "subject = ? AND opened_at = (SELECT MAX(opened_at) FROM rounds WHERE subject = ? AND opened_at < ?)",
            *(round_.subject, round_.subject, opened),
        )
        return found[-1] if found else None

    def rounds_since(self, subjects: Iterable[int], since: datetime) -> tuple[Round, ...]:
        """Return the rounds of many rituals that are open, or were closed since, in one statement."""
        connection = self._settle()
        these = f"{within(connection, 'subject')} AND opened_at IS NOT NULL AND (closed_at IS NULL OR closed_at >= ?)"
        return tuple(self._rounds.find(these, among(connection, sorted(set(subjects))), instant_out(since)))

    def holidays(self) -> tuple[str, ...]:
        """Return whose holidays the rituals keep."""
        rows = run(self._settle(), "SELECT DISTINCT holidays FROM rituals WHERE holidays <> '' ORDER BY holidays")
        return tuple(str(row[0]) for row in rows)

    def planned(self, person: PersonId) -> tuple[int, ...]:
        """Return the open rituals of every place that somebody is a member of, by number."""
        rows = run(
            self._settle(),
            "SELECT DISTINCT u.number FROM subjects u JOIN memberships m ON m.place = u.place"
            " WHERE u.kind = 'ritual' AND u.status = 'open' AND m.person = ? ORDER BY u.number",
            person,
        )
        return tuple(int(row[0]) for row in rows)
