"""A database that cannot be used: no acknowledgement, one line in the log, and by itself all is well again after."""

from __future__ import annotations

import asyncio
import io
import json
import shutil
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import replace
from pathlib import Path

import pytest
import structlog
from sqlalchemy import event

from bot import log
from bot.clerk import Clerk, NotCounted
from handlers.events import Actor
from storage.records import PersonId
from storage.session import Database, Unavailable
from storage.sql import run
from tests.faults.bench import asked, clerk_of
from tests.faults.worker import presses

Trouble = Callable[[Database], AbstractContextManager[None]]


@contextmanager
def locked(database: Database) -> Iterator[None]:
    """Let another program hold the database for itself."""
    if database.is_sqlite:
        other = sqlite3.connect(database.url.database or "", isolation_level=None)
        other.execute("BEGIN IMMEDIATE")
        yield
        other.execute("ROLLBACK")
        other.close()
        return
    with database.engine.connect() as connection:
        run(connection, "LOCK TABLE heard, ballots IN ACCESS EXCLUSIVE MODE")
        yield
        connection.rollback()


@contextmanager
def read_only(database: Database) -> Iterator[None]:
    """Let every new transaction be one that may only read, as on a disk that is mounted so or on a standby."""
    statement = "PRAGMA query_only = ON" if database.is_sqlite else "SET TRANSACTION READ ONLY"

    def begun(connection: object) -> None:
        connection.exec_driver_sql(statement)  # type: ignore[attr-defined]  # SQLAlchemy's listeners are untyped

    event.listen(database.engine, "begin", begun)
    yield
    event.remove(database.engine, "begin", begun)
    database.engine.dispose()


@contextmanager
def full(database: Database) -> Iterator[None]:
    """Let the database grow hardly more, as on a disk that is full.

    PostgreSQL has no such setting, so a trigger refuses with the very error that it gives there (53100, disk_full).
    """
    if not database.is_sqlite:
        with _no_room_beyond(database, pages=16):
            yield
        return
    with database.reading() as connection:
        ((pages,),) = run(connection, "PRAGMA page_count")

    def begun(connection: object) -> None:
        connection.exec_driver_sql(f"PRAGMA max_page_count = {pages}")  # type: ignore[attr-defined]  # as above

    event.listen(database.engine, "begin", begun)
    yield
    event.remove(database.engine, "begin", begun)
    database.engine.dispose()


@contextmanager
def _no_room_beyond(database: Database, pages: int) -> Iterator[None]:
    with database.transaction() as connection:
        run(
            connection,
            "CREATE FUNCTION no_room() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN"
            f" IF pg_relation_size('heard') > {pages} * 8192 THEN"
            " RAISE EXCEPTION 'could not extend file: no space left on device' USING ERRCODE = 'disk_full'; END IF;"
            " RETURN NULL; END $$",
        )
        run(
            connection,
            "CREATE TRIGGER no_room AFTER INSERT ON heard FOR EACH STATEMENT EXECUTE FUNCTION no_room()",
        )
    yield
    with database.transaction() as connection:
        run(connection, "DROP TRIGGER no_room ON heard")
        run(connection, "DROP FUNCTION no_room")


@contextmanager
def vanished(database: Database) -> Iterator[None]:
    """Take the database away, and bring it back: a file with another name, a server's database with another name."""
    if database.is_sqlite:
        file = Path(database.url.database or "")
        away = file.rename(file.with_suffix(".away"))
        yield
        away.rename(file)
        return
    name = database.url.database
    server = Database(database.url.set(database="template1").render_as_string(hide_password=False))
    try:
        with server.plain() as connection:
            run(connection, "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = ?", name)
            run(connection, f'ALTER DATABASE "{name}" RENAME TO "away"')
        try:
            yield
        finally:
            with server.plain() as connection:
                run(connection, f'ALTER DATABASE "away" RENAME TO "{name}"')
    finally:
        server.close()


