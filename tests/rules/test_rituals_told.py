"""What rituals tell: lengths and trends, weather in a digest, a summary, a calendar."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from handlers.effects import Tell
from handlers.reporting.parts import Part, Span
from handlers.rituals.digest import trend_of
from handlers.rituals.look import read_results
from handlers.rituals.report import report
from handlers.rituals.words import length
from handlers.texts import Voice
from tests.rules.hearing import allowed
from tests.rules.polling import Polling
from tests.rules.ritual_stage import at, part, plan


@pytest.mark.parametrize(
    ("seconds", "words"), [(1800, "30 min"), (7200, "2 h"), (5400, "1 h 30 min"), (90_000, "1 day 1 h"), (0, "0 min")]
)
def test_a_length_of_time_is_said_shortly(seconds: int, words: str) -> None:
    assert length(Voice("en"), seconds) == words


@pytest.mark.parametrize(
    ("now", "before", "words"),
    [
        (4.5, 2.5, "better than 2.5"),
        (2.0, 3.0, "less than 3"),
        (3.0, 3.01, "as the time before"),
        (3.25, 3.2, "3.3 of 5, better than 3.2"),
        (3.0, None, "on average 3 of 5"),
        (None, 3.0, ""),
    ],
)
def test_a_trend_compares_with_the_time_before(now: float | None, before: float | None, words: str) -> None:
    found = trend_of(now, before, Voice("en"))
    assert words in found
    assert bool(found) == bool(words)


def test_a_weather_round_counts_skies_names_who_and_sets_passes_apart(stage: Polling) -> None:
    plan(stage, 'ritual "Weather" every weekday at 9:30 --template weather')
    at(stage, "2026-11-25 09:31")
    for name, sky in (("ana", 5), ("bob", 2)):
        allowed(stage.press(name, "vote", subject=1, picks=(sky,)))
    stage.submit("cleo", "ritual:answer:1:1", {"sky": (), "word": ""})
    at(stage, "2026-11-25 18:00")
    digest = part(stage, "digest:1")
    assert "☀️ sun: ana" in digest
    assert "1 passed" in digest
    assert "on average 3.5 of 5" in digest


def test_a_digest_tells_every_question_of_a_teams_own_template_and_means_of_scales_alone(stage: Polling) -> None:
    own = 'ritual template save "Pulse"\n- choice: Pace? slow / right / fast\n- rating: Energy?\n- text?: Else?'
    allowed(stage.type("ana", own))
    echo = plan(stage, 'ritual "Pulse" every weekday at 9:30 --template Pulse')
    assert "questions: Pace? · Energy? · Else?" in echo
    at(stage, "2026-11-25 09:31")
    allowed(stage.type("ana", 'ritual answer 1: 4 3 "fine"'))
    allowed(stage.type("bob", "ritual answer 1: 5 2"))
    at(stage, "2026-11-25 18:00")
    told = part(stage, "digest:1").splitlines()
    assert told[told.index("fast: ana") + 1] == "right: bob"
    assert told[told.index("Energy?") :][:3] == ["Energy?", "  5: bob", "  4: ana"]
    assert not any("on average" in line for line in told)
    assert "Pulse · Pace?" in part(stage, "round:1")


def test_next_dates_say_the_hour_of_a_reader_elsewhere_across_its_own_clock_changes(stage: Polling) -> None:
    stage.now = datetime(2027, 3, 9, 10, tzinfo=UTC)
    plan(stage, 'ritual "R" RRULE:FREQ=MONTHLY;BYMONTH=3;BYMONTHDAY=10,15,29 at 9:00 --tz Europe/Paris --holidays none')
    assert allowed(stage.type("bob", "ritual next")).endswith("29 March 2027 at 09:00 (Europe/Paris)")
    stage.type("bob", "settings timezone America/Miquelon", place="bob")
    lines = allowed(stage.type("bob", "ritual next")).splitlines()[1:]
    assert [line.partition(" · ")[2] for line in lines] == [
        f"{hour} (America/Miquelon)" for hour in ("05:00", "06:00", "05:00")
    ]
    stage.type("bob", "settings timezone Pacific/Honolulu", place="bob")
    first = allowed(stage.type("bob", "ritual next")).splitlines()[1]
    assert first.endswith("(Europe/Paris) · Tuesday 9 March 2027 at 22:00 (Pacific/Honolulu)")
    stage.type("bob", "settings timezone Europe/Madrid", place="bob")
    assert "Madrid" not in allowed(stage.type("bob", "ritual next")), "the clock shows the same there"


def test_results_name_the_rounds_before_by_their_days_in_full(stage: Polling) -> None:
    plan(stage)
    at(stage, "2026-11-26 18:00")
    (tell,) = stage.type("bob", "ritual results")
    assert isinstance(tell, Tell)
    note = read_results(stage.reading(), tell, stage.judge.house)
    assert "round of Wednesday 25 November 2026: 0 answers of 3 invited" in note.text


def test_a_rating_taken_away_where_it_was_given_leaves_what_was_answered_since(stage: Polling) -> None:
    plan(stage, 'ritual "Weather" every weekday at 9:30 --template weather')
    at(stage, "2026-11-25 09:31")
    allowed(stage.press("bob", "vote", subject=1, picks=(2,)))
    stage.submit("bob", "ritual:answer:1:1", {"sky": (5,), "word": ""})
    assert stage.press("bob", "vote", subject=1, instead=("e0",)) == ()
    at(stage, "2026-11-25 18:00")
    assert "☀️ sun: bob" in part(stage, "digest:1")


def test_a_summary_is_told_each_round_with_its_blockers(stage: Polling) -> None:
    plan(stage)
    at(stage, "2026-11-25 09:31")
    stage.type("bob", 'ritual answer 1: "done" "next" "no access"')
    stage.type("ana", 'ritual answer 1: "all of it" "more" "None."')
    at(stage, "2026-11-25 18:00")
    digest = part(stage, "digest:1")
    assert "What is in the way?\n  bob: no access\n" in digest
    assert "ana: all of it" in digest
    assert "None" not in digest
    span = Span(datetime(2026, 11, 25, tzinfo=UTC), datetime(2026, 11, 26, tzinfo=UTC))
    (found,) = report(stage.reading(), [stage.subject(1)], span, Voice("en")).parts
    assert isinstance(found, Part)
    assert (found.answered, found.invited, found.open) == (2, 3, False)
    assert [(one.text, one.who) for one in found.blockers] == [("no access", "bob")]


def test_a_calendar_is_asked_for_by_a_long_read(stage: Polling) -> None:
    plan(stage)
    (tell,) = stage.type("bob", "ritual calendar")
    assert isinstance(tell, Tell)
    assert b"SUMMARY:Stand-up" in stage.file((tell,)).content


def test_actions_that_came_of_a_ritual_stand_in_its_digest(stage: Polling) -> None:
    plan(stage)
    at(stage, "2026-11-25 09:31")
    allowed(stage.type("ana", 'action "Ask for access" @bob --from ritual 1'))
    at(stage, "2026-11-25 18:00")
    assert "still to be done:\n  2 · Ask for access" in part(stage, "digest:1")


def test_a_digest_lists_what_is_open_in_its_place_and_of_no_other(stage: Polling) -> None:
    plan(stage)
    for words in ('action "Water the plants"', 'action "Ask for access" --from ritual 1', 'action "Dropped"'):
        allowed(stage.type("ana", words))
    allowed(stage.type("ana", "action drop 4"))
    allowed(stage.type("leo", 'action "Of the attic"', "#attic"))
    at(stage, "2026-11-25 18:00")
    digest = part(stage, "digest:1")
    assert "still to be done:\n  3 · Ask for access\n  2 · Water the plants" in digest
    assert "Dropped" not in digest
    assert "attic" not in digest
    for number in range(6, 13):
        allowed(stage.type("ana", f'action "Another {number}"'))
    at(stage, "2026-11-26 18:00")
    assert "  11 · Another 11\n  and 1 other" in part(stage, "digest:2")


def test_a_weather_round_reports_its_numbers_beside_the_time_before(stage: Polling) -> None:
    plan(stage, 'ritual "Weather" every weekday at 9:30 --template weather')
    for day, sky in (("25", 2), ("26", 4)):
        at(stage, f"2026-11-{day} 09:31")
        stage.press("ana", "vote", subject=1, picks=(sky,))
    span = Span(datetime(2026, 11, 26, tzinfo=UTC), datetime(2026, 11, 27, tzinfo=UTC), running=True)
    found = report(stage.reading(), [stage.subject(1)], span, Voice("en")).parts[-1]
    assert found.open
    assert found.asked[0].counts == (0, 0, 0, 1, 0)
    assert found.before[0].counts == (0, 1, 0, 0, 0)
