"""Who may do what, walked through the table of routes: role by role and place by place, a refusal changes nothing."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest
from sqlmodel import SQLModel

from handlers.effects import Tell, Whisper
from handlers.events import Role
from handlers.people.house import House
from handlers.routes import ROUTES, SUBJECTS
from storage.records import PersonId
from storage.sql import run
from tests.rules.hearing import allowed, no, said
from tests.rules.polling import Polling, polling

NUMBERS = {"poll": 1, "retex": 2, "action": 3, "ritual": 4}
MORE = {("action", "edit"): ' "Mend it"', ("ritual", "edit"): " every monday at 9:00", ("ritual", "swap"): " @bob"}
# Where each verb stands. A new one fails ``test_every_verb_is_placed`` until somebody has said who may do it.
MANAGING = frozenset(
    ("close", "reopen", "remind", "delete", "verify", "drop", "edit", "run", "skip", "pause", "resume")
)
TAKING_PART = frozenset(
    ("show", "results", "who", "answer", "withdraw", "export", "repeat", "done", "next", "join", "leave", "swap")
)
OF_A_PLACE = frozenset(("", "new", "list", "template", "away", "holidays", "calendar"))
ONES_OWN = frozenset(
    (
        *(("vote", ""), ("home", ""), ("help", ""), ("yes", ""), ("no", ""), ("summary", "")),
        *(("privacy", ""), ("privacy", "export"), ("privacy", "erase")),
        *(("settings", verb) for verb in ("", "language", "timezone", "facilitators", "axes")),
    )
)
ONE_SUBJECT = [route for route in ROUTES if route.feature in NUMBERS and route.verb in MANAGING | TAKING_PART]
# What concerns a place and is for its facilitators alone.
FACILITATING = (
    *("settings language fr", "settings timezone Europe/Berlin", "settings facilitators add @bob"),
    *('settings axes "Space" "Time"', "ritual holidays add 2027-05-07", "ritual holidays remove 2027-05-07"),
)
PRESSES = [
    (feature.kind, action)
    for feature in SUBJECTS
    for action in sorted({*feature.presses, *(each for one in SUBJECTS for each in one.offered)})
]
# The forms of one subject, with whose they are, and those by which a place gets a new one.
FORMS = {
    "poll:ballot:{n}": "poll",
    "retex:answer:{n}": "retex",
    "ritual:answer:1:{n}": "ritual",
    "action:of:{n}:console:#team": "retex",
}
NEW_FORMS = frozenset(("poll:new", "retex:new", "ritual:new", "action:new"))
FILLED: Mapping[str, str | tuple[int, ...]] = {
    "title": "T",
    "question": "Q?",
    "options": "A\nB",
    "when": "every monday at 9:00",
    "due": "",
    "owner": "",
    "choices": (1,),
    "rating": (4,),
    "done": "Tests",
    "keep": "Energy",
}
BEGUN = (
    *('poll "Harbour?" "Quay" "Pier"', 'retex "Regatta"', 'action "Fix the rudder"'),
    'ritual "Soundings" every weekday at 9:30',
)
OF_THE_TEAM = ("Harbour", "Quay", "Regatta", "rudder", "Soundings", "#team", "cleo")
# Who is not in the team, and where they ask: another room and their direct chat; a manager is no more than others.
OUTSIDE = [("zoe", "#attic"), ("zoe", "zoe"), ("pia", "#attic"), ("pia", "pia")]
# What verbs of a place want besides, where they take a number.
OF_A_NUMBER = ("ritual away 4 @bob 2026-12-20..2027-01-03", "ritual calendar 4", "ritual holidays 4 list")
# An order in which each may be done to what the one before left.
IN_ORDER = (
    *("poll remind 1", "poll close 1", "poll reopen 1", "poll delete 1"),
    *("retex remind 2", "retex close 2", "retex reopen 2", "retex delete 2"),
    *('action edit 3 "Mend it"', "action done 3", "action verify 3"),
    *("ritual edit 4 every monday at 9:00", "yes"),
    *("ritual skip 4", "ritual pause 4", "ritual resume 4", "ritual run 4", "ritual remind 4", "ritual delete 4"),
)
# What leaves nothing to be done afterwards, each on an action of its own.
AT_LAST = ("action drop 5",)


@pytest.fixture
def stage(tmp_path: Path) -> Iterator[Polling]:
    """Give a team: facilitator, creator, member, manager, guest; in another room are others, and another manager."""
    house = House(zone="Europe/Paris", managers=frozenset({PersonId("console:mia"), PersonId("console:pia")}))
    with polling(tmp_path, house, people=("ana", "bob", "cleo", "mia", "gus")) as stage:
        stage.roles["gus"] = frozenset({Role.GUEST, Role.MODERATOR})
        for words in (*BEGUN, "yes"):
            allowed(stage.type("cleo", words))
        for place in ("#attic", "zoe", "pia", "bob", "gus"):
            for name in ("leo", "zoe", "pia", "bob", "gus") if place == "#attic" else (place,):
                stage.type(name, "help", place)
        yield stage


def everything(stage: Polling) -> dict[str, list[str]]:
    stage.desk.write()
    assert stage.connection is not None
    tables = SQLModel.metadata.sorted_tables
    return {each.name: sorted(map(str, run(stage.connection, f'SELECT * FROM "{each.name}"'))) for each in tables}  # noqa: S608 - ours


def line(feature: str, verb: str, number: int) -> str:
    kind = "csv " if verb == "export" else ""
    return f"{feature} {verb} {kind}{number}{MORE.get((feature, verb), '')}"


@pytest.mark.parametrize(("name", "place"), [("bob", "#team"), ("bob", "bob"), ("gus", "#team"), ("gus", "gus")])
def test_a_member_and_a_guest_manage_nothing_and_a_refusal_is_one_private_sentence(
    stage: Polling, name: str, place: str
) -> None:
    before = everything(stage)
    for route in ONE_SUBJECT:
        if route.verb in MANAGING:
            effects = stage.type(name, line(route.feature, route.verb, NUMBERS[route.feature]), place)
            assert re.search(r"^Only |facilitator", no(effects)), route
            assert [type(effect) for effect in effects] == [Whisper], route
    assert everything(stage) == before


@pytest.mark.parametrize(("name", "place"), OUTSIDE)
def test_an_outsider_is_answered_as_if_the_number_did_not_exist(stage: Polling, name: str, place: str) -> None:
    before = everything(stage)
    for route in ONE_SUBJECT:
        numbers = (NUMBERS[route.feature], 99)
        there, nowhere = (no(stage.type(name, line(route.feature, route.verb, each), place)) for each in numbers)
        assert there.replace(f"number {numbers[0]} ", "number 99 ") == nowhere, route
    assert everything(stage) == before


@pytest.mark.parametrize(("name", "place"), OUTSIDE)
def test_what_concerns_a_place_tells_an_outsider_nothing_of_another(stage: Polling, name: str, place: str) -> None:
    verbs = [f"{each.feature} {each.verb}" for each in ROUTES if each.feature in NUMBERS and each.verb in OF_A_PLACE]
    heard = 0
    for words in (*verbs, *OF_A_NUMBER, "home", "settings", "summary", "summary all", "summary poll 1", "summary 4"):
        effects = stage.type(name, words, place)
        tells = (each for each in effects if isinstance(each, Tell))
        seen = f"{effects}{[stage.judge.read(stage.reading(), each) for each in tells]}"
        heard += len(effects)
        assert not [each for each in OF_THE_TEAM if each in seen], words
    assert heard > len(verbs)


@pytest.mark.parametrize("place", ["#attic", "zoe"])
def test_what_is_shown_elsewhere_names_no_place_that_its_reader_is_not_in(stage: Polling, place: str) -> None:
    stage.join("cleo", "#attic")
    for feature, number in NUMBERS.items():
        allowed(stage.type("cleo", f"{feature} show {number}", "#attic"))
    lists = [f"{each.feature} {each.verb}" for each in ROUTES if each.feature in NUMBERS and each.verb in OF_A_PLACE]
    verbs = [line(each.feature, each.verb, NUMBERS[each.feature]) for each in ONE_SUBJECT]
    told = ""
    for words in (*verbs, *lists, *OF_A_NUMBER, "home", "summary", "summary poll 1", "summary --export csv"):
        effects = stage.type("zoe", words, place)
        tells = (each for each in effects if isinstance(each, Tell))
        told += said(effects) + "".join(str(stage.judge.read(stage.reading(), each)) for each in tells)
        assert "#team" not in told, words
    assert "#attic · poll 1" in told
    assert "or a facilitator of #attic may do that" in told


def test_every_verb_that_manages_is_walked() -> None:
    walked = {tuple(words.split()[:2]) for words in (*IN_ORDER, *AT_LAST)}
    assert {(each.feature, each.verb) for each in ONE_SUBJECT if each.verb in MANAGING} <= walked


def test_every_verb_is_placed() -> None:
    assert not MANAGING & TAKING_PART
    for route in ROUTES:
        placed = route.verb in MANAGING | TAKING_PART | OF_A_PLACE if route.feature in NUMBERS else False
        assert placed != ((route.feature, route.verb) in ONES_OWN), f"{route.feature} {route.verb}: who may do it?"


@pytest.mark.parametrize(("name", "may"), [("ana", True), ("mia", True), ("bob", False), ("gus", False)])
def test_what_is_a_places_own_is_for_its_facilitators(stage: Polling, name: str, *, may: bool) -> None:
    before = everything(stage)
    for words in FACILITATING:
        effects = stage.type(name, words)
        if may:
            allowed(effects)
        else:
            assert "facilitator" in no(effects), words
    assert may or everything(stage) == before


@pytest.mark.parametrize(("name", "place"), OUTSIDE)
def test_an_outsiders_press_is_answered_as_if_the_number_did_not_exist(stage: Polling, name: str, place: str) -> None:
    before = everything(stage)
    for kind, action in PRESSES:
        numbers = (NUMBERS[str(kind)], 99)
        there, nowhere = (no(stage.press(name, action, subject=each, picks=(1,), place=place)) for each in numbers)
        assert there.replace(f"number {numbers[0]} ", "number 99 ") == nowhere, (kind, action)
    assert everything(stage) == before


@pytest.mark.parametrize("name", ["bob", "gus"])
def test_a_member_and_a_guest_press_nothing_that_manages(stage: Polling, name: str) -> None:
    before = everything(stage)
    pressed = [(kind, action) for kind, action in PRESSES if action in MANAGING | {"done"}]
    assert pressed
    for kind, action in pressed:
        assert "facilitator" in no(stage.press(name, action, subject=NUMBERS[str(kind)])), (kind, action)
    assert everything(stage) == before


@pytest.mark.parametrize("place", ["#attic", "zoe"])
def test_an_outsiders_form_changes_nothing(stage: Polling, place: str) -> None:
    names = {name for feature in SUBJECTS for name in feature.forms}
    placed = {":".join(form.split(":")[:2]) for form in FORMS} | NEW_FORMS
    assert names == placed, "whose is a form, or what does it begin?"
    before = everything(stage)
    for form, kind in FORMS.items():
        numbers = (NUMBERS[kind], 99)
        there, nowhere = (no(stage.submit("zoe", form.format(n=each), FILLED, place)) for each in numbers)
        assert there.replace(f"number {numbers[0]} ", "number 99 ") == nowhere, form
    for name in sorted(NEW_FORMS):
        no(stage.submit("zoe", f"{name}:console:#team", FILLED, place))
    assert everything(stage) == before


@pytest.mark.parametrize("name", ["ana", "cleo", "mia"])
def test_facilitator_creator_and_manager_may_do_it_all(stage: Polling, name: str) -> None:
    for words in IN_ORDER:
        allowed(stage.type(name, words))
        if words.endswith(("delete 1", "delete 2", "delete 4")):
            allowed(stage.type(name, "yes"))
    stage.type("cleo", 'action "Paint the hull"')
    for words in AT_LAST:
        allowed(stage.type(name, words))
