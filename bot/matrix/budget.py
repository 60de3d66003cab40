"""How often the account may speak: one budget for all its rooms, learned from the homeserver's own refusals.

A homeserver says no rate in advance; one that exempts the account never says one at all. So nothing is held back until
the first 429. From then on the account keeps to Synapse's default (one event in five seconds, ten at once), answers
first, then posts, then the edits of cards, which leave a reserve for answers. Whoever was told to come back finds their
turn: what matters less and stands in the queue does not take it meanwhile.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from enum import IntEnum
from heapq import heappop, heappush
from itertools import count
from typing import Final

PER_SECOND: Final = 0.2
BURST: Final = 10.0
RESERVE: Final = 3.0  # tokens that edits leave for answers
GRACE: Final = 2.0  # seconds for which a turn is kept for whoever was told to come back
FORGIVEN: Final = 900.0  # seconds without a refusal after which the rate is believed to be free again


class Turn(IntEnum):
    """Who speaks first."""

    ANSWER = 0
    POST = 1
    CARD = 2
    FRILL = 3  # reactions under a card, which only save typing


class Budget:
    """One account's bucket. ``clock`` only goes forward, in seconds."""

    def __init__(self, clock: Callable[[], float]) -> None:
        self._clock = clock
        self._tokens, self._at = BURST, clock()
        self._shut_until, self._learned_until = 0.0, 0.0
        self._queue: list[tuple[Turn, int, asyncio.Future[None]]] = []
        self._order = count()
        self._coming, self._kept_until = Turn.FRILL, 0.0  # who was told to come back, and until when that holds
        self._timer: asyncio.TimerHandle | None = None

    @property
    def limited(self) -> bool:
        """Whether the homeserver was heard to limit the account."""
        return self._clock() < self._learned_until

    def wait(self, turn: Turn) -> float:
        """Return in how many seconds one may speak, and is expected; where it is now, the turn is taken."""
        now = self._clock()
        seconds = self._seconds(turn, now)
        if seconds <= 0 and self._queue and self._queue[0][0] <= turn:
            seconds = 1 / PER_SECOND
        if seconds <= 0:
            self._take(now)
            self._kept_until = 0.0
            return 0.0
        if turn <= self._coming or now >= self._kept_until:
            self._coming, self._kept_until = turn, now + seconds + GRACE
        return seconds

    async def spend(self, turn: Turn) -> None:
        """Wait for one's turn."""
        mine: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        heappush(self._queue, (turn, next(self._order), mine))
        self._serve()
        await mine

    def shut(self, seconds: float) -> None:
        """Obey a 429: nothing for so long, and the rate is known from now on."""
        now = self._clock()
        self._shut_until = max(self._shut_until, now + seconds)
        self._learned_until = now + FORGIVEN
        self._tokens, self._at = 1.0, self._shut_until

    def _seconds(self, turn: Turn, now: float) -> float:
        if now < self._shut_until:
            return self._shut_until - now
        if now >= self._learned_until:
            return 0.0
        self._refill(now)
        wanted = 1.0 + (RESERVE if turn >= Turn.CARD else 0.0)
        return max(0.0, (wanted - self._tokens) / PER_SECOND)

    def _refill(self, now: float) -> None:
        self._tokens = min(BURST, self._tokens + max(0.0, now - self._at) * PER_SECOND)
        self._at = max(self._at, now)

    def _take(self, now: float) -> None:
        if now < self._learned_until:
            self._refill(now)
            self._tokens -= 1.0

    def _serve(self) -> None:
        """Let those speak whose turn it is, in their order; come back when the next one's may be."""
        while self._queue:
            turn, _, waiting = self._queue[0]
            if waiting.done():
                heappop(self._queue)
                continue
            now = self._clock()
            seconds = self._seconds(turn, now)
            if turn > self._coming:
                seconds = max(seconds, self._kept_until - now)
            if seconds > 1e-6:
                self._again(seconds)
                return
            heappop(self._queue)
            self._take(now)
            waiting.set_result(None)

    def _again(self, seconds: float) -> None:
        if self._timer is not None:
            self._timer.cancel()
        self._timer = asyncio.get_running_loop().call_later(seconds, self._serve)
