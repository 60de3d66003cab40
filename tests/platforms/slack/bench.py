"""The whole bot against the Slack of this process: clerk, act, real Bolt, real websockets or HTTP."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from aiohttp import web

from bot.settings import Settings
from bot.slack.app import Slack
from bot.wiring import Runtime
from storage.records import Language
from tests.platforms.slack.fake import APP_TOKEN, BOT_TOKEN, SECRET, Ack, FakeSlack, Spoken


@dataclass(slots=True)
class Workspace:
    """One running bot and the workspace around it."""

    fake: FakeSlack
    slack: Slack
    runtime: Runtime

    async def rest(self) -> None:
        """Wait until nothing is left to be done now."""
        assert self.slack.door is not None
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
    routes = web.Application()
    settings = Settings.model_validate(
        {
            "SLACK_BOT_TOKEN": BOT_TOKEN,
            "SLACK_APP_TOKEN": APP_TOKEN,
            "SLACK_SIGNING_SECRET": SECRET,
            "SLACK_MODE": "http" if http else "socket",
            "SLACK_API_URL": f"{fake.url}/api/",
            "RITOURNELLE_LANGUAGE": language,
            "RITOURNELLE_TIMEZONE": "Europe/Paris",
        }
    )
    slack = Slack(settings, routes)
    slack.port.interval = 0.0
    url = f"sqlite:///{folder}/slack.db"
    runtime = Runtime(url, settings.to_house(), {"slack": slack.port}, lambda: datetime.now(UTC))
    server = web.AppRunner(routes, access_log=None)
    await server.setup()
    await runtime.start()
    await slack.start(runtime)
    if http:
        await web.TCPSite(server, "127.0.0.1", 0).start()
        fake.http = f"http://127.0.0.1:{server.addresses[0][1]}/slack/events"
    try:
        await slack.learned()
        yield Workspace(fake, slack, runtime)
    finally:
        await slack.stop()
        await server.cleanup()
        await runtime.stop()
        await slack.port.close()
        await fake.stop()
