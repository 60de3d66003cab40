"""Where a subject is shown, and whether it is known who is invited to it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Protocol

from storage.records import CardState, Person, PersonId, Place, PlaceId, Showing, Subject, platform_of

WITH_POLLS = frozenset({"matrix"})  # platforms that draw a card of one choice as a poll of their own
THRESHOLD = 5  # answers below which anything anonymous shows no results


class Reading(Protocol):
    """What both a desk and a snapshot can say of where a subject is."""

    def place(self, place: PlaceId, /) -> Place | None: ...

    def person(self, person: PersonId, /) -> Person | None: ...

    def showings(self, number: int, /) -> tuple[Showing, ...]: ...


def places_shown(reading: Reading, subject: Subject) -> tuple[PlaceId, ...]:
    """Return where a subject is: its home and wherever it is shown, lost places too."""
    return tuple(dict.fromkeys((subject.place, *(shown.place for shown in reading.showings(subject.number)))))


def invited_known(reading: Reading, subject: Subject) -> bool:
    """Tell whether it is known who is invited: they were named, or every place's members are known."""
    places = (reading.place(place) for place in places_shown(reading, subject))
    return subject.restricted or all(place is not None and place.members_known for place in places)


def platforms_of(places: Iterable[PlaceId]) -> int:
    """Count the platforms on which a subject is shown."""
    return len({platform_of(place) for place in places})


def counted_elsewhere(reading: Reading, subject: Subject) -> bool:
    """Tell whether a platform counts it too, as a poll of its own, so that answers may be there that nobody heard."""
    if subject.multi or subject.anonymous:
        return False
    shown = reading.showings(subject.number)
    return any(platform_of(each.place) in WITH_POLLS and each.state is CardState.LIVE for each in shown)
