"""The words of calendars and clocks in both languages, and the one way from a wall clock to an instant.

A wall time that does not exist is the instant after the gap with the offset before it; one that exists twice is the
first. Both are what ``fold=0`` means.
"""

from __future__ import annotations

import re
from calendar import monthrange
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from handlers.language.vocabulary import fold

_DAYS = (
    "lundi lun monday mon",
    "mardi mar tuesday tue tues",
    "mercredi mer wednesday wed",
    "jeudi jeu thursday thu thur thurs",
    "vendredi ven friday fri",
    "samedi sam saturday sat",
    "dimanche dim sunday sun",
)
_MONTHS = (
    "janvier janv jan january",
    "fevrier fevr fev february feb",
    "mars mar march",
    "avril avr april apr",
    "mai may",
    "juin jun june",
    "juillet juil jul july",
    "aout august aug",
    "septembre sept sep september",
    "octobre oct october",
    "novembre nov november",
    "decembre dec december",
)
WEEKDAYS = {word: number for number, words in enumerate(_DAYS) for word in words.split()}
MONTHS = {word: number for number, words in enumerate(_MONTHS, 1) for word in words.split()}
_COUNTS = "un one|deux two|trois three|quatre four|cinq five|six six|sept seven|huit eight|neuf nine|dix ten"
COUNTS = {word: n for n, words in enumerate(_COUNTS.split("|"), 1) for word in words.split()} | dict.fromkeys(
    ("une", "a", "an"), 1
)

FARTHEST = timedelta(days=36_600)  # a hundred years: nobody means more, and clocks of every zone can still show it
WEEKDAY = "|".join(sorted(WEEKDAYS, key=len, reverse=True))
MONTH = "|".join(sorted(MONTHS, key=len, reverse=True))
_DOT = re.compile(r"(?<=[a-z])\.")


def plain(text: str) -> str:
    """Write a text as it is compared: no case, accents, commas or dots of abbreviation, single spaces."""
    return " ".join(_DOT.sub("", fold(text)).replace(",", " ").split())


def instant(day: date, at: time, zone: str) -> datetime:
    """Return the instant, in UTC, of a wall clock in a zone."""
    return datetime.combine(day, at.replace(fold=0), ZoneInfo(zone)).astimezone(UTC)


def month_after(day: date, months: int) -> date:
    """Go on by whole months; the day is cut to the month's length."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def monday_of(day: date) -> date:
    """Return the Monday of a day's week."""
    return day - timedelta(days=day.weekday())
