"""What Slack says of a user or a conversation, read: pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from bot.machine import known_zone
from storage.records import Language, PlaceKind

SLACKBOT: Final = "USLACKBOT"


@dataclass(frozen=True, slots=True)
class Profile:
    """A user as Slack describes them."""

    name: str
    locale: Language | None
    zone: str | None
    human: bool
    admin: bool
    guest: bool


@dataclass(frozen=True, slots=True)
class Channel:
    """A conversation as Slack describes it."""

    name: str
    kind: PlaceKind
    creator: str = ""


def profile_of(described: Mapping[str, Any], team: str, enterprise: str = "") -> Profile:
    """Read a user. People of another workspace, connected or shared, are guests of this one."""
    shown: Mapping[str, Any] = described.get("profile") or {}
    names = (shown.get("display_name"), shown.get("real_name"), described.get("real_name"), described.get("name"))
    outside = (described.get("team_id") or team) != team
    if enterprise and (described.get("enterprise_user") or {}).get("enterprise_id") == enterprise:
        outside = False
    guest = any(described.get(flag) for flag in ("is_restricted", "is_ultra_restricted", "is_stranger"))
    closed = any(described.get(flag) for flag in ("deleted", "is_bot", "is_workflow_bot"))
    zone = str(described.get("tz") or "")
    return Profile(
        name=next((str(name) for name in names if name), str(described["id"])),
        locale=language_of(described.get("locale")),
        zone=zone if zone and known_zone(zone) else None,
        human=not closed and described["id"] != SLACKBOT,
        admin=any(described.get(flag) for flag in ("is_admin", "is_owner", "is_primary_owner")),
        guest=guest or outside,
    )


def channel_of(described: Mapping[str, Any]) -> Channel:
    """Read a conversation."""
    name = str(described.get("name") or described["id"])
    kind = PlaceKind.DIRECT if described.get("is_im") else PlaceKind.ROOM
    return Channel(name=f"#{name}", kind=kind, creator=str(described.get("creator") or ""))


def language_of(tag: str | None) -> Language | None:
    """Return the language of a Slack locale if it is one of ours: ``fr-FR`` is French."""
    spoken = (tag or "").replace("_", "-").partition("-")[0].lower()
    return "fr" if spoken == "fr" else "en" if spoken == "en" else None
