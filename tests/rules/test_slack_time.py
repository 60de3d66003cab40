"""Slack's clock as it is told from here: nothing heard after a press is dated before it."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as some

from bot.slack.clock import LONGEST_WAY, SlackTime

NOON = datetime(2026, 11, 24, 12, tzinfo=UTC)
WRONG = some.floats(min_value=-86_400, max_value=86_400)
WAYS = some.lists(
    some.tuples(some.floats(min_value=0, max_value=2.9), some.floats(min_value=0.001, max_value=600)), min_size=1
)


def _seconds(seconds: float) -> timedelta:
    return timedelta(seconds=seconds)


@given(WRONG, WAYS)
def test_what_comes_after_a_press_is_later_than_it_and_never_later_than_it_is_at_slack(
    wrong: float, presses: list[tuple[float, float]]
) -> None:
    told, now, last = SlackTime(), NOON, NOON
    for way, passed in presses:
        pressed = now
        now += _seconds(way)
        told.heard(pressed, now + _seconds(wrong))
        last = max(last, pressed)
        now += _seconds(passed)
        at = told.at(now + _seconds(wrong))
        assert last < at <= now + timedelta(microseconds=5)


def test_a_clock_of_ours_that_is_set_right_is_believed_again() -> None:
    told = SlackTime()
    told.heard(NOON, NOON - _seconds(60))
    assert told.at(NOON - _seconds(50)) == NOON + _seconds(10)
    told.heard(NOON + _seconds(20), NOON + _seconds(21))
    assert told.at(NOON + _seconds(30)) == NOON + _seconds(29)
    assert _seconds(1) < LONGEST_WAY


def test_before_anything_is_heard_our_own_clock_is_all_there_is() -> None:
    assert SlackTime().at(NOON) == NOON
