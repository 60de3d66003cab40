"""Who somebody is and what a conversation is called, kept for a while so that a press seldom waits for Slack.

What cannot be learned in time is not waited for: whoever is not known acts as a guest, who votes and never facilitates.
A press that answers waits for nobody's name, however many strangers press at once.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Iterable, Mapping
from typing import Any, Final

import structlog

from bot.port import PortError
from bot.slack import ids
from bot.slack.api import Api
from bot.slack.hear import Parties
from bot.slack.profiles import SLACKBOT, Channel, Profile, channel_of, profile_of
from handlers.events import Actor, Role, Where
from storage.records import PersonId, PlaceKind

FRESH: Final = 3600.0  # seconds
LONG_AGO: Final = float("-inf")
PATIENCE: Final = 1.0  # seconds
ONE_BY_ONE: Final = 20  # people asked for singly; for more, the workspace's whole list is read
PAGE: Final = 500

_log = structlog.get_logger("slack")


class People:
    """Looks at Slack through a cache. ``clock`` only goes forward, in seconds; ``team`` is the app's own workspace.

    ``patience`` is how many seconds an acknowledgement may wait for a name.
    """

    def __init__(self, api: Api, clock: Callable[[], float], patience: float = PATIENCE) -> None:
        self._api, self._clock, self._patience = api, clock, patience
        self.team, self.enterprise = "", ""
        self._profiles: dict[str, tuple[float, Profile]] = {}
        self._channels: dict[str, tuple[float, Channel]] = {}
        self._directs: dict[str, str] = {}
        self._asked: dict[str, asyncio.Task[None]] = {}

    async def around(self, parties: Parties) -> tuple[Actor, Where, dict[str, str]]:
        """Return who acts, where, and the names of those mentioned, after a moment's patience at most."""
        await self._learn(parties)
        user, channel = parties.user, parties.channel
        profile, known = self._profile(user), self._channel(channel)
        if not channel or channel.startswith("D"):
            # where two people talk the bot can never be: whoever asks there is answered in their chat with the bot
            own = self._directs.get(user) or channel or user
            name = profile.name if profile else parties.called or user
            where = Where(id=ids.place(self.team, own), kind=PlaceKind.DIRECT, name=name)
        else:
            name = known.name if known else f"#{parties.known_as or channel}"
            where = Where(id=ids.place(self.team, channel), kind=PlaceKind.ROOM, name=name)
        names = {each: held.name for each in parties.mentioned if (held := self._profile(each)) is not None}
        return self.actor(user, known if where.kind is PlaceKind.ROOM else None, parties.called), where, names

    def actor(self, user: str, channel: Channel | None = None, called: str = "") -> Actor:
        """Return somebody as they act in a conversation."""
        profile = self._profile(user)
        if profile is None:
            return Actor(id=ids.person(self.team, user), name=called or user, roles=frozenset({Role.GUEST}))
        roles: frozenset[Role] = frozenset()
        if profile.guest:
            roles = frozenset({Role.GUEST})
        elif profile.admin or (channel is not None and channel.creator == user):
            roles = frozenset({Role.MODERATOR})
        return Actor(
            id=ids.person(self.team, user), name=profile.name, locale=profile.locale, zone=profile.zone, roles=roles
        )

    def guests(self, users: Iterable[str]) -> frozenset[PersonId]:
        """Return which of these are guests, as far as is known."""
        return frozenset(ids.person(self.team, user) for user in users if (who := self._profile(user)) and who.guest)

    async def direct(self, person: PersonId) -> str:
        """Return the channel of somebody's direct chat with the bot, opening it the first time."""
        user = ids.native(person)
        if user not in self._directs:
            opened = await self._api.call("conversations.open", users=user)
            self._directs[user] = str(opened["channel"]["id"])
        return self._directs[user]

    def is_direct(self, user: str, channel: str) -> None:
        """Note which direct chat is somebody's with the bot."""
        self._directs[user] = channel

    async def humans(self, channel: str) -> tuple[Actor, ...]:
        """Return the people of a conversation: no bots, no closed accounts."""
        members: list[str] = []
        cursor = ""
        while True:
            page = await self._api.call("conversations.members", channel=channel, limit=PAGE, cursor=cursor or None)
            members += page.get("members", ())
            cursor = page.get("response_metadata", {}).get("next_cursor", "")
            if not cursor:
                break
        await self._meet([user for user in members if user not in self._profiles])
        profiles = ((user, self._profile(user)) for user in members)
        return tuple(self.actor(user) for user, profile in profiles if profile is not None and profile.human)

    async def channels(self) -> tuple[str, ...]:
        """Return the conversations that the bot is in, their names learned on the way."""
        found: list[str] = []
        cursor = ""
        while True:
            page = await self._api.call(
                "users.conversations",
                types="public_channel,private_channel,mpim",
                exclude_archived="true",
                limit=PAGE,
                cursor=cursor or None,
            )
            for described in page.get("channels", ()):
                self._channels[described["id"]] = (self._clock(), channel_of(described))
                found.append(described["id"])
            cursor = page.get("response_metadata", {}).get("next_cursor", "")
            if not cursor:
                return tuple(found)

    def where(self, channel: str) -> Where:
        """Return a room by what is known of it."""
        known = self._channel(channel)
        name = known.name if known else f"#{channel}"
        return Where(id=ids.place(self.team, channel), kind=PlaceKind.ROOM, name=name)

    async def close(self) -> None:
        """Ask no more: whoever waits for an answer goes on without."""
        asking = list(self._asked.values())
        for task in asking:
            task.cancel()
        await asyncio.gather(*asking, return_exceptions=True)

    def knows(self, user: str) -> bool:
        """Tell whether Slack ever said who somebody is."""
        return user in self._profiles

    def forget(self, identifier: str) -> None:
        """Let a user or a conversation be asked for again; until then, what was known of them stands."""
        if identifier in self._profiles:
            self._profiles[identifier] = (LONG_AGO, self._profiles[identifier][1])
        if identifier in self._channels:
            self._channels[identifier] = (LONG_AGO, self._channels[identifier][1])

    def _profile(self, user: str) -> Profile | None:
        held = self._profiles.get(user)
        return held[1] if held else None

    def _channel(self, channel: str) -> Channel | None:
        held = self._channels.get(channel)
        return held[1] if held else None

    def _old(self, held: Mapping[str, tuple[float, object]], key: str) -> bool:
        found = held.get(key)
        return found is None or self._clock() - found[0] > FRESH

    async def _learn(self, parties: Parties) -> None:
        """Ask for what is not known, or is old; what takes longer than one may wait comes too late for this once."""
        wanted: list[tuple[str, Callable[[str], Awaitable[None]]]] = [
            (user, self._ask_user)
            for user in dict.fromkeys((*(() if parties.hurried else (parties.user,)), *parties.mentioned))
            if user and self._old(self._profiles, user)
        ]
        channel = parties.channel
        if channel and not channel.startswith("D") and self._old(self._channels, channel):
            wanted.append((channel, self._ask_channel))
        if parties.user and (not channel or channel.startswith("D")) and parties.user not in self._directs:
            wanted.append((f"direct {parties.user}", self._ask_direct))
        if parties.hurried and self.knows(parties.user) and self._old(self._profiles, parties.user):
            self._ask_aside(parties.user)
        tasks = [self._ask_once(key, ask) for key, ask in wanted]
        if tasks:
            await asyncio.wait(tasks, timeout=self._patience)

    def _ask_aside(self, user: str) -> None:
        """Ask for whom nobody waits, unless many are asked for already: there is another time."""
        if len(self._asked) < ONE_BY_ONE:
            self._ask_once(user, self._ask_user)

    def _ask_once(self, key: str, ask: Callable[[str], Awaitable[None]]) -> asyncio.Task[None]:
        running = self._asked.get(key)
        if running is None:
            running = asyncio.create_task(self._quietly(key, ask))
            self._asked[key] = running
        return running

    async def _quietly(self, key: str, ask: Callable[[str], Awaitable[None]]) -> None:
        try:
            await ask(key)
        except PortError as error:
            _log.warning("slack.unknown", action="slack.unknown", reason=str(error))
        finally:
            self._asked.pop(key, None)

    async def _ask_user(self, user: str) -> None:
        answer = await self._api.call("users.info", user=user, include_locale="true")
        self._remember(answer["user"])

    async def _ask_channel(self, channel: str) -> None:
        answer = await self._api.call("conversations.info", channel=channel)
        self._channels[channel] = (self._clock(), channel_of(answer["channel"]))

    async def _ask_direct(self, key: str) -> None:
        await self.direct(ids.person(self.team, key.removeprefix("direct ")))

    async def _meet(self, users: Iterable[str]) -> None:
        """Learn who many people are: a few one by one, more of them from the workspace's list."""
        unknown = set(users) - {SLACKBOT}
        cursor = ""
        while len(unknown) > ONE_BY_ONE:
            page = await self._api.call("users.list", limit=PAGE, include_locale="true", cursor=cursor or None)
            for described in page.get("members", ()):
                self._remember(described)
                unknown.discard(described["id"])
            cursor = page.get("response_metadata", {}).get("next_cursor", "")
            if not cursor:
                break
        await asyncio.gather(*(self._ask_once(user, self._ask_user) for user in sorted(unknown)))

    def _remember(self, described: Mapping[str, Any]) -> None:
        self._profiles[str(described["id"])] = (self._clock(), profile_of(described, self.team, self.enterprise))
