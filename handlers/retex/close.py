"""A retex ends, by hand or at its deadline: its figures are frozen. And, if it is not anonymous, it begins again."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from handlers.effects import Effect, Forget, Show
from handlers.events import Came
from handlers.people.ask import Ask
from handlers.people.house import House
from handlers.people.permissions import may_manage, refuse_managing
from handlers.retex.asked import items_of
from handlers.retex.figures import count, dump
from handlers.retex.picture import published
from handlers.subjects.counting import count_first
from handlers.subjects.find import closed_already, latest_closed, only_open
from handlers.subjects.shown import counted_elsewhere, invited_known
from handlers.texts import Voice
from storage.desk import Desk
from storage.records import Due, DueKind, Kind, Outcome, Status, Subject


def close(ask: Ask) -> tuple[Effect, ...]:
    """Close a retex: its creator or a facilitator may."""
    subject = only_open(ask, Kind.RETEX, "close")
    if not isinstance(subject, Subject):
        return subject
    if not may_manage(ask, subject):
        return refuse_managing(ask, subject)
    if subject.status is not Status.OPEN:
        return closed_already(ask, subject)
    if counted_elsewhere(ask.desk, subject):
        return count_first(ask.desk, subject, ask.event.at)
    return freeze(ask.desk, subject, ask.now, ask.house)


def due(came: Came, desk: Desk, _now: datetime, house: House) -> tuple[Effect, ...]:
    """Close a retex at its deadline, if it is still the one that was set."""
    subject = desk.subject(came.subject)
    if subject is None or subject.kind is not Kind.RETEX or subject.status is not Status.OPEN:
        return ()
    if subject.closes_at is None or subject.closes_at > came.at:
        return ()
    if came.at == subject.closes_at and counted_elsewhere(desk, subject):
        return count_first(desk, subject, subject.closes_at)
    return freeze(desk, subject, subject.closes_at, house)


def freeze(desk: Desk, subject: Subject, at: datetime, house: House) -> tuple[Effect, ...]:
    """Write the numbered outcome, which never changes again; what an anonymous retex held is sealed and forgotten.

    The card says the result in words, and a picture follows it.
    """
    number, retex = subject.number, desk.retexes.get(subject.number)
    items = items_of(retex, Voice("en")) if retex else ()
    desk.keep()
    outcome = Outcome(
        subject=number,
        number=len(desk.retexes.outcomes(number)) + 1,
        closed_at=at,
        answered=desk.replies.answered(number, 0),
        invited=desk.counts(number).invited if invited_known(desk, subject) else None,
        body=dump(count(desk.replies, number, items)),
    )
    desk.retexes.add_outcome(outcome)
    desk.put_subject(replace(subject, status=Status.CLOSED, closed_at=at))
    for kind in (DueKind.CLOSE, DueKind.REMIND):
        desk.drop_due(number, kind)
    said = (Show(subject=number), *published(desk, subject, house))
    if not subject.anonymous:
        return said
    desk.seal_replies(number, 0, f"retex:answer:{number}")
    return (*said, Forget(subject=number))


def reopen(ask: Ask) -> tuple[Effect, ...]:
    """Let a closed retex be answered again; its earlier outcomes stay as they were written."""
    subject = latest_closed(ask, Kind.RETEX)
    if not isinstance(subject, Subject):
        return subject
    if not may_manage(ask, subject):
        return refuse_managing(ask, subject)
    if subject.status is Status.OPEN:
        return ask.refuse(ask.voice("Retex {n} is open already.", n=subject.number))
    if subject.anonymous:
        return ask.refuse(
            ask.voice(
                "Retex {n} is anonymous, and an anonymous retex is never reopened; ask a new one.", n=subject.number
            )
        )
    ahead = subject.closes_at if subject.closes_at and subject.closes_at > ask.now else None
    nudge = subject.remind_at if ahead and subject.remind_at and subject.remind_at > ask.now else None
    ask.desk.put_subject(replace(subject, status=Status.OPEN, closed_at=None, closes_at=ahead, remind_at=nudge))
    if ahead:
        ask.desk.set_due(Due(subject=subject.number, kind=DueKind.CLOSE, at=ahead))
    if nudge:
        ask.desk.set_due(Due(subject=subject.number, kind=DueKind.REMIND, at=nudge))
    return (Show(subject=subject.number),)
