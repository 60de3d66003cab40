"""Who is away and when: excused from every ritual of the place, not missing, and passed over in the rotation."""

from __future__ import annotations

from handlers.effects import Effect, Show, Tone, Whisper
from handlers.language.absences import read_absence
from handlers.language.grammar import Line
from handlers.language.mistakes import Mistake, explain
from handlers.language.vocabulary import NONE, fold
from handlers.people.ask import Ask
from handlers.people.named import Misnamed, find_people
from handlers.people.voices import of_person
from handlers.rituals.words import name_of, said_days
from handlers.subjects.words import command
from handlers.views import Note
from storage.records import Kind, PersonId, PlaceId, PlaceKind
from storage.ritual_records import Absence


def away(ask: Ask) -> tuple[Effect, ...]:
    """Hear ``away @alice 2026-12-20..2027-01-03`` (or nobody named: oneself), ``away @alice none``, ``away`` alone."""
    line = ask.line
    if line is None:
        return ()
    place = ask.event.where.id
    if ask.event.where.kind is PlaceKind.DIRECT:
        return _directly(ask, line)
    found = find_people(ask, line.people, place)
    if isinstance(found, Misnamed):
        return ask.refuse(found.reason)
    words = line.words if line.number is None else (str(line.number), *line.words)  # “20 December”: no card's number
    typed = " ".join(words)
    if not typed:
        return ask.inform(_listed(ask))
    if fold(typed) in NONE:
        return _back(ask, tuple(found) or (ask.event.actor.id,), (place,))
    return _excused(ask, found, typed)


def _directly(ask: Ask, line: Line) -> tuple[Effect, ...]:
    """Hear in the direct chat that one is not away: it is there that one was told of it."""
    if fold(" ".join(line.words)) not in NONE or line.people:
        return ask.refuse(ask.voice("An absence belongs to a place; type it there."))
    me = ask.event.actor.id
    return _back(ask, (me,), ask.desk.member_places(me))


def _excused(ask: Ask, found: dict[PersonId, str], typed: str) -> tuple[Effect, ...]:
    days, people = read_absence(typed, ask.now, ask.voice.zone), tuple(found) or (ask.event.actor.id,)
    if isinstance(days, Mistake):
        return ask.refuse(explain(days, ask.voice))
    first, last = str(days[0]), str(days[1])
    for person in people:
        ask.desk.rituals.put_absence(Absence(place=ask.event.where.id, person=person, first=first, last=last))
    name = ask.voice.listed([found.get(person) or name_of(ask.desk, ask.voice, person) for person in people])
    said = ask.voice("{name}: excused {days}.", name=name, days=said_days(ask.voice, first, last))
    return (*_redrawn(ask, (ask.event.where.id,)), *_told(ask, people, first, last), *ask.inform(said))


def _back(ask: Ask, people: tuple[PersonId, ...], places: tuple[PlaceId, ...]) -> tuple[Effect, ...]:
    for one in (one for place in places for one in ask.desk.rituals.absences(place)):
        if one.person in people:
            ask.desk.rituals.drop_absence(one)
    names = ask.voice.listed([name_of(ask.desk, ask.voice, person) for person in people])
    return (*_redrawn(ask, places), *ask.confirm(ask.voice("{name}: no longer away.", name=names)))


def _redrawn(ask: Ask, places: tuple[PlaceId, ...]) -> tuple[Effect, ...]:
    """Draw the open rounds again, whose participation it changes."""
    numbers = [one.number for place in places for one in ask.desk.subjects_in(place, Kind.RITUAL)]
    found = ask.desk.rituals.open_among(numbers)
    return tuple(Show(subject=round_.subject, part=round_.part) for round_ in found.values())


def _told(ask: Ask, people: tuple[PersonId, ...], first: str, last: str) -> tuple[Effect, ...]:
    """Let whoever was said to be away by somebody else know of it."""
    place, said = ask.event.where, []
    for person in people:
        if person == ask.event.actor.id or ask.desk.person(person) is None:
            continue
        voice = of_person(ask.desk, person, place.id, ask.house)
        text = voice(
            "{name} says that you are away from {place} {days}; if not: {command}",
            name=ask.event.actor.name,
            place=place.name,
            days=said_days(voice, first, last),
            command=command(voice, Kind.RITUAL, "away", voice("none")),
        )
        note = Note(text=text, language=voice.language)
        said.append(Whisper(to=person, place=place.id, note=note, tone=Tone.SECRET))
    return tuple(said)


def _listed(ask: Ask) -> str:
    """List who is away here, now or later."""
    today = str(ask.now.date())
    lines = [
        f"  {name_of(ask.desk, ask.voice, one.person)} · {said_days(ask.voice, one.first, one.last)}"
        for one in ask.desk.rituals.absences(ask.event.where.id)
        if one.last >= today
    ]
    example = command(ask.voice, Kind.RITUAL, "away", "@alice 2026-12-20..2027-01-03")
    if not lines:
        return ask.voice("Nobody here is away; for example: {example}", example=example)
    return "\n".join((ask.voice("Away:"), *lines))
