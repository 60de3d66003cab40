"""The heartbeat: one alarm for the earliest due instant, and a sweep for whatever an alarm can miss.

APScheduler wakes us; it decides nothing. What is due lives in the database alone, so a lost alarm, a raised tick or a
stepped clock costs at most one sweep, and never an instant.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta

from apscheduler.executors.asyncio import AsyncIOExecutor
from apscheduler.jobstores.memory import MemoryJobStore
from apscheduler.schedulers.asyncio import AsyncIOScheduler

SWEEP = timedelta(seconds=30)
AFTER_A_FAILURE = timedelta(seconds=5)
FURTHEST = timedelta(days=1)  # an alarm further off than this is set again by a sweep
_ALARM = "alarm"


class Heartbeat:
    """Calls ``tick(now)`` when something is due. ``clock`` says now; ``failed`` hears of a tick that raised.

    Started and stopped inside a running event loop; ``wake`` may be called from any thread.
    """

    def __init__(
        self,
        *,
        next_due: Callable[[], Awaitable[datetime | None]],
        tick: Callable[[datetime], Awaitable[object]],
        clock: Callable[[], datetime],
        failed: Callable[[Exception], object] = lambda _error: None,
        sweep: timedelta = SWEEP,
        patience: timedelta = AFTER_A_FAILURE,
    ) -> None:
        self._next_due, self._tick, self._clock, self._failed = next_due, tick, clock, failed
        self._sweep, self._patience = sweep, patience
        self._scheduler = AsyncIOScheduler(
            jobstores={"default": MemoryJobStore()}, executors={"default": AsyncIOExecutor()}, timezone=UTC
        )
        self._loop: asyncio.AbstractEventLoop | None = None
        self._one_at_a_time = asyncio.Lock()
        self._arming: asyncio.Task[None] | None = None
        self._arm_again = False
        self._not_before = datetime.min.replace(tzinfo=UTC)

    async def start(self) -> None:
        """Look once at what is due by now, then set the alarm and begin to sweep."""
        self._loop = asyncio.get_running_loop()
        self._scheduler.start()
        self._scheduler.add_job(
            self._beat, "interval", seconds=self._sweep.total_seconds(), misfire_grace_time=None, coalesce=True
        )
        await self._beat()

    async def stop(self) -> None:
        """Set no more alarms, and let a tick under way finish; one never started has nothing to stop."""
        if self._loop is None:
            return
        self._loop = None
        self._scheduler.shutdown(wait=False)
        if self._arming is not None:
            self._arming.cancel()
        async with self._one_at_a_time:
            pass

    def wake(self) -> None:
        """Something became due, or no longer is: set the alarm again. From any thread, as often as one likes."""
        loop = self._loop
        if loop is not None and not loop.is_closed():
            loop.call_soon_threadsafe(self._arm_soon)

    async def _beat(self) -> None:
        async with self._one_at_a_time:
            try:
                await self._tick(self._clock())
            except Exception as error:  # noqa: BLE001 - what was due still is; the next beat looks again
                self._not_before = self._clock() + self._patience
                self._failed(error)
        self._arm_soon()

    def _arm_soon(self) -> None:
        """Arm in a task of its own; what asks meanwhile is served by one more arming, not by one each."""
        if self._loop is None:
            return
        if self._arming is not None and not self._arming.done():
            self._arm_again = True
            return
        self._arming = self._loop.create_task(self._arm())

    async def _arm(self) -> None:
        again = True
        while again:
            self._arm_again = False
            try:
                due = await self._next_due()
            except Exception as error:  # noqa: BLE001 - a database away for a while; the sweep looks again
                self._failed(error)
                return
            self._set(due)
            again = self._arm_again

    def _set(self, due: datetime | None) -> None:
        now = self._clock()
        if self._loop is None:
            return
        if due is None or due - now > FURTHEST:
            if self._scheduler.get_job(_ALARM) is not None:
                self._scheduler.remove_job(_ALARM)
            return
        wait = max(due, self._not_before) - now
        # The alarm runs on the machine's clock; what is due is judged by ours, which a test or a script may hold still.
        at = datetime.now(UTC) + max(wait, timedelta())
        self._scheduler.add_job(
            self._beat, "date", run_date=at, id=_ALARM, replace_existing=True, misfire_grace_time=None
        )
