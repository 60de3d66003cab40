"""Stretches of time: ``this week``, ``semaine dernière``, ``novembre``, ``T3``, ``2026-11``, ``7 jours``."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from handlers.language.calendar_words import FARTHEST, MONTH, MONTHS, instant, monday_of, month_after, plain
from handlers.language.delays import read_length
from handlers.language.mistakes import Mistake

_UNITS = {"semaine": "week", "mois": "month", "trimestre": "quarter", "annee": "year", "an": "year"}
_MONTHS = {"month": 1, "quarter": 3, "year": 12}
_WHICH = {
    "this": 0, "ce": 0, "cet": 0, "cette": 0, "current": 0,
    "next": 1, "prochain": 1, "prochaine": 1,
}  # fmt: skip  # every other word means the last one
_CALENDAR = re.compile(
    r"(?:the |la |le |l')?(?:(?P<before>this|past|current|ce|cet|cette|last|previous|next) )?"
    r"(?P<unit>week|month|quarter|year|semaine|mois|trimestre|annee|an)(?:-ci)?"
    r"(?: (?P<after>derniere?|passee?|precedente?|prochaine?))?"
)
_MONTH_NAMED = re.compile(rf"(?:en |in )?({MONTH})(?: (\d{{4}}))?")
_ISO = re.compile(r"(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?")
_QUARTER = re.compile(
    r"(?:the |le |au |in |en )?(?:[qt](?P<n>[1-4])|(?P<nth>[a-z1-4]+) (?:quarter|trimestre))(?: (?P<year>\d{4}))?"
    r"|(?P<first>\d{4})[ -]?[qt](?P<after>[1-4])"
)
_NTHS = {
    word: n
    for n, words in enumerate(
        (
            "1er premier 1st first",
            "2e 2eme deuxieme 2nd second",
            "3e 3eme troisieme 3rd third",
            "4e 4eme quatrieme 4th fourth",
        ),
        1,
    )
    for word in words.split()
}
_LAST = re.compile(r"(?:the |les )?(?:(?:last|past) (?P<en>.+)|(?P<count>\w+) derni?er(?:e?s)? (?P<fr>\w+))")
_DAYS = {"today": 0, "aujourd'hui": 0, "yesterday": -1, "hier": -1, "tomorrow": 1, "demain": 1}


def read_period(text: str, now: datetime, zone: str) -> tuple[datetime, datetime] | Mistake:
    """Read a stretch of time, in UTC: from its first instant up to the one that follows it.

    A calendar's stretch is whole, even if it is not over; a length (``7 jours``) ends now.
    """
    try:
        period = _read(plain(text), now, zone)
    except (ValueError, OverflowError):
        period = None  # a day, a year or a length that no calendar has
    near = period and all(abs(edge - now) < FARTHEST for edge in period)
    return period if period and near else Mistake("period", {"typed": text})


def _read(text: str, now: datetime, zone: str) -> tuple[datetime, datetime] | None:
    days = _days(text, now.astimezone(ZoneInfo(zone)).date())
    if days:
        return instant(days[0], time(), zone), instant(days[1], time(), zone)
    last = _LAST.fullmatch(text)
    length = read_length((last["en"] or f"{last['count']} {last['fr']}") if last else text)
    return (length.from_(now, zone, -1), now.astimezone(UTC)) if length else None


def _days(text: str, today: date) -> tuple[date, date] | None:
    """Read the first day of a stretch, and the day after its last."""
    if text in _DAYS:
        day = today + timedelta(days=_DAYS[text])
        return day, day + timedelta(days=1)
    first, dots, last = text.partition("..")
    if dots:
        return date.fromisoformat(first.strip()), _after(date.fromisoformat(last.strip()), first.strip())
    if iso := _ISO.fullmatch(text):
        return _iso(iso[1], iso[2], iso[3])
    if named := _MONTH_NAMED.fullmatch(text):
        month = MONTHS[named[1]]
        start = date(int(named[2]) if named[2] else today.year - (month > today.month), month, 1)
        return start, month_after(start, 1)
    if (quarter := _QUARTER.fullmatch(text)) and (first_day := _quarter(quarter, today)):
        return first_day, month_after(first_day, 3)
    calendar = _CALENDAR.fullmatch(text)
    words = [word for word in (calendar["before"], calendar["after"]) if word] if calendar else []
    return _unit(str(calendar["unit"]), words[0], today) if calendar and len(words) == 1 else None


def _quarter(said: re.Match[str], today: date) -> date | None:
    """Return the first day of a quarter; without its year, of the last one that has begun."""
    n = int(said["n"] or said["after"] or _NTHS.get(said["nth"], 0))
    month, year = 3 * n - 2, said["year"] or said["first"]
    return date(int(year) if year else today.year - (month > today.month), month, 1) if n else None


def _after(last: date, first: str) -> date:
    """Return the day after a stretch's last one, which may not come before its first."""
    if last < date.fromisoformat(first):
        raise ValueError(first)
    return last + timedelta(days=1)


def _iso(year: str, month: str | None, day: str | None) -> tuple[date, date]:
    start = date(int(year), int(month or 1), int(day or 1))
    if day:
        return start, start + timedelta(days=1)
    return start, month_after(start, 1 if month else 12)


def _unit(unit: str, which: str, today: date) -> tuple[date, date]:
    """Return a week, month, quarter or year: this one, the last or the next."""
    step = _WHICH.get(which, -1)
    unit = _UNITS.get(unit, unit)
    if unit == "week":
        start = monday_of(today) + timedelta(weeks=step)
        return start, start + timedelta(weeks=1)
    months = _MONTHS[unit]
    start = month_after(today.replace(day=1, month=today.month - (today.month - 1) % months), step * months)
    return start, month_after(start, months)
