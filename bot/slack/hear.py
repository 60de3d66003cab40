"""A payload of Slack becomes what the clerk hears: pure, without a network or a clock.

Two steps, since a person's name and language take a look at a cache: ``parties`` says whom and what place a payload
names, ``hear`` makes the event of it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from typing import Any, Final, TypeVar

from bot.slack import forms, ids
from bot.slack.text import unescape
from handlers.events import Actor, Back, Command, Event, Gone, Joined, Left, Press, Submit, Where, number_in
from handlers.language.vocabulary import feature_of
from storage.records import PersonId, PlaceKind

Body = Mapping[str, Any]

_MARK: Final = re.compile(r"<([@#!])([^>|]+)(?:\|([^>]*))?>")
_LINK: Final = re.compile(r"<((?:https?|mailto|tel):[^>|]+)(?:\|([^>]*))?>")
_GONE: Final = frozenset(
    {"channel_archive", "group_archive", "channel_deleted", "group_deleted", "channel_left", "group_left"}
)
_RENAMED: Final = frozenset({"channel_rename", "group_rename", "channel_unarchive", "group_unarchive"})
_CHANGED: Final = frozenset({"user_change", "user_profile_changed"})
_UNINSTALLED: Final = frozenset({"app_uninstalled", "tokens_revoked"})
_ANSWERS: Final = frozenset({"vote", "answer", "pass", "withdraw"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Parties:
    """Whom a payload names: who did it, where, and the people in what they typed.

    ``channel`` is empty where the payload names none (a modal, the App Home): the direct chat is meant. ``called`` and
    ``known_as`` are what the payload itself says of the person and the place. ``hurried`` is a press that answers:
    no role decides whether it may, so it need not wait until it is known who pressed.
    """

    user: str
    channel: str = ""
    known_as: str = ""
    called: str = ""
    mentioned: tuple[str, ...] = ()
    hurried: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """What is known of them: the actor, the place, the name of each person mentioned, by Slack's id, and the guests."""

    team: str
    bot: str
    bot_name: str
    actor: Actor
    where: Where
    names: Mapping[str, str] = field(default_factory=dict)
    guests: frozenset[PersonId] = frozenset()


@dataclass(frozen=True, slots=True)
class Opened:
    """Somebody looks at the App Home."""

    user: str


@dataclass(frozen=True, slots=True)
class Changed:
    """Somebody's profile changed; ``closed``: their account is no more."""

    user: str
    closed: bool = False


@dataclass(frozen=True, slots=True)
class Renamed:
    """What is known of a conversation is old."""

    channel: str


@dataclass(frozen=True, slots=True)
class Uninstalled:
    """The app was taken out of the workspace, or its tokens were revoked."""


Heard = Event | Gone | Back
_Otherwise = TypeVar("_Otherwise", datetime, None)
Aside = Opened | Changed | Renamed | Uninstalled


def aside(body: Body) -> Aside | None:
    """Return what concerns the adapter alone."""
    event = _event(body)
    kind = event.get("type")
    if kind == "app_home_opened" and event.get("tab") == "home":
        return Opened(str(event["user"]))
    if kind in _CHANGED:
        user = event["user"]
        described: Mapping[str, Any] = user if isinstance(user, Mapping) else {"id": user}
        return Changed(str(described["id"]), closed=bool(described.get("deleted")))
    if kind in _UNINSTALLED:
        return Uninstalled()
    return None


def parties(body: Body) -> Parties | None:
    """Return whom a payload names; None for one that is nothing to the bot."""
    if "command" in body:
        return Parties(
            user=body["user_id"],
            channel=body["channel_id"],
            known_as=body.get("channel_name", ""),
            called=body.get("user_name", ""),
            mentioned=_mentioned(body.get("text", "")),
        )
    if body.get("type") in ("block_actions", "view_submission", "message_action"):
        return _of_interaction(body)
    event = _event(body)
    kind = event.get("type")
    if kind in ("member_joined_channel", "member_left_channel"):
        return Parties(user=event["user"], channel=event["channel"])
    if _is_said(event):
        return Parties(user=event["user"], channel=event["channel"], mentioned=_mentioned(event.get("text", "")))
    if kind in _GONE or kind in _RENAMED:
        channel = event["channel"]
        return Parties(user="", channel=channel["id"] if isinstance(channel, Mapping) else channel)
    return None


