"""What is asked of people just now: the questions of a retex, or of one round of a ritual. Pure.

Everything in ``handlers.answering`` that takes answers is given this value and knows nothing else of retex or rituals.
"""

from __future__ import annotations

from dataclasses import dataclass

from handlers.answering.templates import Item, ItemKind
from handlers.events import number_in
from storage.records import Subject


@dataclass(frozen=True, slots=True, kw_only=True)
class Questionnaire:
    """One round of questions, worded for whoever answers.

    subject  the head of the card that it stands on
    round    0 for a retex, from 1 for the rounds of a ritual
    form     the beginning of its form's id (``retex:answer``), under which the feature hears what is submitted
    closed   whether an answer of this event comes too late to be taken
    late     whether it is taken although the round has closed, and is said to be late
    part     which of its subject's cards shows it (see ``storage.records.Showing``)
    """

    subject: Subject
    items: tuple[Item, ...]
    form: str
    round: int = 0
    closed: bool = False
    late: bool = False
    part: str = ""

    def button(self, action: str) -> str:
        """Return the id of a button for it: ``answer:12``, or ``answer:12:3`` for the third round of 12."""
        return f"{action}:{self.subject.number}" + (f":{self.round}" if self.round else "")

    @property
    def identifier(self) -> str:
        """The id of its form, which carries its meaning: ``retex:answer:12``, ``ritual:answer:3:12`` (round 3)."""
        between = f"{self.round}:" if self.round else ""
        return f"{self.form}:{between}{self.subject.number}"

    @property
    def names(self) -> tuple[str, ...]:
        """The ids of its questions, in order."""
        return tuple(item.id for item in self.items)

    @property
    def numbered(self) -> tuple[Item, ...]:
        """The questions that a number answers, ratings before choices, in order."""
        ratings = tuple(item for item in self.items if item.kind is ItemKind.RATING)
        return (*ratings, *(item for item in self.items if item.kind is ItemKind.CHOICE))

    @property
    def worded(self) -> tuple[Item, ...]:
        """The questions that words answer, in order."""
        return tuple(item for item in self.items if item.kind is ItemKind.TEXT)

    @property
    def quick(self) -> Item | None:
        """The question that one press answers: the first rating or, where there is none, a choice that comes first."""
        first = self.numbered[0] if self.numbered else None
        if first is None or first.kind is ItemKind.RATING or first is self.items[0]:
            return first
        return None

    @property
    def offers_pass(self) -> bool:
        """Whether the card offers to pass: a sky may be kept to oneself, a rating is just left out."""
        return self.quick is not None and self.quick.may_pass and self.quick.kind is ItemKind.CHOICE


def round_of(identifier: str) -> tuple[int, int]:
    """Read a form's id back: the subject's number, and the round (0 where it names none)."""
    *_, before, number = identifier.split(":")
    return number_in(number), number_in(before)
