"""The engine, its pragmas, and the transactions of one database."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from sqlite3 import Connection as Sqlite
from typing import TYPE_CHECKING, Any

from sqlalchemy import Connection, Engine, create_engine, event, inspect, make_url
from sqlalchemy.exc import DBAPIError, InternalError, OperationalError
from sqlmodel import SQLModel

from storage import migrations, tables
from storage.sql import postgres, run

if TYPE_CHECKING:
    from storage.reads import Snapshot

BUSY_MS = 2_000  # a lock is waited for so long, within Slack's three seconds
MIGRATING_MS = 60_000  # nobody's answer waits for a start; on a busy server the first one's tables take seconds
_PRAGMAS = (
    "journal_mode = WAL",
    "synchronous = FULL",
    "foreign_keys = ON",
    "secure_delete = ON",
    f"busy_timeout = {BUSY_MS}",
)
# What a batch reads lies in memory, or on a disk without a head to move. Told so, PostgreSQL looks people up by their
# ids; left with its default of 4 it reads the whole table of people once a batch, which takes ever longer as it grows.
_OPTIONS = f"-c lock_timeout={BUSY_MS} -c random_page_cost=1.1"


class Unavailable(Exception):
    """The database cannot take it now: locked, full, read-only or gone. Nothing was stored."""


class Conflict(Unavailable):
    """What one transaction wrote did not fit (another process was first, a connection was old): try again, alone."""


class NewerDatabase(Exception):
    """The database was written by a newer version of this program, which alone may touch it."""


class Database:
    """One database, by its SQLAlchemy URL. A SQLite file is made for its owner alone (0600)."""

    def __init__(self, url: str) -> None:
        self.url = make_url(url)
        self.is_sqlite = self.url.get_backend_name() == "sqlite"
        self._file = Path(self.url.database) if self.is_sqlite and self.url.database else None
        options = {} if self.is_sqlite else {"options": _OPTIONS}
        self.engine: Engine = create_engine(self.url, hide_parameters=True, connect_args=options)
        if self.is_sqlite:
            event.listen(self.engine, "connect", _prepare)
            event.listen(self.engine, "begin", _begin)
        if self._file is not None:
            _make_private(self._file)
            self._inode = self._file.stat().st_ino

    def migrate(self) -> None:
        """Bring the tables up to this version, all or nothing; raise ``NewerDatabase`` if a newer one made them."""
        with self.transaction() as connection:
            if postgres(connection):  # of two that start at once, one makes the tables and the other finds them
                run(connection, f"SET LOCAL lock_timeout = {MIGRATING_MS}")
                run(connection, "SELECT pg_advisory_xact_lock(727000)")
            known = _revision(connection)
            if known is None:
                _make(connection)
            elif known != migrations.revisions()[-1]:
                migrations.upgrade(connection)
            if postgres(connection):
                _without_statistics(connection)

    def is_current(self) -> bool:
        """Whether the tables are those of this version; raise ``NewerDatabase`` if they are of a newer one."""
        with self.reading() as connection:
            return _revision(connection) == migrations.revisions()[-1]

    @contextmanager
    def plain(self) -> Iterator[Connection]:
        """Give a connection outside any transaction, for statements that refuse to be in one."""
        options: dict[str, Any] = {"plain": True} if self.is_sqlite else {"isolation_level": "AUTOCOMMIT"}
        with self._guarded(), self.engine.connect().execution_options(**options) as connection:
            yield connection

    @contextmanager
    def transaction(self) -> Iterator[Connection]:
        """One write transaction: committed at the end, or nothing of it stored."""
        with self._guarded(), self.engine.begin() as connection:
            yield connection

    def within(self, statement: Callable[[Connection], None]) -> None:
        """Run one statement in a transaction of its own."""
        with self.transaction() as connection:
            statement(connection)

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """One consistent view that writes nothing and waits for no writer."""
        with self._guarded():
            options: dict[str, Any] = {"reading": True}
            if not self.is_sqlite:
                options |= {"isolation_level": "REPEATABLE READ", "postgresql_readonly": True}
            with self.engine.connect().execution_options(**options) as connection:
                yield connection

    @contextmanager
    def snapshot(self) -> Iterator[Snapshot]:
        """Give a reader its own view of everything."""
        from storage.reads import Snapshot  # noqa: PLC0415 - reads stand on the session

        with self.reading() as connection:
            yield Snapshot(connection)

    def close(self) -> None:
        """Let go of every connection."""
        self.engine.dispose()

    @contextmanager
    def _guarded(self) -> Iterator[None]:
        self._look()
        try:
            yield
        except DBAPIError as error:
            kind = Conflict if _is_conflict(error) else Unavailable
            raise kind(type(error.orig).__name__) from error

    def _look(self) -> None:
        """Raise ``Unavailable`` where SQLite's file is gone: a write would go, acknowledged, to a file without a name.

        Where another file lies in its place (a backup put back), go on with that one.
        """
        if self._file is None:
            return
        try:
            inode = self._file.stat().st_ino
        except OSError as error:
            raise Unavailable(type(error).__name__) from error
        if inode != self._inode:
            self.engine.dispose()
            self._inode = inode


_LOST_A_RACE = frozenset({"40001", "40P01"})  # PostgreSQL's serialization failure and deadlock


def _is_conflict(error: DBAPIError) -> bool:
    """Tell what may go well when tried again, from a database that cannot be used now."""
    if not isinstance(error, OperationalError | InternalError):
        return True
    return error.connection_invalidated or getattr(error.orig, "sqlstate", None) in _LOST_A_RACE


def _revision(connection: Connection) -> str | None:
    """Return the step at which the tables are; None where there are none."""
    if not inspect(connection).has_table("alembic_version"):
        return None
    rows = run(connection, "SELECT version_num FROM alembic_version")
    known = str(rows[0][0]) if rows else None
    if known is not None and known not in migrations.revisions():
        raise NewerDatabase(known)
    return known


def _make(connection: Connection) -> None:
    """Make all tables of an empty database at once, which a test holds equal to taking every step."""
    SQLModel.metadata.create_all(connection, checkfirst=False)
    key = "CONSTRAINT alembic_version_pkc PRIMARY KEY (version_num)"
    run(connection, f"CREATE TABLE alembic_version (version_num VARCHAR(32) NOT NULL, {key})")
    run(connection, "INSERT INTO alembic_version (version_num) VALUES (?)", migrations.revisions()[-1])


def _without_statistics(connection: Connection) -> None:
    """Let PostgreSQL keep no most common values, which would outlive the answers that they were."""
    for table in tables.SECRET:
        for column in SQLModel.metadata.tables[table].columns:
            run(connection, f'ALTER TABLE "{table}" ALTER COLUMN "{column.name}" SET STATISTICS 0')


def _make_private(path: Path) -> None:
    if not path.exists():
        os.close(os.open(path, os.O_CREAT | os.O_RDWR, 0o600))


def _prepare(connection: Sqlite, _record: object) -> None:
    connection.isolation_level = None  # the driver's own BEGIN would come too late and too weak
    with closing(connection.cursor()) as cursor:
        for pragma in _PRAGMAS:
            cursor.execute(f"PRAGMA {pragma}")


def _begin(connection: Connection) -> None:
    options = connection.get_execution_options()
    if options.get("plain"):
        return
    reading = options.get("reading")
    connection.exec_driver_sql("BEGIN" if reading else "BEGIN IMMEDIATE")
