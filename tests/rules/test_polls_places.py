"""Where a poll is seen: again, in another place, by a code, after a refusal of its card."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from handlers.effects import Show, Tone, Whisper
from handlers.events import Back, Gone
from handlers.people.house import House, Limits
from storage.records import CardState, PlaceId, Status
from tests.rules.hearing import allowed, no, said
from tests.rules.polling import WHICH, Polling, polling
from tests.rules.ritual_stage import plan, ritual

ROOM = "matrix:!room:example.org"
OTHER = PlaceId("console:#other")


@pytest.fixture
def stage(tmp_path: Path) -> Iterator[Polling]:
    with polling(tmp_path) as open_stage:
        yield open_stage


def code_of(stage: Polling, name: str = "ana") -> str:
    effects = stage.type(name, "poll show 1 --code")
    assert all(effect.tone is Tone.SECRET for effect in effects if isinstance(effect, Whisper))
    found = re.search(r"poll show 1 ([a-z2-7]{26})", said(effects))
    assert found
    return found[1]


def test_a_poll_is_shown_again_where_it_is(stage: Polling) -> None:
    stage.begun()
    assert stage.type("bob", "poll 1") == (Show(subject=1, place=PlaceId("console:#team")),)
    assert stage.type("bob", "poll show") == (Show(subject=1, place=PlaceId("console:#team")),)


def test_in_the_direct_chat_a_card_is_said_in_words(stage: Polling) -> None:
    stage.begun(f"{WHICH} --anonymous")
    told = stage.told(stage.type("bob", "poll 1", "bob")).splitlines()
    assert told[:5] == [
        "#team · poll 1 · open · anonymous",
        "Which day?",
        "  1  Monday",
        "  2  Tuesday",
        "  3  Thursday",
    ]
    assert told[-1] == "To answer, for example: vote 1: 1"


def test_the_creator_shows_it_in_another_place_and_who_is_there_is_invited(stage: Polling) -> None:
    stage.begun(name="bob")
    stage.join("zoe", "#other")
    stage.join("bob", "#other")
    effects = stage.type("bob", "poll show 1", "#other")
    assert Show(subject=1, place=OTHER) in effects
    assert "Everybody in #other sees poll 1 from now on, and may answer." in said(effects)
    stage.type("zoe", "vote 2", "#other")
    stage.vote("cleo", 1, 2)
    assert stage.card(1)[3:] == stage.card(1, "#other")[3:]
    assert stage.card(1)[-1] == "2 answers of 4 invited"


def test_two_places_of_one_person_are_one_ballot(stage: Polling) -> None:
    stage.begun()
    stage.type("ana", "poll show 1", "#other")
    stage.type("ana", "vote 1: 1")
    stage.type("ana", "vote 1: 2", "#other")
    assert stage.card(1)[2:4] == ["1  Monday 0 0%", "2  Tuesday 1 ▇▇▇▇▇▇▇▇ 100%"]


def test_to_others_another_places_poll_does_not_exist(stage: Polling) -> None:
    stage.begun()
    unknown = no(stage.type("bob", "poll show 9", "#other")).replace("9", "1")
    assert no(stage.type("bob", "poll show 1", "#other")) == unknown
    assert no(stage.type("zoe", "poll show 1", "#other")) == unknown
    assert no(stage.type("zoe", "poll show 1", "zoe")) == unknown
    assert no(stage.say("ana", "poll show 1", ROOM)).replace("!", "") == unknown


def test_a_code_shows_it_on_another_platform_once(stage: Polling) -> None:
    stage.begun()
    code = code_of(stage)
    effects = stage.say("dan", f"poll show 1 {code}", ROOM)
    assert Show(subject=1, place=PlaceId(ROOM)) in effects
    assert "Everybody in !room:example.org sees poll 1 from now on" in said(effects)
    assert stage.card(1, ROOM)[-1].startswith("shown on two platforms")
    assert "not valid" in no(stage.say("dan", f"poll show 1 {code}", "matrix:!third:example.org"))


def test_a_code_typed_where_the_poll_is_shown_already_changes_no_invitation(stage: Polling) -> None:
    stage.begun(f"{WHICH} --with @bob")
    assert stage.type("ana", f"poll show 1 {code_of(stage)}") == (Show(subject=1, place=PlaceId("console:#team")),)


def test_whoever_is_there_when_it_is_first_known_is_invited_and_nobody_who_comes_later(stage: Polling) -> None:
    slack = "slack:C1"
    stage.say("ana", WHICH, slack)
    assert stage.card(1, slack)[-1] == "0 answered"
    stage.heard_of(slack, "ana", "dan", "eve")
    assert stage.card(1, slack)[-1] == "0 answers of 3 invited"
    showing = stage.desk.showing(1, PlaceId(slack))
    assert showing is not None
    assert showing.wanted > 1, "what was shown is true no more"
    stage.heard_of(slack, "ana", "dan", "eve", "max")
    assert stage.card(1, slack)[-1] == "0 answers of 3 invited"


def test_a_poll_of_those_invited_is_shown_without_inviting(stage: Polling) -> None:
    stage.begun(f"{WHICH} --with @bob")
    assert said(stage.type("ana", "poll show 1", "#other")) == "Everybody in #other sees poll 1 from now on."
    assert stage.card(1)[-2] == "0 answers of 1 invited"


def test_a_code_lasts_an_hour_is_for_its_number_and_a_room(stage: Polling) -> None:
    stage.begun()
    stage.begun('poll "Where?" "Here" "There"')
    late, other, direct = code_of(stage), code_of(stage), code_of(stage)
    assert "not valid" in no(stage.say("dan", f"poll show 2 {other}", ROOM))
    allowed(stage.say("dan", f"poll show 1 {other}", "matrix:!fourth:example.org"))
    assert "type it there" in no(stage.say("dan", f"poll show 1 {direct}", "matrix:@dan:example.org"))
    allowed(stage.say("dan", f"poll show 1 {direct.upper()}", ROOM))
    stage.now += timedelta(hours=1)
    assert "not valid" in no(stage.say("dan", f"poll show 1 {late}", "matrix:!third:example.org"))


def test_a_code_is_given_to_creator_and_facilitators_only(stage: Polling) -> None:
    stage.begun(name="bob")
    assert "may do that" in no(stage.type("cleo", "poll show 1 --code"))
    assert code_of(stage, "bob") != code_of(stage, "ana")
    stage.join("bob", "#other")
    assert "Within one hour" in said(stage.type("bob", "poll show 1 --code", "#other"))


# --- a card that cannot be posted


def gone(stage: Polling, number: int | None = 1, *, place: str = "#team", mend: str = "", message: bool = False) -> str:
    event = Gone(
        id=f"g{next(stage.numbers)}",
        at=stage.now,
        place=stage.where(place).id,
        subject=number,
        mend=mend,
        message_only=message,
    )
    return said(stage.decide(event))


def test_a_poll_whose_first_card_is_refused_is_withdrawn_and_its_words_given_back(stage: Polling) -> None:
    stage.begun(f"{WHICH} --multi 2 --anonymous --hidden --until tomorrow")
    told = gone(stage, mend="/invite @ritournelle").splitlines()
    assert told == [
        (
            "Poll 1 could not be shown in #team, so it is withdrawn. First type there: /invite @ritournelle "
            "Then it can be asked again:"
        ),
        'poll "Which day?" "Monday" "Tuesday" "Thursday" --anonymous --hidden --multi 2',
    ]
    assert stage.subject(1).status is Status.WITHDRAWN
    assert "no number 1" in no(stage.type("bob", "vote 1: 1"))
    assert stage.wait(timedelta(days=3)) == ()


def test_a_poll_whose_words_were_given_back_is_not_shown_when_the_bot_is_back(stage: Polling) -> None:
    stage.begun()
    gone(stage)
    stage.decide(Back(id="b1", at=stage.now, where=stage.where("#team")))
    assert stage.desk.showings(1) == ()


@pytest.mark.parametrize(
    ("typed", "given_back"),
    [
        (
            'ritual "R" every tuesday at 9:30 --holidays Moselle --on-holiday next',
            'ritual "R" every Tuesday at 09:30 --holidays FR-Moselle --on-holiday next',
        ),
        (
            'ritual "R" 12 May 2027 at 9:00 --template weather --tz Pacific/Noumea --holidays none',
            'ritual "R" once, on Wednesday 12 May 2027 at 09:00 --template weather --tz Pacific/Noumea',
        ),
    ],
)
def test_a_ritual_is_given_back_with_its_rule_and_may_be_typed_again(
    stage: Polling, typed: str, given_back: str
) -> None:
    plan(stage, typed)
    before = ritual(stage)
    assert gone(stage).splitlines()[-1] == given_back
    stage.decide(Back(id="b1", at=stage.now, where=stage.where("#team")))
    plan(stage, given_back)
    assert replace(ritual(stage, 2), subject=1) == before


def test_a_card_that_was_seen_keeps_its_poll(stage: Polling) -> None:
    stage.begun()
    shown = stage.desk.showing(1, PlaceId("console:#team"))
    assert shown is not None
    stage.desk.put_showing(replace(shown, message="m1", state=CardState.LIVE))
    stage.desk.keep()
    assert "withdrawn" not in gone(stage)
    assert stage.subject(1).status is Status.OPEN


def test_a_poll_that_is_shown_elsewhere_goes_on(stage: Polling) -> None:
    stage.begun()
    stage.type("ana", "poll show 1", "#other")
    assert "withdrawn" not in gone(stage, place="#other")
    assert stage.subject(1).status is Status.OPEN


@pytest.mark.parametrize(("number", "message"), [(None, False), (7, False), (1, True)])
def test_other_refusals_withdraw_nothing(stage: Polling, number: int | None, *, message: bool) -> None:
    stage.begun()
    assert "withdrawn" not in gone(stage, number, message=message)
    assert stage.subject(1).status is Status.OPEN


def test_without_a_command_to_mend_it_the_bot_asks_to_be_invited(stage: Polling) -> None:
    stage.begun()
    assert "First invite me there." in gone(stage)


# --- a card of which nobody knows


def test_only_its_creator_posts_an_uncertain_card_again(stage: Polling) -> None:
    stage.begun(name="bob")
    shown = stage.desk.showing(1, PlaceId("console:#team"))
    assert shown is not None
    stage.desk.put_showing(replace(shown, state=CardState.UNCERTAIN))
    stage.desk.keep()
    assert "may do that" in no(stage.press("cleo", "again", subject=1))
    assert "no number 1" in no(stage.press("zoe", "again", subject=1, place="#other"))
    assert "no number 8" in no(stage.press("bob", "again", subject=8))
    effects = stage.press("bob", "again", subject=1, place="bob")
    assert Show(subject=1) in effects
    shown = stage.desk.showing(1, PlaceId("console:#team"))
    assert shown is not None
    assert shown.state is CardState.PENDING
    assert "nothing to post again" in allowed(stage.press("bob", "again", subject=1))


def test_a_full_place_takes_no_further_poll_from_elsewhere(tmp_path: Path) -> None:
    with polling(tmp_path, House(limits=Limits(subjects=1))) as stage:
        stage.begun()
        code = code_of(stage)
        stage.say("dan", WHICH, ROOM)
        assert "1 subject is open here" in no(stage.say("dan", f"poll show 1 {code}", ROOM))
        assert stage.desk.showing(1, PlaceId(ROOM)) is None
        allowed(stage.say("dan", f"poll show 1 {code}", "matrix:!third:example.org"))
