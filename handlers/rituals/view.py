"""A ritual, its rounds and their digests as they are seen; each is read from one snapshot."""

from __future__ import annotations

from dataclasses import dataclass

from handlers.answering.templates import Item, ItemKind
from handlers.language.vocabulary import passing_word
from handlers.people.house import House
from handlers.people.voices import of_place
from handlers.people.whereabouts import known_as
from handlers.rituals.digest import Given, Told, compose, counted, rows
from handlers.rituals.plan import lasting
from handlers.rituals.questions import items_of
from handlers.rituals.words import (
    length,
    name_of,
    names_of,
    round_name,
    said_day,
    said_holidays,
    said_planned,
    said_questions,
    stands,
)
from handlers.subjects.nouns import called
from handlers.subjects.words import command, participation, typed_at, when
from handlers.texts import Voice
from handlers.views import Button, Card, Row
from storage.reads import Snapshot
from storage.records import Kind, PersonId, PlaceId, Status, Subject
from storage.ritual_records import Ritual, Round

MOST_ACTIONS = 8  # that a digest lists


@dataclass(frozen=True, slots=True)
class Seen:
    """A ritual as one place sees it, or ``person`` in their direct chat."""

    snapshot: Snapshot
    subject: Subject
    ritual: Ritual | None
    place: PlaceId
    voice: Voice
    person: PersonId | None = None

    @property
    def where(self) -> str:
        return known_as(self.snapshot, self.subject, self.place, self.person)

    @property
    def name(self) -> str:
        return called(self.voice, Kind.RITUAL, self.subject.number)

    def typed(self, verb: str) -> str:
        """Write a command about it, as it is typed there."""
        return command(self.voice, Kind.RITUAL, verb, self.subject.number)

    def card(self, *header: str, **parts: object) -> Card:
        """Make a card of this ritual."""
        return Card(
            number=self.subject.number,
            kind=self.subject.kind,
            header=(self.where, self.name, *header),
            language=self.voice.language,
            **{"title": self.subject.title, **parts},  # type: ignore[arg-type]  # a card's own fields, by name
        )


def look(
    snapshot: Snapshot,
    number: int,
    place: PlaceId,
    house: House,
    voice: Voice | None = None,
    *,
    person: PersonId | None = None,
) -> Seen | None:
    """Read a ritual; None when there is none of this number."""
    subject = snapshot.subject(number)
    if subject is None or subject.kind is not Kind.RITUAL:
        return None
    spoken = voice or of_place(snapshot, place, house)
    return Seen(snapshot, subject, snapshot.rituals.get(number), place, spoken, person)


def card(snapshot: Snapshot, number: int, place: PlaceId, house: House) -> Card | None:
    """Draw a ritual as a place sees it."""
    seen = look(snapshot, number, place, house)
    return ritual_card(seen) if seen else None


def ritual_card(seen: Seen) -> Card:
    """Say what was planned: when it comes back, for whom, with which questions."""
    ritual, voice = seen.ritual, seen.voice
    if ritual is None or seen.subject.status is Status.DELETED:
        return seen.card(voice("deleted"), title="")
    hint = None
    if seen.subject.status is Status.OPEN and (ritual.next_at or ritual.paused):
        hint = voice("next dates: {next} · change it: {edit}", next=seen.typed("next"), edit=seen.typed("edit"))
    return seen.card(stands(voice, seen.subject, ritual), notes=facts(seen, ritual), hint=hint)


def facts(seen: Seen, ritual: Ritual) -> tuple[str, ...]:
    """Say everything that was planned, one line a thing."""
    voice, snapshot = seen.voice, seen.snapshot
    said = [said_planned(voice, ritual), said_holidays(voice, ritual), said_questions(voice, ritual), _people(seen)]
    if ritual.until:
        said.append(voice("until {day}", day=said_day(voice, ritual.until)))
    if ritual.rotation:
        turns = [name_of(snapshot, voice, PersonId(person)) for person in ritual.rotation]
        said.append(voice("in turn: {people}", people=", ".join(turns)))
    closes = voice("each round closes after {length}", length=length(voice, int(lasting(ritual).total_seconds())))
    said.append(closes)
    if ritual.remind is not None:
        said.append(voice("those missing are reminded {length} before", length=length(voice, ritual.remind)))
    return tuple(line for line in said if line)


