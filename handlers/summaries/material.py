"""What a summary is made of: read set-wise from one snapshot, through what each feature reports."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from handlers.effects import Tell
from handlers.people.whereabouts import place_told
from handlers.reporting.parts import Found, Part, Span, Todo
from handlers.subjects.feature import Report
from handlers.summaries.scope import Scope
from handlers.summaries.veil import veil
from handlers.texts import Voice
from storage.reads import Snapshot
from storage.records import Kind, PlaceId, Status, Subject

Reports = Mapping[Kind, Report]


@dataclass(frozen=True, slots=True, kw_only=True)
class Material:
    """What was found in a stretch of time and in the one before it.

    where    the name of the only place it is about; empty where there are several
    all      it is about all places there are, not only the reader's
    homes    the name of each subject's place, where there are several and the reader is a member
    veiled   the subjects of places that the reader is no member of
    subject  the only subject it is about, if it is one
    """

    parts: tuple[Part, ...] = ()
    earlier: tuple[Part, ...] = ()
    todos: tuple[Todo, ...] = ()
    where: str = ""
    all: bool = True
    homes: Mapping[int, str] = field(default_factory=dict)
    veiled: frozenset[int] = frozenset()
    subject: Subject | None = None


def gather(snapshot: Snapshot, scope: Scope, tell: Tell, reports: Reports, voice: Voice) -> Material:
    """Read everything that a summary says, as far as its reader may see it."""
    subjects = subjects_of(snapshot, scope, voice.zone)
    places = _places(snapshot, subjects)
    visible = _visible(snapshot, tell)
    veiled = frozenset(subject.number for subject in subjects if visible.isdisjoint(places[subject.number]))
    now = _report(snapshot, subjects, scope.span, reports, voice)
    earlier = Found() if scope.lifelong else _report(snapshot, subjects, scope.before(voice.zone), reports, voice)
    several = scope.places is None or len(scope.places) > 1
    return Material(
        parts=_in_order(veil(part, voice) if part.number in veiled else part for part in now.parts),
        earlier=_in_order(veil(part, voice) if part.number in veiled else part for part in earlier.parts),
        todos=now.todos,
        all=scope.places is None,
        where=_where(snapshot, scope, tell, subjects, veiled),
        homes=_homes(snapshot, subjects, veiled, places, visible) if several and scope.number is None else {},
        veiled=veiled,
        subject=subjects[0] if scope.number is not None and subjects else None,
    )


def subjects_of(snapshot: Snapshot, scope: Scope, zone: str) -> tuple[Subject, ...]:
    """Return the subjects that a summary is about, those of the stretch before it too."""
    if scope.number is not None:
        subject = snapshot.subject(scope.number)
        return (subject,) if subject and subject.status in (Status.OPEN, Status.CLOSED) else ()
    since = scope.before(zone).since
    return tuple(each for each in snapshot.sums.subjects(scope.places, since) if each.kind in scope.kinds)


def _report(snapshot: Snapshot, subjects: Sequence[Subject], span: Span, reports: Reports, voice: Voice) -> Found:
    parts: list[Part] = []
    todos: list[Todo] = []
    for kind, report in reports.items():
        found = report(snapshot, [subject for subject in subjects if subject.kind is kind], span, voice)
        parts += found.parts
        todos += found.todos
    return Found(parts=tuple(parts), todos=tuple(todos))


def _in_order(parts: Iterable[Part]) -> tuple[Part, ...]:
    return tuple(sorted(parts, key=lambda part: (part.at, part.number, part.round)))


def _places(snapshot: Snapshot, subjects: Sequence[Subject]) -> dict[int, set[PlaceId]]:
    found: dict[int, set[PlaceId]] = {subject.number: set() for subject in subjects}
    for number, place in snapshot.sums.places(found):
        found[number].add(place)
    return found


def _visible(snapshot: Snapshot, tell: Tell) -> set[PlaceId]:
    """Return the places that the reader is a member of; of a shared summary, the place it is posted in."""
    return {tell.place, *snapshot.sums.member_places(tell.to)} if tell.to else {tell.place}


def _where(snapshot: Snapshot, scope: Scope, tell: Tell, subjects: Sequence[Subject], veiled: frozenset[int]) -> str:
    if scope.number is not None:
        return place_told(snapshot, subjects[0], tell) if subjects and subjects[0].number not in veiled else ""
    only = scope.places[0] if scope.places and len(scope.places) == 1 else None
    known = snapshot.place(only) if only else None
    return known.name if known else ""


def _homes(
    snapshot: Snapshot,
    subjects: Sequence[Subject],
    veiled: frozenset[int],
    places: Mapping[int, set[PlaceId]],
    visible: set[PlaceId],
) -> dict[int, str]:
    """Name a place of each subject that the reader is in: its own, or another where it is shown."""
    names: dict[PlaceId, str] = {}
    found: dict[int, str] = {}
    for subject in subjects:
        if subject.number in veiled:
            continue
        seen = places[subject.number] & visible
        place = subject.place if subject.place in seen else min(seen)
        if place not in names:
            known = snapshot.place(place)
            names[place] = known.name if known else ""
        found[subject.number] = names[place]
    return found
