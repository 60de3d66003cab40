"""What rituals tell a summary: each round's turnout, its numbers, and what stood in the way."""

from __future__ import annotations

from collections.abc import Sequence

from handlers.answering.templates import Meaning
from handlers.reporting.parts import Asked, Found, Part, Said, Span
from handlers.rituals.digest import counted, spread
from handlers.rituals.questions import items_of
from handlers.rituals.words import name_of
from handlers.texts import Voice
from storage.reads import Snapshot
from storage.records import PersonId, Subject
from storage.ritual_records import Ritual, Round

MOST_BLOCKERS = 50


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
    turnout, items = snapshot.rituals.turnout(subject.number, round_.number), items_of(ritual, voice)
    item, before = counted(items), snapshot.rituals.before(round_)

    def asked(number: int) -> tuple[Asked, ...]:
        if item is None:
            return ()
        chosen = snapshot.replies.numbers(subject.number, number, item.id)
        counts = spread(item, (key for key, times in chosen.items() for _ in range(times)))
        labels, values = item.options, tuple(float(key) for key in range(1, item.most + 1))
        return (
            Asked(
                question=item.words,
                labels=labels,
                counts=counts,
                answered=sum(counts),
                values=values,
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
        before=asked(before.number) if before else (),
        blockers=tuple(
            Said(one.text, name_of(snapshot, voice, PersonId(one.voter)))
            for each in items
            if each.meaning is Meaning.BLOCKER
            for one in list(snapshot.replies.texts(subject.number, round_.number, each.id))[:MOST_BLOCKERS]
        ),
    )