def hear(body: Body, known: Known, now: datetime) -> Event | Gone | Back | None:
    """Make an event of a payload; ``now``, by Slack's clock, is for those that say no time of their own.

    None: nothing was asked.
    """
    if (read := _READ.get("command" if "command" in body else str(body.get("type")))) is not None:
        from_afar = known.where.kind is PlaceKind.ROOM  # typed or pressed where the bot may be no more
        return read(body, replace(known, where=replace(known.where, heard_there=not from_afar)), now)
    return _happened(_event(body), str(body.get("event_id", "")), known, now)


def _happened(event: Mapping[str, Any], identifier: str, known: Known, now: datetime) -> Event | Gone | Back | None:
    """Read an event of the Events API."""
    kind, at = event.get("type"), _instant(event.get("event_ts") or event.get("ts"), now)
    if kind in ("member_joined_channel", "member_left_channel"):
        return _moved(event, identifier, known, at)
    if _is_said(event):
        text, people = spoken(event.get("text", ""), known)
        return Command(**_who(known), id=identifier, at=at, text=text, people=people, guests=known.guests, bare=True)
    if kind in _GONE:
        mend = f"/invite @{known.bot_name}" if kind in ("channel_left", "group_left") else ""
        return Gone(id=identifier, at=at, place=known.where.id, mend=mend)
    return Back(id=identifier, at=at, where=known.where) if kind in _RENAMED else None


def stamp(body: Body) -> datetime | None:
    """Return when something was pressed, by Slack's clock; None for a payload that does not say, or may be a repeat."""
    pressed_on = body if body.get("type") == "message_action" else next(iter(body.get("actions") or ()), {})
    return _instant(pressed_on["action_ts"], None) if "action_ts" in pressed_on else None


def spoken(text: str, known: Known) -> tuple[str, dict[str, PersonId]]:
    """Read a typed text: Slack's marks as words, and who each ``@name`` in it is."""
    people: dict[str, PersonId] = {}
    names = dict(_distinct(known.names))

    def word(mark: re.Match[str]) -> str:
        sigil, identifier, shown = mark[1], mark[2], mark[3] or ""
        if sigil == "@":
            name = names.get(identifier) or f"@{shown or identifier}"
            people[name] = ids.person(known.team, identifier)
            return name
        return f"#{shown or identifier}" if sigil == "#" else f"@{shown or identifier}"

    plain = _LINK.sub(lambda link: link[2] or link[1], _MARK.sub(word, text))
    return unescape(plain), people


def pressed(identifier: str) -> tuple[str, int, tuple[int, ...], str]:
    """Read a button's id (``vote:12:3``, ``yes:poll.delete:12``): action, subject, choices, token.

    After the action stands a subject's number, then choices; whatever else stands there is the token.
    """
    action, _, rest = identifier.partition(":")
    number, _, more = rest.partition(":")
    subject = number_in(number)
    if action in ("yes", "no") or not subject:
        return action, 0, (), rest
    choices = tuple(number_in(part) for part in re.split(r"[:,]", more) if part)
    return (action, subject, choices, "") if all(choices) else (action, subject, (), more)


def reply_address(body: Body) -> tuple[str, bool] | None:
    """Return where a payload may be answered, and whether the answer takes the place of private words it came from."""
    address = body.get("response_url")
    if not address:
        return None
    return str(address), bool(body.get("container", {}).get("is_ephemeral"))


def _event(body: Body) -> Mapping[str, Any]:
    event = body.get("event") if body.get("type") == "event_callback" else None
    return event if isinstance(event, Mapping) else {}


def _is_said(event: Mapping[str, Any]) -> bool:
    """Tell whether a person wrote to the bot: no edit, no deletion, no other bot."""
    plain = event.get("subtype") in (None, "file_share") and not event.get("bot_id")
    return event.get("type") == "message" and event.get("channel_type") == "im" and plain and "user" in event


def _of_interaction(body: Body) -> Parties:
    user = body["user"]
    channel = body.get("channel") or {}
    identifier = str(channel.get("id") or body.get("container", {}).get("channel_id") or "")
    if body["type"] == "view_submission":
        place = forms.place_of(body["view"])
        identifier = ids.native(place) if place else ""
    known_as = "" if channel.get("name") is None else str(channel["name"])
    called = str(user.get("name") or user.get("username") or "")
    mentioned = _mentioned(str(body.get("message", {}).get("text") or ""))
    answers = {pressed(str(each.get("action_id", "")))[0] for each in body.get("actions") or ()}
    return Parties(
        user=str(user["id"]),
        channel=identifier,
        known_as=known_as,
        called=called,
        mentioned=mentioned,
        hurried=bool(answers) and answers <= _ANSWERS,
    )


