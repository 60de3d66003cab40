"""What a member, a facilitator and somebody of another place see and may do of actions and summaries, everywhere."""

from __future__ import annotations

import pytest

from tests.stories.conftest import Play
from tests.stories.story import Story, both, hides, posted, says, shows, silent, told, votes

ATTIC = (("attic", ("eve", "leo")),)
NOWHERE = both("There is no number 1 here", "Il n’y a pas de numéro 1 ici")

STORIES = (
    Story(
        "an action is its owner's to do, its creator's or a facilitator's to verify, and nobody's elsewhere",
        [
            says("bob", both('action "Fix the projector" @zoe', 'action "Réparer le projecteur" @zoe')),
            shows(1, both("for zoe", "pour zoe")),
            says("max", both("action done 1", "action fait 1")),
            told("max", both("facilitator", "qui anime")),
            hides(1, both("verified", "vérifiée")),
            says("zoe", both("action done 1", "action fait 1")),
            shows(1, both("done, to be verified", "faite, à vérifier")),
            says("zoe", both("action verify 1", "action vérifier 1")),
            told("zoe", both("Only bob or a facilitator", "bob")),
            says("eve", both("action show 1", "action montrer 1"), "attic"),
            told("eve", NOWHERE),
            says("eve", both("action verify 1", "action vérifier 1"), "attic"),
            told("eve", NOWHERE),
            says("eve", both("action list", "action liste"), "attic"),
            told("eve", both("There is no action open here", "Il n’y a aucune action")),
            says("alice", both("action verify 1", "action vérifier 1")),
            shows(1, both("done and verified", "faite et vérifiée")),
            silent("eve", "leo"),
        ],
        people=("alice", "bob", "zoe", "max"),
        places=ATTIC,
    ),
    Story(
        "a summary tells a place's own to its members, privately; to somebody of another place there is no such number",
        [
            says("alice", both('poll "Which day?" "Monday" "Tuesday"', 'sondage "Quel jour ?" "Lundi" "Mardi"')),
            votes("bob", 1, 1),
            says("bob", both("summary poll 1", "bilan sondage 1")),
            told("bob", both("Which day?", "Quel jour ?"), both("1 answer of 3 invited", "1 réponse sur 3 invités")),
            silent("alice", "zoe"),
            says("eve", both("summary poll 1", "bilan sondage 1"), "attic"),
            told("eve", NOWHERE),
            says("eve", both("summary", "bilan"), "attic"),
            told("eve", both("Nothing was answered", "Aucune réponse, et aucune action ouverte")),
            says("eve", both("summary all", "bilan tout"), "attic"),
            told("eve", both("Only a manager may ask across places", "Seul un responsable")),
            says("alice", both("summary all", "bilan tout")),
            told("alice", both("Only a manager may ask across places", "Seul un responsable")),
            says("alice", both("summary polls --share", "bilan sondages --partager")),
            posted(both("1 answer of 3 invited", "1 réponse sur 3 invités")),
            silent("eve", "leo"),
        ],
        places=ATTIC,
    ),
)


@pytest.mark.parametrize("story", STORIES, ids=lambda story: story.name)
async def test_each_sees_what_they_may(play: Play, story: Story) -> None:
    await play(story)
