"""Actions: written down, done, verified, dropped and put otherwise; who may, what is remembered, who is reminded."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as some

from handlers.actions.reminder import reminder
from handlers.effects import Show, Tell
from handlers.events import Press
from handlers.people.house import House, Limits
from storage.records import Action, ActionState, Deed, PersonId, Status
from tests.rules.hearing import NOON, allowed, no, said
from tests.rules.polling import Polling, polling

PEOPLE = ("ana", "bob", "cleo", "dan")
FIX = 'action "Fix the projector" @cleo due friday'


@pytest.fixture
def stage(tmp_path: Path) -> Iterator[Polling]:
    with polling(tmp_path, people=PEOPLE) as open_stage:
        yield open_stage


def action(stage: Polling, number: int = 1) -> Action:
    held = stage.desk.actions.get(number)
    assert held is not None
    return held


def person(name: str) -> PersonId:
    return PersonId(f"console:{name}")


def deeds(stage: Polling, number: int = 1) -> list[tuple[Deed, str]]:
    return [(step.deed, str(step.person).partition(":")[2]) for step in stage.desk.actions.steps(number)]


# --- written down


def test_it_is_written_down_with_its_owner_its_date_and_a_card(stage: Polling) -> None:
    effects = stage.type("bob", FIX)
    assert Show(subject=1, place=stage.where("#team").id) in effects
    assert said(effects) == "Action 1 is due on Friday 27 November 2026 23:59 (UTC)."
    assert action(stage).owner == person("cleo")
    assert stage.card(1) == [
        "#team · action 1 · to be done · due Friday 27 November",
        "Fix the projector",
        "for cleo",
        "written down · bob · Tuesday 24 November 12:00",
    ]


def test_it_takes_its_number_from_the_sequence_of_all_subjects(stage: Polling) -> None:
    stage.begun()
    stage.type("bob", FIX)
    assert stage.begun().number == 3


def test_it_needs_neither_owner_nor_date(stage: Polling) -> None:
    allowed(stage.type("bob", "action Find a room"))
    assert action(stage) == Action(subject=1)
    assert "nobody has it yet" in stage.card(1)


def test_it_says_what_it_comes_of_where_that_may_be_seen(stage: Polling) -> None:
    stage.begun()
    allowed(stage.type("bob", 'action "Fix it" --from poll 1'))
    assert "from poll 1" in stage.card(2)
    stage.join("bob", "#attic")
    hidden = no(stage.type("bob", 'action "Fix it" --from poll 1', "#attic"))
    assert hidden.replace("poll 1", "poll 9") == no(stage.type("bob", 'action "Fix it" --from poll 9', "#attic"))


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ('action "Fix it" "Paint it"', "one thing to do"),
        ("action Fix it\n- Paint it", "one thing to do"),
        ('action "Fix it" @bob @cleo', "belongs to one person"),
        ('action "Fix it" @bob due yesterday', "already past"),
        ('action "Fix it" due someday', "not a date"),
        ('action "Fix it" --from nothing', "names nothing here"),
        ('action "Fix it" --from action 1', "names nothing here"),
        ('action "Fix it" --from retex 2', "names nothing here"),
        ('action ""', "A title is missing"),
        (f'action "{"x" * 301}"', "301 characters"),
    ],
)
def test_what_cannot_be_taken_is_refused_in_a_sentence_and_changes_nothing(
    stage: Polling, typed: str, words: str
) -> None:
    stage.type("bob", FIX)
    stage.begun()
    refusal = no(stage.type("bob", typed))
    assert words in refusal
    assert "\n" not in refusal
    assert stage.desk.next_number() == 3


def test_it_is_begun_where_the_people_are(stage: Polling) -> None:
    assert "#team" in no(stage.type("bob", FIX, "@bob"))
    assert "#team" in no(stage.type("bob", "action", "@bob"))


def test_a_place_takes_no_more_than_its_limit(tmp_path: Path) -> None:
    with polling(tmp_path, House(limits=Limits(subjects=1))) as stage:
        stage.say("ana", "action Find a room", "matrix:!room")
        assert "action done 12" in no(stage.say("ana", "action Paint the wall", "matrix:!room"))


def test_it_is_filled_in_question_by_question(stage: Polling) -> None:
    for line in ("action", "Find a room", "nobody-known"):
        stage.type("bob", line, bare=True)
    assert "Nobody here is called nobody-known" in no(stage.type("bob", "friday", bare=True))
    stage.type("bob", "cleo", bare=True)
    effects = stage.type("bob", "friday", bare=True)
    assert "due on Friday 27 November" in said(effects)
    assert action(stage).owner == person("cleo")


def test_a_form_says_beside_its_field_what_is_wrong(stage: Polling) -> None:
    form = "action:new:console:#team"
    stage.submit("bob", form, {"title": "Find a room", "owner": "", "due": "someday"})
    assert stage.desk.actions.get(1) is None
    stage.submit("bob", form, {"title": "Find a room", "owner": "", "due": ""})
    assert action(stage).owner is None
    assert "no longer a member" in no(stage.submit("bob", "action:new:console:#attic", {"title": "Find a room"}))


# --- moved on


def test_it_is_done_by_its_owner_and_verified_by_its_creator(stage: Polling) -> None:
    stage.type("bob", FIX)
    assert stage.type("cleo", "action done") == (Show(subject=1),)
    assert stage.card(1)[0] == "#team · action 1 · done, to be verified"
    assert stage.subject(1).status is Status.OPEN
    assert stage.type("bob", "action verify") == (Show(subject=1),)
    assert action(stage).state is ActionState.VERIFIED
    assert stage.subject(1).status is Status.CLOSED
    assert deeds(stage) == [(Deed.CREATED, "bob"), (Deed.DONE, "cleo"), (Deed.VERIFIED, "bob")]


MAY = {
    "done": {"ana", "bob", "cleo"},  # facilitator, creator, owner
    "verify": {"ana", "bob"},
    "drop": {"ana", "bob"},
    "edit": {"ana", "bob"},
}


@pytest.mark.parametrize("name", PEOPLE)
@pytest.mark.parametrize("verb", MAY)
def test_each_verb_is_for_those_who_may(stage: Polling, verb: str, name: str) -> None:
    stage.type("bob", FIX)
    if verb == "verify":
        stage.type("cleo", "action done 1")
    effects = stage.type(name, f"action {verb} 1" + (" @dan" if verb == "edit" else ""))
    if name in MAY[verb]:
        allowed(effects)
    else:
        assert "may do that" in no(effects)


def test_the_buttons_do_what_the_words_do(stage: Polling) -> None:
    stage.type("bob", FIX)
    assert "or a facilitator of #team may do that" in no(stage.press("dan", "done", subject=1))
    assert stage.press("cleo", "done", subject=1) == (Show(subject=1),)
    assert stage.press("bob", "verify", subject=1) == (Show(subject=1),)


@pytest.mark.parametrize(
    ("before", "then", "words"),
    [
        ((), "verify", "not done yet"),
        (("done",), "done", "done already"),
        (("done",), "edit 1 @dan", "done already"),
        (("done", "verify"), "done", "done and verified"),
        (("done", "verify"), "drop", "done and verified"),
        (("drop",), "done", "was dropped"),
        (("drop",), "verify", "was dropped"),
    ],
)
def test_it_never_moves_back(stage: Polling, before: tuple[str, ...], then: str, words: str) -> None:
    stage.type("bob", FIX)
    for verb in before:
        allowed(stage.type("bob", f"action {verb} 1"))
    assert words in no(stage.type("bob", f"action {then}" if "1" in then else f"action {then} 1"))
    assert len(deeds(stage)) == 1 + len(before)


def test_without_a_number_the_only_one_that_fits_is_meant(stage: Polling) -> None:
    stage.type("bob", FIX)
    stage.type("bob", "action Paint the wall")
    assert "name one:" in no(stage.type("bob", "action done"))
    assert "waits for that" in no(stage.type("bob", "action verify"))
    stage.type("bob", "action done 2")
    allowed(stage.type("bob", "action verify"))
    assert action(stage, 2).state is ActionState.VERIFIED


def test_without_any_the_way_to_begin_is_said(stage: Polling) -> None:
    assert 'action "Fix the projector"' in no(stage.type("bob", "action done"))
    assert "no action open here" in allowed(stage.type("bob", "action list"))


# --- put otherwise


def test_words_owner_and_date_are_changed_and_the_history_says_so(stage: Polling) -> None:
    stage.type("bob", FIX)
    allowed(stage.type("bob", 'action edit 1 "Mend the projector" @dan due monday'))
    assert stage.subject(1).title == "Mend the projector"
    assert action(stage).owner == person("dan")
    assert [deed for deed, _ in deeds(stage)] == [Deed.CREATED, Deed.RENAMED, Deed.ASSIGNED, Deed.RESCHEDULED]
    allowed(stage.type("bob", "action edit 1 due none"))
    assert action(stage).due is None
    assert "no date any more" in stage.card(1)[-1]


def test_what_stays_the_same_leaves_no_trace(stage: Polling) -> None:
    stage.type("bob", FIX)
    assert allowed(stage.type("bob", 'action edit 1 "Fix the projector" @cleo')) == "Nothing was changed."
    assert len(deeds(stage)) == 1
    assert "Say what is to change" in no(stage.type("bob", "action edit 1"))
    assert "301 characters" in no(stage.type("bob", f'action edit 1 "{"x" * 301}"'))
    assert "belongs to one person" in no(stage.type("bob", "action edit 1 @ana @dan"))
    assert "already past" in no(stage.type("bob", "action edit 1 due yesterday"))


# --- looked at


def test_it_is_shown_with_its_whole_history(stage: Polling) -> None:
    stage.type("bob", FIX)
    stage.type("cleo", "action done 1")
    assert allowed(stage.type("dan", "action 1")).splitlines() == [
        "action 1 · Fix the projector",
        "done, to be verified · for cleo",
        "written down · bob · Tuesday 24 November 12:00",
        "done · cleo · Tuesday 24 November 12:00",
    ]
    assert allowed(stage.type("dan", "action show 1", "@dan")).startswith("action 1 · Fix")


def test_the_list_says_whose_each_is_and_what_is_overdue(stage: Polling) -> None:
    stage.type("bob", FIX)
    stage.type("bob", "action Paint the wall")
    stage.now += timedelta(days=10)
    assert allowed(stage.type("dan", "action list")).splitlines() == [
        "Open here: 2 actions",
        "1 · Fix the projector · for cleo · overdue since Friday 27 November",
        "2 · Paint the wall · nobody has it yet",
    ]
    assert allowed(stage.type("dan", "action list", "@dan")).endswith("nobody has it yet · #team")


def test_a_long_list_says_how_many_are_left(stage: Polling) -> None:
    for number in range(32):
        stage.type("bob", f'action "Thing {number}"')
    assert allowed(stage.type("dan", "action list")).endswith("and 2 others")


@pytest.mark.parametrize("verb", ["show", "done", "verify", "drop", "edit"])
def test_one_that_may_not_be_seen_answers_as_one_that_does_not_exist(stage: Polling, verb: str) -> None:
    stage.type("bob", FIX)
    stage.join("zoe", "#attic")
    more = " @zoe" if verb == "edit" else ""
    hidden = no(stage.type("zoe", f"action {verb} 1{more}", "#attic"))
    assert hidden.replace("1", "9") == no(stage.type("zoe", f"action {verb} 9{more}", "#attic"))


def test_it_is_shown_in_another_place_by_who_may(stage: Polling) -> None:
    stage.type("bob", FIX)
    stage.join("bob", "#attic")
    assert "Everybody in #attic sees action 1" in allowed(stage.type("bob", "action show 1", "#attic"))
    assert stage.card(1, "#attic")[0].startswith("#attic · action 1")


# --- reminded


def test_the_owner_is_reminded_once_on_the_morning_it_is_due(stage: Polling) -> None:
    stage.type("bob", FIX)
    assert stage.wait(timedelta(days=2)) == ()
    effects = stage.wait(timedelta(days=1))
    (tell,) = effects
    assert isinstance(tell, Tell)
    assert tell.to == person("cleo")
    assert stage.told(effects).splitlines() == [
        "Action 1 of #team is yours and due Friday 27 November: Fix the projector",
        "When it is done: action done 1",
    ]
    assert stage.wait(timedelta(days=30)) == ()


@pytest.mark.parametrize("verb", ["done", "drop"])
def test_nobody_is_reminded_of_what_is_done_or_dropped(stage: Polling, verb: str) -> None:
    stage.type("bob", FIX)
    stage.type("bob", f"action {verb} 1")
    assert stage.wait(timedelta(days=30)) == ()


def test_a_reminder_read_after_it_was_done_says_so(stage: Polling) -> None:
    stage.type("bob", FIX)
    effects = stage.wait(timedelta(days=3))
    stage.type("cleo", "action done 1")
    assert stage.told(effects) == "Action 1 no longer waits for you."


def test_nobody_is_reminded_of_what_nobody_has(stage: Polling) -> None:
    stage.type("bob", "action Paint the wall due friday")
    assert stage.wait(timedelta(days=30)) == ()


def test_who_left_a_place_is_not_reminded_of_what_it_holds(stage: Polling) -> None:
    stage.heard_of("matrix:!room", "ana", "bob")
    stage.say("ana", "action Paint the wall due friday", "matrix:!room")
    stage.desk.actions.put(Action(subject=1, owner=PersonId("matrix:gone"), due=action(stage).due))
    stage.desk.keep()
    assert stage.wait(timedelta(days=30)) == ()


def test_a_new_date_brings_a_new_reminder(stage: Polling) -> None:
    stage.type("bob", FIX)
    stage.type("bob", "action edit 1 due 2026-12-04")
    assert stage.wait(timedelta(days=7)) == ()
    assert len(stage.wait(timedelta(days=3))) == 1


@given(
    due=some.integers(min_value=1, max_value=60 * 24 * 400),
    zone=some.sampled_from(["UTC", "Europe/Paris", "America/St_Johns", "Pacific/Apia"]),
)
def test_a_reminder_comes_after_now_and_never_after_the_date(due: int, zone: str) -> None:
    at = NOON + timedelta(minutes=due)
    assert NOON < reminder(at, NOON, zone) <= at


def test_a_reminder_comes_in_the_morning() -> None:
    def local(due: str) -> str:
        return f"{reminder(datetime.fromisoformat(due).replace(tzinfo=UTC), NOON, 'UTC'):%d %H:%M}"

    assert local("2026-11-27T23:59") == "27 09:00"
    assert local("2026-11-27T08:00") == "26 09:00"
    assert local("2026-11-24T18:00") == "24 17:00"
    assert local("2026-11-24T12:30") == "24 12:30"


# --- forgotten


def test_erasing_somebody_takes_their_name_out_of_actions_and_leaves_these(stage: Polling) -> None:
    stage.type("bob", FIX)
    stage.type("cleo", "action done 1")
    held = stage.reading().personal_data(person("cleo"))
    assert [len(held["actions"]), len(held["history"])] == [1, 1]
    stage.desk.erase_person(person("cleo"))
    stage.desk.keep()
    held = stage.reading().personal_data(person("cleo"))
    assert not held["actions"]
    assert not held["history"]
    assert stage.card(1)[2:] == ["nobody has it yet", "done · somebody · Tuesday 24 November 12:00"]


def test_a_press_on_something_else_is_answered_as_unknown(stage: Polling) -> None:
    stage.begun()
    press = Press(id="p", at=stage.now, actor=stage.actor("bob"), where=stage.where("#team"), action="done", subject=1)
    assert "This button does nothing" in no(stage.decide(press))


# --- made of a proposal


def proposed(stage: Polling, *, anonymous: bool = False, people: int = 5) -> None:
    """Close a retex in which so many people proposed something, each in words of their own."""
    allowed(stage.type("ana", f'retex "Workshop"{" --anonymous" if anonymous else ""}'))
    for number in range(people):
        name = f"p{number}"
        stage.join(name)
        allowed(stage.type(name, f'retex answer 1: 4 "Pace" "Noise" "Idea of {name}"', f"@{name}"))
    allowed(stage.type("ana", "retex close 1"))


def of(name: str) -> str:
    """Name somebody's proposal as the button of a named retex does."""
    return f"@console:{name}"


