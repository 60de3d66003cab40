"""Answers to a questionnaire: pressed, typed, filled in, or said in the card's thread. Of two, the later stands.

Each answers some of the questions and leaves the others as they are, so a press first and words later add up.
"""

from __future__ import annotations

from collections.abc import Mapping

from handlers.answering.answers import Unfit
from handlers.answering.dialogue import WITH_FORMS
from handlers.answering.questionnaire import Questionnaire
from handlers.answering.questions import Answering, Values, errors_in, form_of, replies_of
from handlers.answering.templates import ItemKind
from handlers.answering.typed import command, example, read_typed
from handlers.effects import Answer, Effect, Redact, Show
from handlers.events import Command, Press, Submit
from handlers.language.grammar import Answer as Typed
from handlers.people.ask import Ask
from handlers.subjects.nouns import begins, called, to_the
from handlers.subjects.words import typed_at
from handlers.views import Button
from storage.records import PlaceKind, Reply, platform_of

SHOWN = 60  # characters of somebody's words that are said back to them


def pressed(ask: Ask, asked: Questionnaire) -> tuple[Effect, ...]:
    """Hear one press: a stored rating; an empty one, as a native poll sends, takes that rating back."""
    press, quick = ask.event, asked.quick
    if not isinstance(press, Press) or quick is None:
        return ask.refuse(_no_number(ask, asked))
    standing = mine(ask, asked).get(quick.id) if press.instead else None
    if standing is not None and press.is_outdone(standing.event):
        return ()
    return give(ask, asked, {quick.id: press.choices[:1]}, passing=False)


def passed(ask: Ask, asked: Questionnaire) -> tuple[Effect, ...]:
    """Hear the button that passes the first question over; it is counted apart from the answers."""
    quick = asked.quick
    if quick is None or not quick.may_pass:
        return ask.refuse(_no_number(ask, asked))
    return give(ask, asked, {quick.id: ()})


def typed(ask: Ask, asked: Questionnaire) -> tuple[Effect, ...]:
    """Hear a typed answer: numbers and quoted words."""
    return _typed(ask, asked, ask.typed) if ask.typed else ()


def replied(ask: Ask, asked: Questionnaire, text: str) -> tuple[Effect, ...]:
    """Hear what was said in the card's thread: words for the next question that waits for some."""
    return _typed(ask, asked, Typed(words=(text,)))


def _typed(ask: Ask, asked: Questionnaire, answer: Typed) -> tuple[Effect, ...]:
    no = forbidden(ask, asked) or said_aloud(ask, asked)
    if no:
        return no
    given = read_typed(asked, answer, mine(ask, asked), ask.voice)
    return ask.refuse(given.reason) if isinstance(given, Unfit) else give(ask, asked, given)


def submitted(ask: Ask, asked: Questionnaire) -> tuple[Effect, ...]:
    """Hear the whole form; what is wrong is said beside its question."""
    return give(ask, asked, ask.event.values) if isinstance(ask.event, Submit) else ()


def ask_all(ask: Ask, asked: Questionnaire) -> tuple[Effect, ...]:
    """Open the questions, filled in with what this person answered so far."""
    no = forbidden(ask, asked) or said_aloud(ask, asked)
    if no:
        return no
    subject, event = asked.subject, ask.event
    if platform_of(event.where.id) in WITH_FORMS and not event.ticket:  # a message opens no form, a press does
        button = Button(id=asked.button("answer"), label=ask.voice("Answer"), style="primary")
        named = begins(ask.voice, subject.kind, subject.number)
        return ask.inform(ask.voice("{name}: the button opens all its questions.", name=named), button)
    title = called(ask.voice, subject.kind, subject.number)
    form = form_of(
        asked.items, mine(ask, asked), ask.voice, identifier=asked.identifier, title=title[0].upper() + title[1:]
    )
    return ask.open(form)


