"""The whole bot against the Slack of this process: clerk, act, real Bolt, real websockets or HTTP."""

from __future__ import annotations

import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

from aiohttp import web

from bot.settings import Settings
from bot.slack.app import Slack
from bot.wiring import Runtime
from storage.records import Language
from tests.platforms.slack.fake import APP_TOKEN, BOT_TOKEN, SECRET, Ack, FakeSlack
from tests.platforms.slack.world import Spoken


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
class Workspace:
    """One bot and the workspace around it. ``clock`` is the bot's, ``passing`` the seconds of its budgets."""

    fake: FakeSlack
    folder: Path
    http: bool = False
    language: Language = "en"
    clock: Callable[[], datetime] = lambda: datetime.now(UTC)
    passing: Callable[[], float] = time.monotonic
    interval: float = 0.0
    slack: Slack = field(init=False)
    runtime: Runtime = field(init=False)
    _server: web.AppRunner = field(init=False)

    async def start(self) -> None:
        """Start the bot on the folder's database."""
        routes = web.Application()
        settings = settings_for(self.fake, http=self.http, language=self.language)
        self.slack = Slack(settings, routes, passing=self.passing)
        self.slack.port.interval = self.interval
        url = f"sqlite:///{self.folder}/slack.db"
        self.runtime = Runtime(url, settings.to_house(), {"slack": self.slack.port}, self.clock)
        self._server = web.AppRunner(routes, access_log=None)
        await self._server.setup()
        await self.runtime.start()
        await self.slack.start(self.runtime)
        if self.http:
            await web.TCPSite(self._server, "127.0.0.1", 0).start()
            self.fake.http = f"http://127.0.0.1:{self._server.addresses[0][1]}/slack/events"
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
async def workspace(folder: Path, *, http: bool = False, language: Language = "en") -> AsyncIterator[Workspace]:
    """Start a Slack of three people and one channel, and the bot in it."""
    fake = FakeSlack()
    await fake.start()
    fake.person("U1", "alice", is_admin=True, locale="fr-FR" if language == "fr" else "en-US", tz="Europe/Paris")
    fake.person("U2", "bob", locale="en-GB")
    fake.person("U3", "zoe", locale="de-DE")
    fake.person("UBOT", "ritournelle", is_bot=True)
    fake.channel("C1", "team", "U1", "U2", "U3")
    team = Workspace(fake, folder, http=http, language=language)
    await team.start()
    try:
        yield team
    finally:
        await team.stop()
        await fake.stop()
