"""Every change of an action goes through here, so that none is missing from its history."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime

from handlers.actions.reminder import reminder
from handlers.people.ask import Ask
from storage.records import Action, ActionState, Deed, Due, DueKind, PersonId, Status, Step, Subject

_DEEDS = {
    ActionState.DONE: Deed.DONE,
    ActionState.VERIFIED: Deed.VERIFIED,
    ActionState.DROPPED: Deed.DROPPED,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """What somebody wants of an action; None leaves it as it is. ``undated`` takes its date away."""

    title: str | None = None
    owner: PersonId | None = None
    due: datetime | None = None
    undated: bool = False


def begin(ask: Ask, subject: Subject, action: Action) -> None:
    """Write a new action down."""
    ask.desk.put_subject(subject)
    ask.desk.actions.put(action)
    _tell(ask, action, Deed.CREATED)
    _remind(ask, action)


def turn(ask: Ask, subject: Subject, action: Action, state: ActionState) -> None:
    """Move an action on; nobody is reminded of it any more, and once it is verified or dropped it is closed."""
    ask.desk.actions.put(replace(action, state=state))
    if state is not ActionState.DONE:
        ask.desk.put_subject(replace(subject, status=Status.CLOSED, closed_at=ask.now))
    ask.desk.drop_due(subject.number)
    _tell(ask, action, _DEEDS[state])


def edit(ask: Ask, subject: Subject, action: Action, change: Change) -> Action:
    """Change an open action's words, owner or date; what stays the same leaves no trace."""
    edited = replace(
        action,
        owner=change.owner or action.owner,
        due=None if change.undated else change.due or action.due,
    )
    if change.title and change.title != subject.title:
        ask.desk.put_subject(replace(subject, title=change.title))
        _tell(ask, edited, Deed.RENAMED)
    if edited.owner != action.owner:
        _tell(ask, edited, Deed.ASSIGNED)
    if edited.due != action.due:
        _tell(ask, edited, Deed.RESCHEDULED)
        _remind(ask, edited)
    ask.desk.actions.put(edited)
    return edited


def _remind(ask: Ask, action: Action) -> None:
    ask.desk.drop_due(action.subject)
    if action.due is not None:
        at = reminder(action.due, ask.now, ask.voice.zone)
        ask.desk.set_due(Due(subject=action.subject, kind=DueKind.REMIND, at=at))


def _tell(ask: Ask, action: Action, deed: Deed) -> None:
    steps = ask.desk.actions.steps(action.subject)
    ask.desk.actions.add(
        Step(
            subject=action.subject,
            order=len(steps) + 1,
            at=ask.now,
            person=ask.event.actor.id,
            deed=deed,
            owner=action.owner if deed is Deed.ASSIGNED else None,
            due=action.due if deed is Deed.RESCHEDULED else None,
        )
    )
