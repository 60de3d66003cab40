"""The real port on a real Synapse as the shared suite of ports sees it; the bot's clerk and ears stay out of it."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Collection
from contextlib import suppress
from functools import partial
from itertools import count
from pathlib import Path
from typing import Any, Final
from urllib.parse import quote

import aiohttp
from aiohttp import web
from nio import DownloadResponse
from nio.crypto.attachments import decrypt_attachment

from bot.matrix import ids
from bot.matrix.app import Account as Bot
from bot.port import ChatPort
from handlers.effects import Tone
from handlers.views import Note
from storage.records import PersonId
from storage.session import Database
from tests.platforms.matrix.human import Human
from tests.platforms.matrix.running import settings_for
from tests.platforms.matrix.seen import POLL, Seen
from tests.platforms.matrix.synapse import Synapse

SPOKEN: Final = frozenset({"m.room.message", "m.room.encrypted", "m.room.redaction", "m.reaction", f"{POLL}.start"})
_numbers = count(1)


class MatrixBench:
    """One room, encrypted or not, in which are one person with a client of their own and the bot's account."""

    tells_members = True
    asked: str | None = None
    aloud: Collection[Tone] = (Tone.REFUSAL, Tone.INFORMATION)  # they answer the person in the room

    def __init__(self, folder: Path, synapse: Synapse, *, encrypted: bool) -> None:
        self._folder, self._synapse, self._encrypted = folder, synapse, encrypted
        self._signs: list[str] = []
        self._losing = False

    async def start(self) -> None:
        number = next(_numbers)
        account = self._synapse.register(f"port{number}")
        self._bot = Bot(settings_for(self._synapse, account, self._folder), web.Application())
        self._database = self._bot.cards.database = Database(f"sqlite:///{self._folder}/matrix.db")
        await asyncio.to_thread(self._database.migrate)
        await self._bot.crypto.open()
        self._reading = asyncio.create_task(self._bot.sync.run(self._database))
        self._bot.port.signed = self._signed
        self.port: ChatPort = self._bot.port
        self._human = await Human.arrive(self._synapse, self._synapse.register(f"alice{number}"), self._folder)
        self._room = await self._human.make_room(account.user, name="#team", encrypted=self._encrypted)
        await self._human.sees_member(self._room, account.user)
        await self._until(lambda: self._human.user in self._bot.rooms[self._room].joined)
        self.place, self.person = ids.place(self._room), ids.person(self._human.user)
        self.asked = await self._human.say(self._room, "!something")

    async def stop(self) -> None:
        self._reading.cancel()
        with suppress(asyncio.CancelledError):
            await self._reading
        await self.port.close()
        await asyncio.to_thread(self._database.close)
        await self._human.close()

    async def seen(self) -> list[str]:
        await self._all_is_read()
        return [one.text for one in self._said(self._room) if not _is_file(one)]

    async def told(self) -> list[str]:
        """Return the words in the direct chat, and in the room those that answer the person, and what signs mean."""
        await self._all_is_read()
        answers = [one.text for one in self._said(self._room) if "m.in_reply_to" in one.relation]
        signed = self._human.reactions(self._room, self.asked or "") == [(self._bot.rooms.bot, "✅")]
        return [*self._directly(), *answers, *(self._signs if signed else ())]

    async def files(self, *, public: bool) -> list[bytes]:
        await self._all_is_read()
        rooms = [self._room] if public else self._directs()
        return [await self._download(one) for room in rooms for one in self._said(room) if _is_file(one)]

    async def trouble(self, kind: str) -> None:
        match kind:
            case "place lost":
                await self._human.kick(self._room, self._bot.rooms.bot)
            case "message gone":
                await self._all_is_read()
                for one in self._said(self._room):
                    await self._human.redact(self._room, one.id)
            case "later":
                self._let_speak(often=False)
            case "uncertain":
                self._lose_the_next_answer()
            case _:
                raise AssertionError(kind)

    def _signed(self, _to: PersonId, note: Note) -> None:
        self._signs.append(note.text)

    async def _until(self, look: Callable[[], bool]) -> None:
        """Wait until the bot's own window shows something."""
        async with asyncio.timeout(20):
            while not look():
                await self._bot.sync.round.wait()

    async def _all_is_read(self) -> None:
        """Wait until the person has seen, and can read, all that the server holds; join where they were invited."""
        for room in list(self._human.client.invited_rooms):
            await self._human.join(room)
        for room in (self._room, *self._directs()):
            there = {one["event_id"] for one in await self._human.history(room) if one["type"] in SPOKEN}
            await self._human.until(partial(self._reads, there))

    def _reads(self, events: set[str]) -> bool:
        seen = self._human.seen
        return all(each in seen and (seen[each].readable or seen[each].redacted) for each in events)

    def _directs(self) -> list[str]:
        return [room for room in self._human.client.rooms if room != self._room]

    def _said(self, room: str) -> list[Seen]:
        return [one for one in self._human.messages(room) if one.sender == self._bot.rooms.bot]

    def _directly(self) -> list[str]:
        return [one.text for room in self._directs() for one in self._said(room)]

    async def _download(self, one: Seen) -> bytes:
        file = one.content.get("file")
        given = await self._human.client.download(mxc=file["url"] if file else one.content["url"])
        assert isinstance(given, DownloadResponse)
        body = given.body
        assert isinstance(body, bytes)
        if not file:
            return body
        opened: bytes = decrypt_attachment(body, file["key"]["k"], file["hashes"]["sha256"], file["iv"])
        return opened

    def _let_speak(self, *, often: bool) -> None:
        """Slow the account down as an administrator can, or no more."""
        path = f"/_synapse/admin/v1/users/{quote(self._bot.rooms.bot)}/override_ratelimit"
        limits = {"messages_per_second": 0 if often else 1, "burst_count": 0}
        self._synapse.ask("POST", path, limits, self._synapse.admin)

    def _lose_the_next_answer(self) -> None:
        """Let the next event that is sent arrive, and its answer be lost on the way."""
        client: Any = self._bot.crypto.client
        whole: Callable[..., Awaitable[Any]] = client.send

        async def lossy(method: str, path: str, *rest: Any, **more: Any) -> Any:  # noqa: ANN401 - as nio's own
            answer = await whole(method, path, *rest, **more)
            if method == "PUT" and "/send/m.room." in path:
                client.send = whole
                raise aiohttp.ServerDisconnectedError
            return answer

        client.send = lossy


def _is_file(one: Seen) -> bool:
    return one.content.get("msgtype") in ("m.file", "m.image")
