"""``home``: the open polls that wait for one's answer, across one's places, for the direct chat."""

from __future__ import annotations

from handlers.effects import Effect
from handlers.people.ask import Ask
from storage.desk import Desk
from storage.records import Kind, PersonId, PlaceId, PlaceKind, Status, Subject

MOST = 20


def home(ask: Ask) -> tuple[Effect, ...]:
    """List what waits for an answer; it may name several places, so it is said in the direct chat."""
    here = ask.event.where
    found = waiting(ask.desk, ask.event.actor.id, *((here.id,) if here.kind is PlaceKind.DIRECT else ()))
    lines = [_line(ask, subject, place) for subject, place in found[:MOST]]
    if not lines:
        text = ask.voice("Nothing waits for your answer.")
    else:
        head = ask.voice.many("{n} poll waits for your answer:", "{n} polls wait for your answer:", len(found))
        example = ask.voice("To answer, for example: vote {n}: 1", n=found[0][0].number)
        text = "\n".join((head, *lines, example))
    if here.kind is PlaceKind.DIRECT:
        return ask.confirm(text)
    return (*ask.secretly(text), *ask.confirm(ask.voice("Sent to you in our direct chat.")))


def waiting(desk: Desk, person: PersonId, *more: PlaceId) -> list[tuple[Subject, PlaceId]]:
    """Return the open polls that somebody has yet to answer, by number, each with a place where it is shown.

    Looked for in the places of theirs, and in ``more``.
    """
    found: dict[int, tuple[Subject, PlaceId]] = {}
    for place in dict.fromkeys((*desk.member_places(person), *more)):
        for subject in desk.subjects_in(place, Kind.POLL, Status.OPEN):
            if subject.number not in found and not _settled(desk, person, subject):
                found[subject.number] = (subject, place)
    return [found[number] for number in sorted(found)]


def _settled(desk: Desk, person: PersonId, subject: Subject) -> bool:
    """Tell whether somebody has answered, or was not invited."""
    number = subject.number
    if subject.restricted and not desk.invited(number, person):
        return True
    if subject.anonymous:
        return desk.answered(number, person)
    ballot = desk.ballot(number, person)
    return ballot is not None and ballot.choices != 0


def _line(ask: Ask, subject: Subject, place: PlaceId) -> str:
    known = ask.desk.place(place)
    parts = [str(subject.number), known.name if known else str(place), subject.title]
    if subject.closes_at:
        parts.append(ask.voice("until {moment}", moment=ask.voice.moment(subject.closes_at)))
    return " · ".join(parts)
