"""kill -9 at random moments under load: what was acknowledged is stored, and after a start everything is true again."""

from __future__ import annotations

import random
import time
from pathlib import Path

import pytest

from storage.session import Database
from tests.faults.bench import address, asked, clerk_of, hold_true, lines, until, worker
from tests.faults.worker import Job, presses

OFFERED = 5_000  # votes a process: more than a fast machine decides before it is killed


@pytest.mark.server
@pytest.mark.parametrize(
    ("kills", "votes"),
    [(5, OFFERED), pytest.param(25, OFFERED, marks=[pytest.mark.heavy, pytest.mark.timeout(900)])],
    ids=["5", "25"],
)
def test_kill_9_loses_nothing_that_was_acknowledged(database: Database, tmp_path: Path, kills: int, votes: int) -> None:
    with clerk_of(database) as clerk:
        clerk.submit(asked("kills")).result(60)
    (tmp_path / "go").touch()
    chance, sent = random.Random(kills), []  # noqa: S311 - repeated by its seed
    acknowledged, screen, cut_short = tmp_path / "acknowledged", tmp_path / "screen", 0
    for order in range(kills + 1):
        last = order == kills
        sent += presses(order, 50 if last else votes)
        before = len(lines(acknowledged))
        with worker(address(database), tmp_path, Job(f"{order}", "vote", order, 50 if last else votes)) as process:
            if last:
                assert process.wait(60) == 0
            else:
                until(lambda: len(lines(acknowledged)) > before, "a vote is acknowledged")  # noqa: B023 - used at once
                time.sleep(chance.random() * 0.15)
                process.kill()
                process.wait()
        cut_short += len(lines(acknowledged)) - before < votes
    assert cut_short > kills // 2, "most kills came while votes were waiting"
    told = {str(line[0]) for line in lines(acknowledged)}
    assert len(told) > 50
    hold_true(database, sent, told, dict(lines(screen)))
