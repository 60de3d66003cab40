"""The address that comes with what somebody did: it takes five answers, for half an hour, and no word hangs on it."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Final

import pytest

from bot.slack import ids
from handlers.effects import Tone
from handlers.views import Note
from tests.platforms.slack.bench import Clock, Workspace, workspace
from tests.platforms.slack.world import REPLIES, TEAM

BOB: Final = ids.person(TEAM, "U2")
HERE: Final = ids.place(TEAM, "C1")


@pytest.fixture
def clock() -> Clock:
    """Give the time of one test."""
    return Clock()


@pytest.fixture
async def team(tmp_path: Path, clock: Clock) -> AsyncIterator[Workspace]:
    """Give a running bot and a Slack on that time, where bob has pressed something that answers nothing."""
    async with workspace(tmp_path, clock=clock.now, passing=clock.seconds) as running:
        running.fake.clock = clock.seconds
        await running.types("U1", '"Which day?" "Monday" "Tuesday"')
        yield running


async def says(team: Workspace, *words: str, message: str = "pressed") -> None:
    """Let the bot say private words, one after the other, as answers to the same press."""
    for said in words:
        await team.slack.port.whisper(BOB, HERE, Note(text=said), Tone.INFORMATION, message)


def pressed(team: Workspace, original: str = "") -> str:
    """Let there be an address for the answers to bob's press; return its name."""
    name = team.fake.reply("C1", "U2", original)
    team.slack.port.may_answer("pressed", f"{team.fake.url}/reply/{name}", replace=bool(original))
    return name


async def test_what_is_more_than_it_takes_is_said_beside_it(team: Workspace) -> None:
    address = pressed(team)
    words = [f"word {number}" for number in range(1, 8)]
    await says(team, *words)
    assert team.fake.whispered("U2") == words, "all of it, in order, once"
    assert team.fake.knocks[address] == team.fake.replies[address].used <= REPLIES, "and nothing was tried in vain"
    assert team.fake.called("chat.postEphemeral") == len(words) - team.fake.replies[address].used


async def test_one_that_others_used_up_is_asked_no_second_time(team: Workspace) -> None:
    address = pressed(team)
    team.fake.replies[address].used = REPLIES
    await says(team, "first", "second")
    assert team.fake.whispered("U2") == ["first", "second"]
    assert team.fake.called("chat.postEphemeral") == 2
    assert team.fake.knocks[address] == 1


async def test_after_half_an_hour_it_is_not_taken_and_the_words_are_said_beside_it(
    team: Workspace, clock: Clock
) -> None:
    pressed(team)
    await says(team, "in time")
    clock.pass_(1801)
    await says(team, "late")
    assert team.fake.whispered("U2") == ["in time", "late"]
    assert team.fake.called("chat.postEphemeral") == 1


async def test_only_the_first_answer_takes_the_place_of_the_words_that_were_pressed(team: Workspace) -> None:
    await team.presses("U2", "vote:1:1")
    (before,) = team.fake.private("U2")
    pressed(team, before.ts)
    await says(team, "instead", "and more")
    assert team.fake.whispered("U2") == ["instead", "and more"]


async def test_whoever_left_the_channel_meanwhile_is_told_in_the_direct_chat(team: Workspace, clock: Clock) -> None:
    pressed(team)
    clock.pass_(1801)
    team.fake.members["C1"].remove("U2")
    await says(team, "late")
    assert team.fake.cards("DU2")[-1].text == "late"
