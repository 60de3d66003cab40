"""``make bench``: what a vote costs, as ratios of one run. Nothing here fails because a machine is slow."""

from __future__ import annotations

import gc
import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from bot.service import spare_the_collector, take_short_turns
from bot.wiring import Runtime
from storage.session import Database
from storage.sql import run
from tests.benchmarks.votes import at_a_pace, bare_writes, one_transaction_each, through_the_clerk, votes, written
from tests.faults.bench import ROOT, asked, clerk_of
from tests.faults.worker import HOUSE, START
from tests.platforms.port import Remembering

pytestmark = [pytest.mark.bench, pytest.mark.server, pytest.mark.timeout(600)]
Say = Callable[[str], None]


@pytest.fixture(autouse=True)
def served(database: Database) -> Iterator[None]:
    """Leave collector and interpreter as the service leaves them, in all the ways that are compared."""
    assert database  # it is a part of what the start makes
    before = sys.getswitchinterval()
    take_short_turns()
    spare_the_collector()
    yield
    gc.unfreeze()
    sys.setswitchinterval(before)


@pytest.fixture
def say(database: Database) -> Say:
    """Print one line of results, with the kind of database."""
    kind = "SQLite" if database.is_sqlite else "PostgreSQL"

    def said(line: str) -> None:
        sys.stdout.write(f"\n{kind:<11}{line}")

    return said


async def test_votes_a_second_beside_the_bare_writes_and_one_transaction_each(database: Database, say: Say) -> None:
    """Measure a thousand people who vote again and again, so that all three ways write the same three tables.

    The best of five turns of each way, in turns, and the load of the machine beside them.
    """
    with clerk_of(database) as clerk:
        await clerk.hear(asked("bench"))
        await through_the_clerk(clerk, votes("warm", 2_000, 1_000))
        clerk_rate = raw_rate = core_rate = 0.0
        for turn in range(5):
            events = votes(f"clerk{turn}", 6_000, 1_000)
            clerk_rate = max(clerk_rate, 6_000 / await through_the_clerk(clerk, events))
            assert written(database, events)
            raw_rate = max(raw_rate, 6_000 / bare_writes(database, votes(f"raw{turn}", 6_000, 1_000)))
            core_rate = max(core_rate, 400 / one_transaction_each(database, votes(f"core{turn}", 400, 1_000)))
    say(
        f"{clerk_rate:7,.0f} votes a second, 200 waiting: {clerk_rate / raw_rate:.2f} of the bare writes"
        f" ({raw_rate:,.0f}; wanted 0.3, aim 0.45), {clerk_rate / core_rate:.1f} times one Core transaction a vote"
        f" ({core_rate:,.0f}; wanted 8), load {os.getloadavg()[0]:.1f}"
    )


async def test_the_wait_of_a_vote_with_two_thousand_a_second_offered(database: Database, say: Say) -> None:
    with clerk_of(database) as clerk:
        await clerk.hear(asked("bench"))
        await through_the_clerk(clerk, votes("warm", 1_000, 1_000))
        waits = await at_a_pace(clerk, votes("paced", 8_000, 1_000), 2_000)
    middle, high = (1000 * waits[int(len(waits) * part)] for part in (0.5, 0.99))
    say(f"{high:7.1f} ms is the 99th percentile at 2,000 votes a second offered (wanted 30), {middle:.1f} the median")


async def test_what_the_last_of_75000_votes_cost_and_their_tally(database: Database, say: Say) -> None:
    """Compare like with like: the first and the last votes are each of people who were never heard of before.

    Each ten thousand are timed in five parts and the best one speaks for them, so that a cold start, or a checkpoint
    that the server makes when it likes, is not taken for growth.
    """
    everybody, part = votes("many", 75_000, 75_000), 2_000
    with clerk_of(database) as clerk:
        await clerk.hear(asked("bench"))
        first = [await through_the_clerk(clerk, everybody[at : at + part]) for at in range(0, 10_000, part)]
        await through_the_clerk(clerk, everybody[10_000:65_000])
        last = [await through_the_clerk(clerk, everybody[at : at + part]) for at in range(65_000, 75_000, part)]
    assert written(database, everybody)
    growth = min(last) / min(first)
    say(f"{growth:7.2f} is the cost of the last 10,000 of 75,000 votes beside the first 10,000 (wanted 1.5)")
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


async def test_the_edits_that_a_thousand_votes_in_a_minute_cost(database: Database, say: Say) -> None:
    """Spread the votes over a minute of a clock that is moved on, with a look at the cards after each of them."""
    url = database.url.render_as_string(hide_password=False)
    for number, (platform, interval) in enumerate((("Slack", 3.0), ("Matrix", 10.0)), 1):
        port, instants = Remembering(interval=interval), [START]
        runtime = Runtime(url, HOUSE, {"console": port}, lambda seen=instants: seen[-1])  # type: ignore[misc]
        await runtime.start()
        await runtime.say(asked(f"edits{interval}"))
        for order, vote in enumerate(votes(f"e{interval}", 1_000, 1_000), 1):
            instants.append(START + timedelta(seconds=0.06 * order))
            await runtime.hear(replace(vote, subject=number, at=instants[-1]))
            await runtime.act.settle()
        instants.append(instants[-1] + timedelta(seconds=interval))
        await runtime.act.settle()
        edits, most = port.edits, int(60 / interval) + 1
        with runtime.database.snapshot() as snapshot:
            (showing,) = snapshot.showings(number)
        await runtime.stop()
        assert showing.shown == showing.wanted
        assert 0 < edits <= most
        say(
            f"{edits:7} edits for 1,000 votes in a minute, where a card rests {interval:.0f} s as on {platform}"
            f" (at most {most})"
        )


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
