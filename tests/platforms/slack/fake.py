"""A small Slack in this process: its Web API, its websockets, its signed requests, and what people would see.

It is faithful where it matters to the bot: single-use websocket addresses, one connection an envelope, acknowledgements
by id, tickets that are used once, a refusal of blocks beyond the limits, ephemerals kept out of the history.
"""

from __future__ import annotations

import asyncio
import hashlib
import hmac
import json
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from itertools import count
from typing import Any, Final
from urllib.parse import urlencode

import aiohttp
from aiohttp import web

from tests.platforms.slack import limits

TEAM: Final = "T1"
BOT: Final = "UBOT"
BOT_TOKEN: Final = "xoxb-test"  # noqa: S105 - of this Slack alone
APP_TOKEN: Final = "xapp-test"  # noqa: S105 - of this Slack alone
SECRET: Final = "hush"  # noqa: S105 - of this Slack alone
JSON_REFUSED: Final = ("users.info", "conversations.info", "conversations.members", "users.list", "users.conversations")


@dataclass(slots=True)
class Spoken:
    """A message as people see it. ``history`` keeps every state it had."""

    channel: str
    ts: str
    text: str
    blocks: list[dict[str, Any]]
    user: str = ""  # whom an ephemeral is for
    edits: int = 0


@dataclass(slots=True)
class Ack:
    """What the bot acknowledged a payload with; ``payload`` is None for an empty one."""

    status: int
    payload: Any = None


