"""The tables that a new database gets at once are those that every step taken in order would leave."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import inspect
from sqlmodel import SQLModel

from storage import migrations
from storage.session import Database, NewerDatabase
from storage.sql import run
from storage.tables import SECRET
from tests.conftest import wipe


@pytest.fixture
def empty(database: Database) -> Iterator[Database]:
    wipe(database)
    yield database
    wipe(database)


def described(database: Database) -> dict[str, object]:
    """Say what the database itself tells of its tables."""
    with database.reading() as connection:
        if database.is_sqlite:
            rows = run(connection, "SELECT type || ' ' || name, sql FROM sqlite_master WHERE name <> 'alembic_version'")
            return {name: " ".join(sql.replace(" ,", ",").split()) if sql else None for name, sql in rows}
        seen = inspect(connection)
        return {
            table: (
                [{**column, "type": str(column["type"])} for column in seen.get_columns(table)],
                seen.get_pk_constraint(table),
                seen.get_indexes(table),
            )
            for table in seen.get_table_names()
        }


def test_every_step_taken_in_order_leaves_what_a_new_database_gets(empty: Database) -> None:
    empty.migrate()
    at_once = described(empty)
    assert set(SQLModel.metadata.tables) <= {name.removeprefix("table ") for name in at_once}
    wipe(empty)
    with empty.transaction() as connection:
        migrations.upgrade(connection)
    assert empty.is_current()
    assert described(empty) == at_once
    with empty.reading() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        differences = [one for one in compare_metadata(context, SQLModel.metadata) if one[1].name != "alembic_version"]
    assert differences == [], "the tables changed: python -m storage.migrations"


def test_a_database_of_an_earlier_step_is_brought_up(empty: Database) -> None:
    with empty.transaction() as connection:
        run(connection, "CREATE TABLE alembic_version (version_num VARCHAR(32) NOT NULL PRIMARY KEY)")
    assert not empty.is_current()
    with empty.transaction() as connection:
        migrations.upgrade(connection)
    assert empty.is_current()
    empty.migrate()
    assert empty.is_current()


def test_a_database_of_a_step_that_is_not_known_is_refused_and_left_alone(database: Database) -> None:
    with database.transaction() as connection:
        run(connection, "UPDATE alembic_version SET version_num = ?", "9999")
    for look in (database.migrate, database.is_current):
        with pytest.raises(NewerDatabase):
            look()
    with database.reading() as connection:
        assert run(connection, "SELECT version_num FROM alembic_version") == [("9999",)]


def test_the_names_of_the_files_tell_the_steps_that_alembic_knows() -> None:
    with Database("sqlite://").transaction() as connection:
        script = ScriptDirectory.from_config(migrations.configured(connection))
    assert [step.revision for step in reversed(list(script.walk_revisions()))] == list(migrations.revisions())
    assert script.get_current_head() == migrations.revisions()[-1]


def test_of_those_that_start_at_once_one_makes_the_tables(empty: Database) -> None:
    others = [Database(empty.url.render_as_string(hide_password=False)) for _ in range(4)]
    with ThreadPoolExecutor(4) as pool:
        list(pool.map(Database.migrate, others))
    for other in others:
        other.close()
    assert empty.is_current()


@pytest.mark.server
def test_postgresql_keeps_no_statistics_of_what_was_secret(postgres: str) -> None:
    database = Database(postgres)
    database.migrate()
    kept = (
        "SELECT c.relname, a.attname FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid WHERE a.attnum > 0"
        " AND c.relkind = 'r' AND c.relname = ANY(?) AND a.attstattarget IS DISTINCT FROM 0 AND NOT a.attisdropped"
    )
    with database.reading() as connection:
        assert run(connection, kept, list(SECRET)) == []
    wipe(database)
    database.close()


def test_looking_at_a_database_imports_no_alembic(tmp_path: Path) -> None:
    program = (
        "import sys; from storage.session import Database; "
        f"database = Database('sqlite:///{tmp_path}/one.db'); database.migrate(); database.migrate(); "
        "sys.exit('alembic' in sys.modules)"
    )
    assert subprocess.run([sys.executable, "-c", program], check=False).returncode == 0
