"""The rules of time: which dates a rule gives, at which instants, among holidays, gaps and stops."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from itertools import islice, pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from schedules.holidays import _DEPARTMENTS, DaysOff, is_local, region
from schedules.occurrences import OnHoliday, Plan, missed, next_after, occurrences
from schedules.recurrence import Rule, TooOften, Unruly, first_day, tidy

PARIS = "Europe/Paris"
WEEKDAYS = "FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR"
MONTH = "FREQ=MONTHLY;BYDAY=MO,TU,WE,TH,FR"


def rule(text: str, start: str, at: time = time(9), *, zone: str = PARIS, working: int | None = None) -> Rule:
    day = date.fromisoformat(start)
    return Rule(text=tidy(text, day), start=datetime.combine(day, at), zone=zone, working=working)


def paris(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=ZoneInfo(PARIS)).astimezone(UTC)


def slots(plan: Plan, after: str, count: int) -> list[str]:
    """Return the local dates on which a plan runs after a Paris wall time."""
    found = islice(occurrences(plan, paris(after)), count)
    return [str(each.at.astimezone(ZoneInfo(plan.rule.zone)).date()) for each in found]


@pytest.mark.parametrize(
    ("night", "expected"),
    [
        ("2027-03-28", ["2027-03-27 01:30", "2027-03-28 01:30", "2027-03-29 00:30"]),  # 02:30 does not exist
        ("2026-10-25", ["2026-10-24 00:30", "2026-10-25 00:30", "2026-10-26 01:30"]),  # 02:30 exists twice
    ],
)
def test_on_the_nights_when_the_clocks_change_a_daily_round_runs_once(night: str, expected: list[str]) -> None:
    plan = Plan(rule=rule("FREQ=DAILY", "2026-01-01", time(2, 30)))
    before = datetime.combine(date.fromisoformat(night) - timedelta(days=1), time(), UTC)
    assert [f"{each.at:%Y-%m-%d %H:%M}" for each in islice(occurrences(plan, before), 3)] == expected


def test_over_the_autumn_change_the_wall_clock_stays_and_the_instant_moves() -> None:
    plan = Plan(rule=rule(WEEKDAYS, "2026-10-01"))
    found = islice(occurrences(plan, paris("2026-10-22 12:00")), 2)
    assert [each.at.isoformat() for each in found] == ["2026-10-23T07:00:00+00:00", "2026-10-26T08:00:00+00:00"]


def test_every_two_weeks_keeps_its_phase_over_the_new_year() -> None:
    plan = Plan(rule=rule("FREQ=WEEKLY;INTERVAL=2;BYDAY=MO", "2026-11-23"))
    assert slots(plan, "2026-11-23 09:00", 5) == ["2026-12-07", "2026-12-21", "2027-01-04", "2027-01-18", "2027-02-01"]


@pytest.mark.parametrize(
    ("on_holiday", "expected"),
    [
        ("skip", ["2027-03-15", "2027-04-12"]),
        ("next", ["2027-03-15", "2027-03-30", "2027-04-12"]),
        ("previous", ["2027-03-15", "2027-03-26", "2027-04-12"]),
    ],
)
def test_a_holiday_moves_one_date_and_leaves_the_phase(on_holiday: OnHoliday, expected: list[str]) -> None:
    plan = Plan(rule=rule("FREQ=WEEKLY;INTERVAL=2;BYDAY=MO", "2026-11-23"), off=DaysOff("FR"), on_holiday=on_holiday)
    assert slots(plan, "2027-03-14 00:00", len(expected)) == expected


def test_a_date_moved_onto_another_gives_way_to_it() -> None:
    plan = Plan(rule=rule(WEEKDAYS, "2026-11-23"), off=DaysOff("FR"), on_holiday="next")
    assert slots(plan, "2027-03-26 12:00", 2) == ["2027-03-30", "2027-03-31"]


@pytest.mark.parametrize(
    ("nth", "after", "expected"),
    [
        (-1, "2027-01-01 00:00", ["2027-01-29", "2027-02-26"]),
        (-1, "2027-10-01 00:00", ["2027-10-29"]),
        (5, "2026-05-01 00:00", ["2026-05-11"]),
        (1, "2027-05-01 00:00", ["2027-05-03"]),
    ],
)
def test_working_days_are_counted_without_holidays(nth: int, after: str, expected: list[str]) -> None:
    plan = Plan(rule=rule(MONTH, "2026-01-01", working=nth), off=DaysOff("FR"))
    assert slots(plan, after, len(expected)) == expected


@pytest.mark.parametrize(("code", "day"), [("FR", "2029-03-30"), ("FR-57", "2029-03-29"), ("FR-67", "2029-03-29")])
def test_the_last_working_day_of_march_2029_depends_on_the_department(code: str, day: str) -> None:
    plan = Plan(rule=rule(MONTH, "2026-01-01", working=-1), off=DaysOff(code))
    assert slots(plan, "2029-03-01 00:00", 1) == [day]


def test_a_month_with_too_few_working_days_has_no_nth() -> None:
    plan = Plan(rule=rule(MONTH, "2026-11-01", working=23))
    assert slots(plan, "2026-11-01 00:00", 2) == ["2026-12-31", "2027-03-31"]


def test_a_round_in_paris_is_at_another_hour_in_saint_pierre_et_miquelon() -> None:
    plan = Plan(rule=rule("FREQ=DAILY", "2027-03-01"))
    found = {each.slot: each.at for each in islice(occurrences(plan, paris("2027-03-01 00:00")), 30)}
    seen = [found[date(2027, 3, day)].astimezone(ZoneInfo("America/Miquelon")) for day in (10, 15, 29)]
    assert [f"{each:%H:%M}" for each in seen] == ["05:00", "06:00", "05:00"]


def test_day_31_passes_over_shorter_months_and_the_last_day_does_not() -> None:
    day_31 = Plan(rule=rule("FREQ=MONTHLY;BYMONTHDAY=31", "2026-11-01"))
    last = Plan(rule=rule("FREQ=MONTHLY;BYMONTHDAY=-1", "2026-11-01"))
    assert slots(day_31, "2026-11-01 00:00", 4) == ["2026-12-31", "2027-01-31", "2027-03-31", "2027-05-31"]
    assert slots(last, "2026-11-01 00:00", 4) == ["2026-11-30", "2026-12-31", "2027-01-31", "2027-02-28"]


def test_after_a_stop_one_round_opens_and_the_number_missed_is_known() -> None:
    plan = Plan(rule=rule(WEEKDAYS, "2026-11-01"))
    stop = missed(plan, paris("2026-11-18 09:00"), paris("2026-11-23 10:00"), timedelta(hours=8))
    assert stop.opens is not None
    assert (stop.opens.slot, stop.given_up) == (date(2026, 11, 23), 3)


def test_a_round_that_would_be_closed_already_is_not_opened_late() -> None:
    plan = Plan(rule=rule(WEEKDAYS, "2026-11-01"))
    stop = missed(plan, paris("2026-11-18 09:00"), paris("2026-11-21 10:00"), timedelta(hours=8))
    assert (stop.opens, stop.given_up) == (None, 3)


def test_a_date_passed_over_is_not_run() -> None:
    plan = Plan(rule=rule("FREQ=WEEKLY;BYDAY=MO", "2026-11-23"), skipped=frozenset({date(2026, 11, 30)}))
    assert slots(plan, "2026-11-23 09:00", 2) == ["2026-12-07", "2026-12-14"]


def test_the_end_is_the_last_day_on_which_a_rule_may_run() -> None:
    whole = rule(WEEKDAYS, "2026-11-23")
    ending = Plan(rule=Rule(text=whole.text, start=whole.start, zone=PARIS, until=date(2026, 11, 25)))
    assert slots(ending, "2026-11-23 09:00", 9) == ["2026-11-24", "2026-11-25"]


@pytest.mark.parametrize(
    "text",
    [
        "FREQ=DAILY;BYMONTH=2;BYMONTHDAY=30",
        "FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=31",
        "FREQ=DAILY;INTERVAL=7;BYDAY=TU",
    ],
)
def test_a_rule_that_never_comes_has_no_next(text: str) -> None:
    assert next_after(Plan(rule=rule(text, "2026-11-23")), paris("2026-11-23 00:00")) is None


def test_a_leap_day_comes_once_in_four_years() -> None:
    plan = Plan(rule=rule("FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=29", "2026-11-23"))
    assert slots(plan, "2026-11-23 00:00", 2) == ["2028-02-29", "2032-02-29"]


def test_a_wall_time_that_runs_past_midnight_does_not_make_two_rounds_of_one_day() -> None:
    zone = "America/Scoresbysund"  # there the clocks go from 23:00 on Saturday to Sunday's first minute
    plan = Plan(rule=rule("FREQ=DAILY", "2027-03-01", time(23, 30), zone=zone))
    found = [each.at.astimezone(ZoneInfo(zone)) for each in islice(occurrences(plan, paris("2027-03-27 00:00")), 4)]
    assert len({each.date() for each in found}) == 4


@pytest.mark.parametrize(
    ("text", "plain"),
    [
        ("freq=weekly", "FREQ=WEEKLY;BYDAY=MO"),
        ("BYDAY=MO;FREQ=WEEKLY;INTERVAL=1", "FREQ=WEEKLY;BYDAY=MO"),
        ("FREQ=MONTHLY", "FREQ=MONTHLY;BYMONTHDAY=23"),
        ("FREQ=YEARLY", "FREQ=YEARLY;BYMONTH=11;BYMONTHDAY=23"),
    ],
)
def test_a_rule_is_written_in_one_plain_form(text: str, plain: str) -> None:
    assert tidy(text, date(2026, 11, 23)) == plain


@pytest.mark.parametrize(
    "text", ["", "FREQ", "FREQ=WEEKLY;FREQ=DAILY", "FREQ=SOMETIMES", "FREQ=DAILY;BYEASTER=1", "FREQ=DAILY;BYDAY=XX",
             "FREQ=DAILY;INTERVAL=x", "FREQ=DAILY;INTERVAL=0"]
)  # fmt: skip
def test_what_is_no_rule_is_refused(text: str) -> None:
    with pytest.raises(Unruly):
        tidy(text, date(2026, 11, 23))


@pytest.mark.parametrize("freq", ["HOURLY", "MINUTELY", "SECONDLY"])
def test_more_than_once_a_day_is_refused_as_such(freq: str) -> None:
    with pytest.raises(TooOften):
        tidy(f"FREQ={freq}", date(2026, 11, 23))


def test_a_phase_begins_with_the_next_such_day() -> None:
    assert first_day(rule("FREQ=WEEKLY;INTERVAL=2;BYDAY=MO", "2026-11-23"), date(2026, 11, 24)) == date(2026, 11, 30)


@pytest.mark.parametrize(
    ("code", "known"),
    [
        ("FR", ("FR", None)),
        ("fr", ("FR", None)),
        ("FR-57", ("FR", "57")),
        ("FR-67", ("FR", "6AE")),
        ("FR-68", ("FR", "6AE")),
        ("FR-Bas-Rhin", ("FR", "6AE")),
        ("FR-Moselle", ("FR", "57")),
        ("FR-Martinique", ("FR", "972")),
        ("FR-972", ("FR", "972")),
        ("FR-Nouvelle-Calédonie", ("FR", "NC")),
        ("FR-988", ("FR", "NC")),
        ("FR-La Réunion", ("FR", "974")),
        ("FR-Réunion", ("FR", "974")),
        ("FR-75", ("FR", None)),
        ("FR-2A", ("FR", None)),
        ("FR-Paris", ("FR", None)),
        ("FR-rhone", ("FR", None)),
        ("FR-Nord", ("FR", None)),
        ("FR-Côtes d’Armor", ("FR", None)),
        ("DE-Paris", None),
        ("DE-BY", ("DE", "BY")),
        ("FR-00", None),
        ("FR-Atlantis", None),
        ("XX", None),
        ("France", None),
    ],
)
def test_holidays_are_named_by_country_and_region(code: str, known: tuple[str, str | None] | None) -> None:
    assert region(code) == known


def test_every_department_of_the_mainland_is_known_by_its_name() -> None:
    assert len(set(_DEPARTMENTS.split("|"))) == 96 - 3, "all but Moselle, Bas-Rhin and Haut-Rhin"
    assert {region(f"FR-{name}") for name in _DEPARTMENTS.split("|")} == {("FR", None)}


def test_a_team_adds_its_own_days_off() -> None:
    off = DaysOff("FR", frozenset({date(2027, 5, 7)}))
    assert [day in off for day in (date(2027, 5, 6), date(2027, 5, 7), date(2027, 5, 10))] == [True, True, False]
    assert date(2027, 5, 6) not in DaysOff()


def test_good_friday_depends_on_the_commune_in_alsace_and_moselle() -> None:
    assert [code for code in ("FR", "FR-57", "FR-67", "FR-Martinique") if is_local(code)] == ["FR-57", "FR-67"]


ZONES = (PARIS, "America/Martinique", "Pacific/Noumea", "America/Scoresbysund", "Africa/Casablanca", "Asia/Beirut")
RULES = st.one_of(
    st.builds("FREQ=DAILY;INTERVAL={}".format, st.integers(1, 20)),
    st.builds("FREQ=WEEKLY;INTERVAL={};BYDAY=MO,{}".format, st.integers(1, 4), st.sampled_from(("TU", "FR,SU"))),
    st.builds("FREQ=MONTHLY;INTERVAL={};BYDAY={}TH".format, st.integers(1, 3), st.sampled_from((1, 5, -1))),
    st.builds("FREQ=MONTHLY;BYMONTHDAY={}".format, st.integers(1, 31)),
    st.builds("FREQ=YEARLY;BYMONTH=3,10;BYMONTHDAY={}".format, st.integers(20, 31)),
    st.just("FREQ=WEEKLY;INTERVAL=3;BYDAY=SU;WKST=SU"),
)
INSTANTS = st.datetimes(datetime(2026, 1, 1), datetime(2031, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001
PLANS = st.builds(
    lambda text, start, at, zone, moves, working: Plan(
        rule=rule(MONTH if working else text, str(start), at, zone=zone, working=working),
        off=DaysOff("FR", frozenset({date(2027, 5, 7), date(2027, 5, 8)})),
        on_holiday=moves,
    ),
    RULES,
    st.dates(date(2025, 1, 1), date(2027, 12, 31)),
    st.times().map(lambda at: at.replace(second=0, microsecond=0)),
    st.sampled_from(ZONES),
    st.sampled_from(("skip", "next", "previous")),
    st.sampled_from((None, None, None, 1, 5, -1)),
)


@given(plan=PLANS, after=INSTANTS)
def test_the_next_is_strictly_later_and_no_local_day_has_two(plan: Plan, after: datetime) -> None:
    found = list(islice(occurrences(plan, after), 40))
    instants = [after, *(each.at for each in found)]
    assert all(later > earlier for earlier, later in pairwise(instants))
    days = [each.at.astimezone(ZoneInfo(plan.rule.zone)).date() for each in found]
    assert len(set(days)) == len(days)
    assert len({each.slot for each in found}) == len(found)


@given(plan=PLANS, after=INSTANTS)
def test_asking_one_by_one_gives_what_asking_for_all_gives(plan: Plan, after: datetime) -> None:
    found = list(islice(occurrences(plan, after), 12))
    now = after
    for each in found:
        step = next_after(plan, now)
        assert step == each
        now = step.at


@given(plan=PLANS, after=INSTANTS)
def test_no_round_falls_on_a_day_off(plan: Plan, after: datetime) -> None:
    for each in islice(occurrences(plan, after), 20):
        wall = each.at.astimezone(ZoneInfo(plan.rule.zone))
        assert wall.date() not in plan.off or wall.time() != plan.rule.at
