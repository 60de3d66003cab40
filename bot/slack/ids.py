"""Slack's ids inside ours: ``slack:T1/U1`` for people, ``slack:T1/C1`` for places (``D1`` for a direct chat).

The workspace in an id is always the one where the app is installed, also for people of a connected workspace: a user
id is unique in all of Slack, and one account must stay one person.
"""

from __future__ import annotations

from storage.records import PersonId, PlaceId

PLATFORM = "slack"


def person(team: str, user: str) -> PersonId:
    """Return the person's id of a Slack user."""
    return PersonId(f"{PLATFORM}:{team}/{user}")


def place(team: str, channel: str) -> PlaceId:
    """Return the place's id of a Slack conversation."""
    return PlaceId(f"{PLATFORM}:{team}/{channel}")


def native(identifier: PersonId | PlaceId) -> str:
    """Return Slack's own id of a person or a place."""
    return identifier.rpartition("/")[2]
