"""Rituals as they are planned: said back, refused with the mend, by a line or by the form."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from handlers.effects import Tell
from handlers.rituals.feed import read_calendar
from handlers.views import File
from tests.rules.hearing import allowed, no, said
from tests.rules.polling import Polling, person
from tests.rules.ritual_stage import DAILY, plan, ritual


def test_it_keeps_the_holidays_of_the_house_unless_it_says_otherwise(stage: Polling) -> None:
    assert "Good Friday depends on the commune" in plan(stage)
    assert ritual(stage).holidays == "FR-57"
    plan(stage, 'ritual "Other" every weekday at 9:30 --holidays none')
    assert ritual(stage, 2).holidays == ""


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ('ritual "X"', "When it comes back is missing"),
        ("ritual Stand-up every weekday at 9:30", 'ritual "Stand-up" every weekday at 9:30'),
        ('ritual "" every weekday at 9:30', "title"),
        (f'ritual "{"x" * 201}" every weekday at 9:30', "200 are the most"),
        ('ritual "X" every monday', "says no hour"),
        ('ritual "X" RRULE:FREQ=SOMETIMES', "is not a recurrence"),
        ('ritual "X" every monday at 9:00 until 24 November 2026', "no date ahead"),
        ('ritual "X" every monday at 9:00 --until yesterday', "past"),
        ('ritual "X" every monday at 9:00 --until 2020-01-01', "“2020-01-01” is already past"),
        ('ritual "X" every monday at 9:00 until 1 January 2020', "is already past"),
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


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("fr", "FR"),
        ("fr-57", "FR-57"),
        ("Moselle", "FR-Moselle"),
        ("57", "FR-57"),
        ("martinique", "FR-Martinique"),
        ("La Réunion", "FR-La-Réunion"),
        ("FR-Haut Rhin", "FR-Haut-Rhin"),
        ("paris", "FR-Paris"),
        ("ain", "FR-Ain"),
        ("val d’oise", "FR-Val-d'Oise"),
        ("Seine-et-Marne", "FR-Seine-et-Marne"),
        ("de-by", "DE-BY"),
    ],
)
def test_holidays_of_a_department_are_those_of_its_number_or_its_name(stage: Polling, typed: str, kept: str) -> None:
    assert f"holidays of {kept}: passed over" in plan(stage, f'ritual "X" every monday at 9:00 --holidays {typed}')
    assert ritual(stage).holidays == kept


def test_a_single_date_is_named_on_its_card_and_stands_in_its_question_once(stage: Polling) -> None:
    words = plan(stage, 'ritual "Once" 12 May 2027 at 10:00')
    assert words.count("12 May 2027") == 1
    card = stage.judge.draw(stage.reading(), 1, stage.where("#team").id, "")
    assert card is not None
    assert card.notes[0] == "once, on Wednesday 12 May 2027 at 10:00 (UTC)"


def test_an_end_is_taken_away_as_it_was_given(stage: Polling) -> None:
    plan(stage, f"{DAILY} --until 2027-06-30")
    assert ritual(stage).until == "2027-06-30"
    plan(stage, "ritual edit 1 --until none")
    assert ritual(stage).until is None


def test_a_calendar_of_one_ritual_names_it_and_no_other(stage: Polling) -> None:
    plan(stage)
    plan(stage, 'ritual "Weather" every monday at 9:00')
    (tell,) = stage.type("bob", "ritual calendar 2")
    assert isinstance(tell, Tell)
    file = read_calendar(stage.reading(), tell, stage.judge.house)
    assert isinstance(file, File)
    assert b"SUMMARY:Weather" in file.content
    assert b"Stand-up" not in file.content
    assert "There is no number 9 here" in no(stage.type("bob", "ritual calendar 9"))


def test_a_yes_looks_again_at_what_was_true(stage: Polling) -> None:
    allowed(stage.type("bob", DAILY))
    plan(stage)
    assert "is called “Stand-up” already" in no(stage.type("bob", "yes"))
    allowed(stage.type("bob", 'ritual "Once" tomorrow at 9:00'))
    stage.now += timedelta(minutes=50)
    allowed(stage.type("bob", "yes"))
    assert ritual(stage, 2).next_at == datetime(2026, 11, 25, 9, tzinfo=UTC)


@pytest.mark.parametrize(
    "typed", ['rituel "Où en est-on\u202f? À 10\u00a0h"', 'action "Où en est-on\u202f? À 10\u00a0h"']
)
def test_a_title_keeps_its_no_break_spaces(stage: Polling, typed: str) -> None:
    allowed(stage.type("ana", f"{typed}{' chaque lundi à 9h' * typed.startswith('rituel')}"))
    stage.type("ana", "oui")
    assert stage.subject(1).title == "Où en est-on\u202f? À 10\u00a0h"


def test_it_is_planned_by_form_and_its_mistakes_stand_beside_their_fields(stage: Polling) -> None:
    form = f"ritual:new:{stage.where('#team').id}"
    (wrong,) = stage.submit("ana", form, {"title": "Weather", "when": "sometimes"})
    assert "when" in getattr(wrong, "errors", {})
    allowed(stage.submit("ana", form, {"title": "Weather", "when": "every monday at 9:00", "template": (2,)}))
    allowed(stage.type("ana", "yes"))
    assert ritual(stage).template == "weather"


def test_in_a_direct_chat_it_says_where_to_plan_one(stage: Polling) -> None:
    assert "#team" in no(stage.type("ana", DAILY, place="ana"))


def test_a_form_is_opened_with_what_was_given_and_follows_its_place(stage: Polling) -> None:
    assert "What is it called?" in said(stage.type("ana", "ritual"))
    for words in ("Weather", "every monday at 9:00", "weather", "none", "skip"):
        stage.type("ana", words, bare=True)
    allowed(stage.type("ana", "yes"))
    assert (ritual(stage).template, ritual(stage).holidays) == ("weather", "")
    assert "#team" in no(stage.type("ana", "ritual", place="ana"))
    assert "no longer a member" in no(stage.submit("dan", "ritual:new:console:#attic", {"title": "X", "when": "y"}))
