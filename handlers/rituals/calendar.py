"""Rituals as an iCalendar file (RFC 5545): titles and dates, and nothing that anybody answered. Pure.

A rule that RFC 5545 can say is an RRULE; what it cannot (holidays, days off, dates moved by them, the nth working day
of a month) is written out two years ahead: EXDATE for a date that does not run, RDATE for one that runs elsewhere.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from itertools import takewhile
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from schedules.occurrences import Occurrence, Plan, occurrences
from schedules.recurrence import Rule, days, instant

if TYPE_CHECKING:
    from icalendar import Event

AHEAD = timedelta(days=2 * 366)
LENGTH = timedelta(minutes=30)  # how long a moment is drawn; a ritual says when it begins, not how long it lasts
PRODUCT = "-//Ritournelle//Ritournelle//FR"
_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One ritual of a calendar. ``uid`` stays the same for ever, so that a calendar replaces what it has."""

    uid: str
    title: str
    plan: Plan


def calendar(entries: Sequence[Entry], *, name: str, now: datetime) -> bytes:
    """Write these rituals from ``now`` on: ``name`` is what the calendar is called."""
    from icalendar import Calendar  # noqa: PLC0415 - loaded when somebody asks for a calendar

    written = Calendar()
    written.add("prodid", PRODUCT)
    written.add("version", "2.0")
    written.add("method", "PUBLISH")
    written.add("x-wr-calname", name)
    for entry in entries:
        event = _event(entry, now)
        if event is not None:
            written.add_component(event)
    written.add_missing_timezones()
    return bytes(written.to_ical())


def _event(entry: Entry, now: datetime) -> Event | None:
    """Write one ritual; None if it runs no more."""
    from icalendar import Event  # noqa: PLC0415 - as above

    rule, until = entry.plan.rule, now + AHEAD
    runs = list(takewhile(lambda one: one.at <= until, occurrences(entry.plan, now - _DAY)))
    if not runs:
        return None
    event = Event()
    event.add("uid", entry.uid)
    event.add("summary", entry.title)
    event.add("dtstamp", now.astimezone(UTC))
    if rule.working is None and not rule.once:
        told = takewhile(lambda slot: instant(slot, rule.at, rule.zone) <= until, days(rule, rule.start.date()))
        slots = list(told)
        first = next((slot for slot in slots if slot >= now.date() - _DAY), None)
        if first is not None and _says(rule):
            return _recurring(event, entry.plan, runs, [slot for slot in slots if slot >= first])
    return _listed(event, rule, runs)


def _says(rule: Rule) -> bool:
    """Tell whether the rule reads the same when it begins later: one that counts its dates does not."""
    return "COUNT" not in rule.parts


def _recurring(event: Event, plan: Plan, runs: Sequence[Occurrence], slots: Sequence[date]) -> Event:
    """Write a rule, without the days on which it does not run, and with those to which they were moved."""
    from icalendar import vRecur  # noqa: PLC0415 - as above

    rule, zone = plan.rule, ZoneInfo(plan.rule.zone)
    _begin(event, datetime.combine(slots[0], rule.at, zone))
    recurrence = vRecur.from_ical(rule.text)
    if rule.until is not None:
        recurrence["UNTIL"] = [datetime.combine(rule.until, time(23, 59, 59), zone).astimezone(UTC)]
    event.add("rrule", recurrence)
    there = {one.slot for one in runs if _on_its_day(one, zone)}
    for slot in slots:
        if slot not in there:
            event.add("exdate", datetime.combine(slot, rule.at, zone))
    for one in runs:
        if not _on_its_day(one, zone):
            event.add("rdate", one.at.astimezone(zone))
    return event


def _listed(event: Event, rule: Rule, runs: Sequence[Occurrence]) -> Event:
    """Write every date by itself."""
    first, *more = (one.at.astimezone(ZoneInfo(rule.zone)) for one in runs)
    _begin(event, first)
    for at in more:
        event.add("rdate", at)
    return event


def _begin(event: Event, at: datetime) -> None:
    event.add("dtstart", at)
    event.add("duration", LENGTH)


def _on_its_day(one: Occurrence, zone: ZoneInfo) -> bool:
    return one.at.astimezone(zone).date() == one.slot
