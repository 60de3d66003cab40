"""What actions tell a summary: what is to be done, and what was."""

from __future__ import annotations

from collections.abc import Sequence

from handlers.reporting.parts import Found, Span, Todo
from handlers.texts import Voice
from storage.reads import Snapshot
from storage.records import Action, Status, Step, Subject


def report(snapshot: Snapshot, subjects: Sequence[Subject], span: Span, _voice: Voice) -> Found:
    """Report the actions that stand open now, if the span reaches to now, and those that moved on in it."""
    numbers = [subject.number for subject in subjects]
    actions = snapshot.actions.among(numbers)
    steps: dict[int, Step] = {step.subject: step for step in snapshot.actions.steps_among(numbers)}
    found = (_todo(snapshot, subject, actions[subject.number], steps.get(subject.number)) for subject in subjects)
    return Found(todos=tuple(todo for todo, open_now in found if (span.running and open_now) or span.holds(todo.since)))


def _todo(snapshot: Snapshot, subject: Subject, action: Action, last: Step | None) -> tuple[Todo, bool]:
    known = snapshot.person(action.owner) if action.owner else None
    todo = Todo(
        number=subject.number,
        title=subject.title,
        owner=known.name if known else None,
        person=action.owner,
        due=action.due,
        state=action.state,
        opened_at=subject.opened_at,
        since=last.at if last else subject.opened_at,
    )
    return todo, subject.status is Status.OPEN
