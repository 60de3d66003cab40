"""Who is meant by a name that was typed: nobody is guessed."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from handlers.events import Command
from handlers.people.ask import Ask
from storage.records import Person, PersonId, PlaceId


@dataclass(frozen=True, slots=True)
class Misnamed:
    """Why it is not known who is meant, as a sentence."""

    reason: str


def find_people(ask: Ask, typed: Iterable[str], place: PlaceId) -> dict[PersonId, str] | Misnamed:
    """Find people by what was typed (``@bob``), with the names they bear; a name that several bear is asked about."""
    known = ask.event.people if isinstance(ask.event, Command) else {}
    found: dict[PersonId, str] = {}
    for word in typed:
        name = word.removeprefix("@")
        if word in known:
            found[known[word]] = name
            continue
        bearers = ask.desk.named(place, name)
        if len(bearers) > 1:
            return Misnamed(ask.voice("Several people here are called {name}; which one is meant?", name=name))
        if not bearers:
            return Misnamed(ask.voice("Nobody here is called {name}; check the name.", name=name))
        found[bearers[0].id] = bearers[0].name
    return found


def humans(ask: Ask, found: dict[PersonId, str]) -> tuple[PersonId, ...]:
    """Leave out bots and closed accounts, and write down whoever is heard of for the first time."""
    people = []
    for person, name in found.items():
        held = ask.desk.person(person)
        if held is None:
            ask.desk.put_person(Person(id=person, name=name))
        if held is None or held.human:
            people.append(person)
    return tuple(people)
