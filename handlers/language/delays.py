"""Lengths of time: ``30m``, ``2 h``, ``1h30``, ``1 jour``, ``2 weeks``, ``une demi-heure``."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from handlers.language.calendar_words import COUNTS, FARTHEST, instant, month_after, plain
from handlers.language.mistakes import Mistake

_UNITS = {
    "minutes": "m mn min mins minute minutes",
    "hours": "h hr hrs heure heures hour hours",
    "days": "j d jr jrs jour jours day days",
    "weeks": "w wk wks sem semaine semaines week weeks",
    "months": "mois month months",
    "years": "an ans annee annees year years",
}
_UNIT_OF = {word: unit for unit, words in _UNITS.items() for word in words.split()}
_HALVES = re.compile(r"\b(?:(?:une )?demi[- ]heure|half an hour)\b")
_HOURS_AND = re.compile(r"\b(\d{1,3}) ?h ?([0-5]\d)(?: ?(?:m|mn|mins?|minutes?))?\b")
_AND = re.compile(r"\b(?:et|and)\b")
_PART = re.compile(rf"(\d{{1,5}}|(?:{'|'.join(COUNTS)})(?= )) ?({'|'.join(sorted(_UNIT_OF, key=len, reverse=True))})\b")
_AROUND = re.compile(r"^(?:avant|before) | (?:avant|before)$")


@dataclass(frozen=True, slots=True)
class Length:
    """A length of time, whose days and months are the calendar's."""

    minutes: int = 0
    hours: int = 0
    days: int = 0
    weeks: int = 0
    months: int = 0
    years: int = 0

    def from_(self, now: datetime, zone: str, way: int) -> datetime:
        """Go forward (``way`` 1) or back (-1) from an instant: days keep the wall clock, hours are real hours."""
        local = now.astimezone(ZoneInfo(zone))
        day = month_after(local.date(), way * (self.months + 12 * self.years))
        day += way * timedelta(days=self.days, weeks=self.weeks)
        # unless the day moves, an instant stays itself, even in an hour that exists twice
        start = now.astimezone(UTC) if day == local.date() else instant(day, local.time(), zone)
        return start + way * timedelta(hours=self.hours, minutes=self.minutes)

    def whole_days(self) -> bool:
        """Tell whether no hour or minute is in it."""
        return not (self.hours or self.minutes)


def read_length(text: str) -> Length | None:
    """Read a length of time; None if it is anything else, or nothing long."""
    text = _HOURS_AND.sub(r"\1 h \2 min", _HALVES.sub("30 min", plain(text)))
    found: dict[str, int] = {}
    at = 0
    text = " ".join(_AND.sub(" ", text).split())
    while part := _PART.match(text, at):
        count, unit = part[1], _UNIT_OF[part[2]]
        if unit in found:
            return None
        found[unit] = int(count) if count.isdigit() else COUNTS[count]
        at = part.end() + (text[part.end() : part.end() + 1] == " ")
    return Length(**found) if at == len(text) and any(found.values()) else None


def read_delay(text: str) -> timedelta | Mistake:
    """Read a length of time: ``30m``, ``2 h``, ``1h30``, ``1 jour``. A month has no one length, and is refused."""
    length = read_length(_AROUND.sub("", plain(text)))
    if length is None or length.months or length.years:
        return Mistake("delay", {"typed": text})
    delay = timedelta(weeks=length.weeks, days=length.days, hours=length.hours, minutes=length.minutes)
    return delay if delay < FARTHEST else Mistake("delay", {"typed": text})
