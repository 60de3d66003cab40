"""What the operator's shell may do: with one person's data the same as that person, and a summary without any words.

A summary says what a manager sees who is a member nowhere: counts and shares, no names, quotes or titles.
"""

from __future__ import annotations

import json
import random
from datetime import datetime

from handlers.language.grammar import Line, Mistake, explain, parse
from handlers.people.house import House
from handlers.routes import Judge, lexicon
from handlers.summaries import outside
from handlers.summaries.wish import Trouble
from handlers.texts import Voice
from handlers.views import File, Note
from storage.desk import Desk
from storage.records import PersonId
from storage.session import Database


def export(database: Database, person: PersonId) -> str | None:
    """Write everything kept about a person as JSON; None where there is nothing."""
    with database.snapshot() as snapshot:
        if snapshot.person(person) is None:
            return None
        held = snapshot.personal_data(person)
    return json.dumps(held, ensure_ascii=False, indent=2, sort_keys=True, default=str)


def erase(database: Database, person: PersonId, now: datetime) -> int | None:
    """Erase a person; return how many open answers were withdrawn, or None where nothing was kept.

    The cards that showed them or their answer become stale in the same transaction, so a running bot redraws them.
    """
    with database.transaction() as connection:
        desk = Desk(connection, chance=random.SystemRandom(), now=now)
        if desk.person(person) is None:
            return None
        withdrawn, cards = desk.erase_person(person)
        for number, part in cards:
            desk.show(number, part=part)
        desk.keep()
        desk.write()
    return withdrawn


def summary(database: Database, house: House, words: str, now: datetime) -> Note | File | Trouble:
    """Sum up across all places, as the same words after ``summary`` ask for in a chat."""
    voice = Voice(house.language, house.zone)
    line = parse(f"summary {words}", lexicon())
    if not isinstance(line, Line):
        return Trouble(explain(line if isinstance(line, Mistake) else Mistake("nothing"), voice))
    with database.snapshot() as snapshot:
        tell = outside.asked(line, snapshot, now, voice)
        return tell if isinstance(tell, Trouble) else Judge(house).read(snapshot, tell) or Note(text="")