def offered(stage: Polling) -> list[Press]:
    """Return the presses of the buttons that the retex's card offers."""
    card = stage.drawn(1)
    tokens = [button.id.removeprefix("propose:1:") for button in card.buttons]
    where = stage.where("#team")
    return [
        Press(id=each, at=stage.now, actor=stage.actor("bob"), where=where, action="propose", subject=1, token=each)
        for each in tokens
    ]


@pytest.mark.parametrize("anonymous", [False, True])
def test_every_proposal_that_is_shown_opens_the_form_with_its_words(stage: Polling, anonymous: bool) -> None:
    proposed(stage, anonymous=anonymous)
    opened = set()
    for press in offered(stage):
        stage.decide(press)
        draft = stage.desk.draft(person("bob"), stage.where("#team").id)
        assert draft is not None
        opened |= {f"Idea of p{number}" for number in range(5) if f'"value": "Idea of p{number}"' in draft.body}
    assert len(opened) == 5


def test_an_anonymous_proposal_bears_nothing_that_leads_to_its_author(stage: Polling) -> None:
    proposed(stage, anonymous=True)
    assert not any("console:" in press.token for press in offered(stage))


def test_what_may_not_be_told_becomes_no_action(stage: Polling) -> None:
    proposed(stage, anonymous=True, people=4)
    assert not offered(stage)
    ((voter, *_), *_) = stage.desk.replies.standing(1, 0)
    assert "no longer there" in no(stage.press("bob", "propose", subject=1, token=f"@{voter}"))


