"""A poll begins: what may be asked, in which words, and what is said when it may not."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from handlers.effects import OpenForm, Show, Whisper
from handlers.people.house import House, Limits
from storage.records import Kind, Person, PlaceId, Status
from tests.rules.hearing import allowed, no, said
from tests.rules.polling import WHICH, Polling, person, polling

TEAM = PlaceId("console:#team")


@pytest.fixture
def stage(tmp_path: Path) -> Iterator[Polling]:
    with polling(tmp_path, House(limits=Limits(subjects=2))) as open_stage:
        yield open_stage


def test_the_card_is_the_answer_and_everybody_here_is_invited(stage: Polling) -> None:
    effects = stage.type("ana", WHICH)
    assert effects == (Show(subject=1, place=TEAM),)
    subject = stage.subject(1)
    assert (subject.title, subject.options) == ("Which day?", ("Monday", "Tuesday", "Thursday"))
    assert (subject.kind, subject.status, subject.creator) == (Kind.POLL, Status.OPEN, person("ana"))
    assert (subject.multi, subject.limit, subject.anonymous, subject.restricted) == (False, 1, False, False)
    assert stage.desk.invitees(1) == (person("ana"), person("bob"), person("cleo"))
    assert stage.card(1)[0] == "#team · poll 1 · open · named"


def test_choices_may_stand_in_lines_of_their_own(stage: Polling) -> None:
    allowed(stage.type("ana", "sondage Quel jour ?\n- Lundi\n- Mardi\n- Jeudi"))
    assert stage.subject(1).options == ("Lundi", "Mardi", "Jeudi")


@pytest.mark.parametrize(("typed", "limit"), [("--multi", 3), ("--multi 2", 2), ("--plusieurs 1", 1)])
def test_several_choices_have_a_most(stage: Polling, typed: str, limit: int) -> None:
    subject = stage.begun(f"{WHICH} {typed}")
    assert (subject.multi, subject.limit) == (True, limit)


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ('poll "Which day?" "Monday"', "2 to 20 choices, and this one has 1"),
        ("poll Lunch?", "2 to 20 choices, and this one has 0"),
        ("poll Lunch?\n" + "\n".join(f"- {n}" for n in range(21)), "2 to 20 choices, and this one has 21"),
        ('poll "Which day?" "Monday" "MONDAY "', "“MONDAY” stands there twice"),
        ('poll "Which day?" "Monday" ""', "One of the choices is empty"),
        ('poll "Which day?" "Monday" "' + "x" * 201 + '"', "201 characters; 200 are the most"),
        ('poll "' + "x" * 301 + '" "Monday" "Tuesday"', "301 characters; 300 are the most"),
        ('poll "" "Monday" "Tuesday"', "is missing, for example"),
        (f"{WHICH} --multi 4", "--multi takes a number from 1 to 3"),
        (f"{WHICH} --multi 0", "--multi takes a number from 1 to 3"),
        (f"{WHICH} --until yesterday", "“yesterday” is already past"),
        (f"{WHICH} --until whenever", "“whenever” is not a date"),
        (f"{WHICH} --remind 2h", "add --until"),
        (f"{WHICH} --until tomorrow --remind soon", "“soon” is not a length of time"),
        (f"{WHICH} --until tomorrow --remind 3 days", "The reminder would be before now"),
        ("poll --remind 2h", "A question is missing"),
    ],
)
def test_what_cannot_be_asked_is_refused_and_changes_nothing(stage: Polling, typed: str, sentence: str) -> None:
    assert sentence in no(stage.type("ana", typed))
    assert stage.desk.subject(1) is None


def test_the_largest_poll_is_taken(stage: Polling) -> None:
    options = "\n".join(f"- {n:02}{'x' * 198}" for n in range(20))
    allowed(stage.type("ana", f'poll "{"x" * 300}"\n{options}'))
    assert len(stage.subject(1).options) == 20


def test_a_deadline_and_a_reminder_are_echoed_with_their_zone(stage: Polling) -> None:
    effects = stage.type("ana", f"{WHICH} --until friday 12:00 --remind 2h")
    assert said(effects) == (
        "Poll 1 closes by itself on Friday 27 November 2026 12:00 (UTC); "
        "those missing are reminded on Friday 27 November 2026 10:00 (UTC)."
    )
    subject = stage.subject(1)
    assert subject.closes_at == datetime(2026, 11, 27, 12, tzinfo=UTC)
    assert subject.remind_at == datetime(2026, 11, 27, 10, tzinfo=UTC)
    assert "closes by itself" in said(stage.type("ana", f"{WHICH} --until tomorrow"))


def test_with_invites_those_named_and_nobody_else(stage: Polling) -> None:
    subject = stage.begun(f"{WHICH} --with @bob @zoe")
    assert subject.restricted
    assert stage.desk.invitees(1) == (person("bob"), person("zoe"))
    zoe = stage.desk.person(person("zoe"))
    assert zoe is not None
    assert zoe.name == "zoe"


def test_bots_are_never_invited(stage: Polling) -> None:
    stage.desk.put_person(Person(id=person("robo"), name="robo", human=False))
    assert "Nobody who can answer" in no(stage.type("ana", f"{WHICH} --with @robo"))


def test_a_name_without_an_id_must_be_borne_by_one_person_here(stage: Polling) -> None:
    stage.heard_of("matrix:!room:example.org", "dan", "eve")
    stage.desk.put_person(Person(id=person("eve"), name="Dan"))
    stage.desk.keep()
    assert "Several people here are called dan" in no(
        stage.say("ana", f"{WHICH} --with @dan", "matrix:!room:example.org")
    )
    assert "Nobody here is called fay" in no(stage.say("ana", f"{WHICH} --with @fay", "matrix:!room:example.org"))
    allowed(stage.say("bob", f"{WHICH} --with @ana", "matrix:!room:example.org"))
    assert stage.desk.invitees(1) == (person("ana"),)


def test_in_the_direct_chat_it_says_where_a_poll_may_be_asked(stage: Polling) -> None:
    assert "type it in #team" in no(stage.type("ana", WHICH, "ana"))
    assert "type it in #team" in no(stage.type("ana", "poll", "ana"))
    assert "a room that I am in" in no(stage.type("lea", WHICH, "lea"))


def test_a_place_has_a_most_of_open_subjects_and_the_console_has_none(stage: Polling) -> None:
    room = "matrix:!room:example.org"
    for _ in range(2):
        allowed(stage.say("ana", WHICH, room))
    assert "2 subjects are open here" in no(stage.say("ana", WHICH, room))
    for _ in range(3):
        allowed(stage.type("ana", WHICH))


def test_a_reminder_needs_to_know_who_is_here(stage: Polling) -> None:
    room = "matrix:!room:example.org"
    stage.say("ana", "help", room)
    assert "do not know who is a member" in no(stage.say("ana", f"{WHICH} --until tomorrow --remind 1h", room))


def test_alone_it_asks_step_by_step(stage: Polling) -> None:
    assert "What do you ask?" in allowed(stage.type("ana", "poll"))
    for line in ("Quel jour ?", "Lundi ; Mardi", "2", "2"):
        allowed(stage.type("ana", line, bare=True))
    effects = stage.type("ana", "tomorrow 18:00", bare=True)
    assert Show(subject=1, place=TEAM) in effects
    subject = stage.subject(1)
    assert (subject.title, subject.options) == ("Quel jour ?", ("Lundi", "Mardi"))
    assert (subject.multi, subject.anonymous, subject.hidden) == (True, True, False)
    assert subject.closes_at == datetime(2026, 11, 25, 18, tzinfo=UTC)


def test_a_dialogue_asks_again_what_it_could_not_take(stage: Polling) -> None:
    stage.type("ana", "poll")
    for line in ("Which day?", "Monday ; Tuesday", "skip", "skip"):
        allowed(stage.type("ana", line, bare=True))
    assert "“whenever” is not a date" in no(stage.type("ana", "whenever", bare=True))
    assert Show(subject=1, place=TEAM) in stage.type("ana", "skip", bare=True)


def test_options_without_words_fill_the_form(stage: Polling) -> None:
    stage.type("ana", "poll --hidden --multi")
    for line in ("Which day?", "Monday ; Tuesday", "skip", "skip", "skip"):
        effects = stage.type("ana", line, bare=True)
    assert Show(subject=1, place=TEAM) in effects
    subject = stage.subject(1)
    assert (subject.multi, subject.hidden, subject.anonymous) == (True, True, False)


def test_a_form_opens_where_the_platform_has_forms_and_says_its_errors_by_field(stage: Polling) -> None:
    (form,) = (effect for effect in stage.say("ana", "poll --anonymous", "slack:C1") if isinstance(effect, OpenForm))
    assert form.form.id == "poll:new:slack:C1"
    assert [question.value for question in form.form.questions] == ["", "", "", "2", ""]
    effects = stage.submit("ana", "poll:new:console:#team", {"title": "Which?", "options": "Monday\nmonday"})
    assert not any(isinstance(effect, Whisper | Show) for effect in effects)
    assert "“monday” stands there twice" in str(effects)
    effects = stage.submit(
        "ana", "poll:new:console:#team", {"title": "Which?", "options": "Mon\n\nTue", "secrecy": (3,)}
    )
    assert Show(subject=1, place=TEAM) in effects
    assert stage.subject(1).hidden


def test_a_form_of_a_place_that_was_left_is_refused(stage: Polling) -> None:
    form = "poll:new:console:#elsewhere"
    assert "no longer a member" in no(stage.submit("ana", form, {"title": "Which?", "options": "Mon\nTue"}))


def test_moments_are_read_in_the_askers_zone(stage: Polling) -> None:
    stage.type("ana", "settings timezone Europe/Paris", "ana")
    subject = stage.begun(f"{WHICH} --until tomorrow 18:00")
    assert subject.closes_at == datetime(2026, 11, 25, 17, tzinfo=UTC)
    assert stage.now - subject.opened_at < timedelta(minutes=1)
