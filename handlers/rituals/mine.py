"""What ``home`` says of rituals: the rounds that wait for one's answer, and when those one takes part in come next."""

from __future__ import annotations

from handlers.people.home import MOST, Listing, Mine, Visitor
from handlers.rituals.words import round_name, said_date, stands
from handlers.subjects.words import command
from storage.records import Kind, PlaceId, Subject
from storage.ritual_records import Ritual


def mine(visitor: Visitor) -> Mine:
    """List the open rounds that somebody has yet to answer, then their rituals with the next date."""
    found = {each: place for each, place in visitor.open(Kind.RITUAL).items() if _takes_part(visitor, each)}
    rituals = visitor.desk.rituals.among(subject.number for subject in found)
    theirs = [
        visitor.entry(subject, place, _next(visitor, subject, rituals[subject.number]))
        for subject, place in found.items()
        if subject.number in rituals
    ]
    return Mine(
        waits=_rounds(visitor, found),
        theirs=Listing(head=visitor.voice("Your rituals:"), entries=tuple(theirs[:MOST])) if theirs else None,
    )


def _rounds(visitor: Visitor, found: dict[Subject, PlaceId]) -> Listing | None:
    voice, rituals = visitor.voice, visitor.desk.rituals
    rounds = rituals.open_among(subject.number for subject in found)
    waits = [
        (subject, place, rounds[subject.number])
        for subject, place in found.items()
        if subject.number in rounds and rituals.awaits(rounds[subject.number], visitor.person)
    ]
    if not waits:
        return None
    head = voice.many("{n} round waits for your answer:", "{n} rounds wait for your answer:", len(waits))
    entries = tuple(
        visitor.entry(subject, place, round_name(voice, round_), part=round_.part)
        for subject, place, round_ in waits[:MOST]
    )
    example = command(voice, Kind.RITUAL, "answer", waits[0][0].number)
    return Listing(head=head, entries=entries, example=voice("To answer: {command}", command=example))


def _takes_part(visitor: Visitor, subject: Subject) -> bool:
    """Tell whether a ritual asks them: by name, or as a member who has not left it."""
    people = visitor.desk.rituals.participants(subject.number)
    named = next((one for one in people if one.person == visitor.person), None)
    return not subject.restricted if named is None else not named.out


def _next(visitor: Visitor, subject: Subject, ritual: Ritual) -> str:
    if ritual.next_at is None or ritual.paused:
        return stands(visitor.voice, subject, ritual)
    return said_date(visitor.voice, ritual.next_at, ritual.zone)
