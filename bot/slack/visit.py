"""What the database says of somebody: what they find on their App Home, which ``home`` tells, and where they are."""

from __future__ import annotations

import random

from bot.slack.home import Entry, Group, Home
from bot.wiring import Runtime
from handlers.events import Actor
from handlers.people import settings
from handlers.people.home import Listing, Visitor, nothing
from handlers.people.voices import of_reader
from handlers.routes import MINE, Judge
from storage.desk import Desk
from storage.reads import Snapshot
from storage.records import PersonId, PlaceId


def visit(runtime: Runtime, actor: Actor, direct: PlaceId) -> Home:
    """Read what waits for somebody and what is theirs, in their places and in the ``direct`` chat."""
    with runtime.database.reading() as connection:
        desk = Desk(connection, chance=random.SystemRandom(), now=runtime.clock())
        places = tuple(dict.fromkeys((*desk.member_places(actor.id), direct)))
        voice = of_reader(desk, actor, direct, runtime.house)
        visitor = Visitor(desk=desk, person=actor.id, places=places, voice=voice, now=desk.now)
        found = [mine(visitor) for mine in MINE]
        own = settings.own(desk.person(actor.id), voice)
    judge = Judge(runtime.house)
    with runtime.database.snapshot() as snapshot:
        return Home(
            waits=tuple(_group(judge, snapshot, each.waits) for each in found if each.waits),
            theirs=tuple(_group(judge, snapshot, each.theirs) for each in found if each.theirs),
            settings=own,
            nothing=nothing(voice),
            language=voice.language,
        )


def rooms_of(runtime: Runtime, person: PersonId) -> tuple[PlaceId, ...]:
    """Read which places somebody is a member of."""
    with runtime.database.reading() as connection:
        return Desk(connection, chance=random.SystemRandom(), now=runtime.clock()).member_places(person)


def _group(judge: Judge, snapshot: Snapshot, listing: Listing) -> Group:
    entries = (
        Entry(line=entry.text, card=judge.draw(snapshot, entry.subject, entry.place, entry.part))
        for entry in listing.entries
    )
    return Group(head=listing.head, entries=tuple(entries))
