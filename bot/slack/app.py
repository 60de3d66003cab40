"""Slack as a platform that ``ritournelle run`` starts and stops."""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Callable, Mapping
from datetime import datetime
from email.utils import parsedate_to_datetime
from functools import partial
from typing import Final

import aiohttp
import structlog
from aiohttp import web
from slack_bolt.adapter.aiohttp import to_aiohttp_response, to_bolt_request
from slack_bolt.app.async_app import AsyncApp
from slack_bolt.authorization import AuthorizeResult
from slack_sdk.errors import SlackApiError

from bot.clerk import NotCounted
from bot.port import PortError, Refused
from bot.settings import Settings
from bot.slack.api import TIMEOUT, Api, make_client
from bot.slack.budget import Budget
from bot.slack.chat import SlackPort
from bot.slack.clock import SlackTime
from bot.slack.door import Door
from bot.slack.people import PATIENCE, People
from bot.slack.socket_mode import Socket
from bot.wiring import CannotStart, Runtime
from handlers.events import Back
from handlers.texts import Voice

SOCKETS: Final = 2
PATH: Final = "/slack/events"
LEARN_AGAIN: Final = 30.0  # seconds, after Slack did not say who is where
_log = structlog.get_logger("slack")


def make(settings: Settings, routes: web.Application) -> Slack:
    """Make the platform that the settings configure; in HTTP mode it adds its route to ``routes``."""
    return Slack(settings, routes)


