"""The sync loop: what the homeserver sends is kept, with how far it was read, before anybody looks at it.

In each round: sync, keep house with the keys, fill what a limited timeline left out, learn what rooms are like, and
write events and token down in one transaction. Nothing is decided or said here.
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import Awaitable, Callable, Iterable
from typing import Any, Final

import structlog
from nio import ErrorResponse, MessageDirection, RoomMessagesResponse, SyncResponse

from bot.matrix import hear, ids
from bot.matrix.api import Api
from bot.matrix.rooms import Rooms
from bot.matrix.seam import Crypto, Raw
from bot.port import Later, PortError
from storage import inbox
from storage.inbox import Unread
from storage.session import Database, Unavailable

WAIT_MS: Final = 30_000
WITHIN: Final = 600.0  # seconds until a sync is taken for lost; nio waits for one of the full state without an end
TIMELINE: Final = 1_000
FILTER: Final[dict[str, Any]] = {
    "presence": {"types": []},
    "room": {"timeline": {"limit": TIMELINE}, "ephemeral": {"types": []}},
}
PAGES: Final = 200  # of a gap: 200,000 events; what is older is not read
BACK_OFF: Final = (1.0, 2.0, 5.0, 10.0, 30.0, 60.0)
_log = structlog.get_logger("matrix")

Came = Callable[[SyncResponse], Awaitable[None]]


class Sync:
    """Reads one account's events. ``came`` is told of each response once it is kept; ``kept`` that rows may wait."""

    def __init__(self, crypto: Crypto, api: Api, rooms: Rooms, *, came: Came, kept: Callable[[], None]) -> None:
        self._crypto, self._api, self._rooms, self._came, self._kept = crypto, api, rooms, came, kept
        self._database: Database | None = None
        self._since = ""
        self.first = asyncio.Event()  # what rooms there are is known
        self.round = asyncio.Event()  # a sync was handled; a new one for each
        self._idle = asyncio.Event()
        self.dead: str | None = None

    async def run(self, database: Database) -> None:
        """Read until cancelled, or until the account's token is dead."""
        self._database = database
        self._since = await asyncio.to_thread(self._bookmark)
        failed, full = 0, True
        while self.dead is None:
            try:
                await self.once(full=full)
            except (Later, Unavailable) as error:
                if self.dead is not None:
                    return
                pause = max(_pause(failed), getattr(error, "seconds", 0.0))
                _log.warning("sync.again", reason=str(error), seconds=pause)
            except PortError as error:
                self.dead = str(error)
                _log.error("sync.dead", reason=str(error))
                return
            except Exception as error:  # noqa: BLE001 - a surprise must not make the bot deaf: it reads that again
                pause = _pause(failed)
                _log.exception("sync.surprise", error=type(error).__name__, seconds=pause)
            else:
                failed, full = 0, False
                continue
            failed += 1
            await asyncio.sleep(pause)

    async def once(self, *, full: bool) -> None:
        """Sync once and keep what came; raise ``Later`` where it must be done again, ``PortError`` where it is over."""
        client = self._crypto.client
        client.next_batch = ""  # ours alone says where to read on
        wait = 0 if full else WAIT_MS
        call = client.sync(wait, FILTER, since=self._since or None, full_state=full)
        response = await self._api.look(call, within=WITHIN)
        self._idle.clear()
        try:
            await self._handle(response)
        finally:
            self._idle.set()
            self.round.set()
            self.round = asyncio.Event()

    async def settled(self) -> None:
        """Wait until what has come is kept."""
        await self._idle.wait()

    async def _handle(self, response: SyncResponse) -> None:
        keys_came = await self._crypto.after_sync(response)
        for room, joined in response.rooms.join.items():
            self._rooms.learn(room, _state(joined))
        for room, left in response.rooms.leave.items():
            self._rooms.learn(room, _state(left))
        rows = await self._rows(response, begun=bool(self._since))
        if keys_came:
            await asyncio.to_thread(self._open_sealed)
        await asyncio.to_thread(self._keep, rows, str(response.next_batch))
        self._since = str(response.next_batch)
        await self._came(response)
        self.first.set()
        self._kept()

    async def _rows(self, response: SyncResponse, *, begun: bool) -> list[Unread]:
        """Gather what is to be kept, room by room; before the first bookmark, nothing that was said counts."""
        rows: list[Unread] = []
        for room, joined in response.rooms.join.items():
            events: list[Raw] = [event.source for event in joined.timeline.events]
            heard = _since_own_join(events, self._rooms.bot)
            if heard is None and begun:
                heard = events
                if joined.timeline.limited and joined.timeline.prev_batch:
                    missed = [*await self._missed(room, joined.timeline.prev_batch), *events]
                    heard = _since_own_join(missed, self._rooms.bot) or missed
            rows += [_row(room, event) for event in heard or () if event.get("type") in hear.READ]
        for room, left in response.rooms.leave.items():
            for event in (*left.state, *left.timeline.events):
                if _is_own_leave(event.source, self._rooms.bot):
                    rows.append(_row(room, event.source))
        return rows

    async def _missed(self, room: str, before: str) -> list[Raw]:
        """Read what a limited timeline left out, back to where the last sync ended, the oldest first."""
        missed: list[Raw] = []
        start: str | None = before
        for _ in range(PAGES):
            page = await self._crypto.client.room_messages(
                room, start=start, end=self._since, direction=MessageDirection.back, limit=TIMELINE
            )
            if not isinstance(page, RoomMessagesResponse):
                error = page if isinstance(page, ErrorResponse) else None
                raise self._api.told("messages", str(error.status_code if error else ""), None)
            missed += [event.source for event in page.chunk]
            if not page.chunk or not page.end or page.end in (start, self._since):
                break
            start = page.end
        _log.info("sync.filled", place=room, size=len(missed))
        return missed[::-1]

    def _open_sealed(self) -> None:
        """Try again to read what could not be read: keys came."""
        database = self._known_database()
        after = 0
        while True:
            with database.reading() as connection:
                rows = inbox.waiting(connection, ids.PLATFORM, sealed=True, after=after, limit=TIMELINE)
            if not rows:
                return
            after = rows[-1].position
            opened = [
                Unread(id=row.id, place=row.place, body=json.dumps(clear))
                for row in rows
                if (clear := self._crypto.decrypt(ids.native(row.place), json.loads(row.body))) is not None
            ]
            if opened:
                with database.transaction() as connection:
                    inbox.opened(connection, opened)

    def _keep(self, rows: list[Unread], token: str) -> None:
        with self._known_database().transaction() as connection:
            inbox.receive(connection, ids.PLATFORM, token, rows)

    def _bookmark(self) -> str:
        with self._known_database().reading() as connection:
            return inbox.bookmark(connection, ids.PLATFORM) or ""

    def _known_database(self) -> Database:
        assert self._database is not None  # noqa: S101 - ``run`` begins with it
        return self._database