def _people(seen: Seen) -> str:
    if not seen.subject.restricted:
        return ""
    there = [one.person for one in seen.snapshot.rituals.participants(seen.subject.number) if not one.out]
    people = names_of(seen.snapshot, seen.voice, there)
    return seen.voice("only for {people}", people=seen.voice.listed(people)) if people else ""


def part(snapshot: Snapshot, number: int, place: PlaceId, house: House, name: str) -> Card | None:
    """Draw a round, or its digest, as a place sees it."""
    seen = look(snapshot, number, place, house)
    which, _, digits = name.partition(":")
    if seen is None or not digits.isdigit():
        return None
    round_ = snapshot.rituals.round(number, int(digits))
    if seen.ritual is None or round_ is None or seen.subject.status is Status.DELETED:
        return seen.card(seen.voice("deleted"), title="")
    return digest_card(seen, seen.ritual, round_) if which == "digest" else round_card(seen, seen.ritual, round_)


def round_card(seen: Seen, ritual: Ritual, round_: Round) -> Card:
    """Ask the questions of a round, and say who facilitates it and how many have answered."""
    voice, items = seen.voice, items_of(ritual, seen.voice, round_)
    quick = quick_of(items)
    turnout = seen.snapshot.rituals.turnout(round_.subject, round_.number)
    notes = [_facilitator(seen, round_), _missed(voice, round_)]
    if round_.is_open:
        notes += [_asked(item) for item in items if item is not quick]
    notes.append(participation(voice, len(turnout.answered), turnout.invited))
    if turnout.excused:
        away = names_of(seen.snapshot, voice, turnout.excused)
        notes.append(voice("excused: {people}", people=voice.listed(away)))
    options = quick.options if quick else ()
    choices = tuple(Row(key=key, label=label) for key, label in enumerate(options, 1))
    running = round_.is_open
    title = f"{seen.subject.title} · {quick.words}" if quick else seen.subject.title
    return seen.card(
        round_name(voice, round_),
        _state(voice, round_),
        title=title,
        rows=choices if running else (),
        notes=tuple(line for line in notes if line),
        hint=_hint(seen, items) if running else None,
        pick=1 if running and quick else 0,
        buttons=_buttons(seen, round_, quick) if running else (),
    )


def _asked(item: Item) -> str:
    """Write a question that is answered after the first, a choice with its numbers."""
    keys = " · ".join(f"{key} {label}" for key, label in enumerate(item.options, 1) if label != str(key))
    return f"{item.words} {keys}" if keys else item.words


def quick_of(items: tuple[Item, ...]) -> Item | None:
    """Return the question that one press answers, if the first one is of that kind."""
    first = counted(items)
    return first if first and (first.kind is ItemKind.RATING or first is items[0]) else None


def _facilitator(seen: Seen, round_: Round) -> str:
    if round_.facilitator is None:
        return ""
    return seen.voice("facilitated by {name}", name=name_of(seen.snapshot, seen.voice, round_.facilitator))


def _missed(voice: Voice, round_: Round) -> str:
    if not round_.missed:
        return ""
    return voice.many(
        "{n} round before this one was missed while I was stopped",
        "{n} rounds before this one were missed while I was stopped",
        round_.missed,
    )


def _state(voice: Voice, round_: Round) -> str:
    if round_.closed_at and round_.opened_at:
        return voice("closed {moment}", moment=when(voice, round_.closed_at, round_.opened_at))
    if round_.closes_at and round_.opened_at:
        return voice("open until {moment}", moment=when(voice, round_.closes_at, round_.opened_at))
    return voice("open")


