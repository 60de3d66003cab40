"""A rule of recurrence said in words that, read again, give the same rule. Pure."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from babel.dates import get_day_names, get_month_names

from handlers.texts import Voice
from schedules.recurrence import DAYS, WORKING_DAYS, Rule

_QUARTERS = {"1,4,7,10": 1, "3,6,9,12": -1}
_FEW = 6  # beyond half the year, the months left out are said rather than those held


def say_rule(rule: Rule, voice: Voice) -> str:
    """Say how often and at what hour, naming no date but those that come back with it."""
    said = _often(rule, voice)
    if said is None:
        return voice("RRULE:{rule} at {time}", rule=rule.text, time=_time(rule))
    count = rule.parts.get("COUNT")
    if count and not rule.once:
        said = voice("{rule}, {n} times", rule=said, n=count)
    return _within(rule, said, voice)


def say_whole(rule: Rule, voice: Voice) -> str:
    """Say a rule with the day it begins and the day it ends: everything there is to it but its zone."""
    if rule.once:
        date = voice.date(rule.start.date())
        return voice("once, on {date} at {time}", date=date, time=_time(rule))
    said = voice("{rule}, from {date}", rule=say_rule(rule, voice), date=voice.date(rule.start.date()))
    return voice("{rule}, until {date}", rule=said, date=voice.date(rule.until)) if rule.until else said


def _time(rule: Rule) -> str:
    return f"{rule.at:%H:%M}"


def _within(rule: Rule, said: str, voice: Voice) -> str:
    """Add the months that a rule is held to, where its words have not said them."""
    held = rule.parts.get("BYMONTH", "")
    if not held or rule.parts["FREQ"] == "YEARLY" or _quarterly(rule):
        return said
    months = [int(month) for month in held.split(",")]
    if len(months) <= _FEW:
        return voice("{rule}, in {months}", rule=said, months=_months(months, voice))
    without = [month for month in range(1, 13) if month not in months]
    return voice("{rule}, except in {months}", rule=said, months=_months(without, voice))


def _months(months: Sequence[int], voice: Voice) -> str:
    names = get_month_names("wide", locale=voice.language)
    return voice.listed([names[month] for month in months])


def _often(rule: Rule, voice: Voice) -> str | None:
    """Say a rule without its months; None where these words cannot."""
    if rule.once:
        return voice("once, at {time}", time=_time(rule))
    chosen = frozenset(rule.parts) - {"FREQ", "INTERVAL", "COUNT", "BYMONTH"}
    say = _SAYINGS.get((rule.parts["FREQ"], chosen))
    return say(rule, voice) if say else None


def _daily(rule: Rule, voice: Voice) -> str | None:
    if rule.interval == 1:
        return voice("every day at {time}", time=_time(rule))
    if rule.interval in (8, 15) and voice.language == "fr":
        return None  # where "tous les 15 jours" would be heard as every two weeks
    return voice("every {n} days at {time}", n=rule.interval, time=_time(rule))


def _weekly(rule: Rule, voice: Voice) -> str:
    byday = rule.parts["BYDAY"].split(",")
    if byday == list(WORKING_DAYS) and rule.interval == 1:
        return voice("every weekday at {time}", time=_time(rule))
    names = get_day_names("wide", locale=voice.language)
    days = voice.listed([names[DAYS.index(day)] for day in byday])
    if rule.interval == 1:
        return voice("every {days} at {time}", days=days, time=_time(rule))
    return voice("every {n} weeks on {days} at {time}", n=rule.interval, days=days, time=_time(rule))


def _monthly(rule: Rule, voice: Voice) -> str | None:
    which = _which(rule, voice)
    if which is None:
        return None
    if rule.interval > 1:
        return voice("every {n} months on {which} at {time}", n=rule.interval, which=which, time=_time(rule))
    if _quarterly(rule):
        return voice("on {which} of the quarter at {time}", which=which, time=_time(rule))
    return voice("on {which} of the month at {time}", which=which, time=_time(rule))


def _yearly(rule: Rule, voice: Voice) -> str | None:
    month, day = rule.parts.get("BYMONTH", ""), rule.parts["BYMONTHDAY"]
    if not (month.isdigit() and day.isdigit()):
        return None
    name = get_month_names("wide", locale=voice.language)[int(month)]
    date = voice("{day} {month}", day=voice("1st") if day == "1" else day, month=name)
    if rule.interval == 1:
        return voice("every year on {date} at {time}", date=date, time=_time(rule))
    return voice("every {n} years on {date} at {time}", n=rule.interval, date=date, time=_time(rule))


_SAYINGS: Mapping[tuple[str, frozenset[str]], Callable[[Rule, Voice], str | None]] = {
    ("DAILY", frozenset()): _daily,
    ("WEEKLY", frozenset({"BYDAY"})): _weekly,
    ("MONTHLY", frozenset({"BYDAY"})): _monthly,
    ("MONTHLY", frozenset({"BYMONTHDAY"})): _monthly,
    ("YEARLY", frozenset({"BYMONTHDAY"})): _yearly,
}


def _quarterly(rule: Rule) -> bool:
    """Tell whether a monthly rule is one of quarters: their first such days, or their last."""
    side = _QUARTERS.get(rule.parts.get("BYMONTH", ""))
    if side is None or rule.interval > 1 or rule.parts["FREQ"] != "MONTHLY":
        return False
    if rule.working:
        return rule.working * side > 0
    if "BYDAY" in rule.parts:
        places = [int(day[:-2] or 0) for day in rule.parts["BYDAY"].split(",")]
        return all(1 <= place * side <= 4 for place in places)
    return rule.parts.get("BYMONTHDAY") == str(side)


def _which(rule: Rule, voice: Voice) -> str | None:
    """Say which days of a month: the first Monday, the last working day, day 15."""
    if rule.working == -2:
        return voice("the second-to-last working day")
    if rule.working:
        return voice("the {ordinal} working day", ordinal=_ordinal(rule.working, voice))
    if "BYMONTHDAY" in rule.parts:
        return _days(rule.parts["BYMONTHDAY"], voice)
    weekdays = get_day_names("wide", locale=voice.language)
    said = []
    for each in rule.parts["BYDAY"].split(","):
        place = int(each[:-2] or 0)
        if place not in (1, 2, 3, 4, 5, -1, -2):
            return None
        day = weekdays[DAYS.index(each[-2:])]
        last_but_one = voice("the second-to-last {weekday}", weekday=day)
        nth = voice("the {ordinal} {weekday}", ordinal=_ordinal(place, voice), weekday=day)
        said.append(last_but_one if place == -2 else nth)
    return voice.listed(said)


def _days(listed: str, voice: Voice) -> str | None:
    days = [int(day) for day in listed.split(",")]
    if days == [-1]:
        return voice("the last day")
    if any(day < 1 for day in days):
        return None
    return voice.listed([voice("day 1") if day == 1 else voice("day {n}", n=day) for day in days])


def _ordinal(place: int, voice: Voice) -> str:
    named = {
        1: voice("first"), 2: voice("second"), 3: voice("third"), 4: voice("fourth"), 5: voice("fifth"),
        -1: voice("last"),
    }  # fmt: skip
    if place in named:
        return named[place]
    return voice("{n}th", n=place) if place > 0 else voice("{n}th from the end", n=-place)
