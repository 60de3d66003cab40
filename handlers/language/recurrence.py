"""Recurrence in words, French and English: ``chaque lundi à 9h30``, ``the last working day of the month at 17:00``.

Small, and refusing what it does not know. A rule's hour is always said; its phase begins with the next such day.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from handlers.language.calendar_words import MONTH, MONTHS, WEEKDAY, plain
from handlers.language.clock_words import split
from handlers.language.mistakes import Mistake
from handlers.language.moments import read_moment
from handlers.language.recurrence_patterns import EVERY, Pattern, read_pattern
from handlers.language.rrule_text import Written, is_rrule, take_rrule
from schedules.recurrence import Rule, TooOften, Unruly, first_day, instant, joined, tidy
from schedules.recurrence import split as parts_of

__all__ = ["read_bound", "read_day", "read_hour", "read_rule"]

_ALL_MONTHS = tuple(range(1, 13))
_OFTEN = re.compile(
    r"\b(?:toutes les|every|chaque|each) (?:\d+ ?|other )?(?:h|heures?|hours?|hrs?|min|mn|minutes?)\b"
    r"|\b(?:hourly|twice a day|(?:deux|trois|\d+) fois par jour|(?:\w+) times a day|toutes les heures)\b"
    r"|\bmatins? et (?:le )?(?:soirs?|apres-midis?)\b|\bmorning and (?:evening|afternoon)\b"
)
_DAYTIMES = re.compile(
    r"\b(?:chaque|tous les|toutes les|every|each) (matin|apres-midi|soir|morning|afternoon|evening)s?\b"
)
_BARE_HOUR = re.compile(  # nine in the morning, or in the evening?
    r" (?:(?:at|a|à|vers|@) ?)?(?P<hour>[01]?\d|2[0-3])(?: ?o['’]?clock)?$", re.IGNORECASE
)
_DAYTIME = re.compile(r" (?:in the |au |du |le )?(?:matin|apres-midi|soir|morning|afternoon|evening)s?$")
_LIST_OF_MONTHS = rf"((?:{MONTH})(?:(?: et| and)?(?: en| in)? (?:{MONTH}))*)\b"
_WITHOUT = re.compile(
    rf"(?:^| )(?:sauf|excepte|hors|except|excluding|but not)(?: en| in| au mois de)? {_LIST_OF_MONTHS}"
)
_WITHIN = re.compile(rf" (?:seulement |only )?(?:en|in) {_LIST_OF_MONTHS}")
_TIMES = re.compile(r" (?:pendant )?(\d{1,4}) (?:fois|times)\b")
_BOUND = re.compile(
    rf"(?:^| )(?:(?P<from>a partir d[ue']?|a compter d[ue']?|debutant le|des(?= le | la |\d)|starting(?: on| from)?|"
    rf"from(?! (?:{WEEKDAY}) (?:to|through|until)\b))|(?P<until>jusqu'au|jusqu'a|until|till)) ?(?:le )?"
)
_DATE = rf"(?:\d{{1,2}}(?:er|st|nd|rd|th)? (?:of )?(?:{MONTH})(?: \d{{4}})?|\d{{4}}-\d\d-\d\d)"
_FROM_TO = re.compile(rf"\b(?:du|from) (?P<from>{_DATE}) (?:au|to|through) (?P<until>{_DATE})")
_HOUR_INSIDE = re.compile(rf"(?P<days>.+?) (?P<at>(?:a|at) \d{{1,2}}(?:h(?:\d\d)?|:\d\d)) (?P<every>{EVERY} .+)")
_AFTER_BOUND = re.compile(
    r" (?=(?:chaque|tous les|toutes les|every|each|un|une|one|le (?:premier|dernier)|the (?:first|last)) )"
)
_JOINT = re.compile(r" (?:et|and)$")
_ONCE = re.compile(r"^(?:once|une (?:seule )?fois|only once)(?: on| le)? ")
_BY_ITSELF = re.compile(rf"(?:on )?(?:{WEEKDAY})")
_NEAR = {
    "week": r"semaine|week",
    "month": r"mois|month|ouvre|ouvrable|working",
    "quarter": r"trimestre|quarter",
    "year": rf"\ban\b|annee|year|\b(?:{MONTH})\b",
    "twice": r"\bbi-?(?:weekly|monthly|hebdomadaire|mensuel)",
}
_LONGEST_EXAMPLE = 60


@dataclass(frozen=True, slots=True)
class _Said:
    """A text taken apart: what recurs (with its hour), its bounds, its months, and how many times."""

    core: str
    since: date | None = None
    until: date | None = None
    months: tuple[int, ...] = _ALL_MONTHS
    times: int | None = None


def read_rule(
    text: str, now: datetime, zone: str, *, since: date | None = None, until: date | None = None
) -> Rule | Mistake:
    """Read a rule in a zone. ``since`` and ``until`` are bounds given apart from the words, local dates, inclusive."""
    reading = _Reading(text, now, zone)
    if _OFTEN.search(plain(text)):
        return reading.mistake("recurrence_often")
    try:
        raw = take_rrule(text) if is_rrule(text) else None
        said = _apart(plain(raw.around if raw else text), now, zone)
        if isinstance(said, Mistake):
            return said
        said = replace(said, since=since or said.since, until=until or said.until)
        return reading.written(raw, said) if raw else reading.words(said)
    except TooOften:
        return reading.mistake("recurrence_often")
    except (Unruly, ValueError, OverflowError):
        return reading.unknown()


def read_hour(text: str) -> time | None:
    """Read an hour that stands alone: ``at 10:00``, ``à 10h``."""
    cut = split(plain(text))
    return None if cut is None or cut.day or cut.nights else cut.at


def read_day(text: str, now: datetime, zone: str) -> date | Mistake:
    """Read the local day of a bound; one that is past counts if its year is said."""
    found = read_moment(text, now, zone)
    if isinstance(found, Mistake) and found.key == "moment_past" and re.search(r"\d{4}", text):
        found = read_moment(text, now, zone, use="since")
    return found if isinstance(found, Mistake) else found.astimezone(ZoneInfo(zone)).date()


def read_bound(which: str, text: str, now: datetime, zone: str) -> date | Mistake:
    """Read the day "from" or "until" which something runs: it may have begun before today, not ended."""
    day = read_day(text, now, zone)
    if which == "until" and isinstance(day, date) and day < now.astimezone(ZoneInfo(zone)).date():
        return Mistake("moment_past", {"typed": text})
    return day


def _apart(words: str, now: datetime, zone: str) -> _Said | Mistake:
    """Take the months, the number of times and the bounds out of a text."""
    words = _FROM_TO.sub(r"from \g<from> until \g<until>", words)
    words, months = _months(words)
    times = _TIMES.search(words)
    found = _bounds(_TIMES.sub("", words), now, zone)
    if isinstance(found, Mistake):
        return found
    return _Said(*found, months, int(times[1]) if times else None)


def _months(words: str) -> tuple[str, tuple[int, ...]]:
    months: tuple[int, ...] = _ALL_MONTHS
    if found := _WITHIN.search(_WITHOUT.sub("", words)):
        months = _listed(found[1])
        words = words.replace(found[0], "", 1)
    if found := _WITHOUT.search(words):
        without = _listed(found[1])
        months = tuple(month for month in months if month not in without)
        words = _WITHOUT.sub("", words, count=1)
    return words.strip(), months


def _listed(months: str) -> tuple[int, ...]:
    return tuple(sorted({MONTHS[word] for word in months.split() if word in MONTHS}))


def _bounds(words: str, now: datetime, zone: str) -> tuple[str, date | None, date | None] | Mistake:
    """Cut a text at "from" and "until"; what recurs, or an hour, that follows a bound is given back to what recurs."""
    marks = list(_BOUND.finditer(words))
    core = words[: marks[0].start()] if marks else words
    days: dict[str, date] = {}
    for position, mark in enumerate(marks):
        end = marks[position + 1].start() if position + 1 < len(marks) else len(words)
        bound, *after = _AFTER_BOUND.split(words[mark.end() : end].strip(), maxsplit=1)
        cut = split(_JOINT.sub("", bound))
        day = (
            read_bound(str(mark.lastgroup), cut.day, now, zone)
            if cut and cut.day
            else Mistake("moment", {"typed": words[mark.start() : end]})
        )
        if isinstance(day, Mistake):
            return day
        days[str(mark.lastgroup)] = day
        core = " ".join((core, *after)).strip()
        if cut and cut.at:
            core = f"{core} {cut.at:%H:%M}"
    return core.strip(), days.get("from"), days.get("until")


@dataclass(frozen=True, slots=True)
class _Reading:
    """A text on its way to being a rule, said at an instant in a zone."""

    text: str
    now: datetime
    zone: str

    def mistake(self, key: str) -> Mistake:
        return Mistake(key, {"typed": self.text})

    def unknown(self) -> Mistake:
        """Refuse a text; ``near`` names the kind of rule that it resembles, for the examples."""
        near = [kind for kind, hint in _NEAR.items() if re.search(hint, plain(self.text))]
        return Mistake("recurrence", {"typed": self.text, "near": near[-1] if near else "week"})

    def hourless(self) -> Mistake:
        """Refuse a text that says no hour; where it may simply be ended with one, the example does."""
        text = " ".join(self.text.split())
        bare = _BARE_HOUR.search(text)
        for begun, hour in ((text[: bare.start()], bare["hour"]), (text, "")) if bare else ((text, ""),):
            near = f"{begun} at {hour or 9}:00"
            if len(near) <= _LONGEST_EXAMPLE and isinstance(read_rule(near, self.now, self.zone), Rule):
                return Mistake("recurrence_hour", {"typed": self.text, "begun": begun, "hour": hour})
        return self.mistake("recurrence_hour")

    def words(self, said: _Said) -> Rule | Mistake:
        """Read words that say how often and at what hour."""
        last = _HOUR_INSIDE.fullmatch(said.core)  # "monday at 9:00 every week"
        core = f"{last['days']} {last['every']} {last['at']}" if last else said.core
        cut = split(_DAYTIMES.sub(r"every day in the \1", core))
        if cut is None and read_pattern(_DAYTIME.sub("", said.core)):
            return self.hourless()
        if cut is None or cut.nights:
            return self.unknown()
        core = _JOINT.sub("", cut.day)
        if (earlier := split(core)) and earlier.at:
            return self.mistake("recurrence_often")
        pattern = None if _ONCE.match(said.core) else read_pattern(core)
        if pattern is None and cut.at is None and read_pattern(_BARE_HOUR.sub("", core)):
            return self.hourless()
        if pattern is None:
            return self.once(said)
        return self.hourless() if cut.at is None else self.pattern(pattern, said, cut.at)

    def once(self, said: _Said) -> Rule | Mistake:
        """Read a single date, which must be one day and no other, with its hour."""
        words = _ONCE.sub("", said.core)
        cut = split(words)
        if cut is None or not cut.day or _BY_ITSELF.fullmatch(cut.day) or said != _Said(said.core):
            return self.unknown()
        moment = read_moment(words, self.now, self.zone)
        if isinstance(moment, Mistake):
            return self.unknown() if moment.key == "moment" else moment
        if cut.at is None:
            return self.hourless()
        day = moment.astimezone(ZoneInfo(self.zone)).date()
        return Rule(text=joined(FREQ="DAILY", COUNT=1), start=datetime.combine(day, cut.at), zone=self.zone)

    def pattern(self, pattern: Pattern, said: _Said, at: time) -> Rule | Mistake:
        """Give a pattern its months, its number of times, and the day its phase begins."""
        parts = parts_of(pattern.text)
        held = tuple(int(month) for month in parts["BYMONTH"].split(",")) if "BYMONTH" in parts else _ALL_MONTHS
        months = [month for month in held if month in said.months]
        if not months:
            return self.mistake("recurrence_never")
        if months != list(_ALL_MONTHS):
            parts["BYMONTH"] = ",".join(map(str, months))
        if said.times:
            parts["COUNT"] = str(said.times)
        start = self.start(said.since, at)
        return self.begun(joined(**parts), start, working=pattern.working, until=said.until)

    def written(self, raw: Written, said: _Said) -> Rule | Mistake:
        """Read an RRULE with the hour written in it, in its DTSTART, or after it."""
        cut = split(said.core)
        at = raw.at or (cut.at if cut and not cut.nights else None)
        if (cut and cut.day) or said.months != _ALL_MONTHS or said.times:
            return self.unknown()
        if at is None:
            return self.hourless()
        return self.begun(raw.rule, self.start(said.since or raw.start, at), until=said.until or raw.until)

    def start(self, since: date | None, at: time) -> datetime:
        """Return the first wall time at which a rule may begin: on a day that was given, or after now."""
        if since:
            return datetime.combine(since, at)
        today = self.now.astimezone(ZoneInfo(self.zone)).date()
        late = instant(today, at, self.zone) <= self.now
        return datetime.combine(today + timedelta(days=late), at)

    def begun(
        self, rrule: str, start: datetime, *, working: int | None = None, until: date | None = None
    ) -> Rule | Mistake:
        """Let the phase begin with the next such day. Working days are counted later, among the holidays."""
        text = tidy(rrule, start.date())
        rule = Rule(text=text, start=start, zone=self.zone, working=working, until=until)
        day = first_day(rule, start.date())
        if day is None:
            return self.mistake("recurrence_never")
        return rule if working and rule.interval == 1 else replace(rule, start=datetime.combine(day, rule.at))
