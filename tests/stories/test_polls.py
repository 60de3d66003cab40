"""Polls from the question to the result, on every platform and in both languages."""

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
    joins,
    leaves,
    presses,
    restarts,
    says,
    shows,
    silent,
    told,
    votes,
    waits,
)

DAY = both('poll "Which day?" "Monday" "Tuesday"', 'sondage "Quel jour ?" "Lundi" "Mardi"')
COUNTED = both("your vote is counted", "votre vote est compté")
FIVE = ("alice", "bob", "zoe", "max", "ana")


def day(en: str, fr: str) -> Both:
    """Ask the usual question with these options."""
    return both(f"{DAY.en} {en}", f"{DAY.fr} {fr}")


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
    Story(
        "an answer is taken back by its button and by its word, and given again",
        [
            says("alice", DAY),
            votes("bob", 1, 2),
            presses("bob", "withdraw:1"),
            told("bob", both("your answer to poll 1 is withdrawn", "votre réponse au sondage 1 est retirée")),
            shows(1, both("Tuesday 0", "Mardi 0"), both("0 answers of 3", "0 réponse sur 3")),
            votes("bob", 1, 1),
            says("bob", both("poll withdraw", "sondage retirer")),
            says("bob", both("vote 1: 2", "voter 1: 2")),
            shows(1, both("Tuesday 1", "Mardi 1"), both("1 answer of 3", "1 réponse sur 3")),
            says("zoe", both("poll withdraw 1", "sondage retirer 1")),
            told("zoe", both("You have no answer to poll 1", "Vous n’avez pas répondu au sondage 1")),
        ],
    ),
    Story(
        "several choices are one ballot, filled in at once and set anew",
        [
            says(
                "alice",
                both(
                    'poll "Colours?" "Red" "Green" "Blue" --multi 2',
                    'sondage "Couleurs ?" "Rouge" "Vert" "Bleu" --plusieurs 2',
                ),
            ),
            shows(1, both("2 choices at most", "2 choix au plus")),
            votes("bob", 1, 1, 3),
            told("bob", both("Red and Blue", "Rouge et Bleu")),
            shows(1, both("Red 1", "Rouge 1"), both("Green 0", "Vert 0"), both("Blue 1", "Bleu 1")),
            votes("zoe", 1, 1, 2, 3),
            told("zoe", both("takes 2 choices at most; yours has 3", "2 choix au plus")),
            shows(1, both("1 answer of 3", "1 réponse sur 3")),
            votes("bob", 1, 2),
            shows(1, both("Red 0", "Rouge 0"), both("Green 1", "Vert 1"), both("Blue 0", "Bleu 0")),
        ],
    ),
    Story(
        "more options than there is room for buttons are chosen all the same",
        [
            says(
                "alice",
                both(
                    'poll "Which?" "Anna" "Bea" "Cleo" "Dora" "Eva" "Flora" "Gina"',
                    'sondage "Laquelle ?" "Anna" "Bea" "Cleo" "Dora" "Eva" "Flora" "Gina"',
                ),
            ),
            votes("bob", 1, 7),
            votes("zoe", 1, 6),
            votes("bob", 1, 6),
            shows(1, "Flora 2", "Gina 0"),
        ],
    ),
    Story(
        "an anonymous poll shows only how many answered, and its numbers after the close",
        [
            says("alice", day("--anonymous", "--anonyme")),
            shows(1, both("anonymous: nobody is told who answered what", "anonyme")),
            votes("alice", 1, 1),
            votes("bob", 1, 2),
            votes("zoe", 1, 2),
            votes("max", 1, 2),
            hides(1, both("Tuesday 3", "Mardi 3"), both("Monday 1", "Lundi 1")),
            shows(1, both("4 answers of 5", "4 réponses sur 5")),
            says("alice", both("poll who 1", "sondage qui 1")),
            told("alice", both("nobody is told who answered", "il n’est dit à personne qui a répondu")),
            votes("ana", 1, 1),
            says("alice", both("poll close", "sondage clore")),
            shows(1, both("Monday 2", "Lundi 2"), both("Tuesday 3", "Mardi 3")),
            says("alice", both("poll reopen", "sondage rouvrir")),
            told("alice", both("never reopened", "ne se rouvre jamais")),
        ],
        people=FIVE,
    ),
    Story(
        "an anonymous poll with two answers has no results, in no file either",
        [
            says("alice", day("--anonymous", "--anonyme")),
            votes("alice", 1, 2),
            votes("bob", 1, 2),
            says("alice", both("poll close", "sondage clore")),
            shows(1, both("no results below 5 answers", "pas de résultats au-dessous de 5 réponses")),
            hides(1, both("Tuesday 2", "Mardi 2")),
            says("alice", both("poll export csv", "sondage exporter csv")),
            told("alice", both("fewer than 5 answers", "moins de 5 réponses")),
        ],
    ),
    Story(
        "an anonymous poll is answered in the direct chat too",
        [
            says("alice", day("--anonymous", "--anonyme")),
            says("bob", both("vote 1: 2", "voter 1: 2"), DIRECT),
            told("bob", COUNTED),
            shows(1, both("1 answer of 3", "1 réponse sur 3")),
        ],
    ),
    Story(
        "a hidden poll shows no numbers to anybody before the close",
        [
            says("alice", day("--hidden", "--caché")),
            votes("bob", 1, 2),
            hides(1, both("Tuesday 1", "Mardi 1")),
            says("alice", both("poll results", "sondage résultats")),
            says("alice", both("poll export xlsx", "sondage exporter xlsx")),
            told("alice", both("I show no numbers to anybody", "je ne montre aucun nombre")),
            says("alice", both("poll close", "sondage clore")),
            shows(1, both("Tuesday 1", "Mardi 1"), both("ahead: Tuesday", "en tête : Mardi")),
        ],
    ),
    Story(
        "a poll reminds those missing and closes by itself, however long nobody speaks",
        [
            says(
                "alice",
                day("--until friday 12:00 --remind 2h", "--jusqu'à vendredi 12:00 --rappel 2h"),
            ),
            told("alice", both("Friday 27 November", "vendredi 27 novembre")),
            votes("bob", 1, 2),
            waits("4 days"),
            silent("bob"),
            told("zoe", both("Poll 1 in #team awaits your answer", "Le sondage 1 dans #team attend votre réponse")),
            votes("zoe", 1, 2),
            waits("2h"),
            shows(1, both("closed Friday 27 November", "clos vendredi 27 novembre"), "12:00"),
            shows(1, both("Tuesday 2", "Mardi 2"), both("2 answers of 3", "2 réponses sur 3")),
            votes("alice", 1, 1),
            told("alice", both("Poll 1 is closed", "Le sondage 1 est clos")),
            shows(1, both("Monday 0", "Lundi 0")),
        ],
    ),
    Story(
        "only those invited answer, and only they are reminded",
        [
            says("alice", day("--with @bob @max", "--avec @bob @max")),
            shows(1, both("0 answers of 2", "0 réponse sur 2")),
            votes("zoe", 1, 1),
            told("zoe", both("only for those invited; alice chose them", "alice")),
            votes("bob", 1, 1),
            says("alice", both("poll remind", "sondage relancer")),
            told("max", both("awaits your answer", "attend votre réponse")),
            silent("bob", "zoe"),
            shows(1, both("1 answer of 2", "1 réponse sur 2")),
        ],
        people=FIVE,
    ),
    Story(
        "a poll is closed, reopened and closed again; each close leaves its result",
        [
            says("alice", DAY),
            votes("bob", 1, 1),
            says("alice", both("poll close", "sondage clore")),
            shows(1, both("closed", "clos"), both("ahead: Monday", "en tête : Lundi")),
            says("alice", both("poll reopen", "sondage rouvrir")),
            votes("zoe", 1, 2),
            says("alice", both("poll close", "sondage clore")),
            shows(1, both("tie: Monday and Tuesday", "à égalité : Lundi et Mardi"), both("result 2", "résultat 2")),
            says("bob", both("poll results", "sondage résultats")),
            told("bob", both("result 1", "résultat 1"), both("Monday 1", "Lundi 1")),
        ],
    ),
    Story(
        "results, who answered and files go to whoever asks, and to nobody else",
        [
            says("alice", DAY),
            votes("bob", 1, 2),
            says("zoe", both("poll results", "sondage résultats")),
            told("zoe", both("Tuesday 1", "Mardi 1")),
            silent("bob", "alice"),
            says("zoe", both("poll who", "sondage qui")),
            told("zoe", both("Tuesday (1): bob", "Mardi (1) : bob")),
            says("zoe", both("poll export csv", "sondage exporter csv")),
            given("zoe", ".csv", both("Tuesday", "Mardi"), "bob"),
            says("zoe", both("poll export xlsx 1", "sondage exporter xlsx 1")),
            given("zoe", ".xlsx"),
            silent("bob", "alice"),
        ],
    ),
    Story(
        "one poll in two places is one tally, and both cards are true",
        [
            says("alice", DAY),
            says("alice", both("poll show 1", "sondage montrer 1"), "design"),
            votes("bob", 1, 1),
            votes("max", 1, 1, place="design"),
            shows(1, both("Monday 2", "Lundi 2")),
            shows(1, both("Monday 2", "Lundi 2"), place="design"),
            says("max", both("poll close 1", "sondage clore 1"), "design"),
            told("max", "alice"),
            shows(1, both("open", "ouvert"), place="design"),
        ],
        places=(("design", ("alice", "max")),),
    ),
    Story(
        "what was stored outlives a restart, and so does every button",
        [
            says("alice", DAY),
            votes("bob", 1, 2),
            restarts(),
            votes("zoe", 1, 2),
            presses("bob", "withdraw:1"),
            shows(1, both("Tuesday 1", "Mardi 1"), both("1 answer of 3", "1 réponse sur 3")),
        ],
    ),
    Story(
        "only the creator and facilitators close, remind and delete; what is refused changes nothing",
        [
            says("bob", DAY),
            says("zoe", both("poll close", "sondage clore")),
            told("zoe", "bob"),
            says("zoe", both("poll delete 1", "sondage supprimer 1")),
            told("zoe", "bob"),
            shows(1, both("open", "ouvert")),
            says("alice", both("poll delete 1", "sondage supprimer 1")),
            shows(1, both("open", "ouvert")),
            presses("alice", "yes"),
            shows(1, both("deleted", "supprimé")),
            votes("zoe", 1, 1),
            told("zoe", both("There is no number 1 here", "Il n’y a pas de numéro 1 ici")),
        ],
    ),
    Story(
        "a wrong line gets one sentence and the nearest verb, and changes nothing",
        [
            says("alice", DAY),
            says("bob", both("poll clse", "sondage clre")),
            told("bob", both("the nearest is “close”", "clore")),
            says("bob", both("vote 1: 7", "voter 1: 7")),
            told("bob", both("Poll 1 is answered with 1 or 2", "On répond au sondage 1 par 1 ou 2")),
            says("bob", both("vote 9: 1", "voter 9: 1")),
            told("bob", both("There is no number 9 here", "Il n’y a pas de numéro 9 ici")),
            says("bob", both('poll "One?" "Only"', 'sondage "Un ?" "Seul"')),
            shows(1, both("0 answers of 3", "0 réponse sur 3"), both("open", "ouvert")),
            silent("alice", "zoe"),
        ],
    ),
    Story(
        "with no words a poll is filled in, and what was wrong is said beside its question",
        [
            says("alice", both("poll", "sondage")),
            fills(
                "alice",
                ("title", both("Where?", "Où ?")),
                ("options", both("Here\nThere", "Ici\nLà")),
                ("multi", None),
                ("secrecy", 3),
                ("until", both("gibberish", "n'importe quoi")),
            ),
            told("alice", both("gibberish", "n'importe quoi")),
            fills("alice", ("until", both("tomorrow 18:00", "demain 18:00"))),
            shows(1, both("Where?", "Où ?"), both("Here", "Ici"), both("hidden", "caché")),
        ],
    ),
    Story(
        "who joins may answer and is counted among the invited from then on; who leaves keeps their answer",
        [
            says("alice", DAY),
            joins("max"),
            shows(1, both("0 answers of 3", "0 réponse sur 3")),
            votes("max", 1, 1),
            shows(1, both("1 answer of 4", "1 réponse sur 4")),
            leaves("max"),
            shows(1, both("Monday 1", "Lundi 1")),
        ],
    ),
)


@pytest.mark.parametrize("story", STORIES, ids=[story.name for story in STORIES])
async def test_polls(story: Story, play: Play) -> None:
    await play(story)
