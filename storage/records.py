"""What is remembered: frozen values, with no SQL in sight.

Ids are strings that carry their platform, so that two accounts of one human are two people:
``console:alice``, ``slack:T1/U1``, ``matrix:@ana:example.org`` for people, and ``console:#design``,
``slack:T1/C1``, ``matrix:!room:example.org`` for places. Every instant is an aware ``datetime`` in UTC.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Literal, NewType

PersonId = NewType("PersonId", str)
PlaceId = NewType("PlaceId", str)
Language = Literal["en", "fr"]


def platform_of(identifier: str) -> str:
    """Return the platform a person's or a place's id belongs to (``console:alice`` -> ``console``)."""
    return identifier.partition(":")[0]


class Kind(StrEnum):
    """The kinds of subject that share one sequence of numbers."""

    POLL = "poll"
    RETEX = "retex"
    RITUAL = "ritual"
    ACTION = "action"


class Status(StrEnum):
    """Where a subject stands in its life."""

    OPEN = "open"
    CLOSED = "closed"
    WITHDRAWN = "withdrawn"  # its first card could not be posted
    DELETED = "deleted"


class PlaceKind(StrEnum):
    """A room holds a team; a direct chat holds one person and the bot."""

    ROOM = "room"
    DIRECT = "direct"


class CardState(StrEnum):
    """What is known of a card on its platform."""

    PENDING = "pending"  # wanted, never posted
    SENDING = "sending"  # on its way; where a platform cannot take a repeat, a crash here leaves it uncertain
    LIVE = "live"
    UNCERTAIN = "uncertain"  # perhaps posted: never repeated by itself, its creator may "Post again"
    LOST = "lost"  # the place or the message is gone for good


class DueKind(StrEnum):
    """What comes due at an instant, for one subject."""

    CLOSE = "close"
    REMIND = "remind"
    REPEAT = "repeat"  # a retex is asked again


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """Somebody, as far as the bot needs to know them. ``language`` and ``zone`` are their own settings."""

    id: PersonId
    name: str
    language: Language | None = None
    zone: str | None = None
    human: bool = True  # bots and closed accounts are never invited


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """A room or a direct chat. ``members_known`` says that the list of members is complete.

    ``axes`` are the place's own, by which the proposals of its retexes may be sorted.
    """

    id: PlaceId
    kind: PlaceKind
    name: str
    language: Language | None = None
    zone: str | None = None
    lost: bool = False
    members_known: bool = False
    axes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Membership:
    """One person in one place; ``facilitator`` if named by ``settings facilitators`` (it ends on leaving)."""

    place: PlaceId
    person: PersonId
    facilitator: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Subject:
    """A poll (later a retex, ritual or action): the head that every vote reads.

    ``limit`` is how many options one ballot may hold; ``multi`` says that several were offered.
    ``restricted`` means that only those invited by ``--with`` may answer.
    """

    number: int
    kind: Kind
    title: str
    creator: PersonId
    place: PlaceId
    opened_at: datetime
    options: tuple[str, ...] = ()
    status: Status = Status.OPEN
    multi: bool = False
    limit: int = 1
    anonymous: bool = False
    hidden: bool = False
    restricted: bool = False
    closes_at: datetime | None = None
    remind_at: datetime | None = None
    closed_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Ballot:
    """One voter's whole answer. ``choices`` is a bit mask: bit ``i`` (from 0) is option ``i + 1``.

    ``voter`` is a person's id, or a keyed pseudonym while an anonymous poll is open.
    A mask of 0 is a vote taken back: it keeps its time, so that an older press cannot revive it.
    """

    subject: int
    voter: str
    choices: int
    at: datetime
    event: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Showing:
    """A card: one subject in one place. It is true when ``shown == wanted``.

    ``part`` is empty for the subject's own card; a ritual has others: each round's (``round:7``), and its digest's.
    ``key`` is drawn once, so that a repeated post of this card is recognised where the platform can.
    """

    subject: int
    place: PlaceId
    part: str = ""
    wanted: int = 1
    shown: int = 0
    message: str | None = None  # the platform's own reference, once posted
    state: CardState = CardState.PENDING
    key: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Result:
    """What a close wrote, never to change again. ``counts`` has one entry per option, in their order.

    ``invited`` is None where the members are unknown; ``counts`` is None under the anonymity threshold.
    """

    subject: int
    number: int  # 1 for the first close, 2 after a reopening...
    closed_at: datetime
    answered: int
    invited: int | None
    counts: tuple[int, ...] | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Due:
    """Something that one subject must do at an instant; claimed once, by a statement."""

    subject: int
    kind: DueKind
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """A half-answered form or an unanswered question ("delete poll 3?") of one person in one place.

    ``form`` names what it will become; ``body`` is JSON that only its handler reads.
    """

    person: PersonId
    place: PlaceId
    form: str
    body: str
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Letter:
    """An outbox row: an effect that must survive a crash. ``body`` is JSON (see ``handlers.effects``)."""

    id: str
    place: PlaceId | None
    person: PersonId | None
    body: str
    at: datetime
    sending: bool = False
    attempts: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Code:
    """A one-time code that shows a subject on another platform; only its hash is kept."""

    digest: str
    subject: int
    expires_at: datetime


class ActionState(StrEnum):
    """How far an action is: learned only when somebody checked that it was done."""

    OPEN = "open"
    DONE = "done"
    VERIFIED = "verified"
    DROPPED = "dropped"


class Deed(StrEnum):
    """What happens to an action, as its history tells it."""

    CREATED = "created"
    RENAMED = "renamed"
    ASSIGNED = "assigned"
    RESCHEDULED = "rescheduled"
    DONE = "done"
    VERIFIED = "verified"
    DROPPED = "dropped"


@dataclass(frozen=True, slots=True, kw_only=True)
class Reply:
    """One person's answer to one question of a retex (round 0) or of a ritual's round (numbered from 1).

    ``voter`` is a person's id, or a keyed pseudonym while an anonymous round is open. A rating or a choice is a
    ``number``, words are ``text``; ``passed`` says that the question was passed over. With none of the three the answer
    is taken back; it keeps its time, so that an older one cannot revive it.
    """

    subject: int
    round: int
    question: str
    voter: str
    number: int | None = None
    text: str | None = None
    passed: bool = False
    at: datetime
    event: str

    @property
    def stands(self) -> bool:
        """Whether it was not taken back."""
        return self.number is not None or self.text is not None or self.passed


@dataclass(frozen=True, slots=True, kw_only=True)
class Action:
    """What somebody is to do; its number, title, creator and place are those of its ``Subject``.

    ``owner`` is None where nobody has taken it yet; ``origin`` is the number of the subject it came of.
    """

    subject: int
    state: ActionState = ActionState.OPEN
    owner: PersonId | None = None
    due: datetime | None = None
    origin: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One line of an action's history. ``person`` is None once they have had themselves erased.

    ``owner`` and ``due`` are what an assignment or a new date set.
    """

    subject: int
    order: int  # from 1
    at: datetime
    person: PersonId | None
    deed: Deed
    owner: PersonId | None = None
    due: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Template:
    """A team's own questions, kept in the place where they were saved. ``items`` is JSON that only handlers read.

    ``name`` is how it is found again (its title folded); ``title`` is how it was written.
    """

    place: PlaceId
    name: str
    title: str
    items: str
    creator: PersonId


@dataclass(frozen=True, slots=True, kw_only=True)
class Retex:
    """What a retex asks; its number, title, creator and place are those of its ``Subject``.

    ``template`` is the name of one of ours, or empty for a team's own; ``items`` is JSON that only handlers read, kept
    with the retex so that a template changed later changes no answer; ``axes`` says where the axes come from
    (``none``, ``transformation``, ``own``); ``origin`` is the number of the retex that it repeats "à froid".
    """

    subject: int
    template: str
    items: str
    axes: str = "none"
    origin: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What the close of a retex wrote, never to change again. ``body`` is JSON: the figures of each question.

    ``invited`` is None where the members are unknown.
    """

    subject: int
    number: int  # 1 for the first close, 2 after a reopening...
    closed_at: datetime
    answered: int
    invited: int | None
    body: str
