"""Rituals as people meet them: planned, refused, changed, joined, left; what a stop, a lost place and an absence do."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as some

from handlers.effects import Effect, Post, Tell
from handlers.events import Back, Command, Gone
from handlers.language.absences import read_absence
from handlers.language.mistakes import Mistake
from handlers.people.house import House
from handlers.reporting.parts import Part, Span
from handlers.rituals.digest import trend_of
from handlers.rituals.due import tick
from handlers.rituals.report import report
from handlers.rituals.rotation import put_off, swapped, take_turn
from handlers.rituals.words import length
from handlers.texts import Voice
from storage.records import Status
from storage.ritual_records import Paused, Ritual, Round
from tests.rules.hearing import allowed, no, said
from tests.rules.polling import Polling, person, polling

DAILY = 'ritual "Stand-up" every weekday at 9:30'
PEOPLE = ("ana", "bob", "cleo")


@pytest.fixture
def stage(tmp_path: Path) -> Iterator[Polling]:
    """Begin on Tuesday 24 November 2026, noon UTC, in a house that keeps the holidays of Moselle."""
    with polling(tmp_path, House(holidays="FR-57"), PEOPLE) as open_stage:
        yield open_stage


def plan(stage: Polling, text: str = DAILY) -> str:
    words = allowed(stage.type("ana", text))
    allowed(stage.type("ana", "yes"))
    return words


def ritual(stage: Polling, number: int = 1) -> Ritual:
    held = stage.desk.rituals.get(number)
    assert held is not None
    return held


def last(stage: Polling, number: int = 1) -> Round:
    return stage.desk.rituals.latest(number)[0]


def at(stage: Polling, when: str) -> tuple[Effect, ...]:
    """Go to an instant, stopping at each at which something is due."""
    goal = datetime.fromisoformat(when).replace(tzinfo=UTC)
    effects: tuple[Effect, ...] = ()
    while (due := stage.reading().next_due()) is not None and due <= goal:
        effects += beat(stage, max(due, stage.now))
    stage.now = goal
    return effects


def beat(stage: Polling, now: datetime) -> tuple[Effect, ...]:
    stage.now = now
    done = tick(stage.desk, now, stage.judge.house)
    stage.desk.keep()
    assert not (done and done.failed)
    return done.effects if done else ()


def part(stage: Polling, name: str) -> str:
    card = stage.judge.draw(stage.reading(), 1, stage.where("#team").id, name)
    assert card is not None
    return "\n".join((" · ".join(card.header), card.title, *card.notes))


# --- planned


def test_it_keeps_the_holidays_of_the_house_unless_it_says_otherwise(stage: Polling) -> None:
    assert "Good Friday depends on the commune" in plan(stage)
    assert ritual(stage).holidays == "FR-57"
    plan(stage, 'ritual "Other" every weekday at 9:30 --holidays none')
    assert ritual(stage, 2).holidays == ""


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ('ritual "X"', "When it comes back is missing"),
        ("ritual Stand-up every weekday at 9:30", "When it comes back is missing"),
        ('ritual "" every weekday at 9:30', "title"),
        (f'ritual "{"x" * 201}" every weekday at 9:30', "200 are the most"),
        ('ritual "X" every monday', "says no hour"),
        ('ritual "X" every monday at 9:00 until 24 November 2026', "no date ahead"),
        ('ritual "X" every monday at 9:00 --until yesterday', "past"),
        ('ritual "X" every monday at 9:00 --holidays FR-Atlantis', "--holidays FR, FR-57"),
        ('ritual "X" every monday at 9:00 --on-holiday dance', "skip, next or previous"),
        ('ritual "X" every monday at 9:00 --remind 9h', "is shorter"),
        ('ritual "X" every monday at 9:00 --remind soon', "length of time"),
        ('ritual "X" every monday at 9:00 --close-after 60 days', "too short or too long"),
        ('ritual "X" every monday at 9:00 --tz Mars/Olympus', "There is no time zone"),
        ('ritual "X" every monday at 9:00 --template bingo', "There is no template"),
        ('ritual "X" every monday at 9:00 --rotate @zoe', "not a member of #team"),
    ],
)
def test_what_cannot_be_planned_is_refused_and_nothing_is_stored(stage: Polling, typed: str, words: str) -> None:
    assert words in no(stage.type("ana", typed))
    assert "No question" in no(stage.type("ana", "yes"))
    assert stage.desk.subject(1) is None
    assert stage.desk.person(person("zoe")) is None


def test_a_yes_looks_again_at_what_was_true(stage: Polling) -> None:
    allowed(stage.type("bob", DAILY))
    plan(stage)
    assert "is called “Stand-up” already" in no(stage.type("bob", "yes"))
    allowed(stage.type("bob", 'ritual "Once" tomorrow at 9:00'))
    stage.now += timedelta(minutes=50)
    allowed(stage.type("bob", "yes"))
    assert ritual(stage, 2).next_at == datetime(2026, 11, 25, 9, tzinfo=UTC)


def test_it_is_planned_by_form_and_its_mistakes_stand_beside_their_fields(stage: Polling) -> None:
    form = f"ritual:new:{stage.where('#team').id}"
    (wrong,) = stage.submit("ana", form, {"title": "Weather", "when": "sometimes"})
    assert "when" in getattr(wrong, "errors", {})
    allowed(stage.submit("ana", form, {"title": "Weather", "when": "every monday at 9:00", "template": (2,)}))
    allowed(stage.type("ana", "yes"))
    assert ritual(stage).template == "weather"


def test_in_a_direct_chat_it_says_where_to_plan_one(stage: Polling) -> None:
    assert "#team" in no(stage.type("ana", DAILY, place="ana"))


# --- its rounds


def test_a_round_asks_the_members_there_are_when_it_opens(stage: Polling) -> None:
    plan(stage)
    at(stage, "2026-11-25 09:31")
    assert last(stage).day == "2026-11-25"
    stage.type("dan", 'ritual answer 1: "done"')
    turnout = stage.desk.rituals.turnout(1, last(stage).number)
    assert {str(one) for one in turnout.asked} == {str(person(name)) for name in (*PEOPLE, "dan")}


def test_for_some_people_only_nobody_else_is_asked_or_heard(stage: Polling) -> None:
    plan(stage, f"{DAILY} --with @bob @cleo")
    at(stage, "2026-11-25 09:31")
    assert "only for those" in no(stage.type("ana", 'ritual answer 1: "done"'))
    allowed(stage.type("ana", "ritual join 1"))
    allowed(stage.type("ana", 'ritual answer 1: "done"'))
    allowed(stage.type("cleo", "ritual leave 1"))
    turnout = stage.desk.rituals.turnout(1, last(stage).number)
    assert set(turnout.asked) == {person("ana"), person("bob")}
    assert "already" in allowed(stage.type("bob", "ritual join 1"))


def test_a_single_date_ends_the_ritual_with_its_round(stage: Polling) -> None:
    plan(stage, 'ritual "Once" tomorrow at 9:00')
    at(stage, "2026-11-25 18:00")
    assert stage.subject(1).status is Status.CLOSED
    assert "#team · ritual 1 · digest" in part(stage, "digest:1")
    assert "ended" in stage.card(1)[0]
    assert "has ended" in no(stage.type("ana", "ritual pause 1"))


def test_a_longer_round_is_closed_by_the_next_one(stage: Polling) -> None:
    plan(stage, f"{DAILY} --close-after 3 days")
    at(stage, "2026-11-26 09:30")
    first, second = reversed(stage.desk.rituals.latest(1, 2))
    assert first.closed_at == second.opened_at == datetime(2026, 11, 26, 9, 30, tzinfo=UTC)


def test_after_a_stop_the_latest_round_opens_and_the_number_missed_is_said(stage: Polling) -> None:
    plan(stage)
    beat(stage, datetime(2026, 12, 1, 10, tzinfo=UTC))
    assert (last(stage).day, last(stage).missed) == ("2026-12-01", 4)
    assert "4 rounds before this one were missed" in part(stage, "round:1")
    assert last(stage).closes_at == datetime(2026, 12, 1, 17, 30, tzinfo=UTC)
    assert len(stage.desk.rituals.latest(1, 9)) == 1


def test_a_round_too_old_is_given_up_and_that_is_said(stage: Polling) -> None:
    plan(stage)
    effects = beat(stage, datetime(2026, 11, 28, 10, tzinfo=UTC))
    (post,) = effects
    assert isinstance(post, Post)
    assert "3 rounds were missed" in post.note.text
    assert "Monday 30 November 2026 at 09:30" in post.note.text
    assert stage.desk.rituals.latest(1) == ()


def test_a_ritual_whose_dates_cannot_be_reckoned_keeps_no_other_from_its_hour(stage: Polling) -> None:
    plan(stage)
    plan(stage, 'ritual "Other" every weekday at 9:30')
    stage.desk.rituals.put(replace(ritual(stage), zone="Mars/Olympus"))
    stage.desk.keep()
    done = tick(stage.desk, datetime(2026, 11, 25, 9, 30, tzinfo=UTC), stage.judge.house)
    assert done is not None
    assert list(done.failed) == [1]
    assert last(stage, 2).number == 1


def test_a_lost_place_pauses_its_rituals_and_being_back_is_the_end_of_a_stop(stage: Polling) -> None:
    plan(stage)
    stage.decide(Gone(id="gone", at=stage.now, place=stage.where("#team").id, mend="/invite @bot"))
    assert ritual(stage).paused is Paused.PLACE_LOST
    assert at(stage, "2026-11-26 10:00") == ()
    stage.decide(Back(id="back", at=stage.now, where=stage.where("#team")))
    beat(stage, stage.now)
    assert (last(stage).day, last(stage).missed) == ("2026-11-26", 1)


def test_a_late_answer_is_told_in_the_digest_until_the_next_round(stage: Polling) -> None:
    plan(stage)
    at(stage, "2026-11-25 18:00")
    effects = stage.type("bob", 'ritual answer 1: "done" "next" "stuck"')
    assert "late" in said(effects)
    assert "bob (late): stuck" in part(stage, "digest:1")
    assert "1 late answer has been added" in part(stage, "digest:1")


def test_an_answer_taken_back_is_gone_from_the_round(stage: Polling) -> None:
    plan(stage)
    at(stage, "2026-11-25 09:31")
    stage.type("bob", 'ritual answer 1: "done"')
    allowed(stage.press("bob", "withdraw", subject=1))
    assert "0 answers of 3" in part(stage, "round:1")
    assert stage.press("bob", "answer", subject=1)
    assert "No question here is answered with a number" in no(stage.press("bob", "vote", subject=1, picks=(1,)))


def test_before_the_first_round_nothing_is_open(stage: Polling) -> None:
    plan(stage)
    assert "has opened yet" in no(stage.type("bob", 'ritual answer 1: "done"'))
    assert "No round" in no(stage.type("ana", "ritual remind"))
    assert "no round yet" in stage.told(stage.type("ana", "ritual results"))


def test_reminding_by_hand_nudges_those_missing_and_only_who_may(stage: Polling) -> None:
    plan(stage)
    at(stage, "2026-11-25 09:31")
    stage.type("bob", 'ritual answer 1: "done"')
    assert "Only ana" in no(stage.type("bob", "ritual remind"))
    assert "2 people were reminded" in said(stage.type("ana", "ritual remind"))
    for name in ("ana", "cleo"):
        stage.type(name, 'ritual answer 1: "done"')
    assert "Everybody" in said(stage.type("ana", "ritual remind"))


def test_results_tell_the_turnout_of_the_rounds_before(stage: Polling) -> None:
    plan(stage)
    at(stage, "2026-11-26 18:00")
    told = stage.told(stage.type("bob", "ritual results"))
    assert "digest of Thursday 26 November 2026" in told
    assert "0 answers of 3 invited" in told
    assert "ritual 1 · planned" in stage.told(stage.type("bob", "ritual show 1", place="bob"))


# --- changed


def test_only_its_creator_or_a_facilitator_may_change_it(stage: Polling) -> None:
    plan(stage)
    for verb in ("pause", "resume", "skip", "run", "edit 1 every monday at 9:00"):
        assert "Only ana" in no(stage.type("bob", f"ritual {verb}"))


def test_pausing_twice_and_resuming_what_runs_are_refused(stage: Polling) -> None:
    plan(stage)
    assert "is not paused" in no(stage.type("ana", "ritual resume"))
    allowed(stage.type("ana", "ritual pause"))
    assert "already" in no(stage.type("ana", "ritual pause"))
    assert "no date ahead to skip" in no(stage.type("ana", "ritual skip"))
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


# --- days off and absences


def test_a_days_off_move_the_next_date_and_back(stage: Polling) -> None:
    plan(stage)
    allowed(stage.type("ana", "ritual holidays add 25 November 2026"))
    assert ritual(stage).next_slot == "2026-11-26"
    assert "Wednesday 25 November 2026" in allowed(stage.type("bob", "ritual holidays"))
    assert "Only a facilitator" in no(stage.type("bob", "ritual holidays remove 2026-11-25"))
    allowed(stage.type("ana", "ritual holidays remove 2026-11-25"))
    assert ritual(stage).next_slot == "2026-11-25"
    assert "no day off" in no(stage.type("ana", "ritual holidays remove 2026-11-25"))
    assert "may be added" in no(stage.type("ana", "ritual holidays dance"))
    assert "date or a time" in no(stage.type("ana", "ritual holidays add someday"))
    assert "belong to a place" in no(stage.type("ana", "ritual holidays list", place="ana"))


def test_an_absence_is_said_listed_and_ended(stage: Polling) -> None:
    plan(stage)
    assert "Nobody here is away" in allowed(stage.type("bob", "ritual away"))
    assert "ana says that you are away" in said(stage.type("ana", "ritual away @bob 2026-11-25"))
    assert "bob · on Wednesday 25 November 2026" in allowed(stage.type("ana", "ritual away"))
    at(stage, "2026-11-25 09:31")
    assert "excused: bob" in part(stage, "round:1")
    allowed(stage.type("bob", "ritual away none"))
    assert "excused" not in part(stage, "round:1")
    assert "names no days" in no(stage.type("bob", "ritual away for a while"))
    assert "belongs to a place" in no(stage.type("bob", "ritual away tomorrow", place="bob"))


def test_erasure_leaves_nothing_of_somebody(stage: Polling) -> None:
    plan(stage, f"{DAILY} --rotate @ana @bob --with @ana @bob")
    allowed(stage.type("bob", "ritual away 2026-12-01"))
    at(stage, "2026-11-25 09:31")
    stage.desk.erase_person(person("bob"))
    held = stage.reading().personal_data(person("bob"))
    assert not any(rows for meaning, rows in held.items() if meaning != "asked"), held
    assert ritual(stage).rotation == (person("ana"),)


NOW = datetime(2026, 11, 24, 12, tzinfo=UTC)


@pytest.mark.parametrize(
    ("typed", "first", "final"),
    [
        ("2026-12-20..2027-01-03", "2026-12-20", "2027-01-03"),
        ("20 décembre..3 janvier", "2026-12-20", "2027-01-03"),
        ("du 20 au 24 décembre", "2026-12-20", "2026-12-24"),
        ("from 20 December to 3 January", "2026-12-20", "2027-01-03"),
        ("jusqu'au 3 janvier", "2026-11-24", "2027-01-03"),
        ("until friday", "2026-11-24", "2026-11-27"),
        ("tomorrow", "2026-11-25", "2026-11-25"),
        ("vendredi", "2026-11-27", "2026-11-27"),
        ("next week", "2026-11-30", "2026-12-06"),
        ("semaine prochaine", "2026-11-30", "2026-12-06"),
        ("décembre", "2026-12-01", "2026-12-31"),
        ("février", "2027-02-01", "2027-02-28"),
        ("august 2027", "2027-08-01", "2027-08-31"),
    ],
)
def test_days_of_an_absence(typed: str, first: str, final: str) -> None:
    assert read_absence(typed, NOW, "Europe/Paris") == (date.fromisoformat(first), date.fromisoformat(final))


@pytest.mark.parametrize(
    ("typed", "key"),
    [
        ("2027-01-03..2026-12-20", "absence"),
        ("someday..never", "absence"),
        ("tomorrow..never", "absence"),
        ("someday..tomorrow", "absence"),
        ("until never", "absence"),
        ("2026-12-01..2036-12-01", "absence"),
        ("2026-02-30..2026-03-01", "absence"),
        ("2020-01-01..2020-01-03", "moment_past"),
        ("last week", "moment_past"),
        ("", "absence"),
    ],
)
def test_what_names_no_days_ahead_is_refused(typed: str, key: str) -> None:
    found = read_absence(typed, NOW, "Europe/Paris")
    assert isinstance(found, Mistake)
    assert found.key == key


# --- turns


@given(some.permutations("abcde"), some.lists(some.sets(some.sampled_from("abcde")), min_size=1, max_size=30))
def test_turns_go_to_whoever_is_there_and_nobody_is_lost(order: list[str], away: list[set[str]]) -> None:
    turns = tuple(order)
    for absent in away:
        turn = take_turn(turns, absent)
        assert turn.who not in absent
        assert (turn.who is None) == (absent == set("abcde"))
        assert sorted(turn.order) == sorted(order)
        turns = turn.order


@given(some.permutations("abcd"))
def test_with_everybody_there_each_has_as_many_turns(order: list[str]) -> None:
    turns, had = tuple(order), []
    for _ in range(8):
        who, turns = take_turn(turns, ())
        had.append(who)
    assert had == [*order, *order]


def test_swaps_and_turns_put_off() -> None:
    assert swapped("abc", "a", "c") == ("c", "b", "a")
    assert put_off("abc", "a") == ("b", "a", "c")
    assert put_off("abc", "c") == ("c", "b", "a")


# --- told


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
    at(stage, "2026-11-25 18:00")
    span = Span(datetime(2026, 11, 25, tzinfo=UTC), datetime(2026, 11, 26, tzinfo=UTC))
    (found,) = report(stage.reading(), [stage.subject(1)], span, Voice("en")).parts
    assert isinstance(found, Part)
    assert (found.answered, found.invited, found.open) == (1, 3, False)
    assert [(one.text, one.who) for one in found.blockers] == [("no access", "bob")]


def test_a_calendar_is_asked_for_by_a_long_read(stage: Polling) -> None:
    plan(stage)
    (tell,) = stage.type("bob", "ritual calendar")
    assert isinstance(tell, Tell)
    assert b"SUMMARY:Stand-up" in stage.file((tell,)).content


# --- the other ways of answering


def test_words_alone_go_to_the_open_round_in_the_console(stage: Polling) -> None:
    plan(stage)
    at(stage, "2026-11-25 09:31")
    assert "your answer is counted" in allowed(stage.type("bob", '"done" "next"', bare=True))
    assert "1 answer of 3" in part(stage, "round:1")


def test_words_in_a_rounds_thread_answer_that_very_round(stage: Polling) -> None:
    plan(stage)
    at(stage, "2026-11-25 09:31")
    shown = stage.desk.showing(1, stage.where("#team").id, "round:1")
    assert shown is not None
    stage.desk.put_showing(replace(shown, message="m1"))
    stage.desk.keep()
    at(stage, "2026-11-26 09:31")
    event = Command(
        id="threaded",
        at=stage.now,
        actor=stage.actor("bob"),
        where=stage.where("#team"),
        text="the docs",
        thread="m1",
        overheard=True,
    )
    stage.decide(event)
    assert "bob (late): the docs" in part(stage, "digest:1")
    assert "0 answers of 3" in part(stage, "round:2")


def test_an_answer_ahead_waits_for_its_round(stage: Polling) -> None:
    plan(stage)
    assert said(stage.type("bob", "ritual answer 1 --for tomorrow"))
    allowed(stage.type("bob", '"done"'))
    allowed(stage.type("bob", "cancel"))
    allowed(stage.type("bob", 'ritual answer 1: "done" --for tomorrow'))
    assert "no round on Sunday 29 November" in no(stage.type("bob", 'ritual answer 1: "x" --for 29 November'))
    assert "date or a time" in no(stage.type("bob", 'ritual answer 1: "x" --for someday'))
    at(stage, "2026-11-25 09:31")
    assert "1 answer of 3" in part(stage, f"round:{last(stage).number}")
    assert len(stage.desk.rituals.latest(1, 9)) == 1


def test_pressing_answer_opens_the_questions_of_that_round(stage: Polling) -> None:
    plan(stage)
    at(stage, "2026-11-25 18:00")
    assert "Question 1 of 3" in said(stage.press("bob", "answer", subject=1, picks=(1,)))
    for words in ("done", "next", "nothing"):
        stage.type("bob", words, bare=True)
    assert "bob (late): done" in part(stage, "digest:1")
    assert "There is no number 9" in no(stage.press("bob", "answer", subject=9))


def test_a_form_is_opened_with_what_was_given_and_follows_its_place(stage: Polling) -> None:
    assert "What is it called?" in said(stage.type("ana", "ritual"))
    for words in ("Weather", "every monday at 9:00", "weather", "none", "skip"):
        stage.type("ana", words, bare=True)
    allowed(stage.type("ana", "yes"))
    assert (ritual(stage).template, ritual(stage).holidays) == ("weather", "")
    assert "#team" in no(stage.type("ana", "ritual", place="ana"))
    assert "no longer a member" in no(stage.submit("dan", "ritual:new:console:#attic", {"title": "X", "when": "y"}))


def test_whoever_leaves_has_no_turn_and_is_not_missing(stage: Polling) -> None:
    plan(stage, f"{DAILY} --rotate @bob @ana --with @ana @bob")
    at(stage, "2026-11-25 09:31")
    assert last(stage).facilitator == person("bob")
    stage.leave("bob")
    assert stage.desk.rituals.turnout(1, last(stage).number).asked == (person("ana"),)
    at(stage, "2026-11-27 09:31")
    assert [one.facilitator for one in stage.desk.rituals.latest(1, 2)] == [person("ana"), person("ana")]
    assert stage.desk.rituals.turnout(1, last(stage).number).asked == (person("ana"),)


def test_actions_that_came_of_a_ritual_stand_in_its_digest(stage: Polling) -> None:
    plan(stage)
    at(stage, "2026-11-25 09:31")
    allowed(stage.type("ana", 'action "Ask for access" @bob --from ritual 1'))
    at(stage, "2026-11-25 18:00")
    assert "still to be done:\n  2 · Ask for access" in part(stage, "digest:1")


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
