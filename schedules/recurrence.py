"""A rule of recurrence and the dates it gives: RFC 5545 in an IANA zone, plus one field for the nth working day. Pure.

Dates are expanded in naive local time and given their zone last. Instants are compared in UTC: two datetimes of one
zone compare by wall clock, and on the night the clocks go back a "next after" would return the past.
"""

from __future__ import annotations

from collections.abc import Container, Iterator
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from itertools import groupby
from types import MappingProxyType
from zoneinfo import ZoneInfo

from dateutil.rrule import rrule, rrulestr

DAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
WORKING_DAYS = DAYS[:5]
NOTHING_OFF: frozenset[date] = frozenset()
_MOST = 9_999
HORIZON = timedelta(days=366 * 12)  # a 29 February may be eight years away; what never comes within twelve never does
_PARTS = (
    "FREQ", "INTERVAL", "COUNT", "BYMONTH", "BYWEEKNO", "BYYEARDAY", "BYMONTHDAY", "BYDAY", "BYSETPOS", "WKST",
)  # fmt: skip
_PERIODS = ("DAILY", "WEEKLY", "MONTHLY", "YEARLY")
# The calendar repeats after 400 years, which are whole weeks. A rule is expanded close to the last year there is, so
# that one which gives no date at all is found out in a few hundred years rather than in eight thousand.
_CYCLE_YEARS, _CYCLE = 400, timedelta(days=146_097)
_LAST_START = 9_990 - _CYCLE_YEARS


class Unruly(ValueError):
    """A text is no rule of recurrence that can be kept."""


