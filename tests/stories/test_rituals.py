"""Rituals as they are planned and changed, on every platform, in both languages. It is Monday 10:00 in Paris."""

from __future__ import annotations

import pytest

from tests.stories.conftest import Play
from tests.stories.daily import DAILY, TUESDAY, YES
from tests.stories.story import Story, both, given, joins, restarts, says, shows, silent, told, waits

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
