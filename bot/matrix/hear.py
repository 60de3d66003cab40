"""An event of Matrix becomes what is heard: pure, without a network or a clock.

Two steps, since whether an event concerns a card takes a look at what is stored: ``target`` says which message an
event is about, ``hear`` makes something of it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from typing import Any, Final

from bot.matrix.seam import Raw
from bot.matrix.spoken import spoken
from handlers.events import Actor, Back, Command, Event, Gone, Joined, Left, Where
from storage.marks import Mark
from storage.records import PlaceKind

START: Final = ("org.matrix.msc3381.poll.start", "m.poll.start")
RESPONSE: Final = ("org.matrix.msc3381.poll.response", "m.poll.response")
END: Final = ("org.matrix.msc3381.poll.end", "m.poll.end")
SEALED: Final = "m.room.encrypted"
KEYCAPS: Final = (*(f"{number}\ufe0f\u20e3" for number in range(1, 10)), "\N{KEYCAP TEN}")
READ: Final = frozenset(
    {"m.room.message", "m.reaction", "m.room.redaction", "m.room.member", "m.room.tombstone", SEALED, *RESPONSE, *END}
)
_PLAIN_KEYCAPS: Final = {cap.replace("\ufe0f", ""): number for number, cap in enumerate(KEYCAPS, 1)}


@dataclass(frozen=True, slots=True, kw_only=True)
class Scene:
    """Where an event happened and who did it. ``card`` is the subject whose card the event is about, if it is one."""

    bot: str
    prefix: str
    actor: Actor
    where: Where
    bot_names: tuple[str, ...] = ()
    names: Mapping[str, str] = field(default_factory=dict)
    card: int | None = None


@dataclass(frozen=True, slots=True)
class Edited:
    """Somebody changed what they wrote: ``of`` is the message, ``command`` what it says now."""

    of: str
    command: Command


@dataclass(frozen=True, slots=True)
class Voted:
    """A response to one of our polls, or a reaction under one of our cards."""

    mark: Mark
    actor: Actor
    where: Where


@dataclass(frozen=True, slots=True)
class Redacted:
    """Something was taken away."""

    what: str
    id: str
    at: datetime
    actor: Actor
    where: Where


@dataclass(frozen=True, slots=True)
class Ended:
    """Somebody else ended one of our polls by an event of their own."""

    command: Command
    poll: str


Heard = Event | Gone | Back | Edited | Voted | Redacted | Ended


def target(event: Raw) -> str | None:
    """Return the message that an event answers to: a poll, a card, a thread's root."""
    relates = _mapping(_content(event).get("m.relates_to"))
    if relates.get("rel_type") not in ("m.thread", "m.reference", "m.annotation"):
        return None
    about = relates.get("event_id")
    return about if isinstance(about, str) else None


def hear(event: Raw, scene: Scene) -> Heard | None:
    """Make something of an event; None where it is nothing to the bot."""
    kind = str(event.get("type"))
    if event.get("sender") == scene.bot and kind != "m.room.member":
        return None
    hearer = _HEARERS.get(kind)
    return hearer(event, scene) if hearer else None


def answers(content: Mapping[str, Any]) -> int:
    """Read a response as a bit mask, as MSC3381 says: an unknown answer spoils it, and only the first counts.

    Our polls take one choice, and their answers' ids are the numbers of the options. 0 is a vote taken back.
    """
    said: object = content.get("m.selections")
    for name in RESPONSE:
        said = _mapping(content.get(name)).get("answers", said)
    if not isinstance(said, list):
        return 0
    numbers = [int(each) if isinstance(each, str) and each.isascii() and each.isdigit() else 0 for each in said]
    if not numbers or not all(0 < number <= 60 for number in numbers):
        return 0
    return 1 << numbers[0] - 1


def keycap(key: str) -> int:
    """Read a reaction as an option's number, whatever its variation selector; 0 for another one."""
    return _PLAIN_KEYCAPS.get(key.replace("\ufe0f", ""), 0)


def at(event: Raw) -> datetime:
    """Return an event's own time."""
    stamp = event.get("origin_server_ts")
    return datetime.fromtimestamp(stamp / 1000 if isinstance(stamp, int | float) else 0, UTC)


