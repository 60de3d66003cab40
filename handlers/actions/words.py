"""An action in words: whose it is, when it is due, where it stands, and what happened to it."""

from __future__ import annotations

from datetime import datetime

from handlers.people.voices import People
from handlers.subjects.nouns import called
from handlers.subjects.words import stands, when
from handlers.texts import Voice
from storage.records import Action, ActionState, Deed, Kind, PersonId, Step, Subject

_LAST_MINUTE = " 23:59"  # what a day without an hour is read as, and need not be said


def name_of(people: People, voice: Voice, person: PersonId | None) -> str:
    """Name somebody; whoever had themselves erased is nobody in particular any more."""
    known = people.person(person) if person else None
    return known.name if known and known.name else voice("somebody")


def day_of(voice: Voice, due: datetime, beside: datetime) -> str:
    """Write when an action is due: a day, with its hour only if one was given."""
    return when(voice, due, beside).removesuffix(_LAST_MINUTE)


def due_of(voice: Voice, subject: Subject, action: Action, now: datetime | None = None) -> str:
    """Say when an open action is due, or that it is overdue ``now``; nothing where there is no date to keep."""
    if action.due is None or action.state is not ActionState.OPEN:
        return ""
    day = day_of(voice, action.due, subject.opened_at)
    return voice("overdue since {day}", day=day) if now and action.due < now else voice("due {day}", day=day)


def whose(people: People, voice: Voice, action: Action) -> str:
    """Say whose an action is."""
    if action.owner is None:
        return voice("nobody has it yet")
    return voice("for {name}", name=name_of(people, voice, action.owner))


def line(people: People, voice: Voice, subject: Subject, action: Action, now: datetime) -> str:
    """Write an action on one line: number, title, whose it is, and how it stands."""
    state = due_of(voice, subject, action, now) if action.state is ActionState.OPEN else stands(voice, action.state)
    return " · ".join(
        part for part in (str(subject.number), subject.title, whose(people, voice, action), state) if part
    )


def origin_of(voice: Voice, origin: Subject | None) -> str:
    """Say which subject an action came of; nothing where there is none any more."""
    return voice("from {name}", name=called(voice, origin.kind, origin.number)) if origin else ""


def told(people: People, voice: Voice, step: Step, beside: datetime) -> str:
    """Write one line of a history: what, who, when."""
    moment = when(voice, step.at, beside)
    return f"{_deed(people, voice, step, beside)} · {name_of(people, voice, step.person)} · {moment}"


def _deed(people: People, voice: Voice, step: Step, beside: datetime) -> str:
    if step.deed is Deed.ASSIGNED:
        return voice("given to {name}", name=name_of(people, voice, step.owner))
    if step.deed is Deed.RESCHEDULED:
        return voice("due {day}", day=day_of(voice, step.due, beside)) if step.due else voice("no date any more")
    return {
        Deed.CREATED: voice("written down"),
        Deed.RENAMED: voice("put in other words"),
        Deed.DONE: voice("done"),
        Deed.VERIFIED: voice("verified"),
        Deed.DROPPED: voice("dropped"),
    }[step.deed]


def number_of(voice: Voice, subject: Subject) -> str:
    """Name an action as its card does: ``action 12``."""
    return called(voice, Kind.ACTION, subject.number)
