"""Matrix as a platform that ``ritournelle run`` starts and stops."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Sequence
from contextlib import suppress
from typing import Any, Final
from urllib.parse import quote

import structlog
from aiohttp import web

from bot.clerk import NotCounted
from bot.matrix import ids
from bot.matrix.api import Api
from bot.matrix.budget import Budget
from bot.matrix.cards import Cards
from bot.matrix.chat import MatrixPort
from bot.matrix.crypto import Device, dead_token
from bot.matrix.directs import Directs
from bot.matrix.ears import Ears
from bot.matrix.invitations import Invitations
from bot.matrix.limited import note_limited
from bot.matrix.rooms import Rooms
from bot.matrix.seam import Crypto
from bot.matrix.sync import BACK_OFF, Sync
from bot.port import Later, PortError, Refused
from bot.settings import Settings
from bot.wiring import CannotStart, Runtime
from handlers.events import Back
from handlers.texts import Voice
from storage.records import PlaceKind

TOGETHER: Final = 32  # rooms that are learned at once: votes do not wait behind more
PATIENCE: Final = 15.0  # seconds that the start waits for the homeserver; after them it is waited for in the background
_log = structlog.get_logger("matrix")


def make(settings: Settings, routes: web.Application) -> Account:
    """Make the platform that the settings configure; it needs no routes."""
    return Account(settings, routes)


class Account:
    """One account on one homeserver: what hears, what speaks, and the device that both share."""

    def __init__(self, settings: Settings, _routes: web.Application, *, crypto: Crypto | None = None) -> None:
        self._settings = settings
        user = settings.matrix_user or ""
        self.crypto = crypto or Device(settings)
        self.budget = Budget(time.monotonic)
        self.rooms = Rooms(user)
        self.api = Api(self.crypto, self.budget)
        self.api.mend = f"/invite {user}"
        self.api.on_limited = self._limited
        self.api.on_unauthorized = self._unauthorized
        self.directs = Directs(self.api, self.rooms)
        self.cards = Cards(self.api, self.crypto)
        self.port = MatrixPort(self.api, self.rooms, self.directs, self.cards)
        self.invitations = Invitations(
            self.api,
            self.directs,
            servers=frozenset(settings.matrix_allowed_servers or (ids.server_of(user),)),
            hourly=settings.limits.invitations,
            clock=time.monotonic,
        )
        self.sync = Sync(self.crypto, self.api, self.rooms, came=self._came, kept=self._kept)
        self.ears: Ears | None = None
        self._known = asyncio.Event()
        self._tasks: list[asyncio.Task[None]] = []
        self._voice = Voice(settings.language)

    @property
    def well(self) -> bool:
        """Whether the homeserver still takes the account's token, as far as is known."""
        return self.sync.dead is None

    async def start(self, runtime: Runtime) -> None:
        """Begin to hear; raise ``CannotStart`` where the homeserver does not take the account."""
        self.cards.database = runtime.database
        self.ears = Ears(runtime, self.rooms, self.port, self.cards, prefix=self._settings.matrix_prefix)
        self.cards.found = self.ears.found
        self.port.begin = self.ears.begin_form
        reading = asyncio.create_task(self._read(runtime))
        self._tasks = [reading, asyncio.create_task(self.ears.run())]
        first = asyncio.create_task(self.sync.first.wait())
        await asyncio.wait([reading, first], timeout=PATIENCE, return_when=asyncio.FIRST_COMPLETED)
        if not reading.done():
            return
        first.cancel()
        await self.stop()
        await self.port.close()
        await reading  # raises what kept it from reading
        raise CannotStart(self._dead())

    async def stop(self) -> None:
        """Hear no more; return when what was heard is answered."""
        reading, *others = self._tasks or (None,)
        if reading is not None:
            reading.cancel()
            with suppress(asyncio.CancelledError, CannotStart):
                await reading
        if self.ears is not None and others:
            await self.ears.rest()
        for task in others:
            task.cancel()
        await asyncio.gather(*others, return_exceptions=True)

    async def learned(self) -> None:
        """Wait until it is known who is where."""
        await self._known.wait()

    async def _read(self, runtime: Runtime) -> None:
        """Log in, however long the homeserver is away, then read until stopped."""
        failed = 0
        while True:
            try:
                await self.crypto.open()
                self.rooms.directs = await self.api.directs()
                await self._learn_own_name()
                break
            except Later as later:
                if self.sync.dead is not None:
                    return
                pause = max(BACK_OFF[min(failed, len(BACK_OFF) - 1)], min(later.seconds, BACK_OFF[-1]))
                failed += 1
                _log.warning("matrix.away", reason=later.reason, seconds=pause)
                await asyncio.sleep(pause)
        await self._sync(runtime)

    async def _sync(self, runtime: Runtime) -> None:
        learning = asyncio.create_task(self._learn(runtime))
        try:
            await self.sync.run(runtime.database)
        finally:
            learning.cancel()
            await asyncio.gather(learning, return_exceptions=True)

    async def _learn_own_name(self) -> None:
        """Learn what the account is called, if anything: people name it so where their client makes no pill."""
        try:
            said = await self.api.request(
                "GET", f"/_matrix/client/v3/profile/{quote(self.rooms.bot, safe='')}/displayname"
            )
        except Refused:
            return
        if self.ears is not None and said.get("displayname"):
            self.ears.bot_names = (str(said["displayname"]),)

    async def _learn(self, runtime: Runtime) -> None:
        """Learn who is where, many rooms in one transaction: people came and went while the bot was away."""
        await self.sync.first.wait()
        rooms = self.rooms.known()
        for at in range(0, len(rooms), TOGETHER):
            await self._learn_these(runtime, rooms[at : at + TOGETHER])
        self._known.set()

    async def _learn_these(self, runtime: Runtime, rooms: Sequence[str]) -> None:
        """Learn who is in some rooms, as soon as the database can take it."""
        now = runtime.clock()
        came = [
            Back(id=f"start:{where.id}:{now.isoformat()}", at=now, where=where, members=self.rooms.humans(room))
            for room in rooms
            if (where := self.rooms.where(room)).kind is PlaceKind.ROOM
        ]
        while True:
            try:
                decided = await asyncio.gather(*(runtime.clerk.hear(back) for back in came))
                break
            except NotCounted:
                _log.warning("matrix.learn_again")
                await asyncio.sleep(BACK_OFF[0])
        await runtime.act.carry([effect for each in decided for effect in each.effects])

    async def _came(self, response: Any) -> None:  # noqa: ANN401 - nio has no types
        """After each sync: rooms may have appeared, and invitations may be accepted."""
        self.directs.appeared()
        for room, info in response.rooms.invite.items():
            self.invitations.invited(room, info.invite_state, self.rooms.bot)
        for room in response.rooms.leave:
            self.invitations.gone(room)
        try:
            await self.invitations.answer()
        except PortError as error:
            _log.warning("matrix.invitation_waits", reason=str(error))

    def _kept(self) -> None:
        if self.ears is not None:
            self.ears.kept()

    def _unauthorized(self, reason: str) -> None:
        self.sync.dead = reason
        _log.error("matrix.unauthorized", reason=reason, mend=self._dead())

    def _limited(self) -> None:
        with suppress(OSError):  # a note for ``check``: what is said does not depend on it
            note_limited(self._settings.matrix_store)

    def _dead(self) -> str:
        return dead_token(self._voice, self._settings, self.sync.dead or "")
