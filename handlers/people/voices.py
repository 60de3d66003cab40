"""In which language and zone to speak to whom: their own settings, their platform's word, the place's, the house's."""

from __future__ import annotations

from typing import Protocol

from handlers.effects import Tell
from handlers.events import Actor
from handlers.people.house import House
from handlers.texts import Voice
from storage.records import Person, PersonId, Place, PlaceId, platform_of


class People(Protocol):
    """What both a desk and a snapshot can say of people and places."""

    def person(self, person: PersonId, /) -> Person | None: ...

    def place(self, place: PlaceId, /) -> Place | None: ...


def of_place(people: People, place: PlaceId, house: House) -> Voice:
    """Return the voice of a card: its place's."""
    known = people.place(place)
    return Voice(
        (known and known.language) or house.language,
        (known and known.zone) or house.zone,
        house.prefix.get(platform_of(place), ""),
    )


def of_tell(tell: Tell, house: House) -> Voice:
    """Return the voice of a long read: the one in which it was asked for.

    What is published has what a command begins with there; what goes to the direct chat needs no prefix.
    """
    prefix = "" if tell.to else house.prefix.get(platform_of(tell.place), "")
    return Voice("fr" if tell.language == "fr" else "en", tell.zone, prefix)


def of_person(people: People, person: PersonId, place: PlaceId, house: House) -> Voice:
    """Return the voice for somebody who did nothing just now (a reminder): settings, then the place's.

    Such words go to the direct chat, where a command needs no prefix.
    """
    known, room = people.person(person), of_place(people, place, house)
    return Voice((known and known.language) or room.language, (known and known.zone) or room.zone)


def of_reader(people: People, actor: Actor, place: PlaceId, house: House) -> Voice:
    """Return the voice for whoever is asking: settings, then the platform's locale and zone, then the place's."""
    known, room = people.person(actor.id), of_place(people, place, house)
    return Voice(
        (known and known.language) or actor.locale or room.language,
        (known and known.zone) or actor.zone or room.zone,
        room.prefix,
    )
