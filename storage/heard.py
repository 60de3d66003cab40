"""Ids of what was heard, hashed and kept for a week (``storage.retention``)."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from sqlalchemy import Connection

from storage.sql import among, many, postgres, run, within

CLAIM: Final = (  # PostgreSQL's: of a day and of ids
    "INSERT INTO heard (id, day) SELECT id, ? FROM unnest(?::text[]) AS given(id) ON CONFLICT DO NOTHING RETURNING id"
)


def heard_of(connection: Connection, digests: Iterable[str]) -> set[str]:
    """Return those of these ids that were heard."""
    condition = within(connection, "id")
    found = run(connection, f"SELECT id FROM heard WHERE {condition}", among(connection, sorted(digests)))  # noqa: S608 - our own words
    return {str(row[0]) for row in found}


def claim(connection: Connection, digests: Iterable[str], day: int) -> set[str]:
    """Remember these ids as heard on a day (since 1970); return those that nobody had heard.

    On PostgreSQL one statement settles which of two clerks is first. On SQLite a transaction is alone, and a row at a
    time is three times as fast as many in one statement, which SQLite must be able to undo by itself.
    """
    ordered = sorted(set(digests))
    if not ordered:
        return set()
    if postgres(connection):
        return {str(row[0]) for row in run(connection, CLAIM, day, among(connection, ordered))}
    known = heard_of(connection, ordered)
    many(connection, "INSERT INTO heard (id, day) VALUES (?, ?)", [(id_, day) for id_ in ordered if id_ not in known])
    return set(ordered) - known
