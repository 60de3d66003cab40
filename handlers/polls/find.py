"""Which poll is meant: the one numbered, or without a number the only open one, or the latest."""

from __future__ import annotations

from collections.abc import Iterable

from handlers.effects import Effect
from handlers.people.ask import Ask
from handlers.people.permissions import may_see, unknown
from handlers.polls.words import command, state
from storage.records import Kind, PlaceId, PlaceKind, Status, Subject, platform_of

Found = Subject | tuple[Effect, ...]
MOST_LISTED = 30
UNLIMITED = frozenset({"console"})
_SEEN = (Status.OPEN, Status.CLOSED)


def numbered(ask: Ask, number: int) -> Found:
    """Return the poll of this number if it may be named from here; else say that there is none, whatever the reason."""
    subject = may_see(ask, number)
    if subject is None or subject.kind is not Kind.POLL or subject.status not in _SEEN:
        return unknown(ask, number)
    return subject


def open_here(ask: Ask) -> tuple[Subject, ...]:
    """Return the open polls of this place, or in the direct chat of all the places of whoever asks, by number."""
    return _distinct(ask.desk.subjects_in(place, Kind.POLL, Status.OPEN) for place in _scope(ask))


def only_open(ask: Ask, verb: str) -> Found:
    """Return the poll that the line numbers, else the only open one; with several, the list comes back instead."""
    if ask.line is not None and ask.line.number is not None:
        return numbered(ask, ask.line.number)
    return the_one(ask, open_here(ask), command(ask.voice, verb, "{n}"))


def the_one(ask: Ask, candidates: tuple[Subject, ...], example: str) -> Found:
    """Return the only candidate; ``example`` is how to name one of several, with ``{n}`` for its number."""
    if len(candidates) == 1:
        return candidates[0]
    if not candidates:
        return ask.refuse(none_open(ask))
    head = ask.voice.many("{n} poll is open here; name one:", "{n} polls are open here; name one:", len(candidates))
    shown = ask.voice("for example: {example}", example=example.format(n=candidates[-1].number))
    return ask.refuse("\n".join((head, *lines(ask, candidates), shown)))


def latest(ask: Ask) -> Found:
    """Return the poll that the line numbers, else the latest one here, open or closed."""
    if ask.line is not None and ask.line.number is not None:
        return numbered(ask, ask.line.number)
    found = (*open_here(ask), *_closed(ask))
    if not found:
        return ask.confirm(ask.voice("There is no poll here yet; to ask one: {example}", example=new_example(ask)))
    return max(found, key=lambda subject: subject.number)


def latest_closed(ask: Ask) -> Found:
    """Return the poll that the line numbers, else the one that was closed last."""
    if ask.line is not None and ask.line.number is not None:
        return numbered(ask, ask.line.number)
    found = _closed(ask)
    if not found:
        return ask.refuse(ask.voice("No poll was closed here; “{list}” shows the open ones.", list=_list(ask)))
    return max(found, key=lambda subject: (subject.closed_at or subject.opened_at, subject.number))


def crowded(ask: Ask, place: PlaceId) -> tuple[Effect, ...]:
    """Refuse one more open subject in a place that has as many as it may; the console has no limit."""
    limit = ask.house.limits.subjects
    if not limit or platform_of(place) in UNLIMITED:
        return ()
    if len(ask.desk.subjects_in(place, None, Status.OPEN)) < limit:
        return ()
    example = command(ask.voice, "close", 12)
    said = ask.voice.many(
        "{n} subject is open here, which is the most; close one first: {example}",
        "{n} subjects are open here, which is the most; close one first: {example}",
        limit,
        example=example,
    )
    return ask.refuse(said)


def lines(ask: Ask, subjects: tuple[Subject, ...]) -> list[str]:
    """Write one line a poll: number, title, state; in the direct chat its place too."""
    said = []
    for subject in subjects[:MOST_LISTED]:
        place = ask.desk.place(subject.place) if ask.event.where.kind is PlaceKind.DIRECT else None
        parts = [str(subject.number), *([place.name] if place else []), subject.title, state(ask.voice, subject)]
        said.append(" · ".join(parts))
    left = len(subjects) - MOST_LISTED
    return [*said, ask.voice.many("and {n} other", "and {n} others", left)] if left > 0 else said


def none_open(ask: Ask) -> str:
    """Say that nothing is open here, and how to begin."""
    return ask.voice("No poll is open here; to ask one: {example}", example=new_example(ask))


def new_example(ask: Ask) -> str:
    """Return a whole line that asks a poll."""
    return ask.voice('poll "Which day?" "Monday" "Tuesday"')


def _scope(ask: Ask) -> tuple[PlaceId, ...]:
    here = ask.event.where
    return (here.id,) if here.kind is PlaceKind.ROOM else (here.id, *ask.desk.member_places(ask.event.actor.id))


def _closed(ask: Ask) -> tuple[Subject, ...]:
    found = (ask.desk.latest_closed(place, Kind.POLL) for place in _scope(ask))
    return _distinct((subject,) for subject in found if subject is not None)


def _distinct(groups: Iterable[tuple[Subject, ...]]) -> tuple[Subject, ...]:
    by_number = {subject.number: subject for group in groups for subject in group}
    return tuple(by_number[number] for number in sorted(by_number))


def _list(ask: Ask) -> str:
    return command(ask.voice, "list")
