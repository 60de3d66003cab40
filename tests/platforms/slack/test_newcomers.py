"""What somebody tries first: a command alone, and a command with “help”."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.platforms.slack.bench import Workspace, workspace
from tests.platforms.slack.reading import read_view


@pytest.fixture
async def team(tmp_path: Path) -> AsyncIterator[Workspace]:
    """Give a running bot and somebody who speaks French, U4."""
    async with workspace(tmp_path) as running:
        running.fake.person("U4", "chloé", locale="fr-FR")
        running.fake.members["C1"].append("U4")
        yield running


@pytest.mark.parametrize("feature", ["poll", "retex", "ritual", "action", "summary"])
async def test_a_command_with_help_is_its_help_and_begins_nothing(team: Workspace, feature: str) -> None:
    await team.types("U2", "help", command=f"/{feature}")
    await team.types("U2", f"help {feature}", command="/ritournelle")
    first, second = team.fake.whispered("U2")
    assert first == second
    assert first.startswith(f"/ritournelle {feature} ")
    assert team.fake.cards("C1") == []


async def test_help_is_asked_and_given_in_french(team: Workspace) -> None:
    await team.types("U4", "aide")
    (said,) = team.fake.whispered("U4")
    assert said.splitlines()[1] == "/ritournelle sondage\u00a0— poser une question, pas à pas"


@pytest.mark.parametrize(
    ("user", "feature", "hint"),
    [
        ("U2", "retex", "“hot” unless you choose; what one asks: /ritournelle retex template show hot"),
        ("U4", "retex", "« chaud » sauf autre choix ; ce que chacun demande : /ritournelle retex modèle montrer chaud"),
        ("U2", "ritual", "“standup” unless you choose; what one asks: /ritournelle ritual template show standup"),
    ],
)
async def test_the_form_says_which_questions_are_asked_unless_one_chooses(
    team: Workspace, user: str, feature: str, hint: str
) -> None:
    await team.types(user, "", command=f"/{feature}")
    assert f"· {hint}" in read_view(team.fake.views[team.fake.opened[-1]])
    await team.types(user, hint.partition(f"/ritournelle {feature} ")[2], command=f"/{feature}")
    assert team.fake.whispered(user)[-1].splitlines()[1].startswith("- "), "what the hint says shows the questions"
