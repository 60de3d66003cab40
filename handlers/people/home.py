"""``home``: the open polls that wait for one's answer, across one's places, for the direct chat."""

from __future__ import annotations

from handlers.effects import Effect
from handlers.people.ask import Ask
from storage.records import Kind, PlaceId, PlaceKind, Status, Subject

MOST = 20


def home(ask: Ask) -> tuple[Effect, ...]:
    """List what waits for an answer; it may name several places, so it is said in the direct chat."""
    waiting = _waiting(ask)
    lines = [_line(ask, subject, place) for subject, place in waiting[:MOST]]
    if not lines:
        text = ask.voice("Nothing waits for your answer.")
    else:
        head = ask.voice.many("{n} poll waits for your answer:", "{n} polls wait for your answer:", len(waiting))
        example = ask.voice("To answer, for example: vote {n}: 1", n=waiting[0][0].number)
        text = "\n".join((head, *lines, example))
    if ask.event.where.kind is PlaceKind.DIRECT:
        return ask.confirm(text)
    return (*ask.secretly(text), *ask.confirm(ask.voice("Sent to you in our direct chat.")))


def _waiting(ask: Ask) -> list[tuple[Subject, PlaceId]]:
    """Return the open polls that whoever asks has yet to answer, by number, each with a place where it is shown."""
    desk, person = ask.desk, ask.event.actor.id
    here = ask.event.where
    places = dict.fromkeys(desk.member_places(person))
    if here.kind is PlaceKind.DIRECT:
        places[here.id] = None
    found: dict[int, tuple[Subject, PlaceId]] = {}
    for place in places:
        for subject in desk.subjects_in(place, Kind.POLL, Status.OPEN):
            if subject.number not in found and not _settled(ask, subject):
                found[subject.number] = (subject, place)
    return [found[number] for number in sorted(found)]


def _settled(ask: Ask, subject: Subject) -> bool:
    """Tell whether somebody has answered, or was not invited."""
    desk, person, number = ask.desk, ask.event.actor.id, subject.number
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
