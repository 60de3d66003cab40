"""How often: a period ("every 2 weeks", "du mois", "un lundi sur deux") and which of its days make an RRULE. Pure."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

from handlers.language.calendar_words import MONTH, MONTHS, WEEKDAY
from handlers.language.recurrence_terms import (
    WEEKEND,
    MonthDays,
    Nth,
    Weekdays,
    Which,
    Working,
    YearDay,
    read_which,
    simple,
)
from schedules.recurrence import WORKING_DAYS, joined

Unit = Literal["day", "week", "month", "quarter", "year"]

_UNITS: dict[Unit, str] = {
    "day": "jour jours day days",
    "week": "semaine semaines week weeks",
    "month": "mois month months",
    "quarter": "trimestre trimestres quarter quarters",
    "year": "an ans annee annees year years",
}
_UNIT_OF = {word: unit for unit, words in _UNITS.items() for word in words.split()}
_UNIT = f"(?P<unit>{'|'.join(sorted(_UNIT_OF, key=len, reverse=True))})"
_ADVERBS: dict[str, Unit] = {
    "daily": "day", "quotidien": "day", "quotidienne": "day", "quotidiennement": "day",
    "weekly": "week", "hebdomadaire": "week", "monthly": "month", "mensuel": "month", "mensuelle": "month",
    "quarterly": "quarter", "trimestriel": "quarter", "trimestrielle": "quarter",
    "yearly": "year", "annually": "year", "annuel": "year", "annuelle": "year",
}  # fmt: skip
EVERY = r"(?:tous les|toutes les|chaque|every|each)"
_REST = r"(?: (?:on |de )?(?P<rest>.+))?"
_FORMS = tuple(
    re.compile(form)
    for form in (
        rf"{EVERY} (?:(?P<n>\d{{1,3}}) )?{_UNIT}{_REST}",
        rf"every (?P<other>other) {_UNIT}{_REST}",
        rf"(?:un|une|1|one) {_UNIT} (?:sur|in|out of) (?P<n>\d{{1,3}}){_REST}",
        rf"(?P<rest>.+) (?:un|une|1|one) {_UNIT} (?:sur|in|out of) (?P<n>\d{{1,3}})",
        rf"(?P<rest>.+) {EVERY} (?:(?P<n>\d{{1,3}}) )?{_UNIT}",
        rf"(?P<rest>.+) every (?P<other>other) {_UNIT}",
        rf"(?P<rest>.+?) (?:du|de la|de l'|de chaque|de tous les|of the|of each|of every|of) ?{_UNIT}",
        rf"(?P<adverb>{'|'.join(_ADVERBS)})(?: on)?(?: (?P<rest>.+))?",
    )
)
_ONE_IN = re.compile(rf"(?:un|1|one) (?P<days>{WEEKDAY}|{WEEKEND}) (?:sur|in|out of) (?P<n>\d{{1,2}})")
_EVERY_SECOND = re.compile(rf"(?:every other|{EVERY} (?P<n>\d{{1,2}})) (?P<days>(?:(?:{WEEKDAY})s? ?)+|{WEEKEND})")
_OF_MONTHS = re.compile(rf"(?P<rest>.+?) (?:du mois )?(?:de |d'|of )(?P<months>(?:{MONTH})(?: (?:{MONTH}))*)")
_SAID_TO_RECUR = re.compile(rf"(?:{EVERY}|les|le|on) .+")
_ALONE = re.compile(rf"(?:{WEEKDAY})(?: (?:{WEEKDAY}))*")
_SHORT_SPANS = {8: 1, 15: 2}  # "tous les 15 jours" is every two weeks: read so only with its weekday
_QUARTER = ((1, 4, 7, 10), (3, 6, 9, 12))
_YEAR = ((1,), (12,))


@dataclass(frozen=True, slots=True)
class Pattern:
    """An RRULE's parts, and our own for the nth working day."""

    text: str
    working: int | None = None


@dataclass(frozen=True, slots=True)
class _Every:
    unit: Unit
    n: int
    rest: str
    french: bool


