"""A whole bot in a process of its own, to be killed: it votes, or does what is due, and writes down what it is told.

``python -m tests.faults.worker DATABASE_URL FOLDER NAME WORK SEED COUNT`` where WORK is ``vote`` or ``tick``. What was
acknowledged is appended to ``FOLDER/acknowledged``, what is shown to ``FOLDER/screen``; a killed process leaves both.
"""

from __future__ import annotations

import asyncio
import json
import os
import random
import sys
import time
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import NamedTuple

from bot.console import draw
from bot.console.chat import ConsolePort
from bot.wiring import Runtime
from handlers.effects import Show
from handlers.events import Actor, Press, Where
from handlers.people.house import House
from handlers.views import Card, Note
from storage.records import PersonId, PlaceId, PlaceKind

START = datetime(2026, 11, 24, 9, tzinfo=UTC)
LATER = START + timedelta(days=30)
HOUSE = House(language="en", zone="Europe/Paris")
TEAM = Where(id=PlaceId("console:#team"), kind=PlaceKind.ROOM, name="#team", members_known=True)
PEOPLE = 200


class Job(NamedTuple):
    """What one process is to do: ``work`` is ``vote`` or ``tick``, ``size`` times; ``name`` tells it from others."""

    name: str
    work: str
    seed: int
    size: int


class Log:
    """Lines that outlive a kill: each is handed to the system at once."""

    def __init__(self, path: Path) -> None:
        self._file = os.open(path, os.O_APPEND | os.O_CREAT | os.O_WRONLY, 0o600)

    def write(self, *words: object) -> None:
        os.write(self._file, f"{json.dumps(words, ensure_ascii=False)}\n".encode())


class Screen(ConsolePort):
    """A console whose window outlives the process. A repeat of a key shows the same message."""

    def __init__(self, log: Log) -> None:
        super().__init__(lambda _text: None)
        self._log = log

    async def post(self, place: PlaceId, seen: Card | Note, *, key: str) -> str:
        self._show(key, seen)
        return key

    async def update(self, place: PlaceId, message: str, card: Card, *, key: str) -> str:
        self._show(message, card)
        return message

    def _show(self, message: str, seen: Card | Note) -> None:
        self._log.write(message, draw.card(seen) if isinstance(seen, Card) else draw.public(seen, "#team"))


def presses(seed: int, count: int, subject: int = 1, options: int = 3) -> list[Press]:
    """Return votes of random people; the same for the same seed. About one in ten takes a vote back."""
    chance = random.Random(seed)  # noqa: S311 - repeated by its seed
    return [
        Press(
            id=f"{seed}:{order}",
            at=START + timedelta(seconds=seed, milliseconds=order),
            actor=person(chance.randrange(PEOPLE)),
            where=TEAM,
            action="vote" if chance.random() < 0.9 else "withdraw",
            subject=subject,
            choices=(chance.randrange(options) + 1,),
        )
        for order in range(count)
    ]


def person(number: int) -> Actor:
    """Return one of the voters."""
    return Actor(id=PersonId(f"console:p{number}"), name=f"p{number}")


async def vote(runtime: Runtime, events: Sequence[Press], acknowledged: Log) -> None:
    """Offer all votes, two hundred waiting at a time; those of one person in their order, as one person presses."""
    lanes: dict[str, list[Press]] = {}
    for event in events:
        lanes.setdefault(event.actor.id, []).append(event)

    async def press(lane: Sequence[Press]) -> None:
        for event in lane:
            await runtime.hear(event)
            acknowledged.write(event.id)

    speaking = asyncio.create_task(runtime.act.run())
    await asyncio.gather(*map(press, lanes.values()))
    speaking.cancel()
    await asyncio.gather(speaking, return_exceptions=True)
    await runtime.act.settle()


async def tick(runtime: Runtime, times: int, claimed: Log, opened: Log) -> None:
    """Look several times at what is due, and say of which subjects, and of how many rounds, this process did it."""
    for _ in range(times):
        decided = await runtime.clerk.tick(LATER)
        opened.write(decided.opened)
        for effect in decided.effects:
            if isinstance(effect, Show):
                claimed.write(effect.subject)


async def main(url: str, folder: Path, job: Job) -> None:
    """Start, say that it has, wait for the word to go, work, stop."""
    clock = LATER if job.work == "tick" else START
    runtime = Runtime(url, HOUSE, {"console": Screen(Log(folder / "screen"))}, lambda: clock)
    await runtime.start()
    (folder / f"ready-{job.name}").touch()
    await asyncio.to_thread(_until_there, folder / "go")
    if job.work == "vote":
        await vote(runtime, presses(job.seed, job.size), Log(folder / "acknowledged"))
    else:
        await tick(runtime, job.size, Log(folder / f"claimed-{job.name}"), Log(folder / f"opened-{job.name}"))
    await runtime.stop()


def _until_there(file: Path) -> None:
    while not file.exists():
        time.sleep(0.002)


if __name__ == "__main__":
    address, where, own_name, what, own_seed, how_many = sys.argv[1:]
    asyncio.run(main(address, Path(where), Job(own_name, what, int(own_seed), int(how_many))))
