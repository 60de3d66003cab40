"""``make bench``: how long a command waits for its reply on Matrix, beside a bare nio bot's in the same room and run.

Both bots are processes of their own on one Synapse without rate limits; what of ours is answered is durable. Also: what
the process holds at rest, and how soon it answers when it starts with 200 rooms.
"""

from __future__ import annotations

import asyncio
import os
import sys
import time
from asyncio.subprocess import Process
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager, suppress
from itertools import count
from pathlib import Path
from statistics import median
from typing import Final

import pytest

from tests.platforms.matrix.conftest import new_name, synapse
from tests.platforms.matrix.human import Human
from tests.platforms.matrix.seen import POLL
from tests.platforms.matrix.synapse import PASSWORD, Account, Synapse

__all__ = ["synapse"]

pytestmark = [pytest.mark.bench, pytest.mark.server, pytest.mark.timeout(1200)]
PAIRS: Final = 200
WARM: Final = 10  # pairs before them, which are not counted
ROOMS: Final = 200
PATIENCE: Final = 120.0
HOME: Final = Path(__file__).parents[2]

_numbers = count(1)  # no two commands of a run say the same
Ask = Callable[[int], Awaitable[None]]


def environment(synapse: Synapse, account: Account, folder: Path) -> dict[str, str]:
    return {
        "PATH": os.environ["PATH"],
        "PYTHONPATH": str(HOME),
        "DATABASE_URL": f"sqlite:///{folder}/r.db",
        "MATRIX_HOMESERVER": synapse.url,
        "MATRIX_USER": account.user,
        "MATRIX_PASSWORD": PASSWORD,
        "MATRIX_STORE": str(folder / "matrix-store"),
        "ADMIN_PORT": "0",
        "RITOURNELLE_LANGUAGE": "en",
        "RITOURNELLE_TIMEZONE": "Europe/Paris",
        "RITOURNELLE_LIMITS": "commands=0,subjects=0,invitations=0",
    }


@asynccontextmanager
async def ours(synapse: Synapse, account: Account, folder: Path) -> AsyncIterator[Process]:
    """Run the bot as an operator does."""
    arguments = ("-m", "bot", "run")
    async with _process(*arguments, folder=folder, environment=environment(synapse, account, folder)) as process:
        yield process


@asynccontextmanager
async def theirs(synapse: Synapse, account: Account, folder: Path) -> AsyncIterator[Process]:
    """Run the bare bot."""
    arguments = ("-m", "tests.platforms.matrix.echo", synapse.url, account.user, account.device, account.token)
    told = {"PATH": os.environ["PATH"], "PYTHONPATH": str(HOME)}
    async with _process(*arguments, str(folder), folder=folder, environment=told) as process:
        yield process


@asynccontextmanager
async def _process(*arguments: str, folder: Path, environment: dict[str, str]) -> AsyncIterator[Process]:
    with (folder / "log").open("ab") as log:
        process = await asyncio.create_subprocess_exec(
            sys.executable, *arguments, cwd=folder, env=environment, stdout=log, stderr=log
        )
    try:
        yield process
    finally:
        process.terminate()
        await process.wait()


def held(process: Process) -> float:
    """Return how many megabytes a process holds."""
    lines = Path(f"/proc/{process.pid}/status").read_text().splitlines()
    return int(next(line.split()[1] for line in lines if line.startswith("VmRSS"))) / 1024


@pytest.fixture
def folders(tmp_path: Path) -> tuple[Path, Path]:
    """Give each bot a folder of its own."""
    both = tmp_path / "ours", tmp_path / "theirs"
    for each in both:
        each.mkdir()
    return both


@pytest.fixture
async def human(synapse: Synapse, tmp_path: Path) -> AsyncIterator[Human]:
    """Give somebody who asks and sees what is answered."""
    human = await Human.arrive(synapse, synapse.register(new_name("person")), tmp_path)
    yield human
    await human.close()


