"""Templates of questions: ours in both languages, the teams' own, their forms and what comes back from them."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handlers.answering.own_templates import Unreadable, dumped, loaded, read
from handlers.answering.questions import Answering, errors_in, form_of, replies_of
from handlers.answering.templates import (
    BUILT_IN,
    FOR_RETEX,
    FOR_RITUALS,
    TEXT_LENGTH,
    ItemKind,
    Meaning,
    axis_item,
    transformation,
)
from handlers.replies.templates import written
from handlers.texts import Voice
from storage.records import Language

NOON = datetime(2026, 11, 24, 12, tzinfo=UTC)
OWN = ("rating: How was it?", "choice: Pace? slow / right / fast", "text?: What next?")


@pytest.mark.parametrize("language", ["en", "fr"])
@pytest.mark.parametrize("name", sorted(BUILT_IN))
def test_each_template_asks_distinct_questions_in_both_languages(name: str, language: Language) -> None:
    items = BUILT_IN[name](Voice(language))
    assert len({item.id for item in items}) == len({item.words for item in items}) == len(items)
    assert all(item.words.endswith("?") for item in items)
    assert [item.id for item in items] == [item.id for item in BUILT_IN[name](Voice("en"))]


def test_french_and_english_ask_in_other_words() -> None:
    for name, make in BUILT_IN.items():
        english, french = make(Voice("en")), make(Voice("fr"))
        assert all(one.words != other.words for one, other in zip(english, french, strict=True)), name
    assert set(transformation(Voice("fr"))) & set(transformation(Voice("en"))) == {"management"}


def test_retex_and_rituals_have_the_templates_that_are_promised() -> None:
    assert FOR_RETEX == ("hot", "aar", "roti", "ssc", "weather")
    assert FOR_RITUALS == ("standup", "weather", "review")
    hot = BUILT_IN["hot"](Voice("en"))
    assert [item.meaning for item in hot] == [Meaning.NONE, Meaning.KEEP, Meaning.HELD_BACK, Meaning.PROPOSAL]
    assert hot[0].most == 5


def test_a_team_writes_its_own_template_one_question_a_line() -> None:
    rating, pace, following = read(OWN, Voice("en"))
    assert (rating.kind, rating.words, rating.most, rating.may_pass) == (ItemKind.RATING, "How was it?", 5, False)
    assert (pace.kind, pace.words, pace.options) == (ItemKind.CHOICE, "Pace?", ("slow", "right", "fast"))
    assert (following.kind, following.words, following.may_pass) == (ItemKind.TEXT, "What next?", True)


def test_a_french_template_is_read_with_its_own_kinds_and_spacing() -> None:
    lines = ("Note : Comment était-ce ?", "choix: Rythme ? lent / juste", "texte ? : Et ensuite ?")
    assert [(item.kind, item.words, item.may_pass) for item in read(lines, Voice("fr"))] == [
        (ItemKind.RATING, "Comment était-ce ?", False),
        (ItemKind.CHOICE, "Rythme ?", False),
        (ItemKind.TEXT, "Et ensuite ?", True),
    ]


def test_a_template_says_which_words_are_proposals_and_which_are_blockers() -> None:
    lines = ("proposal?: What next?", "blocage : Et les blocages ?", "text: Else?")
    assert [(item.kind, item.meaning, item.may_pass) for item in read(lines, Voice("en"))] == [
        (ItemKind.TEXT, Meaning.PROPOSAL, True),
        (ItemKind.TEXT, Meaning.BLOCKER, False),
        (ItemKind.TEXT, Meaning.NONE, False),
    ]


@pytest.mark.parametrize("language", ["en", "fr"])
@pytest.mark.parametrize("name", sorted(BUILT_IN))
def test_each_template_is_shown_as_a_team_may_type_it(name: str, language: Language) -> None:
    voice = Voice(language)
    items = [item for item in BUILT_IN[name](voice) if item.kind is ItemKind.TEXT]
    again = read([line.removeprefix("- ") for line in written(items, voice)], voice)
    known = (Meaning.PROPOSAL, Meaning.BLOCKER)
    assert [(item.words, item.meaning) for item in again] == [
        (item.words, item.meaning if item.meaning in known else Meaning.NONE) for item in items
    ]


@pytest.mark.parametrize(
    ("lines", "sentence"),
    [
        ((), "at least one question"),
        (("stars: How many?",), "“stars” is no kind of question"),
        (("How was it?",), "“How was it?” is no kind of question"),
        (("choice: Pace? slow",), "2 to 10 options"),
        (("choice: Pace",), "2 to 10 options"),
        (("text:",), "1 to 300 characters"),
        (("text: " + "x" * 301,), "1 to 300 characters"),
        (("text: What?",) * 11, "10 questions at most"),
        (("proposal: What next?", "proposition: And then?"), "One question of a template asks for proposals"),
    ],
)
def test_a_template_that_cannot_be_says_why_with_an_example(lines: tuple[str, ...], sentence: str) -> None:
    with pytest.raises(Unreadable) as refusal:
        read(lines, Voice("en"))
    assert sentence in str(refusal.value)


def test_what_a_subject_keeps_of_its_questions_is_read_again_as_it_was() -> None:
    items = (*read(OWN, Voice("en")), *BUILT_IN["hot"](Voice("fr")), axis_item(("a", "b"), Voice("fr")))
    assert loaded(dumped(items)) == items


@given(st.lists(st.sampled_from(OWN), min_size=1, max_size=10))
def test_every_template_of_good_lines_is_kept_whole(lines: list[str]) -> None:
    items = read(lines, Voice("en"))
    assert len(items) == len(lines)
    assert loaded(dumped(items)) == items


ANSWERING = Answering(subject=4, round=0, voter="console:ana", at=NOON, event="e1")


def test_a_form_is_prefilled_with_what_is_there_and_comes_back_as_replies() -> None:
    items = read(OWN, Voice("en"))
    values: dict[str, str | tuple[int, ...]] = {"q1": (4,), "q2": (2,), "q3": "  more of it "}
    replies = {reply.question: reply for reply in replies_of(items, values, ANSWERING)}
    assert {name: (each.number, each.text) for name, each in replies.items()} == {
        "q1": (4, None),
        "q2": (2, None),
        "q3": (None, "more of it"),
    }
    form = form_of(items, replies, Voice("en"), identifier="retex:answer:4", title="Workshop")
    assert [question.value for question in form.questions] == ["4", "2", "more of it"]
    assert [question.required for question in form.questions] == [True, True, False]


def test_what_is_left_out_is_a_pass_of_a_number_and_nothing_of_words() -> None:
    sky, word = BUILT_IN["weather"](Voice("en"))
    passed, silent = replies_of((sky, word), {"sky": (), "word": " "}, ANSWERING)
    assert (passed.stands, passed.passed) == (True, True)
    assert not silent.stands


def test_values_outside_the_scale_and_words_too_long_are_named_by_question() -> None:
    items = read(OWN, Voice("en"))
    errors = errors_in(items, {"q1": (6,), "q2": (3,), "q3": "x" * (TEXT_LENGTH + 1)}, Voice("en"))
    assert errors == {
        "q1": "“How was it?” is answered with a number from 1 to 5.",
        "q3": "That is 2,001 characters; 2,000 are the most. Please shorten it.",
    }
