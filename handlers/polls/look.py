"""Looking at polls: the list, the results, who answered, a file. What takes long is allowed here, and read later."""

from __future__ import annotations

from handlers.effects import Effect
from handlers.people.ask import Ask
from handlers.subjects.find import latest, listed, only_open
from handlers.subjects.shown import THRESHOLD
from handlers.subjects.words import command
from storage.records import Kind, Status, Subject

FORMATS = ("csv", "xlsx")


def polls(ask: Ask) -> tuple[Effect, ...]:
    """List the open polls."""
    return listed(ask, Kind.POLL)


def results(ask: Ask) -> tuple[Effect, ...]:
    """Tell the numbers that may be shown, and every numbered result."""
    subject = latest(ask, Kind.POLL)
    return ask.tell("poll.results", subject.number) if isinstance(subject, Subject) else subject


def who(ask: Ask) -> tuple[Effect, ...]:
    """Tell who answered what: never of an anonymous poll, and of a hidden one only after the close."""
    subject = only_open(ask, Kind.POLL, "who")
    if not isinstance(subject, Subject):
        return subject
    number = subject.number
    if subject.anonymous:
        return ask.refuse(ask.voice("Poll {n} is anonymous; nobody is told who answered.", n=number))
    if subject.hidden and subject.status is Status.OPEN:
        return ask.refuse(_hidden(ask, number))
    return ask.tell("poll.who", number)


def export(ask: Ask) -> tuple[Effect, ...]:
    """Have the numbers, and for a named poll the answers, written to a file."""
    words = ask.line.words if ask.line else ()
    wanted = words[0].lower().lstrip(".") if words else FORMATS[0]
    if wanted not in FORMATS:
        example = command(ask.voice, Kind.POLL, "export", FORMATS[0])
        return ask.refuse(
            ask.voice(
                "A poll is exported as csv or as xlsx, not as “{typed}”; for example: {example}",
                typed=words[0][:40],
                example=example,
            )
        )
    subject = latest(ask, Kind.POLL)
    if not isinstance(subject, Subject):
        return subject
    return _kept_back(ask, subject) or ask.tell("poll.export", subject.number, wanted)


def _kept_back(ask: Ask, subject: Subject) -> tuple[Effect, ...]:
    """Say why there is no file: before the close of a hidden or anonymous poll, and below the threshold."""
    number = subject.number
    if subject.status is Status.OPEN and subject.anonymous:
        return ask.refuse(ask.voice("Poll {n} is anonymous; its numbers can be had after the close.", n=number))
    if subject.status is Status.OPEN and subject.hidden:
        return ask.refuse(_hidden(ask, number))
    frozen = ask.desk.results(number) if subject.anonymous else ()
    if frozen and max(frozen, key=lambda result: result.number).counts is None:
        said = ask.voice.many(
            "Poll {number} is anonymous and has fewer than {n} answer, so it has no results.",
            "Poll {number} is anonymous and has fewer than {n} answers, so it has no results.",
            THRESHOLD,
            number=number,
        )
        return ask.inform(said)
    return ()


def _hidden(ask: Ask, number: int) -> str:
    return ask.voice("Poll {n} is hidden: I show no numbers to anybody before the close.", n=number)
