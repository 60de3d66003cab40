"""The calendar feed over HTTP: an address is one person's, holds titles and dates alone, and ends with membership."""

from __future__ import annotations

import logging
import re
from collections.abc import AsyncIterator, Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from aiohttp import ClientSession, web

from bot.console.chat import ConsolePort
from bot.feed import add_feed
from bot.wiring import Runtime
from handlers.events import Actor, Command, Event, Left, Where
from handlers.people.house import House
from storage.records import PersonId, PlaceId, PlaceKind
from storage.sql import run

NOW = datetime(2026, 11, 23, 9, tzinfo=UTC)
TEAM = Where(id=PlaceId("console:#team"), kind=PlaceKind.ROOM, name="#team", members_known=True)


class Served:
    """A bot with its feed behind a public address."""

    def __init__(self, folder: Path) -> None:
        self.printed: list[str] = []
        house = House(zone="Europe/Paris", public_url="https://bot.example.org/")
        self.now, self.count = NOW, 0
        self.runtime = Runtime(
            f"sqlite:///{folder}/feed.db", house, {"console": ConsolePort(self.printed.append)}, lambda: self.now
        )
        routes = web.Application()
        add_feed(routes, self.runtime)
        self.server = web.AppRunner(routes, access_log=None)

    async def start(self) -> None:
        await self.runtime.start()
        await self.server.setup()
        await web.TCPSite(self.server, "127.0.0.1", 0).start()

    async def stop(self) -> None:
        await self.server.cleanup()
        await self.runtime.stop()

    async def hear(self, kind: Callable[..., Event], name: str, **more: object) -> None:
        self.count += 1
        at = self.now + timedelta(microseconds=self.count)
        actor = Actor(id=PersonId(f"console:{name}"), name=name)
        await self.runtime.say(kind(id=f"e{self.count}", at=at, actor=actor, where=TEAM, **more))

    async def says(self, name: str, text: str) -> None:
        await self.hear(Command, name, text=text, limited=False)

    async def address(self, name: str) -> str:
        """Ask for one's calendar; return the path of the address that was told."""
        await self.says(name, "ritual calendar")
        (told,) = re.findall(r"https://bot\.example\.org(/calendar/\S+\.ics)", self.printed[-1] + self.printed[-3])
        return str(told)

    async def get(self, path: str) -> tuple[int, str]:
        host, port = self.server.addresses[0][:2]
        async with ClientSession() as session, session.get(f"http://{host}:{port}{path}") as answer:
            return answer.status, await answer.text()


@pytest.fixture
async def served(tmp_path: Path) -> AsyncIterator[Served]:
    bot = Served(tmp_path)
    await bot.start()
    await bot.says("ana", 'ritual "Stand-up" every weekday at 9:30 --remind 10m')
    await bot.says("ana", "yes")
    yield bot
    await bot.stop()


async def test_an_address_shows_titles_and_dates(served: Served, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    path = await served.address("ana")
    status, calendar = await served.get(path)
    assert status == 200
    assert "SUMMARY:Stand-up" in calendar
    assert "DTSTART;TZID=Europe/Paris:20261124T093000" in calendar
    assert "ana" not in calendar
    token = path.removeprefix("/calendar/").removesuffix(".ics")
    assert len(token) == 52
    assert token not in caplog.text
    with served.runtime.database.reading() as connection:
        stored = [*run(connection, "SELECT * FROM feeds"), *run(connection, "SELECT body FROM outbox")]
    assert token not in str(stored)


async def test_a_new_address_ends_the_one_before_and_leaving_ends_both(served: Served) -> None:
    first = await served.address("ana")
    second = await served.address("ana")
    assert (await served.get(first))[0] == 404
    assert (await served.get(second))[0] == 200
    await served.hear(Left, "ana")
    assert (await served.get(second))[0] == 404
    await served.says("ana", "ritual list")  # back again: the address that was revoked stays so
    assert (await served.get(second))[0] == 404


@pytest.mark.parametrize(
    ("none", "gone", "nothing", "misread"),
    [
        (
            "ritual calendar none",
            "The address of your calendar no longer works; for a new one: ritual calendar",
            "You have no address of a calendar; nothing was changed.",
            "to take its address away: ritual calendar none",
        ),
        (
            "rituel calendrier aucun",
            "L’adresse de votre calendrier ne fonctionne plus\u202f; pour en avoir une autre\u00a0: rituel calendrier",
            "Vous n’avez pas d’adresse de calendrier\u202f; rien n’a changé.",
            "pour retirer son adresse\u00a0: rituel calendrier aucun",
        ),
    ],
    ids=["en", "fr"],
)
async def test_its_bearer_takes_an_address_away(
    served: Served, none: str, gone: str, nothing: str, misread: str
) -> None:
    if none.startswith("rituel"):
        await served.hear(Command, "ana", text="réglages langue fr", limited=False)
    path = await served.address("ana")
    await served.says("ana", "ritual calendar off")
    assert misread in served.printed[-1]
    assert (await served.get(path))[0] == 200
    await served.says("ana", none)
    assert gone in served.printed[-1]
    assert (await served.get(path))[0] == 404
    await served.says("ana", none)
    assert nothing in served.printed[-1]


@pytest.mark.parametrize("path", ["/calendar/" + "a" * 52 + ".ics", "/calendar/x.ics", "/calendar/", "/"])
async def test_what_was_never_given_is_not_there(served: Served, path: str) -> None:
    assert (await served.get(path))[0] == 404