def _hint(seen: Seen, items: tuple[Item, ...]) -> str:
    """Say how to answer, as it is typed there."""
    voice = seen.voice
    words = [f'"{voice("words")}"' for item in items if item.kind is ItemKind.TEXT]
    asked = sorted(items, key=lambda item: item.kind is not ItemKind.RATING)  # as they are typed: ratings come first
    picks = [str(min(4, item.most)) for item in asked if item.kind is not ItemKind.TEXT]
    typed = typed_at(seen.place)
    keys = " ".join((*picks, *words)) if typed else seen.typed("answer")
    if not _offers_pass(quick_of(items)):
        return voice("answer: {keys}", keys=keys)
    word = passing_word(voice.language)
    way = word if typed else f"{seen.typed('answer')}: {word}"
    return voice("answer: {keys} · keep it to yourself: {way}", keys=keys, way=way)


def _offers_pass(quick: Item | None) -> bool:
    """Tell whether the card offers to pass: a sky may be kept to oneself, a rating is just left out."""
    return quick is not None and quick.may_pass and quick.kind is ItemKind.CHOICE


def _buttons(seen: Seen, round_: Round, quick: Item | None) -> tuple[Button, ...]:
    named = f"{seen.subject.number}:{round_.number}"
    label = seen.voice("Add a word") if quick else seen.voice("Answer")
    passing = (Button(id=f"pass:{named}", label=seen.voice("Pass")),) if _offers_pass(quick) else ()
    return (Button(id=f"answer:{named}", label=label, style="plain" if quick else "primary"), *passing)


def digest_card(seen: Seen, ritual: Ritual, round_: Round) -> Card:
    """Tell what came of a round."""
    told = gather(seen, ritual, round_)
    return seen.card(
        seen.voice("digest of {day}", day=said_day(seen.voice, round_.day)),
        rows=rows(told, seen.voice),
        notes=compose(told, seen.voice),
    )


def gather(seen: Seen, ritual: Ritual, round_: Round) -> Told:
    """Read what a round came to, by name."""
    snapshot, voice, number = seen.snapshot, seen.voice, seen.subject.number
    turnout, items = snapshot.rituals.turnout(number, round_.number), items_of(ritual, voice, round_)
    names = {person: name_of(snapshot, voice, person) for person in turnout.answered}
    late = snapshot.rituals.answered_late(round_)
    given = [
        Given(
            question=question,
            name=names.get(PersonId(voter), voice("somebody")),
            number=value,
            text=text,
            passed=passed,
            late=(question, voter) in late,
        )
        for voter, question, value, text, passed in snapshot.replies.standing(number, round_.number)
    ]
    item = counted(items)
    earlier = snapshot.rituals.before(round_) if item else None
    alike = earlier is not None and counted(items_of(ritual, voice, earlier)) == item
    before = {item.id: snapshot.replies.numbers(number, earlier.number, item.id)} if item and earlier and alike else {}
    return Told(
        round=round_,
        items=items,
        given=tuple(sorted(given, key=lambda one: one.name.casefold())),
        turnout=turnout,
        excused=tuple(names_of(snapshot, voice, turnout.excused)),
        before=before,
        actions=open_actions(seen),
    )


def open_actions(seen: Seen) -> tuple[str, ...]:
    """List what is still to be done in this place, what came of this ritual first."""
    todo = seen.snapshot.sums.actions_in(seen.place, seen.subject.number)
    if not todo:
        return ()
    lines = [f"  {number} · {title}" for number, title in todo[:MOST_ACTIONS]]
    left = len(todo) - MOST_ACTIONS
    if left > 0:
        lines.append("  " + seen.voice.many("and {n} other", "and {n} others", left))
    return (seen.voice("still to be done:"), *lines)
