"""Effects that must survive a crash, awaiting delivery."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime

from sqlalchemy import Connection

from storage.codec import instant_out
from storage.codecs import LETTERS
from storage.records import Letter, platform_of
from storage.shelf import Shelf
from storage.sql import among, run, within


def waiting(connection: Connection, platform: str, now: datetime, limit: int) -> tuple[Letter, ...]:
    """Return the letters of a platform that may be delivered, the oldest first."""
    found = Shelf(connection, LETTERS).find(
        "sending = 0 AND at <= ? AND COALESCE(person, place) LIKE ?", instant_out(now), f"{platform}:%"
    )
    return tuple(sorted(found, key=lambda letter: (letter.at, letter.id))[:limit])


def claim(connection: Connection, letter: str) -> bool:
    """Note that a letter is on its way; False if another process has it, or it is gone."""
    return bool(run(connection, "UPDATE outbox SET sending = 1 WHERE id = ? AND sending = 0 RETURNING id", letter))


def delivered(connection: Connection, letter: str) -> None:
    """Take a delivered letter out."""
    run(connection, "DELETE FROM outbox WHERE id = ?", letter)


def all_delivered(connection: Connection, letters: Iterable[str]) -> None:
    """Take out what was said by whoever submitted the event."""
    run(connection, f"DELETE FROM outbox WHERE {within(connection, 'id')}", among(connection, sorted(letters)))  # noqa: S608 - our own words


def failed(connection: Connection, letter: str, again_at: datetime) -> None:
    """Put a letter back until later."""
    run(
        connection,
        "UPDATE outbox SET sending = 0, attempts = attempts + 1, at = ? WHERE id = ?",
        instant_out(again_at),
        letter,
    )


def recover(connection: Connection, repeatable: Mapping[str, bool]) -> None:
    """After a start: letters on their way are due again only where a repeat is recognised (see ``cards.recover``)."""
    for letter in Shelf(connection, LETTERS).find("sending = 1"):
        recognised = repeatable.get(platform_of(letter.person or letter.place or ""))
        if recognised:
            run(connection, "UPDATE outbox SET sending = 0 WHERE id = ?", letter.id)
        elif recognised is not None:
            delivered(connection, letter.id)
