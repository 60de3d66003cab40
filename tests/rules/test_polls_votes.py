"""Answers: typed, pressed and submitted; changed, taken back, refused, and secret."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from handlers.effects import Effect, OpenForm, Redact, Show, Whisper
from storage.records import PlaceId, Status, Subject
from tests.rules.hearing import NOON, allowed, no, said
from tests.rules.polling import WHICH, Polling, person, polling

ROOM = "matrix:!room:example.org"


@pytest.fixture
def stage(tmp_path: Path) -> Iterator[Polling]:
    with polling(tmp_path) as open_stage:
        yield open_stage


def rows(stage: Polling, number: int = 1) -> list[str]:
    return stage.card(number)[2:5]


def test_a_press_sets_the_ballot_and_a_second_one_replaces_it(stage: Polling) -> None:
    stage.begun()
    effects = stage.vote("bob", 1, 1)
    assert allowed(effects) == "your vote is counted: Monday."
    assert Show(subject=1) in effects
    assert [button.id for effect in effects if isinstance(effect, Whisper) for button in effect.note.buttons] == [
        "withdraw:1"
    ]
    stage.vote("bob", 1, 2)
    assert rows(stage) == ["1  Monday 0 0%", "2  Tuesday 1 ▇▇▇▇▇▇▇▇ 100%", "3  Thursday 0 0%"]
    assert stage.card(1)[-1] == "1 answer of 3 invited"


def test_a_vote_taken_away_where_it_was_given_leaves_what_was_said_otherwise_since(stage: Polling) -> None:
    stage.begun()
    stage.vote("bob", 1, 1, event="a")
    allowed(stage.type("bob", "vote 1: 2"))
    assert stage.vote("bob", 1, instead=("a",)) == ()
    assert rows(stage)[:2] == ["1  Monday 0 0%", "2  Tuesday 1 ▇▇▇▇▇▇▇▇ 100%"]
    stage.vote("bob", 1, 3, event="x")
    stage.vote("bob", 1, 1, event="y", instead=("a", "x"))
    assert rows(stage)[:2] == ["1  Monday 1 ▇▇▇▇▇▇▇▇ 100%", "2  Tuesday 0 0%"]


def test_the_confirmation_is_in_the_readers_language(stage: Polling) -> None:
    stage.begun('sondage "Quel jour ?" "Lundi" "Mardi" --plusieurs')
    stage.locales["bob"] = "fr"
    assert said(stage.type("bob", "1", bare=True)) == "votre vote est compté, Lundi."
    assert said(stage.type("bob", "1 2", bare=True)) == "votre vote est compté, Lundi et Mardi."


def test_of_two_presses_the_later_by_the_platforms_time_stands_then_by_event(stage: Polling) -> None:
    stage.begun()
    stage.vote("bob", 1, 2, at=NOON + timedelta(seconds=9), event="b")
    assert said(stage.vote("bob", 1, 1, at=NOON + timedelta(seconds=8), event="z")) == (
        "a later answer of yours stands: Tuesday."
    )
    stage.vote("bob", 1, 3, at=NOON + timedelta(seconds=9), event="a")
    assert rows(stage)[1] == "2  Tuesday 1 ▇▇▇▇▇▇▇▇ 100%"
    stage.vote("bob", 1, 3, at=NOON + timedelta(seconds=9), event="c")
    assert rows(stage)[2] == "3  Thursday 1 ▇▇▇▇▇▇▇▇ 100%"


def test_an_older_press_never_brings_back_a_vote_taken_back(stage: Polling) -> None:
    stage.begun()
    stage.vote("bob", 1, 2)
    stage.press("bob", "withdraw", subject=1)
    assert said(stage.vote("bob", 1, 2, at=NOON)) == "your answer to poll 1 is withdrawn."
    assert rows(stage) == ["1  Monday 0", "2  Tuesday 0", "3  Thursday 0"]


def test_a_vote_may_be_taken_back_in_words_by_button_and_by_an_empty_answer(stage: Polling) -> None:
    stage.begun()
    acts: tuple[Callable[[], tuple[Effect, ...]], ...] = (
        lambda: stage.type("bob", "poll withdraw"),
        lambda: stage.press("bob", "withdraw", subject=1),
        lambda: stage.vote("bob", 1),
    )
    for act in acts:
        stage.vote("bob", 1, 1)
        assert said(act()) == "your answer to poll 1 is withdrawn."
        assert stage.card(1)[-1] == "0 answers of 3 invited"
    assert "nothing to take back" in no(stage.type("bob", "poll withdraw 1"))


def test_typed_answers_name_a_card_or_mean_the_only_open_one(stage: Polling) -> None:
    stage.begun()
    assert "Tuesday" in allowed(stage.type("bob", "vote 2"))
    assert "Monday" in allowed(stage.type("bob", "poll vote 1"))
    stage.begun('poll "Where?" "Here" "There"')
    refusal = no(stage.type("bob", "vote 1"))
    assert refusal.splitlines() == [
        "Open here: 2 polls; name one:",
        "1 · Which day? · open",
        "2 · Where? · open",
        "for example: vote 2: 1",
    ]
    assert "There" in allowed(stage.type("bob", "vote 2: 2"))


def test_a_bare_answer_goes_to_the_latest_card_that_takes_it(stage: Polling) -> None:
    stage.begun(f"{WHICH} --multi 2")
    stage.begun('poll "Where?" "Here" "There"')
    assert "There" in said(stage.type("bob", "2", bare=True))
    assert "Monday and Thursday" in said(stage.type("bob", "1 3", bare=True))
    assert "Tuesday" in said(stage.type("bob", "1: 2", bare=True))
    assert "name one" in no(stage.type("bob", "9", bare=True))


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ("vote 4", "Poll 1 is answered with 1, 2 or 3."),
        ("vote 0", "Poll 1 is answered with 1, 2 or 3."),
        ("vote 1 2 3", "Poll 1 takes 2 choices at most; yours has 3."),
        ('vote 1 "Monday"', "Poll 1 is answered with 1, 2 or 3."),
        ('vote 1: "Monday"', "Poll 1 is answered with 1, 2 or 3."),
        ("vote pass", "Poll 1 is answered with 1, 2 or 3."),
        ("vote 7: 1", "There is no number 7 here"),
    ],
)
def test_a_ballot_that_does_not_fit_is_refused_and_changes_nothing(stage: Polling, typed: str, sentence: str) -> None:
    stage.begun(f"{WHICH} --multi 2")
    stage.vote("bob", 1, 2)
    assert sentence in no(stage.type("bob", typed))
    assert rows(stage)[1] == "2  Tuesday 1 ▇▇▇▇▇▇▇▇ 100%"


def test_nothing_to_answer_says_how_to_begin(stage: Polling) -> None:
    assert "There is no poll open here; to begin: poll" in no(stage.type("bob", "vote 1"))


@pytest.mark.parametrize("typed", ["vote 1", "1"])
def test_an_answer_that_names_no_card_comes_too_late_for_the_one_that_was_closed_last(
    stage: Polling, typed: str
) -> None:
    for _ in range(2):
        stage.begun()
    for number in (2, 1):
        stage.now += timedelta(minutes=1)
        stage.type("ana", f"poll close {number}")
    assert "Poll 1 is closed" in no(stage.type("bob", typed, bare=True))


def test_a_closed_poll_takes_no_answer_and_none_back(stage: Polling) -> None:
    stage.begun()
    stage.vote("bob", 1, 1)
    stage.type("ana", "poll close")
    for effects in (
        stage.vote("bob", 1, 2),
        stage.press("bob", "withdraw", subject=1),
        stage.press("bob", "answer", subject=1),
        stage.type("bob", "vote 1: 2"),
    ):
        assert no(effects) == "Poll 1 is closed; what was answered stands."


def test_what_was_pressed_before_the_deadline_counts_and_later_does_not(stage: Polling) -> None:
    subject = stage.begun(f"{WHICH} --until tomorrow 18:00")
    assert subject.closes_at is not None
    assert "closed" in no(stage.vote("bob", 1, 1, at=subject.closes_at))
    allowed(stage.vote("bob", 1, 1, at=subject.closes_at - timedelta(seconds=1)))


def test_only_those_invited_by_name_may_answer(stage: Polling) -> None:
    stage.begun(f"{WHICH} --with @bob")
    assert no(stage.vote("cleo", 1, 1)) == "Poll 1 is only for those invited; ana chose them."
    assert "only for those invited" in no(stage.press("ana", "answer", subject=1))
    allowed(stage.vote("bob", 1, 1))
    assert stage.card(1)[-2:] == ["1 answer of 1 invited", "only those invited may answer"]


def test_who_joins_later_may_answer_and_is_invited_from_then_on(stage: Polling) -> None:
    stage.begun()
    stage.join("zoe")
    assert stage.card(1)[-1] == "0 answers of 3 invited"
    stage.vote("zoe", 1, 1)
    stage.vote("zoe", 1)
    assert stage.card(1)[-1] == "0 answers of 4 invited"


def test_a_poll_of_another_place_answers_as_if_it_did_not_exist(stage: Polling) -> None:
    stage.begun()
    unknown = no(stage.type("zoe", "vote 9: 1", "#other")).replace("9", "1")
    assert no(stage.type("zoe", "vote 1: 1", "#other")) == unknown
    assert no(stage.type("zoe", "vote 1: 1", "zoe")) == unknown
    allowed(stage.type("bob", "vote 1: 1", "bob"))


def test_in_the_direct_chat_the_only_open_poll_of_ones_places_is_meant(stage: Polling) -> None:
    stage.begun()
    allowed(stage.type("bob", "vote 3", "bob"))
    assert rows(stage)[2] == "3  Thursday 1 ▇▇▇▇▇▇▇▇ 100%"


# --- the ballot's form


def test_the_ballots_form_is_prefilled_and_sets_the_whole_ballot(stage: Polling) -> None:
    stage.begun(f"{WHICH} --multi 2")
    stage.vote("bob", 1, 1, 3)
    assert "For now: 1 3" in allowed(stage.press("bob", "answer", subject=1))
    assert "your vote is counted: Tuesday." in allowed(stage.type("bob", "Tuesday", bare=True))
    stage.press("bob", "answer", subject=1)
    assert "your answer to poll 1 is withdrawn." in allowed(stage.submit("bob", "poll:ballot:1", {"choices": ()}))
    assert "takes 2 choices at most" in no(stage.submit("bob", "poll:ballot:1", {"choices": (1, 2, 3)}))
    assert "no number 8" in no(stage.submit("bob", "poll:ballot:8", {"choices": (1,)}))


def test_no_form_opens_for_a_poll_that_is_not_there(stage: Polling) -> None:
    effects = stage.press("bob", "answer", subject=5)
    assert "no number 5" in no(effects)
    assert not any(isinstance(effect, OpenForm) for effect in effects)
    assert "no number 5" in no(stage.vote("bob", 5, 1))
    assert "no number 5" in no(stage.press("bob", "withdraw", subject=5))


# --- anonymity


def secret(stage: Polling, place: str = "#team") -> Subject:
    if place != "#team":
        stage.say("ana", f"{WHICH} --anonymous", place)
        return stage.subject(1)
    return stage.begun(f"{WHICH} --anonymous")


def test_an_anonymous_answer_rests_under_a_pseudonym_beside_the_register(stage: Polling) -> None:
    secret(stage)
    assert "Monday" in allowed(stage.type("bob", "1", bare=True))
    assert stage.desk.ballot(1, person("bob")) is None
    kept = stage.desk.ballot(1, stage.desk.pseudonym(1, person("bob")))
    assert kept is not None
    assert kept.choices == 1
    assert stage.desk.answered(1, person("bob"))
    assert stage.card(1)[2:6] == ["1  Monday", "2  Tuesday", "3  Thursday", "1 answer of 3 invited"]


def test_an_anonymous_answer_taken_back_leaves_the_register(stage: Polling) -> None:
    secret(stage)
    stage.vote("bob", 1, 1)
    stage.type("bob", "poll withdraw")
    assert not stage.desk.answered(1, person("bob"))
    assert stage.card(1)[5] == "0 answers of 3 invited"


def test_an_anonymous_answer_typed_in_a_room_is_taken_away_and_not_counted(stage: Polling) -> None:
    secret(stage, ROOM)
    effects = stage.say("bob", "vote 1", ROOM, message="$event")
    assert "Answer in our direct chat: vote 1: 1" in no(effects)
    assert Redact(place=PlaceId(ROOM), message="$event") in effects
    assert not stage.desk.answered(1, person("bob"))
    allowed(stage.say("bob", "vote 1: 1", "matrix:@bob:example.org"))
    assert stage.desk.answered(1, person("bob"))


def test_a_hidden_answer_of_several_choices_is_refused_in_a_matrix_room_but_not_taken_away(stage: Polling) -> None:
    stage.say("ana", f"{WHICH} --hidden --multi", ROOM)
    effects = stage.say("bob", "vote 1 2", ROOM, message="$event")
    assert "is hidden, and an answer given here may be seen by others" in no(effects)
    assert not any(isinstance(effect, Redact) for effect in effects)


def test_votes_about_what_is_open_never_change_what_is_closed(stage: Polling) -> None:
    stage.begun()
    stage.type("ana", "poll close 1")
    assert stage.subject(1).status is Status.CLOSED
    before = stage.card(1)
    stage.vote("bob", 1, 1)
    assert stage.card(1) == before
