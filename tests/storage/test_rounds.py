"""A round is unique by (ritual, slot): whatever two processes decide, the database takes one."""

from __future__ import annotations

import random
from datetime import UTC, datetime

import pytest

from storage.desk import Desk
from storage.ritual_records import Round
from storage.session import Conflict, Database
from storage.sql import run

NOW = datetime(2026, 11, 24, 9, tzinfo=UTC)


def opened(database: Database, number: int, slot: str) -> None:
    with database.transaction() as connection:
        desk = Desk(connection, chance=random.Random(1), now=NOW)  # noqa: S311 - tests repeat
        desk.rituals.open([Round(subject=1, number=number, slot=slot, day="2026-11-24", opened_at=NOW)])
        desk.write()


def test_a_slot_has_one_round_however_it_is_numbered(database: Database) -> None:
    opened(database, 1, "2026-11-24")
    with pytest.raises(Conflict):
        opened(database, 2, "2026-11-24")
    with pytest.raises(Conflict):
        opened(database, 1, "2026-11-25")
    opened(database, 2, "2026-11-25")
    with database.reading() as connection:
        assert run(connection, "SELECT number, slot FROM rounds ORDER BY number") == [
            (1, "2026-11-24"),
            (2, "2026-11-25"),
        ]
