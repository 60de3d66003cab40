"""Votes that Matrix holds as events of its own, on a real Synapse: taken back, and found again at the close."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from bot.matrix import ids
from handlers.events import Actor, Command, Where
from storage.records import PlaceKind
from tests.platforms.matrix.conftest import Arrive, new_name
from tests.platforms.matrix.running import Running, running
from tests.platforms.matrix.seen import POLL
from tests.platforms.matrix.synapse import Synapse
from tests.platforms.matrix.test_bot import together

pytestmark = pytest.mark.server


@pytest.fixture
async def bot(synapse: Synapse, tmp_path: Path) -> AsyncIterator[Running]:
    async with running(synapse, new_name("bot"), tmp_path / "bot") as bot:
        yield bot


async def test_a_native_vote_taken_away_leaves_what_was_typed_after_it(bot: Running, arrive: Arrive) -> None:
    ana, bob = await arrive("ana"), await arrive("bob")
    room = await together(bot, ana, bob)
    await ana.say(room, '!poll "Which day?" "Monday" "Tuesday"')
    poll = await bob.sees(room, lambda one: one.type == f"{POLL}.start")
    early = await bob.vote(room, poll, "Monday")
    typed = await bob.say(room, "!vote 1: 2")
    await bob.until(lambda: (bot.user, "✅") in bob.reactions(room, typed))
    await bob.redact(room, early)
    await ana.say(room, "!poll close")
    await ana.reads(room, "Monday 0", "Tuesday 1", sender=bot.user)


async def test_a_native_vote_taken_away_brings_back_the_one_before_it(bot: Running, arrive: Arrive) -> None:
    ana, bob = await arrive("ana"), await arrive("bob")
    room = await together(bot, ana, bob)
    await ana.say(room, '!poll "Which day?" "Monday" "Tuesday"')
    poll = await bob.sees(room, lambda one: one.type == f"{POLL}.start")
    votes = [await bob.vote(room, poll, option) for option in ("Monday", "Tuesday", "Monday", "Tuesday")]
    for vote in (votes[3], votes[1], votes[2]):
        await bob.redact(room, vote)
    await ana.say(room, "!poll close")
    await ana.reads(room, "Monday 1", "Tuesday 0", sender=bot.user)


@pytest.mark.parametrize("encrypted", [False, True], ids=["plain", "encrypted"])
async def test_votes_that_no_sync_brought_are_counted_at_the_close(
    bot: Running, arrive: Arrive, *, encrypted: bool
) -> None:
    ana, bob = await arrive("ana"), await arrive("bob")
    room = await together(bot, ana, bob, encrypted=encrypted)
    await ana.say(room, '!poll "Which day?" "Monday" "Tuesday" --until "in 2 days"')
    poll = await bob.sees(room, lambda one: one.type == f"{POLL}.start")
    typed = await bob.say(room, "!vote 1: 1")
    await bob.until(lambda: (bot.user, "✅") in bob.reactions(room, typed))
    await ana.say(room, '!retex "Workshop" --until "in 2 days"')
    retex = await bob.sees(room, lambda one: one.type == f"{POLL}.start" and "Workshop" in one.text)
    await bot.hear_no_more()
    await ana.vote(room, poll, "Monday")
    await bob.vote(room, poll, "Tuesday")
    await bob.vote(room, retex, list(retex.answers)[3])
    await bot.runtime.beat(datetime.now(UTC) + timedelta(days=3))
    await ana.reads(room, "Monday 1", "Tuesday 1", sender=bot.user)
    await ana.reads(room, "Workshop", "median 4", sender=bot.user)


@pytest.mark.parametrize("encrypted", [False, True], ids=["plain", "encrypted"])
async def test_votes_that_no_sync_brought_are_counted_when_somebody_closes_by_hand(
    bot: Running, arrive: Arrive, *, encrypted: bool
) -> None:
    ana, bob = await arrive("ana"), await arrive("bob")
    room = await together(bot, ana, bob, encrypted=encrypted)
    await ana.say(room, '!retex "Workshop"')
    retex = await bob.sees(room, lambda one: one.type == f"{POLL}.start")
    await bob.say(room, "!retex answer 1: 1")
    await bob.reads(room, "your answer is counted", sender=bot.user)
    await bot.hear_no_more()
    await ana.vote(room, retex, list(retex.answers)[1])
    await bob.vote(room, retex, list(retex.answers)[3])
    close = Command(
        id="$close",
        at=datetime.now(UTC),
        actor=Actor(id=ids.person(ana.user), name="ana"),
        where=Where(id=ids.place(room), kind=PlaceKind.ROOM, name="#room", members_known=True),
        text="retex close 1",
    )
    await bot.runtime.say(close)
    await ana.reads(room, "Workshop", "median 3 · mean 3", "2 answers of 2", sender=bot.user)