@pytest.mark.parametrize("encrypted", [False, True], ids=["plain", "encrypted"])
async def test_two_hundred_commands_and_their_replies(
    synapse: Synapse, folders: tuple[Path, Path], human: Human, *, encrypted: bool
) -> None:
    us, them = synapse.register(new_name("ours")), synapse.register(new_name("theirs"))
    room = await human.make_room(us.user, them.user, name="Bench", encrypted=encrypted)
    synapse.ask("POST", f"/_matrix/client/v3/rooms/{room}/join", {}, them)

    async def vote(number: int) -> None:
        asked = await human.say(room, f"!vote 1: {number % 2 + 1}")
        await human.until(lambda: human.reactions(room, asked), within=PATIENCE)

    async def word(number: int) -> None:
        asked = await human.say(room, f"!poll results {number + 1000}")
        await human.sees(room, lambda one: one.relation == {"m.in_reply_to": {"event_id": asked}}, within=PATIENCE)

    async def echo(number: int) -> None:
        await human.say(room, f"echo number {number}.")
        await human.sees(room, lambda one: one.text == f"number {number}.", within=PATIENCE)

    async with ours(synapse, us, folders[0]) as process, theirs(synapse, them, folders[1]) as bare:
        for user in (us.user, them.user):
            await human.sees_member(room, user)
        await human.say(room, '!poll "Which day?" "Monday" "Tuesday"')
        await human.sees(room, lambda one: one.type == f"{POLL}.start", within=PATIENCE)
        for ask in (vote, word):
            mine, others = await pairs(ask, echo)
            sys.stdout.write(
                f"\nMatrix     {median(mine) / median(others):7.2f} is a {ask.__name__}'s wait in a room that is "
                f"{'encrypted' if encrypted else 'plain'} ({1000 * median(mine):.0f} ms, median of {PAIRS} pairs) "
                f"beside a bare nio bot's ({1000 * median(others):.0f} ms; aim 1.5)"
            )
        sys.stdout.write(f"\nMatrix     {held(process):7.0f} MB held at rest (a bare nio bot: {held(bare):.0f} MB)")


async def test_a_start_with_two_hundred_rooms(synapse: Synapse, folders: tuple[Path, Path], human: Human) -> None:
    account = synapse.register(new_name("ours"))
    rooms = await asyncio.to_thread(_make_rooms, synapse, human, account)
    for name in ("the first start", "a later start"):
        # what was said before a first start is not heard by it, so that one is asked until it answers
        asked = await human.say(rooms[-1], "!poll results 1000") if name == "a later start" else None
        begun = time.perf_counter()
        async with ours(synapse, account, folders[0]) as process:
            while asked is None or not await _answered(human, rooms[-1], asked):
                asked = await human.say(rooms[-1], "!poll results 1000")
            seconds = time.perf_counter() - begun
            sys.stdout.write(
                f"\nMatrix     {seconds:7.1f} s until {name} with {ROOMS} rooms answers, holding {held(process):.0f} MB"
            )


def _make_rooms(synapse: Synapse, human: Human, account: Account) -> list[str]:
    """Put the bot and somebody into many rooms together."""
    owner = Account(human.user, str(human.client.device_id), str(human.client.access_token))
    rooms = []
    for number in range(ROOMS):
        wanted = {"name": f"Room {number}", "invite": [account.user], "preset": "private_chat"}
        made = synapse.ask("POST", "/_matrix/client/v3/createRoom", wanted, owner)["room_id"]
        synapse.ask("POST", f"/_matrix/client/v3/rooms/{made}/join", {}, account)
        rooms.append(made)
    return rooms


async def _answered(human: Human, room: str, asked: str) -> bool:
    """Tell whether a message is answered within a moment."""
    with suppress(AssertionError):
        await human.sees(room, lambda one: one.relation == {"m.in_reply_to": {"event_id": asked}}, within=0.5)
        return True
    return False


async def pairs(ask: Ask, other: Ask) -> tuple[list[float], list[float]]:
    """Ask both in turn, whoever is first changing each time; return the seconds that each waited."""
    mine: list[float] = []
    others: list[float] = []
    for number in range(WARM + PAIRS):
        turn = [(ask, mine), (other, others)]
        for asked, waits in turn if number % 2 else reversed(turn):
            begun = time.perf_counter()
            await asked(next(_numbers))
            waits.append(time.perf_counter() - begun)
    return mine[WARM:], others[WARM:]
