"""One alarm for the earliest due instant, a sweep behind it, and nothing lost when a tick raises."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta

import pytest

from schedules.heartbeat import Heartbeat
from schedules.holidays import region

NOON = datetime(2026, 12, 1, 12, tzinfo=UTC)
SOON = 5.0  # seconds that a test may wait before it fails
NEVER = timedelta(hours=1)


class Agenda:
    """What is due, kept in memory, with a clock that stands still until it is moved."""

    def __init__(self, *due: datetime, failures: int = 0) -> None:
        self.due, self.failures, self.now = sorted(due), failures, NOON
        self.done: list[datetime] = []
        self.ticks: list[datetime] = []
        self.errors: list[Exception] = []
        self.looked = 0
        self.changed = asyncio.Condition()

    async def next_due(self) -> datetime | None:
        await self._change()
        self.looked += 1
        return self.due[0] if self.due else None

    async def tick(self, now: datetime) -> None:
        self.ticks.append(now)
        if self.failures:
            self.failures -= 1
            raise ConnectionError("the database is away")
        self.done += [instant for instant in self.due if instant <= now]
        self.due = [instant for instant in self.due if instant > now]
        await self._change()

    async def _change(self) -> None:
        async with self.changed:
            self.changed.notify_all()

    async def until(self, *, done: int = 0, looked: int = 0, ticks: int = 0) -> None:
        async with asyncio.timeout(SOON), self.changed:
            await self.changed.wait_for(
                lambda: len(self.done) >= done and self.looked >= looked and len(self.ticks) >= ticks
            )


@asynccontextmanager
async def _beating(
    agenda: Agenda, *, sweep: timedelta = NEVER, patience: timedelta = timedelta()
) -> AsyncIterator[Heartbeat]:
    heartbeat = Heartbeat(
        next_due=agenda.next_due,
        tick=agenda.tick,
        clock=lambda: agenda.now,
        failed=agenda.errors.append,
        sweep=sweep,
        patience=patience,
    )
    await heartbeat.start()
    try:
        yield heartbeat
    finally:
        await heartbeat.stop()


async def test_what_came_due_while_we_were_stopped_is_done_at_the_start() -> None:
    agenda = Agenda(NOON - timedelta(days=2), NOON)
    async with _beating(agenda):
        assert agenda.done == [NOON - timedelta(days=2), NOON]


async def test_an_alarm_goes_at_the_earliest_instant() -> None:
    agenda = Agenda(NOON + timedelta(milliseconds=80), NOON + timedelta(hours=3))
    async with _beating(agenda):
        assert agenda.done == []
        agenda.now = NOON + timedelta(milliseconds=80)
        await agenda.until(done=1)
        assert agenda.done == [NOON + timedelta(milliseconds=80)]
        assert agenda.ticks[-1] == agenda.now


async def test_waking_sets_the_alarm_for_something_earlier() -> None:
    agenda = Agenda(NOON + timedelta(hours=3))
    async with _beating(agenda) as heartbeat:
        await agenda.until(looked=1)
        agenda.due.insert(0, NOON)
        heartbeat.wake()
        await agenda.until(done=1)
    assert agenda.done == [NOON]


async def test_waking_is_welcome_from_any_thread_and_any_number_of_times() -> None:
    agenda = Agenda()
    async with _beating(agenda) as heartbeat:
        await agenda.until(looked=1)
        agenda.due.append(NOON)
        await asyncio.gather(*(asyncio.to_thread(heartbeat.wake) for _ in range(50)))
        await agenda.until(done=1)
    assert agenda.done == [NOON]


async def test_a_tick_that_raises_loses_nothing() -> None:
    agenda = Agenda(NOON, failures=2)
    async with _beating(agenda):
        await agenda.until(done=1)
    assert agenda.done == [NOON]
    assert [type(error) for error in agenda.errors] == [ConnectionError, ConnectionError]


async def test_after_a_failure_it_waits_before_it_tries_again() -> None:
    agenda = Agenda(NOON, failures=1)
    async with _beating(agenda, patience=NEVER) as heartbeat:
        heartbeat.wake()
        await agenda.until(looked=2)
        assert len(agenda.ticks) == 1


async def test_the_sweep_finds_what_no_alarm_was_set_for() -> None:
    agenda = Agenda()
    async with _beating(agenda, sweep=timedelta(milliseconds=50)):
        await agenda.until(looked=1)
        agenda.due.append(NOON)  # written by another process: nobody wakes us
        await agenda.until(done=1)
    assert agenda.done == [NOON]


async def test_an_agenda_that_cannot_be_read_is_read_again_by_the_sweep() -> None:
    agenda = Agenda()
    away = [ConnectionError("the database is away")]

    async def next_due() -> datetime | None:
        if away:
            raise away.pop()
        return await Agenda.next_due(agenda)

    agenda.next_due = next_due  # type: ignore[method-assign]
    async with _beating(agenda, sweep=timedelta(milliseconds=50)):
        await agenda.until(looked=1)
    assert [type(error) for error in agenda.errors] == [ConnectionError]


async def test_an_alarm_is_taken_back_when_nothing_is_due_any_more() -> None:
    agenda = Agenda(NOON + timedelta(milliseconds=300))
    async with _beating(agenda) as heartbeat:
        await agenda.until(looked=1)
        agenda.due.clear()
        heartbeat.wake()
        await agenda.until(looked=2)
        heartbeat.wake()
        await agenda.until(looked=3)
        assert len(agenda.ticks) == 1


async def test_a_stopped_heartbeat_hears_no_waking() -> None:
    agenda = Agenda()
    async with _beating(agenda) as heartbeat:
        await agenda.until(looked=1)
    looked = agenda.looked
    heartbeat.wake()
    assert agenda.looked == looked


@pytest.mark.parametrize(
    ("code", "known"),
    [
        ("FR", ("FR", None)),
        ("FR-57", ("FR", "57")),
        ("FR-67", ("FR", "6AE")),
        ("FR-68", ("FR", "6AE")),
        ("FR-75", ("FR", None)),
        ("FR-2A", ("FR", None)),
        ("FR-Martinique", ("FR", "972")),
        ("FR-moselle", ("FR", "57")),
        ("DE-BY", ("DE", "BY")),
        ("DE-75", None),
        ("FR-Atlantis", None),
        ("XX", None),
        ("France", None),
    ],
)
def test_holidays_are_a_country_and_a_region(code: str, known: tuple[str, str | None] | None) -> None:
    assert region(code) == known
