"""What a workspace holds: people, channels, messages, modals and tickets, as Slack keeps them."""

from __future__ import annotations

import re
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from itertools import count
from typing import Any, Final

TEAM: Final = "T1"
BOT: Final = "UBOT"
TICKET_LIVES: Final = 3.0  # seconds
REPLIES: Final = 5  # answers at one address
REPLY_LIVES: Final = 1800.0  # seconds
STACK: Final = 3  # modals on top of each other

Json = dict[str, Any]


@dataclass(slots=True)
class Spoken:
    """A message as people see it."""

    channel: str
    ts: str
    text: str
    blocks: list[Json]
    user: str = ""  # whom an ephemeral is for
    edits: int = 0

    def actions(self) -> list[Json]:
        """Return what can be pressed on it."""
        return [element for block in self.blocks if block["type"] == "actions" for element in block["elements"]]


@dataclass(slots=True)
class Handed:
    """A file that was shared in a channel."""

    channel: str
    name: str
    content: bytes
    comment: str
    alt: str


@dataclass(slots=True)
class Ticket:
    """A trigger id: whose it is, and until when it is taken, once."""

    user: str
    until: float


@dataclass(slots=True)
class Reply:
    """A response URL: where and for whom it answers, until when, and how often it did."""

    channel: str
    user: str
    until: float
    used: int = 0
    original: str = ""  # the ephemeral that it may replace


@dataclass(slots=True)
class World:
    """One workspace, in which the bot is ``ritournelle``. ``clock`` stamps what happens, in seconds."""

    clock: Callable[[], float] = time.time
    people: dict[str, Json] = field(default_factory=dict)
    channels: dict[str, Json] = field(default_factory=dict)
    members: dict[str, list[str]] = field(default_factory=dict)
    messages: list[Spoken] = field(default_factory=list)
    whispers: list[Spoken] = field(default_factory=list)
    handed: list[Handed] = field(default_factory=list)
    homes: dict[str, Json] = field(default_factory=dict)
    views: dict[str, Json] = field(default_factory=dict)
    states: dict[str, Json] = field(default_factory=dict)  # by modal, what was typed and refused
    opened: list[str] = field(default_factory=list)  # the ids of views, each time they were drawn
    stacks: dict[str, list[str]] = field(default_factory=dict)  # by person, the modals that are open
    tickets: dict[str, Ticket] = field(default_factory=dict)
    replies: dict[str, Reply] = field(default_factory=dict)
    numbers: count[int] = field(default_factory=lambda: count(1))

    def person(self, user: str, name: str, **more: object) -> None:
        """Let somebody have an account."""
        self.people[user] = {"id": user, "team_id": TEAM, "name": name, "profile": {"display_name": name}, **more}

    def channel(self, channel: str, name: str, *users: str, bot: bool = True, **more: object) -> None:
        """Let there be a channel with these people in it."""
        self.channels[channel] = {"id": channel, "name": name, **more}
        self.members[channel] = [*users, *([BOT] if bot else ())]

    def typed(self, text: str) -> str:
        """Return a text as Slack hands it over: escaped, and each ``@name`` of somebody as a mention."""
        names = {each["name"]: user for user, each in self.people.items()}
        escaped = text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")

        def mention(word: re.Match[str]) -> str:
            return f"<@{names[word[1]]}|{word[1]}>" if word[1] in names else word[0]

        return re.sub(r"@([\w.-]+)", mention, escaped)

    def cards(self, channel: str) -> list[Spoken]:
        """Return the messages of a channel that can be read now."""
        return [message for message in self.messages if message.channel == channel]

    def private(self, user: str) -> list[Spoken]:
        """Return all that only one person was told, in the channels and in the direct chat, in its order."""
        direct = f"D{user}"
        said = [each for each in (*self.whispers, *self.messages) if each.user == user or each.channel == direct]
        return sorted(said, key=lambda each: each.ts)

    def whispered(self, user: str) -> list[str]:
        """Return the words of what only one person was told."""
        return [each.text for each in self.private(user)]

    def files(self, channel: str) -> list[Handed]:
        """Return the files that were shared in a channel."""
        return [each for each in self.handed if each.channel == channel]

    def modal(self, user: str) -> str | None:
        """Return the id of the modal that somebody sees."""
        stack = self.stacks.get(user)
        return stack[-1] if stack else None

    def ts(self) -> str:
        """Return a message's own time, which no other message has."""
        return f"{int(self.clock())}.{next(self.numbers):06}"

    def ticket(self, user: str) -> str:
        """Give a trigger id."""
        ticket = f"{next(self.numbers)}.trigger"
        self.tickets[ticket] = Ticket(user, time.monotonic() + TICKET_LIVES)
        return ticket

    def redeemed(self, ticket: str) -> tuple[str, str]:
        """Take a trigger id, once and in time; return whose it is, or the error."""
        held = self.tickets.get(ticket)
        if held is None:
            return "", "invalid_trigger_id"
        if not held.user:
            return "", "exchanged_trigger_id"
        user, held.user = held.user, ""
        return (user, "") if time.monotonic() <= held.until else ("", "expired_trigger_id")

    def reply(self, channel: str, user: str, original: str = "") -> str:
        """Give the name of a response URL."""
        name = f"r{next(self.numbers)}"
        self.replies[name] = Reply(channel, user, self.clock() + REPLY_LIVES, original=original)
        return name

    def filled(self, view: str, values: Mapping[str, Any]) -> Json:
        """Return the state of a modal: every input, with what was filled in before where nobody changed it."""
        asked = [block for block in self.views[view]["blocks"] if block["type"] == "input"]
        before = self.states.get(view, {})
        state = {each["block_id"]: before.get(each["block_id"], {"field": _initial(each)}) for each in asked}
        for name, value in values.items():
            assert name in state, f"the modal does not ask {name!r} but {list(state)}"
            state[name] = {"field": value}
        self.states[view] = state
        return state


def _initial(block: Json) -> Json:
    element = block["element"]
    kept = {"type": element["type"]}
    if element["type"] == "plain_text_input":
        return {**kept, "value": element.get("initial_value")}
    if element["type"] in ("checkboxes", "multi_static_select"):
        return {**kept, "selected_options": element.get("initial_options", [])}
    return {**kept, "selected_option": element.get("initial_option")}
