"""The days of an absence, to come or under way: ``2026-12-20..2027-01-03``, ``du 20 décembre au 3 janvier``. Pure."""

from __future__ import annotations

import re
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from handlers.language.calendar_words import MONTH, MONTHS, month_after, plain
from handlers.language.mistakes import Mistake
from handlers.language.moments import read_moment
from handlers.language.periods import read_period
from handlers.language.recurrence import read_day

_SPANS = (
    re.compile(r"(?P<first>.+?) ?(?:…|→) ?(?P<last>.+)"),
    re.compile(
        r"(?:du|de|from) (?:le |the )?(?P<first>.+?) (?:au|a|to|until|till|jusqu'au|jusqu'a|through) (?P<last>.+)"
    ),
    re.compile(r"(?:le |the )?(?P<first>.+?) (?:au|to|until|till|jusqu'au|through) (?P<last>.+)"),
)
_UNTIL = re.compile(r"(?:jusqu'au|jusqu'a|until|till) (?P<last>.+)")
_MONTH = re.compile(rf"(?:en |in )?({MONTH})(?: (\d{{4}}))?")
_DIGIT, _YEAR = re.compile(r"\d"), re.compile(r"\d{4}")
_BARE_DAY = re.compile(r"\d{1,2}(?:er|st|nd|rd|th)?")
LONGEST = timedelta(days=3 * 366)


def read_absence(text: str, now: datetime, zone: str) -> tuple[date, date] | Mistake:
    """Read the first and the last day. A month or a date without its year is the next one that is not over."""
    try:
        found = _read(plain(text.replace("..", " → ")), now, zone)
    except (ValueError, OverflowError):
        found = None
    today = now.astimezone(ZoneInfo(zone)).date()
    if found is None or not found[0] <= found[1] or found[1] - found[0] > LONGEST:
        return Mistake("absence", {"typed": text})
    return found if found[1] >= today else Mistake("moment_past", {"typed": text})


def _read(text: str, now: datetime, zone: str) -> tuple[date, date] | None:
    today = now.astimezone(ZoneInfo(zone)).date()
    if until := _UNTIL.fullmatch(text):
        last = _day(until["last"], now, zone)
        return (today, last) if last else None
    if span := next((found for form in _SPANS if (found := form.fullmatch(text))), None):
        return _span(span["first"], span["last"], now, zone)
    if named := _MONTH.fullmatch(text):
        month = MONTHS[named[1]]
        start = date(int(named[2]) if named[2] else today.year + (month < today.month), month, 1)
        return start, month_after(start, 1) - timedelta(days=1)
    if day := _day(text, now, zone):
        return day, day
    period = read_period(text, now, zone)
    if isinstance(period, Mistake):
        return None
    local = [edge.astimezone(ZoneInfo(zone)) for edge in period]
    return local[0].date(), (local[1] - timedelta(microseconds=1)).date()


def _span(first: str, last: str, now: datetime, zone: str) -> tuple[date, date] | None:
    """Read two days; the last one follows the first, and may lend it its month; one under way has begun."""
    end = _day(last, now, zone)
    if end is None:
        return None
    if _BARE_DAY.fullmatch(first) and (month := re.search(rf"\b({MONTH})\b.*", last)):
        first = f"{first} {month[0]}"
    start = _day(first, now, zone)
    if start is None:
        return None
    if start <= end or _YEAR.search(last):
        return start, end
    if not _DIGIT.search(first + last):
        return start, end + timedelta(weeks=1)  # weekdays
    if _YEAR.search(first):
        return start, date(end.year + 1, end.month, end.day)
    begun = read_moment(first, now, zone, use="since")  # it is under way
    return None if isinstance(begun, Mistake) else (begun.astimezone(ZoneInfo(zone)).date(), end)


def _day(text: str, now: datetime, zone: str) -> date | None:
    found = read_day(text.strip(), now, zone)
    return None if isinstance(found, Mistake) else found
