"""``home``: what waits for one's answer and what is one's own, across one's places, for the direct chat."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from datetime import datetime

from handlers.effects import Effect
from handlers.people import settings
from handlers.people.ask import Ask
from handlers.texts import Voice
from storage.desk import Desk
from storage.records import Kind, PersonId, PlaceId, PlaceKind, Status, Subject

MOST = 20


@dataclass(frozen=True, slots=True, kw_only=True)
class Visitor:
    """Whose home it is, and the places that it looks into."""

    desk: Desk
    person: PersonId
    places: tuple[PlaceId, ...]
    voice: Voice
    now: datetime

    def open(self, kind: Kind) -> dict[Subject, PlaceId]:
        """Return what is open of a kind in these places, by number, each with a place where it is shown."""
        found: dict[int, tuple[Subject, PlaceId]] = {}
        for place in self.places:
            for subject in self.desk.subjects_in(place, kind, Status.OPEN):
                found.setdefault(subject.number, (subject, place))
        return {subject: place for _, (subject, place) in sorted(found.items())}

    def invited(self, subject: Subject) -> bool:
        """Tell whether they are among those whom a poll or retex asks."""
        return not subject.restricted or self.desk.invited(subject.number, self.person)

    def entry(self, subject: Subject, place: PlaceId, *more: str, part: str = "") -> Entry:
        """Write a subject on one line: number, place, title, until when, and what else is said of it."""
        known = self.desk.place(place)
        parts = [str(subject.number), known.name if known else str(place), subject.title]
        if subject.closes_at:
            parts.append(self.voice("until {moment}", moment=self.voice.moment(subject.closes_at)))
        return Entry(text=" · ".join((*parts, *more)), subject=subject.number, place=place, part=part)


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """A subject on one line, and where its card (or a ``part`` of it) is: it can be answered there and here."""

    text: str
    subject: int
    place: PlaceId
    part: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Listing:
    """Subjects of one kind: what they are, each on a line, and how one types an answer."""

    head: str
    entries: tuple[Entry, ...]
    example: str = ""

    @property
    def lines(self) -> tuple[str, ...]:
        """Write it out."""
        return (self.head, *(entry.text for entry in self.entries), *([self.example] if self.example else ()))


@dataclass(frozen=True, slots=True, kw_only=True)
class Mine:
    """What a feature says to somebody: what ``waits`` for their answer, and what else is ``theirs``."""

    waits: Listing | None = None
    theirs: Listing | None = None


MineOf = Callable[[Visitor], Mine]


def home(ask: Ask, features: Iterable[MineOf]) -> tuple[Effect, ...]:
    """List what waits for an answer and what is one's own; it may name several places, so the direct chat is told."""
    here, person = ask.event.where, ask.event.actor.id
    more = (here.id,) if here.kind is PlaceKind.DIRECT else ()
    places = tuple(dict.fromkeys((*ask.desk.member_places(person), *more)))
    voice = replace(ask.voice, prefix="")  # there a command needs none
    visitor = Visitor(desk=ask.desk, person=person, places=places, voice=voice, now=ask.now)
    text = "\n".join((*told(visitor, features), *settings.own(ask.desk.person(person), voice)))
    if here.kind is PlaceKind.DIRECT:
        return ask.inform(text)
    return ask.secretly(text)


def told(visitor: Visitor, features: Iterable[MineOf]) -> tuple[str, ...]:
    """Say what waits, or that nothing does; then what is theirs."""
    found = [feature(visitor) for feature in features]
    waits = [line for each in found if each.waits for line in each.waits.lines]
    theirs = [line for each in found if each.theirs for line in each.theirs.lines]
    return (*(waits or [nothing(visitor.voice)]), *theirs)


def nothing(voice: Voice) -> str:
    """Say that there is nothing to answer."""
    return voice("Nothing waits for your answer.")


def polls(visitor: Visitor) -> Mine:
    """Say which open polls wait for a vote."""
    found = waiting(visitor.desk, visitor.person, *visitor.places)
    if not found:
        return Mine()
    voice = visitor.voice
    head = voice.many("{n} poll waits for your answer:", "{n} polls wait for your answer:", len(found))
    vote = voice("vote {n}: 1", n=found[0][0].number)
    example = voice("To answer, for example: {example}", example=voice.typed(vote))
    entries = tuple(visitor.entry(subject, place) for subject, place in found[:MOST])
    return Mine(waits=Listing(head=head, entries=entries, example=example))


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
