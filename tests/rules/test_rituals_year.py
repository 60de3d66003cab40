"""A year of a team in Paris with members in Martinique and Nouméa, played hour by hour with a clock that is given."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import holidays
import pytest

from handlers.effects import Whisper
from handlers.rituals.due import tick
from storage.records import PersonId
from storage.ritual_records import Round
from tests.rules.hearing import allowed
from tests.rules.polling import Polling, person, polling

PARIS = ZoneInfo("Europe/Paris")
TEAM = ("ana", "max", "leo")  # in Paris, Fort-de-France and Nouméa
ZONES = {"ana": "Europe/Paris", "max": "America/Martinique", "leo": "Pacific/Noumea"}
PLAN = (
    'ritual "Stand-up" every weekday at 9:30 --holidays FR --tz Europe/Paris --remind 30m --close-after 2h '
    "--rotate @ana @max @leo"
)


def wall(instant: datetime) -> datetime:
    return instant.astimezone(PARIS)


def working_days(first: date, count: int, off: set[date]) -> list[date]:
    """Reckon by hand what the rule says: Monday to Friday, holidays of France and the team's bridge left out."""
    days = (first + timedelta(days=step) for step in range(count))
    known = holidays.country_holidays("FR", years=[first.year, first.year + 1])
    return [day for day in days if day.weekday() < 5 and day not in known and day not in off]


def next_due(stage: Polling) -> datetime:
    due = stage.reading().next_due()
    assert due is not None
    return due


@pytest.fixture(scope="module")
def lived(tmp_path_factory: pytest.TempPathFactory) -> tuple[list[Round], list[tuple[datetime, PersonId, str]]]:
    """Plan the stand-up on 24 November 2026 and live a year: who answers is settled by the day."""
    told: list[tuple[datetime, PersonId, str]] = []
    with polling(tmp_path_factory.mktemp("year"), people=TEAM) as stage:
        for name, zone in ZONES.items():
            allowed(stage.type(name, f"settings timezone {zone}", place=name))
        allowed(stage.type("ana", PLAN))
        allowed(stage.type("ana", "yes"))
        allowed(stage.type("ana", "ritual holidays add 2027-05-07"))
        allowed(stage.type("ana", "ritual away @leo 2027-02-01..2027-02-12"))
        end = stage.now + timedelta(days=365)
        while (due := next_due(stage)) <= end:
            stage.now = max(due, stage.now)
            done = tick(stage.desk, stage.now, stage.judge.house)
            stage.desk.keep()
            for effect in done.effects if done else ():
                assert isinstance(effect, Whisper)
                told.append((stage.now, effect.to, effect.note.text))
            round_ = stage.desk.rituals.open_round(1)
            if round_ and round_.opened_at == stage.now:
                stage.type("ana", f'ritual answer 1: "done {round_.number}" "next" "nothing"')
                if round_.number % 2:
                    stage.type("max", f'ritual answer 1: "done {round_.number}"')
        rounds = sorted(stage.desk.rituals.latest(1, 1_000), key=lambda one: one.number)
    return rounds, told


def test_every_round_opens_once_at_the_right_instant_and_the_right_people_are_reminded(
    lived: tuple[list[Round], list[tuple[datetime, PersonId, str]]],
) -> None:
    rounds, told = lived
    days = working_days(date(2026, 11, 25), 365, {date(2027, 5, 7)})
    assert [one.day for one in rounds] == [str(day) for day in days][: len(rounds)]
    assert len(rounds) >= len(days) - 1
    opened = [wall(one.opened_at) for one in rounds if one.opened_at]
    assert {f"{at:%H:%M}" for at in opened} == {"09:30"}
    assert {f"{at.astimezone(UTC):%H:%M}" for at in opened} == {"08:30", "07:30"}  # winter and summer in Paris
    assert {f"{wall(one.closed_at):%H:%M}" for one in rounds if one.closed_at} == {"11:30"}

    by_day: dict[str, set[PersonId]] = {}
    for at, to, _words in told:
        assert f"{wall(at):%H:%M}" == "11:00"
        by_day.setdefault(str(wall(at).date()), set()).add(to)
    away = {str(date(2027, 2, day)) for day in range(1, 13)}
    for one in rounds:
        missing = set() if one.number % 2 else {person("max")}
        missing |= set() if one.day in away else {person("leo")}
        assert by_day.get(one.day, set()) == missing, one.day
    assert len(told) == sum(map(len, by_day.values())), "nobody is reminded twice"


def test_each_is_told_the_hour_in_their_own_zone(
    lived: tuple[list[Round], list[tuple[datetime, PersonId, str]]],
) -> None:
    _, told = lived
    winter = next(text for at, to, text in told if to == person("max") and wall(at).month == 1)
    summer = next(text for at, to, text in told if to == person("max") and wall(at).month == 7)
    assert "06:30 (America/Martinique)" in winter
    assert "05:30 (America/Martinique)" in summer
    assert any("21:30 (Pacific/Noumea)" in text for _, to, text in told if to == person("leo"))


def test_turns_go_round_and_pass_over_whoever_is_away(
    lived: tuple[list[Round], list[tuple[datetime, PersonId, str]]],
) -> None:
    rounds, _ = lived
    for before, one in pairwise(rounds):
        order = [person(name) for name in TEAM]
        assert before.facilitator is not None
        follows = order[(order.index(before.facilitator) + 1) % 3]
        if follows == person("leo") and "2027-02-01" <= one.day <= "2027-02-12":
            follows = person("ana")
        assert one.facilitator == follows, one.day
