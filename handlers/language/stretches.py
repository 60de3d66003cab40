"""Stretches of time that are told: a period, or two days looking back (``du 1er au 15 mars``). Pure."""

from __future__ import annotations

import re
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from handlers.language.calendar_words import MONTH, instant, month_after, plain
from handlers.language.clock_words import split
from handlers.language.mistakes import Mistake
from handlers.language.moments import read_moment
from handlers.language.periods import read_period

_SPANS = (
    re.compile(
        r"(?:du|de|from|since|depuis|between|entre) (?:le |the )?(?P<first>.+?)"
        r" (?:au|a|to|until|till|jusqu'au|jusqu'a|through|and|et) (?:le |the )?(?P<last>.+)"
    ),
    re.compile(
        r"(?P<first>.+?)(?: (?:au|to|until|till|jusqu'au|through|-) | ?[–→] ?|(?<=^\d)-|(?<=^\d\d)-)(?P<last>.+)"
    ),
)
_LED = re.compile(r"(?:(?:of|for|over|sur|pour|du|des|de) |d')(?P<period>.+)")  # « bilan du mois dernier »
_MONTH_AND_YEAR = re.compile(rf"\b(?:{MONTH})\b.*")
_YEAR = re.compile(r"\d{4}")
_MONTH_ALONE = re.compile(rf"(?:{MONTH})(?: \d{{4}})?")
_BARE_DAY = re.compile(r"\d{1,2}(?:er|st|nd|rd|th)?")


def read_stretch(text: str, now: datetime, zone: str) -> tuple[datetime, datetime] | Mistake:
    """Read a stretch of time, in UTC: from its first instant up to the one that follows it."""
    period = read_period(text, now, zone)
    if not isinstance(period, Mistake):
        return period
    spans = (form.fullmatch(plain(text)) for form in _SPANS)
    days = next((found for span in spans if span and (found := _days(span["first"], span["last"], now, zone))), None)
    if days is None:
        led = _LED.fullmatch(plain(text))
        inner = read_period(led["period"], now, zone) if led else period
        return period if isinstance(inner, Mistake) else inner
    return instant(days[0], time(), zone), instant(days[1] + timedelta(days=1), time(), zone)


def _days(first: str, last: str, now: datetime, zone: str) -> tuple[date, date] | None:
    """Read two days, the last time that the first one was; the last one follows it, and may lend its month and year.

    A month alone is the whole of it: ``de mars à mai`` goes to the end of May.
    """
    if _MONTH_ALONE.fullmatch(first):
        first = f"1 {first}"
    if _MONTH_ALONE.fullmatch(last):
        found = _days(first, f"1 {last}", now, zone)
        return (found[0], month_after(found[1], 1) - timedelta(days=1)) if found else None
    firsts: tuple[str, ...] = (first,)
    most = timedelta.max
    if _BARE_DAY.fullmatch(first) and (month := _MONTH_AND_YEAR.search(last)):
        firsts, most = (f"{first} {month[0]}",), timedelta(days=31)
    elif (year := _YEAR.search(last)) and _MONTH_AND_YEAR.search(first) and not _YEAR.search(first):
        firsts = tuple(f"{first} {int(year[0]) - earlier}" for earlier in (0, 1))  # 20 December to 3 January 2026
    for begin in (_back(each, now, zone) or _ahead(each, now, zone) for each in firsts):
        for end in (_back(last, now, zone), _ahead(last, now, zone)):
            if begin and end and timedelta() <= end - begin < most:
                return begin, end
    return None


def _back(text: str, now: datetime, zone: str) -> date | None:
    return _local(read_moment(text, now, zone, use="since"), text, zone)


def _ahead(text: str, now: datetime, zone: str) -> date | None:
    return _local(read_moment(text, now, zone), text, zone)


def _local(found: datetime | Mistake, text: str, zone: str) -> date | None:
    """Return the local day of what was read as a day, without an hour."""
    cut = split(text)
    day = cut is not None and cut.at is None
    return found.astimezone(ZoneInfo(zone)).date() if day and not isinstance(found, Mistake) else None
