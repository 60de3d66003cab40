"""Moments in French and English: ``demain 18h``, ``next friday``, ``dans 2 h``, ``12 mai``, ``fin du mois``. Pure.

Small, and refusing what it does not know: it never guesses. A day that comes back (a weekday, a date without its
year, an hour alone) is the next one to come, or for ``since`` the last one gone by.
"""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Literal
from zoneinfo import ZoneInfo

from handlers.language.calendar_words import (
    FARTHEST,
    MONTH,
    MONTHS,
    WEEKDAY,
    WEEKDAYS,
    instant,
    monday_of,
    month_after,
    plain,
)
from handlers.language.clock_words import Split, split
from handlers.language.delays import read_delay, read_length
from handlers.language.mistakes import Mistake
from handlers.language.periods import read_period

__all__ = ["Use", "read_delay", "read_moment", "read_period"]

Use = Literal["until", "due", "since"]

_BEFORE = re.compile(r"^(?:jusqu'a|until|till|depuis|since|due|on|pour|by) (?=.)")
_TO_THE = re.compile(r"^jusqu'au (?=.)")
_DAY_ALONE = re.compile(r"^(?:le|the) (\d{1,2})$")
_ARTICLE = re.compile(r"^(?:l'|(?:le|la|the) )(?=.)")
_BY_THEN = re.compile(r"d'ici (?:a |au )?(?P<moment>.+)")
_ISO_TIME = re.compile(r"(?<=\d)t(?=\d)")
_ZONED = re.compile(r"\d{4}-\d\d-\d\d[t ]\d\d:\d\d(?::\d\d)?(?:z|[+-]\d\d:\d\d)")
_AHEAD = re.compile(r"(?:dans|in|d'ici|within) (?P<length>.+)")
_AGO = re.compile(r"(?:il y a (?P<fr>.+)|(?P<en>.+) ago)")
_RELATIVE = {
    "today": 0, "aujourd'hui": 0, "ce jour": 0, "end of day": 0, "end of the day": 0, "fin de journee": 0,
    "tomorrow": 1, "demain": 1, "apres-demain": 2, "apres demain": 2, "day after tomorrow": 2,
    "yesterday": -1, "hier": -1, "avant-hier": -2, "avant hier": -2, "day before yesterday": -2,
}  # fmt: skip
_NAMED = re.compile(
    rf"(?:(?P<before>next|last|this|ce) )?(?P<weekday>{WEEKDAY})(?: (?P<after>prochain|suivant|dernier|passe))?"
)
_DATED = re.compile(rf"(?:(?P<weekday>{WEEKDAY}) )?(?:le |the )?(?P<date>.+?)(?: prochain)?")
_DAY_OF_MONTH = re.compile(r"(\d{1,2})")
_NTH = re.compile(r"(\d{1,2})(?:er|st|nd|rd|th)")
_DAY_MONTH = re.compile(rf"(?P<day>\d{{1,2}})(?:er|st|nd|rd|th)? (?:of )?(?P<month>{MONTH})(?: (?P<year>\d{{4}}))?")
_MONTH_DAY = re.compile(rf"(?P<month>{MONTH}) (?:the )?(?P<day>\d{{1,2}})(?:st|nd|rd|th)?(?: (?P<year>\d{{4}}))?")
_NUMBERS = re.compile(r"(?P<day>\d{1,2})(?P<mark>[/.-])(?P<month>\d{1,2})(?:(?P=mark)(?P<year>\d{4}|\d{2}))?")
_ISO = re.compile(r"(?P<year>\d{4})([-/])(?P<month>\d{1,2})\2(?P<day>\d{1,2})")
_FORMS = (_ISO, _DAY_MONTH, _MONTH_DAY, _NUMBERS)
_EDGE = re.compile(
    r"(?P<edge>fin|end|debut|start|beginning)(?: (?:de|du|of|d'))?(?: (?:la|le|l'|the|this|ce|cette))? ?"
    rf"(?P<unit>semaine|week|mois|month|annee|year|{MONTH})"
)
_YEARS = 8  # as far as the next 29 February can be


@dataclass(frozen=True, slots=True)
class _Days:
    """The days that a text may mean, the likeliest first, and the weekday that it says they are."""

    days: tuple[date, ...]
    weekday: int | None = None


def read_moment(text: str, now: datetime, zone: str, *, use: Use = "until") -> datetime | Mistake:
    """Read an instant, in UTC. ``until`` and ``due`` look forward, ``since`` looks back.

    A day without an hour is its last minute, or for ``since`` its first.
    """
    words = _BEFORE.sub("", _TO_THE.sub("le ", _ISO_TIME.sub(" ", plain(text))))
    if (by := _BY_THEN.fullmatch(words)) and not read_length(by["moment"]):
        words = by["moment"]
    try:
        found = _read(words, now, zone, back=use == "since") if words else "moment"
    except (ValueError, OverflowError):
        found = "moment"  # a day or an hour that no calendar has
    if isinstance(found, datetime) and abs(found - now) < FARTHEST:
        return found
    return Mistake("moment" if isinstance(found, datetime) else found, {"typed": text})


