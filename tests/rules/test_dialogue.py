"""A form asked one question at a time: each answer, every way back, and what is never lost on the way."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest

from handlers.answering import dialogue
from handlers.answering.answers import Unfit, read_answer, split_lines
from handlers.effects import OpenForm, Tone, Whisper
from handlers.texts import Voice
from handlers.views import Form, Question
from storage.records import Draft, Language, PersonId, PlaceId
from tests.rules.hearing import NOON, Hearing, hearing

VOICE = Voice("en", "Europe/Paris")
ANA, TEAM = PersonId("console:ana"), PlaceId("console:#team")
FORM = Form(
    id="trial:12",
    title="A trial",
    submit="Send",
    questions=(
        Question(id="title", kind="text", label="What is asked?", max_length=20),
        Question(id="items", kind="lines", label="Choices", help="one a line"),
        Question(id="day", kind="choice", label="Day", options=("Monday", "Été")),
        Question(id="some", kind="multi", label="Some", options=("a", "b", "c"), required=False),
        Question(id="last", kind="text", label="Anything else?", required=False, value="nothing"),
    ),
)


@pytest.fixture
def heard(tmp_path: Path) -> Iterator[Hearing]:
    with hearing(tmp_path) as open_hearing:
        yield open_hearing


def open_one(heard: Hearing) -> str:
    (effect,) = dialogue.open_form(heard.desk, ANA, TEAM, FORM, voice=VOICE, now=NOON)
    assert isinstance(effect, Whisper)
    return effect.note.text


def draft(heard: Hearing) -> Draft:
    found = heard.desk.draft(ANA, TEAM)
    assert found is not None
    return found


def answer(heard: Hearing, *lines: str) -> tuple[Whisper, Mapping[str, str | tuple[int, ...]] | None]:
    for line in lines:
        step = dialogue.step(heard.desk, draft(heard), line, voice=VOICE, now=NOON)
    (effect,) = step.effects
    assert isinstance(effect, Whisper)
    return effect, step.values


@pytest.mark.parametrize(("language", "example"), [("en", "Monday ; Tuesday"), ("fr", "Lundi\u202f; Mardi")])
def test_a_list_that_is_too_short_is_refused_at_once_with_one_that_fits(language: Language, example: str) -> None:
    choices, voice = Question(id="items", kind="lines", label="Choices", least=2), Voice(language)
    short = read_answer(choices, "Monday", voice)
    assert isinstance(short, Unfit)
    assert short.reason.endswith(example)
    assert read_answer(choices, example, voice) == "\n".join(part.strip() for part in example.split(";"))


def test_the_first_question_comes_with_its_place_and_the_words_that_steer(heard: Hearing) -> None:
    text = open_one(heard)
    assert "Question 1 of 5 · What is asked?" in text
    assert "“skip”, “back” and “cancel”" in text


def test_a_whole_dialogue_ends_with_an_echo_and_the_values(heard: Hearing) -> None:
    open_one(heard)
    effect, values = answer(heard, '"Which day?"', "A; B", "ete", "1 3", "more")
    assert values == {"title": "Which day?", "items": "A\nB", "day": (2,), "some": (1, 3), "last": "more"}
    assert effect.note.text.splitlines() == [
        "Understood.",
        "What is asked: Which day?",
        "Choices: A · B",
        "Day: Été",
        "Some: a, c",
        "Anything else: more",
    ]
    assert heard.desk.draft(ANA, TEAM) is None


def test_what_does_not_fit_is_refused_with_the_reason_and_the_same_question(heard: Hearing) -> None:
    open_one(heard)
    effect, values = answer(heard, "x" * 21)
    assert effect.tone is Tone.REFUSAL
    assert "21 characters" in effect.note.text
    assert "Question 1 of 5" in effect.note.text
    assert values is None


def test_skip_passes_an_optional_question_keeps_a_prefill_and_not_a_required_one(heard: Hearing) -> None:
    open_one(heard)
    effect, _ = answer(heard, "passer")
    assert effect.tone is Tone.REFUSAL
    effect, values = answer(heard, "Which?", "A; B", "1", "skip")
    assert "For now: nothing" in effect.note.text
    effect, values = answer(heard, "skip")
    assert values == {"title": "Which?", "items": "A\nB", "day": (1,), "some": (), "last": "nothing"}


def test_back_asks_the_question_before_and_no_further_than_the_first(heard: Hearing) -> None:
    open_one(heard)
    effect, _ = answer(heard, "Which?", "retour")
    assert "Question 1 of 5" in effect.note.text
    effect, _ = answer(heard, "back")
    assert "Question 1 of 5" in effect.note.text


@pytest.mark.parametrize("word", ["cancel", "Annuler", " CANCEL "])
def test_cancel_ends_it_and_nothing_is_kept(heard: Hearing, word: str) -> None:
    open_one(heard)
    _, values = answer(heard, "Which?", word)
    assert values is None
    assert heard.desk.draft(ANA, TEAM) is None


def test_a_refused_form_asks_the_wrong_question_again_and_keeps_the_other_answers(heard: Hearing) -> None:
    open_one(heard)
    answer(heard, "Which?", "A; B", "1", "skip")
    before = draft(heard)
    _, values = answer(heard, "more")
    assert values is not None
    errors = {"items": "Two choices at least."}
    (effect,) = dialogue.again(heard.desk, before, values, errors, voice=VOICE, now=NOON)
    assert isinstance(effect, Whisper)
    assert effect.note.text.startswith("Two choices at least.\nQuestion 2 of 5")
    _, values = answer(heard, "A; B; C", "1", "skip", "more")
    assert values == {"title": "Which?", "items": "A\nB\nC", "day": (1,), "some": (), "last": "more"}


def test_a_platform_with_forms_is_given_the_form_and_no_draft(heard: Hearing) -> None:
    place = PlaceId("slack:T1/C1")
    effects = dialogue.open_form(
        heard.desk, PersonId("slack:T1/U1"), place, FORM, voice=VOICE, now=NOON, ticket="trigger"
    )
    assert effects == (OpenForm(to=PersonId("slack:T1/U1"), place=place, form=FORM, ticket="trigger"),)
    assert heard.desk.draft(PersonId("slack:T1/U1"), place) is None


@pytest.mark.parametrize(
    ("typed", "items"),
    [
        ('"A" "B"', ("A", "B")),
        ('"A", "B"', ("A", "B")),
        ("« Lundi » « Mardi »", ("Lundi", "Mardi")),
        ("A; B ;C", ("A", "B", "C")),
        ("A / B", ("A", "B")),
        ("and/or", ("and/or",)),
        ("- A\n* B\n\n1. C", ("A", "B", "C")),
        ('the "best" one', ('the "best" one',)),
        ('"never closed', ('"never closed',)),
        ("L'atelier", ("L'atelier",)),
        ("", ()),
    ],
)
def test_a_list_may_be_typed_in_many_ways(typed: str, items: tuple[str, ...]) -> None:
    assert split_lines(typed) == items


@pytest.mark.parametrize(
    ("typed", "picked"),
    [("1", (1,)), ("ETE", (2,)), ("monday", (1,)), ("été et Monday", (2, 1)), ("1, 2 and 1", (1, 2))],
)
def test_options_are_picked_by_number_or_label(typed: str, picked: tuple[int, ...]) -> None:
    question = Question(id="q", kind="multi", label="Day", options=("Monday", "Été"))
    assert read_answer(question, typed, VOICE) == picked


@pytest.mark.parametrize("typed", ["0", "3", "x", "", "99999999999999", "1 2"])
def test_what_is_no_single_option_is_refused(typed: str) -> None:
    question = Question(id="q", kind="choice", label="Day", options=("Monday", "Été"))
    assert isinstance(read_answer(question, typed, VOICE), Unfit)
