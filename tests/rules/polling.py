"""Polls as people meet them: what is typed and pressed, the cards that come of it, and what long reads tell."""

from __future__ import annotations

import random
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from sqlalchemy import Connection

from handlers.effects import Effect, Tell
from handlers.events import Back, Came, Command, Press, Where
from handlers.people.house import House
from handlers.polls.read import tally_line
from handlers.routes import Judge
from handlers.views import Card, File, Note
from storage.desk import Desk
from storage.reads import Snapshot
from storage.records import PersonId, PlaceId, PlaceKind, Subject
from storage.session import Database
from tests.rules.hearing import NOON, Hearing
from tests.sketch import sketch

WHICH = 'poll "Which day?" "Monday" "Tuesday" "Thursday"'


@dataclass(slots=True)
class Polling(Hearing):
    """A hearing that can also be read, as ``act`` and the readers do."""

    connection: Connection | None = None

    def reading(self) -> Snapshot:
        """Return a snapshot of all that was decided so far."""
        self.desk.write()
        assert self.connection is not None
        return Snapshot(self.connection)

    def where(self, place: str) -> Where:
        """Name a place: ``#room`` and ``bob`` on the console, ``matrix:!room`` and ``matrix:@bob`` elsewhere."""
        platform, _, name = place.partition(":") if place.startswith(("matrix:", "slack:")) else ("console", "", place)
        kind = PlaceKind.ROOM if name[:1] in "#!C" else PlaceKind.DIRECT
        return Where(id=PlaceId(f"{platform}:{name}"), kind=kind, name=name, members_known=platform == "console")

    def heard_of(self, place: str, *names: str) -> None:
        """Let a platform tell who is in a place."""
        members = tuple(self.actor(name) for name in names)
        event = Back(id=f"e{next(self.numbers)}", at=self.now, where=self.where(place), members=members)
        self.decide(event)

    def wait(self, how_long: timedelta) -> tuple[Effect, ...]:
        """Let time pass, and decide what came due, as the clerk does."""
        self.now += how_long
        effects: tuple[Effect, ...] = ()
        for due in self.desk.claim_due(self.now, 100):
            effects += self.decide(Came(id=f"{due.subject}.{due.kind}", at=due.at, subject=due.subject, kind=due.kind))
        return effects

    def vote(
        self,
        name: str,
        number: int,
        *picks: int,
        at: datetime | None = None,
        event: str = "",
        instead: tuple[str, ...] = (),
    ) -> tuple[Effect, ...]:
        """Press a ballot at a platform's time of its own."""
        press = Press(
            id=event or f"e{next(self.numbers):06}",
            at=at or self.now,
            actor=self.actor(name),
            where=self.where("#team"),
            action="vote",
            subject=number,
            choices=picks,
            instead=instead,
        )
        return self.decide(press)

    def say(self, name: str, text: str, place: str, *, message: str | None = None) -> tuple[Effect, ...]:
        """Type something on a platform, which gives the message a reference."""
        event = Command(
            id=f"e{next(self.numbers):06}",
            at=self.now,
            actor=self.actor(name),
            where=self.where(place),
            text=text,
            message=message,
        )
        return self.decide(event)

    def begun(self, text: str = WHICH, name: str = "ana", place: str = "#team") -> Subject:
        """Ask a poll; return it."""
        number = self.desk.next_number()
        self.type(name, text, place)
        return self.subject(number)

    def subject(self, number: int) -> Subject:
        subject = self.desk.subject(number)
        assert subject is not None
        return subject

    def drawn(self, number: int, place: str = "#team") -> Card:
        """Draw a card."""
        card = self.judge.draw(self.reading(), number, self.where(place).id)
        assert isinstance(card, Card)
        return card

    def card(self, number: int, place: str = "#team") -> list[str]:
        """Draw a card as plain lines."""
        card = self.drawn(number, place)
        rows = (f"{row.key}  {tally_line(row)}" for row in card.rows)
        return [" · ".join(card.header), card.title, *rows, *card.notes]

    def told(self, effects: tuple[Effect, ...]) -> str:
        """Compute the long read that was asked for, as words."""
        note = self.read(effects)
        assert isinstance(note, Note)
        return note.text

    def file(self, effects: tuple[Effect, ...]) -> File:
        file = self.read(effects)
        assert isinstance(file, File)
        return file

    def read(self, effects: tuple[Effect, ...]) -> Note | File:
        tell, *_ = (effect for effect in effects if isinstance(effect, Tell))  # words go before their picture
        seen = self.judge.read(self.reading(), tell)
        assert seen is not None
        return seen


def person(name: str) -> PersonId:
    return PersonId(f"console:{name}")


@contextmanager
def polling(
    folder: Path, house: House | None = None, people: tuple[str, ...] = ("ana", "bob", "cleo")
) -> Iterator[Polling]:
    """Open a new database with one desk on it, and people in ``#team``: the first facilitates."""
    database = Database(f"sqlite:///{folder / 'polling.db'}")
    database.migrate()
    try:
        with database.transaction() as connection:
            desk = Desk(connection, chance=random.Random(20261124), now=NOON)  # noqa: S311 - tests repeat
            stage = Polling(desk, Judge(house or House(paint=sketch)), connection=connection)
            for name in people:
                stage.join(name)
            yield stage
            desk.write()
    finally:
        database.close()
