"""A ritual's calendar, expanded by somebody else's library, gives our dates for two years."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta

import icalendar
import pytest
import recurring_ical_events
from hypothesis import given
from hypothesis import strategies as st

from handlers.rituals.calendar import AHEAD, Entry, calendar
from schedules.holidays import DaysOff
from schedules.occurrences import OnHoliday, Plan, occurrences
from schedules.recurrence import Rule, tidy

NOW = datetime(2026, 11, 23, 9, tzinfo=UTC)
SOON = NOW - timedelta(days=1)
START = datetime(2026, 11, 2, 9, 0)  # noqa: DTZ001 - wall time, as a rule has it
FRANCE = DaysOff("FR", frozenset({date(2027, 5, 7)}))
WAYS: tuple[OnHoliday, ...] = ("skip", "next", "previous")


def plan(
    text: str,
    *,
    start: datetime = START,
    zone: str = "Europe/Paris",
    working: int | None = None,
    until: date | None = None,
    on_holiday: OnHoliday = "skip",
    skipped: frozenset[date] = frozenset(),
) -> Plan:
    rule = Rule(text=tidy(text, start.date()), start=start, zone=zone, working=working, until=until)
    return Plan(rule=rule, off=FRANCE, on_holiday=on_holiday, skipped=skipped)


def shown(written: bytes) -> list[datetime]:
    """Return the instants that a calendar shows from yesterday on, as another program understands them."""
    end = NOW + AHEAD + timedelta(days=1)  # that library leaves out what begins at the end itself
    events = recurring_ical_events.of(icalendar.Calendar.from_ical(written)).between(SOON, end)
    instants = sorted(event["DTSTART"].dt.astimezone(UTC) for event in events)
    return [at for at in instants if SOON < at <= NOW + AHEAD]


def ours(made: Plan) -> list[datetime]:
    found = []
    for one in occurrences(made, SOON):
        if one.at > NOW + AHEAD:
            break
        found.append(one.at)
    return found


def written(made: Plan, title: str = "Stand-up") -> bytes:
    return calendar([Entry(uid="ritual-1@ritournelle", title=title, plan=made)], name="Ritournelle", now=NOW)


@pytest.mark.parametrize("on_holiday", WAYS)
@pytest.mark.parametrize(
    "text",
    [
        "FREQ=DAILY",
        "FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR",
        "FREQ=WEEKLY;INTERVAL=2;BYDAY=MO,TH",
        "FREQ=MONTHLY;BYDAY=-1FR",
        "FREQ=MONTHLY;BYMONTHDAY=31",
        "FREQ=MONTHLY;INTERVAL=3;BYDAY=-1FR",
        "FREQ=YEARLY;BYMONTH=5;BYMONTHDAY=1",
    ],
)
def test_a_rule_with_holidays_days_off_and_moved_dates(text: str, on_holiday: OnHoliday) -> None:
    made = plan(text, on_holiday=on_holiday)
    assert shown(written(made)) == ours(made)


@pytest.mark.parametrize("working", [1, 5, -1])
def test_an_nth_working_day_which_no_rule_of_theirs_can_say(working: int) -> None:
    made = plan("FREQ=MONTHLY;BYDAY=MO,TU,WE,TH,FR", working=working)
    assert len(ours(made)) == 24
    assert shown(written(made)) == ours(made)


def test_a_wall_time_in_the_gap_and_one_that_exists_twice() -> None:
    made = plan("FREQ=DAILY", start=datetime(2026, 11, 2, 2, 30))  # noqa: DTZ001 - wall time
    assert shown(written(made)) == ours(made)


def test_a_single_date_a_counted_rule_an_end_and_a_date_passed_over() -> None:
    for made in (
        plan("FREQ=DAILY;COUNT=1", start=datetime(2026, 12, 2, 9, 0)),  # noqa: DTZ001 - wall time
        plan("FREQ=DAILY;COUNT=40"),
        plan("FREQ=WEEKLY;BYDAY=MO", until=date(2027, 3, 1)),
        plan("FREQ=WEEKLY;BYDAY=MO", skipped=frozenset({date(2026, 11, 30)})),
    ):
        assert ours(made)
        assert shown(written(made)) == ours(made)


def test_what_runs_no_more_is_left_out_and_an_empty_calendar_is_one() -> None:
    over = plan("FREQ=WEEKLY;BYDAY=MO", until=date(2026, 11, 9))
    entries = [Entry(uid="1", title="Over", plan=over), Entry(uid="2", title="On", plan=plan("FREQ=DAILY"))]
    both = calendar(entries, name="x", now=NOW)
    assert b"Over" not in both
    assert b"On" in both
    assert shown(calendar([], name="x", now=NOW)) == []


def test_a_title_stays_a_title() -> None:
    title = "Café, thé; \\n\r\nEND:VEVENT\r\nBEGIN:VEVENT"
    (event,) = icalendar.Calendar.from_ical(written(plan("FREQ=DAILY"), title)).events
    assert "Café, thé;" in str(event["SUMMARY"])
    assert set(event) <= {"UID", "SUMMARY", "DTSTAMP", "DTSTART", "DURATION", "RRULE", "EXDATE", "RDATE"}


@given(
    text=st.builds("FREQ={};INTERVAL={}".format, st.sampled_from(["DAILY", "WEEKLY", "MONTHLY"]), st.integers(1, 4)),
    at=st.times().map(lambda found: found.replace(second=0, microsecond=0)),
    first=st.dates(date(2025, 1, 1), date(2027, 6, 1)),
    zone=st.sampled_from(["Europe/Paris", "America/Martinique", "Pacific/Noumea", "America/Miquelon"]),
    on_holiday=st.sampled_from(WAYS),
)
def test_any_rule_gives_the_same_dates(text: str, at: time, first: date, zone: str, on_holiday: OnHoliday) -> None:
    made = plan(text, start=datetime.combine(first, at), zone=zone, on_holiday=on_holiday)
    assert shown(written(made)) == ours(made)
