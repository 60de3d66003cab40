"""Retexes from the question to the result, on every platform and in both languages."""

from __future__ import annotations

import pytest

from tests.stories.conftest import Play
from tests.stories.story import (
    Story,
    both,
    hides,
    pictured,
    presses,
    restarts,
    says,
    shows,
    told,
    unpictured,
    votes,
    waits,
)

ASKED = both('retex "Workshop"', 'retex "Atelier"')
SECRET = both('retex "Workshop" --anonymous', 'retex "Atelier" --anonyme')
CLOSED = both("retex close", "retex clore")
SIX = ("alice", "bob", "zoe", "max", "ana", "eve")

STORIES = (
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
            told("bob", both("your answer is counted: pass", "votre réponse est comptée : sans réponse")),
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
        "a retex is asked again à froid, and says what changed",
        [
            says("alice", ASKED),
            votes("bob", 1, 2),
            says("alice", CLOSED),
            says("alice", both("retex repeat 1 --in 6 weeks", "retex répéter 1 --dans 6 semaines")),
            waits("6w"),
            votes("bob", 2, 4),
            says("alice", both("retex close 2", "retex clore 2")),
            shows(2, both("compared with retex 1: mean +2", "par rapport à retex 1 : moyenne +2")),
            pictured(both("compared with retex 1: mean +2", "par rapport à retex 1 : moyenne +2")),
        ],
    ),
)


@pytest.mark.parametrize("story", STORIES, ids=[story.name for story in STORIES])
async def test_a_retex(story: Story, play: Play) -> None:
    await play(story)
