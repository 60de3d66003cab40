"""Invitations: accepted from the servers that the operator allows, so many an hour; the others are declined."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable
from typing import Any, Final

import structlog
from nio import InviteMemberEvent

from bot.matrix import ids
from bot.matrix.api import Api
from bot.matrix.directs import Directs
from bot.port import PortError, Refused

HOUR: Final = 3600.0
_log = structlog.get_logger("matrix")


class Invitations:
    """What the bot was invited to. ``clock`` only goes forward, in seconds; an ``hourly`` of 0 is no limit."""

    def __init__(
        self, api: Api, directs: Directs, *, servers: frozenset[str], hourly: int, clock: Callable[[], float]
    ) -> None:
        self._api, self._directs, self._servers, self._hourly, self._clock = api, directs, servers, hourly, clock
        self._accepted: deque[float] = deque()
        self._waiting: dict[str, tuple[str, bool]] = {}

    def invited(self, room: str, events: list[Any], bot: str) -> None:
        """Take note of an invitation, as its stripped state tells it."""
        for event in events:
            if isinstance(event, InviteMemberEvent) and event.state_key == bot:
                self._waiting[room] = (str(event.sender), bool(event.content.get("is_direct")))

    def gone(self, room: str) -> None:
        """Forget an invitation that was taken back."""
        self._waiting.pop(room, None)

    async def answer(self) -> None:
        """Accept what may be accepted now; what is too much for this hour waits for the next."""
        for room, (sender, direct) in list(self._waiting.items()):
            if ids.server_of(sender) not in self._servers:
                self._waiting.pop(room)
                _log.warning("matrix.invitation_declined", reason=ids.server_of(sender))
                await self._quietly(room, self._api.client.room_leave(room))
            elif self._may_accept():
                await self._accept(room, sender, direct=direct)
            else:
                _log.warning("matrix.invitations_wait", size=len(self._waiting))
                return

    async def _accept(self, room: str, sender: str, *, direct: bool) -> None:
        if direct:
            await self._directs.remember(sender, room)
        try:
            await self._api.ask("join", self._api.client.join(room))
        except Refused as refusal:
            _log.warning("matrix.not_joined", reason=refusal.reason)
        self._waiting.pop(room, None)
        self._accepted.append(self._clock())

    def _may_accept(self) -> bool:
        while self._accepted and self._clock() - self._accepted[0] > HOUR:
            self._accepted.popleft()
        return not self._hourly or len(self._accepted) < self._hourly

    async def _quietly(self, room: str, call: Any) -> None:  # noqa: ANN401 - nio has no types
        try:
            await self._api.ask("leave", call)
        except PortError as error:
            _log.info("matrix.not_left", place=room, reason=str(error))
