"""Many rituals at once, written straight into a database, and what must be true of their rounds afterwards."""

from __future__ import annotations

import json
from datetime import datetime

from storage.codec import instant_out
from storage.codecs import MEMBERSHIPS, PEOPLE, PLACES, SUBJECTS
from storage.records import Kind, Membership, Person, PersonId, Place, PlaceId, PlaceKind, Subject
from storage.ritual_reads import RITUALS
from storage.ritual_records import Ritual
from storage.session import Database
from storage.sql import run, upsert
from tests.faults.worker import LATER, START

RULES = (
    "FREQ=DAILY",
    "FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR",
    "FREQ=WEEKLY;INTERVAL=3;BYDAY=TU",
    "FREQ=MONTHLY;BYMONTHDAY=24",
)
TOO_OLD = RULES[2]  # the one whose last date before ``LATER`` is older than its rounds last
TEAM_OF = 5


def seed(database: Database, count: int, *, due: datetime = START, at: str = "09:30", first: int = 1) -> None:
    """Plan so many rituals, ten of them in each place of five people, all due at one instant."""
    places = [PlaceId(f"console:#place{order}") for order in range(-(-count // 10))]
    people = [PersonId(f"console:person{order}") for order in range(TEAM_OF)]
    with database.transaction() as connection:
        known = [Place(id=place, kind=PlaceKind.ROOM, name=place, members_known=True) for place in places]
        upsert(connection, "places", PLACES.columns, 1, map(PLACES.to_row, known))
        upsert(connection, "people", PEOPLE.columns, 1, (PEOPLE.to_row(Person(id=one, name=one)) for one in people))
        members = (Membership(place=place, person=person) for place in places for person in people)
        upsert(connection, "memberships", MEMBERSHIPS.columns, 2, map(MEMBERSHIPS.to_row, members))
        numbers = range(first, first + count)
        heads = (
            Subject(
                number=number, kind=Kind.RITUAL, title=f"Ritual {number}", creator=people[0],
                place=places[(number - first) // 10], opened_at=START,
            )
            for number in numbers
        )  # fmt: skip
        upsert(connection, "subjects", SUBJECTS.columns, 1, map(SUBJECTS.to_row, heads))
        rituals = (
            Ritual(
                subject=number, rule=RULES[number % len(RULES)], start=f"2026-09-24T{at}", zone="Europe/Paris",
                holidays="FR", rotation=tuple(people), next_at=due, next_slot="2026-11-24",
            )
            for number in numbers
        )  # fmt: skip
        upsert(connection, "rituals", RITUALS.columns, 1, map(RITUALS.to_row, rituals))


def opened_once(database: Database, count: int, *, now: datetime = LATER, said: frozenset[str] = frozenset()) -> None:
    """Hold that every ritual has moved on, and each whose date is not too old has one round, opened once.

    Once: its card, its people asked, its turn taken. Of the others the number missed is said, once; ``said`` are the
    letters that were delivered already.
    """
    with database.reading() as connection:
        ((moved,),) = run(connection, "SELECT COUNT(*) FROM rituals WHERE next_at > ?", instant_out(now))
        rounds = run(connection, "SELECT subject, number, slot, facilitator, missed FROM rounds")
        ((cards,),) = run(connection, "SELECT COUNT(*) FROM showings WHERE part = 'round:1'")
        ((asked,),) = run(connection, "SELECT COUNT(*) FROM round_people")
        turns = run(connection, "SELECT rotation FROM rituals WHERE rounds = 1")
        letters = {letter for (letter,) in run(connection, "SELECT id FROM outbox")}
        planned = [number for (number,) in run(connection, "SELECT subject FROM rituals ORDER BY subject")]
    assert moved == count == len(planned)
    young = [number for number in planned if now < LATER or RULES[number % len(RULES)] != TOO_OLD]
    assert sorted(subject for subject, *_ in rounds) == young
    assert cards == len(turns) == len(young)
    assert {number for _, number, *_ in rounds} == {1}
    assert asked == TEAM_OF * len(rounds)
    assert {facilitator for *_, facilitator, _ in rounds} == {"console:person0"}
    assert all(json.loads(rotation)[-1] == "console:person0" for (rotation,) in turns)
    assert len(letters | said) == count - len(young)


def still_due(database: Database, now: datetime = LATER) -> int:
    """Count the rituals that nobody has looked at yet."""
    with database.reading() as connection:
        ((waiting,),) = run(connection, "SELECT COUNT(*) FROM rituals WHERE next_at <= ?", instant_out(now))
    return int(waiting)
