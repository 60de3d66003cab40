"""The direct chats: found again, or begun when a secret word is due; the account's own list is their only memory."""

from __future__ import annotations

import asyncio
from collections import defaultdict
from typing import Final

from bot.matrix.api import Api
from bot.matrix.rooms import Rooms
from bot.port import Later

PATIENCE: Final = 20.0  # seconds until a room that was just begun must be known


class Directs:
    """Gives everybody's direct chat with the bot. ``appeared`` is called after each sync."""

    def __init__(self, api: Api, rooms: Rooms) -> None:
        self._api, self._rooms = api, rooms
        self._busy: defaultdict[str, asyncio.Lock] = defaultdict(asyncio.Lock)
        self._synced = asyncio.Event()

    def appeared(self) -> None:
        """Say that rooms may have appeared."""
        self._synced.set()
        self._synced = asyncio.Event()

    async def room(self, user: str) -> str:
        """Return the room of somebody's direct chat, begun the first time; raise ``Later`` where that must wait."""
        async with self._busy[user]:
            room = self._rooms.direct_with(user) or await self._api.begin_direct(user)
            await self.remember(user, room)
            await self._until_known(room, user)
            return room

    async def remember(self, user: str, room: str) -> None:
        """Add a room to the account's list of direct chats."""
        listed = self._rooms.directs.setdefault(user, [])
        if room not in listed:
            listed.append(room)
            await self._api.list_directs(self._rooms.directs)

    async def _until_known(self, room: str, user: str) -> None:
        """Wait until the room and the invitation are seen: its keys go to those who are known to be in it."""
        loop = asyncio.get_running_loop()
        end = loop.time() + PATIENCE
        while room not in self._api.client.rooms or user not in self._rooms[room].members:
            synced = self._synced
            try:
                async with asyncio.timeout_at(end):
                    await synced.wait()
            except TimeoutError:
                raise Later("the direct chat is not known yet", seconds=1.0) from None
