"""Under which place's name somebody knows a subject: what is elsewhere, and not theirs, is named to nobody."""

from __future__ import annotations

from typing import Protocol

from handlers.effects import Tell
from handlers.people.ask import Ask
from storage.records import PersonId, Place, PlaceId, Showing, Subject


class Places(Protocol):
    """What both a desk and a snapshot can say of places and of who is in them."""

    def place(self, place: PlaceId, /) -> Place | None: ...

    def showings(self, number: int, /) -> tuple[Showing, ...]: ...

    def is_member(self, place: PlaceId, person: PersonId, /) -> bool: ...


def known_as(places: Places, subject: Subject, here: PlaceId, person: PersonId | None) -> str:
    """Name ``here`` if the subject is shown there, else a place of it that ``person`` is in: its home before others."""
    shown = (subject.place, *(showing.place for showing in places.showings(subject.number)))
    theirs = (place for place in shown if person is not None and places.is_member(place, person))
    found = here if here in shown else next(theirs, here)
    known = places.place(found)
    return known.name if known else str(found)


def place_asked(ask: Ask, subject: Subject) -> str:
    """Name the place of a subject to whoever asks."""
    return known_as(ask.desk, subject, ask.event.where.id, ask.event.actor.id)


def place_told(places: Places, subject: Subject, tell: Tell) -> str:
    """Name the place of a subject to whoever a long read is for."""
    return known_as(places, subject, tell.place, tell.to)
