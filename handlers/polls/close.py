"""A poll ends, by hand or at its deadline: its numbers are frozen. And, if it is not anonymous, it begins again."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from handlers.effects import Effect, Forget, Show
from handlers.events import Came
from handlers.people.ask import Ask
from handlers.people.house import House
from handlers.polls.facts import count
from handlers.subjects.ending import ended, ending
from handlers.subjects.ending import reopen as again
from handlers.subjects.shown import THRESHOLD, invited_known
from storage.desk import Desk
from storage.records import Kind, Result, Status, Subject


def close(ask: Ask) -> tuple[Effect, ...]:
    """Close a poll: its creator or a facilitator may."""
    subject = ending(ask, Kind.POLL)
    return freeze(ask.desk, subject, ask.now) if isinstance(subject, Subject) else subject


def due(came: Came, desk: Desk, _now: datetime, _house: House) -> tuple[Effect, ...]:
    """Close a poll at its deadline, if it is still the one that was set."""
    subject = ended(came, desk, Kind.POLL)
    if not isinstance(subject, Subject):
        return subject
    return freeze(desk, subject, subject.closes_at or came.at)


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
    return again(ask, Kind.POLL)
