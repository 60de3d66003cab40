"""What is asked of the homeserver, with its troubles told apart: not now, or never.

One event at a time goes to a room, within the account's one budget. A send is never cancelled half-way: nio would
hold the room shut for ever. Nothing is said in clear in a room that is encrypted, whatever the client believes.
"""

from __future__ import annotations

import asyncio
from collections import defaultdict
from collections.abc import Awaitable, Callable, Mapping
from io import BytesIO
from typing import Any, Final
from urllib.parse import quote

import aiohttp
import structlog
from nio import (
    AsyncClient,
    DirectRoomsResponse,
    EncryptionError,
    ErrorResponse,
    LocalProtocolError,
    RoomPreset,
    SendRetryError,
)

from bot.matrix import raw
from bot.matrix.budget import Budget, Turn
from bot.matrix.keys import share
from bot.matrix.raw import AGAIN
from bot.matrix.seam import Crypto
from bot.port import Later, PortError, Refused

TRIES: Final = 5
UNAUTHORIZED_AGAIN: Final = 60.0
UNAUTHORIZED: Final = frozenset({"M_UNKNOWN_TOKEN", "M_MISSING_TOKEN", "M_USER_DEACTIVATED", "M_USER_LOCKED"})
LOST: Final = frozenset({"M_FORBIDDEN", "M_NOT_FOUND", "M_UNSUPPORTED_ROOM_VERSION", "M_GUEST_ACCESS_FORBIDDEN"})
MISTAKEN: Final = frozenset({"M_TOO_LARGE", "M_BAD_JSON", "M_NOT_JSON", "M_INVALID_PARAM", "M_MISSING_PARAM"})
DONE_ALREADY: Final = frozenset({"M_DUPLICATE_ANNOTATION"})
_log = structlog.get_logger("matrix")


