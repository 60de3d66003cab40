"""Replies: what people answered to the questions of a retex or of a ritual's round, one row a question.

A named reply rests under its person's id. An anonymous one rests under a keyed pseudonym while its round is open,
apart from the register of who answered; at the close ``seal`` writes the replies to fresh rows in random order,
without time or pseudonym, and deletes the open ones, the register's link and the key.
"""

from __future__ import annotations

import hmac
import os
import random
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar

from sqlalchemy import Connection

from storage.codec import Codec
from storage.records import PersonId, Reply
from storage.shelf import Shelf
from storage.sql import run, stream, upsert


@dataclass(frozen=True, slots=True)
class Attendance:
    """That somebody answered an anonymous round: who, and nothing of what."""

    subject: int
    round: int
    person: str


@dataclass(frozen=True, slots=True)
class RoundSecret:
    """The key of an open anonymous round's pseudonyms, in hexadecimal."""

    subject: int
    round: int
    key: str


# The question comes last, so that all that one person answered is loaded by one statement.
REPLIES = Codec("replies", Reply, ["subject", "round", "voter", "question"])
ATTENDANCES = Codec("attendances", Attendance, ["subject", "round", "person"])
ROUND_SECRETS = Codec("round_secrets", RoundSecret, ["subject", "round"])

# What stands in force, of open rounds and of sealed ones alike; ``voter`` of a sealed one leads to nobody.
_STANDING = (
    "(SELECT subject, round, question, voter, number, text, passed FROM replies"
    " WHERE subject = ? AND round = ? AND (number IS NOT NULL OR text IS NOT NULL OR passed = 1)"
    " UNION ALL SELECT subject, round, question, voter, number, text, passed FROM sealed_replies"
    " WHERE subject = ? AND round = ?)"
)

# What each person answered to a question, with their number for another; a round is in the one table or in the other.
_PAIRED = " UNION ALL ".join(
    "SELECT r.voter, r.number, r.text, b.number AS beside"  # noqa: S608 - our own names
    f" FROM {table} r LEFT JOIN {table} b ON b.subject = r.subject AND b.round = r.round"
    " AND b.question = ? AND b.voter = r.voter WHERE r.subject = ? AND r.round = ? AND r.question = ?"
    for table in ("replies", "sealed_replies")
)


@dataclass(frozen=True, slots=True)
class Said:
    """A text, with what its author answered to another question (an axis, a rating), if that was asked for."""

    voter: str
    text: str
    beside: int | None


