"""What a platform sent and nobody has decided yet, and the bookmark of how far it was read: one transaction for both.

Rows are told apart by the platform's own event ids, so what is sent twice lies here once.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from sqlalchemy import Connection

from storage.records import PlaceId
from storage.sql import among, run, upsert, within


@dataclass(frozen=True, slots=True, kw_only=True)
class Unread:
    """One event as it came. ``body`` is its JSON; a sealed one waits for the key with which it can be read."""

    id: str
    place: PlaceId
    body: str
    sealed: bool = False
    position: int = 0


def receive(connection: Connection, platform: str, token: str, rows: Sequence[Unread]) -> None:
    """Keep what came, in its order, and how far the platform was read."""
    if rows:
        ids = within(connection, "id")
        known = {str(row[0]) for row in run(connection, f"SELECT id FROM inbox WHERE {ids}", _ids(connection, rows))}  # noqa: S608 - our own words
        ((last,),) = run(connection, "SELECT COALESCE(MAX(position), 0) FROM inbox")
        new = [row for row in {each.id: each for each in rows}.values() if row.id not in known]
        written = [
            (row.id, platform, row.place, int(last) + order, int(row.sealed), row.body)
            for order, row in enumerate(new, 1)
        ]
        upsert(connection, "inbox", ("id", "platform", "place", "position", "sealed", "body"), 1, written)
    upsert(connection, "bookmarks", ("platform", "token"), 1, [(platform, token)])


def bookmark(connection: Connection, platform: str) -> str | None:
    """Return how far the platform was read; None before the first time."""
    rows = run(connection, "SELECT token FROM bookmarks WHERE platform = ?", platform)
    return str(rows[0][0]) if rows else None


def waiting(connection: Connection, platform: str, *, sealed: bool, after: int, limit: int) -> tuple[Unread, ...]:
    """Return what waits behind a position, in the order in which it came."""
    rows = run(
        connection,
        "SELECT id, place, body, position FROM inbox WHERE platform = ? AND sealed = ? AND position > ?"
        " ORDER BY position LIMIT ?",
        platform,
        int(sealed),
        after,
        limit,
    )
    return tuple(
        Unread(id=str(row[0]), place=PlaceId(row[1]), body=str(row[2]), sealed=sealed, position=int(row[3]))
        for row in rows
    )


def opened(connection: Connection, rows: Iterable[Unread]) -> None:
    """Note that sealed rows can be read now: they wait like new ones, behind those that wait already."""
    ((last,),) = run(connection, "SELECT COALESCE(MAX(position), 0) FROM inbox")
    for order, row in enumerate(rows, 1):
        run(
            connection,
            "UPDATE inbox SET sealed = 0, body = ?, position = ? WHERE id = ?",
            row.body,
            int(last) + order,
            row.id,
        )


def settle(connection: Connection, ids: Iterable[str]) -> None:
    """Take out what is decided, or taken back before it was."""
    run(connection, f"DELETE FROM inbox WHERE {within(connection, 'id')}", among(connection, sorted(ids)))  # noqa: S608 - our own words


def _ids(connection: Connection, rows: Iterable[Unread]) -> object:
    return among(connection, sorted({row.id for row in rows}))
