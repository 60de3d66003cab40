"""What the fault tests share: a poll to vote on, processes of the bot, and what must be true after anything."""

from __future__ import annotations

import json
import random
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from hashlib import blake2b
from pathlib import Path

from bot.clerk import Clerk
from bot.console import draw
from handlers.events import Command, Press
from handlers.routes import Judge
from storage.records import PlaceId
from storage.session import Database
from storage.sql import run
from tests.faults.worker import HOUSE, START, TEAM, Job, person

PATIENCE = 60.0
ROOT = Path(__file__).parents[2]


@contextmanager
def clerk_of(database: Database, *, seed: int = 7) -> Iterator[Clerk]:
    """Give a clerk at work in this process."""
    clerk = Clerk(database, Judge(HOUSE), clock=lambda: START, chance=random.Random(seed))  # noqa: S311 - a seed
    clerk.start()
    yield clerk
    clerk.stop()


def asked(key: str, text: str = 'poll "Which day?" "Monday" "Tuesday" "Friday"') -> Command:
    """Return the event of somebody who asks a poll."""
    return Command(id=f"new:{key}", at=START, actor=person(0), where=TEAM, text=text, limited=False)


def until(true: Callable[[], bool], what: str) -> None:
    """Wait until something has happened; fail, saying what, when it does not."""
    end = time.monotonic() + PATIENCE
    while not true():
        assert time.monotonic() < end, what
        time.sleep(0.002)


def lines(file: Path) -> list[list[str]]:
    """Read what a worker wrote; a kill may have cut the last line short."""
    if not file.exists():
        return []
    return [json.loads(line) for line in file.read_text().splitlines() if line.endswith("]")]


@contextmanager
def worker(url: str, folder: Path, job: Job) -> Iterator[subprocess.Popen[bytes]]:
    """Give a process of the bot that has started and waits for ``folder/go``; it is killed at the latest at the end."""
    words, name = (url, str(folder), *map(str, job)), job.name
    with subprocess.Popen([sys.executable, "-m", "tests.faults.worker", *words], cwd=ROOT) as process:
        try:
            until(lambda: (folder / f"ready-{name}").exists() or process.poll() is not None, "a worker starts")
            assert process.poll() is None, "a worker ended before it began"
            yield process
        finally:
            process.kill()


def address(database: Database) -> str:
    """Return the address under which a process of its own opens the same database."""
    return database.url.render_as_string(hide_password=False)


def hold_true(database: Database, sent: list[Press], acknowledged: set[str], screen: dict[str, str]) -> None:
    """Hold what is promised: acknowledged is stored, one ballot a person, the tally its recount, the card true."""
    with database.reading() as connection:
        heard = {row[0] for row in run(connection, "SELECT id FROM heard")}
        stored = run(connection, "SELECT voter, choices, at, event FROM ballots WHERE subject = 1")
    digests = {event.id: blake2b(event.id.encode(), digest_size=16).hexdigest() for event in sent}
    assert acknowledged <= {event for event, digest in digests.items() if digest in heard}
    by_digest = {digest: event for event in sent if (digest := digests[event.id])}
    expected: dict[str, Press] = {}
    for event in sorted((by_digest[each] for each in heard if each in by_digest), key=lambda each: (each.at, each.id)):
        expected[event.actor.id] = event
    wanted = {voter: 1 << (event.choices[0] - 1) if event.action == "vote" else 0 for voter, event in expected.items()}
    found = {voter: choices for voter, choices, _at, _event in stored}
    assert len(found) == len(stored)
    assert {voter: mask for voter, mask in found.items() if mask} == {
        voter: mask for voter, mask in wanted.items() if mask
    }
    recount: dict[int, int] = {}
    for mask in found.values():
        if mask:
            recount[mask] = recount.get(mask, 0) + 1
    with database.snapshot() as snapshot:
        assert snapshot.tally(1) == recount
        card = Judge(HOUSE).draw(snapshot, 1, PlaceId(TEAM.id))
        assert card is not None
        (showing,) = snapshot.showings(1)
    assert showing.shown == showing.wanted
    assert screen[showing.message or ""] == draw.card(card)
