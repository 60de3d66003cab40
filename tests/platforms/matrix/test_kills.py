"""``ritournelle run`` killed where it stands, on a real Synapse: what it was about to post is posted once."""

from __future__ import annotations

import asyncio
import os
import sqlite3
import sys
import time
from asyncio.subprocess import Process
from collections.abc import AsyncIterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import pytest

from tests.platforms.matrix.conftest import Arrive, new_name
from tests.platforms.matrix.door import Door, Side
from tests.platforms.matrix.seen import POLL, Seen
from tests.platforms.matrix.synapse import PASSWORD, Account, Synapse

pytestmark = [pytest.mark.server, pytest.mark.timeout(600)]

PATIENCE: Final = 60.0  # seconds, after which what was awaited will not come: a process starts in two


@dataclass(slots=True)
class Killable:
    """A process of the bot that speaks with its homeserver through a door."""

    door: Door
    account: Account
    folder: Path
    process: Process | None = None

    async def start(self) -> None:
        """Start it as an operator does."""
        told = {
            "PATH": os.environ["PATH"],
            "PYTHONPATH": str(Path(__file__).parents[3]),
            "DATABASE_URL": "sqlite:///r.db",
            "MATRIX_HOMESERVER": self.door.url,
            "MATRIX_USER": self.account.user,
            "MATRIX_PASSWORD": PASSWORD,
            "ADMIN_PORT": "0",
            "RITOURNELLE_LANGUAGE": "en",
        }
        words = [sys.executable, "-m", "bot", "run"]
        self.process = await asyncio.create_subprocess_exec(*words, cwd=self.folder, env=told)

    async def kill(self) -> None:
        """Kill it where it stands: SIGKILL, which no process hears."""
        if self.process is not None and self.process.returncode is None:
            self.process.kill()
            await self.process.wait()


@pytest.fixture
async def killable(synapse: Synapse, tmp_path: Path) -> AsyncIterator[Killable]:
    """Give a process that runs."""
    door, folder = Door(synapse.url), tmp_path / "bot"
    await asyncio.to_thread(folder.mkdir)
    await door.start()
    process = Killable(door, synapse.register(new_name("bot")), folder)
    await process.start()
    try:
        yield process
    finally:
        await process.kill()
        await door.stop()


@pytest.mark.parametrize("side", ["asked", "answered"])
async def test_kill_9_between_commit_and_send_posts_once(killable: Killable, arrive: Arrive, side: Side) -> None:
    ana, bot, door = await arrive("ana"), killable.account.user, killable.door
    room = await ana.make_room(bot, name="Team")
    await ana.sees_member(room, bot, within=PATIENCE)

    door.hold(f"/send/{POLL}.start/", side)
    await ana.say(room, '!poll "Which day?" "Monday" "Tuesday"')
    await asyncio.wait_for(door.held(), PATIENCE)
    await killable.kill()
    door.open()
    await killable.start()

    said = await ana.say(room, "!vote 1: 1")
    await ana.until(lambda: (bot, "✅") in ana.reactions(room, said), within=PATIENCE)
    await ana.sees(room, lambda one: one.type == f"{POLL}.start", within=PATIENCE)
    await ana.say(room, "!poll close")
    ended = await ana.sees(room, lambda one: one.type == f"{POLL}.end", within=PATIENCE)
    assert [one.id for one in ana.events(room) if one.type == f"{POLL}.start"] == [ended.relation["event_id"]]