def _read(text: str, now: datetime, zone: str, *, back: bool) -> datetime | str:
    """Return the instant, or the key of the mistake."""
    late = "moment_future" if back else "moment_past"
    fixed = _exact(text, now, zone, back=back)
    if fixed:
        return fixed if _fits(fixed, now, back=back) else late
    cut = split(text)
    found = _days(cut.day, now, zone, back=back) if cut else None
    if cut is None or found is None:
        return "moment"
    for day in found.days:
        moment = _at(day, cut, zone, back=back)
        if _fits(moment, now, back=back):
            return moment if found.weekday in (None, day.weekday()) else "moment_weekday"
    return late


def _fits(moment: datetime, now: datetime, *, back: bool) -> bool:
    """Tell whether an instant is on the right side of now."""
    return moment <= now if back else moment > now


def _at(day: date, cut: Split, zone: str, *, back: bool) -> datetime:
    if cut.at is None:
        return instant(day, time() if back else time(23, 59), zone)
    # looking back, "yesterday midnight" is where yesterday began; looking forward it is where the day ends
    return instant(day + timedelta(days=0 if back else cut.nights), cut.at, zone)


def _exact(text: str, now: datetime, zone: str, *, back: bool) -> datetime | None:
    """Read what needs no calendar of days: an instant with its offset, ``dans 2 h``, ``3 days ago``, ``last week``."""
    if _ZONED.fullmatch(text):
        return datetime.fromisoformat(text.upper()).astimezone(UTC)
    ahead, ago = _AHEAD.fullmatch(text), _AGO.fullmatch(text)
    length = read_length((ahead and ahead["length"]) or (ago and (ago["fr"] or ago["en"])) or text)
    if length and (ahead or ago):
        return length.from_(now, zone, 1 if ahead else -1)
    if not back or text in _RELATIVE or split(text) != Split(text, None):
        return None
    period = read_period(text, now, zone)
    return None if isinstance(period, Mistake) else period[0]


def _days(text: str, now: datetime, zone: str, *, back: bool) -> _Days | None:
    """Read the day; without one, the nearest day on which the hour is on the right side of now."""
    today = now.astimezone(ZoneInfo(zone)).date()
    way = -1 if back else 1
    text = _ARTICLE.sub("", _DAY_ALONE.sub(r"\1th", text))
    if not text:
        return _Days((today, today + timedelta(days=way)))
    if text in _RELATIVE:
        return _Days((today + timedelta(days=_RELATIVE[text]),))
    if named := _NAMED.fullmatch(text):
        return _Days(_weekdays(named, today, way))
    if edge := _EDGE.fullmatch(text):
        return _Days(tuple(_edges(edge, today, way)))
    if ahead := _AHEAD.fullmatch(text):
        length = read_length(ahead["length"])
        whole = length and length.whole_days()
        return _Days((length.from_(now, zone, 1).astimezone(ZoneInfo(zone)).date(),)) if length and whole else None
    return _dated(text, today, way)


def _weekdays(named: re.Match[str], today: date, way: int) -> tuple[date, ...]:
    """Return the days that a weekday may be: today among them, unless it is the next or the last one."""
    words = {named["before"], named["after"]}
    if words & {"next", "prochain", "suivant"}:
        first, way = today + timedelta(days=1), 1
    elif words & {"last", "dernier", "passe"}:
        first, way = today - timedelta(days=1), -1
    else:
        first = today
    first += way * timedelta(days=way * (WEEKDAYS[named["weekday"]] - first.weekday()) % 7)
    return (first,) if named["before"] or named["after"] else (first, first + timedelta(weeks=way))


def _edges(edge: re.Match[str], today: date, way: int) -> Iterator[date]:
    """Return the first or last days of a week, month or year."""
    unit, ends = edge["unit"], edge["edge"] in ("fin", "end")
    if unit in ("semaine", "week"):
        yield monday_of(today) + timedelta(days=6 if ends else 0)
    elif unit in ("annee", "year"):
        yield date(today.year, 12, 31) if ends else date(today.year, 1, 1)
    elif unit in ("mois", "month"):
        yield today.replace(day=monthrange(today.year, today.month)[1] if ends else 1)
    else:
        for year in (today.year, today.year + way):
            yield date(year, MONTHS[unit], monthrange(year, MONTHS[unit])[1] if ends else 1)


def _dated(text: str, today: date, way: int) -> _Days | None:
    """Read a date, with or without its weekday: with its year one day, without it one a year, ``the 12th`` a month."""
    cut = _DATED.fullmatch(text)
    words = cut["date"] if cut else text
    weekday = WEEKDAYS.get((cut["weekday"] or "") if cut else "")
    alone = _NTH.fullmatch(words) or (_DAY_OF_MONTH.fullmatch(words) if weekday is not None else None)
    found = next((match for form in _FORMS if (match := form.fullmatch(words))), None)
    if alone:
        months = [month_after(today.replace(day=1), way * step) for step in range(4)]
        tried = [_day(month.year, month.month, int(alone[1])) for month in months]
    elif found is None:
        return None
    else:
        month = int(found["month"]) if found["month"].isdigit() else MONTHS[found["month"]]
        years = [_year(found["year"])] if found["year"] else range(today.year, today.year + way * (_YEARS + 1), way)
        tried = [_day(year, month, int(found["day"])) for year in years]
    days = tuple(day for day in tried if day)
    return _Days(days, weekday) if days else None


def _year(digits: str) -> int:
    return int(digits) + (2000 if len(digits) == 2 else 0)


def _day(year: int, month: int, day: int) -> date | None:
    """Make a day if the calendar has it."""
    try:
        return date(year, month, day)
    except ValueError:
        return None
