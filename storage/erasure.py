"""What erasing a person strikes out of the tables that belong to no feature, and what it says of it."""

from __future__ import annotations

import json
import re
from typing import Any, NamedTuple

from sqlalchemy import Connection

from storage.records import PersonId, PlaceId, platform_of
from storage.sql import run

OF_A_PERSON = 0  # stands for a subject among what is still to be deleted for real
_ROWS = (("memberships", "person"), ("people", "id"), ("outbox", "person"), ("marks", "person"), ("drafts", "person"))

# A text of JSON that holds one of two strings. LIKE would read the "_" and "%" of an identifier as anything.
_QUOTED = "(REPLACE(body, ?, '') <> body OR REPLACE(body, ?, '') <> body)"


class Erased(NamedTuple):
    """How many open answers were withdrawn, and the cards (subject, part) that showed the person or an answer."""

    answers: int
    cards: tuple[tuple[int, str], ...]


def strike(connection: Connection, column: str, person: PersonId, value: str | None) -> tuple[int, ...]:
    """Put ``value`` in the place of a person, or delete the rows for None; return the subjects that these were of."""
    table, name = column.split(".")
    if value is None:
        rows = run(connection, f"DELETE FROM {table} WHERE {name} = ? RETURNING subject", person)  # noqa: S608 - ours
    else:
        changed = f"UPDATE {table} SET {name} = ? WHERE {name} = ? RETURNING number"  # noqa: S608 - our own names
        rows = run(connection, changed, value, person)
    return tuple(sorted(int(row[0]) for row in rows))


def forget_direct(connection: Connection, person: PersonId, name: str, direct: PlaceId | None) -> None:
    """Delete what is kept of a person's direct chat: its id or its name may be theirs.

    Nothing hangs on such a row: the next word said there writes it down again.
    """
    named = f"{platform_of(person)}:@{name}"
    run(
        connection,
        "DELETE FROM places WHERE kind = 'direct' AND (id IN (?, ?) OR name IN (?, ?)"
        " OR id IN (SELECT place FROM drafts WHERE person = ?))",
        *(direct or "", named, name or person, f"@{name}", person),
    )


def forget_rows(connection: Connection, person: PersonId) -> None:
    """Delete the rows that are about a person and nothing else.

    With them goes what others have begun and not sent yet, if it names the person, and what the person wrote that could
    not be read: its sender stands beside it.
    """
    for table, column in _ROWS:
        run(connection, f"DELETE FROM {table} WHERE {column} = ?", person)  # noqa: S608 - our own names
    run(connection, f"DELETE FROM drafts WHERE {_QUOTED}", *_quoted(person))  # noqa: S608 - our own words
    native = person.partition(":")[2]
    run(connection, f"DELETE FROM inbox WHERE sealed = 1 AND {_QUOTED}", *_quoted(native))  # noqa: S608 - our own words


def unname(connection: Connection, name: str) -> None:
    """Take a person's name out of words that wait to be said to others; what is read when it is said needs no such."""
    if not name:
        return
    word = re.compile(rf"(?<!\w){re.escape(name)}(?!\w)")
    written = json.dumps(name, ensure_ascii=False)[1:-1]
    for letter, body in run(connection, "SELECT id, body FROM outbox WHERE REPLACE(body, ?, '') <> body", written):
        held: dict[str, Any] = json.loads(body)
        if note := held.get("note"):
            note["text"] = word.sub("…", note["text"])
            changed = json.dumps(held, ensure_ascii=False)
            run(connection, "UPDATE outbox SET body = ? WHERE id = ?", changed, letter)


def _quoted(identifier: str) -> tuple[str, str]:
    """Return how JSON ends with an identifier: quoted, or quoted in what is quoted itself. No longer one ends so."""
    return f'"{identifier}"', f'"{identifier}\\"'
