"""What is known of a poll when it is drawn, told or exported: read once, from one snapshot."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Protocol

from handlers.polls.methods.table import method_of
from storage.records import Person, PersonId, Place, PlaceId, Result, Showing, Status, Subject, platform_of

THRESHOLD = 5  # answers below which an anonymous poll shows no results


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """A poll in figures. ``counts`` is None where no numbers may be shown; ``invited`` where it is not known.

    While it is open they are today's; once it is closed they are what the last close wrote.
    """

    subject: Subject
    answered: int
    invited: int | None
    counts: tuple[int, ...] | None
    results: tuple[Result, ...] = ()
    platforms: int = 1


class Reading(Protocol):
    """What both a desk and a snapshot can say of a poll."""

    def place(self, place: PlaceId, /) -> Place | None: ...

    def person(self, person: PersonId, /) -> Person | None: ...

    def showings(self, number: int, /) -> tuple[Showing, ...]: ...


def places_shown(reading: Reading, subject: Subject) -> tuple[PlaceId, ...]:
    """Return where a poll is: its home and wherever it is shown, lost places too."""
    return tuple(dict.fromkeys((subject.place, *(shown.place for shown in reading.showings(subject.number)))))


def invited_known(reading: Reading, subject: Subject) -> bool:
    """Tell whether it is known who is invited: they were named, or every place's members are known."""
    places = (reading.place(place) for place in places_shown(reading, subject))
    return subject.restricted or all(place is not None and place.members_known for place in places)


def platforms_of(places: Iterable[PlaceId]) -> int:
    """Count the platforms on which a poll is shown."""
    return len({platform_of(place) for place in places})


def numbers_shown(subject: Subject, answered: int) -> bool:
    """Tell whether the bot may show a poll's numbers to anybody: the one rule of *hidden* and *anonymous*."""
    if subject.status is Status.OPEN:
        return not (subject.hidden or subject.anonymous)
    return subject.status is Status.CLOSED and (not subject.anonymous or answered >= THRESHOLD)


def count(subject: Subject, tally: dict[int, int]) -> tuple[int, ...]:
    """Count a tally by the poll's method."""
    return method_of(subject).count(tally, len(subject.options))
