"""Retexes from the question to the result, on every platform and in both languages."""

from __future__ import annotations

import pytest

from tests.stories.conftest import Play
from tests.stories.story import (
    DIRECT,
    Both,
    Story,
    both,
    fills,
    given,
    hides,
    pictured,
    presses,
    restarts,
    says,
    shows,
    told,
    unpictured,
    unseen,
    votes,
    waits,
    writes,
)

ASKED = both('retex "Workshop"', 'retex "Atelier"')
SECRET = both('retex "Workshop" --anonymous', 'retex "Atelier" --anonyme')
CLOSED = both("retex close", "retex clore")
RESULTS = both("retex results 1", "retex résultats 1")
SIX = ("alice", "bob", "zoe", "max", "ana", "eve")
NINE = (*SIX, "kim", "leo", "mia")


def answered(answer: str) -> Both:
    """Answer the first retex at once, as it is typed."""
    return both(f"retex answer 1: {answer}", f"retex répondre 1: {answer}")


STORIES = (
    Story(
        "one press is an answer, and no word needs to follow",
        [
            says("alice", ASKED),
            votes("bob", 1, 4),
            shows(1, both("4 1 100%", "4 1 100 %"), both("1 answer of 3", "1 réponse sur 3")),
            says("alice", CLOSED),
            shows(1, both("median 4 · mean 4", "médiane 4 · moyenne 4"), both("1 answer of 3", "1 réponse sur 3")),
            hides(1, both("to keep", "à garder"), both("held us back", "ce qui a freiné"), "“", "«"),
        ],
    ),
    Story(
        "one press is a stored rating; words come later; a changed mind counts once",
        [
            says("alice", ASKED),
            shows(1, both("retex 1 · open · named", "retex 1 · ouvert · nommé")),
            votes("bob", 1, 4),
            shows(1, both("1 answer of 3", "1 réponse sur 3")),
            says("bob", both('retex answer 1: "Great energy"', 'retex répondre 1: "Bonne énergie"')),
            told("bob", both("4 · “Great energy”", "4 · « Bonne énergie »")),
            votes("bob", 1, 5),
            shows(1, both("5 1 100%", "5 1 100 %"), both("1 answer of 3", "1 réponse sur 3")),
            says("alice", CLOSED),
            shows(1, both("median 5 · mean 5", "médiane 5 · moyenne 5"), both("Great energy", "Bonne énergie")),
            pictured(both("Workshop — median 5 · mean 5", "Atelier — médiane 5 · moyenne 5"), both("5: 1", "5 : 1")),
        ],
    ),
    Story(
        "words alone are an answer, and what is withdrawn counts no more",
        [
            says("alice", ASKED),
            says("bob", both('retex answer 1: "Too long"', 'retex répondre 1: "Trop long"')),
            shows(1, both("1 answer of 3", "1 réponse sur 3")),
            presses("bob", "withdraw:1"),
            shows(1, both("0 answers of 3", "0 réponse sur 3")),
            says("bob", both("retex withdraw 1", "retex retirer 1")),
            told("bob", both("You have no answer to retex 1;", "Vous n’avez pas répondu au retex 1")),
        ],
    ),
    Story(
        "what comes after the close is refused kindly",
        [
            says("alice", ASKED),
            votes("bob", 1, 4),
            says("alice", CLOSED),
            says("zoe", both('retex answer 1: 2 "Late"', 'retex répondre 1: 2 "Tard"')),
            told("zoe", both("came too late", "arrive donc trop tard")),
            shows(1, both("1 answer of 3", "1 réponse sur 3")),
        ],
    ),
    Story(
        "an anonymous retex shows its count alone, and nothing below five answers",
        [
            says("alice", SECRET),
            *(votes(name, 1, 4) for name in SIX[:4]),
            hides(1, "100%", "100 %"),
            says("alice", CLOSED),
            shows(1, both("no results below 5 answers", "pas de résultats")),
            unpictured(),
        ],
        people=SIX,
    ),
    Story(
        "a sky is kept to oneself by a button, and taken back; it counts as an answer, not as a sky",
        [
            says("alice", both('retex "Weather" --template weather', 'retex "Météo" --modèle météo')),
            presses("bob", "pass:1"),
            told("bob", both("your answer is counted: pass", "votre réponse est comptée : passe")),
            shows(1, both("1 answer of 3", "1 réponse sur 3")),
            presses("bob", "withdraw:1"),
            shows(1, both("0 answers of 3", "0 réponse sur 3")),
        ],
    ),
    Story(
        "an anonymous retex is told after the close from five answers on; a restart changes nothing",
        [
            says("alice", SECRET),
            *(votes(name, 1, 4) for name in SIX[:3]),
            restarts(),
            *(votes(name, 1, 4) for name in SIX[3:5]),
            says("alice", CLOSED),
            shows(1, both("4 5 100%", "4 5 100 %"), both("median 4", "médiane 4")),
            pictured(both("median 4 · mean 4", "médiane 4 · moyenne 4"), both("4: 5", "4 : 5")),
        ],
        people=SIX,
    ),
    Story(
        "a question of an anonymous retex is told from five answers to it on, whatever the others have",
        [
            says("alice", SECRET),
            says("bob", answered('4 "Great energy" "Much too long"'), DIRECT),
            *(says(name, answered('4 "Great energy" "Much too long"'), DIRECT) for name in ("zoe", "max", "ana")),
            says("eve", answered('4 "Great energy"'), DIRECT),
            says("alice", CLOSED),
            shows(1, both("5 answers of 6", "5 réponses sur 6"), both("to keep: 5 answers", "à garder : 5 réponses")),
            shows(1, both("median 4 · mean 4", "médiane 4 · moyenne 4"), "energy (5)"),
            hides(1, both("held us back", "ce qui a freiné"), "too long"),
            says("alice", RESULTS),
            told(
                "alice",
                both("What should we keep? · 5 answers", "Que faut-il garder ? · 5 réponses"),
                both(
                    "What held us back? — not shown below 5 answers",
                    "Qu’est-ce qui nous a freinés ? — non montré au-dessous de 5 réponses",
                ),
            ),
            unseen("alice", "too long"),
            says("alice", both("retex export csv 1", "retex exporter csv 1")),
            given("alice", ".csv", "Great energy"),
            unseen("alice", "too long"),
        ],
        people=SIX,
    ),
    Story(
        "of an anonymous retex the four who chose one axis are told apart no more than the five who would betray them",
        [
            says("alice", SECRET),
            *(says(name, answered('2 1 "Slow start"'), DIRECT) for name in NINE[:4]),
            *(says(name, answered('5 2 "Great energy"'), DIRECT) for name in NINE[4:]),
            says("alice", CLOSED),
            shows(
                1, both("9 answers of 9", "9 réponses sur 9"), both("median 5 · mean 3.67", "médiane 5 · moyenne 3,67")
            ),
            says("alice", RESULTS),
            told("alice", both("median 5 · mean 3.67", "médiane 5 · moyenne 3,67"), "Great energy"),
            unseen(
                "alice",
                both("By axis", "Par axe"),
                both("median 2", "médiane 2"),
                both("management · 5 answers", "management · 5 réponses"),
                both("skills · 4 answers", "compétences · 4 réponses"),
            ),
        ],
        people=NINE,
    ),
    Story(
        "the bot is stopped in the middle of somebody's answer, and what they said before it stands",
        [
            says("alice", ASKED),
            votes("bob", 1, 4),
            presses("bob", "answer:1"),
            writes("bob", ("rating", 2), ("keep", both("The energy", "L’énergie"))),
            restarts(),
            shows(1, both("1 answer of 3", "1 réponse sur 3")),
            fills("bob", ("held", None), ("proposal", both("A shorter agenda", "Abréger")), ("axis", 2)),
            told(
                "bob",
                both(
                    "your answer is counted: 2 · “The energy” · “A shorter agenda” · management",
                    "votre réponse est comptée : 2 · « L'énergie » · « Abréger » · management",
                ),
            ),
            shows(1, both("2 1 100%", "2 1 100 %"), both("1 answer of 3", "1 réponse sur 3")),
        ],
    ),
    Story(
        "the bot is stopped in the middle of an anonymous answer, of which nothing but its number is told",
        [
            says("alice", SECRET),
            says("bob", both("retex answer 1", "retex répondre 1"), DIRECT),
            presses("bob", "answer:1", place=DIRECT),
            writes("bob", ("rating", 2), ("keep", both("The energy", "L’énergie")), place=DIRECT),
            restarts(),
            shows(1, both("0 answers of 3", "0 réponse sur 3")),
            fills("bob", ("held", None), ("proposal", None), ("axis", 2), place=DIRECT),
            told(
                "bob",
                both(
                    "your answer is counted: 2 · “The energy” · management",
                    "votre réponse est comptée : 2 · « L'énergie » · management",
                ),
            ),
            shows(1, both("1 answer of 3", "1 réponse sur 3")),
        ],
    ),
    Story(
        "a retex is asked again à froid, and says what changed",
        [
            says("alice", ASKED),
            votes("bob", 1, 2),
            says("alice", CLOSED),
            says("alice", both("retex repeat 1 --in 6 weeks", "retex répéter 1 --dans 6 semaines")),
            waits("6w"),
            votes("bob", 2, 4),
            says("alice", both("retex close 2", "retex clore 2")),
            shows(2, both("compared with retex 1: mean +2", "par rapport au retex 1 : moyenne +2")),
            pictured(both("compared with retex 1: mean +2", "par rapport au retex 1 : moyenne +2")),
        ],
    ),
)


@pytest.mark.parametrize("story", STORIES, ids=[story.name for story in STORIES])
async def test_a_retex(story: Story, play: Play) -> None:
    await play(story)
