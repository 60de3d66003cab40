"""The calendar feed: ``GET /calendar/<token>.ics`` gives the rituals of whoever holds the address, and nothing else.

The address is the secret, so its path is never logged; only the hash of its token is stored. A token that was never
given, was replaced, or whose bearer has left every place answers as a page that does not exist.
"""

from __future__ import annotations

import asyncio

from aiohttp import web

from bot.wiring import Runtime
from handlers.rituals.feed import feed_of

PATH = "/calendar/{token:[a-z2-7]{52}}.ics"
_HEADERS = {"Cache-Control": "private, no-cache", "X-Robots-Tag": "noindex", "Referrer-Policy": "no-referrer"}


def add_feed(routes: web.Application, runtime: Runtime) -> None:
    """Serve the feed among the routes that the outside may call."""

    def read(token: str) -> bytes | None:
        with runtime.database.snapshot() as snapshot:
            return feed_of(snapshot, token, runtime.house, runtime.clock())

    async def answer(request: web.Request) -> web.Response:
        calendar = await asyncio.to_thread(read, request.match_info["token"])
        if calendar is None:
            raise web.HTTPNotFound
        return web.Response(body=calendar, content_type="text/calendar", charset="utf-8", headers=_HEADERS)

    routes.router.add_get(PATH, answer)
