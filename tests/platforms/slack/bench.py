"""The whole bot against the Slack of this process: clerk, act, real Bolt, real websockets or HTTP."""

from __future__ import annotations

import asyncio
import re
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from aiohttp import web
from slack_bolt.app.async_app import AsyncApp
from slack_bolt.authorization import AuthorizeResult
from slack_bolt.context.ack.async_ack import AsyncAck

from bot.settings import Settings
from bot.slack.api import make_client
from bot.slack.app import Slack
from bot.slack.socket_mode import Socket
from bot.wiring import Runtime
from storage.records import Language
from tests.platforms.slack.fake import APP_TOKEN, BOT_TOKEN, SECRET, Ack, FakeSlack
from tests.platforms.slack.world import BOT, TEAM, Spoken
from tests.sketch import sketch

DOORS = ["socket", pytest.param("http", marks=pytest.mark.server)]  # by HTTP Slack calls at a server of our own


def settings_for(fake: FakeSlack, *, http: bool, language: Language = "en", **more: str) -> Settings:
    """Return what an operator would write in ``.env`` for this Slack."""
    return Settings.model_validate(
        {
            "SLACK_BOT_TOKEN": BOT_TOKEN,
            "SLACK_APP_TOKEN": APP_TOKEN,
            "SLACK_SIGNING_SECRET": SECRET,
            "SLACK_MODE": "http" if http else "socket",
            "SLACK_API_URL": f"{fake.url}/api/",
            "RITOURNELLE_LANGUAGE": language,
            "RITOURNELLE_TIMEZONE": "Europe/Paris",
            **more,
        }
    )


@dataclass(slots=True)
class Clock:
    """A time that passes only when it is told to, for the bot, its budgets and Slack alike."""

    at: datetime = field(default_factory=lambda: datetime.now(UTC))

    def now(self) -> datetime:
        return self.at

    def seconds(self) -> float:
        return self.at.timestamp()

    def pass_(self, seconds: float) -> None:
        self.at += timedelta(seconds=seconds)


@dataclass(slots=True)
class Workspace:
    """One bot and the workspace around it. ``clock`` is the bot's, ``passing`` the seconds of its budgets.

    Until ``told`` is set, Slack tells nobody who is in a channel.
    """

    fake: FakeSlack
    folder: Path
    http: bool = False
    language: Language = "en"
    clock: Callable[[], datetime] = lambda: datetime.now(UTC)
    passing: Callable[[], float] = time.monotonic
    interval: float = 0.0
    patience: float = 1.0
    told: asyncio.Event | None = None
    managers: tuple[str, ...] = ()
    slack: Slack = field(init=False)
    runtime: Runtime = field(init=False)
    _server: web.AppRunner = field(init=False)

    async def start(self) -> None:
        """Start the bot on the folder's database."""
        routes = web.Application()
        managers = ",".join(self.managers)
        settings = settings_for(self.fake, http=self.http, language=self.language, RITOURNELLE_MANAGERS=managers)
        self.slack = Slack(settings, routes, passing=self.passing, patience=self.patience)
        self.slack.port.interval = self.interval
        url = f"sqlite:///{self.folder}/slack.db"
        self.runtime = Runtime(url, replace(settings.to_house(), paint=sketch), {"slack": self.slack.port}, self.clock)
        self._server = web.AppRunner(routes, access_log=None)
        await self._server.setup()
        await self.runtime.start()
        await self.slack.start(self.runtime)
        if self.http:
            await web.TCPSite(self._server, "127.0.0.1", 0).start()
            self.fake.http = f"http://127.0.0.1:{self._server.addresses[0][1]}/slack/events"
        if self.told is None:
            await self.slack.learned()
        await self.rest()

    async def stop(self) -> None:
        """Stop the bot; the workspace goes on."""
        await self.slack.stop()
        await self._server.cleanup()
        await self.runtime.stop()
        await self.slack.port.close()

    async def rest(self) -> None:
        """Wait until nothing is left to be done now: a look at what waits called nothing more."""
        assert self.slack.door is not None
        before = -1
        while before != len(self.fake.calls):
            before = len(self.fake.calls)
            await self.slack.door.drained()
            await self.runtime.act.settle()

    async def types(self, user: str, text: str, *, channel: str = "C1", command: str = "/poll") -> Ack:
        """Let somebody type a command, and all that follows happen."""
        ack = await self.fake.slash(user, channel, command, text)
        await self.rest()
        return ack

    async def presses(self, user: str, action: str, value: str = "", *, message: Spoken | None = None) -> Ack:
        """Let somebody press something on the latest card of the channel, and all that follows happen."""
        ack = await self.fake.press(user, message or self.fake.cards("C1")[-1], action, value)
        await self.rest()
        return ack


@asynccontextmanager
async def workspace(
    folder: Path,
    *,
    http: bool = False,
    language: Language = "en",
    clock: Callable[[], datetime] = lambda: datetime.now(UTC),
    passing: Callable[[], float] = time.monotonic,
    interval: float = 0.0,
    patience: float = 1.0,
    crowd: int = 0,
    told: asyncio.Event | None = None,
) -> AsyncIterator[Workspace]:
    """Start a Slack of three people and one channel, and the bot in it; a ``crowd`` (V0, V1…) is in the channel too."""
    fake = FakeSlack(held={"conversations.members": told} if told else {})
    await fake.start()
    fake.person("U1", "alice", is_admin=True, locale="fr-FR" if language == "fr" else "en-US", tz="Europe/Paris")
    fake.person("U2", "bob", locale="en-GB")
    fake.person("U3", "zoe", locale="de-DE")
    fake.person("UBOT", "ritournelle", is_bot=True)
    many = [f"V{number}" for number in range(crowd)]
    for user in many:
        fake.person(user, user.lower())
    fake.channel("C1", "team", "U1", "U2", "U3", *many)
    team = Workspace(
        fake,
        folder,
        http=http,
        language=language,
        clock=clock,
        passing=passing,
        interval=interval,
        patience=patience,
        told=told,
    )
    await team.start()
    try:
        yield team
    finally:
        await team.stop()
        await fake.stop()


@asynccontextmanager
async def bare_bolt(*, expired: bool = False, pause: float = 10.0) -> AsyncIterator[tuple[FakeSlack, Socket]]:
    """Give a Slack and a socket, not yet open, to a Bolt that acknowledges everything and does nothing.

    ``expired`` refuses its websocket at first; ``pause`` is between two looks and pings, in seconds.
    """
    fake = FakeSlack(expired=expired)
    await fake.start()
    fake.person("U1", "alice")
    fake.channel("C1", "team", "U1")
    client = make_client(BOT_TOKEN, f"{fake.url}/api/")
    bolt = AsyncApp(client=client, authorize=_authorized, signing_secret="unused")  # noqa: S106 - no secret

    async def acknowledge(ack: AsyncAck) -> None:
        await ack()

    bolt.action(re.compile(""))(acknowledge)
    bolt.command(re.compile(""))(acknowledge)
    socket = Socket(bolt, APP_TOKEN, look=pause, ping=pause, first=pause)
    try:
        yield fake, socket
    finally:
        await socket.close()
        await fake.stop()


async def _authorized() -> AuthorizeResult:
    return AuthorizeResult(enterprise_id=None, team_id=TEAM, bot_token=BOT_TOKEN, bot_id="B1", bot_user_id=BOT)


async def until(happened: Callable[[], object]) -> None:
    """Wait until something happened that nobody tells of."""
    async with asyncio.timeout(20):
        while not happened():  # noqa: ASYNC110 - it happens in somebody else's code
            await asyncio.sleep(0.01)
