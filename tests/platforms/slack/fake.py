"""A small Slack in this process: its Web API, its websockets, its signed requests, and what people do there.

It is faithful where it matters to the bot: single-use websocket addresses, one connection an envelope, acknowledgements
by id within three seconds, tickets that live three seconds and are used once, response URLs that take five answers,
modals with complete states, a refusal of whatever is beyond the limits, ephemerals kept out of the history.
"""

from __future__ import annotations

import asyncio
import hashlib
import hmac
import json
import time
from collections import Counter
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.utils import format_datetime
from typing import Any, Final
from urllib.parse import urlencode

import aiohttp
from aiohttp import web

from tests.platforms.slack.web_api import SCOPES, WebApi
from tests.platforms.slack.world import TEAM, Json, Spoken, World

BOT_TOKEN: Final = "xoxb-test"  # noqa: S105 - of this Slack alone
APP_TOKEN: Final = "xapp-test"  # noqa: S105 - of this Slack alone
SECRET: Final = "hush"  # noqa: S105 - of this Slack alone
ACK_WITHIN: Final = 3.0  # seconds
JSON_REFUSED: Final = ("users.info", "conversations.info", "conversations.members", "users.list", "users.conversations")


@dataclass(slots=True)
class Ack:
    """What a payload was acknowledged with: ``status`` 0 when it was not, ``payload`` None for an empty one."""

    status: int
    payload: Any = None


