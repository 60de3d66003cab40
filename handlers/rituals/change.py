"""A ritual changes: paused, resumed, its next round passed over or run now, and all that follows edited."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime

from pydantic import TypeAdapter

from handlers.effects import Effect, Show
from handlers.language.lines import cut
from handlers.language.mistakes import Mistake
from handlers.people.ask import Ask
from handlers.people.permissions import may_manage, refuse_managing
from handlers.people.questions import ask_first
from handlers.rituals.create import said
from handlers.rituals.due import open_now
from handlers.rituals.find import Meant, by_number, managed, only_ritual
from handlers.rituals.plan import plan_of, scheduled, upcoming
from handlers.rituals.rotation import put_off
from handlers.rituals.take_part import no_turns, said_order
from handlers.rituals.wish import Trouble, Wish, Words, moved, understand
from handlers.rituals.words import said_date
from handlers.subjects.words import command
from schedules.occurrences import Plan
from storage.records import Kind, Subject
from storage.ritual_records import Participant, Paused, Ritual

EDITED = "ritual.edit"
ME = frozenset({"me", "moi"})


@dataclass(frozen=True, slots=True)
class Edited:
    """A changed ritual that waits for a yes."""

    number: int
    wish: Wish


_EDITED: TypeAdapter[Edited] = TypeAdapter(Edited)


def plan(ask: Ask, meant: Meant, ritual: Ritual | None = None) -> Plan:
    """Return the dates of a ritual among its team's days off."""
    return plan_of(ritual or meant.ritual, ask.desk.rituals.days_off(meant.subject.place))


def said_next(ask: Ask, ritual: Ritual) -> str:
    """Say when the next round opens."""
    if ritual.next_at is None:
        return ask.voice("It has no date ahead.")
    return ask.voice("The next one: {moment}.", moment=said_date(ask.voice, ritual.next_at, ritual.zone))


def pause(ask: Ask) -> tuple[Effect, ...]:
    """Open no more rounds until it is resumed; one that is open stays so."""
    meant = managed(ask, "pause")
    if not isinstance(meant, Meant):
        return meant
    number = meant.subject.number
    if meant.ritual.paused is Paused.BY_HAND:
        return ask.refuse(ask.voice("Ritual {n} is paused already.", n=number))
    ask.desk.rituals.put(replace(meant.ritual, paused=Paused.BY_HAND))
    again = command(ask.voice, Kind.RITUAL, "resume", number)
    return (
        Show(subject=number),
        *ask.confirm(ask.voice("Ritual {n} is paused; to go on: {command}", n=number, command=again)),
    )


def resume(ask: Ask) -> tuple[Effect, ...]:
    """Go on with the next date to come; nothing is made up for."""
    meant = managed(ask, "resume")
    if not isinstance(meant, Meant):
        return meant
    number = meant.subject.number
    if meant.ritual.paused is Paused.NO:
        return ask.refuse(ask.voice("Ritual {n} is not paused. {next}", n=number, next=said_next(ask, meant.ritual)))
    going = scheduled(replace(meant.ritual, paused=Paused.NO), plan(ask, meant), ask.now)
    ask.desk.rituals.put(going)
    said_on = ask.voice("Ritual {n} goes on. {next}", n=number, next=said_next(ask, going))
    return (Show(subject=number), *ask.inform(said_on))


def skip(ask: Ask) -> tuple[Effect, ...]:
    """Pass over the next round; with ``me``, pass over one's own next turn to facilitate."""
    words = ask.line.words if ask.line else ()
    if words and words[0].casefold() in ME:
        return _skip_me(ask)
    meant = managed(ask, "skip")
    if not isinstance(meant, Meant):
        return meant
    ritual = meant.ritual
    if ritual.paused is Paused.BY_HAND:
        again = command(ask.voice, Kind.RITUAL, "resume", meant.subject.number)
        said = ask.voice("Ritual {n} is paused; to go on: {command}", n=meant.subject.number, command=again)
        return ask.refuse(said)
    if ritual.next_at is None or ritual.next_slot is None or ritual.paused:
        return ask.refuse(ask.voice("Ritual {n} has no date ahead to skip.", n=meant.subject.number))
    fewer = replace(ritual, skipped=(*ritual.skipped, ritual.next_slot))
    going = scheduled(fewer, plan(ask, meant, fewer), ask.now)
    ask.desk.rituals.put(going)
    gone = said_date(ask.voice, ritual.next_at, ritual.zone)
    return ask.inform(ask.voice("Passed over: {moment}. {next}", moment=gone, next=said_next(ask, going)))


def _skip_me(ask: Ask) -> tuple[Effect, ...]:
    found = only_ritual(ask, "skip", turns=True)
    if not isinstance(found, Meant):
        return found
    person, ritual = ask.event.actor.id, found.ritual
    if not ritual.rotation:
        return ask.refuse(no_turns(ask, found))
    if person not in ritual.rotation or len(ritual.rotation) < 2:
        return ask.refuse(ask.voice("No turn of ritual {n} is yours to pass over.", n=found.subject.number))
    going = replace(ritual, rotation=put_off(ritual.rotation, person))
    ask.desk.rituals.put(going)
    return (Show(subject=found.subject.number), *ask.inform(said_order(ask, going)))


