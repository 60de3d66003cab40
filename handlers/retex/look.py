"""Looking at retexes: the list, the results, who answered, a file. What takes long is allowed here, and read later."""

from __future__ import annotations

from handlers.effects import Effect
from handlers.people.ask import Ask
from handlers.retex import picture
from handlers.subjects.find import latest, listed, only_open
from handlers.subjects.nouns import begins
from handlers.subjects.words import command
from storage.records import Kind, Status, Subject

FORMATS = ("csv", "xlsx")


def retexes(ask: Ask) -> tuple[Effect, ...]:
    """List the open retexes."""
    return listed(ask, Kind.RETEX)


def results(ask: Ask) -> tuple[Effect, ...]:
    """Tell what came of it as far as that may be told: in numbers and words, then as a picture."""
    subject = latest(ask, Kind.RETEX)
    if not isinstance(subject, Subject):
        return subject
    return (*ask.tell("retex.results", subject.number), *ask.tell(picture.QUERY, subject.number))


def who(ask: Ask) -> tuple[Effect, ...]:
    """Tell who answered: never of an anonymous retex."""
    subject = only_open(ask, Kind.RETEX, "who")
    if not isinstance(subject, Subject):
        return subject
    if subject.anonymous:
        name = begins(ask.voice, subject.kind, subject.number)
        return ask.refuse(ask.voice("{name} is anonymous; nobody is told who answered.", name=name))
    return ask.tell("retex.who", subject.number)


def export(ask: Ask) -> tuple[Effect, ...]:
    """Have the figures and the words written to a file; of an anonymous retex after the close."""
    words = ask.line.words if ask.line else ()
    wanted = words[0].lower().lstrip(".") if words else FORMATS[0]
    if wanted not in FORMATS:
        return ask.refuse(
            ask.voice(
                "A retex is exported as csv or as xlsx, not as “{typed}”; for example: {example}",
                typed=words[0][:40],
                example=command(ask.voice, Kind.RETEX, "export", FORMATS[0]),
            )
        )
    subject = latest(ask, Kind.RETEX)
    if not isinstance(subject, Subject):
        return subject
    if subject.anonymous and subject.status is Status.OPEN:
        name = begins(ask.voice, subject.kind, subject.number)
        return ask.refuse(ask.voice("{name} is anonymous; its numbers can be had after the close.", name=name))
    return ask.tell("retex.export", subject.number, wanted)
