"""What is to be done: a frozen union that handlers return and ``bot.act`` carries out.

An unhandled one is a type error.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from pydantic import TypeAdapter

from handlers.views import Form, Note
from storage.records import PersonId, PlaceId


class Tone(StrEnum):
    """The kinds of private words. Of a confirmation a sign says all; information is read, where it was asked for."""

    CONFIRMATION = "confirmation"
    INFORMATION = "information"
    REFUSAL = "refusal"
    SECRET = "secret"  # noqa: S105 - a tone, not a password


@dataclass(frozen=True, slots=True, kw_only=True)
class Show:
    """The subject changed, wherever it is shown; with ``place``, it is to be shown there too.

    ``part`` names one of several cards of a subject (see ``storage.records.Showing``).
    """

    subject: int
    place: PlaceId | None = None
    part: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What rides inside the acknowledgement: a form's field errors, by question id. Empty: the form closes."""

    errors: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Whisper:
    """Private words for one person. ``place`` is where they asked; a secret goes to their direct chat.

    A secret must happen (a reminder, how to mend a lost place): it is an outbox row, unless it is ``fleeting``, that
    is, holds a code or an address of which only the hash may be written down, or the choice of an anonymous answer; a
    crash loses that one, and it is asked for again.

    ``letter`` is the row in which other words lie too while they are said, where the platform takes repeats.
    """

    to: PersonId
    place: PlaceId
    note: Note
    tone: Tone = Tone.CONFIRMATION
    message: str | None = None  # what they typed, for a reaction or a thread
    fleeting: bool = False
    letter: str = ""

    @property
    def must_happen(self) -> bool:
        """Whether it rests in the outbox until it is said."""
        return self.tone is Tone.SECRET and not self.fleeting


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenForm:
    """A form for one person, where the platform has forms (elsewhere handlers hold a dialogue instead).

    ``letter`` is as a ``Whisper``'s: of a form that becomes a dialogue of the direct chat, which a crash does not lose.
    """

    to: PersonId
    place: PlaceId
    form: Form
    ticket: str | None = None
    letter: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Post:
    """Public words that must happen: an outbox row, delivered once."""

    place: PlaceId
    note: Note


@dataclass(frozen=True, slots=True, kw_only=True)
class Tell:
    """A long read, computed off the clerk by the reader that ``routes`` names for ``query``.

    It must happen: an outbox row. What comes of it (words, a file) goes to one person's direct chat; with ``to`` None
    it is published in the place, for everybody there.
    """

    to: PersonId | None
    place: PlaceId
    query: str  # "poll.results", "poll.export", "privacy.export"
    subject: int = 0
    argument: str = ""  # the export's format
    language: str = "en"
    zone: str = "UTC"


@dataclass(frozen=True, slots=True, kw_only=True)
class Refresh:
    """Ask the platform who is in the place; a ``Back`` event follows."""

    place: PlaceId


@dataclass(frozen=True, slots=True, kw_only=True)
class Recount:
    """A poll that ends is shown as a platform's own: end it there and hear every answer that it holds.

    ``instant`` is when it ends. What was answered before is heard; then the subject's close is due, just after it.
    """

    subject: int
    instant: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Redact:
    """Take away a message that would give an anonymous answer away, where the bot may."""

    place: PlaceId
    message: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Forget:
    """An anonymous poll was closed: make the deletion of what it held real, in the first quiet minute."""

    subject: int


Effect = Show | Answer | Whisper | OpenForm | Post | Tell | Refresh | Recount | Redact | Forget
Durable = Post | Tell | Whisper | OpenForm

_DURABLE: TypeAdapter[Durable] = TypeAdapter(Durable)


def pack(effect: Durable) -> str:
    """Write a durable effect as the JSON that the outbox keeps."""
    return _DURABLE.dump_json(effect).decode()


def unpack(body: str) -> Durable:
    """Read what ``pack`` wrote."""
    return _DURABLE.validate_json(body)


def refused(effects: tuple[Effect, ...]) -> bool:
    """Whether these effects tell somebody that what they asked was refused."""
    for effect in effects:
        if isinstance(effect, Whisper):
            if effect.tone is Tone.REFUSAL:
                return True
        elif isinstance(effect, Answer) and effect.errors:
            return True
    return False
