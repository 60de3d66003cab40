"""What rituals tell a summary: each round's turnout, its numbers, and what stood in the way."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from itertools import groupby, islice

from handlers.answering.templates import Item, ItemKind, Meaning, is_scale
from handlers.language.nothing import says_nothing
from handlers.reporting.export import Cell, Table
from handlers.reporting.parts import Asked, Found, Part, Said, Span
from handlers.rituals.digest import counted, spread
from handlers.rituals.questions import items_of
from handlers.rituals.words import name_of
from handlers.texts import Voice
from storage.reads import Snapshot
from storage.records import PersonId, Subject
from storage.ritual_records import Ritual, Round

MOST_BLOCKERS = 50


def tables(snapshot: Snapshot, subject: Subject, rounds: Sequence[int], voice: Voice) -> tuple[Table, ...]:
    """Return who answered what in these rounds as a table: a row a person and round, in their order of time."""
    ritual = snapshot.rituals.get(subject.number)
    if ritual is None:
        return ()
    found = [round_ for number in rounds if (round_ := snapshot.rituals.round(subject.number, number))]
    asked = [(round_, items_of(ritual, voice, round_)) for round_ in found]
    columns = dict.fromkeys(item for _, items in asked for item in items)  # of all that these rounds asked, each once
    head = (voice("day"), voice("person"), *(item.words for item in columns))
    return (Table(voice("answers"), head, _answers(snapshot, tuple(columns), asked, voice)),)


def _answers(
    snapshot: Snapshot, columns: Sequence[Item], asked: Iterable[tuple[Round, Sequence[Item]]], voice: Voice
) -> Iterator[tuple[Cell, ...]]:
    """Stream one row a person and round, one column a question."""
    for round_, items in asked:
        snapshot.meet(snapshot.rituals.turnout(round_.subject, round_.number).answered)
        standing = snapshot.replies.standing(round_.subject, round_.number)
        for person, mine in groupby(standing, key=lambda row: row[0]):
            said = {question: _cell(items, question, number, text) for _, question, number, text, _ in mine}
            answers = (said.get(item.id, "") if item in items else "" for item in columns)
            yield (date.fromisoformat(round_.day), name_of(snapshot, voice, PersonId(person)), *answers)


def _cell(items: Sequence[Item], question: str, number: int | None, text: str | None) -> Cell:
    if number is None:
        return text or ""
    return next((_number(item, number) for item in items if item.id == question), number)


def _number(item: Item, number: int) -> Cell:
    return number if item.kind is ItemKind.RATING else item.options[number - 1]


def report(snapshot: Snapshot, subjects: Sequence[Subject], span: Span, voice: Voice) -> Found:
    """Report the rounds that closed in the span and, if it reaches to now, those that are open."""
    heads = {subject.number: subject for subject in subjects}
    rituals = snapshot.rituals.among(heads)
    rounds = snapshot.rituals.rounds_since(heads, span.since)
    meant = [one for one in rounds if one.opened_at and span.meets(one.opened_at, one.closed_at)]
    return Found(
        parts=tuple(
            _part(snapshot, heads[one.subject], rituals[one.subject], one, voice)
            for one in meant
            if one.subject in rituals
        )
    )


def _part(snapshot: Snapshot, subject: Subject, ritual: Ritual, round_: Round, voice: Voice) -> Part:
    turnout, items = snapshot.rituals.turnout(subject.number, round_.number), items_of(ritual, voice, round_)
    item, before = counted(items), snapshot.rituals.before(round_)
    alike = before is not None and counted(items_of(ritual, voice, before)) == item

    def asked(number: int) -> tuple[Asked, ...]:
        if item is None:
            return ()
        chosen = snapshot.replies.numbers(subject.number, number, item.id)
        counts = spread(item, (key for key, times in chosen.items() for _ in range(times)))
        labels, scale = item.options, range(1, item.most + 1) if is_scale(item) else ()
        return (
            Asked(
                question=item.words,
                labels=labels,
                counts=counts,
                answered=sum(counts),
                values=tuple(float(key) for key in scale),
                series=subject.title,
            ),
        )

    return Part(
        kind=subject.kind,
        number=subject.number,
        title=subject.title,
        at=round_.closed_at or round_.opened_at or subject.opened_at,
        open=round_.is_open,
        answered=len(turnout.answered),
        invited=turnout.invited,
        round=round_.number,
        asked=asked(round_.number),
        before=asked(before.number) if before and alike else (),
        blockers=tuple(islice(_blockers(snapshot, round_, items, voice), MOST_BLOCKERS)),
    )


def _blockers(snapshot: Snapshot, round_: Round, items: Iterable[Item], voice: Voice) -> Iterator[Said]:
    for item in items:
        if item.meaning is Meaning.BLOCKER:
            for one in snapshot.replies.texts(round_.subject, round_.number, item.id):
                if not says_nothing(one.text):
                    yield Said(one.text, name_of(snapshot, voice, PersonId(one.voter)))
