"""The same votes in three ways: through the clerk, one Core transaction each, and as the bare writes."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Sequence
from datetime import timedelta
from hashlib import blake2b
from itertools import count

from sqlalchemy import Connection

from bot.clerk import Clerk
from handlers.events import Actor, Press
from storage.codec import instant_out
from storage.records import PersonId
from storage.session import Database
from storage.sql import many, postgres, run, upsert
from tests.faults.worker import START, TEAM

WAITING = 200
_LATER = count(1)
BALLOT = ("subject", "voter", "choices", "at", "event")


def votes(name: str, many: int, people: int) -> list[Press]:
    """Return votes on poll 1, of so many people in turn, each given later than all before: a later one is written."""
    actors = [Actor(id=PersonId(f"console:v{each}"), name=f"v{each}") for each in range(people)]
    return [
        Press(
            id=f"{name}:{order}",
            at=START + timedelta(microseconds=next(_LATER)),
            actor=actors[order % people],
            where=TEAM,
            action="vote",
            subject=1,
            choices=(order % 3 + 1,),
        )
        for order in range(many)
    ]


async def through_the_clerk(clerk: Clerk, events: Sequence[Press], waiting: int = WAITING) -> float:
    """Offer votes with so many waiting at a time; return the seconds it took."""
    left = iter(events)

    async def voter() -> None:
        for event in left:
            await clerk.hear(event)

    begun = time.perf_counter()
    await asyncio.gather(*(voter() for _ in range(waiting)))
    return time.perf_counter() - begun


async def at_a_pace(clerk: Clerk, events: Sequence[Press], a_second: int) -> list[float]:
    """Offer votes at a steady pace, whatever becomes of those before; return how long each waited, sorted."""
    begun = time.perf_counter()

    async def one(order: int, event: Press) -> float:
        due = begun + order / a_second
        await asyncio.sleep(max(0.0, due - time.perf_counter()))
        offered = time.perf_counter()
        await clerk.hear(event)
        return time.perf_counter() - offered

    return sorted(await asyncio.gather(*(one(order, event) for order, event in enumerate(events))))


def written(database: Database, events: Sequence[Press]) -> bool:
    """Tell whether the last vote of each of these people is the ballot that stands: what was measured was done."""
    with database.reading() as connection:
        standing = dict(map(tuple, run(connection, "SELECT voter, event FROM ballots WHERE subject = 1")))
    return all(standing[voter] == event for voter, event in {each.actor.id: each.id for each in events}.items())


def _heard(event: Press) -> str:
    return blake2b(event.id.encode(), digest_size=16).hexdigest()


def _row(event: Press) -> tuple[int, str, int, int, str]:
    return event.subject, event.actor.id, 1 << (event.choices[0] - 1), instant_out(event.at), event.id


def one_transaction_each(database: Database, events: Sequence[Press]) -> float:
    """Do for each vote what the clerk does, in a transaction of its own; return the seconds it took."""
    day, begun = instant_out(START) // 86_400_000_000, time.perf_counter()
    for event in events:
        with database.transaction() as connection:
            new = "INSERT INTO heard (id, day) VALUES (?, ?) ON CONFLICT DO NOTHING RETURNING id"
            assert run(connection, new, _heard(event), day)
            run(connection, "SELECT * FROM subjects WHERE number = ?", event.subject)
            run(connection, "SELECT name FROM people WHERE id = ?", event.actor.id)
            run(connection, "SELECT * FROM ballots WHERE subject = ? AND voter = ?", event.subject, event.actor.id)
            upsert(connection, "ballots", BALLOT, 2, [_row(event)])
            run(connection, "UPDATE showings SET wanted = wanted + 1 WHERE subject = ?", event.subject)
    return time.perf_counter() - begun


def bare_writes(database: Database, events: Sequence[Press], size: int = WAITING) -> float:
    """Write the same rows set-wise with nothing decided, so many a transaction; return the seconds it took."""
    day, begun = instant_out(START) // 86_400_000_000, time.perf_counter()
    for at in range(0, len(events), size):
        batch = events[at : at + size]
        with database.transaction() as connection:
            _write_heard(connection, [(_heard(event), day) for event in batch])
            upsert(connection, "ballots", BALLOT, 2, [_row(event) for event in batch])
            run(connection, "UPDATE showings SET wanted = wanted + ? WHERE subject = 1", len(batch))
    return time.perf_counter() - begun


def _write_heard(connection: Connection, rows: Sequence[tuple[str, int]]) -> None:
    if postgres(connection):
        upsert(connection, "heard", ("id", "day"), 1, rows)
    else:
        many(connection, "INSERT INTO heard (id, day) VALUES (?, ?)", rows)
