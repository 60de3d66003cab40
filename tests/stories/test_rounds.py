"""Rounds from their opening to their digest, on every platform, in both languages. It is Monday 10:00 in Paris."""

from __future__ import annotations

import pytest

from tests.stories.conftest import Play
from tests.stories.daily import DAILY, TUESDAY, YES, answered, daily
from tests.stories.story import (
    Step,
    Story,
    Text,
    both,
    fills,
    hides,
    leaves,
    posted,
    presses,
    replies,
    restarts,
    says,
    shows,
    silent,
    told,
    votes,
    waits,
)


def digest(*words: Text) -> Step:
    """See these words on the card of the latest digest."""
    return shows(1, *words, part="digest")


RESULTS = both("ritual results 1", "rituel résultats 1")

STORIES = (
    Story(
        "a round is answered, those missing are reminded, the digest tells blockers first, a late answer says so",
        [
            says("alice", daily("--remind 30m --close-after 2h", "--rappel 30m --clore-après 2h")),
            says("alice", YES),
            waits("23h31m"),
            shows(1, TUESDAY, both("0 answers of 3 invited", "0 réponse sur 3 invités")),
            says("bob", answered('"API done" "Tests" "no access"')),
            told("bob", both("your answer is counted", "votre réponse est comptée"), "API done"),
            waits("1h35m"),
            told("zoe", both("awaits your answer", "attend votre réponse")),
            silent("bob"),
            waits("30m"),
            digest(
                both("digest of Tuesday 24 November 2026", "synthèse du mardi 24 novembre 2026"),
                both(
                    "What is in the way?\nbob: no access\nWhat is done?\nbob: API done",
                    "Qu’est-ce qui bloque ?\nbob : no access\nQu’est-ce qui est fait ?\nbob : API done",
                ),
                both("1 answer of 3 invited", "1 réponse sur 3 invités"),
            ),
            shows(1, both("closed Tuesday 24 November 11:30", "clos mardi 24 novembre 11:30"), part="round"),
            hides(1, "bob", both("answer:", "répondre"), part="round"),
            says("zoe", answered('"Docs"')),
            told("zoe", both("counts, late", "en retard")),
            digest(
                both("zoe (late): Docs", "zoe (en retard) : Docs"),
                both("2 answers of 3 invited", "2 réponses sur 3 invités"),
                both("1 late answer has been added", "1 réponse en retard ajoutée"),
            ),
            says("alice", RESULTS),
            told("alice", both("zoe (late): Docs", "zoe (en retard) : Docs")),
        ],
    ),
    Story(
        "whoever was named and left is asked no more, nor reminded",
        [
            says(
                "alice",
                daily(
                    "--remind 30m --close-after 2h --with @alice @bob",
                    "--rappel 30m --clore-après 2h --avec @alice @bob",
                ),
            ),
            says("alice", YES),
            waits("23h31m"),
            shows(1, TUESDAY, both("0 answers of 2 invited", "0 réponse sur 2 invités")),
            leaves("bob"),
            waits("1h35m"),
            told("alice", both("awaits your answer", "attend votre réponse")),
            silent("bob", "zoe"),
            waits("30m"),
            digest(both("0 answers of 1 invited", "0 réponse sur 1 invité")),
            waits("22h"),
            shows(1, both("round of Wednesday 25", "tour du mercredi 25"), part="round"),
            shows(1, both("0 answers of 1 invited", "0 réponse sur 1 invité"), part="round"),
            waits("1h35m"),
            silent("bob", "zoe"),
            says("alice", both("ritual remind 1", "rituel relancer 1")),
            told("alice", both("1 person was reminded", "1 personne a été relancée")),
            silent("bob", "zoe"),
        ],
    ),
    Story(
        "an answer is given the evening before",
        [
            says("alice", DAILY),
            says("alice", YES),
            says("zoe", both('ritual answer 1: "Slides" --for tomorrow', 'rituel répondre 1: "Slides" --pour demain')),
            told("zoe", "Slides"),
            says("zoe", both('ritual answer 1: "Rest" --for saturday', 'rituel répondre 1: "Repos" --pour samedi')),
            told("zoe", both("no round on Saturday 28 November", "pas de tour le samedi 28 novembre")),
            waits("23h31m"),
            shows(1, TUESDAY, both("1 answer of 3 invited", "1 réponse sur 3 invités")),
        ],
    ),
    Story(
        "turns are taken, swapped and passed over; whoever is away is excused",
        [
            says("alice", daily("--rotate @alice @bob @zoe", "--tour @alice @bob @zoe")),
            told("alice", both("in turn: alice, bob, zoe", "à tour de rôle : alice, bob, zoe")),
            says("alice", YES),
            says(
                "alice",
                both("ritual away @alice 2026-11-24..2026-11-25", "rituel absent @alice 2026-11-24..2026-11-25"),
            ),
            told("alice", both("from Tuesday 24 November 2026", "du mardi 24 novembre 2026")),
            says("bob", both("ritual swap @bob @zoe", "rituel échanger @bob @zoe")),
            told("bob", "alice, zoe, bob"),
            waits("23h31m"),
            shows(
                1,
                both("facilitated by zoe", "animation : zoe"),
                both("0 answers of 2 invited", "0 réponse sur 2 invités"),
                both("excused: alice", "absences excusées : alice"),
            ),
            waits("1 day"),
            shows(1, both("facilitated by bob", "animation : bob")),
            waits("1 day"),
            shows(1, both("facilitated by alice", "animation : alice")),
            says("zoe", both("ritual skip me", "rituel sauter moi")),
            told("zoe", "bob, zoe, alice"),
        ],
    ),
    Story(
        "a round is answered by its form; what was sent stands in it the next time",
        [
            says("alice", DAILY),
            presses("alice", "yes:ritual.new"),
            waits("23h31m"),
            presses("bob", "answer:1"),
            fills("bob", ("done", "API"), ("next", None), ("blockers", both("No access", "Pas d’accès"))),
            told("bob", "API", both("No access", "Pas d’accès")),
            shows(1, both("1 answer of 3 invited", "1 réponse sur 3 invités"), part="round"),
            waits("8h"),
            digest(
                both("What is in the way?\nbob: No access", "Qu’est-ce qui bloque ?\nbob : Pas d’accès"),
                both("What is done?\nbob: API", "Qu’est-ce qui est fait ?\nbob : API"),
            ),
            hides(1, both("What is next?", "la suite"), part="digest"),
        ],
    ),
    Story(
        "a word in the thread of a round's card is an answer to it",
        [
            says("alice", daily("--close-after 2h", "--clore-après 2h")),
            says("alice", YES),
            waits("23h31m"),
            replies("bob", 1, "API done"),
            told("bob", "API done"),
            shows(1, both("1 answer of 3 invited", "1 réponse sur 3 invités"), part="round"),
            waits("2h"),
            digest(both("What is done?\nbob: API done", "Qu’est-ce qui est fait ?\nbob : API done")),
        ],
    ),
    Story(
        "after a stop the latest missed round opens late if it is young enough, and says how many were missed",
        [
            says("alice", DAILY),
            says("alice", YES),
            waits("1 day"),
            says("bob", answered('"API done"')),
            restarts("6 days"),
            shows(
                1,
                both("round of Monday 30 November 2026", "tour du lundi 30 novembre 2026"),
                both("open until Monday 30 November 17:30", "ouvert jusqu’à lundi 30 novembre 17:30"),
                both("3 rounds before this one were missed", "3 tours avant celui-ci ont été manqués"),
                both("0 answers of 3 invited", "0 réponse sur 3 invités"),
                part="round",
            ),
            digest(
                both("digest of Tuesday 24 November 2026", "synthèse du mardi 24 novembre 2026"),
                "API done",
                both("1 answer of 3 invited", "1 réponse sur 3 invités"),
            ),
            waits("1 day"),
            shows(1, both("round of Tuesday 1 December 2026", "tour du mardi 1er décembre 2026"), part="round"),
            hides(1, both("missed", "manqué"), part="round"),
        ],
    ),
    Story(
        "after a stop too long for it no old round opens: the number missed is said, and when the next one comes",
        [
            says("alice", daily("--close-after 15m", "--clore-après 15m")),
            says("alice", YES),
            restarts("4 days"),
            posted(
                both("4 rounds were missed while I was stopped", "4 tours ont été manqués pendant mon arrêt"),
                both(
                    "The next one: Monday 30 November 2026 at 09:30", "Prochain tour : lundi 30 novembre 2026 à 09:30"
                ),
            ),
            hides(1, both("round of", "tour du")),
            waits("3 days"),
            shows(1, both("round of Monday 30 November 2026", "tour du lundi 30 novembre 2026"), part="round"),
            hides(1, both("missed", "manqué"), part="round"),
        ],
    ),
    Story(
        "a round that falls on a holiday is put off or brought forward as was asked",
        [
            says(
                "alice",
                both(
                    'ritual "Review" every friday at 16:00 --holidays FR --on-holiday previous',
                    'rituel "Revue" chaque vendredi à 16h --fériés FR --si-férié précédent',
                ),
            ),
            told("alice", both("brought forward to the working day before", "avancés au jour ouvré précédent")),
            says("alice", YES),
            says(
                "alice",
                both(
                    'ritual "Retro" every friday at 17:00 --holidays FR --on-holiday next',
                    'rituel "Rétro" chaque vendredi à 17h --fériés FR --si-férié suivant',
                ),
            ),
            says("alice", YES),
            waits("31 days"),
            waits("7h"),
            shows(1, both("round of Thursday 24 December 2026", "tour du jeudi 24 décembre 2026"), part="round"),
            shows(2, both("round of Friday 18 December 2026", "tour du vendredi 18 décembre 2026"), part="round"),
            waits("4 days"),
            shows(1, both("round of Thursday 24 December 2026", "tour du jeudi 24 décembre 2026"), part="round"),
            shows(2, both("round of Monday 28 December 2026", "tour du lundi 28 décembre 2026"), part="round"),
        ],
    ),
    Story(
        "the weather is one press, with counts and a trend; passes stand apart",
        [
            says(
                "alice",
                both(
                    'ritual "Weather" every weekday at 9:30 --template weather',
                    'rituel "Météo" tous les jours ouvrés à 9h30 --modèle météo',
                ),
            ),
            says("alice", YES),
            waits("23h31m"),
            votes("bob", 1, 2),
            votes("zoe", 1, 3),
            waits("1 day"),
            votes("bob", 1, 5),
            votes("zoe", 1, 4),
            told("zoe", both("your answer is counted", "votre réponse est comptée")),
            presses("alice", "answer:1"),
            fills("alice", ("sky", None), ("word", both("Foggy", "Brumeux"))),
            waits("9h"),
            digest(
                both("☀️ sun 1", "☀️ soleil 1"),
                both("🌤️ bright spells 1", "🌤️ éclaircies 1"),
                both("⛈️ storm 0", "⛈️ orage 0"),
                both("1 passed", "1 a passé"),
                both("alice: Foggy", "alice : Brumeux"),
                both("on average 4.5 of 5, better than 2.5", "en moyenne 4,5 sur 5, mieux que 2,5"),
                both("3 answers of 3 invited", "3 réponses sur 3 invités"),
            ),
        ],
    ),
)


@pytest.mark.parametrize("story", STORIES, ids=lambda story: story.name)
async def test_rounds(play: Play, story: Story) -> None:
    await play(story)
