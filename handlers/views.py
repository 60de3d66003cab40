"""What is seen, before any platform draws it. Every string is plain text: a platform escapes all of it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from storage.records import PersonId


@dataclass(frozen=True, slots=True, kw_only=True)
class Button:
    """Something to press. ``id`` carries its whole meaning (``vote:12:3``), so it outlives restarts."""

    id: str
    label: str
    style: Literal["plain", "primary", "danger"] = "plain"


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One option: its key (from 1), its label and, where numbers may be shown, count, share and bar (0 to 1)."""

    key: int
    label: str
    count: str | None = None
    share: str | None = None
    bar: float = 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Card:
    """A subject as one reader's place sees it.

    header  place, "poll 12", state, secrecy: joined by a middle dot
    title   what is asked
    rows    the options, in their order
    notes   participation, winner, secrecy's short line: one line each
    hint    how to answer; only where it helps
    pick    how many options a ballot may hold: 0 when the card takes no answer, 1 for one, more for several
    native  whether a platform may draw it as its own poll (single choice, never anonymous)
    aloud   whether it may be answered where others see it, by a reaction for example
    elsewhere  whether it is shown in another place too, whose answers a platform's own poll cannot count
    """

    number: int
    kind: str
    header: tuple[str, ...]
    title: str
    rows: tuple[Row, ...] = ()
    notes: tuple[str, ...] = ()
    hint: str | None = None
    pick: int = 0
    buttons: tuple[Button, ...] = ()
    native: bool = False
    disclosed: bool = True
    aloud: bool = True
    elsewhere: bool = False
    language: str = "en"


@dataclass(frozen=True, slots=True, kw_only=True)
class Note:
    """Words: one paragraph a line of ``text``. ``mentions`` are people whom the message should call."""

    text: str
    buttons: tuple[Button, ...] = ()
    mentions: tuple[PersonId, ...] = ()
    language: str = "en"


@dataclass(frozen=True, slots=True, kw_only=True)
class File:
    """A file to hand over. Text files are printed whole on the console; ``alt`` says in words what a picture shows."""

    name: str
    media_type: str
    content: bytes
    text: bool
    note: str = ""
    alt: str = ""
    language: str = "en"


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """One question of a form. ``options`` for the kinds ``choice`` and ``multi``; ``value`` is the prefill.

    ``least`` is how many lines a list has at least.
    """

    id: str
    kind: Literal["text", "lines", "choice", "multi"]
    label: str
    help: str = ""
    required: bool = True
    max_length: int = 300
    options: tuple[str, ...] = ()
    value: str = ""
    least: int = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Form:
    """Questions asked together (a modal) or one at a time (a dialogue). ``id`` carries its meaning (``poll:new``)."""

    id: str
    title: str
    questions: tuple[Question, ...]
    submit: str
    language: str = "en"


Seen = Card | Note | File
