"""A retex ends, by hand or at its deadline: its figures are frozen. And, if it is not anonymous, it begins again."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from handlers.effects import Effect, Forget, Show
from handlers.events import Came
from handlers.people.ask import Ask
from handlers.people.house import House
from handlers.retex.asked import items_of
from handlers.retex.figures import count, dump
from handlers.retex.picture import published
from handlers.subjects.ending import ended, ending
from handlers.subjects.ending import reopen as again
from handlers.subjects.shown import invited_known
from handlers.texts import Voice
from storage.desk import Desk
from storage.records import DueKind, Kind, Outcome, Status, Subject


def close(ask: Ask) -> tuple[Effect, ...]:
    """Close a retex: its creator or a facilitator may."""
    subject = ending(ask, Kind.RETEX)
    return freeze(ask.desk, subject, ask.now, ask.house) if isinstance(subject, Subject) else subject


def due(came: Came, desk: Desk, _now: datetime, house: House) -> tuple[Effect, ...]:
    """Close a retex at its deadline, if it is still the one that was set."""
    subject = ended(came, desk, Kind.RETEX)
    if not isinstance(subject, Subject):
        return subject
    return freeze(desk, subject, subject.closes_at or came.at, house)


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
    return again(ask, Kind.RETEX)
