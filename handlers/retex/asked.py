"""The questions of one retex, worded for whoever reads them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from functools import lru_cache
from typing import Protocol

from handlers.answering.own_templates import loaded
from handlers.answering.questionnaire import Questionnaire
from handlers.answering.templates import BUILT_IN, Item, axis_item, transformation
from handlers.people.ask import Ask
from handlers.retex.wish import TRANSFORMATION
from handlers.texts import Voice
from storage.records import Retex, Status, Subject

FORM = "retex:answer"


class Keeping(Protocol):
    """What both a desk and a snapshot can say of a retex."""

    def get(self, number: int) -> Retex | None: ...


@lru_cache(maxsize=256)  # every answer asks for them, and they are read from JSON and worded anew each time
def items_of(retex: Retex, voice: Voice) -> tuple[Item, ...]:
    """Return the questions that were kept; those of our own templates in the reader's language.

    A question is worded anew only where its scale is still the same: the numbers that stand keep their meaning.
    """
    kept = loaded(retex.items)
    if not retex.template:
        ours: Mapping[str, Item] = {}
    else:
        ours = {item.id: item for item in BUILT_IN[retex.template](voice)}
    if retex.axes == TRANSFORMATION:
        ours = {**ours, "axis": axis_item(transformation(voice), voice)}
    return tuple(_worded(item, ours.get(item.id), voice) for item in kept)


def _worded(item: Item, ours: Item | None, voice: Voice) -> Item:
    if ours is not None and len(ours.options) == len(item.options):
        return replace(item, words=ours.words, options=ours.options)
    return replace(item, words=voice("Which axis does it concern?")) if item.id == "axis" else item


def asked(ask: Ask, subject: Subject) -> Questionnaire:
    """Return what a retex asks of whoever asks; what was done before its deadline counts, however late it is heard."""
    retex = ask.desk.retexes.get(subject.number)
    late = subject.closes_at is not None and ask.event.at >= subject.closes_at
    return Questionnaire(
        subject=subject,
        items=items_of(retex, ask.voice) if retex else (),
        form=FORM,
        closed=subject.status is not Status.OPEN or late,
    )
