"""Which days a recurrence is about: weekdays, the first Monday, day 15, the last working day, 12 May. Pure.

Texts are plain (see ``calendar_words.plain``), with no articles, and a space where people write commas or "and".
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from handlers.language.calendar_words import COUNTS, MONTH, MONTHS, WEEKDAY, WEEKDAYS
from schedules.recurrence import DAYS

_ORDINALS = {
    1: "premier premiere premiers premieres first",
    2: "deuxieme deuxiemes second seconde seconds",
    3: "troisieme troisiemes third",
    4: "quatrieme quatriemes fourth",
    5: "cinquieme cinquiemes fifth",
    6: "sixieme sixth",
    7: "septieme seventh",
    8: "huitieme eighth",
    9: "neuvieme ninth",
    10: "dixieme tenth",
    -1: "dernier derniere derniers dernieres last",
    -2: "avant-dernier avant-dernieres avant-derniers penultimate second-to-last second-last",
}
_ORDINAL_OF = {word: number for number, words in _ORDINALS.items() for word in words.split()}
_NUMBERED = re.compile(r"(\d{1,2})(?:er|ere|e|eme|ieme|st|nd|rd|th)s?")
# In French law "ouvrable" counts Saturdays too; who says it of a meeting means the days that are worked.
_WORKING = re.compile(r"(?:jours? ouvr(?:e|able)s?|(?:working|business|week) ?days?|work ?days?)")
WEEKEND = r"week[- ]?ends?"
_WEEK_OF_WORK = re.compile(
    r"(?:en semaine|jours? (?:ouvr(?:e|able)s?|de (?:la )?semaine)|(?:working|business|week|work) ?days?)"
)
_RANGE = re.compile(
    rf"(?:du |de |from )?(?P<first>{WEEKDAY})s?(?: (?:au|a|to|through|thru) | ?[-–] ?)(?P<last>{WEEKDAY})s?"
)
_DATE = re.compile(
    rf"(?P<day>\d{{1,2}})(?:er|st|nd|rd|th)? (?:of )?(?P<month>{MONTH})"
    rf"|(?P<month_first>{MONTH}) (?P<day_last>\d{{1,2}})(?:st|nd|rd|th)?"
)
_NUMBER = rf"(?:{'|'.join(word for word in COUNTS if word not in ('un', 'une', 'one', 'a', 'an'))})"
# "sept" is a month too: a number in letters is one before a unit, after "one in", or in "every two Mondays"
_COUNT_WORDS = re.compile(
    rf"\b{_NUMBER}(?= (?:jours?|days?|semaines?|weeks?|mois|months?|ans?|annees?|years?)\b)"
    rf"|(?:(?<=\btous les )|(?<=\bevery )){_NUMBER}(?= (?:{WEEKDAY}|week-?end)s?\b)"
    rf"|(?<=\bsur )\b{_NUMBER}\b|(?<=\bin ){_NUMBER}\b|(?<=\bof ){_NUMBER}\b"
)
_JOINTS = re.compile(r"(?:^| )(?:et|and|&|plus)(?= )")
_ARTICLES = re.compile(
    r"(?:^|(?<= ))(?:le|la|les|the|on|tous les|toutes les|chaque|every|each) |(?:^|(?<= ))l'(?=avant|penultimate)"
)
_DAY_WORD = re.compile(r"(?:^|(?<= ))(?:day|days|jour|jours) (?=\d)")


@dataclass(frozen=True, slots=True)
class Weekdays:
    """Days of the week, Monday 0."""

    days: tuple[int, ...]

    @property
    def byday(self) -> str:
        return ",".join(DAYS[day] for day in self.days)


@dataclass(frozen=True, slots=True)
class Nth:
    """Weekdays of a period by their place in it: (1, 0) is the first Monday, (-1, 4) the last Friday."""

    places: tuple[tuple[int, int], ...]

    @property
    def byday(self) -> str:
        return ",".join(f"{place}{DAYS[day]}" for place, day in self.places)


@dataclass(frozen=True, slots=True)
class Working:
    """The nth working day of a period."""

    nth: int


@dataclass(frozen=True, slots=True)
class MonthDays:
    """Days of a month by their number; -1 is the last."""

    days: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class YearDay:
    """A date without its year."""

    month: int
    day: int


Which = Weekdays | Nth | Working | MonthDays | YearDay


def simple(text: str) -> str:
    """Write numbers as digits, and join lists by spaces."""
    text = _COUNT_WORDS.sub(lambda found: str(COUNTS[found[0]]), text)
    text = re.sub(r"\bquinze(?= jours\b)", "15", text)
    text = re.sub(r"\b(?:fortnightly|every fortnight)\b", "every 2 weeks", text)
    text = re.sub(r"\b(?:avant dernier|second to last|next to last)\b", "penultimate", text)
    return " ".join(_JOINTS.sub(" ", text).split())


def bare(text: str) -> str:
    """Take away articles, and the words that say "every"."""
    return _ARTICLES.sub("", text).strip()


def read_which(text: str) -> Which | None:
    """Read the days that a text names; None if it names none, or anything else too."""
    text = _DAY_WORD.sub("", bare(text))
    if _WEEK_OF_WORK.fullmatch(text):
        return Weekdays((0, 1, 2, 3, 4))
    if re.fullmatch(WEEKEND, text):
        return Weekdays((5, 6))
    if span := _RANGE.fullmatch(text):
        first, last = WEEKDAYS[span["first"]], WEEKDAYS[span["last"]]
        return Weekdays(tuple(range(first, last + 1))) if first < last else None
    if found := _DATE.fullmatch(text):
        day, month = int(found["day"] or found["day_last"]), MONTHS[found["month"] or found["month_first"]]
        return YearDay(month, day) if 1 <= day <= (29 if month == 2 else 30 if month in (4, 6, 9, 11) else 31) else None
    words = text.split()
    return _weekdays(words) or _month_days(words) or _placed(words)


def _weekday(word: str) -> int | None:
    return WEEKDAYS.get(word, WEEKDAYS.get(word.removesuffix("s")))


def _ordinal(word: str) -> int | None:
    numbered = _NUMBERED.fullmatch(word)
    return int(numbered[1]) if numbered else _ORDINAL_OF.get(word)


def _weekdays(words: Sequence[str]) -> Weekdays | None:
    days = [_weekday(word) for word in words]
    return Weekdays(tuple(sorted({day for day in days if day is not None}))) if days and None not in days else None


def _month_days(words: Sequence[str]) -> MonthDays | None:
    """Read ``1er 15``, ``15th``, ``last day``."""
    if len(words) == 2 and words[1] in ("jour", "day"):
        place = _ordinal(words[0])
        return MonthDays((place,)) if place in (1, -1) else None
    numbers = [int(word) if word.isascii() and word.isdigit() else _numbered(word) for word in words]
    days = sorted({number for number in numbers if number is not None and 1 <= number <= 31})
    return MonthDays(tuple(days)) if words and len(days) == len(words) else None


def _numbered(word: str) -> int | None:
    found = _NUMBERED.fullmatch(word)
    return int(found[1]) if found else None


def _placed(words: Sequence[str]) -> Nth | Working | None:
    """Read ``first monday``, ``premier troisieme lundi``, ``5e jour ouvre``."""
    places: list[tuple[int, int]] = []
    waiting: list[int] = []
    for position, word in enumerate(words):
        place, day = _ordinal(word), _weekday(word)
        if place is not None:
            waiting.append(place)
        elif day is not None and waiting:
            places += [(each, day) for each in waiting]
            waiting = []
        else:
            rest = " ".join(words[position:])
            alone = not places and len(waiting) == 1 and _WORKING.fullmatch(rest)
            return Working(waiting[0]) if alone and abs(waiting[0]) <= 23 else None
    fits = places and not waiting and all(-2 <= place <= 5 and place for place, _ in places)
    return Nth(tuple(sorted(set(places)))) if fits else None
