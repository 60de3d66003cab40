"""Socket Mode: a few websockets to Slack, each watched, since one can hang on an address that no longer answers."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable
from typing import Final

import structlog
from slack_bolt.adapter.socket_mode.aiohttp import AsyncSocketModeHandler
from slack_bolt.app.async_app import AsyncApp
from slack_sdk.errors import SlackApiError
from slack_sdk.socket_mode.aiohttp import SocketModeClient

from bot.slack.api import TRANSIENT
from bot.slack.proxy import proxy_for

LOOK: Final = 15.0  # seconds between two looks at a socket
PATIENCE: Final = 3  # bad looks until a new address is asked for
PING: Final = 5.0  # also the longest that a socket which was cut without a word stays unnoticed
FIRST: Final = 10.0  # seconds that a start waits for one socket; it goes on trying afterwards
_log = structlog.get_logger("slack")


class Client(SocketModeClient):
    """Slack's client, by the proxy of each websocket's own host: that of the Web API may be another.

    ``told`` hears whether Slack takes the app's token: the reason why not, or nothing.
    """

    told: Callable[[str], None] = staticmethod(lambda _reason: None)

    async def issue_new_wss_url(self) -> str:
        """Ask Slack for an address, and choose the way there."""
        try:
            url = await super().issue_new_wss_url()
        except SlackApiError as error:
            if (reason := str(error.response.get("error", ""))) not in TRANSIENT:
                self.told(reason)
            raise
        self.told("")
        self.proxy = proxy_for(url)
        return url


class Socket:
    """One websocket, which Slack refreshes every few hours; with two of them a press finds one open meanwhile."""

    def __init__(
        self, app: AsyncApp, app_token: str, *, look: float = LOOK, ping: float = PING, first: float = FIRST
    ) -> None:
        self._app, self._token, self._look, self._ping, self._first = app, app_token, look, ping, first
        self.refused = ""  # why Slack does not take the token, by its latest answer
        self.on_refused: Callable[[str], None] = lambda _reason: None
        self.stuck = False  # whether it stayed shut for several looks
        self.client: Client | None = None
        self._tasks: list[asyncio.Task[None]] = []

    async def open(self) -> None:
        """Connect; where it lasts, go on trying beside the watch. Raise Slack's error where the token is not taken."""
        handler = AsyncSocketModeHandler(self._app, self._token)
        await handler.client.close()  # type: ignore[no-untyped-call] # ours takes its place
        self.client = client = Client(
            app_token=self._token,
            web_client=self._app.client,
            ping_interval=self._ping,
            logger=logging.getLogger("ritournelle.slack"),
        )
        client.socket_mode_request_listeners.append(handler.handle)  # type: ignore[arg-type] # typed for the base class
        client.wss_uri = await client.issue_new_wss_url()
        client.told = self._told
        connecting = asyncio.create_task(client.connect())  # type: ignore[no-untyped-call] # theirs has no types
        self._tasks = [connecting, asyncio.create_task(self._look_after(client))]
        await asyncio.wait([connecting], timeout=self._first)
        if not connecting.done():
            _log.warning("socket.late", seconds=self._first)

    async def close(self) -> None:
        """Hear no more."""
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        if self.client is not None:
            await self.client.close()  # type: ignore[no-untyped-call] # as above

    def _told(self, reason: str) -> None:
        if reason and reason != self.refused:
            self.on_refused(reason)
        self.refused = reason

    async def _look_after(self, client: Client) -> None:
        """Where a socket stays shut, have its client ask for a new address: it tries the old one for ever."""
        bad = 0
        while True:
            await asyncio.sleep(self._look)
            bad = 0 if await client.is_connected() else bad + 1
            self.stuck = bad >= PATIENCE
            if self.stuck:
                _log.warning("socket.stuck", looks=bad)
                client.wss_uri = None
