"""A poll ends, by hand or at its deadline: its numbers are frozen. And, if it is not anonymous, it begins again."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from handlers.effects import Effect, Forget, Show
from handlers.events import Came
from handlers.people.ask import Ask
from handlers.people.house import House
from handlers.people.permissions import may_manage, refuse_managing
from handlers.polls.facts import count
from handlers.subjects.counting import count_first
from handlers.subjects.find import closed_already, latest_closed, only_open
from handlers.subjects.shown import THRESHOLD, counted_elsewhere, invited_known
from storage.desk import Desk
from storage.records import Due, DueKind, Kind, Result, Status, Subject


def close(ask: Ask) -> tuple[Effect, ...]:
    """Close a poll: its creator or a facilitator may."""
    subject = only_open(ask, Kind.POLL, "close")
    if not isinstance(subject, Subject):
        return subject
    if not may_manage(ask, subject):
        return refuse_managing(ask, subject)
    if subject.status is not Status.OPEN:
        return closed_already(ask, subject)
    if counted_elsewhere(ask.desk, subject):
        return count_first(ask.desk, subject, ask.event.at)
    return freeze(ask.desk, subject, ask.now)


def due(came: Came, desk: Desk, _now: datetime, _house: House) -> tuple[Effect, ...]:
    """Close a poll at its deadline, if it is still the one that was set."""
    subject = desk.subject(came.subject)
    if subject is None or subject.kind is not Kind.POLL or subject.status is not Status.OPEN:
        return ()
    if subject.closes_at is None or subject.closes_at > came.at:
        return ()
    if came.at == subject.closes_at and counted_elsewhere(desk, subject):
        return count_first(desk, subject, subject.closes_at)
    return freeze(desk, subject, subject.closes_at)


def freeze(desk: Desk, subject: Subject, at: datetime) -> tuple[Effect, ...]:
    """Write the numbered result, which never changes again; what an anonymous poll held is sealed and forgotten."""
    number = subject.number
    answered, known = desk.counts(number)
    invited = known if invited_known(desk, subject) else None
    enough = not subject.anonymous or answered >= THRESHOLD
    result = Result(
        subject=number,
        number=len(desk.results(number)) + 1,
        closed_at=at,
        answered=answered,
        invited=invited,
        counts=count(subject, desk.tally(number)) if enough else None,
    )
    desk.put_result(result)
    desk.put_subject(replace(subject, status=Status.CLOSED, closed_at=at))
    desk.drop_due(number)
    if not subject.anonymous:
        return (Show(subject=number),)
    desk.shuffle_and_seal(number)
    return (Show(subject=number), Forget(subject=number))


def reopen(ask: Ask) -> tuple[Effect, ...]:
    """Let a closed poll be answered again; its earlier results stay as they were written."""
    subject = latest_closed(ask, Kind.POLL)
    if not isinstance(subject, Subject):
        return subject
    if not may_manage(ask, subject):
        return refuse_managing(ask, subject)
    if subject.status is Status.OPEN:
        return ask.refuse(ask.voice("Poll {n} is open already.", n=subject.number))
    if subject.anonymous:
        return ask.refuse(
            ask.voice(
                "Poll {n} is anonymous, and an anonymous poll is never reopened; ask a new one.", n=subject.number
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