@dataclass(slots=True)
class FakeSlack:
    """One workspace, in which the bot is ``ritournelle``."""

    people: dict[str, dict[str, Any]] = field(default_factory=dict)
    channels: dict[str, dict[str, Any]] = field(default_factory=dict)
    members: dict[str, list[str]] = field(default_factory=dict)
    messages: list[Spoken] = field(default_factory=list)
    whispers: list[Spoken] = field(default_factory=list)
    files: list[tuple[str, str, bytes]] = field(default_factory=list)
    homes: dict[str, dict[str, Any]] = field(default_factory=dict)
    views: dict[str, dict[str, Any]] = field(default_factory=dict)
    opened: list[str] = field(default_factory=list)
    calls: list[str] = field(default_factory=list)
    refusals: dict[str, list[str]] = field(default_factory=dict)  # by method, the errors of the next calls
    limited: dict[str, int] = field(default_factory=dict)  # by method, how many calls answer 429
    numbers: count[int] = field(default_factory=lambda: count(1))
    _tickets: set[str] = field(default_factory=set)
    _sent: dict[str, bytes] = field(default_factory=dict)
    _replies: dict[str, tuple[str, str, int]] = field(default_factory=dict)
    _addresses: set[str] = field(default_factory=set)
    sockets: list[web.WebSocketResponse] = field(default_factory=list)
    _acks: dict[str, asyncio.Future[Ack]] = field(default_factory=dict)
    _runner: web.AppRunner | None = None
    url: str = ""
    http: str = ""  # where payloads are posted, in HTTP mode
    connected: asyncio.Event = field(default_factory=asyncio.Event)
    posted: asyncio.Event = field(default_factory=asyncio.Event)

    async def start(self) -> None:
        """Listen on a free port of this machine."""
        application = web.Application()
        application.router.add_route("*", "/api/{method}", self._api)
        application.router.add_get("/socket/{address}", self._socket)
        application.router.add_post("/upload/{file}", self._upload)
        application.router.add_post("/reply/{reply}", self._reply)
        self._runner = web.AppRunner(application, access_log=None, shutdown_timeout=0.1)
        await self._runner.setup()
        site = web.TCPSite(self._runner, "127.0.0.1", 0)
        await site.start()
        self.url = f"http://127.0.0.1:{self._runner.addresses[0][1]}"

    async def stop(self) -> None:
        """Shut every connection."""
        for socket in self.sockets:
            await socket.close()
        if self._runner is not None:
            await self._runner.cleanup()

    # The scene

    def person(self, user: str, name: str, **more: object) -> None:
        """Let somebody have an account."""
        self.people[user] = {"id": user, "team_id": TEAM, "name": name, "profile": {"display_name": name}, **more}

    def channel(self, channel: str, name: str, *users: str, bot: bool = True, **more: object) -> None:
        """Let there be a channel with these people in it."""
        self.channels[channel] = {"id": channel, "name": name, **more}
        self.members[channel] = [*users, *([BOT] if bot else ())]

    # What people do

    async def slash(self, user: str, channel: str, command: str, text: str) -> Ack:
        """Let somebody type a slash command."""
        ticket = self._ticket()
        body = {
            "command": command,
            "text": text,
            "user_id": user,
            "user_name": self.people[user]["name"],
            "channel_id": channel,
            "channel_name": self.channels.get(channel, {}).get("name", "directmessage"),
            "team_id": TEAM,
            "trigger_id": ticket,
            "response_url": self._reply_url(channel, user),
        }
        return await self.deliver("slash_commands", body)

    async def press(self, user: str, message: Spoken, action_id: str, value: str = "") -> Ack:
        """Let somebody press a button of a message, or choose from its select."""
        return await self.deliver("interactive", self.pressing(user, message, action_id, value))

    def pressing(self, user: str, message: Spoken, action_id: str, value: str = "") -> dict[str, Any]:
        """Return the payload of a press."""
        elements = [each for block in message.blocks if block["type"] == "actions" for each in block["elements"]]
        element = next(each for each in elements if each["action_id"] == action_id)
        action = {"action_id": action_id, "type": element["type"], "action_ts": self._ts()}
        if value:
            action["selected_option"] = next(each for each in element["options"] if each["value"] == value)
        return {
            "type": "block_actions",
            "user": {"id": user, "name": self.people[user]["name"], "team_id": TEAM},
            "team": {"id": TEAM},
            "trigger_id": self._ticket(),
            "channel": {"id": message.channel, "name": self.channels.get(message.channel, {}).get("name", "x")},
            "container": {
                "type": "message",
                "message_ts": message.ts,
                "channel_id": message.channel,
                "is_ephemeral": bool(message.user),
            },
            "actions": [action],
            "response_url": self._reply_url(message.channel, user),
        }

    async def submit(self, user: str, view: str, values: Mapping[str, Any]) -> Ack:
        """Let somebody send a modal, with what they changed; what was filled in before stays."""
        shown = self.views[view]
        state = {block["block_id"]: {"field": _initial(block)} for block in shown["blocks"] if block["type"] == "input"}
        for name, value in values.items():
            state[name] = {"field": value}
        body = {
            "type": "view_submission",
            "user": {"id": user, "name": self.people[user]["name"], "team_id": TEAM},
            "team": {"id": TEAM},
            "trigger_id": self._ticket(),
            "view": {**shown, "id": view, "state": {"values": state}},
        }
        return await self.deliver("interactive", body)

    async def happens(self, event: dict[str, Any], identifier: str = "", retry: int = 0) -> Ack:
        """Let the Events API tell something."""
        stamped = {"event_ts": self._ts(), **event}
        body = {
            "type": "event_callback",
            "team_id": TEAM,
            "event_id": identifier or f"Ev{next(self.numbers)}",
            "event": stamped,
        }
        return await self.deliver("events_api", body, retry=retry)

    async def deliver(self, kind: str, body: dict[str, Any], *, retry: int = 0) -> Ack:
        """Hand a payload to the bot by one of its sockets, or by a signed request; return the acknowledgement."""
        if self.http:
            return await self._post(kind, body, retry)
        await asyncio.wait_for(self.connected.wait(), 5)
        envelope = f"env{next(self.numbers)}"
        waiting: asyncio.Future[Ack] = asyncio.get_running_loop().create_future()
        self._acks[envelope] = waiting
        live = [socket for socket in self.sockets if not socket.closed]
        told = {"type": kind, "envelope_id": envelope, "payload": body, "accepts_response_payload": True}
        await live[next(self.numbers) % len(live)].send_json({**told, "retry_attempt": retry})
        try:
            return await asyncio.wait_for(waiting, 10)
        except TimeoutError:
            return Ack(status=0)

    async def _post(self, kind: str, body: dict[str, Any], retry: int) -> Ack:
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
        async with aiohttp.ClientSession() as session, session.post(self.http, data=raw, headers=headers) as answer:
            text = await answer.text()
            return Ack(status=answer.status, payload=json.loads(text) if text.startswith("{") else text or None)

    # What people see

    def cards(self, channel: str) -> list[Spoken]:
        """Return the messages of a channel that can be read now."""
        return [message for message in self.messages if message.channel == channel]

    def whispered(self, user: str) -> list[str]:
        """Return the words of all that only one person was told, in the channels and in the direct chat."""
        return [
            each.text for each in (*self.whispers, *self.messages) if each.user == user or each.channel == f"D{user}"
        ]

    def drop(self) -> None:
        """Cut every socket without a word."""
        for socket in self.sockets:
            assert socket._req is not None  # noqa: SLF001 - the only hold on the wire beneath
            if socket._req.transport is not None:  # noqa: SLF001
                socket._req.transport.abort()  # noqa: SLF001

    async def refresh(self) -> None:
        """Ask for every socket to be opened anew, as Slack does every few hours."""
        for socket in [each for each in self.sockets if not each.closed]:
            await socket.send_json({"type": "disconnect", "reason": "refresh_requested"})

    # The Web API

    async def _api(self, request: web.Request) -> web.Response:
        method = request.match_info["method"]
        self.calls.append(method)
        if self.limited.get(method, 0) > 0:
            self.limited[method] -= 1
            return web.json_response({"ok": False, "error": "ratelimited"}, status=429, headers={"Retry-After": "1"})
        token = request.headers.get("Authorization", "").removeprefix("Bearer ")
        if token != (APP_TOKEN if method == "apps.connections.open" else BOT_TOKEN):
            return web.json_response({"ok": False, "error": "invalid_auth"})
        if self.refusals.get(method):
            return web.json_response({"ok": False, "error": self.refusals[method].pop(0)})
        if request.content_type == "application/json":
            given = await request.json() if method not in JSON_REFUSED else {}
        else:
            given = {**request.query, **dict(await request.post())}
        answer = getattr(self, f"_{method.replace('.', '_')}")(given)
        return web.json_response(answer if "ok" in answer else {"ok": True, **answer})

    def _auth_test(self, _given: dict[str, Any]) -> dict[str, Any]:
        return {"team_id": TEAM, "user_id": BOT, "user": "ritournelle", "bot_id": "B1"}

    def _apps_connections_open(self, _given: dict[str, Any]) -> dict[str, Any]:
        address = f"a{next(self.numbers)}"
        self._addresses.add(address)
        return {"url": f"{self.url.replace('http', 'ws', 1)}/socket/{address}"}

    def _users_info(self, given: dict[str, Any]) -> dict[str, Any]:
        user = self.people.get(given.get("user", ""))
        return {"user": user} if user else {"ok": False, "error": "user_not_found"}

    def _users_list(self, _given: dict[str, Any]) -> dict[str, Any]:
        return {"members": list(self.people.values())}

    def _users_conversations(self, _given: dict[str, Any]) -> dict[str, Any]:
        return {"channels": [self.channels[each] for each, users in self.members.items() if BOT in users]}

    def _conversations_info(self, given: dict[str, Any]) -> dict[str, Any]:
        known = self.channels.get(given.get("channel", ""))
        return {"channel": known} if known else {"ok": False, "error": "channel_not_found"}

    def _conversations_members(self, given: dict[str, Any]) -> dict[str, Any]:
        return {"members": self.members.get(given.get("channel", ""), [])}

    def _conversations_open(self, given: dict[str, Any]) -> dict[str, Any]:
        return {"channel": {"id": f"D{given['users']}"}}

    def _may_post(self, given: dict[str, Any]) -> str:
        channel = given["channel"]
        if channel.startswith("D"):
            return ""
        if channel not in self.channels:
            return "channel_not_found"
        if self.channels[channel].get("is_archived"):
            return "is_archived"
        return "" if BOT in self.members[channel] else "not_in_channel"

    def _chat_postMessage(self, given: dict[str, Any]) -> dict[str, Any]:  # noqa: N802 - as Slack calls it
        error = self._may_post(given) or ("invalid_blocks" if (found := limits.message(given)) else "")
        if error:
            return {"ok": False, "error": error, "response_metadata": {"messages": found if error[0] == "i" else []}}
        ts = self._ts()
        self.messages.append(Spoken(given["channel"], ts, given["text"], given.get("blocks", [])))
        self.posted.set()
        return {"ts": ts, "channel": given["channel"]}

    def _chat_update(self, given: dict[str, Any]) -> dict[str, Any]:
        error = self._may_post(given) or ("invalid_blocks" if limits.message(given) else "")
        found = [each for each in self.messages if (each.channel, each.ts) == (given["channel"], given["ts"])]
        if error or not found:
            return {"ok": False, "error": error or "message_not_found"}
        found[0].text, found[0].blocks = given["text"], given.get("blocks", [])
        found[0].edits += 1
        return {"ts": given["ts"]}

    def _chat_postEphemeral(self, given: dict[str, Any]) -> dict[str, Any]:  # noqa: N802 - as Slack calls it
        error = self._may_post(given) or ("invalid_blocks" if limits.message(given) else "")
        if error:
            return {"ok": False, "error": error}
        self.whispers.append(Spoken(given["channel"], self._ts(), given["text"], given["blocks"], given["user"]))
        return {"message_ts": self._ts()}

    def _views_open(self, given: dict[str, Any]) -> dict[str, Any]:
        if given["trigger_id"] not in self._tickets:
            return {"ok": False, "error": "expired_trigger_id"}
        self._tickets.discard(given["trigger_id"])
        return self._shown(f"V{next(self.numbers)}", given["view"])

    def _views_update(self, given: dict[str, Any]) -> dict[str, Any]:
        return self._shown(given["view_id"], given["view"])

    def _views_publish(self, given: dict[str, Any]) -> dict[str, Any]:
        found = limits.view(given["view"])
        if found:
            return {"ok": False, "error": "invalid_blocks", "response_metadata": {"messages": found}}
        self.homes[given["user_id"]] = given["view"]
        return {"view": {"id": f"H{given['user_id']}"}}

    def _shown(self, identifier: str, view: dict[str, Any]) -> dict[str, Any]:
        if limits.view(view):
            return {"ok": False, "error": "invalid_blocks"}
        self.views[identifier] = view
        self.opened.append(identifier)
        return {"view": {"id": identifier, "hash": f"h{next(self.numbers)}"}}

    def _files_getUploadURLExternal(self, given: dict[str, Any]) -> dict[str, Any]:  # noqa: N802 - as Slack calls it
        file = f"F{next(self.numbers)}"
        return {"file_id": file, "upload_url": f"{self.url}/upload/{file}", "length": given["length"]}

    def _files_completeUploadExternal(self, given: dict[str, Any]) -> dict[str, Any]:  # noqa: N802 - as Slack calls it
        for each in given["files"]:
            self.files.append((given["channel_id"], each["title"], self._sent[each["id"]]))
        return {"files": given["files"]}

    async def _upload(self, request: web.Request) -> web.Response:
        self._sent[request.match_info["file"]] = await request.read()
        return web.Response(text="OK")

    async def _reply(self, request: web.Request) -> web.Response:
        reply, given = request.match_info["reply"], await request.json()
        channel, user, used = self._replies[reply]
        if used >= 5:
            return web.Response(status=404, text="used_url")
        self._replies[reply] = (channel, user, used + 1)
        assert limits.message(given) == []
        public = given.get("response_type") == "in_channel"
        self.whispers.append(Spoken(channel, self._ts(), given["text"], given["blocks"], "" if public else user))
        return web.Response(text="ok")

    async def _socket(self, request: web.Request) -> web.WebSocketResponse:
        address = request.match_info["address"]
        if address not in self._addresses:
            raise web.HTTPForbidden
        self._addresses.discard(address)
        socket = web.WebSocketResponse()
        await socket.prepare(request)
        await socket.send_json({"type": "hello", "num_connections": len(self.sockets) + 1})
        self.sockets.append(socket)
        self.connected.set()
        async for message in socket:
            if message.type is aiohttp.WSMsgType.TEXT:
                told = json.loads(message.data)
                waiting = self._acks.pop(told.get("envelope_id", ""), None)
                if waiting is not None and not waiting.done():
                    waiting.set_result(Ack(status=200, payload=told.get("payload") or None))
        self.sockets.remove(socket)
        if not self.sockets:
            self.connected.clear()
        return socket

    def _ticket(self) -> str:
        ticket = f"{next(self.numbers)}.trigger"
        self._tickets.add(ticket)
        return ticket

    def _reply_url(self, channel: str, user: str) -> str:
        reply = f"r{next(self.numbers)}"
        self._replies[reply] = (channel, user, 0)
        return f"{self.url}/reply/{reply}"

    def _ts(self) -> str:
        return f"{int(time.time())}.{next(self.numbers):06}"


def _initial(block: dict[str, Any]) -> dict[str, Any]:
    element = block["element"]
    kept = {"type": element["type"]}
    if element["type"] == "plain_text_input":
        return {**kept, "value": element.get("initial_value")}
    if element["type"] in ("checkboxes", "multi_static_select"):
        return {**kept, "selected_options": element.get("initial_options", [])}
    return {**kept, "selected_option": element.get("initial_option")}
