"""What a feature tells a summary: figures, words and things to do, with no sentence made of them yet.

A feature's ``report`` reads set-wise and gives one ``Part`` for each thing that people answered in a stretch of time (a
poll, a retex, one round of a ritual). It leaves out what may be shown to nobody: numbers that are hidden before the
close, and anything anonymous below the threshold. Who may see the rest is the summary's affair.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from storage.records import ActionState, Kind, PersonId


@dataclass(frozen=True, slots=True)
class Span:
    """A stretch of time, in UTC: from its first instant up to the one that follows it.

    ``running`` says that it reaches to now, so that what is still open belongs to it.
    """

    since: datetime
    until: datetime
    running: bool = False

    def holds(self, instant: datetime | None) -> bool:
        """Tell whether an instant lies in it; what happens just now belongs to a stretch that reaches to now."""
        if instant is None or instant < self.since:
            return False
        return instant < self.until or (self.running and instant == self.until)

    def meets(self, opened_at: datetime, closed_at: datetime | None) -> bool:
        """Tell whether something belongs to it: by its close, or while it is open by being so now."""
        return self.holds(closed_at) if closed_at else self.running and opened_at <= self.until


class Withheld(StrEnum):
    """Why a question's numbers are not told."""

    HIDDEN = "hidden"  # to nobody before the close
    FEW = "few"  # anonymous, and below the threshold


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """One question and how its answers spread over ``labels``, in their order; ``answered`` is how many people did.

    question  its words; empty where the subject's title says them
    values    what each label stands for on a scale; empty where the labels are no scale
    series    under which name it may be set beside the same question at other times (``ROTI``); empty for none
    multi     whether one person may give several of the answers
    """

    question: str = ""
    labels: tuple[str, ...]
    counts: tuple[int, ...]
    answered: int
    values: tuple[float, ...] = ()
    series: str = ""
    multi: bool = False
    withheld: Withheld | None = None

    @property
    def distribution(self) -> dict[float, int]:
        """Return how many people gave each value of its scale; nothing where it has none or is withheld."""
        return dict(zip(self.values, self.counts, strict=True)) if self.values and self.counts else {}


@dataclass(frozen=True, slots=True)
class Said:
    """What somebody wrote; ``who`` is None where it was anonymous.

    ``button`` is the id of the button that makes an action of it, where it is a proposal.
    """

    text: str
    who: str | None = None
    button: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Axis:
    """The answers that were put on one axis: by how many people, their commonest terms, some of their words."""

    label: str
    answered: int
    terms: tuple[tuple[str, int], ...] = ()
    quotes: tuple[Said, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """One thing that people answered. ``invited`` is None where it is not known, and leaves out those excused.

    ``number`` is that of its subject, which a ritual shares with its rounds (``round`` tells them apart); ``at`` is
    when it closed, or opened. ``anonymous`` says that nobody may be named: its ``Said`` have no ``who``.
    ``before`` holds the same questions as they were answered the last time, where it repeats something.
    """

    kind: Kind
    number: int
    title: str
    at: datetime
    open: bool
    answered: int
    invited: int | None
    round: int = 0
    anonymous: bool = False
    asked: tuple[Asked, ...] = ()
    before: tuple[Asked, ...] = ()
    axes: tuple[Axis, ...] = ()
    blockers: tuple[Said, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Todo:
    """One action. ``since`` is when it came into its state; ``owner`` is None where nobody has it."""

    number: int
    title: str
    owner: str | None
    person: PersonId | None
    due: datetime | None
    state: ActionState
    opened_at: datetime
    since: datetime


@dataclass(frozen=True, slots=True)
class Found:
    """What a feature found for a summary."""

    parts: tuple[Part, ...] = field(default=())
    todos: tuple[Todo, ...] = field(default=())
