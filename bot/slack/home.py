"""What somebody's App Home holds: the open cards that wait for their answer."""

from __future__ import annotations

import random

from bot.wiring import Runtime
from handlers.people.home import MOST, waiting
from handlers.routes import Judge
from handlers.views import Card
from storage.desk import Desk
from storage.records import Language, PersonId


def waiting_cards(runtime: Runtime, person: PersonId) -> tuple[list[Card], Language | None]:
    """Draw what waits for somebody, the oldest first, and return it with the language they set for themselves."""
    judge = Judge(runtime.house)
    with runtime.database.reading() as connection:
        desk = Desk(connection, chance=random.SystemRandom(), now=runtime.clock())
        found = waiting(desk, person)[:MOST]
        known = desk.person(person)
    with runtime.database.snapshot() as snapshot:
        drawn = [judge.draw(snapshot, subject.number, place) for subject, place in found]
    return [card for card in drawn if card is not None], known.language if known else None
