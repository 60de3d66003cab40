"""Events as a platform would hear them, decided on a real desk; and what was said in return."""

from __future__ import annotations

import random
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from itertools import count
from pathlib import Path

from handlers.effects import Effect, Show, Whisper, refused
from handlers.events import Actor, Back, Came, Command, Event, Gone, Joined, Left, Press, Role, Submit, Where
from handlers.people.ask import Ask
from handlers.people.house import House
from handlers.routes import Judge
from handlers.texts import Voice
from storage.desk import Desk
from storage.records import Language, PersonId, PlaceId, PlaceKind
from storage.session import Database

NOON = datetime(2026, 11, 24, 12, tzinfo=UTC)


@dataclass(slots=True)
class Hearing:
    """One desk, one judge, a clock that moves a second an event, and people who are known by a short name."""

    desk: Desk
    judge: Judge
    now: datetime = NOON
    roles: dict[str, frozenset[Role]] = field(default_factory=dict)
    locales: dict[str, Language] = field(default_factory=dict)
    limited: bool = False
    numbers: Iterator[int] = field(default_factory=lambda: count(1))

    def actor(self, name: str) -> Actor:
        roles = self.roles.get(name, frozenset())
        return Actor(id=PersonId(f"console:{name}"), name=name, locale=self.locales.get(name), roles=roles)

    def where(self, place: str) -> Where:
        kind = PlaceKind.ROOM if place.startswith("#") else PlaceKind.DIRECT
        return Where(id=PlaceId(f"console:{place}"), kind=kind, name=place)

    def decide(self, event: Event | Gone | Back | Came) -> tuple[Effect, ...]:
        """Decide as the clerk does: what was changed joins the desk, and a Show moves the card on."""
        self.now += timedelta(seconds=1)
        effects = self.judge.decide(event, self.desk, self.now)
        for effect in effects:
            if isinstance(effect, Show):
                self.desk.show(effect.subject, effect.place, effect.part)
        self.desk.keep()
        return effects

    def type(self, name: str, text: str, place: str = "#team", *, bare: bool = False) -> tuple[Effect, ...]:
        people: Mapping[str, PersonId] = {
            word: PersonId(f"console:{word[1:]}") for word in text.split() if word.startswith("@")
        }
        event = Command(
            id=f"e{next(self.numbers)}",
            at=self.now,
            actor=self.actor(name),
            where=self.where(place),
            text=text,
            people=people,
            guests=frozenset(each for name, each in people.items() if Role.GUEST in self.actor(name[1:]).roles),
            bare=bare,
            limited=self.limited,
        )
        return self.decide(event)

    def press(
        self,
        name: str,
        action: str,
        *,
        subject: int = 0,
        picks: tuple[int, ...] = (),
        token: str = "",
        place: str = "#team",
        instead: tuple[str, ...] = (),
    ) -> tuple[Effect, ...]:
        event = Press(
            id=f"e{next(self.numbers)}",
            at=self.now,
            actor=self.actor(name),
            where=self.where(place),
            action=action,
            subject=subject,
            choices=picks,
            token=token,
            instead=instead,
        )
        return self.decide(event)

    def submit(
        self, name: str, form: str, values: Mapping[str, str | tuple[int, ...]], place: str = "#team"
    ) -> tuple[Effect, ...]:
        event = Submit(
            id=f"e{next(self.numbers)}",
            at=self.now,
            actor=self.actor(name),
            where=self.where(place),
            form=form,
            values=values,
        )
        return self.decide(event)

    def join(self, name: str, place: str = "#team") -> tuple[Effect, ...]:
        event = Joined(id=f"e{next(self.numbers)}", at=self.now, actor=self.actor(name), where=self.where(place))
        return self.decide(event)

    def leave(self, name: str, place: str = "#team") -> tuple[Effect, ...]:
        event = Left(id=f"e{next(self.numbers)}", at=self.now, actor=self.actor(name), where=self.where(place))
        return self.decide(event)

    def ask(self, name: str, place: str = "#team") -> Ask:
        """Return what a handler would be given, to put questions about permissions."""
        event = Joined(id="ask", at=self.now, actor=self.actor(name), where=self.where(place))
        return Ask(event=event, desk=self.desk, now=self.now, house=self.judge.house, voice=Voice("en"))


def said(effects: tuple[Effect, ...]) -> str:
    """Return the words of every whisper, one after the other."""
    return "\n".join(effect.note.text for effect in effects if isinstance(effect, Whisper))


def allowed(effects: tuple[Effect, ...]) -> str:
    """Return the words of what was not refused."""
    assert not refused(effects), said(effects)
    return said(effects)


def no(effects: tuple[Effect, ...]) -> str:
    """Return the words of a refusal, which redraws nothing."""
    assert refused(effects), said(effects)
    assert not any(isinstance(effect, Show) for effect in effects)
    return said(effects)


@contextmanager
def hearing(folder: Path, house: House | None = None) -> Iterator[Hearing]:
    """Open a new database with one desk on it."""
    database = Database(f"sqlite:///{folder / 'hearing.db'}")
    database.migrate()
    try:
        with database.transaction() as connection:
            desk = Desk(connection, chance=random.Random(20261124), now=NOON)  # noqa: S311 - tests repeat
            yield Hearing(desk, Judge(house or House()))
            desk.write()
    finally:
        database.close()
