"""Effects onto ports, with no transaction open: private words at once, and for each platform its letters and cards.

Platforms do not wait for each other: each has a ``Postman`` and a ``Keeper``, and a slow one delays only itself.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import partial
from typing import assert_never

import structlog

from bot.clerk import Clerk, NotCounted
from bot.keeper import SWEEP, Keeper, unsure
from bot.port import ChatPort, Later, PortError, Refused
from bot.postman import Postman
from handlers.effects import Answer, Effect, Forget, OpenForm, Post, Recount, Redact, Refresh, Show, Tell, Whisper
from handlers.events import Back, Came, Gone, Unsure, Where
from handlers.people.voices import of_place
from handlers.routes import Judge
from storage import cards, outbox
from storage.records import DueKind, Language, Place, PlaceId, Showing, platform_of
from storage.session import Database, Unavailable

JUST_AFTER = timedelta(microseconds=1)
_log = structlog.get_logger("act")


@dataclass(slots=True)
class _Mouth:
    """What speaks on one platform; ``busy`` lets one look at what waits end before the next begins."""

    postman: Postman
    keeper: Keeper
    busy: asyncio.Lock = field(default_factory=asyncio.Lock)
    woken: asyncio.Event = field(default_factory=asyncio.Event)

    async def settle(self) -> float:
        async with self.busy:
            await self.postman.drain(published=False)
            pause = await self.keeper.keep()
            await self.postman.drain()  # what follows a card, and how to mend one that was refused for good
            return pause

    async def run(self) -> None:
        while True:
            self.woken.clear()
            pause = 1.0
            try:
                pause = await self.settle()
            except (Unavailable, NotCounted) as error:
                _log.exception("act.again", action="act.again", error=type(error).__name__)
            except Exception as error:  # noqa: BLE001 - cards and letters go on whatever one of them brings
                _log.exception("act.surprise", action="act.surprise", error=type(error).__name__)
            with suppress(TimeoutError):
                async with asyncio.timeout(pause):  # ``wait_for`` of 3.11 forgets a cancellation at the same moment
                    await self.woken.wait()


class Act:
    """Carries effects out. ``clock`` is the same as the clerk's."""

    def __init__(
        self,
        database: Database,
        judge: Judge,
        ports: Mapping[str, ChatPort],
        clerk: Clerk,
        clock: Callable[[], datetime],
    ) -> None:
        self._database, self._ports, self._clerk, self._clock = database, ports, clerk, clock
        self._house = judge.house
        self._said: list[str] = []  # letters that were said and still lie in the outbox
        self._settling = asyncio.Lock()
        self._mouths = {
            name: _Mouth(
                Postman(port, database, judge, clock, self._place_lost),
                Keeper(port, database, judge, clock, self._place_lost),
            )
            for name, port in ports.items()
        }

    def wake(self) -> None:
        """Say that there may be something to do."""
        for mouth in self._mouths.values():
            mouth.woken.set()

    def recover(self) -> tuple[Unsure, ...]:
        """After a start: what was being said to a platform that takes no repeats is now uncertain; return the cards."""
        repeatable = {name: port.repeatable for name, port in self._ports.items()}
        with self._database.transaction() as connection:
            outbox.recover(connection, repeatable)
            return tuple(unsure(showing, self._clock()) for showing in cards.recover(connection, repeatable))

    async def run(self) -> None:
        """Keep the cards true and the outbox empty until cancelled."""
        async with asyncio.TaskGroup() as tasks:
            for mouth in self._mouths.values():
                tasks.create_task(mouth.run())

    async def settle(self) -> float:
        """Do all that can be done now; return the seconds until there may be more."""
        return min(await asyncio.gather(*(mouth.settle() for mouth in self._mouths.values())), default=SWEEP)

    async def carry(self, effects: Sequence[Effect]) -> None:
        """Carry out what does not wait in the database."""
        for effect in effects:
            try:
                await self._carry_one(effect)
            except PortError as error:
                _log.warning("effect.lost", action="effect.lost", effect=type(effect).__name__, reason=str(error))
        self.wake()

    async def _carry_one(self, effect: Effect) -> None:
        match effect:
            case Whisper() if effect.must_happen:
                pass  # in the database, as those below
            case Whisper() | OpenForm():
                await self._say(effect)
            case Redact():
                await self._port(effect.place).redact(effect.place, effect.message)
            case Refresh():
                await self._refresh(effect.place)
            case Recount():
                await self._recount(effect)
            case Show() | Post() | Tell() | Answer() | Forget():
                pass  # in the database, or inside the acknowledgement
            case _:
                assert_never(effect)

    async def _say(self, said: Whisper | OpenForm) -> None:
        """Say private words, or open a form; where it lies in a letter, the postman does it later if not now."""
        try:
            port = self._port(said.to)
            if isinstance(said, OpenForm):
                await port.open_form(said.to, said.place, said.form, said.ticket)
            else:
                await port.whisper(said.to, said.place, said.note, said.tone, said.message, key=said.letter)
        except Later as later:
            if not said.letter:
                raise
            again_at = self._clock() + timedelta(seconds=later.seconds)
            await asyncio.to_thread(
                self._database.within, partial(outbox.failed, letter=said.letter, again_at=again_at)
            )
        except PortError:
            await self._delivered(said)
            raise
        else:
            await self._delivered(said)

    async def _delivered(self, said: Whisper | OpenForm) -> None:
        """Take a letter out, with all that were said meanwhile; left in by a fault, it is said again and recognised."""
        if not said.letter:
            return
        self._said.append(said.letter)
        if self._settling.locked():
            return  # whoever takes letters out now takes this one too
        async with self._settling:
            while self._said:
                letters, self._said = self._said, []
                await asyncio.to_thread(self._database.within, partial(outbox.all_delivered, letters=letters))

    async def _place_lost(self, gone: Gone | Unsure) -> None:
        """Have the clerk decide what a refusal for good means, or an answer that was lost."""
        await self.carry((await self._clerk.hear(gone)).effects)

    def _known(self, place: PlaceId) -> Place | None:
        with self._database.snapshot() as snapshot:
            return snapshot.place(place)

    async def _refresh(self, place: PlaceId) -> None:
        members = await self._port(place).members(place)
        known = await asyncio.to_thread(self._known, place)
        if known is None:
            return
        now = self._clock()
        where = Where(id=place, kind=known.kind, name=known.name, members_known=members is not None)
        answer = Back(
            id=f"refresh:{place}:{now.isoformat()}", at=now, where=where, members=tuple(members or ()) or None
        )
        await self.carry((await self._clerk.hear(answer)).effects)

    async def _recount(self, effect: Recount) -> None:
        """Have a poll that ends counted wherever a platform counts it too, then have it closed.

        Where a platform does not answer, the close that is due a little later counts what was heard.
        """
        for showing, language in await asyncio.to_thread(self._shown, effect.subject):
            port = self._ports.get(platform_of(showing.place))
            if port is not None and showing.message is not None:
                await port.recount(showing.place, showing.message, language)
        at = effect.instant + JUST_AFTER
        ended = f"{effect.subject}.counted.{effect.instant.isoformat()}"
        came = Came(id=ended, at=at, subject=effect.subject, kind=DueKind.CLOSE)
        await self.carry((await self._clerk.hear(came)).effects)

    def _shown(self, number: int) -> tuple[tuple[Showing, Language], ...]:
        """Return where a subject is shown, and the language of each place."""
        with self._database.snapshot() as snapshot:
            return tuple(
                (showing, of_place(snapshot, showing.place, self._house).language)
                for showing in snapshot.showings(number)
            )

    def _port(self, identifier: str) -> ChatPort:
        port = self._ports.get(platform_of(identifier))
        if port is None:
            raise Refused(f"no {platform_of(identifier)} here", place_lost=False)
        return port
