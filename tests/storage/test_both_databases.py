"""The same decisions on SQLite and on a real PostgreSQL: one truth, whatever keeps it."""

from __future__ import annotations

import asyncio
import random
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest

from bot.clerk import Clerk, Decided
from handlers.events import Actor, Command, Joined, Press, Where
from handlers.people.house import House
from handlers.routes import Judge
from storage import cleanup
from storage.records import PersonId, PlaceId, PlaceKind, Status
from storage.session import Database

START = datetime(2026, 11, 24, 9, tzinfo=UTC)
TEAM = Where(id=PlaceId("console:#team"), kind=PlaceKind.ROOM, name="#team", members_known=True)


@pytest.fixture
def clerk(database: Database) -> Iterator[Clerk]:
    clerk = Clerk(database, Judge(House()), clock=lambda: START, chance=random.Random(7))  # noqa: S311 - a seed
    clerk.start()
    yield clerk
    clerk.stop()


def actor(name: str) -> Actor:
    return Actor(id=PersonId(f"console:{name}"), name=name)


def typed(name: str, text: str, key: str) -> Command:
    return Command(id=key, at=START, actor=actor(name), where=TEAM, text=text, limited=False)


def press(name: str, choice: int, order: int, subject: int = 1) -> Press:
    at = START + timedelta(milliseconds=order)
    return Press(
        id=f"{subject}:{name}:{order}",
        at=at,
        actor=actor(name),
        where=TEAM,
        action="vote",
        subject=subject,
        choices=(choice,),
    )


async def hear(clerk: Clerk, *events: Command | Press | Joined) -> list[Decided]:
    return list(await asyncio.gather(*(clerk.hear(event) for event in events)))


async def test_repeated_and_shuffled_presses_give_the_same_tally(database: Database, clerk: Clerk) -> None:
    await hear(clerk, typed("ana", 'poll "Which day?" "Monday" "Tuesday"', "new"))
    presses = [press(f"p{person}", (person + order) % 2 + 1, order) for person in range(40) for order in range(5)]
    shuffled = presses * 2
    random.Random(3).shuffle(shuffled)  # noqa: S311 - a seed
    decided = await hear(clerk, *shuffled)
    assert sum(each.repeated for each in decided) == len(presses)
    with database.snapshot() as snapshot:
        assert snapshot.tally(1) == {1: 20, 2: 20}
        ballots = {ballot.voter: ballot.choices for ballot in snapshot.ballots(1)}
    assert ballots == {f"console:p{person}": 1 << ((person + 4) % 2) for person in range(40)}


async def test_an_anonymous_close_keeps_the_counts_and_nothing_that_leads_to_a_person(
    database: Database, clerk: Clerk
) -> None:
    await hear(clerk, typed("ana", 'poll "Happy?" "Yes" "No" --anonymous', "new"))
    await hear(clerk, *(press(f"p{person}", person % 3 // 2 + 1, person) for person in range(9)))
    await hear(clerk, typed("ana", "poll close", "close"))
    with database.snapshot() as snapshot:
        subject = snapshot.subject(1)
        assert subject is not None
        assert subject.status is Status.CLOSED
        assert snapshot.tally(1) == {1: 6, 2: 3}
        assert snapshot.results(1)[0].counts == (6, 3)
        assert list(snapshot.ballots(1)) == []
    assert [chore.subject for chore in cleanup.pending(database)] == [1]
    assert cleanup.clean(database)
    assert cleanup.pending(database) == ()


async def test_a_due_instant_is_claimed_once_by_two_clerks(database: Database, clerk: Clerk) -> None:
    await hear(clerk, typed("ana", 'poll "Q" "A" "B" --until 2026-11-25 10:00', "new"))
    other = Clerk(database, Judge(House()), clock=lambda: START, chance=random.Random(8))  # noqa: S311 - a seed
    other.start()
    later = START + timedelta(days=2)
    ticks = await asyncio.gather(*(each.tick(later) for each in (clerk, other) * 5))
    other.stop()
    assert sum(bool(tick.effects) for tick in ticks) == 1
    with database.snapshot() as snapshot:
        assert len(snapshot.results(1)) == 1
