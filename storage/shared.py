"""Questions that a desk and a reader's snapshot both ask of the tables, each one statement."""

from __future__ import annotations

from typing import NamedTuple

from sqlalchemy import Connection

from storage.sql import run


class Counts(NamedTuple):
    """Participation: how many answered, and how many were invited (None where the members are unknown)."""

    answered: int
    invited: int | None


def tally(connection: Connection, number: int) -> dict[int, int]:
    """Count ballots by their mask: those in force while open, the sealed ones after an anonymous close."""
    rows = run(
        connection,
        "SELECT choices, COUNT(*) FROM ballots WHERE subject = ? AND choices <> 0 GROUP BY choices"
        " UNION ALL SELECT choices, COUNT(*) FROM sealed WHERE subject = ? GROUP BY choices",
        number,
        number,
    )
    return {int(choices): int(count) for choices, count in rows}


def counts(connection: Connection, number: int) -> Counts:
    """Count who answered and who was invited."""
    answered = sum(tally(connection, number).values())
    ((invited, unknown),) = run(
        connection,
        "SELECT (SELECT COUNT(*) FROM invitations WHERE subject = ?),"
        " (SELECT COUNT(*) FROM showings s JOIN places p ON p.id = s.place JOIN subjects u ON u.number = s.subject"
        " WHERE s.subject = ? AND p.members_known = 0 AND u.restricted = 0)",
        number,
        number,
    )
    return Counts(answered, None if unknown else int(invited))


MISSING = (
    "SELECT i.person FROM invitations i WHERE i.subject = ?"
    " AND NOT EXISTS (SELECT 1 FROM register r WHERE r.subject = i.subject AND r.person = i.person)"
    " AND NOT EXISTS (SELECT 1 FROM ballots b WHERE b.subject = i.subject AND b.voter = i.person AND b.choices <> 0)"
    " ORDER BY i.person"
)
HERE = "(place = ? OR number IN (SELECT subject FROM showings WHERE place = ? AND state <> 'lost'))"
