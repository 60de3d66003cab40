"""A typed answer to a questionnaire: which number and which words are for which question."""

from __future__ import annotations

from datetime import UTC, datetime

from hypothesis import given
from hypothesis import strategies as st

from handlers.answering.answers import Unfit
from handlers.answering.own_templates import read
from handlers.answering.questionnaire import Questionnaire, round_of
from handlers.answering.templates import BUILT_IN, Item, axis_item
from handlers.answering.typed import example, fits, read_typed
from handlers.language.grammar import Answer
from handlers.texts import Voice
from storage.records import Kind, PersonId, PlaceId, Reply, Subject

NOON = datetime(2026, 11, 24, 12, tzinfo=UTC)
VOICE = Voice("en")
HOT = (*BUILT_IN["hot"](VOICE), axis_item(("tools", "people"), VOICE))


def asked(items: tuple[Item, ...] = HOT, *, round_: int = 0) -> Questionnaire:
    subject = Subject(
        number=12,
        kind=Kind.RETEX,
        title="Workshop",
        creator=PersonId("console:ana"),
        place=PlaceId("console:#team"),
        opened_at=NOON,
    )
    return Questionnaire(subject=subject, items=items, form="retex:answer", round=round_)


def words(question: str, text: str = "said") -> Reply:
    return Reply(subject=12, round=0, question=question, voter="ana", text=text, at=NOON, event="e")


def test_a_number_then_words_answer_the_rating_and_the_first_questions_in_words() -> None:
    typed = Answer(picks=(4,), words=("Great energy", "Too long"))
    assert read_typed(asked(), typed, {}, VOICE) == {"rating": (4,), "keep": "Great energy", "held": "Too long"}
    assert read_typed(asked(), Answer(picks=(4, 2)), {}, VOICE) == {"rating": (4,), "axis": (2,)}


def test_words_alone_go_to_the_next_question_that_has_none() -> None:
    mine = {"keep": words("keep")}
    assert read_typed(asked(), Answer(words=("Too long",)), mine, VOICE) == {"held": "Too long"}
    assert read_typed(asked(), Answer(picks=(4,), words=("Better",)), mine, VOICE) == {"rating": (4,), "keep": "Better"}


def test_what_fits_no_question_is_refused_with_an_example() -> None:
    full = {name: words(name) for name in ("keep", "held", "proposal")}
    for typed, mine, reason in (
        (Answer(picks=(4, 1, 2)), {}, "2 numbers at most"),
        (Answer(words=("a", "b", "c", "d")), {}, "Only 3 questions"),
        (Answer(words=("a",)), full, "Every question has your words already"),
    ):
        refused = read_typed(asked(), typed, mine, VOICE)
        assert isinstance(refused, Unfit)
        assert refused.reason.startswith(reason)
    only_words = read_typed(asked(BUILT_IN["ssc"](VOICE)), Answer(picks=(4,)), {}, VOICE)
    assert isinstance(only_words, Unfit)
    assert "put your words between quotes: retex answer 12: " in only_words.reason
    only_numbers = read_typed(asked(read(("rating: How?",), VOICE)), Answer(words=("a",)), {}, VOICE)
    assert isinstance(only_numbers, Unfit)
    assert only_numbers.reason.endswith("retex answer 12: 4")


def test_a_question_that_may_be_passed_over_is_passed_in_a_word() -> None:
    weather = asked(BUILT_IN["weather"](VOICE))
    assert read_typed(weather, Answer(passes=True, words=("grey",)), {}, VOICE) == {"sky": (), "word": "grey"}
    assert fits(weather, Answer(passes=True))
    obliged = asked(read(("rating: How?",), VOICE))
    assert not fits(obliged, Answer(passes=True))
    refused = read_typed(obliged, Answer(passes=True), {}, VOICE)
    assert isinstance(refused, Unfit)
    assert refused.reason == "No number may be passed over here; an answer: retex answer 12: 4"
    assert weather.offers_pass
    assert not asked().offers_pass, "a rating that may be left out is not offered as a pass"


def test_a_card_takes_what_could_answer_it() -> None:
    assert fits(asked(), Answer(picks=(5, 2), words=("a", "b", "c")))
    assert not fits(asked(), Answer(picks=(6,)))
    assert not fits(asked(), Answer(picks=(5, 3)))
    assert not fits(asked(), Answer(words=("a", "b", "c", "d")))


def test_one_press_answers_the_rating_or_a_choice_that_comes_first() -> None:
    assert asked().quick == HOT[0]
    assert asked(BUILT_IN["weather"](VOICE)).quick == BUILT_IN["weather"](VOICE)[0]
    assert asked(BUILT_IN["ssc"](VOICE)).quick is None
    assert asked(read(("text: Why?", "choice: Pace? slow / fast"), VOICE)).quick is None
    assert example(asked(), Voice("fr")) == 'retex répondre 12: 4 "Bonne énergie"'


@given(st.integers(1, 10**6), st.integers(0, 10**4))
def test_a_forms_id_says_its_card_and_round(number: int, round_: int) -> None:
    between = f"{round_}:" if round_ else ""
    assert round_of(f"ritual:answer:{between}{number}") == (number, round_)
    assert round_of(asked(round_=round_).identifier) == (12, round_)


@given(st.lists(st.integers(-2, 12), max_size=4), st.lists(st.text(max_size=5), max_size=5))
def test_whatever_fits_is_read_and_each_part_goes_to_one_question(picks: list[int], said: list[str]) -> None:
    typed = Answer(picks=tuple(picks), words=tuple(said))
    read_as = read_typed(asked(), typed, {}, VOICE)
    if fits(asked(), typed):
        assert not isinstance(read_as, Unfit)
        assert len(read_as) == len(picks) + len(said)
