"""What a poll's card says, in every state and secrecy, in both languages."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest
from inline_snapshot import snapshot

from handlers.polls.facts import Facts, numbers_shown
from handlers.polls.read import tally_line
from handlers.polls.view import compose
from handlers.texts import Voice
from handlers.views import Card
from storage.records import Kind, PersonId, PlaceId, Result, Status, Subject

OPENED = datetime(2026, 11, 23, 9, tzinfo=UTC)
FRIDAY = datetime(2026, 11, 27, 11, tzinfo=UTC)
FRENCH, ENGLISH = Voice("fr", "Europe/Paris"), Voice("en", "Europe/Paris")
POLL = Subject(
    number=12,
    kind=Kind.POLL,
    title="Quel jour ?",
    creator=PersonId("console:alice"),
    place=PlaceId("console:#equipe"),
    opened_at=OPENED,
    options=("Lundi", "Mardi"),
    closes_at=FRIDAY,
)
OPEN = Facts(subject=POLL, answered=3, invited=6, counts=(2, 1))


def closed(facts: Facts, *counts: int, **changes: bool) -> Facts:
    """Close a poll on Friday, with these numbers."""
    subject = replace(facts.subject, status=Status.CLOSED, closed_at=FRIDAY, **changes)  # type: ignore[arg-type]
    shown = counts or None
    result = Result(subject=12, number=1, closed_at=FRIDAY, answered=facts.answered, invited=6, counts=shown)
    return replace(facts, subject=subject, counts=shown, results=(result,))


def drawn(card: Card) -> list[str]:
    """Write a card as plain lines: header, title, one line an option, notes, hint."""
    rows = (f"{row.key}  {tally_line(row)}" for row in card.rows)
    lines = [" · ".join(card.header), card.title, *rows, *card.notes, card.hint or ""]
    return [line.replace("\u00a0", "~").replace("\u202f", "_") for line in lines if line]


def see(facts: Facts, voice: Voice = ENGLISH, *, prefix: str = "", typed: bool = True) -> list[str]:
    return drawn(compose(facts, replace(voice, prefix=prefix), where="#equipe", typed=typed))


def test_an_open_poll_in_french() -> None:
    assert see(OPEN, FRENCH) == snapshot(
        [
            "#equipe · sondage 12 · ouvert jusqu’à vendredi 27 novembre 12:00 · nommé",
            "Quel jour ?",
            "1  Lundi 2 ▇▇▇▇▇▇▇▇ 67~%",
            "2  Mardi 1 ▇▇▇▇ 33~%",
            "3 réponses sur 6 invités",
            "répondre~: 1 ou 2 · retirer~: sondage retirer",
        ]
    )


def test_an_open_poll_in_english() -> None:
    assert see(OPEN) == snapshot(
        [
            "#equipe · poll 12 · open until Friday 27 November 12:00 · named",
            "Quel jour ?",
            "1  Lundi 2 ▇▇▇▇▇▇▇▇ 67%",
            "2  Mardi 1 ▇▇▇▇ 33%",
            "3 answers of 6 invited",
            "answer: 1 or 2 · take it back: poll withdraw",
        ]
    )


def test_the_year_is_said_when_it_is_another_one() -> None:
    later = replace(POLL, closes_at=datetime(2027, 1, 1, 11, tzinfo=UTC))
    assert see(replace(OPEN, subject=later), FRENCH)[0] == snapshot(
        "#equipe · sondage 12 · ouvert jusqu’à vendredi 1er janvier 2027 12:00 · nommé"
    )


def test_a_new_poll_whose_members_are_unknown() -> None:
    fresh = replace(OPEN, subject=replace(POLL, closes_at=None), answered=0, invited=None, counts=(0, 0))
    assert see(fresh, FRENCH) == snapshot(
        [
            "#equipe · sondage 12 · ouvert · nommé",
            "Quel jour ?",
            "1  Lundi 0",
            "2  Mardi 0",
            "0 réponse",
            "répondre~: 1 ou 2 · retirer~: sondage retirer",
        ]
    )
    assert see(replace(fresh, answered=12, counts=(12, 0))) == snapshot(
        [
            "#equipe · poll 12 · open · named",
            "Quel jour ?",
            "1  Lundi 12 ▇▇▇▇▇▇▇▇ 100%",
            "2  Mardi 0 0%",
            "12 answered",
            "answer: 1 or 2 · take it back: poll withdraw",
        ]
    )


def test_several_choices_count_shares_of_ballots() -> None:
    subject = replace(POLL, options=("Lundi", "Mardi", "Jeudi"), multi=True, limit=2)
    assert see(replace(OPEN, subject=subject, counts=(3, 2, 0)), FRENCH) == snapshot(
        [
            "#equipe · sondage 12 · ouvert jusqu’à vendredi 27 novembre 12:00 · nommé · 2 choix au plus",
            "Quel jour ?",
            "1  Lundi 3 ▇▇▇▇▇▇▇▇ 100~%",
            "2  Mardi 2 ▇▇▇▇▇ 67~%",
            "3  Jeudi 0 0~%",
            "3 réponses sur 6 invités",
            "répondre~: 1 2 (jusqu’à 2) · retirer~: sondage retirer",
        ]
    )
    everything = replace(subject, limit=3)
    assert see(replace(OPEN, subject=everything, counts=(3, 2, 0)))[0] == snapshot(
        "#equipe · poll 12 · open until Friday 27 November 12:00 · named · several choices"
    )


def test_an_anonymous_poll_shows_how_many_and_says_what_it_means() -> None:
    facts = replace(OPEN, subject=replace(POLL, anonymous=True), counts=None)
    assert see(facts, FRENCH) == snapshot(
        [
            "#equipe · sondage 12 · ouvert jusqu’à vendredi 27 novembre 12:00 · anonyme",
            "Quel jour ?",
            "1  Lundi",
            "2  Mardi",
            "3 réponses sur 6 invités",
            "anonyme~: il n’est dit à personne qui a répondu quoi_; résultats après la clôture, à partir de 5 réponses",
            "répondre~: 1 ou 2 · retirer~: sondage retirer",
        ]
    )
    assert see(facts, typed=False, prefix="!")[-1] == snapshot("answer in our direct chat, for example: vote 12: 1")


def test_a_hidden_poll_of_several_choices_is_answered_in_the_direct_chat_where_typing_is_public() -> None:
    facts = replace(OPEN, subject=replace(POLL, hidden=True, multi=True, limit=2), counts=None)
    assert see(facts, typed=False, prefix="!")[-1] == snapshot("answer in our direct chat, for example: vote 12: 1")


def test_a_hidden_poll_for_those_invited() -> None:
    facts = replace(OPEN, subject=replace(POLL, hidden=True, restricted=True), counts=None)
    assert see(facts, FRENCH) == snapshot(
        [
            "#equipe · sondage 12 · ouvert jusqu’à vendredi 27 novembre 12:00 · nommé · caché",
            "Quel jour ?",
            "1  Lundi",
            "2  Mardi",
            "3 réponses sur 6 invités",
            "caché~: je ne montre aucun nombre à personne avant la clôture",
            "seules les personnes invitées peuvent répondre",
            "répondre~: 1 ou 2 · retirer~: sondage retirer",
        ]
    )


def test_a_closed_poll_says_what_is_ahead() -> None:
    assert see(closed(OPEN, 2, 1), FRENCH) == snapshot(
        [
            "#equipe · sondage 12 · clos vendredi 27 novembre 12:00 · nommé",
            "Quel jour ?",
            "1  Lundi 2 ▇▇▇▇▇▇▇▇ 67~%",
            "2  Mardi 1 ▇▇▇▇ 33~%",
            "3 réponses sur 6 invités",
            "en tête~: Lundi",
        ]
    )


def test_a_tie_is_said() -> None:
    assert see(closed(replace(OPEN, answered=2), 1, 1), FRENCH)[-1] == snapshot("à égalité~: Lundi et Mardi")


def test_nobody_is_ahead_where_nobody_answered() -> None:
    assert see(closed(replace(OPEN, answered=0), 0, 0)) == snapshot(
        [
            "#equipe · poll 12 · closed Friday 27 November 12:00 · named",
            "Quel jour ?",
            "1  Lundi 0",
            "2  Mardi 0",
            "0 answers of 6 invited",
        ]
    )


def test_an_anonymous_poll_with_too_few_answers_has_no_results() -> None:
    assert see(closed(replace(OPEN, answered=4), anonymous=True), FRENCH) == snapshot(
        [
            "#equipe · sondage 12 · clos vendredi 27 novembre 12:00 · anonyme",
            "Quel jour ?",
            "1  Lundi",
            "2  Mardi",
            "4 réponses sur 6 invités",
            "anonyme~: pas de résultats au-dessous de 5 réponses",
        ]
    )


def test_a_second_result_says_its_number() -> None:
    again = closed(OPEN, 2, 1)
    second = replace(again, results=(*again.results, replace(again.results[0], number=2)))
    assert see(second)[-1] == snapshot("result 2")


def test_a_poll_on_two_platforms_says_that_two_accounts_are_two_people() -> None:
    assert see(replace(OPEN, platforms=2), prefix="/", typed=False)[-2:] == snapshot(
        [
            "shown on two platforms: two accounts of one person count as two people",
            "answer: /vote 12: 1 · take it back: /poll withdraw",
        ]
    )


def test_a_poll_that_went_away_says_only_that() -> None:
    gone = replace(POLL, title="", options=(), status=Status.DELETED)
    assert see(replace(OPEN, subject=gone, counts=None), FRENCH) == snapshot(["#equipe · sondage 12 · supprimé"])
    assert see(replace(OPEN, subject=replace(POLL, status=Status.WITHDRAWN), counts=None))[0] == snapshot(
        "#equipe · poll 12 · withdrawn · named"
    )


@pytest.mark.parametrize(
    ("changes", "pick", "native", "buttons"),
    [
        ({}, 1, True, ()),
        ({"anonymous": True}, 1, False, ()),
        ({"multi": True, "limit": 2}, 2, False, ("answer:12",)),
        ({"status": Status.CLOSED}, 0, True, ()),
        ({"status": Status.CLOSED, "multi": True, "limit": 2}, 0, False, ()),
    ],
)
def test_a_card_says_how_a_platform_may_take_answers(
    changes: dict[str, object], pick: int, native: bool, buttons: tuple[str, ...]
) -> None:
    subject = replace(POLL, **changes)  # type: ignore[arg-type]
    card = compose(replace(OPEN, subject=subject), ENGLISH, where="#equipe")
    assert (card.pick, card.native, tuple(button.id for button in card.buttons)) == (pick, native, buttons)
    assert (card.number, card.kind, card.language, card.disclosed) == (12, "poll", "en", True)


def test_a_hidden_card_is_drawn_undisclosed() -> None:
    assert not compose(replace(OPEN, subject=replace(POLL, hidden=True)), ENGLISH, where="#equipe").disclosed


@pytest.mark.parametrize(
    ("changes", "answered", "shown"),
    [
        ({}, 0, True),
        ({"hidden": True}, 9, False),
        ({"anonymous": True}, 9, False),
        ({"status": Status.CLOSED, "hidden": True}, 0, True),
        ({"status": Status.CLOSED, "anonymous": True}, 4, False),
        ({"status": Status.CLOSED, "anonymous": True}, 5, True),
        ({"status": Status.WITHDRAWN}, 5, False),
        ({"status": Status.DELETED}, 5, False),
    ],
)
def test_when_numbers_may_be_shown(changes: dict[str, object], answered: int, shown: bool) -> None:
    assert numbers_shown(replace(POLL, **changes), answered) is shown  # type: ignore[arg-type]


def test_the_longest_bar_is_that_of_the_largest_count() -> None:
    card = compose(replace(OPEN, counts=(3, 1), answered=4), ENGLISH, where="#equipe")
    assert [row.bar for row in card.rows] == [1.0, 1 / 3]
