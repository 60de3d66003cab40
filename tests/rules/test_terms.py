"""Counted terms: by people, in French and English, in their commonest form; and which texts are quoted."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as some

from handlers.reporting.terms import (
    QUOTE_LENGTH,
    SEARCHED,
    TOGETHER,
    Gathered,
    Term,
    gather,
    gather_apart,
    language_of,
    quotes,
    shortened,
    stem,
    terms,
    words_of,
)
from storage.records import Language

FRENCH = [
    "Les réunions sont trop longues, l'outil est lent",
    "Moins de réunions le matin",
    "La réunion du lundi ne sert à rien et l’outil rame",
    "Des outils plus simples",
]


def people(*texts: str) -> list[tuple[str, str]]:
    return [(str(who), text) for who, text in enumerate(texts)]


def test_forms_of_a_word_are_one_term_in_its_commonest_form() -> None:
    assert terms(people(*FRENCH), "fr") == (Term("outil", 3), Term("réunions", 3))


def test_english_is_told_from_french_text_by_text() -> None:
    mixed = people("The meetings are too long", "We should shorten our meeting", *FRENCH[:2])
    assert {term.word for term in terms(mixed, "fr")} == {"meeting", "réunions"}


def test_a_term_is_counted_once_a_person_however_often_they_say_it() -> None:
    said = [("a", "réunion réunion"), ("a", "encore une réunion"), ("b", "la réunion")]
    assert terms(said, "fr") == (Term("réunion", 2),)
    assert gather(said, "fr").people == 2


def test_what_one_person_says_is_no_term() -> None:
    assert terms(people("Le projecteur clignote", "Rien à dire"), "fr") == ()


def test_accents_may_be_left_out() -> None:
    assert terms(people("une équipe soudée", "mon equipe", "notre équipe"), "fr") == (Term("équipe", 3),)


@pytest.mark.parametrize("word", ["avec", "the", "qu", "le", "x" * 41, "être"])
def test_small_words_and_endless_ones_are_no_terms(word: str) -> None:
    assert stem(word, "fr") == stem(word, "en") == ""


def test_words_leave_elided_articles_and_possessives_behind() -> None:
    assert words_of("L’équipe d'Anne, qu’on aime; the team's tool") == {
        "équipe", "anne", "on", "aime", "the", "team", "tool",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("text", "spoken"),
    [("the tool is slow", "en"), ("les outils sont lents", "fr"), ("projecteur", "fr"), ("", "fr")],
)
def test_a_text_that_does_not_tell_its_language_has_that_of_the_place(text: str, spoken: Language) -> None:
    assert language_of(words_of(text), "fr") == spoken


def test_quotes_take_each_term_in_turn_and_another_person_each_time() -> None:
    found = (Term("outil", 3), Term("réunions", 3))
    said = [("a", "l'outil"), ("a", "les réunions"), ("b", "nos réunions"), ("c", "autre chose")]
    assert quotes(said, found) == (("a", "l'outil"), ("b", "nos réunions"), ("c", "autre chose"))


def test_one_person_is_quoted_again_only_when_nobody_else_spoke() -> None:
    assert quotes([("a", "one"), ("a", "two")]) == (("a", "one"), ("a", "two"))
    assert quotes([("a", "one"), ("a", "two"), ("b", "three")], most=2) == (("a", "one"), ("b", "three"))


def test_what_is_said_twice_is_quoted_once_and_nothing_is_no_quote() -> None:
    assert quotes([("a", "Same  here"), ("b", "same here"), ("c", " ")]) == (("a", "Same here"),)


def test_long_texts_give_way_and_are_cut_at_a_word() -> None:
    long = "word " * 60
    (first, second) = quotes([("a", long), ("b", "short")])
    assert first == ("b", "short")
    assert second[1].endswith("word…")
    assert len(second[1]) <= QUOTE_LENGTH
    assert shortened("x" * 300) == "x" * (QUOTE_LENGTH - 1) + "…"


@pytest.mark.parametrize("space", ["\u00a0", "\u202f"])
def test_spaces_at_which_no_line_may_break_stay(space: str) -> None:
    said = f"«{space}Plus court{space}»{space}: l’ordre   du\njour{space};  voilà "
    flat = f"«{space}Plus court{space}»{space}: l’ordre du jour{space}; voilà"
    assert shortened(said) == flat
    assert quotes([("a", said), ("b", said.replace(space, " "))]) == (("a", flat),)


def test_quotes_are_looked_for_among_the_first_texts_and_terms_in_all() -> None:
    many = people(*[f"word{'a' * (number % 30)}" for number in range(SEARCHED)], "projector", "projector")
    found = gather(many, "en")
    assert found.people == SEARCHED + 2
    assert all(text != "projector" for _, text in found.quotes)
    assert Term("projector", 2) in terms(many, "en", most=100)


def test_nothing_said_is_nothing_gathered() -> None:
    assert gather([], "fr") == Gathered()


@given(some.lists(some.text(max_size=60), max_size=20), some.randoms(use_true_random=False))
def test_terms_never_exceed_the_people_and_do_not_depend_on_their_order(
    texts: list[str], chance: random.Random
) -> None:
    pairs = people(*texts)
    found = terms(pairs, "en")
    assert all(2 <= term.people <= len(pairs) for term in found)
    assert list(found) == sorted(found, key=lambda term: (-term.people, term.word))
    chance.shuffle(pairs)
    assert terms(pairs, "en") == found


@given(some.lists(some.tuples(some.sampled_from("abc"), some.text(max_size=300)), max_size=12))
def test_quotes_are_few_short_and_what_somebody_said(said: list[tuple[str, str]]) -> None:
    chosen = quotes(said)
    assert len(chosen) <= 3
    assert all(len(text) <= QUOTE_LENGTH for _, text in chosen)
    whole = {(who, shortened(text)) for who, text in said}
    assert set(chosen) <= whole


WORDS = (
    "réunion",
    "Réunions",
    "reunion",
    "meeting",
    "meetings",
    "the",
    "and",
    "les",
    "l'outil",
    "outils",
    "a-t-il",
    "x9y",
)
TEXTS = some.lists(
    some.tuples(some.sampled_from("abcd"), some.lists(some.sampled_from(WORDS), max_size=5).map(" ".join)), max_size=25
).map(sorted)


def by_definition(said: Sequence[tuple[str, str]], language: Language) -> tuple[Term, ...]:
    """Count terms as they are defined, person by person, without a thought for what it costs."""
    people, forms = dict[str, set[str]](), dict[str, Counter[tuple[str, Language]]]()
    for person, text in said:
        words = words_of(text)
        spoken = language_of(words, language)
        for word in words:
            if each := stem(word, spoken):
                people.setdefault(each, set()).add(person)
                forms.setdefault(each, Counter())[word, spoken] += 1
    commonest = sorted((-len(some), each) for each, some in people.items() if len(some) >= 2)[:8]
    found = (
        Term(min((-times, len(word), word) for (word, _), times in forms[each].items())[2], -less)
        for less, each in commonest
    )
    return tuple(sorted(found, key=lambda term: (-term.people, term.word)))


@given(TEXTS, some.sampled_from(["en", "fr"]))
def test_terms_are_those_of_the_definition(said: list[tuple[str, str]], language: Language) -> None:
    found = gather(said, language)
    assert found.terms == by_definition(said, language)
    assert found.people == len({person for person, _ in said})
    assert found.quotes == quotes(said, found.terms)


@given(some.lists(some.tuples(some.integers(0, 2), some.sampled_from("abc"), some.sampled_from(WORDS)), max_size=25))
def test_groups_that_are_read_together_are_as_if_each_were_read_alone(said: list[tuple[int, str, str]]) -> None:
    said.sort()
    alone = {
        group: gather([(person, text) for one, person, text in said if one == group], "fr")
        for group in {group for group, _, _ in said}
    }
    assert gather_apart(said, "fr") == alone


def test_what_is_counted_many_texts_at_once_is_counted_whole() -> None:
    people = TOGETHER + 10
    said = ((str(person), "projector" if person % 2 else "screens") for person in range(people))
    assert terms(said, "en") == (Term("projector", people // 2), Term("screens", people // 2))
