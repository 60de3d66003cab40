"""An event of a room, as somebody with a Matrix client has it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

POLL: Final = "org.matrix.msc3381.poll"
TEXT: Final = "org.matrix.msc1767.text"


@dataclass(frozen=True, slots=True)
class Seen:
    """An event as its reader has it. ``readable`` is False where the key never came."""

    id: str
    room: str
    sender: str
    type: str
    content: Mapping[str, Any]
    at: int
    encrypted: bool
    readable: bool
    redacted: bool = False
    state_key: str | None = None

    @property
    def text(self) -> str:
        """What a message says now, its edit's words if it is one."""
        content = self.content.get("m.new_content", self.content)
        start = content.get(f"{POLL}.start")
        return str(start["question"].get(TEXT, "") if start else content.get("body", content.get(TEXT, "")))

    @property
    def notice(self) -> bool:
        """Whether it is automatic words."""
        return bool(self.content.get("msgtype") == "m.notice")

    @property
    def relation(self) -> Mapping[str, Any]:
        """What it relates to."""
        relates: Mapping[str, Any] = self.content.get("m.relates_to") or {}
        return relates

    @property
    def edits(self) -> str | None:
        """The message whose edit it is."""
        return self.relation.get("event_id") if self.relation.get("rel_type") == "m.replace" else None

    @property
    def mentions(self) -> Sequence[str]:
        """Whom it calls."""
        return tuple((self.content.get("m.mentions") or {}).get("user_ids", ()))

    @property
    def answers(self) -> dict[str, str]:
        """The answers of a native poll: each one's text, and its id."""
        start = self.content.get(f"{POLL}.start") or {}
        return {answer[TEXT]: answer["id"] for answer in start.get("answers", ())}
