"""An RFC 5545 ``RRULE:`` as people paste it: with or without its DTSTART, with the hour in it or after it. Pure."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, datetime, time

from schedules.recurrence import TooOften, Unruly, joined, split

_RULE = re.compile(r"(?:RRULE:)?(?P<parts>[A-Z]+=[^\s;=]+(?:;[A-Z]+=[^\s;=]+)*);?", re.IGNORECASE)
_START = re.compile(r"DTSTART(?:;[^:\s]*)?[:=](?P<day>\d{8})(?:T(?P<at>\d{4})\d\dZ?)?", re.IGNORECASE)
KNOWN = frozenset(("SECONDLY", "MINUTELY", "HOURLY", "DAILY", "WEEKLY", "MONTHLY", "YEARLY"))  # RFC 5545, 3.3.10
_UNTIL = re.compile(r"(\d{8})(?:T\d{6}Z?)?")


@dataclass(frozen=True, slots=True)
class Written:
    """An RRULE taken out of a text, with what it and its DTSTART say of hour, beginning and end."""

    rule: str
    around: str
    at: time | None
    start: date | None
    until: date | None


def is_rrule(text: str) -> bool:
    """Tell whether a text holds an RRULE rather than words."""
    return "RRULE:" in text.upper() or "FREQ=" in text.upper()


def take_rrule(text: str) -> Written:
    """Take the RRULE out of a text; ``Unruly`` if it is none, ``TooOften`` if it says several hours of a day."""
    start = _START.search(text)
    left = text.replace(start[0], " ") if start else text
    rule = next((found for word in left.split() if (found := _RULE.fullmatch(word))), None)
    if rule is None:
        raise Unruly(text)
    parts = split(rule["parts"])
    if parts.get("FREQ") not in KNOWN:
        raise Unruly(text)
    at = _hour(parts) or (datetime.strptime(start["at"], "%H%M").time() if start and start["at"] else None)  # noqa: DTZ007
    until = parts.pop("UNTIL", None)
    ends = _UNTIL.fullmatch(until) if until else None
    if until and not ends:
        raise Unruly(text)
    return Written(
        joined(**parts),
        left.replace(rule[0], " ").strip(),
        at,
        _date(start["day"]) if start else None,
        _date(ends[1]) if ends else None,
    )


def _date(digits: str) -> date:
    return date(int(digits[:4]), int(digits[4:6]), int(digits[6:]))


def _hour(parts: dict[str, str]) -> time | None:
    """Take BYHOUR and its minutes out of the parts."""
    hour, minute, second = (parts.pop(name, "") for name in ("BYHOUR", "BYMINUTE", "BYSECOND"))
    if "," in f"{hour}{minute}{second}":
        raise TooOften(f"{hour}:{minute}:{second}")
    if second.strip("0") or (minute and not hour):
        raise Unruly(second or minute)
    return time(int(hour), int(minute or 0)) if hour else None
