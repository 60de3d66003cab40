"""``ritournelle run``: starts what the settings configure, keeps it going, and stops it within ten seconds.

Routes that the outside may call (Slack's HTTP mode, the calendar feed) are added to one aiohttp application, which
listens on ``HOST:PORT`` only if there are any.
"""

from __future__ import annotations

import asyncio
import gc
import signal
import sys
from collections.abc import Callable, Coroutine, Sequence
from contextlib import suppress
from datetime import UTC, datetime
from importlib import import_module
from typing import Protocol, cast

import structlog
from aiohttp import web

from bot.admin import Admin
from bot.feed import add_feed
from bot.settings import Settings
from bot.wiring import CannotStart, Platform, Runtime
from handlers.texts import Voice
from schedules.heartbeat import Heartbeat

NAMES = {"slack": "Slack", "matrix": "Matrix"}
PATIENCE = 10.0  # seconds in which everything must have stopped
LET_GO = 1.5  # of them kept for closing connections
NEW_OBJECTS = 20_000  # at which Python's collector makes a round
TURN = 0.001  # seconds that a thread may compute while another waits for the interpreter
REST = 0.1  # seconds between two looks at what the clerk wrote: a burst of commits is one look
_log = structlog.get_logger("service")


class Factory(Protocol):
    """``make`` of ``bot.slack.app`` and ``bot.matrix.app``: builds a platform that is not connected yet."""

    def __call__(self, settings: Settings, routes: web.Application) -> Platform: ...


def factory(name: str) -> Factory | None:
    """Return what makes a platform, imported only when it is configured; None where this version has no adapter."""
    module = f"bot.{name}.app"
    try:
        return cast(Factory, import_module(module).make)
    except ModuleNotFoundError as error:
        if error.name is None or not module.startswith(error.name):
            raise
        return None


def platforms(settings: Settings, routes: web.Application, voice: Voice) -> list[Platform]:
    """Make every configured platform; raise ``CannotStart`` if there is none, or one it cannot speak to."""
    command = "ritournelle console"
    if not settings.platforms:
        raise CannotStart(voice("No platform is configured; open the console instead with: {command}", command=command))
    makers = {name: factory(name) for name in settings.platforms}
    missing = [NAMES[name] for name, maker in makers.items() if maker is None]
    if missing:
        raise CannotStart(
            voice(
                "This version has no adapter for {platforms}, only the console; open it with: {command}",
                platforms=voice.listed(missing),
                command=command,
            )
        )
    return [maker(settings, routes) for maker in makers.values() if maker is not None]


def run(settings: Settings, voice: Voice) -> None:
    """Run until a signal to stop; raise ``CannotStart`` with the reason if it cannot begin."""
    asyncio.run(_until_stopped(settings, voice))


