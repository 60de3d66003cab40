"""A door between the bot and its homeserver: it lets everything through but what a test has it hold."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import Final, Literal

from aiohttp import ClientSession, ClientTimeout, web

Side = Literal["asked", "answered"]  # held before the homeserver was asked, or once it has answered

_HOP_BY_HOP: Final = frozenset({"connection", "content-encoding", "content-length", "host", "transfer-encoding"})


@dataclass(slots=True)
class _Hold:
    part: str
    side: Side
    came: asyncio.Event = field(default_factory=asyncio.Event)
    opened: asyncio.Event = field(default_factory=asyncio.Event)


class Door:
    """Serves ``url`` by asking the homeserver behind it. What is held when it is opened is lost, on its side."""

    def __init__(self, homeserver: str) -> None:
        self._homeserver, self.url = homeserver, ""
        self._session: ClientSession | None = None
        self._runner: web.AppRunner | None = None
        self._hold: _Hold | None = None

    async def start(self) -> None:
        """Begin to serve."""
        app = web.Application(client_max_size=50_000_000)
        app.router.add_route("*", "/{path:.*}", self._pass)
        self._session = ClientSession(timeout=ClientTimeout(total=120), auto_decompress=True)
        self._runner = web.AppRunner(app, access_log=None, handler_cancellation=True, shutdown_timeout=0.5)
        await self._runner.setup()
        await web.TCPSite(self._runner, "127.0.0.1", 0).start()
        self.url = f"http://127.0.0.1:{self._runner.addresses[0][1]}"

    async def stop(self) -> None:
        """Shut."""
        self.open()
        if self._runner is not None and self._session is not None:
            await self._runner.cleanup()
            await self._session.close()

    def hold(self, part: str, side: Side) -> None:
        """Hold the requests whose path has this part."""
        self._hold = _Hold(part, side)

    async def held(self) -> None:
        """Wait until there is one."""
        assert self._hold is not None
        await self._hold.came.wait()

    def open(self) -> None:
        """Hold nothing any more."""
        if self._hold is not None:
            self._hold.opened.set()
        self._hold = None

    async def _pass(self, request: web.Request) -> web.Response:
        content = await request.read()
        hold = self._hold if self._hold is not None and self._hold.part in request.path else None
        if hold is not None and hold.side == "asked":
            return await self._lose(hold)
        assert self._session is not None
        headers = {name: value for name, value in request.headers.items() if name.lower() not in _HOP_BY_HOP}
        url = self._homeserver + request.raw_path
        async with self._session.request(request.method, url, data=content, headers=headers) as answer:
            body, status, kind = await answer.read(), answer.status, answer.headers.get("Content-Type", "")
        if hold is not None:
            return await self._lose(hold)
        return web.Response(body=body, status=status, headers={"Content-Type": kind})

    async def _lose(self, hold: _Hold) -> web.Response:
        hold.came.set()
        await hold.opened.wait()
        return web.Response(status=HTTPStatus.BAD_GATEWAY)
