"""Socket Mode: a few websockets to Slack, each watched, since one can hang on an address that no longer answers."""

from __future__ import annotations

import asyncio
import logging
from contextlib import suppress
from typing import Final

import structlog
from slack_bolt.adapter.socket_mode.aiohttp import AsyncSocketModeHandler
from slack_bolt.app.async_app import AsyncApp

from bot.slack.proxy import proxy_for

LOOK: Final = 15.0  # seconds between two looks at a socket
PATIENCE: Final = 3  # bad looks until a new address is asked for
PING: Final = 10.0
_log = structlog.get_logger("slack")


class Socket:
    """One websocket, which Slack refreshes every few hours; with two of them a press finds one open meanwhile."""

    def __init__(self, app: AsyncApp, app_token: str, *, look: float = LOOK, ping: float = PING) -> None:
        self._app, self._token, self._look, self._ping = app, app_token, look, ping
        self.handler: AsyncSocketModeHandler | None = None
        self._watch: asyncio.Task[None] | None = None
        self.well = False

    async def open(self) -> None:
        """Connect; raise Slack's error where the token is not taken."""
        handler = AsyncSocketModeHandler(
            self._app, self._token, ping_interval=self._ping, logger=logging.getLogger("ritournelle.slack")
        )
        self.handler = handler
        handler.client.proxy = proxy_for(self._app.client.base_url)
        handler.client.wss_uri = await handler.client.issue_new_wss_url()
        await handler.client.connect()  # type: ignore[no-untyped-call]
        self.well = True
        self._watch = asyncio.create_task(self._look_after(handler))

    async def close(self) -> None:
        """Hear no more."""
        if self._watch is not None:
            self._watch.cancel()
            with suppress(asyncio.CancelledError):
                await self._watch
        if self.handler is not None:
            await self.handler.client.close()  # type: ignore[no-untyped-call]
        self.well = False

    async def _look_after(self, handler: AsyncSocketModeHandler) -> None:
        """Where a socket stays shut, have its client ask for a new address: it tries the old one for ever."""
        bad = 0
        while True:
            await asyncio.sleep(self._look)
            self.well = await handler.client.is_connected()
            bad = 0 if self.well else bad + 1
            if bad >= PATIENCE:
                _log.warning("socket.stuck", looks=bad)
                handler.client.wss_uri = None
