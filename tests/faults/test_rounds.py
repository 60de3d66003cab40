"""Every due round is opened exactly once, whatever restarts and however many processes share the database."""

from __future__ import annotations

import random
import time
from contextlib import ExitStack
from pathlib import Path

import pytest

from storage.session import Database
from storage.sql import run
from tests.conftest import wipe
from tests.faults.bench import address, lines, until, worker
from tests.faults.rituals import opened_once, seed, still_due
from tests.faults.worker import Job

BATCH = 100
SIZES = [
    pytest.param(1_000, id="1000"),
    pytest.param(100_000, id="100000", marks=[pytest.mark.heavy, pytest.mark.timeout(1_800)]),
]


@pytest.mark.server
@pytest.mark.parametrize("count", SIZES)
def test_four_processes_open_every_due_round_once(postgres: str, tmp_path: Path, count: int) -> None:
    database = Database(postgres)
    database.migrate()
    seed(database, count)
    try:
        with ExitStack() as stack:
            jobs = [Job(str(order), "tick", order, 2 * count // BATCH // 4 + 2) for order in range(4)]
            processes = [stack.enter_context(worker(address(database), tmp_path, job)) for job in jobs]
            (tmp_path / "go").touch()
            assert [process.wait(1_500) for process in processes] == [0, 0, 0, 0]
        opened_once(database, count)
        counts = [sum(int(opened) for (opened,) in lines(tmp_path / f"opened-{order}")) for order in range(4)]
        with database.reading() as connection:
            ((rounds,),) = run(connection, "SELECT COUNT(*) FROM rounds")
        assert sum(counts) == rounds, "each round was opened by one process"
        assert sum(one > 0 for one in counts) > 1, "more than one process opened rounds"
    finally:
        wipe(database)
        database.close()


@pytest.mark.server
@pytest.mark.parametrize("count", SIZES)
def test_kill_9_opens_no_round_twice_and_loses_none(tmp_path: Path, count: int) -> None:
    database = Database(f"sqlite:///{tmp_path}/killed.db")
    database.migrate()
    seed(database, count)
    (tmp_path / "go").touch()
    chance, kills = random.Random(9), 0  # noqa: S311 - repeated by its seed
    while due := still_due(database):
        with worker(address(database), tmp_path, Job(f"{kills}", "tick", kills, count // BATCH + 2)) as process:
            until(lambda: still_due(database) < due, "some are opened")
            time.sleep(chance.random() * (0.1 if count == 1_000 else 6))
            process.kill()
            process.wait()
        kills += 1
        assert kills < 200, "the work is done at last"
    assert kills > 1, "a kill came while rounds were due"
    notes = {letter for letter, text in lines(tmp_path / "screen") if "too old to be opened now" in text}
    opened_once(database, count, said=frozenset(notes))
    database.close()
