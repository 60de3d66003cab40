"""One batch of events: what it is sure to read is loaded set-wise, and what it changed is written set-wise."""

from __future__ import annotations

import hmac
import os
import random
from collections import Counter
from collections.abc import Iterable, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import Connection

from storage import codecs, heard
from storage.actions import Actions
from storage.codec import instant_out
from storage.codecs import Secret
from storage.records import Kind, PersonId
from storage.replies import Replies
from storage.retention import DAY
from storage.retexes import Retexes
from storage.rituals import Rituals
from storage.shelf import Shelf, Wanted, load_together
from storage.sql import among, many, postgres


@dataclass(slots=True)
class Wants:
    """What a batch is sure to read, so that it is loaded one statement a table."""

    people: set[str] = field(default_factory=set)
    places: set[str] = field(default_factory=set)
    subjects: set[int] = field(default_factory=set)
    memberships: set[tuple[str, str]] = field(default_factory=set)
    voters: set[tuple[int, str]] = field(default_factory=set)
    drafts: set[tuple[str, str]] = field(default_factory=set)
    showings: set[tuple[int, str]] = field(default_factory=set)


class Batch:
    """The shelves of one batch. ``chance`` is the randomness, ``now`` the batch's instant."""

    def __init__(self, connection: Connection, *, chance: random.Random, now: datetime) -> None:
        self._connection, self.chance, self.now = connection, chance, now
        self._people, self._places = Shelf(connection, codecs.PEOPLE), Shelf(connection, codecs.PLACES)
        self._memberships = Shelf(connection, codecs.MEMBERSHIPS)
        self._subjects = Shelf(connection, codecs.SUBJECTS, lock=True)
        self._ballots = Shelf(connection, codecs.BALLOTS, lock=True)
        self._invitations, self._register = Shelf(connection, codecs.INVITATIONS), Shelf(connection, codecs.REGISTER)
        self._secrets, self._showings = Shelf(connection, codecs.SECRETS), Shelf(connection, codecs.SHOWINGS)
        self._results, self._dues = Shelf(connection, codecs.RESULTS), Shelf(connection, codecs.DUES)
        self._drafts, self._letters = Shelf(connection, codecs.DRAFTS), Shelf(connection, codecs.LETTERS)
        self._codes = Shelf(connection, codecs.CODES)
        self._shows: Counter[tuple[int, str]] = Counter()
        self._shows_pending: list[tuple[int, str]] = []
        self.actions = Actions(connection, self._settle)
        self.replies = Replies(connection, self._settle, chance)
        self.rituals = Rituals(connection, self._settle)
        self.retexes = Retexes(connection, self._settle)
        self._shelves: tuple[Shelf[Any], ...] = (
            self._people,
            self._places,
            self._memberships,
            self._subjects,
            self._ballots,
            self._invitations,
            self._register,
            self._secrets,
            self._showings,
            self._results,
            self._dues,
            self._drafts,
            self._letters,
            self._codes,
            *self.actions.shelves,
            *self.replies.shelves,
            *self.rituals.shelves,
            *self.retexes.shelves,
        )
        self._touched: list[Shelf[Any]] = []  # what this event began to change: of all the shelves, one or two
        for shelf in self._shelves:
            shelf.tell(self._touched)

    def claim_heard(self, digests: Iterable[str]) -> set[str]:
        """Remember these event ids; return those that nobody had heard."""
        return heard.claim(self._connection, digests, instant_out(self.now) // DAY)

    def open(self, digests: AbstractSet[str], wants: Wants) -> set[str]:
        """Remember the ids of a batch's events and load what it is sure to read; return the ids nobody had heard."""
        fresh: set[str] = set()
        claimed = []
        if digests and postgres(self._connection):  # one round trip, of the many that a batch is made of
            values = (instant_out(self.now) // DAY, among(self._connection, sorted(digests)))
            claimed.append(Wanted(heard.CLAIM, values, lambda rows: fresh.update(str(row[0]) for row in rows)))
        else:
            fresh = self.claim_heard(digests)
        self.prefetch(wants, claimed)
        return fresh

    def prefetch(self, wants: Wants, first: Sequence[Wanted] = ()) -> None:
        """Load what a batch is sure to read, after what comes first."""
        load_together(
            self._connection,
            [
                *first,
                *self._subjects.wanted((number,) for number in sorted(wants.subjects)),
                *self._people.wanted((person,) for person in wants.people),
                *self._places.wanted((place,) for place in wants.places),
                *self._memberships.wanted(wants.memberships),
                *self._drafts.wanted(wants.drafts),
                *self._showings.wanted((number, place, "") for number, place in wants.showings),
                *self._invitations.wanted(wants.voters),
                *self._ballots.wanted(wants.voters),  # those of anonymous subjects rest under other names
            ],
        )
        anonymous = [number for number in wants.subjects if (head := self._subjects.get((number,))) and head.anonymous]
        self._secrets.load((number,) for number in anonymous)
        keyed = {number for number in anonymous if self._secrets.get((number,)) is not None}
        self._ballots.load(
            (number, self.pseudonym(number, PersonId(person))) for number, person in wants.voters if number in keyed
        )
        self._prefetch_replies(wants.voters)

    def _prefetch_replies(self, voters: set[tuple[int, str]]) -> None:
        """Load what people have answered to retexes, one statement a retex."""
        asked: dict[int, set[str]] = {}
        for number, person in voters:
            subject = self._subjects.get((number,))
            if subject is None or subject.kind is not Kind.RETEX:
                continue
            if not subject.anonymous:
                asked.setdefault(number, set()).add(person)
            elif self.replies.keyed(number, 0):
                asked.setdefault(number, set()).add(self.replies.pseudonym(number, 0, PersonId(person)))
        for number in sorted(asked):
            self.replies.prefetch(number, 0, asked[number])

    def secret(self, number: int) -> bytes:
        """Return the key of an open anonymous subject, made at its first use."""
        kept = self._secrets.get((number,))
        if kept is None:
            kept = Secret(number, os.urandom(32).hex())
            self._secrets.put((number,), kept)
        return bytes.fromhex(kept.key)

    def pseudonym(self, number: int, person: PersonId) -> str:
        return hmac.digest(self.secret(number), person.encode(), "sha256").hex()

    def keep(self) -> None:
        """Let what this event changed join the desk."""
        for shelf in self._touched:
            shelf.keep()
        self._touched.clear()
        for card in self._shows_pending:
            self._shows[card] += 1
        self._shows_pending.clear()

    def undo(self) -> None:
        """Throw away what this event changed."""
        for shelf in self._touched:
            shelf.undo()
        self._touched.clear()
        self._shows_pending.clear()

    def write(self) -> None:
        """Write all that changed; the caller's transaction commits it."""
        for shelf in self._shelves:
            shelf.write()
        if self._shows:
            moved = [(self._shows[card], *card) for card in sorted(self._shows)]
            many(self._connection, "UPDATE showings SET wanted = wanted + ? WHERE subject = ? AND part = ?", moved)
            self._shows.clear()
            self._showings.forget()

    def _settle(self) -> Connection:
        self.write()
        return self._connection
