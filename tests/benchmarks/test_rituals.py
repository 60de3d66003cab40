"""A thousand rituals due in one second, beside APScheduler's own job store in the same run; a hundred thousand stored.

Nothing here fails because a machine is slow: what was measured is printed, and only what must be true is asserted.
"""

from __future__ import annotations

import asyncio
import subprocess
import sys
import time
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import NamedTuple

import pytest
from apscheduler.executors.asyncio import AsyncIOExecutor
from apscheduler.jobstores.sqlalchemy import SQLAlchemyJobStore
from apscheduler.schedulers.asyncio import AsyncIOScheduler

from bot.console.chat import ConsolePort
from bot.wiring import Runtime
from schedules.heartbeat import Heartbeat
from storage.session import Database
from tests.faults.bench import asked
from tests.faults.rituals import opened_once, seed
from tests.faults.worker import HOUSE, START, presses

DUE = 1_000
STORED = 100_000
ROOT = Path(__file__).parents[2]
NOW = START + timedelta(seconds=1)


class Lag(NamedTuple):
    """How long something took, and the longest that the event loop kept anything waiting meanwhile, in seconds."""

    whole: float
    longest: float


async def watched(work: Callable[[], Awaitable[None]]) -> Lag:
    """Do the work, and look every millisecond at how late the loop is."""
    longest, going = 0.0, True

    async def look() -> None:
        nonlocal longest
        while going:
            before = time.perf_counter()
            await asyncio.sleep(0.001)
            longest = max(longest, time.perf_counter() - before - 0.001)

    looking = asyncio.create_task(look())
    await asyncio.sleep(0)
    begun = time.perf_counter()
    await work()
    whole = time.perf_counter() - begun
    going = False
    await looking
    return Lag(whole, longest)


async def ours(url: str) -> tuple[Lag, float]:
    """Let the heartbeat find them due; vote all the while, one vote after the other, and return the slowest answer."""
    runtime = Runtime(url, HOUSE, {"console": ConsolePort(lambda _text: None)}, lambda: NOW)
    seed(runtime.database, DUE, at="10:00", first=10)
    await runtime.begin()
    await runtime.hear(asked("bench"))
    slowest, voting = 0.0, True

    async def vote() -> None:
        nonlocal slowest
        for event in presses(1, 100_000):
            if not voting:
                return
            begun = time.perf_counter()
            await runtime.hear(event)
            slowest = max(slowest, time.perf_counter() - begun)
            await asyncio.sleep(0.005)

    async def tick(now: datetime) -> None:
        await runtime.clerk.tick(now)

    async def work() -> None:
        heart = Heartbeat(next_due=lambda: asyncio.to_thread(runtime.next_due), tick=tick, clock=lambda: NOW)
        await heart.start()
        while (due := await asyncio.to_thread(runtime.next_due)) is not None and due <= NOW:  # noqa: ASYNC110 - seen from outside
            await asyncio.sleep(0.002)
        await heart.stop()

    voter = asyncio.create_task(vote())
    lag = await watched(work)
    voting = False
    await voter
    await runtime.stop()
    return lag, slowest


_fired: list[str] = []


async def fire(name: str) -> None:
    """Be one of APScheduler's jobs."""
    _fired.append(name)


async def theirs(url: str) -> Lag:
    """Give APScheduler's own job store as many jobs, due in the same second."""
    scheduler = AsyncIOScheduler(
        jobstores={"default": SQLAlchemyJobStore(url)}, executors={"default": AsyncIOExecutor()}, timezone=UTC
    )
    scheduler.start(paused=True)
    due = datetime.now(UTC) + timedelta(seconds=0.2)
    for order in range(DUE):
        scheduler.add_job(fire, "interval", days=1, next_run_time=due, args=[str(order)], misfire_grace_time=60)

    async def work() -> None:
        scheduler.resume()
        while len(_fired) < DUE:  # noqa: ASYNC110 - seen from outside
            await asyncio.sleep(0.002)

    lag = await watched(work)
    scheduler.shutdown(wait=False)
    return lag


@pytest.mark.bench
async def test_a_thousand_due_in_one_second(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    url = f"sqlite:///{tmp_path}/ours.db"
    Database(url).migrate()
    lag, vote = await ours(url)
    apscheduler = await theirs(f"sqlite:///{tmp_path}/theirs.db")
    opened_once(Database(url), DUE, now=NOW)
    with capsys.disabled():
        print(  # noqa: T201 - a benchmark is read
            f"\n{DUE} rituals due in one second: all opened and queued in {lag.whole * 1000:.0f} ms,"
            f" loop lag {lag.longest * 1000:.0f} ms, the slowest vote meanwhile {vote * 1000:.0f} ms"
            f"\nAPScheduler's own job store: {apscheduler.whole * 1000:.0f} ms,"
            f" loop lag {apscheduler.longest * 1000:.0f} ms"
            f" (ratio {apscheduler.whole / lag.whole:.1f}, lag ratio {apscheduler.longest / lag.longest:.1f})"
        )


_START = """
import time
begun = time.perf_counter()
import asyncio, sys
from datetime import UTC, datetime
from bot.console.chat import ConsolePort
from bot.wiring import Runtime
from tests.faults.worker import HOUSE, START

def peak():  # this process's own, which getrusage mixes with that of whoever started it
    return next(line.split()[1] for line in open("/proc/self/status") if line.startswith("VmHWM"))

async def main():
    runtime = Runtime(sys.argv[1], HOUSE, {"console": ConsolePort(lambda text: None)}, lambda: START)
    await runtime.start()
    await runtime.tick()
    due = runtime.next_due()
    print(time.perf_counter() - begun, peak(), due is not None)
    await runtime.stop()

asyncio.run(main())
"""


@pytest.mark.bench
def test_a_start_on_a_hundred_thousand_rituals(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    url = f"sqlite:///{tmp_path}/many.db"
    database = Database(url)
    database.migrate()
    seed(database, STORED, due=START + timedelta(days=1))
    done = subprocess.run([sys.executable, "-c", _START, url], cwd=ROOT, capture_output=True, text=True, check=True)
    seconds, kilobytes, ahead = done.stdout.split()
    assert ahead == "True"
    with capsys.disabled():
        print(  # noqa: T201 - a benchmark is read
            f"\n{STORED} stored rituals: start in {float(seconds):.2f} s, {int(kilobytes) / 1024:.0f} MB at most"
        )