def give(ask: Ask, asked: Questionnaire, given: Values, *, passing: bool = True) -> tuple[Effect, ...]:
    """Set these answers, unless something forbids it; the questions they leave out stay as they are."""
    no = forbidden(ask, asked) or said_aloud(ask, asked) or _wrong(ask, asked, given)
    if no:
        return no
    if not _set(ask, asked, given, passing=passing):
        return _outdone(ask, asked)
    return (Show(subject=asked.subject.number, part=asked.part), *_counted(ask, asked))


def take_back(ask: Ask, asked: Questionnaire) -> tuple[Effect, ...]:
    """Take everything that somebody answered back; the time is kept, so that an older answer cannot return."""
    name = to_the(ask.voice, asked.subject.kind, asked.subject.number)
    closed = _closed(ask, asked)
    if closed:
        return closed
    if not mine(ask, asked):
        return ask.refuse(ask.voice("You have no answer to {name}; nothing to take back.", name=name))
    if not _set(ask, asked, {item.id: () for item in asked.items}, passing=False):
        return _outdone(ask, asked)
    said = ask.voice("your answer to {name} is withdrawn.", name=name)
    return (Show(subject=asked.subject.number, part=asked.part), *ask.confirm(said))


def waits(ask: Ask, asked: Questionnaire) -> bool:
    """Tell whether the typed answer finds questions that still wait for it from whoever says it."""
    return ask.typed is not None and not isinstance(read_typed(asked, ask.typed, mine(ask, asked), ask.voice), Unfit)


def mine(ask: Ask, asked: Questionnaire) -> Mapping[str, Reply]:
    """Return what whoever asks has answered so far, by question."""
    return ask.desk.replies.mine(asked.subject.number, asked.round, asked.names, voter(ask, asked))


def voter(ask: Ask, asked: Questionnaire) -> str:
    """Return under which name answers rest: while open, anonymous ones under a keyed pseudonym."""
    person, subject = ask.event.actor.id, asked.subject
    return ask.desk.replies.pseudonym(subject.number, asked.round, person) if subject.anonymous else person


def forbidden(ask: Ask, asked: Questionnaire) -> tuple[Effect, ...]:
    """Refuse what comes after the close, and whoever was not invited."""
    closed = _closed(ask, asked)
    if closed:
        return closed
    subject = asked.subject
    if not subject.restricted or ask.desk.invited(subject.number, ask.event.actor.id):
        return ()
    creator = ask.desk.person(subject.creator)
    return ask.refuse(
        ask.voice(
            "{name} is only for those invited; {creator} chose them.",
            name=begins(ask.voice, subject.kind, subject.number),
            creator=creator.name if creator and creator.name else ask.voice("its creator"),
        )
    )


def said_aloud(ask: Ask, asked: Questionnaire) -> tuple[Effect, ...]:
    """Refuse an anonymous answer given where others see it: not counted, and taken away where that is possible.

    A reaction or a native vote in a Matrix room is as public as what is typed there; a question-by-question dialogue
    would be too. A form that opens for one person alone is not.
    """
    event, subject = ask.event, asked.subject
    platform = platform_of(event.where.id)
    aloud = isinstance(event, Command) or (isinstance(event, Press) and platform not in WITH_FORMS)
    if not (aloud and subject.anonymous and event.where.kind is PlaceKind.ROOM) or typed_at(event.where.id):
        return ()
    opens_alone = platform in WITH_FORMS and ask.line is not None
    if opens_alone:
        return ()
    redact = (Redact(place=event.where.id, message=event.message),) if event.message else ()
    said = ask.voice(
        "{name} is anonymous, and an answer given here may be seen by others; it was not counted. "
        "Answer in our direct chat: {example}",
        name=begins(ask.voice, subject.kind, subject.number),
        example=example(asked, ask.voice),
    )
    return (*redact, *ask.refuse(said))


def _closed(ask: Ask, asked: Questionnaire) -> tuple[Effect, ...]:
    if not asked.closed:
        return ()
    name = begins(ask.voice, asked.subject.kind, asked.subject.number)
    return ask.refuse(ask.voice("{name} is closed, so this came too late; what was answered stands.", name=name))


