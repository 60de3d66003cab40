"""A subject is begun where the people are: in a direct chat it has nobody to answer it."""

from __future__ import annotations

from handlers.effects import Effect
from handlers.people.ask import Ask
from storage.records import PlaceKind

NAMED = 5


def elsewhere(ask: Ask) -> tuple[Effect, ...]:
    """Say where it may be begun: in the rooms that whoever asks is in."""
    rooms = (ask.desk.place(place) for place in ask.desk.member_places(ask.event.actor.id))
    names = [room.name for room in rooms if room is not None and room.kind is PlaceKind.ROOM and not room.lost]
    if not names:
        return ask.refuse(ask.voice("That is begun where the people are; type it in a room that I am in."))
    named = ask.voice.listed(names[:NAMED], style="or")
    return ask.refuse(ask.voice("That is begun where the people are; type it in {places}.", places=named))
