"""The corners of recurrence: what a rule may hold, and words that are no rule although they nearly are one."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta

import pytest

from handlers.language.recurrence import read_day, read_rule
from handlers.language.recurrence_said import say_rule, say_whole
from handlers.texts import Voice
from schedules.holidays import DaysOff
from schedules.occurrences import Plan, missed, next_after, occurrences
from schedules.recurrence import Rule, Unruly, tidy
from tests.rules.test_recurrence_words import NOW, PARIS, dates, mistaken, read


def test_a_bound_that_is_past_counts_if_its_year_is_said() -> None:
    assert read_day("2 January 2020", NOW, PARIS) == date(2020, 1, 2)
    assert dates(read("every monday at 9:00 from 2 January 2020"), 1) == ["2026-11-30 09:00"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("the first day of the quarter at 9:00", ["2027-01-01 09:00", "2027-04-01 09:00"]),
        ("le dernier jour du trimestre à 9h", ["2026-12-31 09:00", "2027-03-31 09:00"]),
        ("the last day of the year at 9:00", ["2026-12-31 09:00", "2027-12-31 09:00"]),
        ("every 2 years on 12 May at 10:00", ["2027-05-12 10:00", "2029-05-12 10:00"]),
        ("le deuxième et le quatrième jeudi du mois à 11h", ["2026-11-26 11:00", "2026-12-10 11:00"]),
    ],
)
def test_edges_of_quarters_and_years(text: str, expected: list[str]) -> None:
    assert dates(read(text), len(expected)) == expected


@pytest.mark.parametrize(
    "text",
    [
        "day 15 of the quarter at 9:00",
        "every 2 quarters on the first monday at 9:00",
        "RRULE:FREQ=DAILY;UNTIL=tomorrow at 9:00",
        "RRULE:FREQ=DAILY;BYMINUTE=30",
        "RRULE:FREQ=DAILY;BYHOUR=9;BYSECOND=30",
        "RRULE:FREQ=DAILY every monday at 9:00",
    ],
)
def test_what_is_nearly_a_rule_is_refused(text: str) -> None:
    assert mistaken(text) == "recurrence"


@pytest.mark.parametrize(
    ("text", "english"),
    [
        ("FREQ=MONTHLY;BYDAY=-3MO", "RRULE:FREQ=MONTHLY;BYDAY=-3MO at 09:00"),
        ("FREQ=MONTHLY;BYMONTHDAY=-2", "RRULE:FREQ=MONTHLY;BYMONTHDAY=-2 at 09:00"),
        ("FREQ=YEARLY;BYMONTH=5,6;BYMONTHDAY=1", "RRULE:FREQ=YEARLY;BYMONTH=5,6;BYMONTHDAY=1 at 09:00"),
        ("FREQ=YEARLY;INTERVAL=2;BYMONTH=5;BYMONTHDAY=1", "every 2 years on 1st May at 09:00"),
        ("FREQ=MONTHLY;INTERVAL=2;BYMONTH=1,4,7,10;BYDAY=1MO", "RRULE:"),
        ("FREQ=MONTHLY;BYMONTH=1,4,7,10;BYMONTHDAY=15", "on day 15 of the month at 09:00, in January, April, July"),
        ("FREQ=MONTHLY;BYMONTHDAY=-1", "on the last day of the month at 09:00"),
        ("FREQ=MONTHLY;BYMONTHDAY=1,15", "on day 1 and day 15 of the month at 09:00"),
    ],
)
def test_what_words_cannot_say_is_said_as_its_rrule(text: str, english: str) -> None:
    rule = Rule(text=tidy(text, date(2026, 11, 23)), start=datetime(2026, 11, 23, 9), zone=PARIS)  # noqa: DTZ001
    said = say_rule(rule, Voice("en", PARIS))
    assert said.startswith(english) or english == "RRULE:", said


def test_in_french_every_fifteen_days_is_left_to_its_rrule() -> None:
    rule = Rule(text="FREQ=DAILY;INTERVAL=15", start=datetime(2026, 11, 23, 9), zone=PARIS)  # noqa: DTZ001
    assert say_rule(rule, Voice("fr", PARIS)).startswith("RRULE:")
    assert say_rule(rule, Voice("en", PARIS)) == "every 15 days at 09:00"


def test_a_working_day_counted_from_the_end_is_said_so() -> None:
    rule = read("the 3rd working day of the month at 9:00")
    last = Rule(text=rule.text, start=rule.start, zone=PARIS, working=-3)
    assert say_rule(last, Voice("en", PARIS)) == "on the 3th from the end working day of the month at 09:00"


@pytest.mark.parametrize("text", ["FREQ=WEEKLY;WKST=XX", "FREQ=YEARLY;BYSETPOS=400"])
def test_parts_that_no_calendar_has_are_refused(text: str) -> None:
    with pytest.raises(Unruly):
        tidy(text, date(2026, 11, 23))


@pytest.mark.parametrize("text", ["FREQ=DAILY;BYDAY=MO\nRRULE:FREQ=WEEKLY", "FREQ=YEARLY;BYSETPOS=1\nRDATE:20270101"])
def test_two_rules_at_once_are_none(text: str) -> None:
    with pytest.raises(Unruly):
        tidy(text, date(2026, 11, 23))


def test_a_number_of_times_is_said() -> None:
    said = [say_rule(read("every monday at 9:00, 5 times"), Voice(language, PARIS)) for language in ("en", "fr")]
    assert said == ["every Monday at 09:00, 5 times", "chaque lundi à 09:00, 5 fois"]


def test_working_days_are_counted_to_the_end_of_a_rule() -> None:
    whole = read("the 5th working day of the month at 9:00 until 10 December 2026")
    plan = Plan(rule=whole, off=DaysOff("FR"))
    assert [each.slot for each in occurrences(plan, NOW)] == [date(2026, 12, 7)]


def test_only_days_are_off_and_an_unknown_region_has_none() -> None:
    assert "2027-01-01" not in DaysOff("FR")
    assert date(2027, 1, 1) not in DaysOff("XX")


def test_a_single_date_that_a_stop_has_passed_leaves_nothing_ahead() -> None:
    rule = read_rule("tomorrow at 9:00", NOW, PARIS)
    assert isinstance(rule, Rule)
    plan, later = Plan(rule=rule), datetime(2026, 11, 24, 9, tzinfo=UTC)
    due = next_after(plan, NOW)
    assert due is not None
    stop = missed(plan, due.at, later, timedelta(hours=8))
    assert (stop.opens, stop.given_up) == (due, 0)
    assert next_after(plan, later) is None
    assert rule.at == time(9)


def test_a_single_date_is_said_whole_and_read_again() -> None:
    rule = read("tomorrow at 9:00")
    for language in ("en", "fr"):
        words = say_whole(rule, Voice(language, PARIS))
        assert read(words) == rule, words


def test_a_yearly_rule_of_several_days_is_said_as_its_rrule() -> None:
    rule = Rule(text="FREQ=YEARLY;BYMONTH=5;BYMONTHDAY=1,2", start=datetime(2026, 11, 23, 9), zone=PARIS)  # noqa: DTZ001
    assert say_rule(rule, Voice("en", PARIS)).startswith("RRULE:")


def test_a_quarters_working_day_is_said_and_read_again() -> None:
    rule = read("the last working day of the quarter at 9:00")
    words = say_rule(rule, Voice("en", PARIS))
    assert words == "on the last working day of the quarter at 09:00"
    assert read(words).text == rule.text