def run(ask: Ask) -> tuple[Effect, ...]:
    """Open a round now, beside the planned ones; the next one comes as it would have."""
    meant = managed(ask, "run")
    if not isinstance(meant, Meant):
        return meant
    number = meant.subject.number
    still = ask.desk.rituals.open_round(number)
    if still is not None:
        return ask.refuse(
            ask.voice(
                "A round of ritual {n} is open already; to answer it: {command}",
                n=number,
                command=command(ask.voice, Kind.RITUAL, "answer", number),
            )
        )
    open_now(ask.desk, meant.subject, meant.ritual, ask.event.id, ask.now)
    return ask.inform(ask.voice("A round of ritual {n} is open. {next}", n=number, next=said_next(ask, meant.ritual)))


def edit(ask: Ask) -> tuple[Effect, ...]:
    """Change what follows, rounds that were opened staying as they were; other dates are said back and confirmed."""
    line, meant = ask.line, managed(ask, "edit")
    if line is None or not isinstance(meant, Meant):
        return meant if not isinstance(meant, Meant) else ()
    title, when = _split(ask, meant)
    if not (title or when or line.options):
        shape = f"{command(ask.voice, Kind.RITUAL, 'edit', meant.subject.number)} {ask.voice('every tuesday at 10:00')}"
        return ask.refuse(ask.voice("Say what is to change, for example: {example}", example=shape))
    words = Words(title=title or meant.subject.title, when=when, options=line.options)
    wish = understand(ask, words, meant.subject.place, meant.ritual)
    if isinstance(wish, Trouble):
        return ask.refuse(wish.reason)
    if not moved(meant.ritual, wish.ritual):
        return _take_over(ask, meant, wish)
    token = f"{EDITED}:{ask.desk.chance.getrandbits(32):08x}"
    held = _EDITED.dump_json(Edited(meant.subject.number, wish)).decode()
    return ask_first(ask, token, said(ask, wish, meant.subject.place), held=held)


def _split(ask: Ask, meant: Meant) -> tuple[str, str]:
    """Part what was typed into a new title, which is quoted, and a new rule."""
    line = ask.line
    if line is None:
        return "", ""
    typed = cut(line.rest)
    quotes = () if isinstance(typed, Mistake) else [token.text for token in typed.tokens if token.kind == "quote"]
    title = next((word for word in line.words if word in quotes), "")
    when = " ".join(word for word in (*line.words, *line.items) if word != title)
    return (title if title != meant.subject.title else ""), when


def confirmed(ask: Ask, held: str) -> tuple[Effect, ...]:
    """Change it, after a yes, if whoever asked still may."""
    edited = _EDITED.validate_json(held)
    meant = by_number(ask, edited.number)
    if not isinstance(meant, Meant):
        return meant
    if not may_manage(ask, meant.subject):
        return refuse_managing(ask, meant.subject)
    return _take_over(ask, meant, edited.wish)


def _take_over(ask: Ask, meant: Meant, wish: Wish) -> tuple[Effect, ...]:
    """Write the change down. What happened meanwhile (rounds, a pause) stands."""
    desk, number, was = ask.desk, meant.subject.number, meant.ritual
    fresh = replace(wish.ritual, rounds=was.rounds, paused=was.paused, next_at=was.next_at, next_slot=was.next_slot)
    ritual = scheduled(fresh, plan(ask, meant, fresh), ask.now) if moved(was, fresh) else fresh
    if (was.template, was.questions) != (ritual.template, ritual.questions):
        desk.rituals.keep_questions(was)
    desk.rituals.put(ritual)
    desk.put_subject(
        replace(meant.subject, title=wish.title, restricted=meant.subject.restricted or wish.invited is not None)
    )
    if wish.invited is not None:
        _only(ask, meant.subject, wish)
    still = desk.rituals.open_round(number)
    if still and still.closes_at and ritual.next_at and ritual.next_at < still.closes_at:
        desk.rituals.put_round(replace(still, closes_at=ritual.next_at))
    return (
        Show(subject=number),
        *((Show(subject=number, part=still.part),) if still else ()),  # it bears the title, and perhaps closes earlier
        *ask.inform(ask.voice("Ritual {n} is changed. {next}", n=number, next=said_next(ask, ritual))),
    )


def _only(ask: Ask, subject: Subject, wish: Wish) -> None:
    """Let these people, and nobody else, take part from now on."""
    for one in ask.desk.rituals.participants(subject.number):
        ask.desk.rituals.drop_participant(subject.number, one.person)
    for person in wish.invited or ():
        ask.desk.rituals.put_participant(Participant(subject=subject.number, person=person))


def reschedule(ask: Ask, meant: Meant) -> Ritual:
    """Set the next date again, after a day off came or went."""
    ritual = scheduled(meant.ritual, plan(ask, meant), ask.now)
    ask.desk.rituals.put(ritual)
    return ritual


def dates(ask: Ask, meant: Meant) -> tuple[datetime, ...]:
    """Return the next dates of a ritual that is not paused."""
    return () if meant.ritual.paused else tuple(each.at for each in upcoming(plan(ask, meant), ask.now))