class TooOften(Unruly):
    """A rule would run more than once a day."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """When something comes back.

    text     an RFC 5545 RRULE in its plain form (see ``tidy``): ``FREQ=WEEKLY;INTERVAL=2;BYDAY=MO``
    start    DTSTART in wall time: the first day of the phase, and the hour of every date
    zone     the IANA zone of that wall time
    working  which working day of each month: 1 the first, 5 the fifth, -1 the last; None for any other rule, since
             no RFC 5545 part knows holidays
    until    the last day on which it may run
    """

    text: str
    start: datetime
    zone: str
    working: int | None = None
    until: date | None = None

    @property
    def at(self) -> time:
        """The hour of every date."""
        return self.start.time()

    @property
    def parts(self) -> MappingProxyType[str, str]:
        """The parts of the text by name."""
        return MappingProxyType(split(self.text))

    @property
    def interval(self) -> int:
        """Every how many days, weeks, months or years."""
        return int(self.parts.get("INTERVAL", "1"))

    @property
    def once(self) -> bool:
        """Whether it is a single date."""
        return self.parts.get("COUNT") == "1"


def split(text: str) -> dict[str, str]:
    """Cut an RRULE into its parts; ``Unruly`` if it is none."""
    parts: dict[str, str] = {}
    for piece in text.strip().upper().split(";"):
        name, equals, value = piece.partition("=")
        if not equals or not value or name in parts:
            raise Unruly(piece)
        parts[name] = value
    return parts


def joined(**parts: str | int) -> str:
    """Write parts as an RRULE, in the one order that makes equal rules equal texts."""
    written = {name: str(value) for name, value in parts.items() if value not in ("", None)}
    if written.get("INTERVAL") == "1":
        del written["INTERVAL"]
    unknown = written.keys() - set(_PARTS)
    if unknown:
        raise Unruly(", ".join(sorted(unknown)))
    return ";".join(f"{name}={written[name]}" for name in _PARTS if name in written)


def tidy(text: str, start: date) -> str:
    """Write an RRULE plainly: its parts in one order, and what RFC 5545 leaves to DTSTART said in so many words."""
    parts = split(text)
    if parts.get("FREQ") in ("SECONDLY", "MINUTELY", "HOURLY"):
        raise TooOften(text)
    if parts.get("FREQ") not in _PERIODS or not all(_counts(parts.get(name, "1")) for name in ("INTERVAL", "COUNT")):
        raise Unruly(text)
    if parts["FREQ"] in ("DAILY", "WEEKLY") and any(day not in DAYS for day in parts.get("BYDAY", "MO").split(",")):
        raise Unruly(text)  # "the second Monday" has no meaning in a week
    chosen = parts.keys() & {"BYDAY", "BYMONTHDAY", "BYYEARDAY", "BYWEEKNO"}
    if not chosen and parts["FREQ"] == "WEEKLY":
        parts["BYDAY"] = DAYS[start.weekday()]
    elif not chosen and parts["FREQ"] in ("MONTHLY", "YEARLY"):
        parts["BYMONTHDAY"] = str(start.day)
        if parts["FREQ"] == "YEARLY":
            parts.setdefault("BYMONTH", str(start.month))
    plain = joined(**parts)
    try:
        _expander(plain, datetime.combine(start, time()))
    except (ValueError, TypeError, AttributeError) as error:
        raise Unruly(text) from error
    return plain


def _counts(digits: str) -> bool:
    return digits.isascii() and digits.isdigit() and 1 <= int(digits[:6]) <= _MOST


def first_day(rule: Rule, since: date) -> date | None:
    """Return the first day on or after ``since`` on which the rule, its phase apart, may begin."""
    parts = {**rule.parts, "INTERVAL": "1"}
    loose = replace(rule, text=joined(**parts), start=datetime.combine(since, rule.at))
    return next(days(loose, since), None)


def days(rule: Rule, since: date, off: Container[date] = NOTHING_OFF) -> Iterator[date]:
    """Give the rule's local dates from ``since`` on, holidays not yet considered, up to the horizon.

    ``off`` are the days on which nobody works; only an nth working day is counted by them.
    """
    first, last = max(since, rule.start.date()), min(rule.until or date.max, since + HORIZON)
    found = _dates(rule, max(since - timedelta(days=31), rule.start.date()) if rule.working else first, last)
    if rule.working:
        found = _nth_working(found, rule.working, off)
    return (day for day in found if first <= day <= last)


def _dates(rule: Rule, since: date, last: date) -> Iterator[date]:
    """Expand the text from the beginning of the period in which ``since`` falls."""
    base = _period(rule, since)
    cycles = max(0, (_LAST_START + _CYCLE_YEARS - base.year) // _CYCLE_YEARS)
    shift = cycles * _CYCLE
    for found in _expander(rule.text, datetime.combine(base + shift, time())):
        day = found.date() - shift
        if day > last:
            return
        if day >= since or rule.working:
            yield day


@lru_cache(maxsize=4096)
def _expander(text: str, start: datetime) -> rrule:
    made = rrulestr(text, dtstart=start)
    if not isinstance(made, rrule):
        raise Unruly(text)
    return made


def _period(rule: Rule, since: date) -> date:
    """Return the first day of the last period of the rule's phase that begins on or before ``since``.

    A rule that counts its dates has to be counted from its start.
    """
    start, parts, step = rule.start.date(), rule.parts, rule.interval
    if "COUNT" in parts:
        return start
    freq = parts["FREQ"]
    if freq == "DAILY":
        return start + timedelta(days=max(0, (since - start).days) // step * step)
    if freq == "WEEKLY":
        begins = DAYS.index(parts.get("WKST", "MO"))
        week = start - timedelta(days=(start.weekday() - begins) % 7)
        return week + timedelta(days=max(0, (since - week).days) // (7 * step) * 7 * step)
    months = step * (12 if freq == "YEARLY" else 1)
    month = start.year * 12 + (0 if freq == "YEARLY" else start.month - 1)
    month += max(0, since.year * 12 + since.month - 1 - month) // months * months
    return date(month // 12, month % 12 + 1, 1)


def _nth_working(found: Iterator[date], nth: int, off: Container[date]) -> Iterator[date]:
    """Pick the nth day of each month that is not off; a month with fewer has none."""
    for _, month in groupby(found, key=lambda day: (day.year, day.month)):
        working = [day for day in month if day not in off]
        if len(working) >= abs(nth):
            yield working[nth - 1 if nth > 0 else nth]


def instant(day: date, at: time, zone: str) -> datetime:
    """Give a wall time its instant, in UTC.

    One that does not exist is the instant after the gap with the offset before it; of one that exists twice, the first.
    """
    return datetime.combine(day, at.replace(fold=0), ZoneInfo(zone)).astimezone(UTC)
