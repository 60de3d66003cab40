"""Whatever people type comes back as it was, from one value or from many at once."""

from __future__ import annotations

import pytest

from storage.session import Database
from storage.sql import among, run, upsert, within

ODD = [
    "",
    "plain",
    'a "quote"',
    '"',
    "back\\slash",
    "\\",
    "a,b",
    "{a}",
    "NULL",
    "null",
    "line\nline",
    "é “ ” 🎉",
    "'",
    " ",
]


@pytest.mark.parametrize("values", [ODD, *([each] for each in ODD), []])
def test_many_texts_as_one_value(database: Database, values: list[str]) -> None:
    with database.transaction() as connection:
        upsert(connection, "heard", ("id", "day"), 1, [(each, 1) for each in ODD])
        found = run(connection, f"SELECT id FROM heard WHERE {within(connection, 'id')}", among(connection, values))  # noqa: S608
    assert sorted(row[0] for row in found) == sorted(values)


def test_rows_of_odd_texts_numbers_and_nothing(database: Database) -> None:
    rows = [(f"p{order}", name, None if order % 2 else "fr", order % 2) for order, name in enumerate(ODD)]
    with database.transaction() as connection:
        upsert(connection, "people", ("id", "name", "language", "human"), 1, rows)
        here = within(connection, "id")
        found = run(
            connection,
            f"SELECT id, name, language, human FROM people WHERE {here}",  # noqa: S608 - our own words
            among(connection, [row[0] for row in rows]),
        )
    assert sorted(map(tuple, found)) == sorted(rows)
