"""What a member, a facilitator, a manager and somebody of another place see and may do of actions and summaries."""

from __future__ import annotations

import pytest

from tests.stories.conftest import Play
from tests.stories.story import (
    DIRECT,
    Story,
    both,
    given,
    hides,
    joins,
    leaves,
    posted,
    says,
    shows,
    silent,
    told,
    unseen,
    votes,
)

ATTIC = (("attic", ("eve", "leo")),)
NOWHERE = both("There is no number 1 here", "Il n’y a pas de numéro 1 ici")

OFFICE = (("office", ("leo", "ana")),)
FIVE = ("alice", "bob", "zoe", "hugo", "nils")
RETEX = both('retex "Workshop of May"', 'retex "Atelier de mai"')
WORDS = both('retex answer 1: 4 "Pace" "Noise" "A shorter agenda"', 'retex répondre 1: 4 "Rythme" "Bruit" "Abréger"')
POLL = both('poll "Which place?" "Harbour" "Forest"', 'sondage "Quel lieu ?" "Au port" "En forêt"')
ACTION = both('action "Fix the projector" @bob', 'action "Réparer le projecteur" @bob')
TITLES = (
    both("Workshop of May", "Atelier de mai"),
    both("Which place?", "Quel lieu"),
    both("Fix the projector", "Réparer le projecteur"),
)
WRITTEN = (both("Pace", "Rythme"), both("A shorter agenda", "Abréger"), both("Harbour", "Au port"))
SECRET = (*TITLES, *WRITTEN, *FIVE, "#team")
COUNTED = both("retex 1 · 5 answers of 5 invited", "retex 1 · 5 réponses sur 5 invités")
FEW = both("poll 2 · fewer than 5 answers", "sondage 2 · moins de 5 réponses")
ALL = both("summary all", "bilan tout")
ANSWERED = (
    says("alice", RETEX),
    *(says(name, WORDS) for name in FIVE),
    says("alice", POLL),
    *(votes(name, 2, 1) for name in FIVE[1:4]),
    says("alice", ACTION),
)

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
    Story(
        "a manager is told across places what was counted from 5 answers on, and no name, quote or title of others",
        [
            *ANSWERED,
            says("leo", both('poll "Lunch?" "Soup" "Salad"', 'sondage "Déjeuner ?" "Soupe" "Salade"'), "office"),
            votes("leo", 4, 1, place="office"),
            says("ana", both("summary", "bilan"), "office"),
            told("ana", both("Lunch?", "Déjeuner ?"), both("1 answer of 2 invited", "1 réponse sur 2 invités")),
            unseen("ana", "retex 1", *SECRET),
            says("ana", ALL, "office"),
            told("ana", COUNTED, both("mean 4, median 4", "moyenne 4, médiane 4"), FEW),
            told("ana", both("1 to be done", "1 à faire"), both("Lunch? · #office", "Déjeuner ? · #office")),
            unseen("ana", *SECRET),
            given("ana", ".png", both("retex 1: 5 of 5", "retex 1 : 5 sur 5")),
            says("ana", both("summary retex 1", "bilan retex 1"), DIRECT),
            told("ana", COUNTED, "question 1"),
            says("ana", both("summary poll 2", "bilan sondage 2"), "office"),
            told("ana", FEW),
            says("ana", both("summary action 3", "bilan action 3"), "office"),
            told("ana", both("1 to be done", "1 à faire")),
            *(
                step
                for kind in ("md", "csv", "html")
                for step in (
                    says("ana", both(f"summary all --export {kind}", f"bilan tout --exporter {kind}"), DIRECT),
                    given("ana", f".{kind}", "retex 1", both("Lunch?", "Déjeuner")),
                )
            ),
            unseen("ana", *SECRET),
            silent(*FIVE, "leo"),
        ],
        people=FIVE,
        places=OFFICE,
        managers=("ana",),
    ),
    Story(
        "a manager shares nothing across places, reaches by number nothing else, and is a member where they join",
        [
            *ANSWERED,
            says("ana", both("summary all --share", "bilan tout --partager"), "office"),
            told("ana", both("A summary across places cannot be shared", "ne se partage pas")),
            says("ana", both("summary retex 1 --share", "bilan retex 1 --partager"), "office"),
            told("ana", NOWHERE),
            says("ana", both("retex results 1", "retex résultats 1"), "office"),
            told("ana", NOWHERE),
            says("ana", both("action done 3", "action fait 3"), "office"),
            told("ana", both("There is no number 3 here", "Il n’y a pas de numéro 3 ici")),
            says("leo", both("summary retex 1", "bilan retex 1"), "office"),
            told("leo", NOWHERE),
            says("leo", ALL, "office"),
            told("leo", both("Only a manager may ask across places", "Seul un responsable")),
            says("alice", ALL),
            told("alice", both("Only a manager may ask across places", "Seul un responsable")),
            says("bob", both("summary", "bilan")),
            told("bob", *TITLES, both("“Pace”", "« Rythme »")),
            silent("alice", "ana", "leo"),
            joins("ana"),
            says("ana", ALL, "office"),
            told("ana", *TITLES, both("“Pace”", "« Rythme »")),
            leaves("ana"),
            says("ana", ALL, "office"),
            told("ana", COUNTED),
            hides(1, "ana"),
        ],
        people=FIVE,
        places=OFFICE,
        managers=("ana",),
    ),
)


@pytest.mark.parametrize("story", STORIES, ids=lambda story: story.name)
async def test_each_sees_what_they_may(play: Play, story: Story) -> None:
    await play(story)
