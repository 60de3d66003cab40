"""A start on an account that is in many rooms, and a homeserver that leaves the first look without an answer."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from aiohttp import web
from nio import AsyncClient, AsyncClientConfig

from bot.matrix import ids
from bot.matrix.app import TOGETHER, Account
from bot.port import Later
from bot.settings import Settings
from bot.wiring import Runtime
from tests.platforms.matrix.test_refused import Bare

BOT, ANA = "@ritournelle:example.org", "@ana:example.org"
ROOMS = 70


def room(number: int) -> dict[str, Any]:
    """Give a room's part of a first sync: Ana made it, and the bot is in it."""
    told = [
        ("m.room.create", "", {"room_version": "12"}),
        ("m.room.name", "", {"name": f"Room {number}"}),
        ("m.room.member", ANA, {"membership": "join", "displayname": "Ana"}),
        ("m.room.member", BOT, {"membership": "join", "displayname": "Ritournelle"}),
    ]
    state = [
        {
            "type": kind,
            "state_key": key,
            "content": content,
            "sender": ANA,
            "event_id": f"${number}.{order}",
            "origin_server_ts": order,
        }
        for order, (kind, key, content) in enumerate(told)
    ]
    return {"state": {"events": state}, "timeline": {"events": [], "limited": False, "prev_batch": "p"}}


class Homeserver:
    """Answers a first sync with many rooms, and no later one; with ``silent``, not even the first."""

    def __init__(self) -> None:
        self.silent = False
        self.over = asyncio.Event()

    async def answer(self, request: web.Request) -> web.Response:
        """Answer."""
        if not request.path.endswith("/sync"):
            return web.json_response({})
        if self.silent or "since" in request.query:
            await self.over.wait()
        joined = {f"!{number}": room(number) for number in range(ROOMS)}
        return web.json_response({"next_batch": "s1", "rooms": {"join": joined}})


@pytest.fixture
async def homeserver() -> Homeserver:
    return Homeserver()


@pytest.fixture
async def account(homeserver: Homeserver, tmp_path: Path) -> AsyncIterator[Account]:
    server = web.Application()
    runner = web.AppRunner(server, access_log=None)
    server.router.add_route("*", "/{path:.*}", homeserver.answer)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    url = f"http://127.0.0.1:{runner.addresses[0][1]}"
    wanted = {
        "DATABASE_URL": f"sqlite:///{tmp_path}/r.db",
        "MATRIX_HOMESERVER": url,
        "MATRIX_USER": BOT,
        "MATRIX_STORE": str(tmp_path),
        "RITOURNELLE_LANGUAGE": "en",
    }
    client = AsyncClient(url, BOT, config=AsyncClientConfig(max_limit_exceeded=0, max_timeouts=0))
    client.access_token = "of the tests"  # noqa: S105 - of this server alone
    account = Account(Settings.model_validate(wanted), web.Application(), crypto=Bare(client))
    yield account
    homeserver.over.set()
    await account.api.close()
    await runner.cleanup()


@pytest.fixture
async def runtime(account: Account, tmp_path: Path) -> AsyncIterator[Runtime]:
    settings = Settings.model_validate({"DATABASE_URL": f"sqlite:///{tmp_path}/r.db", "RITOURNELLE_LANGUAGE": "en"})
    url = settings.database_url.get_secret_value()
    runtime = Runtime(url, settings.to_house(), {"matrix": account.port}, lambda: datetime.now(UTC))
    await runtime.start()
    yield runtime
    await account.stop()
    await runtime.stop()


async def test_many_rooms_are_learned_in_few_transactions(account: Account, runtime: Runtime) -> None:
    commits: list[None] = []
    runtime.clerk.on_commit = lambda: commits.append(None)
    await account.start(runtime)
    async with asyncio.timeout(20):
        await account.learned()
    with runtime.database.snapshot() as snapshot:
        places = [snapshot.place(ids.place(f"!{number}")) for number in range(ROOMS)]
    assert [place.name for place in places if place is not None] == [f"Room {number}" for number in range(ROOMS)]
    assert len(commits) < 2 * (1 + ROOMS // TOGETHER)  # a batch may begin with the first few


async def test_a_sync_that_is_never_answered_is_given_up_and_asked_again(
    account: Account, homeserver: Homeserver
) -> None:
    homeserver.silent = True
    with pytest.raises(Later):
        await account.api.look(account.crypto.client.sync(0, full_state=True), within=0.05)