@pytest.mark.parametrize("side", ["asked", "answered"])
async def test_kill_9_between_commit_and_answer_loses_no_sign_and_no_refusal(
    killable: Killable, arrive: Arrive, side: Side
) -> None:
    ana, bot, door = await arrive("ana"), killable.account.user, killable.door
    room = await ana.make_room(bot, name="Team")
    await ana.sees_member(room, bot, within=PATIENCE)
    await ana.say(room, '!poll "Which day?" "Monday" "Tuesday"')
    await ana.sees(room, lambda one: one.type == f"{POLL}.start", within=PATIENCE)

    door.hold("/send/m.", side)
    counted = await ana.say(room, "!vote 1: 1")
    refused = await ana.say(room, "!vote 1: 7")
    await asyncio.wait_for(door.held(), PATIENCE)
    await asyncio.to_thread(_until_letters, killable.folder / "r.db", 2)
    await killable.kill()
    door.open()
    await killable.start()

    await ana.until(lambda: (bot, "✅") in ana.reactions(room, counted), within=PATIENCE)
    await ana.sees(room, lambda one: _answers(one, refused), within=PATIENCE)
    await asyncio.to_thread(_until_letters, killable.folder / "r.db", 0)
    last = await ana.say(room, "!vote 1: 2")
    await ana.until(lambda: (bot, "✅") in ana.reactions(room, last), within=PATIENCE)
    assert ana.reactions(room, counted) == [(bot, "✅")]
    assert len([one for one in ana.events(room) if _answers(one, refused)]) == 1


@pytest.mark.parametrize(
    ("typed", "answer", "part", "side"),
    [
        ("home", "Nothing waits for your answer.", "/createRoom", "answered"),
        ("home", "Nothing waits for your answer.", "/send/m.room.encrypted/", "answered"),
        ("poll", "What do you ask?", "/createRoom", "asked"),
        ("poll", "What do you ask?", "/createRoom", "answered"),
    ],
)
async def test_kill_9_between_commit_and_answer_loses_nothing_that_goes_to_the_direct_chat(
    killable: Killable, arrive: Arrive, *, typed: str, answer: str, part: str, side: Side
) -> None:
    ana, bot, door = await arrive("ana"), killable.account.user, killable.door
    room = await ana.make_room(bot, name="Team")
    await ana.sees_member(room, bot, within=PATIENCE)

    door.hold(part, side)
    asked = await ana.say(room, f"!{typed}")
    await asyncio.wait_for(door.held(), PATIENCE)
    await killable.kill()
    door.open()
    await killable.start()

    await ana.sees(room, lambda one: _answers(one, asked), within=PATIENCE)
    await asyncio.to_thread(_until_letters, killable.folder / "r.db", 0)
    (direct,) = ana.client.invited_rooms
    await ana.join(direct)
    await ana.reads(direct, answer, sender=bot, within=PATIENCE)
    last = await ana.say(room, "!poll list")
    await ana.sees(room, lambda one: _answers(one, last), within=PATIENCE)
    (said,) = [one for one in ana.events(room) if _answers(one, asked)]
    assert said.text == "Sent to you in our direct chat."


async def test_the_edit_of_a_refused_command_runs_also_after_a_restart_and_once(
    killable: Killable, arrive: Arrive
) -> None:
    ana, bot = await arrive("ana"), killable.account.user
    room = await ana.make_room(bot, name="Team")
    await ana.sees_member(room, bot, within=PATIENCE)
    await ana.say(room, '!poll "Which day?" "Monday" "Tuesday"')
    await ana.sees(room, lambda one: one.type == f"{POLL}.start", within=PATIENCE)
    typed = await ana.say(room, "!vote 1: 7")
    await ana.sees(room, lambda one: _answers(one, typed), within=PATIENCE)

    await killable.kill()
    await killable.start()
    await ana.edit(room, typed, "!vote 1: 2")
    await ana.until(lambda: (bot, "✅") in ana.reactions(room, typed), within=PATIENCE)

    await killable.kill()
    await killable.start()
    await ana.edit(room, typed, "!vote 1: 1")
    await ana.say(room, "!poll close")
    told = await ana.reads(room, "Tuesday 1", sender=bot, within=PATIENCE)
    assert "Monday 0" in told.text


def _answers(one: Seen, message: str) -> bool:
    return one.relation.get("m.in_reply_to") == {"event_id": message}


def _until_letters(file: Path, number: int) -> None:
    """Look until so many answers lie in the outbox: what is looked at is another process's doing."""
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end:
        with closing(sqlite3.connect(file)) as connection:
            ((found,),) = connection.execute("SELECT COUNT(*) FROM outbox").fetchall()
        if found == number:
            return
        time.sleep(0.02)  # between two looks
    raise AssertionError(f"{found} letters instead of {number}")
