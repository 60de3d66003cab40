"""Ids of what was heard, hashed and kept for a week (``storage.retention``); the desk claims them."""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import Connection

from storage.sql import among, run, within


def heard_of(connection: Connection, digests: Iterable[str]) -> set[str]:
    """Return those of these ids that were heard."""
    condition = within(connection, "id")
    found = run(connection, f"SELECT id FROM heard WHERE {condition}", among(connection, sorted(digests)))  # noqa: S608 - our own words
    return {str(row[0]) for row in found}
