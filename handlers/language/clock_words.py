"""The time of day in a moment: ``18h30``, ``6pm``, ``à 9 heures``, ``noon``, ``ce soir``."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import time

_TIME = (
    r"(?:(?:a|at|vers|@) ?)?(?:"
    r"(?P<h1>\d{1,2}) ?(?P<mer1>am|pm)"
    r"|(?P<h2>\d{1,2})[:.h](?P<m2>\d{2}) ?(?P<mer2>am|pm)"
    r"|(?P<h3>\d{1,2}) ?(?:h|heures?|hrs?)(?: ?(?P<m3>\d{2})(?: ?(?:m|mn|min))?)?"
    r"|(?P<h4>\d{1,2}):(?P<m4>\d{2})(?::00)?"
    r"|(?<=at )(?P<h5>\d{1,2})\.(?P<m5>\d{2})"  # without "at", 9.12 may be a date
    r"|(?P<named>midi|noon|midday|minuit|midnight)"
    r")"
)
_AT_END = re.compile(rf"(?:(?P<day>.*?) )??{_TIME}")
_AT_START = re.compile(rf"{_TIME} (?:on )?(?P<day>.+)")
_PARTS = {
    "matin": "morning", "morning": "morning",
    "apres-midi": "afternoon", "apres midi": "afternoon", "afternoon": "afternoon",
    "soir": "evening", "soiree": "evening", "evening": "evening", "night": "evening",
}  # fmt: skip
_PART = re.compile(
    rf"(?:^|(?<= ))(?:(?P<this>ce |cet |cette |this )|(?:du |de l'|in the )?)(?P<part>{'|'.join(_PARTS)})(?= |$)"
)
# The hours that each part of the day may name: "8h du soir" is 20:00, "10h du soir" is 22:00, "3h du soir" is nothing.
_HOURS = {"morning": range(12), "afternoon": range(12, 19), "evening": range(17, 24)}


@dataclass(frozen=True, slots=True)
class Split:
    """A moment cut into its day and its time. ``nights`` is 1 where midnight ends the day that is named."""

    day: str
    at: time | None
    nights: int = 0


def split(text: str) -> Split | None:
    """Cut a moment, written plainly, into its day and its time of day; None if the time is none that exists."""
    text = re.sub(r"\btonight\b", "this evening", re.sub(r" o'?clock(?= [ap]m\b)", "", text))
    part = _PART.search(text)
    if not part:
        return _timed(text)
    around = " ".join(f"{text[: part.start()]} {text[part.end() :]}".split())
    found = _timed(around)
    if found is None or found.nights or (part["this"] and found.day):
        return None
    return _in_part(found, _PARTS[part["part"]], today=bool(part["this"]))


def _in_part(found: Split, part: str, *, today: bool) -> Split | None:
    """Settle the time by the part of the day: an evening begins at 20:00, and 8 in the evening is 20:00."""
    if found.at is None:
        return Split(found.day or "today", time(20)) if part == "evening" else None
    day = found.day or ("today" if today else "")
    for hour in (found.at.hour, found.at.hour + 12):
        if hour in _HOURS[part]:
            return Split(day, found.at.replace(hour=hour))
    return None


def _timed(text: str) -> Split | None:
    found = _AT_END.fullmatch(text) or _AT_START.fullmatch(text)
    if not found:
        return Split(text, None)
    day = found["day"] or ""
    if found["named"]:
        noon = found["named"] in ("midi", "noon", "midday")
        return Split(day, time(12)) if noon else Split(day, time(0), 1)
    hour = int(found["h1"] or found["h2"] or found["h3"] or found["h4"] or found["h5"])
    minute = int(found["m2"] or found["m3"] or found["m4"] or found["m5"] or 0)
    half = found["mer1"] or found["mer2"]
    if half and not 1 <= hour <= 12:
        return None
    hour = hour % 12 + (12 if half == "pm" else 0) if half else hour
    if hour == 24 and minute == 0:
        return Split(day, time(0), 1)
    return Split(day, time(hour, minute)) if hour < 24 and minute < 60 else None
