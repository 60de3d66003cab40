"""Two processes on one PostgreSQL: whoever is first has it, nobody waits for ever, and nothing is done twice."""

from __future__ import annotations

import random
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest

from storage.desk import Desk
from storage.records import Due, DueKind
from storage.session import Database
from storage.sql import upsert
from tests.faults.worker import START

pytestmark = pytest.mark.server
TURNS, PEOPLE = 5, 5_000


def test_of_two_transactions_at_once_one_has_what_is_due_and_the_other_does_not_wait_for_it(
    postgres_database: Database,
) -> None:
    database, chance = postgres_database, random.Random(1)  # noqa: S311 - a seed
    with database.transaction() as connection:
        desk = Desk(connection, chance=chance, now=START)
        for number in range(1, 11):
            desk.set_due(Due(subject=number, kind=DueKind.CLOSE, at=START))
        desk.keep()
        desk.write()
    with database.transaction() as one, database.transaction() as other:
        first = Desk(one, chance=chance, now=START).claim_due(START, 6)
        second = Desk(other, chance=chance, now=START).claim_due(START, 6)
        assert (len(first), len(second)) == (6, 4)
        assert not {due.subject for due in first} & {due.subject for due in second}
    with database.transaction() as connection:
        assert Desk(connection, chance=chance, now=START).claim_due(START, 6) == ()


def test_two_writers_of_the_same_rows_in_opposite_orders_do_not_lock_each_other_out(
    postgres_database: Database,
) -> None:
    together = Barrier(2, timeout=30)

    def write(step: int) -> None:
        people = [(f"p{number:04}", f"by {step}", 1) for number in range(PEOPLE)][::step]
        for _ in range(TURNS):
            together.wait()
            with postgres_database.transaction() as connection:
                upsert(connection, "people", ("id", "name", "human"), 1, people)

    with ThreadPoolExecutor(2) as threads:
        assert list(threads.map(write, (1, -1))) == [None, None]
