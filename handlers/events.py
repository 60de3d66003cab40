"""What was heard: frozen values with no platform's shape in them; each carries who did it and where.

``id`` is stable (a platform's own event id), so that a repeat is recognised; ``at`` is the platform's own time.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from handlers.views import Form
from storage.records import DueKind, Language, PersonId, PlaceId, PlaceKind


class Role(StrEnum):
    """What a platform or the installation says of somebody, at the place where the event happened."""

    MANAGER = "manager"  # RITOURNELLE_MANAGERS
    MODERATOR = "moderator"  # workspace admin, Matrix power, room creator: a first facilitator
    GUEST = "guest"  # guests and external members vote, and never facilitate
    OPERATOR = "operator"  # whoever holds the machine's shell


@dataclass(frozen=True, slots=True, kw_only=True)
class Actor:
    """Who did it. ``locale`` and ``zone`` are what the platform says; one's own settings come first."""

    id: PersonId
    name: str
    locale: Language | None = None
    zone: str | None = None
    roles: frozenset[Role] = frozenset()


@dataclass(frozen=True, slots=True, kw_only=True)
class Where:
    """The place of an event, as its platform knows it.

    ``heard_there`` tells whether the bot is surely in it: a slash command reaches it from where it is not.
    """

    id: PlaceId
    kind: PlaceKind
    name: str
    members_known: bool = False
    heard_there: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """Anything that a person did. ``message`` is the platform's reference of what they typed or pressed.

    ``thread`` is its reference of the message that this one answers to in a thread: a card's, perhaps.
    """

    id: str
    at: datetime
    actor: Actor
    where: Where
    message: str | None = None
    thread: str | None = None
    ticket: str | None = None  # what the platform wants back to open a form (Slack's trigger_id)


@dataclass(frozen=True, slots=True, kw_only=True)
class Command(Event):
    """A typed line (or lines), its prefix taken away. ``people`` maps each ``@name`` in it to an id.

    ``guests`` are those among them whom the platform calls guests.

    ``bare`` marks a line that names no feature and may be an answer (``1 3``, ``12: 1``, a dialogue's line).
    ``explicit`` marks one that began with the platform's prefix: it is never a dialogue's answer. ``edits`` says that
    ``message`` said something else before. ``limited`` is False where typing cannot be abuse (the console).
    ``overheard`` marks what was said in a room to nobody in particular: it is an answer if ``thread`` is a card that
    takes words, and else it is not heard at all.
    """

    text: str
    people: Mapping[str, PersonId] = field(default_factory=dict)
    guests: frozenset[PersonId] = frozenset()
    bare: bool = False
    explicit: bool = False
    edits: bool = False
    limited: bool = True
    overheard: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Press(Event):
    """A button, a select or a native vote: ``action`` on ``subject``.

    Actions: ``vote`` (``choices`` are option numbers from 1, the whole ballot), ``withdraw``, ``answer`` (open the
    ballot's form), ``again`` (post an uncertain card again), ``yes`` / ``no`` (answer the question ``token``), and the
    shortcuts of features, on a message whose words are ``token``.

    ``instead`` names the events of which one must have given the answer that stands: a native vote that is taken away
    does not take away what its voter has said since in another way.
    """

    action: str
    subject: int = 0
    choices: tuple[int, ...] = ()
    token: str = ""
    instead: tuple[str, ...] = ()

    def is_outdone(self, standing: str) -> bool:
        """Tell whether the event that gave the standing answer is none of those whose place this one takes."""
        return bool(self.instead) and standing not in self.instead


@dataclass(frozen=True, slots=True, kw_only=True)
class Submit(Event):
    """A whole form sent at once. ``values`` maps a question's id to its text, or to option numbers."""

    form: str
    values: Mapping[str, str | tuple[int, ...]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Begin(Event):
    """A form that was asked for elsewhere is to be filled in here, as a dialogue."""

    form: Form


@dataclass(frozen=True, slots=True, kw_only=True)
class Joined(Event):
    """The actor is now a member of the place."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Left(Event):
    """The actor left the place; every role there ends."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Gone:
    """A platform refused a place for good (never invited, removed, archived): it is lost until joined again.

    ``subject`` is the card that could not be posted or edited, if there was one; ``mend`` is the platform's own
    command that brings the bot back (``/invite @ritournelle``), to be quoted in a sentence.
    """

    id: str
    at: datetime
    place: PlaceId
    subject: int | None = None
    part: str = ""  # which of its cards
    mend: str = ""
    message_only: bool = False  # the card's message was deleted; the place itself is well


@dataclass(frozen=True, slots=True, kw_only=True)
class Unsure:
    """Nobody knows whether a card was posted: its answer was lost, and a repeat could be a second card."""

    id: str
    at: datetime
    place: PlaceId
    subject: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Back:
    """The bot was invited (again) to a place, or a platform told what a place is called and who is in it."""

    id: str
    at: datetime
    where: Where
    members: tuple[Actor, ...] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Came:
    """A claimed due thing: ``kind`` of ``subject``, which was due ``at``.

    Made by the clerk; or by ``act``, once a poll that ends is counted, with an instant just after its end.
    """

    id: str
    at: datetime
    subject: int
    kind: DueKind


type_of_heard = Event | Gone | Unsure | Back


def number_in(part: str) -> int:
    """Read the number of a subject, round or option in a part of an id; 0, which none has, for anything else."""
    return int(part) if part.isascii() and part.isdigit() and len(part) < 10 else 0
