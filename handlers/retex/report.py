"""What retexes tell a summary: participation, how ratings spread, words by axis, and what they were the last time."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from handlers.answering.templates import ROTI, Item, ItemKind, Meaning, is_scale
from handlers.reporting.parts import Asked, Axis, Found, Part, Said, Span, Withheld
from handlers.reporting.terms import QUOTES, Gathered, gather_apart
from handlers.retex import told
from handlers.retex.facts import Facts, read, words_on
from handlers.retex.figures import Figures, axis_of
from handlers.subjects.proposals import id_of
from handlers.texts import Voice
from storage.reads import Snapshot
from storage.records import PersonId, Status, Subject


def report(snapshot: Snapshot, subjects: Sequence[Subject], span: Span, voice: Voice) -> Found:
    """Report the retexes that closed in the span and, if it reaches to now, those that are open."""
    meant = (retex for retex in subjects if span.meets(retex.opened_at, retex.closed_at))
    return Found(parts=tuple(_part(snapshot, read(snapshot, retex, voice), voice) for retex in meant))


def _part(snapshot: Snapshot, facts: Facts, voice: Voice) -> Part:
    subject = facts.subject
    return Part(
        kind=subject.kind,
        number=subject.number,
        title=subject.title,
        at=subject.closed_at or subject.opened_at,
        open=subject.status is Status.OPEN,
        answered=facts.answered,
        invited=facts.invited,
        asked=tuple(_asked(item, facts.figures, facts) for item in facts.items if item.kind is not ItemKind.TEXT),
        before=tuple(
            _asked(item, facts.before, facts)
            for item in facts.items
            if item.kind is not ItemKind.TEXT and item.id in facts.before
        ),
        axes=tuple(axis for item in facts.items for axis in _axes(snapshot, facts, item, voice)),
        blockers=tuple(said for item in facts.items for said in _blockers(snapshot, facts, item, voice)),
    )


def _asked(item: Item, figures: Figures, facts: Facts) -> Asked:
    figure = figures.get(item.id)
    rated = is_scale(item)
    why = Withheld.HIDDEN if facts.subject.status is Status.OPEN else Withheld.FEW
    return Asked(
        question=item.words,
        labels=item.options,
        counts=tuple(figure.numbers.get(key, 0) for key in range(1, item.most + 1)) if figure else (),
        answered=figure.people if figure else 0,
        values=tuple(float(key) for key in range(1, item.most + 1)) if rated else (),
        series=_series(item) if rated else "",
        withheld=None if figure else why,
    )


def _series(item: Item) -> str:
    """Name a scale where it is set beside the same one at other times."""
    return "ROTI" if item.id == ROTI else item.words


def _axes(snapshot: Snapshot, facts: Facts, item: Item, voice: Voice) -> list[Axis]:
    """Sort the words on a question by the axis that their authors chose; where none may be told, tell them together."""
    axis, shown = axis_of(facts.items), told.groups(facts, item, voice)
    if item.kind is not ItemKind.TEXT or item.meaning is Meaning.BLOCKER:
        return []
    if axis is None or not shown:
        found = words_on(snapshot, facts, item, voice)
        return [_worded(snapshot, facts, item, told.heading(item, voice), found)] if found.people else []
    said = snapshot.replies.texts(facts.subject.number, 0, item.id, beside=axis.id)
    apart = gather_apart(((one.beside or 0, one.voter, one.text) for one in said), voice.language)
    heading = told.heading(item, voice)
    return [
        _worded(snapshot, facts, item, f"{heading} · {label}", apart.get(group, Gathered()))
        for group, label in shown.items()
    ]


def _blockers(snapshot: Snapshot, facts: Facts, item: Item, voice: Voice) -> Iterator[Said]:
    """Quote what a team's own template asks for as blockers; a summary tells them by themselves."""
    if item.meaning is Meaning.BLOCKER:
        for quote in words_on(snapshot, facts, item, voice).quotes:
            yield _quoted(snapshot, facts.subject, item, *quote)


def _worded(snapshot: Snapshot, facts: Facts, item: Item, label: str, found: Gathered) -> Axis:
    return Axis(
        label=label,
        answered=found.people,
        terms=tuple((term.word, term.people) for term in found.terms),
        quotes=tuple(_quoted(snapshot, facts.subject, item, *quote) for quote in found.quotes[:QUOTES]),
    )


def _quoted(snapshot: Snapshot, subject: Subject, item: Item, person: str, text: str) -> Said:
    button = id_of(subject.number, person) if item.meaning is Meaning.PROPOSAL else ""
    return Said(text, _who(snapshot, subject, person), button)


def _who(snapshot: Snapshot, subject: Subject, person: str) -> str | None:
    if subject.anonymous:
        return None
    known = snapshot.person(PersonId(person))
    return known.name if known and known.name else person.partition(":")[2]
