"""75,000 answers to a retex: stored through the desk, summarised in SQL, beside loading them as objects.

Nothing here fails because a machine is slow: what was measured is printed, and only what must be true is asserted.
"""

from __future__ import annotations

import random
import time
import tracemalloc
from datetime import UTC, datetime
from pathlib import Path

import pytest

from handlers.answering.templates import BUILT_IN, axis_item, transformation
from handlers.reporting.statistics import distribution, mean
from handlers.retex.figures import count
from handlers.texts import Voice
from storage.desk import Desk
from storage.records import Reply
from storage.replies import REPLIES
from storage.session import Database
from storage.shelf import Shelf

pytestmark = pytest.mark.bench
PEOPLE, BATCH = 25_000, 512
NOW = datetime(2026, 11, 24, 12, tzinfo=UTC)
VOICE = Voice("fr")
ITEMS = (*BUILT_IN["hot"](VOICE), axis_item(transformation(VOICE), VOICE))


def _answers(person: int, chance: random.Random) -> tuple[Reply, ...]:
    """Give one person's rating, choice and text."""
    voter, event = f"console:p{person:06}", f"e{person:06}"

    def reply(question: str, number: int | None = None, text: str | None = None) -> Reply:
        return Reply(subject=1, round=0, question=question, voter=voter, number=number, text=text, at=NOW, event=event)

    words = f"Une réunion plus courte, et l’ordre du jour {chance.randrange(1000)} la veille"
    return (reply("rating", chance.randint(1, 5)), reply("axis", chance.randint(1, 5)), reply("keep", text=words))


def test_many_answers_are_stored_and_summarised(tmp_path: Path) -> None:
    database = Database(f"sqlite:///{tmp_path / 'many.db'}")
    database.migrate()
    chance = random.Random(75_000)  # noqa: S311 - tests repeat
    begun = time.perf_counter()
    for first in range(0, PEOPLE, BATCH):
        with database.transaction() as connection:
            desk = Desk(connection, chance=chance, now=NOW)
            for person in range(first, min(first + BATCH, PEOPLE)):
                for reply in _answers(person, chance):
                    desk.replies.put(reply)
                desk.keep()
            desk.write()
    stored = time.perf_counter() - begun
    with database.snapshot() as snapshot:
        begun = time.perf_counter()
        tracemalloc.start()
        figures = count(snapshot.replies, 1, ITEMS)
        _, light = tracemalloc.get_traced_memory()
        tracemalloc.stop()
        summed = time.perf_counter() - begun
    with database.reading() as connection:
        begun = time.perf_counter()
        tracemalloc.start()
        replies = Shelf(connection, REPLIES).find("subject = 1")
        ratings = distribution(float(each.number or 0) for each in replies if each.question == "rating")
        _, heavy = tracemalloc.get_traced_memory()
        tracemalloc.stop()
        loaded = time.perf_counter() - begun
    database.close()
    print(  # noqa: T201 - what a bench is for
        f"\n75,000 answers: stored {3 * PEOPLE / stored:,.0f}/s, summarised in {summed:.2f} s with {light / 1e6:.1f} MB"
        f" (as objects {loaded:.2f} s with {heavy / 1e6:.0f} MB)"
    )
    assert sum(figures["rating"].numbers.values()) == figures["keep"].people == PEOPLE
    assert mean(ratings) == mean({float(key): people for key, people in figures["rating"].numbers.items()})
    assert light < heavy
