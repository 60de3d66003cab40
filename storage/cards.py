"""Where each subject is shown, and whether what is shown is still true."""

from __future__ import annotations

from collections.abc import Collection

from sqlalchemy import Connection

from storage.codecs import SHOWINGS
from storage.records import CardState, PlaceId, Showing, platform_of
from storage.shelf import Shelf
from storage.sql import run


def stale(connection: Connection, platform: str, limit: int) -> tuple[Showing, ...]:
    """Return the cards of a platform that say something old, and may be spoken to."""
    found = Shelf(connection, SHOWINGS).find(
        "wanted > shown AND state IN ('pending', 'live') AND place LIKE ?", f"{platform}:%"
    )
    return tuple(found[:limit])


def _state(connection: Connection, subject: int, place: PlaceId, state: CardState) -> None:
    run(connection, "UPDATE showings SET state = ? WHERE subject = ? AND place = ?", str(state), subject, place)


def sending(connection: Connection, subject: int, place: PlaceId) -> None:
    """Note that a post is on its way to a platform that takes no repeats."""
    _state(connection, subject, place, CardState.SENDING)


def uncertain(connection: Connection, subject: int, place: PlaceId) -> None:
    """Note that nobody knows whether the card was posted."""
    _state(connection, subject, place, CardState.UNCERTAIN)


def lost(connection: Connection, subject: int, place: PlaceId) -> None:
    """Note that the card can be shown no more."""
    _state(connection, subject, place, CardState.LOST)


def again(connection: Connection, subject: int, place: PlaceId) -> None:
    """Note that the card was surely not posted, and may be."""
    _state(connection, subject, place, CardState.PENDING)


def shown(connection: Connection, subject: int, place: PlaceId, revision: int, message: str) -> None:
    """Note which revision the platform shows, under which reference."""
    run(
        connection,
        "UPDATE showings SET state = 'live', message = ?, shown = ? WHERE subject = ? AND place = ?",
        message,
        revision,
        subject,
        place,
    )


def recover(connection: Connection, repeatable: Collection[str]) -> None:
    """After a start: a post that was on its way is uncertain, or simply due where repeats are recognised."""
    for showing in Shelf(connection, SHOWINGS).find("state = 'sending'"):
        state = CardState.PENDING if platform_of(showing.place) in repeatable else CardState.UNCERTAIN
        _state(connection, showing.subject, showing.place, state)
