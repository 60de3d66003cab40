"""A ritual's dates: its rule among its holidays and its team's days off, and how long its rounds last. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import date, datetime, timedelta
from itertools import islice
from zoneinfo import ZoneInfo

from schedules.holidays import DaysOff
from schedules.occurrences import Occurrence, OnHoliday, Plan, next_after, occurrences
from storage.ritual_records import Ritual

USUAL = timedelta(hours=8)  # for which a round is open where --close-after does not say
SAID = 3  # dates that are said back
_MOVES: dict[str, OnHoliday] = {"next": "next", "previous": "previous"}


def plan_of(ritual: Ritual, own: Iterable[str]) -> Plan:
    """Return the plan of a ritual; ``own`` are its team's days off."""
    return Plan(
        rule=ritual.recurrence,
        off=DaysOff(ritual.holidays, frozenset(map(date.fromisoformat, own))),
        on_holiday=_MOVES.get(ritual.on_holiday, "skip"),
        skipped=frozenset(map(date.fromisoformat, ritual.skipped)),
    )


def upcoming(plan: Plan, after: datetime, count: int = SAID) -> tuple[Occurrence, ...]:
    """Return what runs next, in order."""
    return tuple(islice(occurrences(plan, after), count))


def scheduled(ritual: Ritual, plan: Plan, after: datetime) -> Ritual:
    """Return the ritual with its next round set; slots long passed over are forgotten."""
    following = next_after(plan, after)
    yesterday = str((after - timedelta(days=40)).date())  # a date moves by a month at most
    return replace(
        ritual,
        skipped=tuple(slot for slot in ritual.skipped if slot >= yesterday),
        next_at=following.at if following else None,
        next_slot=str(following.slot) if following else None,
    )


def lasting(ritual: Ritual) -> timedelta:
    """Return for how long a round is open, unless the next one comes before."""
    return USUAL if ritual.close_after is None else timedelta(seconds=ritual.close_after)


def closing(ritual: Ritual, opens: datetime, following: datetime | None) -> datetime:
    """Return when a round closes that was to open at an instant: before the next one opens, in any case."""
    ends = opens + lasting(ritual)
    return min(ends, following) if following else ends


def reminding(ritual: Ritual, closes: datetime, now: datetime) -> datetime | None:
    """Return when those missing are reminded; never, where that hour is past already."""
    if ritual.remind is None:
        return None
    at = closes - timedelta(seconds=ritual.remind)
    return at if at > now else None


def local_day(instant: datetime, zone: str) -> str:
    """Return the local day of an instant, as records keep it."""
    return str(instant.astimezone(ZoneInfo(zone)).date())
