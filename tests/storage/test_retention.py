"""What is kept no longer, on both databases: old event ids, codes that ran out, named answers where that is asked."""

from __future__ import annotations

import random
from datetime import UTC, datetime, timedelta

from handlers.people.house import House
from storage.desk import Desk
from storage.records import Ballot, Code, Kind, PersonId, PlaceId, Reply, Result, Status, Subject
from storage.retention import prune
from storage.session import Database
from storage.sql import run
from tests.stories.test_stories import play

NOW = datetime(2026, 11, 24, 9, tzinfo=UTC)
ANA = PersonId("console:ana")


def subject(number: int, kind: Kind, *, closed_days_ago: int | None) -> Subject:
    closed = None if closed_days_ago is None else NOW - timedelta(days=closed_days_ago)
    return Subject(
        number=number,
        kind=kind,
        title="Which day?",
        creator=ANA,
        place=PlaceId("console:#team"),
        opened_at=NOW - timedelta(days=100),
        options=("Monday", "Tuesday"),
        status=Status.OPEN if closed is None else Status.CLOSED,
        closed_at=closed,
    )


def fill(database: Database) -> None:
    """Keep three polls (closed long ago, closed lately, open) and a ritual, all answered long ago, and one lately."""
    old = NOW - timedelta(days=90)
    with database.transaction() as connection:
        desk = Desk(connection, chance=random.Random(1), now=NOW)  # noqa: S311 - tests repeat
        for number, closed in ((1, 40), (2, 20), (3, None)):
            desk.put_subject(subject(number, Kind.POLL, closed_days_ago=closed))
            desk.put_ballot(Ballot(subject=number, voter=ANA, choices=1, at=old, event="e"))
        desk.put_result(
            Result(subject=1, number=1, closed_at=NOW - timedelta(days=40), answered=1, invited=1, counts=(1, 0))
        )
        desk.put_subject(subject(4, Kind.RITUAL, closed_days_ago=None))
        hidden = desk.replies.pseudonym(4, 3, ANA)
        for round_, voter, at in ((1, ANA, old), (2, ANA, NOW), (3, hidden, old)):
            desk.replies.put(
                Reply(subject=4, round=round_, question="done", voter=voter, text="all", at=at, event=f"r{round_}")
            )
        desk.add_code(Code(digest="old", subject=1, expires_at=NOW - timedelta(seconds=1)))
        desk.add_code(Code(digest="new", subject=1, expires_at=NOW + timedelta(seconds=1)))
        desk.keep()
        desk.write()
    for age, name in ((8, "old"), (6, "new")):
        with database.transaction() as connection:
            Desk(connection, chance=random.Random(1), now=NOW - timedelta(days=age)).claim_heard([name])  # noqa: S311


def kept(database: Database, statement: str) -> list[object]:
    with database.reading() as connection:
        return [row[0] for row in run(connection, statement)]


def test_named_answers_go_when_they_are_old_and_frozen_numbers_stay(database: Database) -> None:
    fill(database)
    prune(database, NOW, 30)
    assert kept(database, "SELECT subject FROM ballots ORDER BY subject") == [2, 3]
    assert kept(database, "SELECT round FROM replies ORDER BY round") == [2, 3]
    assert kept(database, "SELECT counts FROM results") == ["[1, 0]"]


def test_without_a_number_of_days_answers_are_kept_for_ever(database: Database) -> None:
    fill(database)
    prune(database, NOW, None)
    assert len(kept(database, "SELECT subject FROM ballots")) == 3
    assert len(kept(database, "SELECT round FROM replies")) == 3


def test_ids_of_events_and_codes_are_forgotten_when_they_can_serve_no_more(database: Database) -> None:
    fill(database)
    prune(database, NOW, None)
    assert kept(database, "SELECT id FROM heard") == ["new"]
    assert kept(database, "SELECT digest FROM codes") == ["new"]


def test_a_bot_that_runs_on_forgets_by_itself() -> None:
    house = House(language="en", zone="Europe/Paris", keep_days=30)
    script = '@alice poll "Which day?" "Monday" "Tuesday"\n@bob 1\n@alice poll close\n:wait 40 days\n@bob poll who 1\n'
    status, transcript = play(script, house=house)
    assert status == 0, transcript
    assert "Monday (1): bob" not in transcript
    assert "1 answer" in transcript.rpartition("> @bob poll who 1")[2]
