"""The few statements that every table shares, for SQLite and PostgreSQL."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from functools import cache
from time import sleep
from typing import Any, Final

from sqlalchemy import Connection
from sqlalchemy.exc import DBAPIError
from sqlmodel import SQLModel

from storage import tables

assert tables  # noqa: S101 - importing it fills the metadata

_AT_ONCE: Final = 200  # rows
_PAUSE: Final = 0.0005  # seconds


def run(connection: Connection, statement: str, *values: object) -> Sequence[Any]:
    """Run one statement written with ``?``; return its rows."""
    result = connection.exec_driver_sql(_dialect(connection, statement), values)
    return result.fetchall() if result.returns_rows else ()


def stream(connection: Connection, statement: str, *values: object) -> Iterator[Any]:
    """Run one statement and give its rows as they are asked for, with a pause now and then where nothing is locked.

    Who fetches row after row, or writes to a file between them, lets go of the interpreter often, but for less time
    than others take to wake up; and as they were woken in vain, they do not ask for it either. Votes waited half a
    second beside a large workbook.
    """
    found = connection.exec_driver_sql(_dialect(connection, statement), values)
    unhurried = connection.get_execution_options().get("reading")
    while rows := found.fetchmany(_AT_ONCE):
        yield from rows
        if unhurried and len(rows) == _AT_ONCE:
            sleep(_PAUSE)


def together(connection: Connection, questions: Sequence[tuple[str, tuple[object, ...]]]) -> Sequence[Sequence[Any]]:
    """Ask several questions; return the rows of each. PostgreSQL is sent them all before the first is answered."""
    if len(questions) < 2 or not postgres(connection):
        return [run(connection, statement, *values) for statement, values in questions]
    driver: Any = connection.connection.driver_connection
    errors = connection.dialect.loaded_dbapi.Error
    try:
        with driver.pipeline():
            asked = [driver.execute(_dialect(connection, statement), values) for statement, values in questions]
        return [cursor.fetchall() for cursor in asked]
    except errors as error:  # said as the engine says it, which does not see what the driver is asked directly
        gone = connection.dialect.is_disconnect(error, driver, None)
        if gone:
            connection.invalidate(error)
        raise DBAPIError.instance(None, None, error, errors, connection_invalidated=gone) from error


def many(connection: Connection, statement: str, rows: Sequence[tuple[Any, ...]]) -> None:
    """Run one statement for many rows."""
    if len(rows) == 1:
        run(connection, statement, *rows[0])  # a driver makes ready for many, which costs more than the one
    elif rows:
        connection.exec_driver_sql(_dialect(connection, statement), list(rows))


def postgres(connection: Connection) -> bool:
    """Whether this connection speaks to PostgreSQL."""
    return connection.dialect.name == "postgresql"


def within(connection: Connection, column: str) -> str:
    """Return the condition that a column is among one parameter made by ``among``."""
    if postgres(connection):
        return f"{column} = ANY(?)"
    return f"{column} IN (SELECT value FROM json_each(?))"


def among(connection: Connection, values: Sequence[object]) -> str:
    """Return many values (texts, whole numbers, None) as one parameter."""
    return _array(values) if postgres(connection) else json.dumps(values)


def _array(values: Sequence[Any]) -> str:
    """Write PostgreSQL's array literal: the driver's own way takes ten times as long, an element at a time."""
    if not values:
        return "{}"
    try:
        inside = '","'.join(values)
    except TypeError:
        return f"{{{','.join(map(_element, values))}}}"
    if "\\" in inside or inside.count('"') > 2 * (len(values) - 1):
        return f"{{{','.join(map(_element, values))}}}"
    return f'{{"{inside}"}}'


def _element(value: Any) -> str:  # noqa: ANN401 - a column of any type
    if value is None:
        return "NULL"
    if isinstance(value, str):
        escaped = value.replace("\\", "\\\\").replace('"', '\\"')
        return f'"{escaped}"'
    return str(value)


def _dialect(connection: Connection, statement: str) -> str:
    return statement.replace("?", "%s") if postgres(connection) else statement


@cache
def _upsert(table: str, columns: tuple[str, ...], key: int, *, arrays: bool) -> str:
    names = ", ".join(f'"{name}"' for name in columns)
    target = ", ".join(f'"{name}"' for name in columns[:key])
    changes = ", ".join(f'"{name}" = excluded."{name}"' for name in columns[key:])
    then = f"DO UPDATE SET {changes}" if changes else "DO NOTHING"
    if arrays:
        types = {column.name: str(column.type) for column in SQLModel.metadata.tables[table].columns}
        casts = ", ".join(f"?::{'text' if types[name] == 'VARCHAR' else types[name]}[]" for name in columns)
        source = f"SELECT * FROM unnest({casts})"
    else:
        source = f"VALUES ({', '.join('?' * len(columns))})"
    return f'INSERT INTO "{table}" ({names}) {source} ON CONFLICT ({target}) {then}'


def upsert(
    connection: Connection, table: str, columns: tuple[str, ...], key: int, rows: Iterable[tuple[Any, ...]]
) -> None:
    """Write rows set-wise, sorted by key (two clerks then cannot deadlock); the last of one key wins."""
    latest = {row[:key]: row for row in rows}
    ordered = [latest[each] for each in sorted(latest)]
    if not ordered:
        return
    if postgres(connection):
        run(
            connection,
            _upsert(table, columns, key, arrays=True),
            *map(_array, zip(*ordered, strict=True)),
        )
    else:
        many(connection, _upsert(table, columns, key, arrays=False), ordered)
