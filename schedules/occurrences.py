"""From a rule's dates to the instants at which it runs: holidays, dates passed over, one round a local day. Pure."""

from __future__ import annotations

import heapq
from collections.abc import Container, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import chain
from typing import Literal
from zoneinfo import ZoneInfo

from schedules.recurrence import HORIZON, NOTHING_OFF, Rule, days, instant

OnHoliday = Literal["skip", "next", "previous"]
FARTHEST_MOVE = timedelta(days=31)  # with no working day within a month, a date is passed over
_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """A rule among a team's days. ``off`` are holidays and days off; ``skipped`` are dates to pass over."""

    rule: Rule
    off: Container[date] = NOTHING_OFF
    on_holiday: OnHoliday = "skip"
    skipped: Container[date] = NOTHING_OFF

    def works(self, day: date) -> bool:
        """Tell whether a day is a working day: Monday to Friday, and not off."""
        return day.weekday() < 5 and day not in self.off


@dataclass(frozen=True, slots=True, order=True)
class Occurrence:
    """One date of a plan: the instant it runs at, and its slot, the local date that the rule gave it."""

    at: datetime
    slot: date


@dataclass(frozen=True, slots=True)
class Missed:
    """What a stop made a plan miss: the round to open late, if it is young enough, and how many are given up."""

    opens: Occurrence | None
    given_up: int


def next_after(plan: Plan, after: datetime) -> Occurrence | None:
    """Return the first occurrence strictly after an instant; None if there is none within the horizon."""
    return next(occurrences(plan, after), None)


def occurrences(plan: Plan, after: datetime) -> Iterator[Occurrence]:
    """Give what runs strictly after an instant, in order, at most one a local day.

    A date that was moved onto another's day gives way to it: the phase is kept, and nobody meets twice.
    """
    zone = ZoneInfo(plan.rule.zone)
    reach = _DAY if plan.on_holiday == "skip" else FARTHEST_MOVE + _DAY
    since = after.astimezone(zone).date() - reach - _DAY
    waiting: list[tuple[date, bool, date, datetime]] = []
    taken = date.min
    for slot in chain(days(plan.rule, since, plan.off), (since + 2 * HORIZON,)):
        while waiting and waiting[0][0] < slot - reach:
            day, _, original, at = heapq.heappop(waiting)
            if day != taken and at > after:
                yield Occurrence(at, original)
            taken = day
        moved = None if slot in plan.skipped else _moved(plan, slot)
        if moved is not None:
            at = instant(moved, plan.rule.at, plan.rule.zone)
            # a wall time that does not exist may run past midnight, on the next day
            day = at.astimezone(zone).date()
            heapq.heappush(waiting, (day, day != slot, slot, at))


def _moved(plan: Plan, slot: date) -> date | None:
    """Return the day on which a date runs: itself, or if it is off, none or the nearest working day on one side."""
    if slot not in plan.off:
        return slot
    if plan.on_holiday == "skip":
        return None
    way = _DAY if plan.on_holiday == "next" else -_DAY
    tried = (slot + step * way for step in range(1, FARTHEST_MOVE.days + 1))
    return next((day for day in tried if plan.works(day)), None)


def missed(plan: Plan, due: datetime, now: datetime, close_after: timedelta) -> Missed:
    """Judge a stop: ``due`` was the first instant that nobody was there for, and it is ``now``.

    At most the latest round is opened late, and only while it would not be closed already.
    """
    late = []
    for occurrence in occurrences(plan, due - timedelta(microseconds=1)):
        if occurrence.at > now:
            break
        late.append(occurrence)
    if late and now - late[-1].at < close_after:
        return Missed(late[-1], len(late) - 1)
    return Missed(None, len(late))