class Slack:
    """One workspace, over Socket Mode or signed HTTP. ``passing`` only goes forward: seconds of budgets and caches.

    ``patience`` is how many seconds an acknowledgement may wait to learn who somebody is.
    """

    def __init__(
        self,
        settings: Settings,
        routes: web.Application,
        *,
        sockets: int = SOCKETS,
        passing: Callable[[], float] = time.monotonic,
        patience: float = PATIENCE,
    ) -> None:
        self._settings, self._sockets_wanted = settings, sockets
        token = settings.slack_bot_token.get_secret_value() if settings.slack_bot_token else ""
        self._api = Api(make_client(token, settings.slack_api_url), Budget(passing))
        self.people = People(self._api, passing, patience)
        self.port = SlackPort(self._api, self.people)
        self._api.on_unauthorized = partial(self._unauthorized, "SLACK_BOT_TOKEN")
        self.sockets: list[Socket] = []
        self.door: Door | None = None
        self.bolt: AsyncApp | None = None
        self._learning: asyncio.Task[None] | None = None
        if settings.slack_mode == "http":
            routes.router.add_post(PATH, self._posted)

    @property
    def well(self) -> bool:
        """Whether Slack takes both tokens, by its latest answers, and a socket hears."""
        deaf = bool(self.sockets) and all(socket.stuck for socket in self.sockets)
        return not (self._api.unauthorized or deaf or any(socket.refused for socket in self.sockets))

    async def start(self, runtime: Runtime) -> None:
        """Begin to hear; raise ``CannotStart`` where Slack does not take a token."""
        voice = Voice(self._settings.language)
        self._api.client.session = aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=TIMEOUT))
        try:
            me = await self._api.client.auth_test()
        except (SlackApiError, aiohttp.ClientError, TimeoutError) as error:
            await self.port.close()
            raise CannotStart(_cannot(voice, "SLACK_BOT_TOKEN", error)) from None
        self.people.team, self.people.enterprise = str(me["team_id"]), str(me.get("enterprise_id") or "")
        self._api.mend = f"/invite @{me['user']}"
        slack_time = SlackTime()
        if (said := _date(me.headers)) is not None:
            slack_time.heard(said, runtime.clock())
        self.door = Door(runtime, self.port, self.people, slack_time, bot=str(me["user_id"]), bot_name=str(me["user"]))
        self.door.on_uninstalled = lambda: _log.error("slack.uninstalled")
        self.bolt = self._bolt(
            AuthorizeResult(
                enterprise_id=me.get("enterprise_id"),
                team_id=me["team_id"],
                bot_token=self._api.client.token,
                bot_id=me.get("bot_id"),
                bot_user_id=me["user_id"],
            )
        )
        if self._settings.slack_mode == "socket":
            await self._connect(voice, self.bolt)
        self._learning = asyncio.create_task(self._learn(runtime))

    async def stop(self) -> None:
        """Hear no more; return when what was heard is acknowledged and answered."""
        if self._learning is not None:
            self._learning.cancel()
            await asyncio.gather(self._learning, return_exceptions=True)
        await asyncio.gather(*(socket.close() for socket in self.sockets))
        if self.door is not None:
            await self.door.drained()
        await self.people.close()

    async def learned(self) -> None:
        """Wait until it is known who is where."""
        if self._learning is not None:
            await self._learning

    def _bolt(self, me: AuthorizeResult) -> AsyncApp:
        """Make Bolt with one middleware and no listeners; who we are is known, so it asks nobody."""

        async def authorize() -> AuthorizeResult:
            return me

        secret = self._settings.slack_signing_secret
        logger = logging.getLogger("ritournelle.slack")
        logger.setLevel(logging.ERROR)  # Bolt's warnings quote payloads, which are people's words
        bolt = AsyncApp(
            client=self._api.client,
            authorize=authorize,
            signing_secret=secret.get_secret_value() if secret else "unused in Socket Mode",
            logger=logger,
        )
        bolt.use(self.door)
        return bolt

    async def _connect(self, voice: Voice, bolt: AsyncApp) -> None:
        token = self._settings.slack_app_token
        for _ in range(self._sockets_wanted):
            socket = Socket(bolt, token.get_secret_value() if token else "")
            socket.on_refused = partial(self._unauthorized, "SLACK_APP_TOKEN")
            self.sockets.append(socket)
            try:
                await socket.open()
            except (SlackApiError, aiohttp.ClientError, TimeoutError) as error:
                await self.stop()
                await self.port.close()
                raise CannotStart(_cannot(voice, "SLACK_APP_TOKEN", error)) from None

    async def _posted(self, request: web.Request) -> web.Response:
        """Hand a signed request to Bolt; what is no request of Slack's is turned away before it is read or logged."""
        if self.bolt is None:
            return web.Response(status=503)
        if not request.headers.get("X-Slack-Request-Timestamp", "0").isdecimal():
            return web.Response(status=401)  # Bolt would raise on it
        try:
            heard = await to_bolt_request(request)
        except (ValueError, AttributeError):  # neither a form nor a JSON object; nobody has looked at a signature yet
            return web.Response(status=400)
        return await to_aiohttp_response(await self.bolt.async_dispatch(heard))

    def _unauthorized(self, variable: str, reason: str) -> None:
        mend = _not_taken(Voice(self._settings.language), variable, reason)
        _log.error("slack.unauthorized", reason=reason, mend=mend)

    async def _learn(self, runtime: Runtime) -> None:
        """Learn who is where: people came and went while the bot was away. Whatever passes by is waited for."""
        while True:
            try:
                await self._learn_now(runtime)
            except Refused as refusal:
                _log.warning("slack.members_unknown", reason=refusal.reason)
            except (PortError, NotCounted) as error:
                _log.warning("slack.members_unknown", reason=str(error), seconds=LEARN_AGAIN)
                await asyncio.sleep(LEARN_AGAIN)
                continue
            return

    async def _learn_now(self, runtime: Runtime) -> None:
        for channel in await self.people.channels():
            where = self.people.where(channel)
            try:
                members = await self.people.humans(channel)
            except Refused:  # left meanwhile, or a kind of channel of which Slack does not tell
                continue
            now = runtime.clock()
            back = Back(id=f"start:{where.id}:{now.isoformat()}", at=now, where=where, members=members)
            await runtime.act.carry((await runtime.clerk.hear(back)).effects)


def _date(headers: Mapping[str, str]) -> datetime | None:
    """Read when Slack answered, to the second."""
    try:
        return parsedate_to_datetime(headers["Date"])
    except (KeyError, TypeError, ValueError):
        return None


def _cannot(voice: Voice, variable: str, error: Exception) -> str:
    reason = str(error.response.get("error", "")) if isinstance(error, SlackApiError) else type(error).__name__
    return _not_taken(voice, variable, reason)


def _not_taken(voice: Voice, variable: str, reason: str) -> str:
    return voice(
        "Slack does not take {variable} ({reason}); “ritournelle check” says how to mend it.",
        variable=variable,
        reason=reason,
    )
