"""A subject is deleted, once that was confirmed: words, answers and reminders go; its card says only that it was."""

from __future__ import annotations

from dataclasses import replace

from handlers.effects import Effect, Forget, Show
from handlers.people.ask import Ask
from handlers.people.permissions import may_manage, refuse_managing
from handlers.people.questions import ask_first
from handlers.subjects.find import numbered
from handlers.subjects.nouns import begins, the
from storage.records import Kind, Status, Subject

QUESTION = "delete"


def delete(ask: Ask) -> tuple[Effect, ...]:
    """Ask before deleting: its creator or a facilitator may."""
    line = ask.line
    if line is None:
        return ()
    subject = _allowed(ask, Kind(line.feature), line.number or 0)
    if not isinstance(subject, Subject):
        return subject
    sentence = ask.voice(
        "Delete {name}, “{title}”, with all that was answered, for everybody and for good?",
        name=the(ask.voice, subject.kind, subject.number),
        title=subject.title,
    )
    return ask_first(ask, f"{QUESTION}:{subject.number}", sentence)


def deleted(ask: Ask, argument: str) -> tuple[Effect, ...]:
    """Delete, after a yes; what was true when the question was put is looked at again."""
    number = int(argument)
    known = ask.desk.subject(number)
    subject = _allowed(ask, known.kind if known else Kind.POLL, number)
    if not isinstance(subject, Subject):
        return subject
    ask.desk.drop_due(number)
    ask.desk.drop_answers(number)
    ask.desk.put_subject(replace(subject, status=Status.DELETED, title="", options=(), closed_at=ask.now))
    said = ask.confirm(ask.voice("{name} is deleted.", name=begins(ask.voice, subject.kind, number)))
    return (Show(subject=number), Forget(subject=number), *said)


def _allowed(ask: Ask, kind: Kind, number: int) -> Subject | tuple[Effect, ...]:
    subject = numbered(ask, kind, number)
    if isinstance(subject, Subject) and not may_manage(ask, subject):
        return refuse_managing(ask, subject)
    return subject
