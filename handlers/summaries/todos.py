"""The actions of a summary: what is open, what is overdue, what was done. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from handlers.reporting.document import Lines, Section
from handlers.reporting.parts import Todo
from handlers.summaries.material import Material
from handlers.summaries.words import day_of
from handlers.texts import Voice
from storage.records import ActionState


def section(material: Material, voice: Voice, now: datetime, most: int | None) -> Section:
    """Count the actions, then list what is open, the longest overdue first; of other places they are only counted."""
    if not material.todos:
        return Section(voice("Actions"), ())
    open_ones = [todo for todo in material.todos if todo.state in (ActionState.OPEN, ActionState.DONE)]
    named = [todo for todo in open_ones if todo.number not in material.veiled]
    ranked = sorted(named, key=lambda todo: (todo.due is None, todo.due or todo.opened_at, todo.number))
    lines = [_line(voice, todo, material, now) for todo in ranked]
    left = len(lines) - most if most is not None else 0
    if most is not None and left > 1:
        lines = [*lines[:most], voice.many("and {n} other", "and {n} others", left)]
    return Section(voice("Actions"), (Lines((counted(voice, material.todos, now), *lines)),))


def counted(voice: Voice, todos: Sequence[Todo], now: datetime) -> str:
    """Count actions by how far they are."""
    states = [todo.state for todo in todos]
    late = sum(overdue(todo, now) for todo in todos)
    counts = {state: states.count(state) for state in ActionState}
    said = (
        voice.many("{n} to be done", "{n} to be done", counts[ActionState.OPEN]) if counts[ActionState.OPEN] else "",
        voice.many("{n} of them overdue", "{n} of them overdue", late) if late else "",
        voice.many("{n} done, to be verified", "{n} done, to be verified", counts[ActionState.DONE])
        if counts[ActionState.DONE]
        else "",
        voice.many("{n} verified", "{n} verified", counts[ActionState.VERIFIED])
        if counts[ActionState.VERIFIED]
        else "",
        voice.many("{n} dropped", "{n} dropped", counts[ActionState.DROPPED]) if counts[ActionState.DROPPED] else "",
    )
    return " · ".join(each for each in said if each)


def overdue(todo: Todo, now: datetime) -> bool:
    """Tell whether an action should be done by now, and is not."""
    return todo.state is ActionState.OPEN and todo.due is not None and todo.due < now


def _line(voice: Voice, todo: Todo, material: Material, now: datetime) -> str:
    whose = voice("for {name}", name=todo.owner) if todo.owner else voice("nobody has it yet")
    said = (str(todo.number), todo.title, whose, _stands(voice, todo, now), material.homes.get(todo.number, ""))
    return " · ".join(each for each in said if each)


def _stands(voice: Voice, todo: Todo, now: datetime) -> str:
    if todo.state is ActionState.DONE:
        return voice("done, to be verified")
    if todo.due is None:
        return ""
    day = day_of(voice, todo.due, now)
    return voice("overdue since {day}", day=day) if overdue(todo, now) else voice("due {day}", day=day)
