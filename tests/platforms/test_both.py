"""One ``ritournelle run`` on Slack and on Matrix: a poll that people of both answer, across a restart.

Real Bolt speaks with the Slack of the tests over real websockets, the adapter with a real Synapse.
"""

from __future__ import annotations

import asyncio
import os
import re
import signal
import sys
from asyncio.subprocess import Process
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

import pytest

from tests.platforms.matrix.human import Human
from tests.platforms.matrix.seen import POLL, Seen
from tests.platforms.matrix.synapse import PASSWORD, Account, Synapse
from tests.platforms.slack.fake import APP_TOKEN, BOT_TOKEN, FakeSlack

pytestmark = pytest.mark.server

PATIENCE: Final = 30.0  # seconds, after which what was awaited will not come


@dataclass(slots=True)
class Both:
    """A workspace, a homeserver, and the one process that serves them."""

    slack: FakeSlack
    synapse: Synapse
    account: Account
    folder: Path
    running: Process | None = None
    here: list[Human] = field(default_factory=list)

    async def start(self) -> None:
        """Start the bot as an operator does, and return when Slack has it on the wire."""
        told = {
            "PATH": os.environ["PATH"],
            "PYTHONPATH": str(Path(__file__).parents[2]),
            "DATABASE_URL": "sqlite:///r.db",
            "SLACK_BOT_TOKEN": BOT_TOKEN,
            "SLACK_APP_TOKEN": APP_TOKEN,
            "SLACK_API_URL": f"{self.slack.url}/api/",
            "MATRIX_HOMESERVER": self.synapse.url,
            "MATRIX_USER": self.account.user,
            "MATRIX_PASSWORD": PASSWORD,
            "ADMIN_PORT": "0",
            "RITOURNELLE_LANGUAGE": "en",
            "RITOURNELLE_TIMEZONE": "Europe/Paris",
        }
        self.running = await asyncio.create_subprocess_exec(
            sys.executable, "-m", "bot", "run", cwd=self.folder, env=told
        )
        await asyncio.wait_for(self.slack.connected.wait(), PATIENCE)

    async def stop(self) -> None:
        """Stop it in good order; Slack has seen its websockets go when this returns."""
        assert self.running is not None
        self.running.send_signal(signal.SIGTERM)
        assert await asyncio.wait_for(self.running.wait(), PATIENCE) == 0
        self.running = None
        await until(lambda: not self.slack.sockets)

    async def arrive(self, name: str) -> Human:
        """Bring in somebody with a Matrix client."""
        account = await asyncio.to_thread(self.synapse.register, name)
        human = await Human.arrive(self.synapse, account, self.folder)
        self.here.append(human)
        return human

    def card(self) -> str:
        """Return all words of the one card that Slack's channel has."""
        (card,) = self.slack.cards("C1")
        return "\n".join(_words(card.blocks))


def _words(held: object) -> list[str]:
    if isinstance(held, list):
        return [word for part in held for word in _words(part)]
    if isinstance(held, dict):
        own = [held["text"]] if isinstance(held.get("text"), str) else []
        return own + [word for part in held.values() for word in _words(part)]
    return []


async def until(seen: Callable[[], object]) -> None:
    """Look until something is so; what is looked at is another process's doing."""
    async with asyncio.timeout(PATIENCE):
        while not seen():  # noqa: ASYNC110 - another process tells no event of this one
            await asyncio.sleep(0.02)  # between two looks


@pytest.fixture
async def both(tmp_path: Path) -> AsyncIterator[Both]:
    """Give a running bot with a channel of three in Slack."""
    home = tmp_path / "synapse"
    home.mkdir()
    slack, synapse = FakeSlack(), Synapse(home)
    await asyncio.gather(slack.start(), asyncio.to_thread(synapse.start))
    for user, name in (("U1", "alice"), ("U2", "dan"), ("U3", "zoe")):
        slack.person(user, name)
    slack.channel("C1", "team", "U1", "U2", "U3")
    bench = Both(slack, synapse, await asyncio.to_thread(synapse.register, "ritournelle"), tmp_path)
    try:
        await bench.start()
        yield bench
    finally:
        for human in bench.here:
            await human.close()
        if bench.running is not None:
            bench.running.kill()
            await bench.running.wait()
        await slack.stop()
        await asyncio.to_thread(synapse.stop)


async def true_on_both(both: Both, human: Human, room: str, *lines: str) -> None:
    """Wait until both cards say the same numbers."""
    await until(lambda: all(line in both.card() for line in lines))
    await human.reads(room, *lines, sender=both.account.user)


async def test_a_poll_shown_on_both_by_a_code_is_one_poll_also_after_a_restart(both: Both) -> None:
    slack, bot = both.slack, both.account.user
    ana, bob = await both.arrive("ana"), await both.arrive("bob")
    room = await ana.make_room(bot, bob.user, name="Team")
    await bob.join(room)
    for user in (bot, bob.user):
        await ana.sees_member(room, user)

    await slack.slash("U1", "C1", "/poll", '"Which day?" "Monday" "Tuesday"')
    await until(lambda: slack.cards("C1"))
    await slack.slash("U1", "C1", "/poll", "show 1 --code")
    await until(lambda: slack.whispered("U1"))
    code = re.search(r"show 1 ([a-z2-7]{26})\b", "".join(slack.whispered("U1")))
    assert code is not None, slack.whispered("U1")
    assert code[1] not in both.card()

    await ana.say(room, f"!poll show 1 {code[1]}")
    poll = await bob.sees(room, _is_poll)
    assert "Which day?" in poll.text
    assert list(poll.answers) == ["Monday", "Tuesday"]

    assert (await slack.press("U2", slack.cards("C1")[0], "vote:1:1")).status == 200
    await bob.vote(room, poll, "Tuesday")
    await true_on_both(both, ana, room, "Monday 1", "Tuesday 1")

    await both.stop()
    await both.start()

    assert (await slack.press("U3", slack.cards("C1")[0], "vote:1:2")).status == 200
    await ana.vote(room, poll, "Tuesday")
    await true_on_both(both, ana, room, "Monday 1", "Tuesday 3")
    assert "4 answers" in both.card()
    assert len([one for one in ana.messages(room) if _is_poll(one)]) == 1
    assert len([one for one in ana.messages(room) if "Tuesday 3" in one.text]) == 1
    await both.stop()


def _is_poll(one: Seen) -> bool:
    return one.type == f"{POLL}.start"
