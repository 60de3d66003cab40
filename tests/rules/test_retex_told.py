"""What a retex says on its card, in its results and to whoever answers it, as people read it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from handlers.effects import Effect, Tone, Whisper
from handlers.events import Command
from tests.rules.polling import Polling, polling

PEOPLE = ("ana", "bob", "zoe")


@pytest.fixture
def stage(tmp_path: Path) -> Iterator[Polling]:
    with polling(tmp_path, None, PEOPLE) as open_stage:
        yield open_stage


def said(effects: tuple[Effect, ...]) -> str:
    return "\n".join(each.note.text for each in effects if isinstance(each, Whisper))


def refused(effects: tuple[Effect, ...]) -> str:
    assert [each.tone for each in effects if isinstance(each, Whisper)] == [Tone.REFUSAL]
    return said(effects)


def closed(stage: Polling, *answers: tuple[str, str], asked: str = 'retex "Workshop"') -> str:
    """Ask, have it answered as typed, close it; return the results as the first person reads them."""
    number = stage.begun(asked).number
    for name, answer in answers:
        stage.type(name, f"retex answer {number}: {answer}")
    stage.type("ana", f"retex close {number}")
    return stage.told(stage.type("ana", f"retex results {number}"))


def test_the_five_skies_are_a_scale_as_in_a_ritual(stage: Polling) -> None:
    told = closed(stage, ("bob", "5"), ("zoe", "2"), ("ana", "4"), asked='retex "Weather" --template weather')
    assert "median 4 · mean 3.67" in told
    assert "median 4 · mean 3.67" in stage.card(1)
    stage.type("ana", "retex repeat 1 --in 1h")
    stage.wait(timedelta(hours=1))
    stage.vote("bob", 2, 1)
    stage.type("ana", "retex close 2")
    assert "compared with retex 1: mean −2.67" in stage.card(2)


def test_the_line_that_makes_an_action_takes_a_proposal_of_which_none_was_made(stage: Polling) -> None:
    told = closed(stage, ("bob", '5 "k" "h" "Buy a screen"'), ("zoe", '4 "k" "h" "Fix the lamp"'))
    assert 'action "Buy a screen" --from retex 1' in told
    stage.type("ana", 'action "buy a screen" --from retex 1')
    for text in (stage.drawn(1).hint or "", stage.told(stage.type("ana", "retex results 1"))):
        assert 'action "Fix the lamp" --from retex 1' in text
    stage.type("ana", 'action "Fix the lamp" --from retex 1')
    assert stage.drawn(1).hint is None


def test_the_settings_of_a_place_name_its_own_axes(stage: Polling) -> None:
    assert "axes" not in said(stage.type("ana", "settings"))
    stage.type("ana", 'settings axes "tools" "people"')
    assert "axes: tools and people" in said(stage.type("bob", "settings")).splitlines()


def test_a_mean_that_fell_has_a_real_minus_sign(stage: Polling) -> None:
    closed(stage, ("bob", "5"))
    stage.type("ana", "retex repeat 1 --in 1h")
    stage.wait(timedelta(hours=1))
    stage.vote("bob", 2, 2)
    stage.type("ana", "retex close 2")
    assert "compared with retex 1: mean −3" in stage.card(2)


def test_answers_are_told_by_axis_where_somebody_chose_one_and_those_who_did_not_come_last(stage: Polling) -> None:
    assert "By axis" not in closed(stage, ("bob", '4 "Fine"'), ("zoe", "2"))
    told = closed(stage, ("bob", '4 2 "Fine"'), ("zoe", '2 "Dull"'))
    ratings = told.index("  management · 1 answer · median 4"), told.index("  unclassified · 1 answer · median 2")
    words = told.index("  management · 1 answer\n"), told.index("  unclassified · 1 answer\n")
    assert ratings == tuple(sorted(ratings))
    assert words == tuple(sorted(words))


def test_a_roti_says_for_how_many_the_time_was_well_invested(stage: Polling) -> None:
    roti = 'retex "Workshop" --template roti'
    assert "time well invested (3 or more): 1 of 2\n" in closed(stage, ("bob", "4"), ("zoe", "2"), asked=roti)
    assert "time well invested (3 or more): 1 of 2" in stage.card(1)
    ten = [(f"p{number}", str(number % 5 + 1)) for number in range(10)]
    for name, _ in ten:
        stage.join(name)
    assert "time well invested (3 or more): 6 of 10 · 60%\n" in closed(stage, *ten, asked=roti)
    assert "well invested" not in closed(stage, ("bob", "4"))


@pytest.mark.parametrize(
    ("template", "questions", "hint"),
    [
        ("hot", [], '4 "Great energy"'),
        ("roti", [], '4 "A shorter agenda"'),
        ("weather", [], '4 "calm"'),
        ("ssc", ["What shall we start?", "What shall we stop?", "What shall we continue?"], '"A shorter agenda"'),
        (
            "aar",
            ["What was planned?", "What happened?", "Why the difference?", "What shall we do next time?"],
            '"A few words"',
        ),
    ],
)
def test_a_card_shows_what_is_asked_and_an_answer_to_it(
    stage: Polling, template: str, questions: list[str], hint: str
) -> None:
    """Where one press answers, its question is in the title, and the others are asked after it."""
    stage.type("ana", f'retex "Workshop" --template {template}')
    card = stage.drawn(1)
    assert list(card.notes[: -2 if questions else 0]) == questions
    assert card.hint is not None
    assert card.hint.startswith(f"answer: {hint} · ")
    private = stage.told(stage.say("bob", "retex show 1", "bob"))
    assert all(private.count(question) == 1 for question in (card.title, *questions))
    stage.type("ana", "retex close 1")
    assert not set(questions) & set(stage.drawn(1).notes)


def test_words_stand_on_the_card_beneath_their_own_question(stage: Polling) -> None:
    closed(stage, ("bob", '"Start" "Stop" "Go on"'), asked='retex "Workshop" --template ssc')
    assert "What shall we stop: 1 answer · “Stop”" in stage.card(1)
    assert not any("held us back" in line for line in stage.card(1))


def test_an_axis_passed_over_is_not_said_back(stage: Polling) -> None:
    stage.type("ana", 'retex "Workshop"')
    for line in ("retex answer 1", "4", "skip", "skip", "skip"):
        stage.type("bob", line)
    assert said(stage.type("bob", "skip")).endswith("your answer is counted: 4")


def test_axes_of_ones_own_are_typed_as_those_of_a_place_are(stage: Polling) -> None:
    stage.type("ana", 'retex "Workshop" --axes "tools" "people"')
    assert said(stage.type("bob", 'retex answer 1: 4 2 "Fine"')).startswith(
        "your answer is counted: 4 · “Fine” · people"
    )
    assert '--axes "tools" "people"' in refused(stage.type("ana", 'retex "Workshop" --axes one'))


@pytest.mark.parametrize("stray", ['"Great energy"', "\n- text: What next?"])
def test_what_follows_a_title_and_means_nothing_is_refused(stage: Polling, stray: str) -> None:
    assert 'retex template save "Sprint"' in refused(stage.type("ana", f'retex "Workshop" {stray}'))
    assert stage.desk.subject(1) is None


def test_several_cards_of_several_kinds_are_counted_by_kind(stage: Polling) -> None:
    bob, team = stage.actor("bob"), stage.where("#team")
    off = Command(id="off", at=stage.now, actor=bob, where=team, text="9 9", bare=True)
    stage.type("ana", 'retex "One"')
    stage.type("ana", 'retex "Two"')
    assert refused(stage.decide(off)).startswith("Open here: 2 retexes; name one:")
    stage.type("ana", 'poll "X?" "a" "b"')
    assert refused(stage.decide(replace(off, id="again"))).startswith("Open here: 2 retexes and 1 poll; name one:")


@pytest.mark.parametrize(
    ("ended", "why"),
    [
        ("retex close 1", "Retex 1 is closed, so this came too late; what was answered stands."),
        ("retex delete 1\nyes", "There is no number 1 here"),
    ],
)
def test_a_dialogue_ends_with_its_retex_and_the_next_one_begins(stage: Polling, ended: str, why: str) -> None:
    for title in ("Workshop", "Other"):
        stage.type("ana", f'retex "{title}"')
    for line in ("retex answer 1", "4", "retex answer 2"):
        stage.type("bob", line)
    for line in ended.splitlines():
        stage.type("ana", line)
    late = said(stage.type("bob", "Great energy"))
    assert late.startswith(why)
    assert "Question 1 of 5 · How was it, from 1 (poor) to 5 (excellent)?" in late
    stage.type("bob", "5")
    assert said(stage.type("bob", "cancel")) == "Cancelled; nothing was changed."