def _who(known: Known) -> dict[str, Any]:
    return {"actor": known.actor, "where": known.where}


def _command(body: Body, known: Known, now: datetime) -> Command:
    """Read a slash command: ``/poll …`` names its feature, ``/ritournelle …`` is followed by it."""
    feature = feature_of(str(body["command"]).lstrip("/"))
    typed, people = spoken(str(body.get("text", "")), known)
    words = f"{body['command'].lstrip('/')} {typed}" if feature and feature != "help" else typed
    ticket = str(body["trigger_id"])
    return Command(
        **_who(known),
        id=ticket,
        at=now,
        message=ticket,
        ticket=ticket,
        text=words.strip() or "help",
        people=people,
        guests=known.guests,
    )


def _press(body: Body, known: Known, now: datetime) -> Press | None:
    actions = body.get("actions") or ()
    if not actions:
        return None
    pressed_on = actions[0]
    action, subject, choices, token = pressed(str(pressed_on.get("action_id", "")))
    chosen = pressed_on.get("selected_option") or {}
    if chosen:
        choices = (number_in(chosen["value"]),)
    ticket = str(body["trigger_id"])
    return Press(
        **_who(known),
        id=ticket,
        at=_instant(pressed_on.get("action_ts"), now),
        message=ticket,
        ticket=ticket,
        action=action,
        subject=subject,
        choices=choices,
        token=token,
    )


def _submit(body: Body, known: Known, now: datetime) -> Submit | None:
    sent = body["view"]
    if sent.get("callback_id") == forms.WAITING:
        return None
    ticket = str(body.get("trigger_id") or f"{sent['id']}.{sent.get('hash', '')}")
    return Submit(
        **_who(known), id=ticket, at=now, ticket=ticket, form=str(sent["callback_id"]), values=forms.values(sent)
    )


def _shortcut(body: Body, known: Known, now: datetime) -> Press:
    """Read what is done to somebody's message: its words go along."""
    ticket = str(body["trigger_id"])
    words, _ = spoken(str(body.get("message", {}).get("text") or ""), known)
    return Press(
        **_who(known),
        id=ticket,
        at=_instant(body.get("action_ts"), now),
        message=ticket,
        ticket=ticket,
        action=str(body["callback_id"]),
        token=words,
    )


_READ: Mapping[str, Callable[[Body, Known, datetime], Event | None]] = {
    "command": _command,
    "block_actions": _press,
    "view_submission": _submit,
    "message_action": _shortcut,
}


def _moved(event: Mapping[str, Any], identifier: str, known: Known, at: datetime) -> Event | Gone | Back:
    """Read that somebody joined or left; where it is the bot itself, a place came back or is gone."""
    joined = event["type"] == "member_joined_channel"
    if event["user"] == known.bot:
        if joined:
            return Back(id=identifier, at=at, where=known.where)
        return Gone(id=identifier, at=at, place=known.where.id, mend=f"/invite @{known.bot_name}")
    kind: Callable[..., Event] = Joined if joined else Left
    return kind(**_who(known), id=identifier, at=at)


def _mentioned(text: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(mark[2] for mark in _MARK.finditer(text) if mark[1] == "@"))


def _distinct(names: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    """Give each person mentioned an ``@word`` of their own, made of their name."""
    taken: set[str] = set()
    for identifier, name in names.items():
        word = "@" + re.sub(r'[\s"“”„«»:,;]+', "-", name.strip()).strip("-")
        word = word if len(word) > 1 and word not in taken else f"{word}-{identifier}"
        taken.add(word)
        yield identifier, word


def _instant(stamp: object, otherwise: _Otherwise) -> datetime | _Otherwise:
    """Read Slack's own time (``1732442400.000200``), exact to the microsecond."""
    seconds, _, micro = str(stamp or "").partition(".")
    if not seconds.isdigit():
        return otherwise
    return datetime.fromtimestamp(int(seconds), UTC).replace(microsecond=int(f"{micro:0<6}"[:6] or 0))
