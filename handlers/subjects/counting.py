"""Before a close: a platform that counts a poll of its own may hold answers that nobody heard."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

from handlers.effects import Effect, Recount
from storage.desk import Desk
from storage.records import Due, DueKind, Subject

COUNTING = timedelta(minutes=1)  # a platform that has not answered by then is not waited for


def count_first(desk: Desk, subject: Subject, at: datetime) -> tuple[Effect, ...]:
    """Let a subject take no more answers, and have those that a platform holds counted before it is frozen."""
    desk.put_subject(replace(subject, closes_at=at))
    desk.set_due(Due(subject=subject.number, kind=DueKind.CLOSE, at=at + COUNTING))
    return (Recount(subject=subject.number, instant=at),)
