"""The console as a platform: what is posted is printed; an edit prints the card again if it changed."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Sequence
from itertools import count
from pathlib import Path

from bot.console import draw
from bot.port import Refused
from handlers.effects import Tone
from handlers.events import Actor
from handlers.views import Card, File, Form, Note
from storage.records import Language, PersonId, PlaceId

FILES = Path("ritournelle-files")


class ConsolePort:
    """One window in which everybody speaks."""

    platform = "console"
    interval = 0.0
    repeatable = True

    def __init__(self, out: Callable[[str], None]) -> None:
        self._out = out
        self._numbers = count(1)
        self._drawn: dict[str, str] = {}

    async def post(self, place: PlaceId, seen: Card | Note, *, key: str) -> str:
        """Print a card or words; a repeat of the same key prints nothing."""
        if key in self._drawn:
            return key
        text = draw.card(seen) if isinstance(seen, Card) else draw.public(seen, place.partition(":")[2])
        self._drawn[key] = text
        self._out(text)
        return key

    async def update(self, place: PlaceId, message: str, card: Card, *, key: str) -> str:
        """Print a card again if it says something else now."""
        text = draw.card(card)
        if self._drawn.get(message) != text:
            self._drawn[message] = text
            self._out(text)
        return message

    async def recount(self, place: PlaceId, message: str, language: Language) -> None:
        """Do nothing: a console has no polls of its own."""

    async def whisper(
        self, to: PersonId, place: PlaceId, note: Note, tone: Tone, message: str | None, *, key: str = ""
    ) -> None:
        """Print private words, marked with their reader."""
        self._out(draw.private(note, to.partition(":")[2]))

    async def open_form(self, to: PersonId, place: PlaceId, form: Form, ticket: str | None) -> None:
        """Refuse: a console has no forms, so handlers hold a dialogue instead."""
        raise Refused("no forms on a console", place_lost=False)

    async def upload(self, to: PersonId | None, place: PlaceId, file: File, *, key: str) -> None:
        """Print a text file between rules; write another one and print its path."""
        if file.text:
            self._hand_over(to, place, file, file.note or file.name)
            self._out(draw.text_file(file))
            return
        FILES.mkdir(mode=0o700, exist_ok=True)
        path = FILES / f"{secrets.token_hex(4)}-{Path(file.name).name}"
        path.write_bytes(file.content)
        self._hand_over(
            to, place, file, "\n".join(line for line in (f"{file.note or file.name} {path}", file.alt) if line)
        )

    def _hand_over(self, to: PersonId | None, place: PlaceId, file: File, words: str) -> None:
        """Print the words that come with a file, marked with whom they are for."""
        note = Note(text=words, language=file.language)
        if to is None:
            self._out(draw.public(note, place.partition(":")[2]))
        else:
            self._out(draw.private(note, to.partition(":")[2]))

    async def redact(self, place: PlaceId, message: str) -> None:
        """Do nothing: what scrolled by cannot be taken away."""

    async def members(self, place: PlaceId) -> Sequence[Actor] | None:
        """Say that they cannot be listed: whoever speaks or is joined is a member already."""
        return None

    async def close(self) -> None:
        """Hold nothing."""
