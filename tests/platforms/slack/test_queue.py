"""A press that opens a form has three seconds, however many events wait before it to be decided."""

from __future__ import annotations

import asyncio
import sqlite3
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

from handlers.events import Actor, Press, Where
from storage.records import PersonId, PlaceId, PlaceKind
from tests.platforms.slack.bench import until, workspace
from tests.platforms.slack.reading import read_view

WAITING = 1_000
TIME = datetime(2026, 11, 24, 9, tzinfo=UTC)


async def test_the_modal_is_open_while_a_thousand_events_wait_to_be_decided(tmp_path: Path) -> None:
    """The order is held, and no time: nothing is decided yet when the ticket has been used."""
    async with workspace(tmp_path) as team:
        await team.types("U1", '"Workshop"', command="/retex")
        card = team.fake.cards("C1")[-1]
        team.fake.patience = 60.0
        with closing(sqlite3.connect(tmp_path / "slack.db", isolation_level=None)) as another:
            another.execute("BEGIN IMMEDIATE")  # somebody else writes, so that no event is decided
            presses = [team.runtime.clerk.submit(_press(number)) for number in range(WAITING)]
            adding = asyncio.create_task(team.fake.press("U2", card, "answer:1"))
            await until(lambda: team.fake.opened)
            assert not any(press.done() for press in presses)
            (modal,) = team.fake.opened
            another.execute("ROLLBACK")
        assert (await adding).status == 200
        await team.rest()
        assert [press.result().refused for press in presses] == [False] * WAITING
        assert team.fake.opened == [modal, modal], "the ticket was used once, and the questions came into that modal"
        assert "What should we keep?" in read_view(team.fake.views[modal])
        assert f"{WAITING:,} answers of" in team.fake.cards("C1")[-1].text


def _press(number: int) -> Press:
    return Press(
        id=f"press-{number}",
        at=TIME,
        actor=Actor(id=PersonId(f"slack:T1/V{number}"), name=f"v{number}"),
        where=Where(id=PlaceId("slack:T1/C1"), kind=PlaceKind.ROOM, name="#team", members_known=True),
        action="vote",
        subject=1,
        choices=(number % 5 + 1,),
    )
