"""``make bench``: what a vote costs, as ratios of one run. Nothing here fails because a machine is slow."""

from __future__ import annotations

import asyncio
import random
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from functools import partial
from pathlib import Path

import pytest

from bot.wiring import Runtime
from storage.session import Database
from storage.sql import run
from tests.benchmarks.votes import at_a_pace, bare_writes, one_transaction_each, through_the_clerk, votes
from tests.faults.bench import ROOT, asked, clerk_of
from tests.faults.worker import HOUSE
from tests.platforms.port import Remembering

pytestmark = [pytest.mark.bench, pytest.mark.server, pytest.mark.timeout(600)]
Say = Callable[[str], None]


@pytest.fixture
def say(database: Database) -> Say:
    """Print one line of results, with the kind of database."""
    kind = "SQLite" if database.is_sqlite else "PostgreSQL"

    def said(line: str) -> None:
        sys.stdout.write(f"\n{kind:<11}{line}")

    return said


async def test_votes_a_second_beside_the_bare_writes_and_one_transaction_each(database: Database, say: Say) -> None:
    with clerk_of(database) as clerk:
        await clerk.hear(asked("bench"))
        await through_the_clerk(clerk, votes("warm", 2_000, 1_000))
        clerk_rates, raw_rates, core_rates = [], [], []
        for turn in range(3):  # in turns, so that a machine's other work falls on all three alike
            clerk_rates.append(6_000 / await through_the_clerk(clerk, votes(f"clerk{turn}", 6_000, 1_000)))
            raw_rates.append(6_000 / bare_writes(database, votes(f"raw{turn}", 6_000, 1_000)))
            core_rates.append(400 / one_transaction_each(database, votes(f"core{turn}", 400, 1_000)))
    clerk_rate, raw_rate, core_rate = (sorted(rates)[1] for rates in (clerk_rates, raw_rates, core_rates))
    say(
        f"{clerk_rate:7,.0f} votes a second, 200 waiting: {clerk_rate / raw_rate:.2f} of the bare writes"
        f" ({raw_rate:,.0f}; wanted 0.3, aim 0.45), {clerk_rate / core_rate:.1f} times one Core transaction a vote"
        f" ({core_rate:,.0f}; wanted 8)"
    )


async def test_the_wait_of_a_vote_with_two_thousand_a_second_offered(database: Database, say: Say) -> None:
    with clerk_of(database) as clerk:
        await clerk.hear(asked("bench"))
        await through_the_clerk(clerk, votes("warm", 1_000, 1_000))
        waits = await at_a_pace(clerk, votes("paced", 8_000, 1_000), 2_000)
    middle, high = (1000 * waits[int(len(waits) * part)] for part in (0.5, 0.99))
    say(f"{high:7.1f} ms is the 99th percentile at 2,000 votes a second offered (wanted 30), {middle:.1f} the median")


async def test_what_the_last_of_75000_votes_cost_and_their_tally(database: Database, say: Say) -> None:
    everybody = votes("many", 75_000, 75_000)
    with clerk_of(database) as clerk:
        await clerk.hear(asked("bench"))
        await through_the_clerk(clerk, [replace(one, id=f"w{one.id}") for one in everybody[:1_000]])
        seconds = [
            await through_the_clerk(clerk, everybody[start : start + 10_000]) for start in range(0, 70_000, 10_000)
        ]
        await through_the_clerk(clerk, everybody[70_000:])
        last = await through_the_clerk(clerk, [replace(one, id=f"l{one.id}") for one in everybody[-10_000:]])
    say(f"{last / seconds[0]:7.2f} is the cost of the last 10,000 of 75,000 votes beside the first 10,000 (wanted 1.5)")
    bare_query = "SELECT choices, COUNT(*) FROM ballots WHERE subject = 1 GROUP BY choices"
    with database.snapshot() as snapshot, database.reading() as connection:
        run(connection, bare_query)
        tally = min(_timed(lambda: snapshot.tally(1)) for _ in range(9))
        bare = min(_timed(lambda: run(connection, bare_query)) for _ in range(9))
        assert sum(snapshot.tally(1).values()) == 75_000
    say(f"{tally / bare:7.2f} is a tally of 75,000 ({1000 * tally:.0f} ms) beside its bare GROUP BY (wanted 1.5)")


def _timed(work: Callable[[], object]) -> float:
    begun = time.perf_counter()
    work()
    return time.perf_counter() - begun


async def test_the_edits_that_a_thousand_votes_cost(database: Database, say: Say) -> None:
    url = database.url.render_as_string(hide_password=False)
    for interval in (3.0, 10.0):
        port = Remembering(interval=interval)
        runtime = Runtime(url, HOUSE, {"console": port}, lambda: datetime.now(UTC))
        await runtime.start()
        runtime.clerk.on_commit = partial(_wake, asyncio.get_running_loop(), runtime)
        number = 1 if interval == 3.0 else 2
        await runtime.say(asked(f"edits{interval}"))
        speaking = asyncio.create_task(runtime.act.run())
        events = [replace(one, subject=number) for one in votes(f"e{interval}", 1_000, 1_000)]
        random.Random(1).shuffle(events)  # noqa: S311 - repeated by its seed
        seconds = await through_the_clerk(runtime.clerk, events)
        speaking.cancel()
        await asyncio.gather(speaking, return_exceptions=True)
        await runtime.act.settle()
        edits = port.edits
        await runtime.stop()
        say(f"{edits:7} edits for 1,000 votes in {seconds:.1f} s, where a card rests {interval:.0f} s")


def _wake(loop: asyncio.AbstractEventLoop, runtime: Runtime) -> None:
    loop.call_soon_threadsafe(runtime.act.wake)


def test_the_memory_at_rest(database: Database, tmp_path: Path, say: Say) -> None:
    program = (
        "import asyncio, sys, bot.service\n"
        "from bot.wiring import Runtime\n"
        "from tests.faults.worker import HOUSE\n"
        "from datetime import UTC, datetime\n"
        "async def main():\n"
        "    runtime = Runtime(sys.argv[1], HOUSE, {}, lambda: datetime.now(UTC))\n"
        "    await runtime.start()\n"
        "    print(next(line for line in open('/proc/self/status') if line.startswith('VmRSS')).split()[1])\n"
        "    await runtime.stop()\n"
        "asyncio.run(main())\n"
    )
    (tmp_path / "rest.py").write_text(program)
    url = database.url.render_as_string(hide_password=False)
    words = [sys.executable, str(tmp_path / "rest.py"), url]
    done = subprocess.run(words, capture_output=True, text=True, check=True, cwd=ROOT, env={"PYTHONPATH": str(ROOT)})
    say(f"{int(done.stdout) / 1024:7.0f} MB of memory at rest")