def _wrong(ask: Ask, asked: Questionnaire, given: Values) -> tuple[Effect, ...]:
    """Say what is wrong: in the form beside its question; to what was typed in a sentence, with the words kept."""
    errors = errors_in(asked.items, given, ask.voice)
    if not errors:
        return ()
    if isinstance(ask.event, Submit):
        return (Answer(errors=errors),)
    question, reason = next(iter(errors.items()))
    words, vanishes = given[question], platform_of(ask.event.where.id) in WITH_FORMS
    return ask.refuse(f"{reason}\n{words}" if vanishes and isinstance(words, str) else reason)


def _set(ask: Ask, asked: Questionnaire, given: Values, *, passing: bool = True) -> bool:
    """Write the answers down; tell whether any is newer than what stands."""
    event, desk, number = ask.event, ask.desk, asked.subject.number
    answering = Answering(
        subject=number, round=asked.round, voter=voter(ask, asked), at=event.at, event=event.id, passing=passing
    )
    mine(ask, asked)  # one statement for all of them
    newer = [desk.replies.put(reply) for reply in replies_of(asked.items, given, answering)]
    if not any(newer):
        return False
    there = bool(mine(ask, asked))
    if asked.subject.anonymous:
        desk.replies.attend(number, asked.round, event.actor.id, there=there)
    if there and not desk.invited(number, event.actor.id):
        desk.invite(number, event.actor.id)
    return True


def _outdone(ask: Ask, asked: Questionnaire) -> tuple[Effect, ...]:
    """Say that a later answer stands; nothing changed."""
    said = _stands(ask, asked, ask.voice("a later answer of yours stands"))
    return ask.confirm(said, fleeting=asked.subject.anonymous)


def _counted(ask: Ask, asked: Questionnaire) -> tuple[Effect, ...]:
    """Say back what stands now, and how to add words or take it back."""
    number, now = asked.subject.number, mine(ask, asked)
    name = to_the(ask.voice, asked.subject.kind, number)
    if not now:
        return ask.confirm(ask.voice("your answer to {name} is withdrawn.", name=name))
    head = ask.voice("your answer counts, late") if asked.late else ask.voice("your answer is counted")
    said = [_stands(ask, asked, head)]
    more = any(item.id not in now for item in asked.worded)
    if more and not isinstance(ask.event, Submit):
        said.append(ask.voice("To add words: {command}", command=command(asked, ask.voice)))
    label = ask.voice("Add a word") if more else ask.voice("Change my answer")
    say = ask.inform if len(said) > 1 else ask.confirm
    return say(
        "\n".join(said),
        Button(id=asked.button("answer"), label=label, style="primary"),
        Button(id=asked.button("withdraw"), label=ask.voice("Withdraw")),
        fleeting=asked.subject.anonymous,
    )


def _stands(ask: Ask, asked: Questionnaire, head: str) -> str:
    """Write what stands of somebody's answers in one line: labels of what was chosen, and how their words begin."""
    now = mine(ask, asked)
    parts = []
    for item in asked.items:
        reply = now.get(item.id)
        if reply is None:
            continue
        if item.kind is ItemKind.TEXT:
            words = " ".join((reply.text or "").split())
            parts.append(ask.voice("“{words}”", words=words if len(words) <= SHOWN else f"{words[:SHOWN].rstrip()}…"))
        elif reply.number:
            parts.append(item.options[reply.number - 1])
        elif item is asked.quick:
            parts.append(ask.voice("pass"))
    return ask.voice("{label}: {answer}", label=head, answer=" · ".join(parts)) if parts else f"{head}."


def _no_number(ask: Ask, asked: Questionnaire) -> str:
    return ask.voice(
        "No question here is answered with a number; put your words between quotes: {example}",
        example=example(asked, ask.voice),
    )