def read_pattern(text: str) -> Pattern | None:
    """Read what comes back and how often, hour and bounds apart; None for what is not known."""
    text = simple(text)
    if (which := read_which(text)) and isinstance(which, Weekdays | YearDay):
        return _unsaid(text, which)
    for form in (_ONE_IN, _EVERY_SECOND):
        if found := form.fullmatch(text):
            which = read_which(found["days"].strip())
            return _weekly(which, int(found["n"] or 2)) if isinstance(which, Weekdays) else None
    for form in _FORMS:
        if (every := _every(form, text)) and (pattern := _built(every)):
            return pattern
    if found := _OF_MONTHS.fullmatch(text):
        months = sorted({MONTHS[word] for word in found["months"].split()})
        return _monthly(read_which(found["rest"]), 1, ",".join(map(str, months)))
    return None


def _unsaid(text: str, which: Weekdays | YearDay) -> Pattern | None:
    """Read days whose period goes without saying; a lone weekday or date is one day, and no recurrence."""
    said = bool(_SAID_TO_RECUR.fullmatch(text))
    if isinstance(which, YearDay):
        every = said and not re.match(r"(?:le|on|the) ", text)
        return Pattern(joined(FREQ="YEARLY", BYMONTH=which.month, BYMONTHDAY=which.day)) if every else None
    one = len(which.days) == 1 and _ALONE.fullmatch(text.removeprefix("on "))
    return None if one else _weekly(which, 1)


def _every(form: re.Pattern[str], text: str) -> _Every | None:
    found = form.fullmatch(text)
    if found is None:
        return None
    groups = found.groupdict()
    unit = _ADVERBS[groups["adverb"]] if groups.get("adverb") else _UNIT_OF[groups["unit"]]
    n = 2 if groups.get("other") else int(groups.get("n") or 1)
    return _Every(unit, n, groups.get("rest") or "", groups.get("unit") in ("jour", "jours"))


def _built(every: _Every) -> Pattern | None:
    """Make the rule of a period and the days named with it; None where the two do not go together."""
    rest = re.sub(r" (?:du mois|of the month)$", "", every.rest) if every.unit == "month" else every.rest
    which = read_which(rest) if rest else None
    if every.n < 1 or (rest and which is None):
        return None
    if every.unit == "day":
        return _daily(every, which)
    if every.unit == "week":
        return _weekly(which, every.n) if isinstance(which, Weekdays) else None
    if every.unit == "month":
        return _monthly(which, every.n, "")
    return _in_quarter_or_year(every, which)


def _in_quarter_or_year(every: _Every, which: Which | None) -> Pattern | None:
    if every.unit == "year" and isinstance(which, YearDay):
        return Pattern(joined(FREQ="YEARLY", INTERVAL=every.n, BYMONTH=which.month, BYMONTHDAY=which.day))
    return _edge(which, _QUARTER if every.unit == "quarter" else _YEAR) if every.n == 1 else None


def _daily(every: _Every, which: Which | None) -> Pattern | None:
    weeks = _SHORT_SPANS.get(every.n) if every.french else None
    if isinstance(which, Weekdays) and (every.n == 1 or weeks):
        return _weekly(which, weeks or 1)
    return None if which or weeks else Pattern(joined(FREQ="DAILY", INTERVAL=every.n))


def _weekly(which: Weekdays, n: int) -> Pattern | None:
    return Pattern(joined(FREQ="WEEKLY", INTERVAL=n, BYDAY=which.byday)) if n else None


def _monthly(which: Which | None, n: int, months: str) -> Pattern | None:
    parts: dict[str, str | int] = {"FREQ": "MONTHLY", "INTERVAL": n, "BYMONTH": months}
    match which:
        case Nth():
            return Pattern(joined(**parts, BYDAY=which.byday))
        case MonthDays():
            return Pattern(joined(**parts, BYMONTHDAY=",".join(map(str, which.days))))
        case Working():
            return Pattern(joined(**parts, BYDAY=",".join(WORKING_DAYS)), which.nth)
        case _:
            return None


def _edge(which: Which | None, edges: tuple[tuple[int, ...], tuple[int, ...]]) -> Pattern | None:
    """Read the first or last such days of a quarter or year: those of its first or last month."""
    match which:
        case Nth():
            places = {place for place, _ in which.places}
        case Working():
            places = {which.nth}
        case MonthDays() if which.days in ((1,), (-1,)):
            places = set(which.days)
        case _:
            return None
    early, late = all(1 <= place <= 4 for place in places), all(place < 0 for place in places)
    months = edges[0] if early else edges[1]
    return _monthly(which, 1, ",".join(map(str, months))) if early or late else None
