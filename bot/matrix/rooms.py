"""What is known of the rooms, from their state events alone: names, members, powers, encryption, direct chats. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from bot.matrix import ids
from bot.matrix.seam import Raw
from handlers.events import Actor, Role, Where
from storage.records import PersonId, PlaceKind

MODERATOR: Final = 50
SMALL: Final = 3  # in a room of fewer people everybody has power, and it says nothing
NAMED: Final = 3
_CREATORS_ABOVE_ALL: Final = 12  # from this room version on, creators are in no list of powers
_HERE: Final = frozenset({"join"})
_EXPECTED: Final = frozenset({"join", "invite"})


@dataclass(slots=True)
class Member:
    """Somebody in a room: what the room calls them, and whether they joined or are only invited."""

    name: str
    membership: str


@dataclass(slots=True)
class Room:
    """One room, as its state tells it. ``learn`` takes state events in any order."""

    id: str
    name: str = ""
    alias: str = ""
    encrypted: bool = False
    version: str = "1"
    creators: frozenset[str] = frozenset()
    powers: Mapping[str, Any] = field(default_factory=dict)
    members: dict[str, Member] = field(default_factory=dict)

    def learn(self, event: Raw) -> None:
        """Take over what a state event says."""
        content = event.get("content")
        if not isinstance(content, Mapping) or "state_key" not in event:
            return
        match event.get("type"):
            case "m.room.member":
                self._member(str(event["state_key"]), content)
            case "m.room.name":
                self.name = _text(content.get("name"))
            case "m.room.canonical_alias":
                self.alias = _text(content.get("alias"))
            case "m.room.encryption":
                self.encrypted = True  # for good: nothing can turn it off
            case "m.room.power_levels":
                self.powers = content
            case "m.room.create":
                self._created(_text(event.get("sender")), content)
            case _:
                pass

    def _member(self, user: str, content: Mapping[str, Any]) -> None:
        membership = _text(content.get("membership"))
        if membership in _EXPECTED:
            self.members[user] = Member(_text(content.get("displayname")) or _local(user), membership)
        else:
            self.members.pop(user, None)

    def _created(self, sender: str, content: Mapping[str, Any]) -> None:
        self.version = _text(content.get("room_version")) or "1"
        more = content.get("additional_creators")
        self.creators = frozenset({sender, *(each for each in (more or ()) if isinstance(each, str))})

    @property
    def joined(self) -> tuple[str, ...]:
        """Who is in it, the bot included."""
        return tuple(user for user, member in self.members.items() if member.membership in _HERE)

    def power(self, user: str) -> float:
        """Return somebody's power; that of creators is above all from room version 12 on."""
        if user in self.creators and _number(self.version) >= _CREATORS_ABOVE_ALL:
            return float("inf")
        users = self.powers.get("users")
        if isinstance(users, Mapping) and user in users:
            return _number(users[user])
        return _number(self.powers.get("users_default", 0))

    def may_redact(self, user: str) -> bool:
        """Tell whether somebody may take away what others wrote."""
        return self.power(user) >= _number(self.powers.get("redact", MODERATOR))

    def moderates(self, user: str) -> bool:
        """Tell whether somebody is a first facilitator: by a power that others lack, or as the room's creator."""
        power = self.power(user)
        if power < MODERATOR or power <= _number(self.powers.get("users_default", 0)):
            return False
        return user in self.creators or len(self.joined) >= SMALL

    def called(self, bot: str) -> str:
        """Return what the room is called: its name, its alias, or who is in it."""
        others = [member.name for user, member in self.members.items() if user != bot]
        listed = ", ".join(others[:NAMED]) + (f" +{len(others) - NAMED}" if len(others) > NAMED else "")
        return self.name or self.alias or listed or self.id


class Rooms:
    """All rooms of one account. ``directs`` is its list of direct chats: which rooms were begun with whom."""

    def __init__(self, bot: str) -> None:
        self.bot = bot
        self._rooms: dict[str, Room] = {}
        self.directs: dict[str, list[str]] = {}

    def __getitem__(self, room: str) -> Room:
        return self._rooms.setdefault(room, Room(room))

    def __contains__(self, room: object) -> bool:
        return room in self._rooms

    def known(self) -> tuple[str, ...]:
        """Return the rooms that the bot is in."""
        return tuple(each for each, room in self._rooms.items() if self.bot in room.joined)

    def learn(self, room: str, events: Iterable[Raw]) -> None:
        """Take over what state events say."""
        held = self[room]
        for event in events:
            held.learn(event)

    def listed(self, content: Mapping[str, Any]) -> None:
        """Take over the account's list of direct chats."""
        self.directs = {
            str(user): [str(room) for room in rooms] for user, rooms in content.items() if isinstance(rooms, list)
        }

    def is_direct(self, room: str) -> bool:
        """Tell whether a room is a direct chat: begun as one, and of two people at most."""
        begun = self._made(room) or any(room in rooms for rooms in self.directs.values())
        return begun and len(self[room].members) <= 2

    def direct_with(self, user: str) -> str | None:
        """Return the room of the direct chat with somebody who is still in it, the latest begun first."""
        made = [room for room in self._rooms if self._made(room)]
        for room in (*reversed(self.directs.get(user, [])), *made):
            if room in self and user in self[room].members and self.bot in self[room].joined and self.is_direct(room):
                return room
        return None

    def _made(self, room: str) -> bool:
        """Tell whether the bot made a room: it makes direct chats only, and a crash may keep one out of the list."""
        return self.bot in self[room].creators

    def where(self, room: str) -> Where:
        """Return a place as events tell it."""
        held = self[room]
        direct = self.is_direct(room)
        return Where(
            id=ids.place(room),
            kind=PlaceKind.DIRECT if direct else PlaceKind.ROOM,
            name=held.called(self.bot),
            members_known=not direct,
        )

    def actor(self, room: str, user: str) -> Actor:
        """Return somebody as they act in a room."""
        held = self[room]
        member = held.members.get(user)
        roles = {Role.MODERATOR} if not self.is_direct(room) and held.moderates(user) else set()
        return Actor(id=ids.person(user), name=member.name if member else _local(user), roles=frozenset(roles))

    def humans(self, room: str) -> tuple[Actor, ...]:
        """Return who is in a room, the bot left out."""
        return tuple(self.actor(room, user) for user in self[room].joined if user != self.bot)

    def name_of(self, person: PersonId, room: str) -> str:
        """Return what a room calls somebody."""
        user = ids.native(person)
        member = self[room].members.get(user)
        return member.name if member else _local(user)


def _local(user: str) -> str:
    return user.partition(":")[0].removeprefix("@")


def _text(value: object) -> str:
    return value if isinstance(value, str) else ""


def _number(value: object) -> float:
    """Read a power or a version; old rooms hold powers as strings, and some hold nonsense."""
    if isinstance(value, bool) or not isinstance(value, int | float | str):
        return 0.0
    try:
        return float(value)
    except ValueError:
        return 0.0
