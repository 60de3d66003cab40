"""Rules of recurrence as people type them, at random: the same words in English and in French."""

from __future__ import annotations

from datetime import date, time, timedelta

from hypothesis import strategies as st

Typed = tuple[str, str]
TODAY = date(2026, 11, 23)  # on which all of it is said
EN_DAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
FR_DAYS = ("lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche")
EN_MONTHS = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November",
    "December",
)  # fmt: skip
FR_MONTHS = (
    "janvier", "février", "mars", "avril", "mai", "juin", "juillet", "août", "septembre", "octobre", "novembre",
    "décembre",
)  # fmt: skip
EN_PLACES = {1: "first", 2: "2nd", 3: "third", 4: "4th", 5: "fifth", -1: "last", -2: "second-to-last"}
FR_PLACES = {1: "premier", 2: "2e", 3: "troisième", 4: "4e", 5: "cinquième", -1: "dernier", -2: "avant-dernier"}


def _both(english: str, french: str) -> st.SearchStrategy[Typed]:
    return st.just((english, french))


def _listed(words: list[str], last: str) -> str:
    return f" {last} ".join((", ".join(words[:-1]), words[-1])) if len(words) > 1 else words[0]


def _days(days: set[int]) -> Typed:
    return (
        _listed([EN_DAYS[day] for day in sorted(days)], "and"),
        _listed([FR_DAYS[day] for day in sorted(days)], "et"),
    )


def _nth(place: int, day: int) -> Typed:
    french = f"l'{FR_PLACES[place]}" if place == -2 else f"le {FR_PLACES[place]}"
    return f"the {EN_PLACES[place]} {EN_DAYS[day]}", f"{french} {FR_DAYS[day]}"


def _working(nth: int) -> Typed:
    english = {1: "first", 2: "2nd", 3: "3rd", -1: "last", -2: "second-to-last"}.get(nth, f"{nth}th")
    french = {1: "le 1er", -1: "le dernier", -2: "l’avant-dernier"}.get(nth, f"le {nth}e")
    return f"the {english} working day", f"{french} jour ouvré"


def _numbered(day: int) -> Typed:
    return f"day {day}", f"le {day}"


_DAY = st.integers(0, 6)
_DAYS = st.sets(_DAY, min_size=1, max_size=6).map(_days)
_NTH = st.builds(_nth, st.sampled_from(sorted(EN_PLACES)), _DAY)
_WORKING = st.builds(_working, st.sampled_from((1, 2, 3, 4, 5, 10, 19, -1, -2)))
_OF_MONTH = st.one_of(
    _NTH, _WORKING, st.builds(_numbered, st.integers(1, 31)), _both("the last day", "le dernier jour")
)
_OF_QUARTER = st.one_of(
    st.builds(_nth, st.sampled_from((1, 2, -1)), _DAY),
    st.builds(_working, st.sampled_from((1, 3, -1))),
    _both("the last day", "le dernier jour"),
)

_RECURS = st.one_of(
    _both("every day", "tous les jours"),
    st.integers(2, 7).map(lambda n: (f"every {n} days", f"tous les {n} jours")),
    _both("every working day", "tous les jours ouvrés"),
    _both("every weekend", "chaque week-end"),
    _DAYS.map(lambda days: (f"every {days[0]}", f"chaque {days[1]}")),
    st.builds(lambda n, days: (f"every {n} weeks on {days[0]}", f"toutes les {n} semaines le {days[1]}"),
              st.integers(2, 9), _DAYS),
    _DAY.map(lambda day: (f"every other {EN_DAYS[day]}", f"un {FR_DAYS[day]} sur deux")),
    _OF_MONTH.map(lambda which: (f"{which[0]} of the month", f"{which[1]} du mois")),
    st.builds(lambda n, which: (f"every {n} months on {which[0]}", f"tous les {n} mois {which[1]}"),
              st.integers(2, 6), _OF_MONTH),
    _OF_QUARTER.map(lambda which: (f"{which[0]} of the quarter", f"{which[1]} du trimestre")),
    st.builds(lambda n, at: (f"every year on {n} {EN_MONTHS[at]}", f"chaque année le {n} {FR_MONTHS[at]}"),
              st.integers(1, 28), st.integers(0, 11)),
)  # fmt: skip


def _months(months: set[int]) -> Typed:
    return _listed([EN_MONTHS[month] for month in sorted(months)], "and"), _listed(
        [FR_MONTHS[month] for month in sorted(months)], "et"
    )


_EXCEPT = st.sets(st.integers(0, 11), min_size=1, max_size=3).map(_months)
_WITHIN = st.one_of(
    _both("", ""), _both("", ""), _EXCEPT.map(lambda months: (f" except in {months[0]}", f" sauf en {months[1]}"))
)
_FROM = st.dates(date(2025, 1, 1), date(2027, 6, 1))
_LONG = st.integers(200, 900)


def _bounded(recurs: Typed, within: Typed, at: time, first: date | None, length: int | None) -> Typed:
    english, french = (f"{words}{months}" for words, months in zip(recurs, within, strict=True))
    english, french = f"{english} at {at:%H:%M}", f"{french} à {at.hour}h{at.minute:02d}"
    if first:
        english, french = f"{english} from {first}", f"{french} à partir du {first}"
    if length:
        last = max(first or TODAY, TODAY) + timedelta(days=length)
        english, french = f"{english} until {last}", f"{french} jusqu’au {last}"
    return english, french


def _counted(words: Typed, times: int) -> Typed:
    return f"{words[0]}, {times} times", f"{words[1]}, {times} fois"


_BOUNDED = st.builds(_bounded, _RECURS, _WITHIN, st.times(), st.none() | _FROM, st.none() | _LONG)
_COUNTED = st.builds(
    _counted,
    st.builds(_bounded, _DAYS.map(lambda days: (f"every {days[0]}", f"chaque {days[1]}")), _both("", ""), st.times(),
              st.none(), st.none()),
    st.integers(2, 60),
)  # fmt: skip
_ONCE = st.builds(
    lambda day, at: (f"{day} at {at:%H:%M}", f"le {day} à {at:%H:%M}"),
    st.dates(date(2026, 11, 25), date(2028, 6, 1)),
    st.times(),
)
TYPED: st.SearchStrategy[Typed] = st.one_of(_BOUNDED, _BOUNDED, _BOUNDED, _COUNTED, _ONCE)
