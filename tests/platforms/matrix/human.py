"""Somebody with a Matrix client of their own: a device, keys, an open window on their rooms; and patience, but bounded.

They see what a person would see: the events they can decrypt, messages with their latest edit, reactions, native polls.
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, Final, Self, TypeVar
from urllib.parse import quote

import aiohttp
from nio import (
    AsyncClient,
    AsyncClientConfig,
    EncryptionError,
    ErrorResponse,
    MegolmEvent,
    Response,
    SyncResponse,
)

from tests.platforms.matrix.seen import POLL, Seen
from tests.platforms.matrix.synapse import Account, Synapse

PATIENCE: Final = 20.0  # seconds, after which what was awaited will not come
FILTER: Final = {"room": {"timeline": {"limit": 1000}}, "presence": {"types": []}}
ENCRYPTION: Final = {"type": "m.room.encryption", "state_key": "", "content": {"algorithm": "m.megolm.v1.aes-sha2"}}

T = TypeVar("T")


class Refused(Exception):
    """The server refused what somebody asked of it."""


def taken(response: Response) -> Any:  # noqa: ANN401 - whatever nio answers
    """Return what the server answered; raise ``Refused`` where it is an error."""
    if isinstance(response, ErrorResponse):
        raise Refused(str(response))
    return response


@dataclass(slots=True)
class Human:
    """One device of one person. ``name`` is the account's first part, which is also how others see them."""

    client: AsyncClient
    name: str
    seen: dict[str, Seen] = field(default_factory=dict)
    _unread: dict[str, MegolmEvent] = field(default_factory=dict)
    _news: asyncio.Event = field(default_factory=asyncio.Event)
    _looking: asyncio.Task[None] | None = None

    @classmethod
    async def arrive(cls, synapse: Synapse, account: Account, folder: Path) -> Self:
        """Open a client on a device and look at what there is."""
        store = folder / account.device
        store.mkdir(parents=True, exist_ok=True)
        client = AsyncClient(
            synapse.url,
            account.user,
            device_id=account.device,
            store_path=str(store),
            config=AsyncClientConfig(encryption_enabled=True, pickle_key="of the tests", max_timeouts=3),
        )
        client.restore_login(account.user, account.device, account.token)
        human = cls(client, account.user[1:].partition(":")[0])
        await human._look_once(since=None)
        await human._keep_house()
        human._looking = asyncio.create_task(human._look())
        return human

    @property
    def user(self) -> str:
        """The person's mxid."""
        return str(self.client.user_id)

    async def close(self) -> None:
        """Shut the window."""
        if self._looking is not None:
            self._looking.cancel()
            with suppress(asyncio.CancelledError):
                await self._looking
        await self.client.close()
        if self.client.store is not None:
            self.client.store.database.close()

    # Rooms

    async def make_room(
        self,
        *invited: str,
        name: str | None = None,
        encrypted: bool = False,
        direct: bool = False,
        version: str | None = None,
        power: Mapping[str, Any] | None = None,
    ) -> str:
        """Make a room, invite people, and return its id once it is seen."""
        made = taken(
            await self.client.room_create(
                name=name,
                invite=list(invited),
                is_direct=direct,
                room_version=version,
                initial_state=[ENCRYPTION] if encrypted else [],
                power_level_override=dict(power) if power is not None else None,
            )
        )
        room = str(made.room_id)
        if direct:
            await self._remember_direct(invited[0], room)
        await self.until(lambda: room in self.client.rooms and self.client.rooms[room].encrypted == encrypted)
        return room

    async def invite(self, room: str, user: str) -> None:
        """Invite somebody."""
        taken(await self.client.room_invite(room, user))

    async def join(self, room: str) -> None:
        """Accept an invitation."""
        taken(await self.client.join(room))
        await self.until(lambda: room in self.client.rooms)

    async def leave(self, room: str) -> None:
        """Leave a room."""
        taken(await self.client.room_leave(room))

    async def kick(self, room: str, user: str) -> None:
        """Throw somebody out."""
        taken(await self.client.room_kick(room, user))

    async def set_state(self, room: str, kind: str, content: Mapping[str, Any]) -> None:
        """Set a state event."""
        taken(await self.client.room_put_state(room, kind, dict(content)))

    async def sees_member(self, room: str, user: str, *, within: float = PATIENCE) -> None:
        """Wait until somebody is in the room, so that what is said next can be read by them."""

        def there() -> bool:
            member = self.client.rooms[room].users.get(user) if room in self.client.rooms else None
            return member is not None and not member.invited

        await self.until(there, within=within)

    # What people do

    async def say(
        self,
        room: str,
        body: str,
        *,
        html: str | None = None,
        mentions: Sequence[str] = (),
        thread: str | None = None,
        reply: str | None = None,
        notice: bool = False,
    ) -> str:
        """Say something; return the event's id."""
        content: dict[str, Any] = {"msgtype": "m.notice" if notice else "m.text", "body": body}
        if html is not None:
            content |= {"format": "org.matrix.custom.html", "formatted_body": html}
        content["m.mentions"] = {"user_ids": list(mentions)} if mentions else {}
        if thread is not None:
            falling_back = {"is_falling_back": True, "m.in_reply_to": {"event_id": reply or thread}}
            content["m.relates_to"] = {"rel_type": "m.thread", "event_id": thread, **falling_back}
        elif reply is not None:
            content["m.relates_to"] = {"m.in_reply_to": {"event_id": reply}}
        return await self.send(room, "m.room.message", content)

    def change_key(self, room: str) -> None:
        """Say what comes next in an encrypted room under a key of its own."""
        self.client.invalidate_outbound_session(room)

    async def edit(self, room: str, message: str, body: str) -> str:
        """Edit one's own message."""
        words = {"msgtype": "m.text", "body": body}
        relation = {"rel_type": "m.replace", "event_id": message}
        edited = {**words, "body": f"* {body}", "m.new_content": words, "m.relates_to": relation}
        return await self.send(room, "m.room.message", edited)

    async def react(self, room: str, message: str, key: str) -> str:
        """React with an emoji."""
        relation = {"rel_type": "m.annotation", "event_id": message, "key": key}
        return await self.send(room, "m.reaction", {"m.relates_to": relation})

    async def vote(self, room: str, poll: Seen, *answers: str) -> str:
        """Vote in a native poll, by the answers' texts; none takes the vote back."""
        chosen = {"answers": [poll.answers[answer] for answer in answers]}
        relation = {"rel_type": "m.reference", "event_id": poll.id}
        return await self.send(room, f"{POLL}.response", {"m.relates_to": relation, f"{POLL}.response": chosen})

    async def redact(self, room: str, event: str) -> None:
        """Take an event away."""
        taken(await self.client.room_redact(room, event))

    async def send(self, room: str, kind: str, content: Mapping[str, Any]) -> str:
        """Send any event, encrypted where the room is."""
        sent = taken(await self.client.room_send(room, kind, dict(content), ignore_unverified_devices=True))
        return str(sent.event_id)

    # What people see

    async def until(self, look: Callable[[], T | None], *, within: float = PATIENCE) -> T:
        """Return what ``look`` gives as soon as that is something; say what was seen if it never is."""
        try:
            async with asyncio.timeout(within):
                while not (found := look()):
                    await self._news.wait()
                    self._news.clear()
        except TimeoutError:
            raise AssertionError(f"{self.name} waited in vain; seen so far:\n{self._told()}") from None
        return found

    async def sees(self, room: str, wanted: Callable[[Seen], bool], *, within: float = PATIENCE) -> Seen:
        """Wait for an event of the room that is as wanted."""
        return await self.until(lambda: next(filter(wanted, self.events(room)), None), within=within)

    async def reads(self, room: str, *words: str, sender: str | None = None, within: float = PATIENCE) -> Seen:
        """Wait until one message, as it stands after its edits, says all these words."""

        def find() -> Seen | None:
            return next(
                (
                    one
                    for one in self.messages(room)
                    if (sender is None or one.sender == sender) and all(word in one.text for word in words)
                ),
                None,
            )

        return await self.until(find, within=within)

    def events(self, room: str) -> list[Seen]:
        """Return what is in the room, in the order in which it came."""
        return [one for one in self.seen.values() if one.room == room]

    def messages(self, room: str) -> list[Seen]:
        """Return the messages and polls of a room as people see them: edited ones once, as they stand now."""
        found: dict[str, Seen] = {}
        for one in self.events(room):
            if one.edits in found and found[one.edits].sender == one.sender:
                before = found[one.edits]
                new = {**one.content.get("m.new_content", {}), "m.relates_to": before.relation}  # an edit keeps it
                found[one.edits] = replace(before, content=new)
            elif not one.redacted and one.edits is None and one.type in {"m.room.message", f"{POLL}.start"}:
                found[one.id] = one
        return list(found.values())

    def reactions(self, room: str, message: str) -> list[tuple[str, str]]:
        """Return who reacted to a message, and with what."""
        return [
            (one.sender, str(one.relation.get("key")))
            for one in self.events(room)
            if one.type == "m.reaction" and not one.redacted and one.relation.get("event_id") == message
        ]

    async def history(self, room: str) -> list[dict[str, Any]]:
        """Return the room's events as the server keeps them, ciphertext and all, the oldest first."""
        found: list[dict[str, Any]] = []
        start = ""
        while True:
            path = f"/_matrix/client/v3/rooms/{quote(room)}/messages?dir=b&limit=1000{start}"
            page = await self._ask("GET", path)
            found += page["chunk"]
            if not page["chunk"] or "end" not in page:
                return found[::-1]
            start = f"&from={page['end']}"

    # Underneath

    async def _look(self) -> None:
        while True:
            try:
                await self._look_once(self.client.next_batch)
                await self._keep_house()
            except (aiohttp.ClientError, TimeoutError, Refused):
                await asyncio.sleep(0.1)  # the server is away; a person's client knocks again

    async def _look_once(self, since: str | None) -> None:
        answer = await self.client.sync(
            timeout=0 if since is None else 10_000, sync_filter=FILTER, since=since, full_state=since is None
        )
        if not isinstance(answer, SyncResponse):
            raise Refused(str(answer))
        for room, joined in answer.rooms.join.items():
            for event in joined.timeline.events:
                self._see(room, event)
        for identifier, event in list(self._unread.items()):
            with suppress(EncryptionError):
                clear = self.client.decrypt_event(event)
                del self._unread[identifier]
                self._see(event.room_id, clear)
        self._news.set()

    def _see(self, room: str, event: Any) -> None:  # noqa: ANN401 - any of nio's events
        source = event.source
        readable = not isinstance(event, MegolmEvent)
        if not readable:
            event.room_id = room
            self._unread[event.event_id] = event
        gone = source.get("redacts") or source.get("content", {}).get("redacts")
        if source["type"] == "m.room.redaction" and gone in self.seen:
            self.seen[gone] = replace(self.seen[gone], redacted=True)
        self.seen[event.event_id] = Seen(
            id=event.event_id,
            room=room,
            sender=event.sender,
            type=source["type"],
            content=source.get("content", {}),
            at=int(event.server_timestamp),
            encrypted=not readable or bool(event.decrypted),
            readable=readable,
            redacted="redacted_because" in source.get("unsigned", {}),
            state_key=source.get("state_key"),
        )

    async def _keep_house(self) -> None:
        """Do what a client owes after each sync: keys up, keys asked for, sessions begun."""
        client = self.client
        if client.should_upload_keys:
            await client.keys_upload()
        if client.should_query_keys:
            await client.keys_query()
        if client.should_claim_keys:
            await client.keys_claim(client.get_users_for_key_claiming())
        await client.send_to_device_messages()

    async def _remember_direct(self, other: str, room: str) -> None:
        await self._ask("PUT", f"/_matrix/client/v3/user/{quote(self.user)}/account_data/m.direct", {other: [room]})

    async def _ask(self, method: str, path: str, body: object = None) -> Any:  # noqa: ANN401 - JSON
        """Ask the server for what nio has no word for."""
        headers = {"Authorization": f"Bearer {self.client.access_token}", "Content-Type": "application/json"}
        answer = await self.client.send(method, path, None if body is None else json.dumps(body), headers)
        answer.raise_for_status()
        return await answer.json()

    def _told(self) -> str:
        lines = [
            f"{one.sender} {one.type}{'' if one.readable else ' (unreadable)'}: {one.text[:200]!r}"
            for one in self.seen.values()
            if one.state_key is None
        ]
        return "\n".join(lines[-40:])
