"""After an anonymous close or an erasure: make the deletion real, so that no free page or log still holds an answer."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import NamedTuple

from storage.codec import instant_in
from storage.session import Database, Unavailable
from storage.sql import run
from storage.tables import SECRET

WITHIN = timedelta(hours=24)


class Chore(NamedTuple):
    """A subject, or an erasure (``storage.erasure``), whose deletion is not real yet, since its close."""

    subject: int
    since: datetime


def pending(database: Database) -> tuple[Chore, ...]:
    """Return what is still to be made real, by number."""
    with database.reading() as connection:
        rows = run(connection, "SELECT subject, since FROM chores ORDER BY subject")
    return tuple(Chore(int(subject), instant_in(int(since))) for subject, since in rows)


def clean(database: Database) -> bool:
    """Make every pending deletion real; return False while the database is too busy, to be tried again."""
    subjects = pending(database)
    if not subjects:
        return True
    try:
        if not _rewrite(database):
            return False
    except Unavailable:
        return False
    with database.transaction() as connection:
        for chore in subjects:
            run(connection, "DELETE FROM chores WHERE subject = ?", chore.subject)
    return True


def _rewrite(database: Database) -> bool:
    with database.plain() as connection:
        if not database.is_sqlite:
            for table in SECRET:
                run(connection, f"VACUUM (FULL) {table}")
            return True
        run(connection, "VACUUM")
        ((busy, _pages, _moved),) = run(connection, "PRAGMA wal_checkpoint(TRUNCATE)")
        return not busy
