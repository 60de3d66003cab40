"""A retex in figures: counted in the database while it is open, frozen as JSON by every close. No words are in them."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from handlers.answering.templates import Item, ItemKind, Meaning
from handlers.reporting.groups import shown_groups
from handlers.subjects.shown import THRESHOLD
from storage.records import Status, Subject
from storage.replies import ReplyReads

NO_GROUP = 0  # those who answered a question and chose no axis


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """One question: by how many people it was answered, and how many gave each number.

    ``within`` tells the same for each group of those who chose the same axis: ``{axis: (people, {number: people})}``.
    """

    people: int
    numbers: Mapping[int, int] = field(default_factory=dict)
    within: Mapping[int, tuple[int, Mapping[int, int]]] = field(default_factory=dict)


Figures = Mapping[str, Figure]


def axis_of(items: Sequence[Item]) -> Item | None:
    """Return the question by whose choices the others are sorted: the axis, if it is asked."""
    return next((item for item in items if item.meaning is Meaning.AXIS), None)


def count(replies: ReplyReads, number: int, items: Sequence[Item]) -> Figures:
    """Count a retex as it stands, one statement or two a question."""
    axis = axis_of(items)
    return {item.id: _counted(replies, number, item, axis) for item in items}


def _counted(replies: ReplyReads, number: int, item: Item, axis: Item | None) -> Figure:
    if item.kind is ItemKind.TEXT:
        people = replies.answered_to(number, 0, item.id)
        groups = replies.worded(number, 0, item.id, axis.id) if axis else {}
        return Figure(people=people, within={group: (some, {}) for group, some in groups.items()})
    numbers = replies.numbers(number, 0, item.id)
    people = sum(numbers.values())
    if axis is None or axis is item:
        return Figure(people=people, numbers=numbers)
    crossed = replies.crossed(number, 0, item.id, axis.id)
    within = {group: (sum(some.values()), some) for group, some in crossed.items()}
    rest = {
        each: left for each, all_ in numbers.items() if (left := all_ - sum(c.get(each, 0) for c in crossed.values()))
    }
    if rest and within:
        within[NO_GROUP] = (sum(rest.values()), rest)
    return Figure(people=people, numbers=numbers, within=within)


def dump(figures: Figures) -> str:
    """Write figures as the JSON that a close keeps."""
    return json.dumps(
        {
            name: {"people": one.people, "numbers": dict(one.numbers), "within": dict(one.within)}
            for name, one in figures.items()
        }
    )


def load(body: str) -> Figures:
    """Read what ``dump`` wrote."""
    return {
        name: Figure(
            people=one["people"],
            numbers={int(number): people for number, people in one["numbers"].items()},
            within={
                int(group): (people, {int(number): some for number, some in numbers.items()})
                for group, (people, numbers) in one["within"].items()
            },
        )
        for name, one in json.loads(body).items()
    }


def may_be_told(subject: Subject) -> bool:
    """Tell whether any figure but the number of answers may be told to anybody: an anonymous one's after the close."""
    return not subject.anonymous or subject.status is Status.CLOSED


def withheld(subject: Subject, figures: Figures) -> Figures:
    """Leave out what nobody may be told: of an anonymous retex small questions, small groups and what betrays them."""
    if not may_be_told(subject):
        return {}
    if not subject.anonymous:
        return figures
    return {name: _safe(one) for name, one in figures.items() if one.people >= THRESHOLD}


def _safe(figure: Figure) -> Figure:
    shown = shown_groups({group: people for group, (people, _) in figure.within.items()}, THRESHOLD)
    return Figure(
        people=figure.people,
        numbers=figure.numbers,
        within={group: held for group, held in figure.within.items() if group in shown},
    )