class Api:
    """Asks the homeserver. ``mend`` is what brings the bot back to a room it was taken out of."""

    def __init__(self, crypto: Crypto, budget: Budget) -> None:
        self._crypto, self.budget, self.mend = crypto, budget, ""
        self._speaking: defaultdict[str, asyncio.Lock] = defaultdict(asyncio.Lock)
        self._under_way: set[asyncio.Task[Any]] = set()
        self.on_unauthorized: Callable[[str], None] = lambda _reason: None
        self.on_limited: Callable[[], None] = lambda: None

    @property
    def client(self) -> AsyncClient:
        """The client that is logged in."""
        return self._crypto.client

    async def send(
        self, room: str, kind: str, content: Mapping[str, Any], *, key: str, turn: Turn, patient: bool = True
    ) -> str:
        """Say something in a room; return the event's id. The same ``key`` is the same event.

        A patient send waits for its turn and obeys a 429 by itself; another one raises ``Later``.
        """
        answer = await self._in_turn(room, lambda: self._send_once(room, kind, content, key), turn, patient=patient)
        return str(getattr(answer, "event_id", ""))

    async def redact(self, room: str, event: str, *, key: str) -> None:
        """Take an event away."""
        await self._in_turn(room, lambda: self.client.room_redact(room, event, tx_id=key), Turn.ANSWER, patient=True)

    async def upload(self, content: bytes, *, name: str, media_type: str, encrypt: bool) -> dict[str, Any]:
        """Give a file to the homeserver; return what an event says of it (``file`` or ``url``)."""
        answer, keys = await self._whole(
            self.client.upload(
                BytesIO(content),
                content_type=media_type,
                filename=None if encrypt else name,
                encrypt=encrypt,
                filesize=len(content),
            )
        )
        self._read("upload", answer)
        if encrypt:
            return {"file": {"url": answer.content_uri, **keys}}
        return {"url": answer.content_uri}

    async def ask(self, what: str, call: Awaitable[Any]) -> Any:  # noqa: ANN401 - nio has no types
        """Await one answer of nio's; raise what its error means."""
        return self._read(what, await self._whole(call))

    async def look(self, call: Awaitable[Any], *, within: float) -> Any:  # noqa: ANN401 - nio has no types
        """Await a sync, which may be broken off, for so many seconds; raise what its error means."""
        try:
            async with asyncio.timeout(within):
                return self._read("sync", await call)
        except (aiohttp.ClientError, TimeoutError, OSError) as error:
            raise Later(type(error).__name__, seconds=AGAIN) from None

    async def directs(self) -> dict[str, list[str]]:
        """Return the account's list of direct chats."""
        answer = await self._whole(self.client.list_direct_rooms())
        return dict(answer.rooms) if isinstance(answer, DirectRoomsResponse) else {}

    async def list_directs(self, content: Mapping[str, Any]) -> None:
        """Write the account's list of direct chats."""
        client = self.client
        path = f"/_matrix/client/v3/user/{quote(client.user_id, safe='')}/account_data/m.direct"
        await self.request("PUT", path, content)

    async def begin_direct(self, user: str) -> str:
        """Begin an encrypted direct chat without a name; return its room."""
        sealed = {"type": "m.room.encryption", "state_key": "", "content": {"algorithm": "m.megolm.v1.aes-sha2"}}
        answer = await self.ask(
            "room_create",
            self.client.room_create(
                is_direct=True, preset=RoomPreset.trusted_private_chat, invite=[user], initial_state=[sealed]
            ),
        )
        return str(answer.room_id)

    async def request(self, method: str, path: str, content: Mapping[str, Any] | None = None) -> dict[str, Any]:
        """Ask what nio has no words for; return the answer's JSON, or raise what its error means."""
        status: int
        said: dict[str, Any]
        status, said = await self._whole(raw.ask(self.client, method, path, content))
        if status >= 400:
            raise self.told(path.rpartition("/")[2], str(said.get("errcode", status)), said.get("retry_after_ms"))
        return said

    async def is_encrypted(self, room: str) -> bool:
        """Tell whether a room is encrypted now, by what its state says on the server; once is for ever."""
        held = self.client.rooms.get(room)
        if held is not None and held.encrypted:
            return True
        path = f"/_matrix/client/v3/rooms/{quote(room, safe='')}/state/m.room.encryption/"
        try:
            await self.request("GET", path)
        except Refused as refusal:
            if "M_NOT_FOUND" in refusal.reason:
                return False
            raise
        if held is not None:
            held.encrypted = True
            self.client.encrypted_rooms.add(room)
        return True

    async def stands(self, room: str, event: str) -> None:
        """See that an event is still there; raise ``Refused`` where it was taken away, which loses no place.

        An edit of such an event would be taken by the homeserver and seen by nobody.
        """
        path = f"/_matrix/client/v3/rooms/{quote(room, safe='')}/event/{quote(event, safe='')}"
        try:
            found = await self.request("GET", path)
        except Refused as refusal:
            raise Refused(refusal.reason, place_lost=False) from None
        if "redacted_because" in (found.get("unsigned") or {}):
            raise Refused("the message was taken away", place_lost=False)

    async def close(self) -> None:
        """Let go of the connections."""
        await self._crypto.close()

    async def drained(self) -> None:
        """Wait until nothing that was begun is under way."""
        while self._under_way:
            await asyncio.wait(self._under_way)

    async def _in_turn(self, room: str, call: Callable[[], Awaitable[Any]], turn: Turn, *, patient: bool) -> Any:  # noqa: ANN401 - nio has no types
        for attempt in range(TRIES):
            if patient:
                await self.budget.spend(turn)
            elif (wait := self.budget.wait(turn)) > 0:
                raise Later("the account's budget is spent", seconds=wait)
            try:
                return self._read("send", await self._whole(self._alone(room, call)))
            except Later as later:
                if not patient or attempt == TRIES - 1:
                    raise
                await asyncio.sleep(later.seconds)
        raise Later("send", seconds=AGAIN)

    async def _alone(self, room: str, call: Callable[[], Awaitable[Any]]) -> Any:  # noqa: ANN401 - nio has no types
        """Send while nothing else is sent to the room, also where whoever waits for it is cancelled.

        Where the keys could not be claimed, nio goes on believing that they are being shared, and each later send to
        the room would wait for that without an end.
        """
        async with self._speaking[room]:
            try:
                return await call()
            finally:
                self.client.sharing_session.pop(room, None)

    async def _send_once(self, room: str, kind: str, content: Mapping[str, Any], key: str) -> Any:  # noqa: ANN401
        encrypted = await self.is_encrypted(room)
        if encrypted:
            if room not in self.client.rooms or self.client.olm is None:
                raise Later("the room is encrypted and not known yet", seconds=1.0)
            if not self.client.rooms[room].members_synced:  # nio asks too, but cannot tell a refusal from an outage
                self._read("joined_members", await self.client.joined_members(room))
                if self.client.should_query_keys:
                    await self.client.keys_query()
            await share(self.client, room)
        return await self.client.room_send(room, kind, dict(content), tx_id=key, ignore_unverified_devices=True)

    async def _whole(self, call: Awaitable[Any]) -> Any:  # noqa: ANN401
        """Await something to its end, even where whoever waits for it is cancelled."""
        task = asyncio.ensure_future(call)
        self._under_way.add(task)
        task.add_done_callback(self._under_way.discard)
        try:
            return await asyncio.shield(task)
        except (aiohttp.ClientError, TimeoutError, OSError) as error:
            raise Later(type(error).__name__, seconds=AGAIN) from None
        except (LocalProtocolError, SendRetryError, EncryptionError) as error:
            raise Later(type(error).__name__, seconds=AGAIN) from None

    def _read(self, what: str, answer: Any) -> Any:  # noqa: ANN401
        """Return an answer that is none of nio's errors; raise what an error means."""
        if not isinstance(answer, ErrorResponse):
            return answer
        code = str(answer.status_code or "")
        if code in DONE_ALREADY:
            return answer
        raise self.told(what, code, answer.retry_after_ms)

    def told(self, what: str, code: str, retry_after_ms: object = None) -> PortError:
        """Say what an error of the homeserver means."""
        if code in ("M_LIMIT_EXCEEDED", "429"):
            seconds = retry_after_ms / 1000 if isinstance(retry_after_ms, int | float) else AGAIN
            if what == "send":
                self.budget.shut(seconds)
            self.on_limited()
            _log.warning("matrix.limited", effect=what, seconds=seconds)
            return Later(f"{what}: limited", seconds=max(seconds, 0.1))
        if code in UNAUTHORIZED:
            self.on_unauthorized(code)
            return Later(f"{what}: {code}", seconds=UNAUTHORIZED_AGAIN)
        if code in LOST:
            return Refused(f"{what}: {code}", place_lost=True, mend=self.mend)
        if code in MISTAKEN:
            _log.warning("matrix.refused", effect=what, reason=code)
            return Refused(f"{what}: {code}", place_lost=False)
        return Later(f"{what}: {code or 'no clear answer'}", seconds=AGAIN)
