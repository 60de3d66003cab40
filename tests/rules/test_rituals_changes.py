"""Rituals that change: what follows is new, what was opened stays as it was, and a refusal says the mend."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from handlers.effects import Show
from handlers.reporting.export import Table
from handlers.rituals.report import tables
from handlers.texts import Voice
from tests.rules.hearing import allowed, no
from tests.rules.polling import Polling, person
from tests.rules.ritual_stage import DAILY, at, last, part, plan, ritual


def test_only_its_creator_or_a_facilitator_may_change_it(stage: Polling) -> None:
    plan(stage)
    for verb in ("pause", "resume", "skip", "run", "edit 1 every monday at 9:00"):
        assert "Only ana" in no(stage.type("bob", f"ritual {verb}"))


def test_pausing_twice_and_resuming_what_runs_are_refused(stage: Polling) -> None:
    plan(stage)
    assert "is not paused" in no(stage.type("ana", "ritual resume"))
    allowed(stage.type("ana", "ritual pause"))
    assert "already" in no(stage.type("ana", "ritual pause"))
    assert no(stage.type("ana", "ritual skip")) == "Ritual 1 is paused; to go on: ritual resume 1"
    assert "paused" in allowed(stage.type("ana", "ritual next"))
    assert "paused" in allowed(stage.type("ana", "ritual list"))


def test_an_edit_without_other_dates_counts_at_once(stage: Polling) -> None:
    plan(stage)
    assert "Say what is to change" in no(stage.type("ana", "ritual edit 1"))
    allowed(stage.type("ana", 'ritual edit 1 "Daily" --remind 10m --with @bob'))
    assert stage.subject(1).title == "Daily"
    assert stage.subject(1).restricted
    assert ritual(stage).remind == 600
    assert [one.person for one in stage.desk.rituals.participants(1)] == [person("bob")]


def test_an_open_round_bears_a_new_title_at_once(stage: Polling) -> None:
    plan(stage)
    at(stage, "2026-11-25 09:31")
    effects = stage.type("ana", 'ritual edit 1 "Daily"')
    assert Show(subject=1, part="round:1") in effects
    assert "Daily" in part(stage, "round:1")


@pytest.mark.parametrize("hour", ["at 18:00", "18h", "à 18 heures", "6pm"])
def test_an_hour_alone_keeps_the_days(stage: Polling, hour: str) -> None:
    plan(stage)
    at(stage, "2026-11-25 09:31")
    words = allowed(stage.type("ana", f"ritual edit 1 {hour}"))
    assert "every weekday at 18:00" in words
    assert "Wednesday 25 November" not in words  # it has met that day
    allowed(stage.type("ana", "yes"))
    assert ritual(stage).start.endswith("T18:00")
    assert "at 18:00" in allowed(stage.type("ana", "ritual next"))
    assert "not a recurrence" in no(stage.type("ana", "ritual edit 1 at midnight"))


def test_an_edit_changes_what_follows_and_not_the_day_that_was_met(stage: Polling) -> None:
    plan(stage)
    at(stage, "2026-11-25 09:31")
    words = allowed(stage.type("ana", "ritual edit 1 every day at 18:00 --until 2026-12-24"))
    assert "Wednesday 25 November" not in words
    assert "Thursday 26 November 2026 at 18:00" in words
    allowed(stage.type("ana", "yes"))
    assert (ritual(stage).rounds, ritual(stage).until) == (1, "2026-12-24")
    allowed(stage.type("ana", "ritual edit 1 --tz Asia/Tokyo"))
    allowed(stage.type("ana", "yes"))
    assert ritual(stage).next_at == datetime(2026, 11, 26, 9, tzinfo=UTC)


def test_another_zone_brings_no_second_round_on_the_day_that_was_met(stage: Polling) -> None:
    plan(stage)
    at(stage, "2026-11-25 09:31")
    closes = last(stage).closes_at
    words = allowed(stage.type("ana", "ritual edit 1 --tz America/Martinique"))
    assert "Wednesday 25 November" not in words
    assert "Thursday 26 November 2026 at 09:30 (America/Martinique)" in words
    allowed(stage.type("ana", "yes"))
    assert last(stage).closes_at == closes
    at(stage, "2026-11-26 13:31")
    assert [one.day for one in stage.desk.rituals.latest(1, 3)] == ["2026-11-26", "2026-11-25"]


def test_an_edit_that_cannot_be_read_changes_nothing(stage: Polling) -> None:
    plan(stage)
    before = ritual(stage)
    assert "is not a recurrence" in no(stage.type("ana", "ritual edit 1 whenever at 9:00"))
    assert ritual(stage) == before


def test_running_now_leaves_the_planned_dates(stage: Polling) -> None:
    plan(stage)
    before = ritual(stage).next_at
    allowed(stage.type("ana", "ritual run"))
    assert last(stage).slot.startswith("run:")
    assert ritual(stage).next_at == before
    assert "open already" in no(stage.type("ana", "ritual run"))


def test_swapping_and_passing_over_need_a_turn(stage: Polling) -> None:
    plan(stage, f"{DAILY} --rotate @ana @bob")
    assert "Name the two" in no(stage.type("ana", "ritual swap"))
    assert "is cleo’s" in no(stage.type("ana", "ritual swap @ana @cleo"))
    assert "Only ana" in no(stage.type("cleo", "ritual swap @ana @bob"))
    assert "bob, ana" in allowed(stage.type("bob", "ritual swap @ana"))
    assert "ana, bob" in allowed(stage.type("bob", "ritual skip me"))
    assert "No turn" in no(stage.type("cleo", "ritual skip me"))


def test_deleting_takes_its_rounds_along(stage: Polling) -> None:
    plan(stage)
    at(stage, "2026-11-25 09:31")
    allowed(stage.type("ana", "ritual delete 1"))
    allowed(stage.type("ana", "yes"))
    assert stage.desk.rituals.get(1) is None
    assert stage.reading().next_due() is None
    assert "deleted" in part(stage, "round:1")


def test_a_round_that_is_open_keeps_its_questions_when_the_ritual_gets_others(stage: Polling) -> None:
    plan(stage)
    at(stage, "2026-11-25 10:00")
    allowed(stage.type("bob", 'ritual answer 1: "Tests"'))
    allowed(stage.type("ana", "ritual edit 1 --template weather"))
    assert "What is done?" in part(stage, "round:1")
    allowed(stage.type("cleo", 'ritual answer 1: "Docs" "Rest" "No access"'))
    at(stage, "2026-11-25 20:00")
    assert part(stage, "digest:1").splitlines()[2:] == [
        "What is in the way?",
        "  cleo: No access",
        "What is done?",
        "  bob: Tests",
        "  cleo: Docs",
        "What is next?",
        "  cleo: Rest",
        "2 answers of 3 invited",
    ]
    at(stage, "2026-11-26 10:00")
    assert "What is your weather?" in part(stage, "round:2")
    allowed(stage.type("bob", 'ritual answer 1: 4 "Fine"'))
    allowed(stage.type("ana", "ritual edit 1 --template review"))
    assert "What is done?" in part(stage, "digest:1")
    assert "What is your weather?" in part(stage, "round:2")


def test_an_export_has_a_column_for_each_question_that_its_rounds_asked(stage: Polling) -> None:
    plan(stage)
    at(stage, "2026-11-25 10:00")
    allowed(stage.type("bob", 'ritual answer 1: "Tests"'))
    allowed(stage.type("ana", "ritual edit 1 --template weather"))
    at(stage, "2026-11-26 10:00")
    allowed(stage.type("bob", 'ritual answer 1: 4 "Fine"'))
    subject = stage.desk.subject(1)
    assert subject is not None
    (table,) = tables(stage.reading(), subject, (1, 2), Voice("en", "Europe/Paris"))
    assert isinstance(table, Table)
    assert table.head[2:] == (
        "What is done?",
        "What is next?",
        "What is in the way?",
        "What is your weather?",
        "In one word?",
    )
    first, second = table.rows
    assert first[2:] == ("Tests", "", "", "", "")
    assert second[2:] == ("", "", "", "🌤️ bright spells", "Fine")


def test_a_mean_is_not_compared_with_that_of_another_question(stage: Polling) -> None:
    plan(stage, f"{DAILY} --template weather")
    at(stage, "2026-11-25 10:00")
    allowed(stage.type("bob", "ritual answer 1: 2"))
    allowed(stage.type("ana", 'retex template save "Pace"\n- choice: Pace? slow / right / fast'))
    allowed(stage.type("ana", 'ritual edit 1 --template "Pace"'))
    at(stage, "2026-11-26 10:00")
    allowed(stage.type("bob", "ritual answer 1: 3"))
    assert "the time before" not in part(stage, "digest:2")


def test_turns_end_with_none(stage: Polling) -> None:
    plan(stage, f"{DAILY} --rotate @bob @cleo")
    allowed(stage.type("ana", "ritual edit 1 --rotate none"))
    assert ritual(stage).rotation == ()
    allowed(stage.type("ana", "rituel modifier 1 --tour @bob"))
    allowed(stage.type("ana", "rituel modifier 1 --tour aucun"))
    assert ritual(stage).rotation == ()


@pytest.mark.parametrize("typed", ["ritual swap @bob @cleo", "ritual skip me"])
def test_where_nobody_takes_turns_it_says_how_that_begins(stage: Polling, typed: str) -> None:
    plan(stage)
    assert "ritual edit 1 --rotate @alice @bob" in no(stage.type("ana", typed))


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ("ritual Daily chat every monday at 9:00", 'for example: ritual "Daily chat" every monday at 9:00'),
        ("ritual Daily whenever", 'ritual "Daily whenever" every weekday at 9:30'),
        ('ritual "X" every monday at 9:00 --tz Mars/Base', "--tz Europe/Paris"),
        ('ritual "X" every monday at 9:00 --tz Europe/Pari', "--tz Europe/Paris"),
        ('ritual "X" every monday at 9:00 --tz America/Noumea', "--tz Pacific/Noumea"),
        ('ritual "X" every monday at 9:00 --tz martinique', "--tz America/Martinique"),
        ("ritual show 9", "type “ritual list” to see"),
        ("ritual answer 9: 4", "type “ritual list” to see"),
        ("poll show 9", "type “poll list” to see"),
        ("ritual holidays add", "ritual holidays add 2027-05-07"),
    ],
)
def test_a_mistake_is_answered_by_what_was_most_likely_meant(stage: Polling, typed: str, words: str) -> None:
    assert words in no(stage.type("ana", typed))
