"""A command that is shown is shown as it is typed where it is read."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from handlers.effects import Tell
from tests.rules.hearing import said
from tests.rules.polling import Polling, polling

MATRIX, SLACK, CONSOLE = "matrix:!team:example.org", "slack:#T1/C1", "#team"
SHOWN = [
    ('poll "Which day?" "Monday"', 'poll "Which day?" "Monday" "Tuesday"'),
    ("poll clsoe", "poll close 12"),
    ("poll show 99", "poll list"),
    ("poll export 1 pdf", "poll export csv"),
    ("vote 99: 1", "poll list"),
    ("vote", "vote 1 3"),
    ("vot 1", "vote 1"),
    ("frobnicate", "help"),
    ("help", "help poll"),
    ("help poll", "poll list"),
    ("help vote", "vote 12: 1 3"),
    ("retex template frobnicate", 'retex template save "Sprint"'),
    ('retex template save "hot"\n- text: How?', 'retex template save "Sprint"'),
    ('retex "Harbour" --template frobnicate', 'retex "Workshop of 12 May" --template hot'),
    ('ritual "Tea" every monday at 9:00 --template x', 'ritual "Stand-up" every weekday at 9:30 --template standup'),
    ("help frobnicate", "help poll"),
    ("retex close 99", "retex list"),
    ('ritual "Stand-up"', 'ritual "Stand-up" every weekday at 9:30'),
    ("settings", "settings language en"),
    ("settings language xx", "settings language fr"),
    ("settings timezone Paris/Europe", "settings timezone Europe/Paris"),
    ("summary actons", "summary actions"),
    ("summary --export pdf", "summary this week --export html"),
]


@pytest.fixture
def stage(tmp_path: Path) -> Iterator[Polling]:
    with polling(tmp_path) as open_stage:
        yield open_stage


@pytest.mark.parametrize(("typed", "shown"), SHOWN)
@pytest.mark.parametrize(("place", "prefix"), [(MATRIX, "!"), (SLACK, "/ritournelle "), (CONSOLE, "")])
def test_a_command_shown_in_a_room_begins_as_it_is_typed_there(
    stage: Polling, typed: str, shown: str, place: str, prefix: str
) -> None:
    stage.begun()
    told = said(stage.say("ana", typed, place))
    assert f"{prefix}{shown}" in told
    assert told.count(shown) == told.count(f"{prefix}{shown}")


def test_in_the_direct_chat_it_stands_alone(stage: Polling) -> None:
    assert said(stage.say("ana", "poll clsoe", "matrix:@ana")).endswith("for example: poll close 12")


@pytest.mark.parametrize("typed", ["home", "retex results"])
@pytest.mark.parametrize("place", [MATRIX, SLACK])
def test_what_is_asked_in_a_room_and_told_in_the_direct_chat_has_no_prefix(
    stage: Polling, typed: str, place: str
) -> None:
    stage.say("ana", 'poll "Which day?" "Monday" "Tuesday"', place)
    stage.say("ana", 'retex "Sprint"', place)
    stage.say("ana", 'retex answer 2: 4 "The room" "" "A projector"', place)
    effects = stage.say("bob", typed, place)
    told = stage.told(effects) if any(isinstance(each, Tell) for each in effects) else said(effects)
    assert re.search(r"vote 1: 1|action \"A projector\"", told)
    assert not re.search(r"(!|/ritournelle )(vote|action|retex|settings)", told)


@pytest.mark.parametrize(
    ("place", "shown"), [(MATRIX, "/ritournelle poll"), (SLACK, "!poll"), (CONSOLE, "there: poll")]
)
def test_what_is_to_be_typed_on_the_other_platform_begins_as_it_is_typed_there(
    stage: Polling, place: str, shown: str
) -> None:
    stage.say("ana", 'poll "Which day?" "Monday" "Tuesday"', place)
    assert f"{shown} show 1 " in said(stage.say("ana", "poll show 1 --code", place))


def test_in_french_it_stands_there_in_french(stage: Polling) -> None:
    stage.say("ana", "settings language fr", "matrix:@ana")
    told = said(stage.say("ana", "sondage", MATRIX) + stage.say("ana", "frobnicate", MATRIX))
    assert "« !aide »" in told.replace("\u00a0", " ")
    assert '!sondage "Quel jour ?"' in told.replace("\u202f", " ")
