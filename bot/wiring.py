"""The only place where concrete parts meet."""

from __future__ import annotations

import asyncio
import random
from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime
from typing import Protocol

from bot.act import Act
from bot.clerk import Clerk, Decided, Heard
from bot.port import ChatPort
from handlers.people.house import House
from handlers.routes import Judge
from schedules.holidays import learn
from storage import cleanup, retention
from storage.records import PersonId
from storage.session import Database, Unavailable


class Runtime:
    """A database, its clerk and its ports, working together.

    A platform hears with ``hear``, acknowledges what is durable now, and lets ``follow`` do what comes of it.
    """

    def __init__(
        self, database_url: str, house: House, ports: Mapping[str, ChatPort], clock: Callable[[], datetime]
    ) -> None:
        self.database, self.house, self.clock = Database(database_url), house, clock
        self._pruned = date.min
        judge = Judge(house)
        self.clerk = Clerk(self.database, judge, clock=clock, chance=random.SystemRandom())
        self.act = Act(self.database, judge, ports, self.clerk, clock)

    async def start(self) -> None:
        """Bring the tables up to date, then begin to work."""
        await asyncio.to_thread(self.database.migrate)
        await self.begin()
        await self.act.settle()

    async def begin(self) -> None:
        """Begin to decide, on tables that are this version's."""
        unsure = await asyncio.to_thread(self.act.recover)
        await asyncio.to_thread(self._learn)
        self.clerk.start()
        for each in unsure:
            await self.clerk.hear(each)  # it must be said, so it is a letter

    def _learn(self) -> None:
        """Learn the holidays that rituals keep: the first time takes a moment, for which no vote should wait."""
        with self.database.snapshot() as snapshot:
            learn(snapshot.rituals.holidays(), self.clock().year)

    async def stop(self, patience: float = 10.0) -> None:
        """Finish what waits, in so many seconds at most, and let go of the database."""
        await asyncio.to_thread(self.clerk.stop, patience)
        self.database.close()

    async def hear(self, event: Heard) -> Decided:
        """Have an event decided; return once it is durable, or raise ``NotCounted``."""
        return await self.clerk.hear(event)

    async def follow(self, decided: Decided) -> None:
        """Say the private words that an event leads to; cards and letters follow by themselves."""
        await self.act.carry(decided.effects)

    async def say(self, event: Heard) -> Decided:
        """Have an event decided, and everything that follows from it done."""
        decided = await self.hear(event)
        await self.follow(decided)
        await self.act.settle()
        return decided

    async def tick(self) -> None:
        """Do what is due at the clock's now, and everything that follows from it."""
        await self.beat(self.clock())
        await self.act.settle()

    async def beat(self, now: datetime) -> None:
        """Do what is due at ``now``, make pending deletions real and, once a day, forget what is too old."""
        await self.follow(await self.clerk.tick(now))
        await asyncio.to_thread(cleanup.clean, self.database)
        today = now.astimezone(UTC).date()
        if today != self._pruned:
            await asyncio.to_thread(retention.prune, self.database, now, self.house.keep_days)
            self._pruned = today

    def next_due(self) -> datetime | None:
        """Return the earliest instant at which something is due."""
        with self.database.snapshot() as snapshot:
            return snapshot.next_due()

    def healthy(self) -> bool:
        """Tell whether the database answers and the clerk is at work."""
        try:
            with self.database.snapshot() as snapshot:
                snapshot.person(PersonId("console:nobody"))
        except Unavailable:
            return False
        return self.clerk.working


class Platform(Protocol):
    """A chat platform as ``ritournelle run`` starts and stops it (see ``bot.service``)."""

    @property
    def port(self) -> ChatPort:
        """What speaks there; it is closed last of all, by whoever stops the platform."""
        ...

    @property
    def well(self) -> bool:
        """Whether its tokens are still taken, as far as is known; where they are not, the log says what to do."""
        ...

    async def start(self, runtime: Runtime) -> None:
        """Begin to hear; raise ``CannotStart`` where waiting would not help (a wrong token)."""
        ...

    async def stop(self) -> None:
        """Stop hearing, and return when what was heard is acknowledged. The port still speaks."""
        ...


class CannotStart(Exception):
    """The bot cannot start; the words are a sentence for the operator, in the house's language, with its mend."""