def spare_the_collector() -> None:
    """Take what the start made for lasting: Python's collector need not look through it again.

    It makes a round of everything whenever so many objects are new, and of a vote nearly all are. Modules and tables
    looked through each time were two fifths of the processor time of a vote, and the longest waits. A full batch of
    votes makes some ten thousand objects, so a round for every seven hundred, which is Python's own choice, is many.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(NEW_OBJECTS)


def take_short_turns() -> None:
    """Have a thread that computes long give way after a millisecond, not after Python's five.

    A vote crosses threads several times, and waits a turn at each crossing while a summary is read beside it: of 75,000
    answers, the slowest votes wait half as long, for two or three percent more work a vote.
    """
    sys.setswitchinterval(TURN)


async def _until_stopped(settings: Settings, voice: Voice) -> None:
    routes = web.Application()
    service = Service(settings, voice, platforms(settings, routes, voice), routes)
    asked = asyncio.Event()
    loop = asyncio.get_running_loop()
    for each in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(each, asked.set)
    take_short_turns()
    try:
        await service.start()
        spare_the_collector()
        await asked.wait()
    finally:
        for each in (signal.SIGTERM, signal.SIGINT):
            loop.remove_signal_handler(each)  # a second signal ends it at once
        await service.stop()


class Service:
    """Everything that runs: platforms, clerk, act, heartbeat, the two servers."""

    def __init__(
        self,
        settings: Settings,
        voice: Voice,
        configured: Sequence[Platform],
        routes: web.Application,
        *,
        clock: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        self._settings, self._voice, self._platforms = settings, voice, tuple(configured)
        ports = {platform.port.platform: platform.port for platform in configured}
        url = settings.database_url.get_secret_value()
        self.runtime = Runtime(url, settings.to_house(), ports, clock)
        if settings.public_url:
            add_feed(routes, self.runtime)
        self.heartbeat = Heartbeat(
            next_due=lambda: asyncio.to_thread(self.runtime.next_due),
            tick=self.runtime.beat,
            clock=clock,
            failed=lambda error: _log.error("heartbeat.failed", exc_info=error),
        )
        self._admin = Admin(settings.admin_port, self.healthy)
        self._web = web.AppRunner(routes, access_log=None, handle_signals=False, shutdown_timeout=3.0)
        self._hearing: list[Platform] = []
        self._speaking: asyncio.Task[None] | None = None
        self._woken: asyncio.TimerHandle | None = None

    async def start(self) -> None:
        """Begin: what is stored first, then the platforms, then what is due and what must be said."""
        runtime, loop = self.runtime, asyncio.get_running_loop()
        await self._tables()

        def committed() -> None:
            loop.call_soon_threadsafe(self._wake)

        runtime.clerk.on_commit = committed
        await runtime.begin()
        await self._admin.start()
        for platform in self._platforms:
            self._hearing.append(platform)
            await platform.start(runtime)
            _log.info("platform.started", platform=platform.port.platform)
        await self._listen()
        self._speaking = asyncio.create_task(runtime.act.run())
        await self.heartbeat.start()
        _log.info("service.started")

    async def stop(self) -> None:
        """Stop hearing, decide what was heard, say what can still be said, let go; within ``PATIENCE`` seconds."""
        end = asyncio.get_running_loop().time() + PATIENCE
        _log.info("service.stopping")
        await self._within(end - 2 * LET_GO, *(platform.stop() for platform in self._hearing), self._web.cleanup())
        await self._within(end - 2 * LET_GO, self.heartbeat.stop(), self.runtime.clerk.finish())
        await self._within(end - LET_GO, self._say_the_rest())
        await self._within(end, *(platform.port.close() for platform in self._platforms), self._admin.stop())
        await self.runtime.stop(LET_GO)
        _log.info("service.stopped")

    def healthy(self) -> bool:
        """Tell whether the database answers, the clerk is at work, and every platform takes its token."""
        return all(platform.well for platform in self._platforms) and self.runtime.healthy()

    async def _tables(self) -> None:
        """Make SQLite's tables; a server's are brought up by its operator, once for all that stand on it."""
        database = self.runtime.database
        if database.is_sqlite:
            await asyncio.to_thread(database.migrate)
        elif not await asyncio.to_thread(database.is_current):
            command = "ritournelle migrate"
            raise CannotStart(
                self._voice("The database is older than this version; bring it up: {command}", command=command)
            )

    async def _listen(self) -> None:
        """Serve the routes that platforms and feeds have added, if there are any."""
        await self._web.setup()
        if not len(self._web.app.router.routes()):
            return
        host, port = self._settings.host, self._settings.port
        try:
            await web.TCPSite(self._web, host, port).start()
        except OSError:
            raise CannotStart(
                self._voice("{host}:{port} cannot be listened on; set another HOST or PORT.", host=host, port=port)
            ) from None
        _log.info("web.started", port=port)

    def _wake(self) -> None:
        """After a commit: look soon at what must be said and at the next due instant."""
        if self._woken is None:
            self._woken = asyncio.get_running_loop().call_later(REST, self._look)

    def _look(self) -> None:
        self._woken = None
        self.runtime.act.wake()
        self.heartbeat.wake()

    async def _say_the_rest(self) -> None:
        if self._speaking is not None:
            self._speaking.cancel()
            with suppress(asyncio.CancelledError):
                await self._speaking
            await self.runtime.act.settle()

    async def _within(self, end: float, *parts: Coroutine[object, object, object]) -> None:
        """Await parts of the stop side by side; whatever one of them brings, the next ones go on."""
        tasks = [asyncio.create_task(part) for part in parts]
        left = end - asyncio.get_running_loop().time()
        done, late = await asyncio.wait(tasks, timeout=max(left, 0.05))
        for task in late:
            task.cancel()
            _log.warning("stop.late")
        for task in done:
            if not task.cancelled() and (error := task.exception()) is not None:
                _log.error("stop.failed", exc_info=error)
