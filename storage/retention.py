"""What is kept no longer: ids of events long answered, codes that ran out and, where it is asked for, named answers.

Numbers that a close froze are not answers, and stay.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import Connection

from storage.codec import instant_out
from storage.session import Database
from storage.sql import run

HEARD = timedelta(days=7)
DAY = 86_400_000_000  # microseconds

_NAMED = "NOT EXISTS (SELECT 1 FROM round_secrets s WHERE s.subject = replies.subject AND s.round = replies.round)"


def prune(database: Database, now: datetime, keep_days: int | None) -> None:
    """Forget what is too old at ``now``; named answers only if ``keep_days`` says after how many days."""
    with database.transaction() as connection:
        run(connection, "DELETE FROM heard WHERE day < ?", instant_out(now - HEARD) // DAY)
        run(connection, "DELETE FROM codes WHERE expires_at < ?", instant_out(now))
        if keep_days is not None:
            _forget_answers(connection, instant_out(now - timedelta(days=keep_days)))


def _forget_answers(connection: Connection, horizon: int) -> None:
    """Delete the named answers to what closed before the horizon; of a ritual, which stays open, those given before."""
    closed = "SELECT number FROM subjects WHERE status = 'closed' AND closed_at < ?"
    run(connection, f"DELETE FROM ballots WHERE subject IN ({closed})", horizon)
    run(connection, f"DELETE FROM replies WHERE subject IN ({closed}) AND {_NAMED}", horizon)
    rituals = "SELECT number FROM subjects WHERE kind = 'ritual'"
    run(connection, f"DELETE FROM replies WHERE subject IN ({rituals}) AND at < ? AND {_NAMED}", horizon)
