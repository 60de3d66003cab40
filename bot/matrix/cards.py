"""Cards in rooms: a poll of Matrix's own where that is honest, else a message that is edited."""

from __future__ import annotations

import asyncio
from collections import OrderedDict
from collections.abc import Awaitable, Callable
from dataclasses import replace
from functools import partial
from typing import Any, Final
from urllib.parse import quote

import structlog

from bot.matrix import draw, hear, ids
from bot.matrix.api import Api
from bot.matrix.budget import Turn
from bot.matrix.seam import Crypto, Raw
from bot.port import PortError
from handlers.views import Card
from storage import marks
from storage.marks import Native
from storage.records import Language
from storage.session import Database

REMEMBERED: Final = 2_000
PAGE: Final = 100
_log = structlog.get_logger("matrix")


class Cards:
    """Posts cards and keeps them true. ``database`` is given before the first card; ``found`` hears old answers."""

    def __init__(self, api: Api, crypto: Crypto) -> None:
        self._api, self._crypto = api, crypto
        self.database: Database | None = None
        self.found: Callable[[str, list[Raw]], Awaitable[None]] | None = None
        self._numbers: OrderedDict[str, int] = OrderedDict()
        self._frills: set[asyncio.Task[None]] = set()

    async def post(self, room: str, seen: Card, *, key: str) -> str:
        """Post a card; return the event's id."""
        if seen.native and seen.pick == 1 and seen.rows:
            return await self._post_poll(room, seen, key=key)
        message = await self._api.send(room, "m.room.message", draw.card(seen), key=key, turn=Turn.POST, patient=False)
        self._remember(message, seen.number)
        if seen.pick > 1 and seen.aloud and not await self._api.is_encrypted(room):
            self._offer_keycaps(room, message, seen, key)
        return message

    async def update(self, room: str, message: str, seen: Card, *, key: str) -> str:
        """Make a card true; return its event's id, a new one where a poll that was ended begins again."""
        poll = await self._native(room, message)
        if poll is None:
            await self._api.stands(room, message)
            content = draw.edit(message, draw.card(seen))
            await self._api.send(room, "m.room.message", content, key=key, turn=Turn.CARD, patient=False)
            return message
        if seen.pick:
            if poll.ended:
                return await self._post_poll(room, seen, key=key)
            if seen.elsewhere:
                await self._tell_numbers(room, poll, seen, key=key)
            return message
        await self._api.stands(room, message)
        if not seen.rows:  # deleted: nothing is said of it any more
            await self._put(replace(poll, ended=True))
            await self._api.redact(room, message, key=f"{key}.redact")
            return message
        if not poll.ended:
            poll = await self._end(room, poll, seen.language)
        await self._tell_numbers(room, poll, seen, key=key)
        return message

    async def recount(self, room: str, message: str, language: Language) -> None:
        """End a poll, and have every answer heard that the server holds: what a sync missed is in ``/relations``."""
        poll = await self._native(room, message)
        if poll is None or self.found is None:
            return
        if not poll.ended:
            await self._end(room, poll, language)
        await self.found(room, await self._answers(room, message))
        await self._within(partial(marks.drop, place=poll.place, message=message))

    async def is_ended(self, room: str, message: str) -> bool:
        """Tell whether a poll was ended: what comes later is ignored."""
        poll = await self._native(room, message)
        return poll is not None and poll.ended

    async def number_of(self, room: str, message: str) -> int | None:
        """Return the subject whose card a message is."""
        if message in self._numbers:
            return self._numbers[message]
        number = await asyncio.to_thread(self._shown_as, room, message)
        if number is not None:
            self._remember(message, number)
        return number

    async def _post_poll(self, room: str, seen: Card, *, key: str) -> str:
        message = await self._api.send(room, hear.START[0], draw.poll(seen), key=key, turn=Turn.POST, patient=False)
        self._remember(message, seen.number)
        await self._put(Native(place=ids.place(room), message=message))
        return message

    async def _end(self, room: str, poll: Native, language: str) -> Native:
        content = draw.poll_end(poll.message, language)
        await self._api.send(room, hear.END[0], content, key=f"end.{poll.message}", turn=Turn.POST)
        ended = replace(poll, ended=True)
        await self._put(ended)
        return ended

    async def _tell_numbers(self, room: str, poll: Native, seen: Card, *, key: str) -> None:
        """Post a poll's numbers, or edit the message that tells them."""
        content = draw.tally(seen, poll.message)
        if poll.tally is not None:
            content = draw.edit(poll.tally, content)
        told = await self._api.send(room, "m.room.message", content, key=f"{key}.tally", turn=Turn.POST, patient=False)
        if poll.tally is None:
            await self._put(replace(poll, tally=told))

    async def _answers(self, room: str, message: str) -> list[Raw]:
        """Read back every event that answers to a poll, the oldest first, decrypted."""
        path = f"/_matrix/client/v1/rooms/{quote(room, safe='')}/relations/{quote(message, safe='')}/m.reference"
        found: list[Raw] = []
        after = ""
        while True:
            said: dict[str, Any] = await self._api.request("GET", f"{path}?limit={PAGE}{after}")
            for event in said.get("chunk", ()):
                opened = self._crypto.decrypt(room, event) if event.get("type") == hear.SEALED else event
                if opened is not None:
                    found.append(opened)
                else:
                    _log.warning("matrix.unreadable_answer", place=room)
            if not said.get("next_batch"):
                return sorted(found, key=lambda event: event.get("origin_server_ts", 0))
            after = f"&from={quote(str(said['next_batch']), safe='')}"

    def _offer_keycaps(self, room: str, message: str, seen: Card, key: str) -> None:
        task = asyncio.create_task(self._keycaps(room, message, len(draw.keys(seen.rows)), key))
        self._frills.add(task)
        task.add_done_callback(self._frills.discard)

    async def _keycaps(self, room: str, message: str, options: int, key: str) -> None:
        """React with the options' numbers, so that a vote is one press."""
        try:
            for number in range(1, options + 1):
                cap = draw.reaction(message, hear.KEYCAPS[number - 1])
                await self._api.send(room, "m.reaction", cap, key=f"{key}.keycap.{number}", turn=Turn.FRILL)
        except PortError as error:
            _log.info("matrix.no_keycaps", reason=str(error))

    def _remember(self, message: str, number: int) -> None:
        self._numbers[message] = number
        while len(self._numbers) > REMEMBERED:
            self._numbers.popitem(last=False)

    def _shown_as(self, room: str, message: str) -> int | None:
        if self.database is None:
            return None
        with self.database.snapshot() as snapshot:
            return snapshot.shown_as(ids.place(room), message)

    async def _native(self, room: str, message: str) -> Native | None:
        return await asyncio.to_thread(self._read_native, room, message)

    def _read_native(self, room: str, message: str) -> Native | None:
        if self.database is None:
            return None
        with self.database.reading() as connection:
            return marks.native(connection, ids.place(room), message)

    async def _put(self, poll: Native) -> None:
        await self._within(partial(marks.put_native, card=poll))

    async def _within(self, statement: Callable[..., None]) -> None:
        if self.database is not None:
            await asyncio.to_thread(self.database.within, statement)
