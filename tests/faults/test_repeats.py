"""The same events, repeated and in any order, by one process or several: the same state."""

from __future__ import annotations

import asyncio
import random
from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path

import pytest

from handlers.events import Command, Press, Where
from storage.records import Ballot, PlaceId
from storage.session import Database
from storage.sql import run
from tests.faults.bench import address, asked, clerk_of, hold_true, lines, worker
from tests.faults.worker import START, TEAM, Job, presses


def told(event: Press, number: int, order: int) -> Press | Command:
    """Return a vote on another poll, in that poll's own room; one in seven is typed, not pressed."""
    where = Where(id=PlaceId(f"console:#room{number}"), kind=TEAM.kind, name=f"#room{number}", members_known=True)
    press = replace(event, id=f"{number}:{event.id}", subject=number, where=where)
    if order % 7 or event.action != "vote":
        return press
    text = f"vote {number}: {event.choices[0]}"
    return Command(id=press.id, at=event.at, actor=event.actor, where=where, text=text, bare=True, limited=False)


async def test_a_thousand_events_repeated_and_shuffled_leave_the_same_state(database: Database) -> None:
    states = []
    with clerk_of(database) as clerk:
        for number in (1, 2, 3):
            sent = [told(event, number, order) for order, event in enumerate(presses(5, 1_000))]
            await clerk.hear(replace(asked(str(number)), where=sent[0].where))
            if number > 1:
                sent *= 2
                random.Random(number).shuffle(sent)  # noqa: S311 - repeated by its seed
            decided = []
            for start in range(0, len(sent), 97):
                decided += await asyncio.gather(*(clerk.hear(event) for event in sent[start : start + 97]))
            assert sum(each.repeated for each in decided) == len(sent) - 1_000
            with database.snapshot() as snapshot:
                states.append(([_about(ballot) for ballot in snapshot.ballots(number)], snapshot.counts(number)))
    assert states[0][0]
    assert states[0] == states[1] == states[2]


def _about(ballot: Ballot) -> tuple[object, ...]:
    return ballot.voter, ballot.choices, ballot.at, ballot.event.partition(":")[2]


@pytest.mark.server
async def test_two_processes_that_hear_the_same_votes_count_each_once(
    postgres_database: Database, tmp_path: Path
) -> None:
    database = postgres_database
    with clerk_of(database) as clerk:
        await clerk.hear(asked("two"))
    before = _deadlocks(database)
    shared, own = presses(1, 3_000), presses(2, 1_000)
    with (
        worker(address(database), tmp_path, Job("a", "vote", 1, 3_000)) as first,
        worker(address(database), tmp_path, Job("b", "vote", 1, 3_000)) as second,
        worker(address(database), tmp_path, Job("c", "vote", 2, 1_000)) as third,
    ):
        (tmp_path / "go").touch()
        assert [process.wait(120) for process in (first, second, third)] == [0, 0, 0]
    told = [str(line[0]) for line in lines(tmp_path / "acknowledged")]
    assert len(told) == 2 * len(shared) + len(own)
    hold_true(database, [*shared, *own], set(told), dict(lines(tmp_path / "screen")))
    assert _deadlocks(database) == before


def _deadlocks(database: Database) -> int:
    with database.plain() as connection:
        run(connection, "SELECT pg_stat_clear_snapshot()")
        ((count,),) = run(connection, "SELECT deadlocks FROM pg_stat_database WHERE datname = current_database()")
    return int(count)


@pytest.mark.server
async def test_what_is_due_is_claimed_once_among_four_processes(database: Database, tmp_path: Path) -> None:
    polls = 90
    with clerk_of(database) as clerk:
        for number in range(polls):
            until = START.replace(hour=12).strftime("%Y-%m-%d %H:%M")
            await clerk.hear(asked(f"due{number}", f'poll "Q{number}" "A" "B" --until {until}'))
    names = "abcd"
    with ExitStack() as stack:
        processes = [
            stack.enter_context(worker(address(database), tmp_path, Job(name, "tick", 0, 5))) for name in names
        ]
        (tmp_path / "go").touch()
        assert [process.wait(60) for process in processes] == [0, 0, 0, 0]
    claimed = [int(line[0]) for name in names for line in lines(tmp_path / f"claimed-{name}")]
    assert sorted(claimed) == sorted(set(claimed))
    with database.reading() as connection:
        assert run(connection, "SELECT COUNT(*), MAX(number) FROM results") == [(polls, 1)]
        assert run(connection, "SELECT COUNT(*) FROM dues") == [(0,)]


async def test_an_id_that_no_database_could_keep_stops_nobody(database: Database) -> None:
    with clerk_of(database) as clerk:
        strange = asked("a lone surrogate \ud800")
        first, again = await clerk.hear(strange), await clerk.hear(strange)
        assert (first.repeated, again.repeated) == (False, True)
        assert (await clerk.hear(asked("another"))).effects
