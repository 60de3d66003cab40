"""What must not go wrong on a real Synapse: gaps, bursts, crashes, restarts, new devices, edits, room versions."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import AsyncIterator, Iterator
from contextlib import closing, contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from sqlite3 import connect

import pytest
import structlog
from aiohttp import ServerDisconnectedError
from nio import SyncResponse

from bot.matrix import ids
from bot.matrix.crypto import Device
from storage import inbox
from tests.platforms.matrix.conftest import Arrive, new_name
from tests.platforms.matrix.human import PATIENCE, Human
from tests.platforms.matrix.running import Running, running, settings_for
from tests.platforms.matrix.seen import POLL, Seen
from tests.platforms.matrix.synapse import Synapse
from tests.platforms.matrix.test_bot import together

pytestmark = [pytest.mark.server, pytest.mark.timeout(900)]

AWAY = 90.0  # seconds after an outage until all is said: the bot knocks less often the longer it lasts
A_MESSAGE = 0.75  # seconds in which the busiest machine says, hears, answers and shows one
MANY = [200, pytest.param(2_000, marks=[pytest.mark.heavy, pytest.mark.timeout(3_600)])]
BURST = [200, pytest.param(1_000, marks=[pytest.mark.heavy, pytest.mark.timeout(2_400)])]


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


def answered(human: Human, room: str, bot: Running) -> list[str]:
    """Return under which messages the bot's ✅ stands, in the order in which it was set."""
    ticks = [one for one in human.events(room) if one.type == "m.reaction" and one.sender == bot.user]
    return [str(one.relation["event_id"]) for one in ticks if one.relation.get("key") == "✅"]


async def all_answered(human: Human, room: str, bot: Running, said: list[str], *, within: float = PATIENCE) -> None:
    """Wait until the bot's ✅ stands under all that was said; hold that it is there once each, in the room's order."""
    wanted = frozenset(said)
    await human.until(lambda: wanted <= frozenset(answered(human, room, bot)), within=within + A_MESSAGE * len(said))
    in_the_rooms_order = [one.id for one in human.events(room) if one.id in wanted]
    assert [each for each in answered(human, room, bot) if each in wanted] == in_the_rooms_order


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
    await ana.say(room, "!poll list")
    await ana.reads(room, "Open here: 2 polls", sender=bot.user)
    assert len(polls(ana, room)) == 2


@pytest.mark.parametrize("crash", ["INSERT ON inbox", "UPDATE ON bookmarks"])
async def test_events_and_token_are_kept_together_or_not_at_all(bot: Running, arrive: Arrive, crash: str) -> None:
    ana = await arrive("ana")
    room = await together(bot, ana)
    await ask(ana, room)
    await all_answered(ana, room, bot, [await ana.say(room, "!vote 1: 1")])
    with closing(connect(bot.folder / "matrix.db")) as connection:
        connection.execute(f"CREATE TRIGGER crash BEFORE {crash} BEGIN SELECT RAISE(ABORT, 'crash'); END")
        with structlog.testing.capture_logs() as lines:
            said = [await ana.say(room, "!vote 1: 2") for _ in range(3)]
            async with asyncio.timeout(PATIENCE):
                while not any(line["event"] == "sync.again" for line in lines):
                    await bot.bot.sync.round.wait()
        assert connection.execute("SELECT id FROM inbox").fetchall() == []
        await bot.stop()
        connection.execute("DROP TRIGGER crash")
    await bot.start()
    said.append(await ana.say(room, "!vote 1: 1"))
    await all_answered(ana, room, bot, said)


class Stumbling(Device):
    """Keys whose housekeeping fails in a way that nobody thought of, so many times."""

    falls = 2

    async def after_sync(self, response: SyncResponse) -> bool:
        """Fall, then do as always."""
        if response.rooms.join and self.falls:
            self.falls -= 1
            raise ValueError("a surprise")
        return await super().after_sync(response)


async def test_a_surprise_in_a_sync_loses_nothing(bot: Running, arrive: Arrive) -> None:
    ana = await arrive("ana")
    room = await together(bot, ana)
    await ask(ana, room)
    await bot.stop()
    said = [await ana.say(room, "!vote 1: 2")]
    stumbling = Stumbling(settings_for(bot.synapse, bot.account, bot.folder))
    await bot.start(crypto=stumbling)
    said.append(await ana.say(room, "!vote 1: 1"))
    await all_answered(ana, room, bot, said)
    assert stumbling.falls == 0


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


async def test_a_hundred_and_fifty_keys_that_wait_for_one_sync_open_what_they_are_for(
    bot: Running, arrive: Arrive
) -> None:
    ana = await arrive("ana")
    room = await together(bot, ana, encrypted=True)
    await ask(ana, room)
    await bot.stop()
    said: list[str] = []
    for _ in range(150):
        ana.change_key(room)
        said.append(await ana.say(room, "!vote 1: 2"))
    await bot.start()
    await ana.until(lambda: frozenset(said) <= frozenset(answered(ana, room, bot)), within=PATIENCE + 150 * A_MESSAGE)
    assert Counter(answered(ana, room, bot)) == Counter(said)


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


class Breaking(Device):
    """A device whose line breaks once, when something is asked whose path has this part."""

    part: str
    broke = False

    async def open(self) -> None:
        """Open it, with that line."""
        await super().open()
        send = self.client.send

        async def broken(method: str, path: str, *rest: object) -> object:
            if self.broke or self.part not in path:
                return await send(method, path, *rest)
            self.broke = True
            raise ServerDisconnectedError

        self.client.send = broken


@pytest.mark.parametrize("part", ["/keys/claim", "/sendToDevice/"])
async def test_a_line_that_breaks_while_keys_are_shared_mutes_no_room_and_leaves_nobody_out(
    synapse: Synapse, arrive: Arrive, tmp_path: Path, part: str
) -> None:
    ana, bob = await arrive("ana"), await arrive("bob")
    bot = Running(synapse, synapse.register(new_name("bot")), tmp_path)
    device = Breaking(settings_for(synapse, bot.account, tmp_path))
    device.part = part
    await bot.start(crypto=device)
    room = await together(bot, ana, bob, encrypted=True)
    await ask(ana, room)
    assert device.broke
    await bob.sees(room, is_poll)
    await bot.stop()


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


async def test_it_goes_on_by_itself_when_the_homeserver_is_back(bot: Running, arrive: Arrive, synapse: Synapse) -> None:
    ana = await arrive("ana")
    room = await together(bot, ana)
    await ana.say(room, '!poll "Which day?" "Monday" "Tuesday" --until "in 2 days"')
    await ana.sees(room, is_poll)
    await ana.say(room, '!poll "Where?" "Here" "There"')
    await ana.sees(room, lambda one: is_poll(one) and "Where?" in one.text)
    said = [await ana.say(room, "!vote 2: 2") for _ in range(5)]
    await asyncio.to_thread(synapse.kill)
    due = asyncio.create_task(bot.runtime.beat(datetime.now(UTC) + timedelta(days=3)))
    await asyncio.to_thread(synapse.start)
    said.append(await ana.say(room, "!vote 2: 1"))
    await all_answered(ana, room, bot, said, within=AWAY)
    await due
    await ana.reads(room, "Which day?", "Monday 0", sender=bot.user, within=AWAY)
    assert len(polls(ana, room)) == 2
