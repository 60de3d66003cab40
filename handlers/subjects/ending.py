"""What polls and retex have in common where they end: who may, whether the deadline is still the one set, and again."""

from __future__ import annotations

from dataclasses import replace

from handlers.effects import Effect, Show
from handlers.events import Came
from handlers.people.ask import Ask
from handlers.people.permissions import may_manage, refuse_managing
from handlers.subjects.counting import count_first
from handlers.subjects.find import Found, closed_already, latest_closed, only_open
from handlers.subjects.nouns import begins
from handlers.subjects.shown import counted_elsewhere
from storage.desk import Desk
from storage.records import Due, DueKind, Kind, Status, Subject


def ending(ask: Ask, kind: Kind) -> Found:
    """Return what ``close`` may freeze now; otherwise what is to be said or done first."""
    subject = only_open(ask, kind, "close")
    if not isinstance(subject, Subject):
        return subject
    if not may_manage(ask, subject):
        return refuse_managing(ask, subject)
    if subject.status is not Status.OPEN:
        return closed_already(ask, subject)
    return count_first(ask.desk, subject, ask.event.at) if counted_elsewhere(ask.desk, subject) else subject


def ended(came: Came, desk: Desk, kind: Kind) -> Found:
    """Return what a deadline freezes; nothing where it is closed, or its deadline is no longer the one that came."""
    subject = desk.subject(came.subject)
    if subject is None or subject.kind is not kind or subject.status is not Status.OPEN:
        return ()
    if subject.closes_at is None or subject.closes_at > came.at:
        return ()
    if came.at == subject.closes_at and counted_elsewhere(desk, subject):
        return count_first(desk, subject, subject.closes_at)
    return subject


def reopen(ask: Ask, kind: Kind) -> tuple[Effect, ...]:
    """Let what was closed be answered again; what was frozen stays as it was written, and hours still ahead count."""
    subject = latest_closed(ask, kind)
    if not isinstance(subject, Subject):
        return subject
    if not may_manage(ask, subject):
        return refuse_managing(ask, subject)
    name = begins(ask.voice, kind, subject.number)
    if subject.status is Status.OPEN:
        return ask.refuse(ask.voice("{name} is open already.", name=name))
    if subject.anonymous:
        said = ask.voice("{name} is anonymous, and what is anonymous is never reopened; ask a new one.", name=name)
        return ask.refuse(said)
    ahead = subject.closes_at if subject.closes_at and subject.closes_at > ask.now else None
    nudge = subject.remind_at if ahead and subject.remind_at and subject.remind_at > ask.now else None
    ask.desk.put_subject(replace(subject, status=Status.OPEN, closed_at=None, closes_at=ahead, remind_at=nudge))
    for due, at in ((DueKind.CLOSE, ahead), (DueKind.REMIND, nudge)):
        if at:
            ask.desk.set_due(Due(subject=subject.number, kind=due, at=at))
    return (Show(subject=subject.number),)