def _pause(failed: int) -> float:
    """Return how long to wait after so many failures in a row."""
    return BACK_OFF[min(failed, len(BACK_OFF) - 1)]


def _row(room: str, event: Raw) -> Unread:
    sealed = event.get("type") == hear.SEALED
    return Unread(
        id=str(event["event_id"]), place=ids.place(room), body=json.dumps(event, ensure_ascii=False), sealed=sealed
    )


def _state(joined: Any) -> Iterable[Raw]:  # noqa: ANN401 - nio has no types
    """Return a room's state events, those of its timeline too, in their order."""
    return [event.source for event in (*joined.state, *joined.timeline.events)]


def _since_own_join(events: list[Raw], bot: str) -> list[Raw] | None:
    """Leave out what was said before the bot joined: it was not said to it. None where it joined earlier."""
    for at in range(len(events) - 1, -1, -1):
        event = events[at]
        if event.get("type") == "m.room.member" and event.get("state_key") == bot:
            before = (event.get("unsigned") or {}).get("prev_content") or {}
            if event["content"].get("membership") == "join" and before.get("membership") != "join":
                return events[at:]
    return None


def _is_own_leave(event: Raw, bot: str) -> bool:
    return (
        event.get("type") == "m.room.member"
        and event.get("state_key") == bot
        and event["content"].get("membership") in ("leave", "ban")
    )
