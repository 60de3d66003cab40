"""Which subject is meant: the one numbered, or without a number the only open one of its kind, or the latest."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from handlers.effects import Effect
from handlers.people.ask import Ask
from handlers.people.permissions import may_see, unknown
from handlers.people.whereabouts import place_asked
from handlers.subjects.nouns import begins, example, how_many, none
from handlers.subjects.words import command, state
from storage.records import Kind, PlaceId, PlaceKind, Status, Subject, platform_of

Found = Subject | tuple[Effect, ...]
MOST_LISTED = 30
UNLIMITED = frozenset({"console"})
_SEEN = (Status.OPEN, Status.CLOSED)


def numbered(ask: Ask, kind: Kind, number: int) -> Found:
    """Return the subject of this number if it may be named from here; else say that there is none, whatever the reason.

    One of another kind is named, with the command that shows it.
    """
    subject = may_see(ask, number)
    if subject is None or subject.status not in _SEEN:
        return unknown(ask, number)
    return subject if subject.kind is kind else other_kind(ask, subject)


def other_kind(ask: Ask, subject: Subject) -> tuple[Effect, ...]:
    """Say that a number is a subject's that does not take what was asked of it."""
    shown = command(ask.voice, subject.kind, "show", subject.number)
    return ask.refuse(
        ask.voice("Number {n} is not of that kind; to see it: {example}", n=subject.number, example=shown)
    )


def open_here(ask: Ask, kind: Kind | None) -> tuple[Subject, ...]:
    """Return what is open in this place, or in the direct chat in all the places of whoever asks, by number."""
    return _distinct(ask.desk.subjects_in(place, kind, Status.OPEN) for place in _scope(ask))


def only_open(ask: Ask, kind: Kind, verb: str) -> Found:
    """Return the subject that the line numbers, else the only open one; with several, the list comes back instead."""
    if ask.line is not None and ask.line.number is not None:
        return numbered(ask, kind, ask.line.number)
    return the_one(ask, kind, open_here(ask, kind), command(ask.voice, kind, verb, "{n}"))


def the_one(ask: Ask, kind: Kind, candidates: tuple[Subject, ...], shape: str) -> Found:
    """Return the only candidate; ``shape`` is how to name one of several, with ``{n}`` for its number."""
    if len(candidates) == 1:
        return candidates[0]
    if not candidates:
        return ask.refuse(none_open(ask, kind))
    kinds = Counter(subject.kind for subject in candidates)
    counted = ask.voice.listed([how_many(ask.voice, each, count) for each, count in kinds.items()])
    head = ask.voice("Open here: {polls}; name one:", polls=counted)
    shown = ask.voice("for example: {example}", example=shape.format(n=candidates[-1].number))
    return ask.refuse("\n".join((head, *lines(ask, candidates), shown)))


def latest(ask: Ask, kind: Kind) -> Found:
    """Return the subject that the line numbers, else the latest one here, open or closed."""
    if ask.line is not None and ask.line.number is not None:
        return numbered(ask, kind, ask.line.number)
    found = (*open_here(ask, kind), *_closed(ask, kind))
    if not found:
        return ask.inform(none_yet(ask, kind))
    return max(found, key=lambda subject: subject.number)


def lately_closed(ask: Ask, kind: Kind) -> Subject | None:
    """Return the subject of a kind that was closed last in this place, or in the direct chat in one's places."""
    return max(_closed(ask, kind), key=lambda each: (each.closed_at or each.opened_at, each.number), default=None)


def latest_closed(ask: Ask, kind: Kind) -> Found:
    """Return the subject that the line numbers, else the one that was closed last."""
    if ask.line is not None and ask.line.number is not None:
        return numbered(ask, kind, ask.line.number)
    found = lately_closed(ask, kind)
    if found is None:
        listed = command(ask.voice, kind, "list")
        return ask.refuse(ask.voice("Nothing was closed here; “{list}” shows what is open.", list=listed))
    return found


def crowded(ask: Ask, place: PlaceId) -> tuple[Effect, ...]:
    """Refuse one more open subject in a place that has as many as it may; the console has no limit."""
    limit = ask.house.limits.subjects
    if not limit or platform_of(place) in UNLIMITED:
        return ()
    if len(ask.desk.subjects_in(place, None, Status.OPEN)) < limit:
        return ()
    feature = ask.line.feature if ask.line else Kind.POLL
    shape = command(ask.voice, feature, "done" if feature == Kind.ACTION else "close", 12)
    said = ask.voice.many(
        "{n} subject is open here, which is the most; close one first: {example}",
        "{n} subjects are open here, which is the most; close one first: {example}",
        limit,
        example=shape,
    )
    return ask.refuse(said)


def lines(ask: Ask, subjects: tuple[Subject, ...]) -> list[str]:
    """Write one line a subject: number, title, state; in the direct chat its place too."""
    said = []
    for subject in subjects[:MOST_LISTED]:
        place = place_asked(ask, subject) if ask.event.where.kind is PlaceKind.DIRECT else ""
        stands = "" if subject.kind is Kind.ACTION else state(ask.voice, subject)  # how far it is, its own list says
        parts = (str(subject.number), place, subject.title, stands)
        said.append(" · ".join(part for part in parts if part))
    left = len(subjects) - MOST_LISTED
    return [*said, ask.voice.many("and {n} other", "and {n} others", left)] if left > 0 else said


def listed(ask: Ask, kind: Kind) -> tuple[Effect, ...]:
    """List what is open of a kind in this place, or in the direct chat in all one's places."""
    found = open_here(ask, kind)
    if not found:
        return ask.inform(none_open(ask, kind))
    head = ask.voice("Open here: {polls}", polls=how_many(ask.voice, kind, len(found)))
    return ask.inform("\n".join((head, *lines(ask, found))))


def none_open(ask: Ask, kind: Kind) -> str:
    """Say that nothing of this kind is open here, and how to begin."""
    begin = example(ask.voice, kind)
    return ask.voice("There is {none} open here; to begin: {example}", none=none(ask.voice, kind), example=begin)


def none_yet(ask: Ask, kind: Kind) -> str:
    """Say that there was nothing of this kind here, and how to begin."""
    begin = example(ask.voice, kind)
    return ask.voice("There is {none} here yet; to begin: {example}", none=none(ask.voice, kind), example=begin)


def closed_already(ask: Ask, subject: Subject) -> tuple[Effect, ...]:
    """Refuse to close what is closed."""
    return ask.refuse(ask.voice("{name} is already closed.", name=begins(ask.voice, subject.kind, subject.number)))


def _scope(ask: Ask) -> tuple[PlaceId, ...]:
    here = ask.event.where
    return (here.id,) if here.kind is PlaceKind.ROOM else (here.id, *ask.desk.member_places(ask.event.actor.id))


def _closed(ask: Ask, kind: Kind) -> tuple[Subject, ...]:
    found = (ask.desk.latest_closed(place, kind) for place in _scope(ask))
    return _distinct((subject,) for subject in found if subject is not None)


def _distinct(groups: Iterable[tuple[Subject, ...]]) -> tuple[Subject, ...]:
    by_number = {subject.number: subject for group in groups for subject in group}
    return tuple(by_number[number] for number in sorted(by_number))
