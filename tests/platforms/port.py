"""A platform that behaves: it keeps what it is told to show, and can be slow, busy, unsure or closed to the bot."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import count

from bot.port import PortError, Refused
from handlers.effects import Tone
from handlers.events import Actor
from handlers.views import Card, File, Form, Note
from storage.records import Language, PersonId, PlaceId


@dataclass(slots=True)
class Remembering:
    """A port on which every message stays readable. ``troubles`` are raised, one a call, before anything is said."""

    platform: str = "console"
    interval: float = 0.0
    repeatable: bool = True
    messages: dict[str, Card | Note] = field(default_factory=dict)
    keys: dict[str, str] = field(default_factory=dict)
    said: list[tuple[PersonId, str]] = field(default_factory=list)
    files: list[tuple[PersonId | None, File]] = field(default_factory=list)
    forms: list[tuple[PersonId, str]] = field(default_factory=list)
    edits: int = 0
    troubles: list[PortError | RuntimeError] = field(default_factory=list)
    files_refused: int = 0  # how many of the next files it does not take
    gate: asyncio.Event | None = None
    reached: asyncio.Event = field(default_factory=asyncio.Event)  # somebody waits at the gate
    spoken: asyncio.Event = field(default_factory=asyncio.Event)  # something was posted
    numbers: count[int] = field(default_factory=count)

    async def _pass(self) -> None:
        if self.gate is not None:
            self.reached.set()
            await self.gate.wait()
        if self.troubles:
            raise self.troubles.pop(0)

    async def post(self, place: PlaceId, seen: Card | Note, *, key: str) -> str:
        """Show something new, or, for a key it knows, what it shows already."""
        await self._pass()
        if self.repeatable and key in self.keys:
            return self.keys[key]
        message = f"m{next(self.numbers)}"
        self.messages[message], self.keys[key] = seen, message
        self.spoken.set()
        return message

    async def update(self, place: PlaceId, message: str, card: Card, *, key: str) -> str:
        """Show something else in its stead."""
        await self._pass()
        self.messages[message] = card
        self.edits += 1
        return message

    async def recount(self, place: PlaceId, message: str, language: Language) -> None:
        """Do nothing: it has no polls of its own."""

    async def whisper(
        self, to: PersonId, place: PlaceId, note: Note, tone: Tone, message: str | None, *, key: str = ""
    ) -> None:
        """Say it to one person."""
        await self._pass()
        self.said.append((to, note.text))

    async def open_form(self, to: PersonId, place: PlaceId, form: Form, ticket: str | None) -> None:
        """Keep a form for one person."""
        await self._pass()
        self.forms.append((to, form.id))

    async def upload(self, to: PersonId | None, place: PlaceId, file: File, *, key: str) -> None:
        """Keep a file for one person, or for everybody."""
        await self._pass()
        if self.files_refused:
            self.files_refused -= 1
            raise Refused("no files", place_lost=False)
        self.files.append((to, file))

    async def redact(self, place: PlaceId, message: str) -> None:
        """Take a message away."""
        self.messages.pop(message, None)

    async def members(self, place: PlaceId) -> Sequence[Actor] | None:
        """Say that it does not know."""
        return None

    async def close(self) -> None:
        """Hold nothing."""

    def cards(self) -> list[Card]:
        """Return the cards that can be read now."""
        return [seen for seen in self.messages.values() if isinstance(seen, Card)]

    def words(self) -> list[str]:
        """Return the public words that can be read now."""
        return [seen.text for seen in self.messages.values() if isinstance(seen, Note)]
