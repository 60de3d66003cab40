"""Matrix's ids inside ours: ``matrix:@ana:example.org`` for people, ``matrix:!room:example.org`` for places.

A room of version 12 has no server in its id (``matrix:!opaque``); nothing here looks for one.
"""

from __future__ import annotations

from storage.records import PersonId, PlaceId

PLATFORM = "matrix"


def person(user: str) -> PersonId:
    """Return the person's id of a Matrix user."""
    return PersonId(f"{PLATFORM}:{user}")


def place(room: str) -> PlaceId:
    """Return the place's id of a Matrix room."""
    return PlaceId(f"{PLATFORM}:{room}")


def native(identifier: PersonId | PlaceId) -> str:
    """Return Matrix's own id of a person or a room."""
    return identifier.partition(":")[2]


def server_of(user: str) -> str:
    """Return the homeserver of a Matrix user."""
    return user.partition(":")[2]
