"""The only place where concrete parts meet."""

from __future__ import annotations

import asyncio
import random
from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Protocol

from bot.act import Act
from bot.clerk import Clerk, Decided, Heard
from bot.port import ChatPort
from handlers.people.house import House
from handlers.routes import Judge
from storage import cleanup
from storage.session import Database


class Runtime:
    """A database, its clerk and its ports, working together."""

    def __init__(
        self, database_url: str, house: House, ports: Mapping[str, ChatPort], clock: Callable[[], datetime]
    ) -> None:
        self.database, self.house, self.clock = Database(database_url), house, clock
        judge = Judge(house)
        self.clerk = Clerk(self.database, judge, clock=clock, chance=random.SystemRandom())
        self.act = Act(self.database, judge, ports, self.clerk, clock)

    async def start(self) -> None:
        """Bring the tables up to date, then begin to work."""
        await asyncio.to_thread(self.database.migrate)
        self.act.recover()
        self.clerk.start()
        await self.act.settle()

    async def stop(self) -> None:
        """Finish what waits, and let go of the database."""
        await asyncio.to_thread(self.clerk.stop)
        self.database.close()

    async def say(self, event: Heard) -> Decided:
        """Have an event decided, and everything that follows from it done."""
        decided = await self.clerk.hear(event)
        await self.act.carry(decided.effects)
        await self.act.settle()
        return decided

    async def tick(self) -> None:
        """Do what is due at the clock's now."""
        decided = await self.clerk.tick(self.clock())
        await self.act.carry(decided.effects)
        await self.act.settle()
        await asyncio.to_thread(cleanup.clean, self.database)

    def next_due(self) -> datetime | None:
        """Return the earliest instant at which something is due."""
        with self.database.snapshot() as snapshot:
            return snapshot.next_due()


class Platform(Protocol):
    """A chat platform as ``ritournelle run`` starts and stops it (see ``bot.service``)."""

    @property
    def port(self) -> ChatPort:
        """What speaks there; it is closed last of all, by whoever stops the platform."""
        ...

    async def start(self, runtime: Runtime) -> None:
        """Begin to hear; raise ``CannotStart`` where waiting would not help (a wrong token)."""
        ...

    async def stop(self) -> None:
        """Stop hearing, and return when what was heard is acknowledged. The port still speaks."""
        ...


class CannotStart(Exception):
    """The bot cannot start; the words are a sentence for the operator, in the house's language, with its mend."""
