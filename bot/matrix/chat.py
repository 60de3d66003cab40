"""The ChatPort over Matrix: what is said, in which room, and in which of Matrix's ways."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import replace
from hashlib import blake2b
from typing import Final
from uuid import uuid4

import structlog

from bot.matrix import draw, ids
from bot.matrix.api import Api
from bot.matrix.budget import Turn
from bot.matrix.cards import Cards
from bot.matrix.directs import Directs
from bot.matrix.draw import Content
from bot.matrix.rooms import Rooms
from bot.port import Refused
from handlers.effects import Tone
from handlers.events import Actor
from handlers.views import Card, File, Form, Note
from storage.records import Language, PersonId, PlaceId

INTERVAL: Final = 10.0
REMEMBERED: Final = 5_000  # messages of which it is remembered in which thread they stand
DONE: Final = "✅"
_log = structlog.get_logger("matrix")


class MatrixPort:
    """One account's mouth."""

    platform = ids.PLATFORM
    repeatable = True

    def __init__(self, api: Api, rooms: Rooms, directs: Directs, cards: Cards) -> None:
        self._api, self._rooms, self._directs, self._cards = api, rooms, directs, cards
        self.interval = INTERVAL
        self._threads: OrderedDict[str, str] = OrderedDict()
        self.signed: Callable[[PersonId, Note], None] = lambda _to, _note: None  # told what a sign stands for
        self.begin: Callable[[PersonId, str, Form], Awaitable[None]] | None = None

    async def post(self, place: PlaceId, seen: Card | Note, *, key: str) -> str:
        """Post a card or words; return the event's id."""
        room = ids.native(place)
        if isinstance(seen, Card):
            return await self._cards.post(room, seen, key=key)
        return await self._words(room, self._note(room, seen, push=bool(seen.mentions)), seen, key=key, turn=Turn.POST)

    async def update(self, place: PlaceId, message: str, card: Card, *, key: str) -> str:
        """Make a card true: an edit or, for a poll of Matrix's own, its end and its numbers."""
        return await self._cards.update(ids.native(place), message, card, key=key)

    async def recount(self, place: PlaceId, message: str, language: Language) -> None:
        """End a poll of Matrix's own, and have every answer heard that it holds."""
        await self._cards.recount(ids.native(place), message, language)

    async def whisper(
        self, to: PersonId, place: PlaceId, note: Note, tone: Tone, message: str | None, *, key: str = ""
    ) -> None:
        """Say private words: secrets in the direct chat, a refusal where it was asked, a confirmation as a sign."""
        room, key = ids.native(place), key or _key(to, message, note.text)
        if tone is Tone.SECRET or room not in self._rooms:
            await self._in_direct_chat(to, note, key=key)
        elif self._rooms.is_direct(room):
            await self._words(room, self._note(room, note), note, key=key, turn=Turn.ANSWER)
        elif tone is Tone.CONFIRMATION:
            self.signed(to, note)
            if message:
                await self._api.send(room, "m.reaction", draw.reaction(message, DONE), key=key, turn=Turn.ANSWER)
        elif tone is Tone.INFORMATION and not message:
            self.signed(to, note)  # of a vote in a poll of Matrix's own, or a reaction: what it counts says enough
        else:
            called = to if tone is Tone.REFUSAL else None
            content = self._note(room, note, to=called)
            answer = draw.related(content, reply_to=message, thread=self._threads.get(message or ""))
            await self._words(room, answer, note, key=key, turn=Turn.ANSWER)

    async def open_form(self, to: PersonId, place: PlaceId, form: Form, ticket: str | None) -> None:
        """Begin a dialogue in the direct chat, where a form asked for in a room is filled in."""
        if self.begin is not None:
            await self.begin(to, await self._directs.room(ids.native(to)), form)

    async def upload(self, to: PersonId | None, place: PlaceId, file: File, *, key: str) -> None:
        """Hand a file to one person in their direct chat or, with no ``to``, to a room; encrypted where the room is."""
        room = ids.native(place) if to is None else await self._directs.room(ids.native(to))
        if file.note:
            words = Note(text=file.note, language=file.language)
            await self._words(room, self._note(room, words), words, key=f"{key}.note", turn=Turn.POST)
        await self._send_file(room, file, key=key)

    async def redact(self, place: PlaceId, message: str) -> None:
        """Take a message away: the bot's own, and other people's where it has the power."""
        room = ids.native(place)
        try:
            await self._api.redact(room, message, key=_key(place, message, "redact"))
        except Refused as refusal:
            _log.info("matrix.not_redacted", reason=refusal.reason)

    async def members(self, place: PlaceId) -> Sequence[Actor] | None:
        """Return the people of a room."""
        room = ids.native(place)
        return None if room not in self._rooms or self._rooms.is_direct(room) else self._rooms.humans(room)

    async def close(self) -> None:
        """Let go of the connections, once nothing is half said."""
        await self._api.drained()
        await self._api.close()

    # What the ears hand over

    def stands_in(self, message: str, thread: str) -> None:
        """Remember in which thread a message stands, so that it is answered there."""
        self._threads[message] = thread
        while len(self._threads) > REMEMBERED:
            self._threads.popitem(last=False)

    # Ways of saying

    def _note(self, room: str, note: Note, *, to: PersonId | None = None, push: bool = False) -> Content:
        names = {person: self._rooms.name_of(person, room) for person in (*note.mentions, *((to,) if to else ()))}
        return draw.note(note, names, to=to, push=push)

    async def _in_direct_chat(self, to: PersonId, note: Note, *, key: str) -> None:
        room = await self._directs.room(ids.native(to))
        await self._words(room, self._note(room, note, push=True), note, key=key, turn=Turn.ANSWER)

    async def _words(self, room: str, content: Content, note: Note, *, key: str, turn: Turn) -> str:
        """Send words or, where they are too long for one event, a file of them."""
        if draw.size(content) <= draw.WORDS:
            return await self._api.send(room, "m.room.message", content, key=key, turn=turn)
        first, _, _ = note.text.partition("\n")
        short = self._note(room, replace(note, text=first[: draw.FALLBACK], buttons=()))
        sent = await self._api.send(room, "m.room.message", short, key=f"{key}.head", turn=turn)
        words = File(
            name="ritournelle.txt",
            media_type="text/plain",
            content=note.text.encode(),
            text=True,
            language=note.language,
        )
        await self._send_file(room, words, key=key)
        return sent

    async def _send_file(self, room: str, file: File, *, key: str) -> None:
        encrypted = await self._api.is_encrypted(room)
        kind = "m.image" if file.media_type.startswith("image/") else "m.file"
        given = await self._api.upload(file.content, name=file.name, media_type=file.media_type, encrypt=encrypted)
        content: Content = {
            "msgtype": kind,
            "body": file.alt or file.name,
            "filename": file.name,
            "info": {"mimetype": file.media_type, "size": len(file.content)},
            "m.mentions": {},
            **given,
        }
        await self._api.send(room, "m.room.message", content, key=key, turn=Turn.POST)


def _key(to: str, message: str | None, text: str) -> str:
    """Make a transaction's id: the same for the same answer to the same message."""
    if message is None:
        return uuid4().hex
    return blake2b(f"{to}/{message}/{text}".encode(), digest_size=16).hexdigest()
