"""A poll is deleted, once that was confirmed: its words, answers and reminders go; its card says only that it was."""

from __future__ import annotations

from dataclasses import replace

from handlers.effects import Effect, Forget, Show
from handlers.people.ask import Ask
from handlers.people.permissions import may_manage, refuse_managing
from handlers.people.questions import ask_first
from handlers.polls.find import numbered
from storage.records import Status, Subject

TOKEN = "poll.delete"  # noqa: S105 - the name of a question


def delete(ask: Ask) -> tuple[Effect, ...]:
    """Ask before deleting: its creator or a facilitator may."""
    subject = _allowed(ask, ask.line.number if ask.line and ask.line.number is not None else 0)
    if not isinstance(subject, Subject):
        return subject
    sentence = ask.voice(
        "Delete poll {n}, “{title}”, with its answers and results, for everybody and for good?",
        n=subject.number,
        title=subject.title,
    )
    return ask_first(ask, f"{TOKEN}:{subject.number}", sentence)


def deleted(ask: Ask, argument: str) -> tuple[Effect, ...]:
    """Delete, after a yes; what was true when the question was put is looked at again."""
    subject = _allowed(ask, int(argument))
    if not isinstance(subject, Subject):
        return subject
    number = subject.number
    ask.desk.drop_due(number)
    ask.desk.drop_answers(number)
    ask.desk.put_subject(replace(subject, status=Status.DELETED, title="", options=(), closed_at=ask.now))
    said = ask.confirm(ask.voice("Poll {n} is deleted.", n=number))
    return (Show(subject=number), Forget(subject=number), *said)


def _allowed(ask: Ask, number: int) -> Subject | tuple[Effect, ...]:
    subject = numbered(ask, number)
    if isinstance(subject, Subject) and not may_manage(ask, subject):
        return refuse_managing(ask, subject)
    return subject
