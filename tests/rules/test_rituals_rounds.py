"""Rounds: whom they ask, when they open, what a stop and a lost place do, and each way of answering them."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

from handlers.effects import Post, Tell
from handlers.events import Back, Command, Gone
from handlers.rituals.due import tick
from storage.records import Status
from storage.ritual_records import Paused
from tests.rules.hearing import allowed, no, said
from tests.rules.polling import Polling, person
from tests.rules.ritual_stage import DAILY, PEOPLE, at, beat, last, part, plan, ritual


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


def test_without_a_number_answers_go_to_the_only_open_round_and_results_are_the_latest_rounds(stage: Polling) -> None:
    plan(stage)
    plan(stage, 'ritual "Weather" every friday at 9:00 --template weather')
    assert "name one" in no(stage.type("bob", "ritual answer"))
    at(stage, "2026-11-25 09:31")
    assert allowed(stage.type("bob", "ritual answer")).startswith("Ritual 1:")
    allowed(stage.type("bob", "cancel"))
    assert "name one" in no(stage.type("bob", "ritual answer --for tomorrow")), "which one is to come nobody can tell"
    assert "reminded" in allowed(stage.type("ana", "ritual remind"))
    for number, now in ((1, "2026-11-26 09:31"), (2, "2026-11-27 09:10"), (1, "2026-11-30 09:31")):
        at(stage, now)
        (tell,) = stage.type("bob", "ritual results")
        assert isinstance(tell, Tell)
        assert tell.subject == number


def test_results_of_the_last_ritual_here_outlive_its_end(stage: Polling) -> None:
    assert "no ritual" in said(stage.type("bob", "ritual results"))
    plan(stage, 'ritual "Once" tomorrow at 9:00')
    at(stage, "2026-11-26 18:00")
    (tell,) = stage.type("bob", "ritual results")
    assert isinstance(tell, Tell)
    assert tell.subject == 1


def test_words_go_to_the_latest_open_card_that_still_waits_for_them(stage: Polling) -> None:
    plan(stage)
    plan(stage, 'ritual "Weather" every weekday at 9:30 --template weather')
    at(stage, "2026-11-25 09:31")
    assert "“calm”" in allowed(stage.type("bob", '3 "calm"', bare=True))
    for words in ('"tests written"', '"docs"', '"no access"'):
        allowed(stage.type("bob", words, bare=True))
    assert "1 answer of 3 invited" in part(stage, "round:1"), "the weather has all its words already"
    assert "has your words already" in no(stage.type("bob", '"one too many"', bare=True))


def test_turns_are_those_of_the_only_ritual_that_has_them(stage: Polling) -> None:
    plan(stage)
    assert "Nobody facilitates ritual 1 in turn" in no(stage.type("ana", "ritual swap @ana @bob"))
    plan(stage, 'ritual "Weather" every weekday at 9:30 --template weather --rotate @ana @bob')
    plan(stage, 'ritual "Review" every friday at 16:00 --template review')
    assert "in turn: bob, ana" in allowed(stage.type("ana", "ritual swap @ana @bob"))
    assert "in turn: ana, bob" in allowed(stage.type("bob", "ritual skip me"))
    assert "name one" in no(stage.type("ana", "ritual skip"))
