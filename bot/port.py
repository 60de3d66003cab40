"""What a chat platform can do, as far as ``act`` needs it. One suite in ``tests/platforms`` runs on every port."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from handlers.effects import Tone
from handlers.events import Actor
from handlers.views import Card, File, Form, Note
from storage.records import Language, PersonId, PlaceId


class PortError(Exception):
    """A platform did not do what it was asked."""


class Refused(PortError):
    """Refused for good: never retried. ``place_lost`` when the bot may not speak there at all."""

    def __init__(self, reason: str, *, place_lost: bool, mend: str = "") -> None:
        super().__init__(reason)
        self.reason, self.place_lost, self.mend = reason, place_lost, mend


class Later(PortError):
    """Not now (a rate limit, an outage): nothing happened; try again after ``seconds``."""

    def __init__(self, reason: str, *, seconds: float) -> None:
        super().__init__(reason)
        self.reason, self.seconds = reason, seconds


class Uncertain(PortError):
    """Nobody knows whether it happened, and a repeat could double it."""


class ChatPort(Protocol):
    """One platform's mouth. ``interval`` is the least number of seconds between two edits of one card.

    ``repeatable`` says that the platform recognises ``key``, so that a repeated post is the same message.
    """

    platform: str
    interval: float
    repeatable: bool

    async def post(self, place: PlaceId, seen: Card | Note, *, key: str) -> str:
        """Post in a place; return the platform's reference of the message. ``key`` is stable across repeats."""
        ...

    async def update(self, place: PlaceId, message: str, card: Card, *, key: str) -> str:
        """Make a posted card say what ``card`` says; return its reference (the same, or a new one)."""
        ...

    async def recount(self, place: PlaceId, message: str, language: Language) -> None:
        """End a card that is the platform's own poll, and hear every answer that it holds; else do nothing."""
        ...

    async def whisper(
        self, to: PersonId, place: PlaceId, note: Note, tone: Tone, message: str | None, *, key: str = ""
    ) -> None:
        """Say private words, in the way that fits their tone. ``key`` is stable across repeats."""
        ...

    async def open_form(self, to: PersonId, place: PlaceId, form: Form, ticket: str | None) -> None:
        """Open a form; a port without forms raises ``Refused``."""
        ...

    async def upload(self, to: PersonId | None, place: PlaceId, file: File, *, key: str) -> None:
        """Hand a file to one person, in their direct chat, or with None to everybody in the place."""
        ...

    async def redact(self, place: PlaceId, message: str) -> None:
        """Take a message away, where the bot may; silently nothing where it may not."""
        ...

    async def members(self, place: PlaceId) -> Sequence[Actor] | None:
        """Return the humans of a place, or None where they cannot be known."""
        ...

    async def close(self) -> None:
        """Let go of connections."""
        ...
