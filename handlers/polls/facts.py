"""What is known of a poll when it is drawn, told or exported: read once, from one snapshot."""

from __future__ import annotations

from dataclasses import dataclass

from handlers.polls.methods.table import method_of
from handlers.subjects.shown import THRESHOLD
from storage.records import Result, Status, Subject


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """A poll in figures. ``counts`` is None where no numbers may be shown; ``invited`` where it is not known.

    While it is open they are today's; once it is closed they are what the last close wrote.
    """

    subject: Subject
    answered: int
    invited: int | None
    counts: tuple[int, ...] | None
    results: tuple[Result, ...] = ()
    platforms: int = 1
    places: int = 1


def numbers_shown(subject: Subject, answered: int) -> bool:
    """Tell whether the bot may show a poll's numbers to anybody: the one rule of *hidden* and *anonymous*."""
    if subject.status is Status.OPEN:
        return not (subject.hidden or subject.anonymous)
    return subject.status is Status.CLOSED and (not subject.anonymous or answered >= THRESHOLD)


def count(subject: Subject, tally: dict[int, int]) -> tuple[int, ...]:
    """Count a tally by the poll's method."""
    return method_of(subject).count(tally, len(subject.options))
