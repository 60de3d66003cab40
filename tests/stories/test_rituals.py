"""Rituals from their planning to their digest, on every platform, in both languages. It is Monday 10:00 in Paris."""

from __future__ import annotations

import pytest

from tests.stories.conftest import Play
from tests.stories.story import Both, Story, both, given, joins, restarts, says, shows, silent, told, votes, waits

DAILY = both('ritual "Stand-up" every weekday at 9:30', 'rituel "Mêlée" tous les jours ouvrés à 9h30')
YES = both("yes", "oui")
ANSWERED = both("ritual answer 1:", "rituel répondre 1:")
RESULTS = both("ritual results 1", "rituel résultats 1")
TUESDAY = both("round of Tuesday 24 November 2026", "tour du mardi 24 novembre 2026")


def daily(en: str, fr: str) -> Both:
    """Plan the usual ritual with these options."""
    return both(f"{DAILY.en} {en}", f"{DAILY.fr} {fr}")


def answered(words: str) -> Both:
    return both(f"{ANSWERED.en} {words}", f"{ANSWERED.fr} {words}")


STORIES = (
    Story(
        "a ritual is said back with its next three dates, and counts once confirmed",
        [
            says("alice", DAILY),
            told(
                "alice",
                both("Stand-up: every weekday at 09:30", "Mêlée : tous les jours ouvrés à 09:30"),
                both(
                    "Tuesday 24 November 2026 at 09:30 (Europe/Paris)", "mardi 24 novembre 2026 à 09:30 (Europe/Paris)"
                ),
                both("Thursday 26 November 2026 at 09:30", "jeudi 26 novembre 2026 à 09:30"),
            ),
            silent("bob", "zoe"),
            says("alice", both("no", "non")),
            says("alice", both("ritual list", "rituel liste")),
            told("alice", both("There is no ritual open here", "Il n’y a aucun rituel")),
            says("alice", DAILY),
            says("alice", YES),
            told("alice", both("Ritual 1 counts", "Le rituel 1 est enregistré")),
            shows(1, both("#team · ritual 1 · planned", "#team · rituel 1 · prévu"), both("Stand-up", "Mêlée")),
        ],
    ),
    Story(
        "what cannot be planned is refused in one sentence with a right example, and nothing is stored",
        [
            says("alice", both('ritual "X" every hour', 'rituel "X" toutes les heures')),
            told("alice", both("more than once a day", "plus d’une fois par jour")),
            says("alice", both('ritual "X" now and then at 9:00', 'rituel "X" de temps en temps à 9h')),
            told("alice", both("every monday at 9:30", "chaque lundi à 9h30")),
            says(
                "alice",
                both('ritual "X" every monday at 9:00 --tz Europe/Pari', 'rituel "X" chaque lundi à 9h --fuseau Paris'),
            ),
            told("alice", "Europe/Paris"),
            says("alice", both('ritual "X" 12 May 2020 at 9:00', 'rituel "X" le 12 mai 2020 à 9h')),
            told("alice", both("already past", "déjà passé")),
            says("alice", YES),
            told("alice", both("No question is waiting", "Aucune question")),
            says("alice", DAILY),
            says("alice", YES),
            says("zoe", DAILY),
            told("zoe", both("is called “Stand-up” already", "s’appelle déjà « Mêlée »")),
        ],
    ),
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
            says("alice", RESULTS),
            told(
                "alice",
                both("digest of Tuesday 24 November 2026", "synthèse du mardi 24 novembre 2026"),
                both("What is in the way?\nbob: no access", "Qu’est-ce qui bloque ?\nbob : no access"),
                both("1 answer of 3 invited", "1 réponse sur 3 invités"),
            ),
            says("zoe", answered('"Docs"')),
            told("zoe", both("counts, late", "en retard")),
            says("alice", RESULTS),
            told(
                "alice",
                both("zoe (late): Docs", "zoe (en retard) : Docs"),
                both("2 answers of 3 invited", "2 réponses sur 3 invités"),
                both("1 late answer has been added", "1 réponse en retard ajoutée"),
            ),
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
        "a holiday and a team's own day off are passed over",
        [
            says(
                "alice",
                both(
                    'ritual "Review" every friday at 16:00 --template review --holidays FR',
                    'rituel "Revue" chaque vendredi à 16h --modèle revue --fériés FR',
                ),
            ),
            told("alice", both("Friday 11 December 2026 at 16:00", "vendredi 11 décembre 2026 à 16:00")),
            says("alice", YES),
            says("alice", both("ritual holidays add 2026-12-18", "rituel fériés ajouter 2026-12-18")),
            told("alice", both("Friday 18 December 2026 is a day off", "Vendredi 18 décembre 2026 est un jour chômé")),
            waits("20 days"),
            says("alice", both("ritual next", "rituel prochain")),
            told("alice", both("Friday 8 January 2027 at 16:00", "vendredi 8 janvier 2027 à 16:00")),
            says("alice", both("ritual holidays list", "rituel fériés liste")),
            told("alice", both("Friday 18 December 2026", "vendredi 18 décembre 2026")),
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
            waits("9h"),
            says("alice", RESULTS),
            told(
                "alice",
                both("on average 4.5 of 5, better than 2.5", "en moyenne 4,5 sur 5, mieux que 2,5"),
                both("2 answers of 3 invited", "2 réponses sur 3 invités"),
            ),
        ],
    ),
    Story(
        "paused, resumed, skipped, run and changed",
        [
            says("alice", DAILY),
            says("alice", YES),
            says("zoe", both("ritual pause", "rituel suspendre")),
            told("zoe", both("Only alice", "Cela revient à alice")),
            says("alice", both("ritual pause", "rituel suspendre")),
            shows(1, both("paused", "suspendu")),
            waits("2 days"),
            says("alice", both("ritual resume", "rituel reprendre")),
            told("alice", both("Thursday 26 November 2026", "jeudi 26 novembre 2026")),
            says("alice", both("ritual skip", "rituel sauter")),
            told("alice", both("Friday 27 November 2026", "vendredi 27 novembre 2026")),
            says("alice", both("ritual run", "rituel lancer")),
            shows(1, both("round of Wednesday 25 November 2026", "tour du mercredi 25 novembre 2026")),
            says("alice", both("ritual run", "rituel lancer")),
            told("alice", both("open already", "déjà ouvert")),
            says("alice", both("ritual edit 1 every tuesday at 10:00", "rituel modifier 1 chaque mardi à 10h")),
            told("alice", both("Tuesday 1 December 2026 at 10:00", "mardi 1er décembre 2026 à 10:00")),
            says("alice", YES),
            told("alice", both("Ritual 1 is changed", "Le rituel 1 est modifié")),
        ],
    ),
    Story(
        "after a restart a ritual goes on, its calendar is a file, and it can be deleted",
        [
            says("alice", DAILY),
            says("alice", YES),
            restarts(),
            joins("max"),
            waits("23h31m"),
            shows(1, TUESDAY, both("0 answers of 4 invited", "0 réponse sur 4 invités")),
            says("bob", both("ritual calendar", "rituel calendrier")),
            given("bob", ".ics", "BEGIN:VCALENDAR", "RRULE:FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR"),
            says("bob", both("ritual leave 1", "rituel quitter 1")),
            told("bob", both("asks you no more", "ne vous interroge plus")),
            says("alice", both("ritual delete 1", "rituel supprimer 1")),
            says("alice", YES),
            says("alice", both("ritual list", "rituel liste")),
            told("alice", both("There is no ritual", "Il n’y a aucun rituel")),
        ],
    ),
)


@pytest.mark.parametrize("story", STORIES, ids=lambda story: story.name)
async def test_rituals(play: Play, story: Story) -> None:
    await play(story)
