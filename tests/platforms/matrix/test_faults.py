"""What must not go wrong on a real Synapse: gaps, bursts, crashes, restarts, new devices, edits, room versions."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from sqlite3 import connect

import pytest

from bot.matrix import ids
from storage import inbox
from tests.platforms.matrix.conftest import Arrive, new_name
from tests.platforms.matrix.human import PATIENCE, Human
from tests.platforms.matrix.running import Running, running
from tests.platforms.matrix.seen import POLL, Seen
from tests.platforms.matrix.synapse import Synapse
from tests.platforms.matrix.test_bot import together

pytestmark = pytest.mark.server

A_MESSAGE = 0.25  # seconds in which the busiest machine says, hears, answers and shows one
MANY = [200, pytest.param(2_000, marks=[pytest.mark.heavy, pytest.mark.timeout(1_800)])]
BURST = [200, pytest.param(1_000, marks=[pytest.mark.heavy, pytest.mark.timeout(900)])]


@pytest.fixture
async def bot(synapse: Synapse, tmp_path: Path) -> AsyncIterator[Running]:
    async with running(synapse, new_name("bot"), tmp_path / "bot") as bot:
        yield bot


async def ask(ana: Human, room: str) -> Seen:
    """Ask a poll, and return its card."""
    await ana.say(room, '!poll "Which day?" "Monday" "Tuesday"')
    return await ana.sees(room, is_poll)


def is_poll(one: Seen) -> bool:
    return one.type == f"{POLL}.start"


def polls(human: Human, room: str) -> list[Seen]:
    return [one for one in human.events(room) if is_poll(one)]


async def all_answered(human: Human, room: str, bot: Running, said: list[str], *, within: float = PATIENCE) -> None:
    """Wait until the bot's ✅ stands under all that was said; hold that it is there once each, in the room's order."""
    wanted = frozenset(said)

    def answered() -> list[str]:
        ticks = [one for one in human.events(room) if one.type == "m.reaction" and one.sender == bot.user]
        under = [str(one.relation["event_id"]) for one in ticks if one.relation.get("key") == "✅"]
        return [each for each in under if each in wanted]

    await human.until(lambda: wanted <= frozenset(answered()), within=within + A_MESSAGE * len(said))
    assert answered() == [one.id for one in human.events(room) if one.id in wanted]


@pytest.mark.parametrize("missed", MANY)
async def test_what_was_said_while_it_was_away_is_answered_once_and_in_order(
    bot: Running, arrive: Arrive, missed: int
) -> None:
    ana = await arrive("ana")
    room = await together(bot, ana)
    await ask(ana, room)
    await bot.stop()
    said = [await ana.say(room, f"!vote 1: {1 + number % 2}") for number in range(missed)]
    await bot.start()
    await all_answered(ana, room, bot, said)
    assert [one.id for one in ana.events(room) if one.id in said] == said
    await ana.say(room, "!poll close")
    await ana.reads(room, "Tuesday 1", sender=bot.user)
    await all_answered(ana, room, bot, said)


@pytest.mark.parametrize("size", BURST)
async def test_a_burst_loses_nothing(bot: Running, arrive: Arrive, size: int) -> None:
    ana = await arrive("ana")
    room = await together(bot, ana)
    await ask(ana, room)
    said: list[str] = []
    for _ in range(size // 20):
        said += await asyncio.gather(*(ana.say(room, "!vote 1: 2") for _ in range(20)))
    await all_answered(ana, room, bot, said)


async def test_a_crash_between_handling_and_token_decides_nothing_twice(bot: Running, arrive: Arrive) -> None:
    ana = await arrive("ana")
    room = await together(bot, ana)
    await ask(ana, room)
    with bot.runtime.database.reading() as connection:
        token = inbox.bookmark(connection, ids.PLATFORM)
    assert token
    said = [await ana.say(room, "!vote 1: 2") for _ in range(3)]
    await ana.say(room, '!poll "Where?" "Here" "There"')
    await ana.sees(room, lambda one: is_poll(one) and "Where?" in one.text)
    await all_answered(ana, room, bot, said)
    await bot.stop()
    with rewound(bot, token):
        await bot.start()
    last = await ana.say(room, "!vote 1: 1")
    await all_answered(ana, room, bot, [*said, last])
    assert len(polls(ana, room)) == 2


@contextmanager
def rewound(bot: Running, token: str) -> Iterator[None]:
    """Put the bookmark back to where it stood, as a crash before it was written would leave it."""
    with closing(connect(bot.folder / "matrix.db")) as connection, connection:
        connection.execute("UPDATE bookmarks SET token = ? WHERE platform = ?", (token, ids.PLATFORM))
    yield


async def test_a_new_member_and_a_new_device_read_the_next_answer(
    bot: Running, arrive: Arrive, synapse: Synapse
) -> None:
    ana, bob = await arrive("ana"), await arrive("bob")
    room = await together(bot, ana, encrypted=True)
    await ask(ana, room)
    await ana.invite(room, bob.user)
    await bob.join(room)
    phone = await arrive(account=synapse.log_in(ana.user))
    await ana.sees_member(room, bob.user)
    await ana.say(room, "!poll close")
    for reader in (ana, bob, phone):
        await reader.reads(room, "Which day?", "Monday 0", sender=bot.user)


async def test_a_refused_command_may_be_edited_and_one_that_ran_runs_once(bot: Running, arrive: Arrive) -> None:
    ana = await arrive("ana")
    room = await together(bot, ana)
    wrong = await ana.say(room, '!poll "Which day?" "Monday"')
    await ana.sees(room, lambda one: one.sender == bot.user and one.notice)
    await ana.edit(room, wrong, '!poll "Which day?" "Monday" "Tuesday"')
    await ana.sees(room, is_poll)
    await ana.edit(room, wrong, '!poll "Which week?" "This" "Next"')
    await all_answered(ana, room, bot, [await ana.say(room, "!vote 1: 1")])
    assert len(polls(ana, room)) == 1


@pytest.mark.parametrize("version", ["11", "12"])
async def test_who_made_the_room_is_its_first_facilitator(bot: Running, arrive: Arrive, version: str) -> None:
    ana, bob, eve = await arrive("ana"), await arrive("bob"), await arrive("eve")
    room = await ana.make_room(bot.user, bob.user, eve.user, name="Team", version=version)
    await asyncio.gather(bob.join(room), eve.join(room))
    for user in (bot.user, bob.user, eve.user):
        await ana.sees_member(room, user)
    await ask(bob, room)
    await eve.say(room, "!poll close 1")
    await eve.sees(room, lambda one: one.sender == bot.user and one.notice and eve.user in one.mentions)
    await ana.say(room, "!poll close 1")
    ended = await bob.sees(room, lambda one: one.type == f"{POLL}.end")
    refused = next(one for one in bob.events(room) if one.sender == bot.user and eve.user in one.mentions)
    assert bob.events(room).index(refused) < bob.events(room).index(ended)


async def test_it_goes_on_when_the_homeserver_was_restarted(bot: Running, arrive: Arrive, synapse: Synapse) -> None:
    ana = await arrive("ana")
    room = await together(bot, ana)
    await ask(ana, room)
    said = [await ana.say(room, "!vote 1: 2") for _ in range(5)]
    await asyncio.to_thread(synapse.kill)
    await asyncio.to_thread(synapse.start)
    said.append(await ana.say(room, "!vote 1: 1"))
    await all_answered(ana, room, bot, said, within=90)