class ReplyReads:
    """What a desk and a snapshot both read. ``settle`` gives a connection that sees all that was kept."""

    _LOCKS: ClassVar[bool] = False  # a read-only view may not lock, and PostgreSQL refuses it

    def __init__(self, connection: Connection, settle: Callable[[], Connection]) -> None:
        self._settle = settle
        self._replies = Shelf(connection, REPLIES, lock=self._LOCKS)
        self._attendances, self._secrets = Shelf(connection, ATTENDANCES), Shelf(connection, ROUND_SECRETS)

    def get(self, subject: int, round_: int, question: str, voter: str) -> Reply | None:
        """Return what somebody answered to one question, in force or taken back."""
        return self._replies.get((subject, round_, voter, question))

    def mine(self, subject: int, round_: int, questions: Iterable[str], voter: str) -> dict[str, Reply]:
        """Return what stands of somebody's answers to these questions, by question."""
        keys = [(subject, round_, voter, question) for question in questions]
        self._replies.load(keys)
        found = (self._replies.get(key) for key in keys)
        return {reply.question: reply for reply in found if reply is not None and reply.stands}

    def prefetch(self, subject: int, round_: int, voters: Iterable[str]) -> None:
        """Load all that these answered, in one statement, under the names by which their answers rest."""
        self._replies.load_under((subject, round_), voters)

    def numbers(self, subject: int, round_: int, question: str) -> dict[int, int]:
        """Count the ratings or choices given to a question: how many people gave each."""
        rows = self._rows(
            "SELECT number, COUNT(*) FROM {standing} r WHERE question = ? AND number IS NOT NULL GROUP BY number",
            subject,
            round_,
            question,
        )
        return {int(number): int(count) for number, count in rows}

    def crossed(self, subject: int, round_: int, question: str, by: str) -> dict[int, dict[int, int]]:
        """Count a question's ratings or choices within each choice of another: ``{choice: {rating: people}}``."""
        query = (
            "SELECT beside, number, COUNT(*) FROM ({paired}) p WHERE number IS NOT NULL AND beside IS NOT NULL"
            " GROUP BY beside, number"
        )
        found: dict[int, dict[int, int]] = {}
        for group, number, count in self._beside(query, subject, round_, question, by):
            found.setdefault(int(group), {})[int(number)] = int(count)
        return found

    def worded(self, subject: int, round_: int, question: str, by: str) -> dict[int, int]:
        """Count who answered a question in words within each choice of another; 0 for those who chose nothing there."""
        query = (
            "SELECT COALESCE(beside, 0), COUNT(*) FROM ({paired}) p WHERE text IS NOT NULL GROUP BY COALESCE(beside, 0)"
        )
        rows = self._beside(query, subject, round_, question, by)
        return {int(group): int(people) for group, people in rows}

    def texts(self, subject: int, round_: int, question: str, beside: str | None = None) -> Iterator[Said]:
        """Yield the texts given to a question, by voter, each with its author's number for the question ``beside``."""
        if beside is None:
            query = "SELECT voter, text, NULL FROM {standing} r WHERE question = ? AND text IS NOT NULL ORDER BY voter"
            rows = self._stream(query.format(standing=_STANDING), *(subject, round_) * 2, question)
        else:
            query = "SELECT voter, text, beside FROM ({paired}) p WHERE text IS NOT NULL ORDER BY voter"
            rows = self._stream(query.format(paired=_PAIRED), *(beside, subject, round_, question) * 2)
        for voter, text, number in rows:
            yield Said(str(voter), str(text), None if number is None else int(number))

    def text_by(self, subject: int, round_: int, question: str, voter: str) -> str | None:
        """Return what somebody wrote to a question; ``voter`` may be the number that a seal drew."""
        query = "SELECT text FROM {standing} r WHERE question = ? AND voter = ? AND text IS NOT NULL"
        rows = self._rows(query, subject, round_, question, voter)
        return str(rows[0][0]) if rows else None

    def standing(self, subject: int, round_: int) -> Iterator[tuple[str, str, int | None, str | None, bool]]:
        """Yield all that stands, by voter and question: voter, question, number, text, whether it was passed."""
        query = "SELECT voter, question, number, text, passed FROM {standing} r ORDER BY voter, question"
        for voter, question, number, text, passed in self._stream(
            query.format(standing=_STANDING), *(subject, round_) * 2
        ):
            yield str(voter), str(question), number, text, bool(passed)

    def answered(self, subject: int, round_: int) -> int:
        """Count the people who answered at least one question (a pass is an answer given, though it counts nowhere)."""
        ((people,),) = self._rows("SELECT COUNT(DISTINCT voter) FROM {standing} r", subject, round_)
        return int(people)

    def answered_to(self, subject: int, round_: int, question: str) -> int:
        """Count the people who answered one question; a pass is not an answer to it."""
        query = "SELECT COUNT(*) FROM {standing} r WHERE question = ? AND (number IS NOT NULL OR text IS NOT NULL)"
        ((people,),) = self._rows(query, subject, round_, question)
        return int(people)

    def who_answered(self, subject: int, round_: int) -> frozenset[PersonId]:
        """Return who answered: of a named round by its replies, of an anonymous one by the register."""
        rows = run(
            self._settle(),
            "SELECT person FROM attendances WHERE subject = ? AND round = ?"
            " UNION SELECT voter FROM replies r WHERE subject = ? AND round = ?"
            " AND (number IS NOT NULL OR text IS NOT NULL OR passed = 1)"
            " AND NOT EXISTS (SELECT 1 FROM round_secrets s WHERE s.subject = r.subject AND s.round = r.round)",
            *(subject, round_) * 2,
        )
        return frozenset(PersonId(row[0]) for row in rows)

    def _stream(self, query: str, *values: object) -> Iterator[Any]:
        return stream(self._settle(), query, *values)

    def _beside(self, query: str, subject: int, round_: int, question: str, by: str) -> Sequence[Any]:
        return run(self._settle(), query.format(paired=_PAIRED), *(by, subject, round_, question) * 2)

    def _rows(self, query: str, subject: int, round_: int, *more: object) -> Sequence[Any]:
        here = (subject, round_) * 2
        return run(self._settle(), query.format(standing=_STANDING), *here, *more)


