"""How often each method of the Web API may be called: a bucket per (workspace, method), and one per channel posted in.

The rates stay under Slack's tiers in every window of a minute, the burst included. A 429 shuts its bucket for as long
as Slack says.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, slots=True)
class Rate:
    """``burst`` calls at once, then ``per_minute``; together they stay within a tier."""

    burst: int
    per_minute: float


TIER_2: Final = Rate(4, 16)
TIER_3: Final = Rate(10, 40)
TIER_4: Final = Rate(30, 70)
FREE: Final = Rate(200, 1_000)  # no tier is written down; the channel's own bucket is the narrow one
CHANNEL: Final = Rate(5, 55)

RATES: Final = {
    "chat.postMessage": FREE,
    "chat.update": TIER_3,
    "chat.delete": TIER_3,
    "chat.postEphemeral": TIER_4,
    "views.open": TIER_4,
    "views.update": TIER_4,
    "views.publish": TIER_4,
    "conversations.open": TIER_3,
    "conversations.info": TIER_3,
    "conversations.members": TIER_4,
    "users.conversations": TIER_3,
    "users.info": TIER_4,
    "users.list": TIER_2,
    "files.getUploadURLExternal": TIER_4,
    "files.completeUploadExternal": TIER_4,
}


class Bucket:
    """Tokens that come back with time. ``now`` is a clock that only goes forward, in seconds."""

    def __init__(self, rate: Rate, now: float) -> None:
        self._rate, self._tokens, self._at, self._shut_until = rate, float(rate.burst), now, 0.0

    def wait(self, now: float) -> float:
        """Return in how many seconds a call may be made: 0 for at once."""
        self._refill(now)
        missing = 1.0 - self._tokens
        return max(self._shut_until - now, missing * 60 / self._rate.per_minute if missing > 1e-9 else 0.0)

    def take(self, now: float) -> None:
        """Spend a token; it may be one that is yet to come, so that those who wait keep their order."""
        self._refill(now)
        self._tokens -= 1.0

    def shut(self, now: float, seconds: float) -> None:
        """Let nothing through for so long, and begin again slowly."""
        self._refill(now)
        self._shut_until = max(self._shut_until, now + seconds)
        self._tokens = min(self._tokens, 0.0)

    def _refill(self, now: float) -> None:
        since = max(self._at, self._shut_until) if self._shut_until <= now else now
        self._tokens = min(self._rate.burst, self._tokens + max(0.0, now - since) * self._rate.per_minute / 60)
        self._at = now


class Budget:
    """The buckets of one workspace."""

    def __init__(self, clock: Callable[[], float]) -> None:
        self._clock = clock
        self._buckets: dict[tuple[str, str], Bucket] = {}

    def wait(self, method: str, channel: str = "") -> float:
        """Return in how many seconds a method may be called; a free token is taken at once."""
        now = self._clock()
        buckets = self._of(method, channel, now)
        wait = max(bucket.wait(now) for bucket in buckets)
        if wait <= 0:
            for bucket in buckets:
                bucket.take(now)
        return max(wait, 0.0)

    async def spend(self, method: str, channel: str = "") -> None:
        """Wait for one's turn."""
        now = self._clock()
        buckets = self._of(method, channel, now)
        pause = max(bucket.wait(now) for bucket in buckets)
        for bucket in buckets:
            bucket.take(now)
        if pause > 0:
            await asyncio.sleep(pause)

    def shut(self, method: str, seconds: float) -> None:
        """Obey a 429."""
        now = self._clock()
        self._of(method, "", now)[0].shut(now, seconds)

    def _of(self, method: str, channel: str, now: float) -> list[Bucket]:
        wanted = [((method, ""), RATES.get(method, TIER_2))]
        if channel and method == "chat.postMessage":
            wanted.append(((method, channel), CHANNEL))
        return [self._buckets.setdefault(key, Bucket(rate, now)) for key, rate in wanted]
