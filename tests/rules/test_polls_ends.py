"""A poll ends, is reopened, reminded of and deleted: who may, what is frozen, and what comes due."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from handlers.effects import Forget, Show, Tone, Whisper
from handlers.events import Came, Role
from storage.records import Due, DueKind, Status
from tests.rules.hearing import allowed, no, said
from tests.rules.polling import WHICH, Polling, person, polling

PEOPLE = ("ana", "bob", "cleo", "dan", "eve", "fay")


@pytest.fixture
def stage(tmp_path: Path) -> Iterator[Polling]:
    with polling(tmp_path, people=PEOPLE) as open_stage:
        yield open_stage


def test_the_creator_closes_it_and_its_numbers_are_frozen(stage: Polling) -> None:
    stage.begun(name="bob")
    stage.vote("cleo", 1, 1)
    stage.vote("dan", 1, 1)
    stage.vote("eve", 1, 2)
    assert stage.type("bob", "poll close") == (Show(subject=1),)
    (result,) = stage.desk.results(1)
    assert (result.number, result.answered, result.invited, result.counts) == (1, 3, 6, (2, 1, 0))
    assert stage.card(1)[-2:] == ["3 answers of 6 invited", "ahead: Monday"]
    assert "already closed" in no(stage.type("bob", "poll close 1"))


def test_a_facilitator_closes_it_and_nobody_else(stage: Polling) -> None:
    stage.begun(name="bob")
    assert no(stage.type("cleo", "poll close")) == "Only bob or a facilitator of #team may do that."
    assert stage.subject(1).status is Status.OPEN
    allowed(stage.type("ana", "poll close"))
    stage.begun(name="bob")
    stage.roles["dan"] = frozenset({Role.MODERATOR})
    allowed(stage.type("dan", "poll close 2"))


def test_close_names_the_open_ones_when_there_are_several(stage: Polling) -> None:
    stage.begun()
    stage.begun('poll "Where?" "Here" "There"')
    assert "name one:" in no(stage.type("ana", "poll close"))
    assert "for example: poll close 2" in no(stage.type("ana", "poll close"))


def test_it_closes_by_itself_at_its_deadline_once(stage: Polling) -> None:
    subject = stage.begun(f"{WHICH} --until tomorrow 18:00")
    stage.vote("bob", 1, 1)
    assert stage.wait(timedelta(hours=1)) == ()
    assert stage.wait(timedelta(days=2)) == (Show(subject=1),)
    assert stage.subject(1).closed_at == subject.closes_at
    assert stage.wait(timedelta(days=2)) == ()
    assert len(stage.desk.results(1)) == 1


def test_closing_by_hand_drops_what_was_due(stage: Polling) -> None:
    stage.begun(f"{WHICH} --until tomorrow --remind 1h")
    stage.type("ana", "poll close")
    assert stage.wait(timedelta(days=3)) == ()


def test_a_due_of_a_poll_that_moved_on_does_nothing(stage: Polling) -> None:
    stage.begun()
    for kind in DueKind:
        stage.desk.set_due(Due(subject=1, kind=kind, at=stage.now))
        stage.desk.set_due(Due(subject=99, kind=kind, at=stage.now))
    stage.desk.keep()
    effects = stage.wait(timedelta(hours=1))
    assert not any(isinstance(effect, Show) for effect in effects)
    stage.type("ana", "poll close")
    stage.desk.set_due(Due(subject=1, kind=DueKind.REMIND, at=stage.now))
    stage.desk.keep()
    assert stage.wait(timedelta(hours=1)) == ()


# --- the anonymous close


def test_an_anonymous_close_seals_the_answers_and_forgets_the_rest(stage: Polling) -> None:
    stage.begun(f"{WHICH} --anonymous")
    for position, name in enumerate(PEOPLE):
        stage.vote(name, 1, position % 2 + 1)
    pseudonym = stage.desk.pseudonym(1, person("bob"))
    assert stage.type("ana", "poll close") == (Show(subject=1), Forget(subject=1))
    assert stage.desk.ballot(1, pseudonym) is None
    assert stage.desk.tally(1) == {0b1: 3, 0b10: 3}
    assert stage.card(1)[2] == "1  Monday 3 ▇▇▇▇▇▇▇▇ 50%"
    assert stage.card(1)[-2:] == ["6 answers of 6 invited", "tie: Monday and Tuesday"]


def test_below_five_answers_an_anonymous_poll_has_no_numbers_anywhere(stage: Polling) -> None:
    stage.begun(f"{WHICH} --anonymous")
    for name in PEOPLE[:4]:
        stage.vote(name, 1, 1)
    stage.type("ana", "poll close")
    assert stage.desk.results(1)[0].counts is None
    assert stage.card(1)[2:] == [
        "1  Monday",
        "2  Tuesday",
        "3  Thursday",
        "4 answers of 6 invited",
        "anonymous: no results below 5 answers",
    ]


def test_an_anonymous_poll_is_never_reopened(stage: Polling) -> None:
    stage.begun(f"{WHICH} --anonymous")
    stage.type("ana", "poll close")
    assert "never reopened" in no(stage.type("ana", "poll reopen"))


# --- reopening


def test_reopening_keeps_the_votes_and_the_first_result(stage: Polling) -> None:
    stage.begun(f"{WHICH} --until tomorrow")
    stage.vote("bob", 1, 1)
    stage.wait(timedelta(days=2))
    assert stage.type("ana", "poll reopen") == (Show(subject=1),)
    subject = stage.subject(1)
    assert (subject.status, subject.closes_at, subject.closed_at) == (Status.OPEN, None, None)
    stage.vote("cleo", 1, 2)
    stage.type("ana", "poll close")
    first, second = stage.desk.results(1)
    assert (first.counts, second.counts) == ((1, 0, 0), (1, 1, 0))
    assert stage.card(1)[-2:] == ["tie: Monday and Tuesday", "result 2"]
    assert "is open already" in no((stage.type("ana", "poll reopen"), stage.type("ana", "poll reopen 1"))[1])


def test_a_deadline_that_is_still_ahead_comes_back_with_the_poll(stage: Polling) -> None:
    subject = stage.begun(f"{WHICH} --until tomorrow 18:00 --remind 1h")
    stage.type("ana", "poll close")
    stage.type("ana", "poll reopen")
    reopened = stage.subject(1)
    assert (reopened.closes_at, reopened.remind_at) == (subject.closes_at, subject.remind_at)
    effects = stage.wait(timedelta(days=2))
    assert stage.subject(1).status is Status.CLOSED
    assert sum(isinstance(effect, Whisper) for effect in effects) == len(PEOPLE)


@pytest.mark.parametrize("begun", [f"{WHICH} --until tomorrow 18:00", 'retex "Workshop" --until tomorrow 18:00'])
def test_a_deadline_that_was_moved_on_meanwhile_ends_nothing(stage: Polling, begun: str) -> None:
    subject = stage.begun(begun)
    assert subject.closes_at is not None
    early = subject.closes_at - timedelta(hours=1)
    assert stage.decide(Came(id="early", at=early, subject=1, kind=DueKind.CLOSE)) == ()
    assert stage.subject(1).status is Status.OPEN
    stage.decide(Came(id="due", at=subject.closes_at, subject=1, kind=DueKind.CLOSE))
    assert stage.subject(1).status is Status.CLOSED


def test_reopening_is_for_creator_and_facilitators_and_needs_something_closed(stage: Polling) -> None:
    assert "Nothing was closed here" in no(stage.type("ana", "poll reopen"))
    stage.begun()
    stage.type("ana", "poll close")
    assert "may do that" in no(stage.type("bob", "poll reopen"))


# --- reminders


def reminded(stage: Polling, typed: str = "poll remind", name: str = "ana") -> list[str]:
    effects = stage.type(name, typed)
    allowed(effects)
    return [effect.to for effect in effects if isinstance(effect, Whisper) and effect.tone is Tone.SECRET]


@pytest.mark.parametrize("option", ["", "--anonymous"])
def test_only_those_missing_are_reminded_privately(stage: Polling, option: str) -> None:
    stage.begun(f"{WHICH} {option}")
    stage.vote("ana", 1, 1)
    stage.vote("bob", 1, 1)
    stage.vote("bob", 1)
    assert reminded(stage) == [person(name) for name in PEOPLE[1:]]
    for name in PEOPLE[1:]:
        stage.vote(name, 1, 2)
    assert said(stage.type("ana", "poll remind")) == "Everybody invited to poll 1 has answered."


def test_whoever_left_is_told_nothing_more(stage: Polling) -> None:
    stage.begun()
    for name in PEOPLE[1:]:
        stage.leave(name)
    assert reminded(stage) == [person("ana")]
    allowed(stage.type("ana", "poll vote 1"))
    assert said(stage.type("ana", "poll remind")) == "Poll 1: everybody invited has answered or has left."


def test_a_reminder_is_written_in_its_readers_language(stage: Polling) -> None:
    stage.type("bob", "settings language fr", "bob")
    stage.begun(f"{WHICH} --until tomorrow 18:00 --with @bob")
    (whisper, _) = stage.type("ana", "poll remind")
    assert isinstance(whisper, Whisper)
    assert whisper.note.text.replace("\u00a0", " ").splitlines() == [
        "Le sondage 1 dans #team attend votre réponse : Which day?",
        "  1  Monday",
        "  2  Tuesday",
        "  3  Thursday",
        "Clôture : mercredi 25 novembre 2026 18:00 (UTC).",
        "Pour répondre, par exemple : voter 1: 1",
    ]


def test_reminding_is_refused_with_its_reason(stage: Polling) -> None:
    stage.begun()
    assert "may do that" in no(stage.type("bob", "poll remind"))
    stage.type("ana", "poll close")
    assert "nothing left to answer" in no(stage.type("ana", "poll remind 1"))
    room = "matrix:!room:example.org"
    stage.say("ana", WHICH, room)
    assert "who the members are" in no(stage.say("ana", "poll remind 2", room))
    assert stage.card(2, room)[-1] == "0 answered"


# --- deletion


def test_deleting_asks_first_and_leaves_nothing_to_read(stage: Polling) -> None:
    stage.begun(f"{WHICH} --until tomorrow")
    stage.vote("bob", 1, 1)
    assert "“Which day?”" in allowed(stage.type("ana", "poll delete 1"))
    effects = stage.type("ana", "yes")
    assert {Show(subject=1), Forget(subject=1)} <= set(effects[:2])
    assert stage.card(1) == ["#team · poll 1 · deleted", ""]
    assert stage.desk.ballot(1, person("bob")) is None
    assert "no number 1" in no(stage.type("ana", "poll results 1"))
    assert stage.wait(timedelta(days=3)) == ()
    assert stage.begun().number == 2


def test_deleting_is_refused_to_others_and_may_be_thought_over(stage: Polling) -> None:
    stage.begun()
    assert "may do that" in no(stage.type("bob", "poll delete 1"))
    stage.type("ana", "poll delete 1")
    assert "Nothing was changed" in allowed(stage.type("ana", "no"))
    assert stage.subject(1).status is Status.OPEN
