"""Whom a reminder may reach: those invited who are still where the subject is shown."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from handlers.subjects.nouns import begins
from handlers.texts import Voice
from storage.desk import Desk
from storage.records import PersonId, PlaceId, Subject, platform_of


def reached(desk: Desk, subject: Subject, missing: Iterable[PersonId]) -> Iterator[tuple[PersonId, PlaceId]]:
    """Yield each of those missing with a place where they may answer; whoever left every one of them is told nothing.

    On the console whoever was invited by name becomes a member by their first word.
    """
    places = desk.places_of(subject.number) or (subject.place,)
    homes = {member.person: place for place in reversed(places) for member in desk.members(place)}
    for person in missing:
        if person in homes:
            yield person, homes[person]
        elif subject.restricted and platform_of(person) == platform_of(places[0]) == "console":
            yield person, places[0]


def or_left(voice: Voice, subject: Subject) -> str:
    """Say that nobody is left to be reminded, though not everybody answered."""
    name = begins(voice, subject.kind, subject.number)
    return voice("{name}: everybody invited has answered or has left.", name=name)