class Replies(ReplyReads):
    """The desk's part that changes replies. ``chance`` is the randomness of the seal."""

    _LOCKS: ClassVar[bool] = True

    def __init__(self, connection: Connection, settle: Callable[[], Connection], chance: random.Random) -> None:
        super().__init__(connection, settle)
        self._chance = chance

    @property
    def shelves(self) -> tuple[Shelf[Any], ...]:
        """Return what the desk keeps, undoes and writes with everything else."""
        return (self._replies, self._attendances, self._secrets)

    def put(self, reply: Reply) -> bool:
        """Set one answer, unless a later one stands (platform's time, then event id); tell whether it is set."""
        key = (reply.subject, reply.round, reply.voter, reply.question)
        before = self._replies.get(key)
        if before is not None and (before.at, before.event) > (reply.at, reply.event):
            return False
        self._replies.put(key, reply)
        return True

    def pseudonym(self, subject: int, round_: int, person: PersonId) -> str:
        """Return the name under which somebody's anonymous answers rest while the round is open."""
        kept = self._secrets.get((subject, round_))
        if kept is None:
            kept = RoundSecret(subject, round_, os.urandom(32).hex())
            self._secrets.put((subject, round_), kept)
        return hmac.digest(bytes.fromhex(kept.key), person.encode(), "sha256").hex()

    def keyed(self, subject: int, round_: int) -> bool:
        """Tell whether a round has a key for pseudonyms: an anonymous one has from its first answer to its close."""
        return self._secrets.get((subject, round_)) is not None

    def attended(self, subject: int, round_: int, person: PersonId) -> bool:
        """Tell whether somebody is in the register of an anonymous round."""
        return self._attendances.has((subject, round_, person))

    def attend(self, subject: int, round_: int, person: PersonId, *, there: bool = True) -> None:
        """Write somebody into the register of an anonymous round, or take them out."""
        entry = Attendance(subject, round_, person) if there else None
        self._attendances.put((subject, round_, person), entry)

    def seal(self, subject: int, round_: int) -> None:
        """Write an anonymous round's answers to fresh rows in random order; delete all that led to a person.

        One person's answers stay together under a number drawn for them, so that breakdowns can be counted.
        """
        connection = self._settled()
        groups: dict[str, list[tuple[str, int | None, str | None, int]]] = {}
        for voter, question, number, text, passed in self.standing(subject, round_):
            groups.setdefault(voter, []).append((question, number, text, int(passed)))
        people = list(groups.values())
        self._chance.shuffle(people)
        rows = [
            (subject, round_, question, voter, number, text, passed)
            for answers in people
            for voter in (f"{self._chance.getrandbits(64):016x}",)
            for question, number, text, passed in answers
        ]
        columns = ("subject", "round", "question", "voter", "number", "text", "passed")
        upsert(connection, "sealed_replies", columns, 4, rows)
        for table in ("replies", "round_secrets"):
            run(connection, f"DELETE FROM {table} WHERE subject = ? AND round = ?", subject, round_)  # noqa: S608
        for shelf in self.shelves:
            shelf.forget()

    def drop(self, subject: int) -> None:
        """Delete every answer to a subject, of all its rounds."""
        connection = self._settled()
        for table in ("replies", "sealed_replies", "attendances", "round_secrets"):
            run(connection, f"DELETE FROM {table} WHERE subject = ?", subject)  # noqa: S608 - our own names
        for shelf in self.shelves:
            shelf.forget()

    def erase(self, person: PersonId) -> frozenset[tuple[int, int]]:
        """Withdraw somebody's answers to what is open, anonymous ones included; return of which subjects and rounds.

        What is closed keeps its frozen numbers; the named answers behind them go too.
        """
        connection = self._settled()
        rounds: set[tuple[int, int]] = set()
        named = "DELETE FROM replies WHERE voter = ? RETURNING subject, round"
        rounds.update((int(subject), int(round_)) for subject, round_ in run(connection, named, person))
        secrets = run(connection, "SELECT subject, round FROM round_secrets ORDER BY subject, round")
        for subject, round_ in secrets:
            hidden = self.pseudonym(subject, round_, person)
            gone = run(
                connection,
                "DELETE FROM replies WHERE subject = ? AND round = ? AND voter = ? RETURNING subject",
                *(subject, round_, hidden),
            )
            if gone:
                rounds.add((int(subject), int(round_)))
        run(connection, "DELETE FROM attendances WHERE person = ?", person)
        for shelf in self.shelves:
            shelf.forget()
        return frozenset(rounds)

    def _settled(self) -> Connection:
        for shelf in self.shelves:
            shelf.keep()
        return self._settle()
