"""Health and numbers for whoever runs the machine: ``/healthz`` and ``/metrics``, on the loopback only.

It is a convenience: a port that is taken is logged, and the bot goes on without it.
"""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import structlog
from aiohttp import web
from prometheus_client import CONTENT_TYPE_LATEST

from bot import metrics

HOST = "127.0.0.1"
PATIENCE = 5.0
_log = structlog.get_logger("admin")


class Admin:
    """The server. ``healthy`` looks, in a thread of its own, whether the bot can do its work; port 0 is no server."""

    def __init__(self, port: int, healthy: Callable[[], bool], *, patience: float = PATIENCE) -> None:
        self.port, self._healthy, self._patience = port, healthy, patience
        self._runner: web.AppRunner | None = None

    async def start(self) -> bool:
        """Begin to listen; tell whether it does."""
        if not self.port:
            return False
        application = web.Application()
        application.add_routes([web.get("/healthz", self._health), web.get("/metrics", self._metrics)])
        runner = web.AppRunner(application, access_log=None, handle_signals=False)
        await runner.setup()
        try:
            await web.TCPSite(runner, HOST, self.port).start()
        except OSError as error:
            _log.warning("admin.unavailable", port=self.port, error=type(error).__name__)
            await runner.cleanup()
            return False
        self._runner = runner
        _log.info("admin.started", port=self.port)
        return True

    async def stop(self) -> None:
        """Stop listening."""
        runner, self._runner = self._runner, None
        if runner is not None:
            await runner.cleanup()

    async def _health(self, _request: web.Request) -> web.Response:
        try:
            well = await asyncio.wait_for(asyncio.to_thread(self._healthy), self._patience)
        except Exception as error:  # noqa: BLE001 - whatever it is, the answer is that we are not well
            _log.warning("admin.unhealthy", exc_info=error)
            well = False
        return web.json_response({"status": "ok" if well else "unavailable"}, status=200 if well else 503)

    async def _metrics(self, _request: web.Request) -> web.Response:
        return web.Response(body=metrics.page(), headers={"Content-Type": CONTENT_TYPE_LATEST})


@contextmanager
def beside(admin: Admin) -> Iterator[bool]:
    """Serve from a thread of its own while something else has this one (the console's window)."""
    loop = asyncio.new_event_loop()
    thread = threading.Thread(target=loop.run_forever, name="admin", daemon=True)
    thread.start()
    try:
        yield asyncio.run_coroutine_threadsafe(admin.start(), loop).result()
    finally:
        asyncio.run_coroutine_threadsafe(admin.stop(), loop).result(PATIENCE)
        loop.call_soon_threadsafe(loop.stop)
        thread.join(PATIENCE)
        loop.close()
