"""Actions from the first word to the last, on the console, in both languages."""

from __future__ import annotations

from pathlib import Path

from tests.stories.test_stories import play

SCRIPT = Path(__file__).parent / "scripts" / "actions.txt"


def test_an_action_is_given_reminded_of_done_verified_and_dropped() -> None:
    status, transcript = play(SCRIPT.read_text())
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
    status, transcript = play(':join @alice @bob\n@alice action "Fix it"\n@bob action done\n@bob action verfy 1\n')
    assert status == 1
    assert "Only alice or a facilitator of #team may do that." in transcript
    assert "the nearest is “verify”" in transcript
    assert "verified ·" not in transcript
