"""What follows when the homeserver slows the account down, or no longer takes its token."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import structlog
from aiohttp import web
from nio import AsyncClient, AsyncClientConfig, SyncResponse

from bot.matrix.app import Account
from bot.matrix.limited import last_limited
from bot.matrix.seam import Raw
from bot.port import Later
from bot.service import Service
from bot.settings import Settings
from handlers.texts import Voice

LIMITED = (429, {"errcode": "M_LIMIT_EXCEEDED", "error": "Too Many Requests", "retry_after_ms": 2_000})
DEAD = (401, {"errcode": "M_UNKNOWN_TOKEN", "error": "Invalid access token passed."})


@dataclass(slots=True)
class Bare:
    """A device without keys, logged in."""

    client: AsyncClient

    async def open(self) -> None:
        """Be open."""

    async def after_sync(self, response: SyncResponse) -> bool:  # noqa: ARG002 - as the seam has it
        """Have no keys."""
        return False

    def decrypt(self, room: str, event: Raw) -> Raw | None:  # noqa: ARG002 - as the seam has it
        """Read nothing."""
        return None

    async def close(self) -> None:
        """Let go of the connections."""
        await self.client.close()


@dataclass(slots=True)
class Refusing:
    """A homeserver that answers everything alike, and an account there."""

    account: Account
    settings: Settings
    answer: tuple[int, Mapping[str, Any]] = LIMITED

    async def answered(self, _request: web.Request) -> web.Response:
        """Answer."""
        status, body = self.answer
        return web.json_response(body, status=status)


@pytest.fixture
async def refusing(tmp_path: Path) -> AsyncIterator[Refusing]:
    server = web.Application()
    runner = web.AppRunner(server, access_log=None)
    store = tmp_path / "matrix-store"
    await asyncio.to_thread(store.mkdir)
    bench: list[Refusing] = []

    async def answer(request: web.Request) -> web.Response:
        return await bench[0].answered(request)

    server.router.add_route("*", "/{path:.*}", answer)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    url = f"http://127.0.0.1:{runner.addresses[0][1]}"
    settings = Settings.model_validate(
        {
            "DATABASE_URL": f"sqlite:///{tmp_path}/r.db",
            "MATRIX_HOMESERVER": url,
            "MATRIX_USER": "@ritournelle:example.org",
            "MATRIX_STORE": str(store),
            "RITOURNELLE_LANGUAGE": "en",
        }
    )
    client = AsyncClient(url, "@ritournelle:example.org", config=AsyncClientConfig(max_limit_exceeded=0))
    client.access_token = "of the tests"  # noqa: S105 - of this server alone
    bench.append(Refusing(Account(settings, web.Application(), crypto=Bare(client)), settings))
    yield bench[0]
    await bench[0].account.api.close()
    await runner.cleanup()


@pytest.mark.parametrize("asked", ["by ourselves", "by nio", "sync"])
async def test_that_the_server_slowed_the_bot_down_is_noted_for_check(refusing: Refusing, asked: str) -> None:
    api, store = refusing.account.api, refusing.settings.matrix_store
    assert last_limited(store) is None
    calls: dict[str, Callable[[], Awaitable[object]]] = {
        "by ourselves": lambda: api.request("GET", "/_matrix/client/v3/account/whoami"),
        "by nio": lambda: api.ask("profile", api.client.get_profile()),
        "sync": lambda: api.look(api.client.sync(0), within=20),
    }
    with pytest.raises(Later) as later:
        await calls[asked]()
    assert later.value.seconds == 2.0
    noted = last_limited(store)
    assert noted is not None
    assert datetime.now(UTC) - noted < timedelta(minutes=1)
    assert refusing.account.well


async def test_a_note_that_cannot_be_written_stops_nothing(refusing: Refusing) -> None:
    await asyncio.to_thread(refusing.settings.matrix_store.rmdir)
    with pytest.raises(Later):
        await refusing.account.api.request("GET", "/_matrix/client/v3/account/whoami")


async def test_a_token_that_is_no_longer_taken_is_known_and_its_mend_is_logged(refusing: Refusing) -> None:
    account, settings = refusing.account, refusing.settings
    service = Service(settings, Voice("en"), [account], web.Application())
    await asyncio.to_thread(service.runtime.database.migrate)
    await service.runtime.begin()
    try:
        assert await asyncio.to_thread(service.healthy)
        refusing.answer = DEAD
        with structlog.testing.capture_logs() as lines:
            await account.sync.run(service.runtime.database)  # it ends by itself
        assert not await asyncio.to_thread(service.healthy)
    finally:
        await service.runtime.stop()
    (line,) = [each for each in lines if each["event"] == "matrix.unauthorized"]
    assert line["reason"] == "M_UNKNOWN_TOKEN"
    assert str(settings.matrix_store / "login.json") in line["mend"]
    assert "start again with MATRIX_PASSWORD" in line["mend"]