@pytest.fixture
def said() -> Iterator[io.StringIO]:
    """Give what is logged."""
    before, stream = structlog.get_config(), io.StringIO()
    log.configure(stream, level="error")
    yield stream
    structlog.configure(**before)


async def outcomes(clerk: Clerk, seed: int, count: int = 300) -> list[bool]:
    """Offer votes at once; tell of each whether it was acknowledged."""
    answers = await asyncio.gather(
        *(clerk.hear(replace(one, id=f"{seed}/{one.id}")) for one in presses(seed, count)), return_exceptions=True
    )
    assert all(isinstance(one, NotCounted) for one in answers if isinstance(one, BaseException))
    return [not isinstance(one, BaseException) for one in answers]


def stored(database: Database) -> int:
    with database.reading() as connection:
        ((count,),) = run(connection, "SELECT COUNT(*) FROM heard")
    return int(count)


@pytest.mark.parametrize("trouble", [locked, read_only, vanished])
async def test_nothing_is_acknowledged_while_it_cannot_be_stored(
    database: Database, said: io.StringIO, trouble: Trouble
) -> None:
    with clerk_of(database) as clerk:
        await clerk.hear(asked("trouble"))
        assert all(await outcomes(clerk, 1))
        before = stored(database)
        with trouble(database):
            begun = asyncio.get_running_loop().time()
            assert not any(await outcomes(clerk, 2))
            assert asyncio.get_running_loop().time() - begun < 60, "nobody waits for a lock once an event"
        lines = [json.loads(line) for line in said.getvalue().splitlines()]
        assert {line["action"] for line in lines} <= {"batch.not_counted", "event.not_counted"}
        assert lines
        assert stored(database) == before
        assert all(await outcomes(clerk, 2)), "the same votes, pressed again"
        assert stored(database) == before + 300


async def test_a_full_disk_counts_nothing_that_does_not_fit_and_goes_on_when_there_is_room(
    database: Database, said: io.StringIO
) -> None:
    with clerk_of(database) as clerk:
        await clerk.hear(asked("full"))
        acknowledged = 0
        with full(database):
            for seed in range(40):
                counted = await outcomes(clerk, seed, 100)
                acknowledged += sum(counted)
                if not all(counted):
                    break
            else:
                pytest.fail("the disk never filled")
        assert stored(database) == acknowledged + 1
        assert {json.loads(line)["action"] for line in said.getvalue().splitlines()} == {"batch.not_counted"}
        assert all(await outcomes(clerk, 77))


async def test_a_backup_put_in_the_place_of_the_file_is_what_counts_from_then_on(tmp_path: Path) -> None:
    file = tmp_path / "one.db"
    database = Database(f"sqlite:///{file}")
    database.migrate()
    with clerk_of(database) as clerk:
        await clerk.hear(asked("backup"))
        with sqlite3.connect(tmp_path / "copy.db") as copy, sqlite3.connect(file) as now:
            now.backup(copy)
        copy.close()
        now.close()
        assert all(await outcomes(clerk, 1))
        shutil.move(tmp_path / "copy.db", file)
        for left in ("one.db-wal", "one.db-shm"):
            (tmp_path / left).unlink(missing_ok=True)
        assert stored(database) == 1
        assert all(await outcomes(clerk, 2))
        assert stored(database) == 301
    database.close()
    file.unlink()
    with pytest.raises(Unavailable):
        stored(database)


async def test_of_a_batch_only_what_the_database_cannot_hold_is_refused(database: Database) -> None:
    with clerk_of(database) as clerk:
        await clerk.hear(asked("alone"))
        odd = replace(presses(3, 1)[0], actor=Actor(id=PersonId("console:odd"), name="a\0b"))
        answers = await asyncio.gather(
            *(clerk.hear(one) for one in (*presses(1, 20), odd, *presses(2, 20))), return_exceptions=True
        )
    refused = [order for order, one in enumerate(answers) if isinstance(one, NotCounted)]
    assert refused == ([] if database.is_sqlite else [20]), "PostgreSQL holds no zero byte"
    assert stored(database) == 42 - len(refused)
