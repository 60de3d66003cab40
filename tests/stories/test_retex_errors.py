"""What a retex refuses, on every platform and in both languages: a sentence with its mend, and nothing changed."""

from __future__ import annotations

import pytest

from tests.stories.conftest import WITHOUT_FORMS, Play
from tests.stories.story import (
    Both,
    Step,
    Story,
    both,
    fills,
    presses,
    restarts,
    says,
    shows,
    told,
    votes,
    writes,
)

ASKED = both('retex "Workshop"', 'retex "Atelier"')
UNANSWERED = shows(1, both("0 answers of 3", "0 réponse sur 3"))
TOO_LONG = told(
    "bob",
    both(
        "That is 2,001 characters; 2,000 are the most. Please shorten it.",
        "Cela fait 2 001 caractères ; le maximum est 2 000. Merci de raccourcir.",
    ),
)
NO_TEMPLATE = both("This place has none of its own", "Ce lieu n’en a aucun à lui")


def saved(en: str, fr: str) -> Step:
    """Save a template of these lines."""
    return says("alice", both(f'retex template save "Sprint"{en}', f'retex modèle garder "Sprint"{fr}'))


def refused(en: str, fr: str) -> tuple[Step, ...]:
    """Hear why there is no such template, and see that none was saved."""
    listed = says("alice", both("retex template list", "retex modèle liste"))
    return told("alice", both(en, fr)), listed, told("alice", NO_TEMPLATE)


def answered(answer: str) -> Both:
    return both(f"retex answer 1: {answer}", f"retex répondre 1: {answer}")


STORIES = (
    Story(
        "words of more than 2,000 characters are refused where they were typed, and the rest of the answer stands",
        [
            says("alice", ASKED),
            says("bob", answered(f'4 "{"x" * 2001}"')),
            TOO_LONG,
            UNANSWERED,
            presses("bob", "answer:1"),
            fills("bob", ("rating", 4), ("keep", "x" * 2001)),
            TOO_LONG,
            UNANSWERED,
            fills("bob", ("keep", "x" * 2000), ("held", None), ("proposal", None), ("axis", 1)),
            told("bob", both("your answer is counted: 4", "votre réponse est comptée : 4")),
            shows(1, both("1 answer of 3", "1 réponse sur 3")),
        ],
    ),
    Story(
        "a rating off the scale is refused with the scale",
        [
            says("alice", ASKED),
            says("bob", answered("9")),
            told("bob", both("is answered with a number from 1 to 5", "par un nombre de 1 à 5")),
            says("bob", answered("0")),
            told("bob", both("is answered with a number from 1 to 5", "par un nombre de 1 à 5")),
            UNANSWERED,
            presses("bob", "answer:1"),
            fills("bob", ("rating", 9)),
            told("bob", both("with a number from 1 to 5", "par un nombre de 1 à 5")),
            fills("bob", ("rating", 0)),
            told("bob", both("with a number from 1 to 5", "par un nombre de 1 à 5")),
            UNANSWERED,
            fills("bob", ("rating", 4), ("keep", "The food"), ("held_back", None), ("proposal", None), ("axis", 1)),
            told("bob", both("your answer is counted: 4", "votre réponse est comptée : 4")),
            shows(1, both("1 answer of 3", "1 réponse sur 3")),
        ],
    ),
    Story(
        "whoever is still answering when it is closed is told so, and the figures stay as they are",
        [
            says("alice", ASKED),
            votes("zoe", 1, 5),
            presses("bob", "answer:1"),
            writes("bob", ("rating", 1), ("keep", "Late")),
            says("alice", both("retex close", "retex clore")),
            fills("bob", ("held", "Late too")),
            told("bob", both("came too late", "arrive donc trop tard")),
            shows(1, both("median 5", "médiane 5"), both("1 answer of 3", "1 réponse sur 3")),
            says("bob", answered('1 "Late"')),
            told("bob", both("Retex 1 is closed, so this came too late", "Le retex 1 est clos")),
            shows(1, both("median 5", "médiane 5"), both("1 answer of 3", "1 réponse sur 3")),
        ],
    ),
    Story(
        "a template of an unknown kind of question names the kinds there are",
        [
            saved("\n- colour: Which?", "\n- couleur: Laquelle ?"),
            *refused(
                "“colour” is no kind of question; there are rating, choice",
                "« couleur » n’est pas un genre de question ; il y a note, choix",
            ),
        ],
    ),
    Story(
        "a template without a question is refused with one",
        [
            saved("", ""),
            *refused("A template has at least one question, one a line", "Un modèle a au moins une question"),
            saved("\n- rating:", "\n- note:"),
            *refused("A question has 1 to 300 characters", "Une question a de 1 à 300 caractères"),
            saved("\n- choice: Pace?", "\n- choix: Rythme ?"),
            *refused("A choice has 2 to 10 options after its question", "Un choix a de 2 à 10 options"),
        ],
    ),
    Story(
        "a repetition needs to know when",
        [
            says("alice", ASKED),
            says("alice", both("retex repeat 1", "retex répéter 1")),
            told(
                "alice",
                both("retex repeat 1 --in 6 weeks", "retex répéter 1 --dans 6 semaines"),
            ),
            says("alice", both("retex repeat 1 --in", "retex répéter 1 --dans")),
            told("alice", both("“--in” needs a value", "« --dans » demande une valeur")),
            says("alice", both("retex repeat 1 --in yesterday", "retex répéter 1 --dans hier")),
            told("alice", both("is not a length of time I can read; for example: 30m", "une durée que je sais lire")),
        ],
    ),
)


OFF_SCALE = both("Please answer with a number from 1 to 5.", "Répondez par un nombre de 1 à 5.")
IN_DIALOGUES = Story(
    "a number off the scale is refused with the scale, its question stands again, and what was said before it is kept",
    [
        says("alice", ASKED),
        presses("bob", "answer:1"),
        *(
            step
            for off in (9, 0, both("very good", "très bien"))
            for step in (
                writes("bob", ("rating", off)),
                told("bob", OFF_SCALE, both("Question 1 of 5 · How was it", "Question 1 sur 5 · Comment était-ce")),
            )
        ),
        writes("bob", ("rating", 4), ("keep", "The energy"), ("held", None), ("proposal", None), ("axis", 6)),
        told("bob", OFF_SCALE, both("Question 5 of 5 · Which axis", "Question 5 sur 5 · Quel axe"), "1 "),
        UNANSWERED,
        restarts(),
        fills("bob", ("axis", 2)),
        told("bob", both("counted: 4 · “The energy” · management", "comptée : 4 · « The energy » · management")),
        shows(1, both("1 answer of 3", "1 réponse sur 3")),
    ],
)


@pytest.mark.parametrize("story", STORIES, ids=[story.name for story in STORIES])
async def test_what_a_retex_refuses(story: Story, play: Play) -> None:
    await play(story)


@pytest.mark.parametrize("play", WITHOUT_FORMS, indirect=True)
async def test_what_a_dialogue_refuses(play: Play) -> None:
    """A form has no such number to choose."""
    await play(IN_DIALOGUES)
