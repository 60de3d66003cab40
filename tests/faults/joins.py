"""Who answered what, guessed from a database after an anonymous close: orders of people beside orders of answers.

Whoever holds the database may put its rows in any order: as they lie, by any column, by the hidden ones (``rowid``;
``ctid``, ``xmin``, ``cmin``). A guess pairs the first person of one order with the first answer of another, and so on.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from itertools import product
from math import comb
from typing import NamedTuple

from sqlalchemy import Connection, inspect

from storage.session import Database
from storage.sql import run

HIDDEN = {"sqlite": ("rowid",), "postgresql": ("ctid", "xmin", "cmin")}
HOLDERS = {  # tables that name people, and by which column
    "people": "id",
    "memberships": "person",
    "invitations": "person",
    "register": "person",
    "attendances": "person",
}


class Guess(NamedTuple):
    """One join: how it was made, and how many people it named rightly."""

    way: str
    right: int


def bound(answers: Sequence[object], joins: int) -> int:
    """Return the most matches that chance explains: the binomial quantile at 1 - 0.01/joins.

    Two random orders agree at one place with the probability that two answers drawn at random are the same.
    """
    n = len(answers)
    same = sum((count / n) ** 2 for count in Counter(answers).values())
    left, most = 1.0, 0
    while most < n:
        left -= comb(n, most) * same**most * (1 - same) ** (n - most)
        if left <= 0.01 / joins:
            return most
        most += 1
    return n


def guesses(database: Database, truth: Mapping[str, object], sealed: str, answer: str, where: str = "") -> list[Guess]:
    """Try every join of people and sealed answers; ``answer`` is the column that holds what they said."""
    with database.reading() as connection:
        answers = dict(_orders(connection, sealed, answer, where))
    return guesses_of(database, truth, answers)


def guesses_of(database: Database, truth: Mapping[str, object], answers: Mapping[str, Sequence[object]]) -> list[Guess]:
    """Try every join of people and these orders of answers, by how each was come by."""
    with database.reading() as connection:
        people = dict(_orders_of_people(connection, set(truth)))
    made = []
    for (who, order), (what, said) in product(people.items(), answers.items()):
        for direction, lined_up in (("", said), (" backwards", said[::-1])):
            right = sum(truth[person] == value for person, value in zip(order, lined_up, strict=False))
            made.append(Guess(f"{who} beside {what}{direction}", right))
    return made


def _orders_of_people(connection: Connection, known: set[str]) -> Iterator[tuple[str, list[str]]]:
    for table, column in HOLDERS.items():
        for way, names in _orders(connection, table, column, ""):
            order = list(dict.fromkeys(name for name in names if name in known))
            if len(order) == len(known):
                yield f"{table} {way}", order


def _orders(connection: Connection, table: str, column: str, where: str) -> Iterator[tuple[str, list[str]]]:
    condition = f" WHERE {where}" if where else ""
    query = f'SELECT "{column}" FROM "{table}"{condition}'  # noqa: S608 - our own names
    yield "as it lies", [row[0] for row in run(connection, query)]
    columns = [f'"{each["name"]}"' for each in inspect(connection).get_columns(table)]
    hidden = [name for name in HIDDEN[connection.dialect.name] if name != "rowid" or _has_rowid(connection, table)]
    for each in (*columns, *hidden):
        by = f"{each}::text::bigint" if each in ("xmin", "cmin") else each
        yield f"by {each}", [row[0] for row in run(connection, f"{query} ORDER BY {by}")]


def _has_rowid(connection: Connection, table: str) -> bool:
    ((without,),) = run(connection, "SELECT wr FROM pragma_table_list WHERE name = ?", table)
    return not without
