"""Where each subject is shown, and whether what is shown is still true."""

from __future__ import annotations

from collections.abc import Mapping

from sqlalchemy import Connection

from storage.codecs import SHOWINGS
from storage.records import CardState, Showing, platform_of
from storage.shelf import Shelf
from storage.sql import run


def stale(connection: Connection, platform: str) -> tuple[Showing, ...]:
    """Return the cards of a platform that say something old, and may be spoken to."""
    condition = "wanted > shown AND state IN ('pending', 'live') AND place LIKE ?"
    return tuple(Shelf(connection, SHOWINGS).find(condition, f"{platform}:%"))


_THIS = "subject = ? AND place = ? AND part = ? AND key = ?"


def _state(connection: Connection, showing: Showing, state: CardState) -> None:
    query = f"UPDATE showings SET state = ? WHERE {_THIS}"  # noqa: S608 - our own words
    run(connection, query, str(state), showing.subject, showing.place, showing.part, showing.key)


def claim(connection: Connection, showing: Showing) -> bool:
    """Note that a card's post is on its way; False if another process posts it."""
    query = f"UPDATE showings SET state = 'sending' WHERE {_THIS} AND state = 'pending' RETURNING subject"  # noqa: S608
    return bool(run(connection, query, showing.subject, showing.place, showing.part, showing.key))


def uncertain(connection: Connection, showing: Showing) -> None:
    """Note that nobody knows whether the card was posted."""
    _state(connection, showing, CardState.UNCERTAIN)


def lost(connection: Connection, showing: Showing) -> None:
    """Note that the card can be shown no more."""
    _state(connection, showing, CardState.LOST)


def again(connection: Connection, showing: Showing) -> None:
    """Note that the card was surely not posted, and may be."""
    _state(connection, showing, CardState.PENDING)


def shown(connection: Connection, showing: Showing, message: str) -> None:
    """Note that the platform shows the revision that was wanted, under which reference."""
    query = f"UPDATE showings SET state = 'live', message = ?, shown = ? WHERE {_THIS}"  # noqa: S608 - our own words
    run(connection, query, message, showing.wanted, showing.subject, showing.place, showing.part, showing.key)


def recover(connection: Connection, repeatable: Mapping[str, bool]) -> tuple[Showing, ...]:
    """After a start: a post that was on its way is uncertain, or simply due where repeats are recognised.

    ``repeatable`` tells this of each platform that has started; what others have on its way is theirs. Returns the
    cards that are uncertain now.
    """
    unsure = []
    for showing in Shelf(connection, SHOWINGS).find("state = 'sending'"):
        recognised = repeatable.get(platform_of(showing.place))
        if recognised is not None:
            _state(connection, showing, CardState.PENDING if recognised else CardState.UNCERTAIN)
            unsure += [] if recognised else [showing]
    return tuple(unsure)