def _said(event: Raw, scene: Scene) -> Heard | None:
    """Read a message: a command by prefix or name, anything in the direct chat, a word in a card's thread."""
    content = _content(event)
    relates = _mapping(content.get("m.relates_to"))
    replaces = relates.get("event_id") if relates.get("rel_type") == "m.replace" else None
    if replaces:
        content = _mapping(content.get("m.new_content"))
    if content.get("msgtype") != "m.text":
        return None
    heard = spoken(content, bot=scene.bot, bot_names=scene.bot_names, names=scene.names)
    text, prefixed = _without_prefix(heard.text, scene.prefix)
    root = target(event) if relates.get("rel_type") == "m.thread" else None
    direct, threaded = scene.where.kind is PlaceKind.DIRECT, root is not None and scene.card is not None
    if not (prefixed or heard.named or direct or threaded) or not (text or heard.named):
        return None
    command = Command(
        **_who(event, scene),
        thread=root,
        text=text or "help",
        people=heard.people,
        bare=not (prefixed or heard.named),
        explicit=prefixed,
        overheard=not (prefixed or heard.named or direct),
    )
    return Edited(str(replaces), replace(command, message=str(replaces), edits=True)) if replaces else command


def _without_prefix(text: str, prefix: str) -> tuple[str, bool]:
    """Take the prefix away where a word follows it; an exclamation is no command."""
    after = text[len(prefix) :].lstrip() if text.startswith(prefix) else ""
    return (after, True) if after[:1].isalnum() else (text, False)


def _voted(event: Raw, scene: Scene, kind: str, choices: int) -> Voted:
    mark = Mark(
        id=_id(event),
        subject=scene.card or 0,
        place=scene.where.id,
        message=target(event) or "",
        person=scene.actor.id,
        at=at(event),
        kind="response" if kind == "response" else "reaction",
        choices=choices,
    )
    return Voted(mark, scene.actor, scene.where)


def _responded(event: Raw, scene: Scene) -> Voted | None:
    return None if scene.card is None else _voted(event, scene, "response", answers(_content(event)))


def _reacted(event: Raw, scene: Scene) -> Voted | None:
    number = keycap(str(_mapping(_content(event).get("m.relates_to")).get("key", "")))
    return _voted(event, scene, "reaction", 1 << number - 1) if number and scene.card is not None else None


def _redacted(event: Raw, scene: Scene) -> Redacted | None:
    what = event.get("redacts") or _content(event).get("redacts")
    return Redacted(str(what), _id(event), at(event), scene.actor, scene.where) if what else None


def _ended(event: Raw, scene: Scene) -> Ended | None:
    if scene.card is None:
        return None
    command = Command(**_who(event, scene), text=f"poll close {scene.card}", explicit=True)
    return Ended(command, target(event) or "")


def _moved_on(event: Raw, scene: Scene) -> Gone:
    return Gone(id=_id(event), at=at(event), place=scene.where.id, mend=f"/invite {scene.bot}")


def _moved(event: Raw, scene: Scene) -> Event | Gone | Back | None:
    """Read that somebody came or went; where it is the bot itself, a place came back or is gone."""
    user, now = str(event.get("state_key", "")), _content(event).get("membership")
    before = _mapping(_mapping(event.get("unsigned")).get("prev_content")).get("membership")
    if user == scene.bot:
        if now == "join":
            return None if before == "join" else Back(id=_id(event), at=at(event), where=scene.where)
        return Gone(id=_id(event), at=at(event), place=scene.where.id, mend=f"/invite {scene.bot}")
    if now == "join":
        return Joined(**_who(event, scene)) if before != "join" else None
    return Left(**_who(event, scene)) if now in ("leave", "ban") and before == "join" else None


def _who(event: Raw, scene: Scene) -> dict[str, Any]:
    return {
        "id": _id(event),
        "at": at(event),
        "actor": scene.actor,
        "where": scene.where,
        "message": _id(event),
    }


def actor_of(event: Raw) -> str:
    """Return whom an event is about: its sender or, where somebody came or went, that person."""
    if event.get("type") == "m.room.member":
        return str(event.get("state_key", ""))
    return str(event.get("sender", ""))


def _id(event: Raw) -> str:
    return str(event.get("event_id", ""))


def _content(event: Raw) -> Mapping[str, Any]:
    return _mapping(event.get("content"))


def _mapping(value: object) -> Mapping[str, Any]:
    return value if isinstance(value, Mapping) else {}


_HEARERS: Final[Mapping[str, Callable[[Raw, Scene], Heard | None]]] = {
    "m.room.message": _said,
    "m.room.redaction": _redacted,
    "m.room.member": _moved,
    "m.room.tombstone": _moved_on,
    "m.reaction": _reacted,
    **dict.fromkeys(RESPONSE, _responded),
    **dict.fromkeys(END, _ended),
}
