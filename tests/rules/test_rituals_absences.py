"""Days off, absences, people who leave, and whose turn it is."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as some

from handlers.effects import Whisper
from handlers.events import Actor, Back, Command
from handlers.language.absences import read_absence
from handlers.language.mistakes import Mistake
from handlers.rituals.remind import nudges
from handlers.rituals.rotation import put_off, swapped, take_turn
from storage.records import PersonId
from tests.rules.hearing import allowed, no, said
from tests.rules.polling import Polling, person
from tests.rules.ritual_stage import DAILY, at, last, part, plan, ritual


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


def test_days_off_on_end_are_said_at_once(stage: Polling) -> None:
    plan(stage)
    words = allowed(stage.type("ana", "ritual holidays add 2026-11-25..2026-11-27"))
    assert words == "From Wednesday 25 November 2026 to Friday 27 November 2026: days off here."
    assert ritual(stage).next_slot == "2026-11-30"
    words = allowed(stage.type("ana", "ritual holidays remove from 26 to 30 November"))
    assert words == "From Thursday 26 November 2026 to Monday 30 November 2026: days like any other again."
    assert stage.desk.rituals.days_off(stage.where("#team").id) == ("2026-11-25",)
    assert "date or a time" in no(stage.type("ana", "ritual holidays add 2026-12-01..2027-02-01"))


def test_an_absence_of_one_day_is_told_as_one(stage: Polling) -> None:
    plan(stage)
    told = said(stage.type("ana", "ritual away @bob tomorrow"))
    assert "you are away from #team on Wednesday 25 November 2026; if not: ritual away none" in told


def test_whoever_was_said_to_be_away_takes_it_back_where_they_were_told(stage: Polling) -> None:
    plan(stage)
    allowed(stage.type("ana", "ritual away @bob 2026-11-25"))
    at(stage, "2026-11-25 09:31")
    assert "excused: bob" in part(stage, "round:1")
    assert "belongs to a place" in no(stage.type("bob", "ritual away tomorrow", place="bob"))
    assert allowed(stage.type("bob", "ritual away none", place="bob")) == "bob: no longer away."
    assert "excused" not in part(stage, "round:1")


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
    assert "from Sunday 20 December 2026" in allowed(stage.type("bob", "ritual away 20 December to 3 January"))
    assert "on Thursday 24 December 2026" in allowed(stage.type("bob", "ritual away @cleo 24 December"))
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
        ("20 décembre au 3 janvier", "2026-12-20", "2027-01-03"),
        ("20 to 24 December", "2026-12-20", "2026-12-24"),
        ("from 20 December to 3 January", "2026-12-20", "2027-01-03"),
        ("jusqu’au 3 janvier", "2026-11-24", "2027-01-03"),
        ("until friday", "2026-11-24", "2026-11-27"),
        ("tomorrow", "2026-11-25", "2026-11-25"),
        ("vendredi", "2026-11-27", "2026-11-27"),
        ("next week", "2026-11-30", "2026-12-06"),
        ("semaine prochaine", "2026-11-30", "2026-12-06"),
        ("décembre", "2026-12-01", "2026-12-31"),
        ("février", "2027-02-01", "2027-02-28"),
        ("august 2027", "2027-08-01", "2027-08-31"),
        ("2027-03-01 au 15 janvier", "2027-03-01", "2028-01-15"),
        ("du lundi au vendredi", "2026-11-30", "2026-12-04"),
        ("du 20 novembre au 3 décembre", "2026-11-20", "2026-12-03"),
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
        ("2029-03-01 au 29 février", "absence"),
        ("may 0000", "absence"),
        ("2026-12-03..2026-11-28", "absence"),
        ("yesterday to friday", "absence"),
        ("2020-01-01..2020-01-03", "moment_past"),
        ("last week", "moment_past"),
        ("", "absence"),
    ],
)
def test_what_names_no_days_ahead_is_refused(typed: str, key: str) -> None:
    found = read_absence(typed, NOW, "Europe/Paris")
    assert isinstance(found, Mistake)
    assert found.key == key


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


def test_whoever_leaves_has_no_turn_and_is_not_missing(stage: Polling) -> None:
    plan(stage, f"{DAILY} --rotate @bob @ana --with @ana @bob")
    at(stage, "2026-11-25 09:31")
    assert last(stage).facilitator == person("bob")
    stage.leave("bob")
    assert stage.desk.rituals.turnout(1, last(stage).number).asked == (person("ana"),)
    at(stage, "2026-11-27 09:31")
    assert [one.facilitator for one in stage.desk.rituals.latest(1, 2)] == [person("ana"), person("ana")]
    assert stage.desk.rituals.turnout(1, last(stage).number).asked == (person("ana"),)


ROOM = "matrix:!team"
MATRIX = "matrix:@"


def _known_in_room(stage: Polling, *names: str) -> None:
    """Let Matrix tell who is in the room."""
    members = tuple(Actor(id=PersonId(f"{MATRIX}{name}"), name=name) for name in names)
    stage.decide(Back(id=f"b{next(stage.numbers)}", at=stage.now, where=stage.where(ROOM), members=members))


def _said_there(stage: Polling, text: str) -> None:
    people = {word: PersonId(f"{MATRIX}{word[1:]}") for word in text.split() if word.startswith("@")}
    ana = Actor(id=PersonId(f"{MATRIX}ana"), name="ana")
    event = Command(
        id=f"c{next(stage.numbers)}", at=stage.now, actor=ana, where=stage.where(ROOM), text=text, people=people
    )
    allowed(stage.decide(event))


def _asked_there(stage: Polling) -> list[str]:
    stage.desk.write()
    return [str(who).removeprefix(MATRIX) for who in stage.desk.rituals.turnout(1, last(stage).number).asked]


def test_a_round_that_is_run_by_hand_is_facilitated_by_somebody_who_is_there(stage: Polling) -> None:
    plan(stage, f"{DAILY} --rotate @bob @ana")
    stage.leave("bob")
    allowed(stage.type("ana", "ritual run"))
    assert last(stage).facilitator == person("ana")


def test_whoever_was_named_is_asked_while_they_are_there(stage: Polling) -> None:
    _known_in_room(stage, "ana", "bob", "cleo")
    _said_there(stage, f"{DAILY} --with @ana @bob")
    _said_there(stage, "yes")
    _known_in_room(stage, "ana", "cleo")
    at(stage, "2026-11-25 09:31")
    assert _asked_there(stage) == ["ana"]
    _known_in_room(stage, "ana", "bob", "cleo")
    at(stage, "2026-11-26 09:31")
    assert _asked_there(stage) == ["ana", "bob"], "whoever is back is asked as they were named"
    _known_in_room(stage, "ana", "cleo")
    assert _asked_there(stage) == ["ana"]


def test_whoever_was_named_is_asked_where_nobody_knows_who_is_there(stage: Polling) -> None:
    _said_there(stage, f"{DAILY} --with @ana @bob")
    _said_there(stage, "yes")
    at(stage, "2026-11-25 09:31")
    assert _asked_there(stage) == ["ana", "bob"]


def test_an_answer_taken_back_is_none_of_whoever_leaves(stage: Polling) -> None:
    plan(stage, f"{DAILY} --with @ana @bob")
    at(stage, "2026-11-25 09:31")
    allowed(stage.type("bob", 'ritual answer 1: "Done"'))
    allowed(stage.press("bob", "withdraw", subject=1, token="1"))  # noqa: S106 - the round’s number
    stage.leave("bob")
    allowed(stage.type("ana", 'ritual answer 1: "Done"'))
    assert stage.desk.rituals.turnout(1, last(stage).number).asked == (person("ana"),)


def test_a_reminder_reaches_nobody_who_left_unheard(stage: Polling) -> None:
    _known_in_room(stage, "ana", "bob")
    _said_there(stage, f"{DAILY} --with @ana @bob")
    _said_there(stage, "yes")
    at(stage, "2026-11-25 09:31")
    stage.desk.drop_membership(stage.where(ROOM).id, PersonId(f"{MATRIX}bob"))
    stage.desk.keep()
    reminded = nudges(stage.desk, last(stage), stage.judge.house)
    assert [each.to for each in reminded if isinstance(each, Whisper)] == [f"{MATRIX}ana"]
