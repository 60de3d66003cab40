"""A subject that people answer begins: who is invited, and what is written down for it."""

from __future__ import annotations

from dataclasses import dataclass

from handlers.effects import Effect
from handlers.people.ask import Ask
from handlers.people.named import Misnamed, find_people, humans
from handlers.subjects.find import crowded
from handlers.subjects.nouns import begins
from handlers.subjects.wish import Trouble
from storage.records import Due, DueKind, PersonId, PlaceId, Subject


@dataclass(frozen=True, slots=True)
class Guests:
    """Who is invited by name; None of them where everybody is."""

    people: tuple[PersonId, ...] | None


def guests(ask: Ask) -> Guests | Trouble:
    """Find the people of ``--with``; a name that several bear, or nobody, is asked about rather than guessed."""
    line = ask.line
    if line is None or "with" not in line.options:
        return Guests(None)
    found = find_people(ask, line.people, ask.event.where.id)
    if isinstance(found, Misnamed):
        return Trouble("with", found.reason)
    people = humans(ask, found)
    if not people:
        return Trouble(
            "with", ask.voice("Nobody who can answer is named after --with, for example: --with @alice @bob")
        )
    return Guests(people)


def refuse_beginning(ask: Ask, place: PlaceId, who: Guests, *, reminding: bool) -> tuple[Effect, ...]:
    """Refuse one subject too many in a place, and a reminder where nobody knows whom to remind."""
    full = crowded(ask, place)
    if full:
        return full
    known = ask.desk.place(place)
    if reminding and who.people is None and not (known is not None and known.members_known):
        return ask.refuse(
            ask.voice(
                "I do not know who is a member here, so --remind has nobody to remind; invite by name with --with."
            )
        )
    return ()


def write_down(ask: Ask, subject: Subject, who: Guests) -> None:
    """Write a new subject, who is invited to it, and what will come due."""
    desk, number = ask.desk, subject.number
    desk.put_subject(subject)
    if who.people is None:
        desk.invite_members(number, (subject.place,))
    for person in who.people or ():
        desk.invite(number, person)
    if subject.closes_at:
        desk.set_due(Due(subject=number, kind=DueKind.CLOSE, at=subject.closes_at))
    if subject.remind_at:
        desk.set_due(Due(subject=number, kind=DueKind.REMIND, at=subject.remind_at))


def said_back(ask: Ask, subject: Subject) -> tuple[Effect, ...]:
    """Echo the moments that were read, with their zone; the card itself answers everything else."""
    if subject.closes_at is None:
        return ()
    voice, closing = ask.voice, ask.voice.moment(subject.closes_at)
    name = begins(voice, subject.kind, subject.number)
    if subject.remind_at is None:
        return ask.inform(voice("{name} closes by itself on {moment}.", name=name, moment=closing))
    return ask.inform(
        voice(
            "{name} closes by itself on {moment}; those missing are reminded on {reminder}.",
            name=name,
            moment=closing,
            reminder=voice.moment(subject.remind_at),
        )
    )