@dataclass(slots=True)
class FakeSlack(World):
    """A workspace and the servers in front of it."""

    calls: list[str] = field(default_factory=list)
    knocks: Counter[str] = field(default_factory=Counter)  # by response URL, how often it was tried
    refusals: dict[str, list[str | Json]] = field(default_factory=dict)  # by method, the next errors, or whole answers
    limited: dict[str, int] = field(default_factory=dict)  # by method, how many calls answer 429
    retry_after: int = 1  # seconds
    broken: dict[str, int] = field(
        default_factory=dict
    )  # by method, how many calls happen, and are cut before the answer
    scopes: str = SCOPES
    url: str = ""
    http: str = ""  # where payloads are posted, in HTTP mode
    sockets: list[web.WebSocketResponse] = field(default_factory=list)
    expired: bool = False  # whether websocket addresses are refused
    patience: float = ACK_WITHIN  # seconds that an acknowledgement is waited for
    connected: asyncio.Event = field(default_factory=asyncio.Event)
    hanging: set[str] = field(default_factory=set)  # methods whose next call happens, and is never answered
    held: dict[str, asyncio.Event] = field(default_factory=dict)  # by method, until when its answers are held back
    hung: asyncio.Event = field(default_factory=asyncio.Event)
    refused: asyncio.Event = field(default_factory=asyncio.Event)  # a call was answered 429
    turned_away: asyncio.Event = field(default_factory=asyncio.Event)  # a websocket came with an old address
    posted: asyncio.Event = field(default_factory=asyncio.Event)
    _addresses: set[str] = field(default_factory=set)
    _acks: dict[str, asyncio.Future[Ack]] = field(default_factory=dict)
    _runner: web.AppRunner | None = None
    api: WebApi = field(init=False)

    def __post_init__(self) -> None:
        """Put the Web API in front of the workspace."""
        self.api = WebApi(self, socket=self._address)

    async def start(self) -> None:
        """Listen on a free port of this machine."""
        application = web.Application()
        application.router.add_route("*", "/api/{method}", self._called)
        application.router.add_get("/socket/{address}", self._socket)
        application.router.add_post("/upload/{file}", self._upload)
        application.router.add_post("/reply/{reply}", self._reply)
        self._runner = web.AppRunner(application, access_log=None, shutdown_timeout=0.1)
        await self._runner.setup()
        await web.TCPSite(self._runner, "127.0.0.1", 0).start()
        self.url = self.api.address = f"http://127.0.0.1:{self._runner.addresses[0][1]}"

    async def stop(self) -> None:
        """Shut every connection."""
        for socket in list(self.sockets):
            await socket.close()
        if self._runner is not None:
            await self._runner.cleanup()

    # What people do

    async def slash(self, user: str, channel: str, command: str, text: str) -> Ack:
        """Let somebody type a slash command."""
        return await self.deliver("slash_commands", self.slashing(user, channel, command, text))

    def slashing(self, user: str, channel: str, command: str, text: str) -> Json:
        """Return the payload of a slash command."""
        return {
            "command": command,
            "text": self.typed(text),
            "user_id": user,
            "user_name": self.people[user]["name"],
            "channel_id": channel,
            "channel_name": self.channels.get(channel, {}).get("name", "directmessage"),
            "team_id": TEAM,
            "trigger_id": self.ticket(user),
            "response_url": self._reply_url(channel, user),
        }

    async def press(self, user: str, message: Spoken, action_id: str, value: str = "") -> Ack:
        """Let somebody press a button of a message, or choose from its select."""
        return await self.deliver("interactive", self.pressing(user, message, action_id, value))

    def pressing(self, user: str, message: Spoken, action_id: str, value: str = "") -> Json:
        """Return the payload of a press."""
        element = next(each for each in message.actions() if each["action_id"] == action_id)
        original = message.ts if message.user else ""
        container = {"type": "message", "message_ts": message.ts, "channel_id": message.channel}
        return {
            **self._pressed(user, element, value),
            "channel": {"id": message.channel, "name": self.channels.get(message.channel, {}).get("name", "x")},
            "container": {**container, "is_ephemeral": bool(message.user)},
            "response_url": self._reply_url(message.channel, user, original),
        }

    async def press_home(self, user: str, action_id: str, value: str = "") -> Ack:
        """Let somebody press something on their App Home, which is no message and has no response URL."""
        blocks = self.homes[user]["blocks"]
        elements = [each for block in blocks for each in (*block.get("elements", ()), block.get("accessory", {}))]
        element = next(each for each in elements if each.get("action_id") == action_id)
        container = {"type": "view", "view_id": f"H{user}"}
        view = {**self.homes[user], "id": f"H{user}"}
        return await self.deliver(
            "interactive", {**self._pressed(user, element, value), "container": container, "view": view}
        )

    def _pressed(self, user: str, element: Json, value: str) -> Json:
        action = {"action_id": element["action_id"], "type": element["type"], "action_ts": self.ts()}
        if value:
            action["selected_option"] = next(each for each in element["options"] if each["value"] == value)
        return {
            "type": "block_actions",
            "user": self._user(user),
            "team": {"id": TEAM},
            "trigger_id": self.ticket(user),
            "actions": [action],
        }

    async def submit(self, user: str, view: str, values: Mapping[str, Any]) -> Ack:
        """Let somebody send a modal, with what they changed; unless it was refused, it closes."""
        body = {
            "type": "view_submission",
            "user": self._user(user),
            "team": {"id": TEAM},
            "trigger_id": self.ticket(user),
            "view": {**self.views[view], "state": {"values": self.filled(view, values)}},
        }
        ack = await self.deliver("interactive", body)
        told = ack.payload if isinstance(ack.payload, dict) else {}
        if ack.status == 200 and told.get("response_action") not in ("errors", "update", "push"):
            self.stacks[user].remove(view)
        return ack

    async def dismiss(self, user: str) -> None:
        """Let somebody close every modal they see."""
        self.stacks[user] = []

    async def choose_on_message(self, user: str, message: Spoken, callback: str, text: str) -> Ack:
        """Let somebody use a shortcut on a message that says ``text``."""
        body = {
            "type": "message_action",
            "callback_id": callback,
            "user": self._user(user),
            "team": {"id": TEAM},
            "trigger_id": self.ticket(user),
            "channel": {"id": message.channel, "name": self.channels.get(message.channel, {}).get("name", "x")},
            "message": {"type": "message", "user": user, "ts": message.ts, "text": text},
            "message_ts": message.ts,
            "response_url": self._reply_url(message.channel, user),
        }
        return await self.deliver("interactive", body)

    async def happens(self, event: Json, identifier: str = "", retry: int = 0) -> Ack:
        """Let the Events API tell something."""
        body = {
            "type": "event_callback",
            "team_id": TEAM,
            "event_id": identifier or f"Ev{next(self.numbers)}",
            "event": {"event_ts": self.ts(), **event},
        }
        return await self.deliver("events_api", body, retry=retry)

    async def writes(self, user: str, text: str) -> Ack:
        """Let somebody write to the bot in their direct chat."""
        said = {"type": "message", "channel_type": "im", "channel": f"D{user}", "user": user, "text": self.typed(text)}
        return await self.happens({**said, "ts": self.ts()})

    # How it reaches the bot

    async def deliver(self, kind: str, body: Json, *, retry: int = 0) -> Ack:
        """Hand a payload to the bot by one of its sockets, or by a signed request; return the acknowledgement."""
        if self.http:
            return await self._post(kind, body, retry)
        await asyncio.wait_for(self.connected.wait(), 5)
        envelope = f"env{next(self.numbers)}"
        waiting: asyncio.Future[Ack] = asyncio.get_running_loop().create_future()
        self._acks[envelope] = waiting
        live = [socket for socket in self.sockets if not socket.closed]
        told = {"type": kind, "envelope_id": envelope, "payload": body, "accepts_response_payload": True}
        again = {"retry_attempt": retry, "retry_reason": "timeout"} if retry else {}
        await live[next(self.numbers) % len(live)].send_json({**told, **again})
        try:
            return await asyncio.wait_for(waiting, self.patience)
        except TimeoutError:
            return Ack(status=0)

    async def _post(self, kind: str, body: Json, retry: int) -> Ack:
        if kind == "slash_commands":
            raw, content = urlencode(body), "application/x-www-form-urlencoded"
        elif kind == "interactive":
            raw, content = urlencode({"payload": json.dumps(body)}), "application/x-www-form-urlencoded"
        else:
            raw, content = json.dumps(body), "application/json"
        return await self.signed(raw, content, retry=retry)

    async def signed(
        self, raw: str, content: str, *, retry: int = 0, at: int | None = None, secret: str = SECRET
    ) -> Ack:
        """Post a body with a signature of version 0."""
        stamp = str(at if at is not None else int(time.time()))
        made = hmac.new(secret.encode(), f"v0:{stamp}:{raw}".encode(), hashlib.sha256).hexdigest()
        headers = {"Content-Type": content, "X-Slack-Request-Timestamp": stamp, "X-Slack-Signature": f"v0={made}"}
        if retry:
            headers |= {"X-Slack-Retry-Num": str(retry), "X-Slack-Retry-Reason": "http_timeout"}
        patience = aiohttp.ClientTimeout(total=self.patience)
        try:
            async with (
                aiohttp.ClientSession(timeout=patience) as session,
                session.post(self.http, data=raw, headers=headers) as answer,
            ):
                text = await answer.text()
        except TimeoutError:
            return Ack(status=0)
        return Ack(status=answer.status, payload=json.loads(text) if text.startswith("{") else text or None)

    def drop(self, most: int = 100) -> None:
        """Cut sockets without a word: so many, the oldest first."""
        for socket in self._forgotten(most):
            assert socket._req is not None  # noqa: SLF001 - the only hold on the wire beneath
            if socket._req.transport is not None:  # noqa: SLF001
                socket._req.transport.abort()  # noqa: SLF001

    async def refresh(self) -> None:
        """Ask for every socket to be opened anew, as Slack does every few hours; nothing more is sent by the old."""
        for socket in self._forgotten(100):
            await socket.send_json({"type": "disconnect", "reason": "refresh_requested"})

    def _forgotten(self, most: int) -> list[web.WebSocketResponse]:
        gone, self.sockets = self.sockets[:most], self.sockets[most:]
        if not self.sockets:
            self.connected.clear()
        return gone

    def called(self, method: str) -> int:
        """Return how often a method was called."""
        return Counter(self.calls)[method]

    # The servers

    async def _called(self, request: web.Request) -> web.Response:
        """Answer a call, given as a form, as JSON or in parts; a wrong token or too many calls are refused first."""
        method = request.match_info["method"]
        self.calls.append(method)
        if self.limited.get(method, 0) > 0:
            self.limited[method] -= 1
            self.refused.set()
            refusal = {"ok": False, "error": "ratelimited"}
            return web.json_response(refusal, status=429, headers={"Retry-After": str(self.retry_after)})
        token = request.headers.get("Authorization", "").removeprefix("Bearer ")
        if token != (APP_TOKEN if method == "apps.connections.open" else BOT_TOKEN):
            return web.json_response({"ok": False, "error": "invalid_auth"})
        if self.refusals.get(method):
            refused = self.refusals[method].pop(0)
            return web.json_response({"ok": False, "error": refused} if isinstance(refused, str) else refused)
        if request.content_type == "application/json":
            given = await request.json() if method not in JSON_REFUSED else {}
        else:
            given = {**request.query, **dict(await request.post())}
        answer = self.api.call(method, given)
        if method in self.held:
            await self.held[method].wait()
        if method in self.hanging:
            self.hanging.discard(method)
            self.hung.set()
            await asyncio.Event().wait()
        if self.broken.get(method, 0) > 0:
            self.broken[method] -= 1
            assert request.transport is not None
            request.transport.abort()
        if method == "chat.postMessage" and answer["ok"]:
            self.posted.set()
        date = format_datetime(datetime.fromtimestamp(self.clock(), UTC), usegmt=True)
        return web.json_response(answer, headers={"x-oauth-scopes": self.scopes, "Date": date})

    def _address(self) -> str:
        address = f"a{next(self.numbers)}"
        self._addresses.add(address)
        return f"{self.url.replace('http', 'ws', 1)}/socket/{address}"

    async def _upload(self, request: web.Request) -> web.Response:
        self.api.uploads[request.match_info["file"]] = await request.read()
        return web.Response(text="OK")

    async def _reply(self, request: web.Request) -> web.Response:
        name = request.match_info["reply"]
        self.knocks[name] += 1
        error = self.api.respond(name, await request.json())
        return web.Response(status=404 if error else 200, text=error or "ok")

    async def _socket(self, request: web.Request) -> web.WebSocketResponse:
        address = request.match_info["address"]
        known = address in self._addresses
        self._addresses.discard(address)  # once refused, it stays refused
        if self.expired or not known:
            self.turned_away.set()
            raise web.HTTPForbidden
        socket = web.WebSocketResponse()
        await socket.prepare(request)
        await socket.send_json({"type": "hello", "num_connections": len(self.sockets) + 1})
        self.sockets.append(socket)
        self.connected.set()
        with suppress(aiohttp.ClientConnectionResetError):
            await self._listen(socket)
        if socket in self.sockets:
            self.sockets.remove(socket)
        if not self.sockets:
            self.connected.clear()
        return socket

    async def _listen(self, socket: web.WebSocketResponse) -> None:
        async for message in socket:
            if message.type is aiohttp.WSMsgType.TEXT:
                told = json.loads(message.data)
                waiting = self._acks.pop(told.get("envelope_id", ""), None)
                if waiting is not None and not waiting.done():
                    waiting.set_result(Ack(status=200, payload=told.get("payload") or None))

    def _user(self, user: str) -> Json:
        return {"id": user, "name": self.people[user]["name"], "team_id": TEAM}

    def _reply_url(self, channel: str, user: str, original: str = "") -> str:
        return f"{self.url}/reply/{self.reply(channel, user, original)}"