def test_a_proposal_of_a_place_one_is_not_in_is_unknown(stage: Polling) -> None:
    proposed(stage)
    stage.join("zoe", "#attic")
    hidden = no(stage.press("zoe", "propose", subject=1, token=of("p1"), place="#attic"))
    assert hidden.replace("1", "9") == no(stage.press("zoe", "propose", subject=9, token=of("p1"), place="#attic"))
    assert "no number 1" in no(stage.submit("zoe", "action:of:1:console:#attic", {"title": "Idea"}, "#attic"))


def test_a_proposal_taken_back_opens_nothing(stage: Polling) -> None:
    proposed(stage)
    stage.desk.erase_person(person("p1"))
    stage.desk.keep()
    assert "no longer there" in no(stage.press("bob", "propose", subject=1, token=of("p1")))
    stage.begun()
    assert "no number 2" in no(stage.press("bob", "propose", subject=2, token=of("p1")))


def test_a_long_proposal_is_cut_to_a_title_and_says_what_it_comes_of(stage: Polling) -> None:
    allowed(stage.type("ana", 'retex "Workshop"'))
    allowed(stage.type("bob", f'retex answer 1: "Keep" "Noise" "{"long words " * 60}"'))
    stage.press("cleo", "propose", subject=1, token=of("bob"), place="@cleo")
    draft = stage.desk.draft(person("cleo"), stage.where("@cleo").id)
    assert draft is not None
    assert draft.form == "action:of:1:console:#team"
    stage.submit("cleo", draft.form, {"title": "Shorter", "owner": "", "due": ""}, "@cleo")
    assert action(stage, 2).origin == 1
    assert "action 2 · Shorter · to be done" in stage.card(1)
    stage.type("cleo", 'action edit 2 "Shorter still"')
    assert "action 2 · Shorter still · to be done" in stage.card(1)
    stage.type("cleo", "action drop 2")
    assert not any(line.startswith("action 2") for line in stage.card(1))


def test_actions_of_a_place_that_a_reader_is_not_in_stay_there(stage: Polling) -> None:
    proposed(stage)
    stage.join("ana", "#attic")
    allowed(stage.type("ana", "retex show 1", "#attic"))
    allowed(stage.type("ana", 'action "Of the attic" --from retex 1', "#attic"))
    assert not any("Of the attic" in line for line in stage.card(1))
    assert "action 2 · Of the attic · to be done" in stage.card(1, "#attic")
    assert "Of the attic" not in stage.told(stage.type("cleo", "retex results 1"))
    assert "Of the attic" in stage.told(stage.type("ana", "retex results 1"))
