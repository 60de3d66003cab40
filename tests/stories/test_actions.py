"""Actions from the first word to the last, on the console; and from a proposal, on every platform; both languages."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.stories.conftest import Play
from tests.stories.story import DIRECT, Story, both, hides, makes_action, says, shows, told
from tests.stories.test_stories import play as played

SCRIPT = Path(__file__).parent / "scripts" / "actions.txt"


def test_an_action_is_given_reminded_of_done_verified_and_dropped() -> None:
    status, transcript = played(SCRIPT.read_text())
    assert status == 0, transcript
    assert transcript.count("→ @bob only: Action 1 of #team is yours and due Friday 27 November") == 1
    assert "  → @zoe only: Open here: 1 action\n    1 · Fix the projector · for bob · due Friday 27 Nov" in transcript
    history = transcript.partition("@alice action show 1")[2]
    assert "done · bob · Friday 27 November 09:00" in history
    assert "verified · alice · Friday 27 November 09:00" in history
    assert "#team · action 2 · à faire · pour mercredi 12 mai 2027" in transcript
    assert "confiée à zoe · alice · vendredi 27 novembre 09:00" in transcript
    assert "2 · Trouver une salle · pour zoe · pour mercredi 12 mai 2027" in transcript
    assert "#team · action 2 · abandonnée" in transcript


def test_what_may_not_be_done_changes_nothing_and_ends_with_one() -> None:
    status, transcript = played(':join @alice @bob\n@alice action "Fix it"\n@bob action done\n@bob action verfy 1\n')
    assert status == 1
    assert "Only alice or a facilitator of #team may do that." in transcript
    assert "the nearest is “verify”" in transcript
    assert "verified ·" not in transcript


ANSWERED = both('retex answer 1: 4 "Pace" "Noise" "A shorter agenda"', 'retex répondre 1: 4 "Rythme" "Bruit" "Abréger"')
AGENDA = both("A shorter agenda", "Abréger")
OWN = both(
    'retex template save "Sprint"\n- rating: How was it?\n- text: What surprised you?\n- proposal: What next?',
    'retex modèle garder "Sprint"\n- note: Comment était-ce ?\n- texte: Une surprise ?\n- proposition: Et ensuite ?',
)
SIX = ("alice", "bob", "zoe", "max", "ana", "eve")

STORIES = (
    Story(
        "a proposal becomes an action of which its retex's card and results tell",
        [
            says("alice", both('retex "Workshop"', 'retex "Atelier"')),
            says("bob", ANSWERED),
            says("alice", both("retex close", "retex clore")),
            makes_action("zoe", 1),
            shows(2, AGENDA, both("to be done", "à faire"), both("from retex 1", "issue de : retex 1")),
            shows(1, both("action 2 · A shorter agenda · to be done", "action 2 · Abréger · à faire")),
            says("alice", both("action done 2", "action fait 2")),
            shows(1, both("action 2 · A shorter agenda · done", "action 2 · Abréger · faite")),
            says("bob", both("retex results 1", "retex résultats 1")),
            told("bob", both("action 2 · A shorter agenda · done", "action 2 · Abréger · faite")),
        ],
    ),
    Story(
        "an anonymous proposal that is shown becomes an action that says nothing of who made it",
        [
            says("alice", both('retex "Workshop" --anonymous', 'retex "Atelier" --anonyme')),
            *(says(name, ANSWERED, place=DIRECT) for name in SIX[1:]),
            hides(1, AGENDA),
            says("alice", both("retex close", "retex clore")),
            makes_action("alice", 1),
            shows(2, AGENDA, both("from retex 1", "issue de : retex 1")),
            hides(2, *SIX[1:]),
        ],
        people=SIX,
    ),
    Story(
        "a team's own template says which of its questions asks for proposals",
        [
            says("alice", OWN),
            says("alice", both('retex "Sprint 12" --template Sprint', 'retex "Sprint 12" --modèle Sprint')),
            says("bob", both('retex answer 1: 4 "Rain" "A shorter agenda"', 'retex répondre 1: 4 "Pluie" "Abréger"')),
            says("alice", both("retex close", "retex clore")),
            makes_action("zoe", 1),
            shows(2, AGENDA, both("from retex 1", "issue de : retex 1")),
            shows(1, both("action 2 · A shorter agenda · to be done", "action 2 · Abréger · à faire")),
        ],
    ),
    Story(
        "of too few anonymous proposals nothing is shown, and nothing offered",
        [
            says("alice", both('retex "Workshop" --anonymous', 'retex "Atelier" --anonyme')),
            *(says(name, ANSWERED, place=DIRECT) for name in SIX[1:5]),
            says("alice", both("retex close", "retex clore")),
            hides(1, AGENDA, "Action:", "Action :", "make an action", "faire d’une proposition"),
        ],
        people=SIX,
    ),
)


@pytest.mark.parametrize("story", STORIES, ids=[story.name for story in STORIES])
async def test_a_proposal(story: Story, play: Play) -> None:
    await play(story)
