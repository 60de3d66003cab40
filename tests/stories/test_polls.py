"""Polls from the question to the result, on every platform and in both languages."""

from __future__ import annotations

import pytest

from tests.stories.conftest import Play
from tests.stories.story import (
    Story,
    both,
    says,
    shows,
    silent,
    told,
    votes,
)

DAY = both('poll "Which day?" "Monday" "Tuesday"', 'sondage "Quel jour ?" "Lundi" "Mardi"')
COUNTED = both("your vote is counted", "votre vote est compté")

STORIES = (
    Story(
        "a poll is asked, answered and counted; who changes their mind is counted once",
        [
            says("alice", DAY),
            shows(1, both("#team · poll 1 · open · named", "#team · sondage 1 · ouvert · nommé")),
            votes("bob", 1, 2),
            told("bob", COUNTED, both("Tuesday", "Mardi")),
            silent("alice", "zoe"),
            votes("zoe", 1, 1),
            votes("bob", 1, 1),
            shows(1, both("Monday 2", "Lundi 2"), both("2 answers of 3 invited", "2 réponses sur 3 invités")),
        ],
    ),
)


@pytest.mark.parametrize("story", STORIES, ids=[story.name for story in STORIES])
async def test_polls(story: Story, play: Play) -> None:
    await play(story)
