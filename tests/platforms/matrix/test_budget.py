"""Who speaks first under a homeserver's limits, on a clock of the tests."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass, field

import pytest

from bot.matrix.budget import Budget, Turn


@dataclass(slots=True)
class Limited:
    """A budget whose homeserver has refused just now: one event is free, a further one every five seconds."""

    now: float = 100.0
    budget: Budget = field(init=False)
    queue: list[asyncio.Task[None]] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.budget = Budget(lambda: self.now)
        self.budget.shut(0.0)

    async def queues(self, turn: Turn) -> asyncio.Task[None]:
        """Stand in the queue; return what is done when it is one's turn."""
        task = asyncio.create_task(self.budget.spend(turn))
        self.queue.append(task)
        for _ in range(3):  # turns of the loop: it asks, its turn comes, it goes on
            await asyncio.sleep(0)
        return task


@pytest.fixture
async def limited() -> AsyncIterator[Limited]:
    limited = Limited()
    yield limited
    for task in limited.queue:
        task.cancel()
    await asyncio.gather(*limited.queue, return_exceptions=True)


async def test_nothing_is_held_back_until_the_homeserver_refuses() -> None:
    budget = Budget(lambda: 0.0)
    assert not budget.limited
    assert {budget.wait(Turn.FRILL) for _ in range(100)} == {0.0}


async def test_answers_go_at_once_and_cards_leave_a_reserve_for_them(limited: Limited) -> None:
    assert limited.budget.limited
    assert limited.budget.wait(Turn.CARD) == pytest.approx(15.0)
    assert (await limited.queues(Turn.ANSWER)).done()
    assert not (await limited.queues(Turn.ANSWER)).done()
    assert limited.budget.wait(Turn.ANSWER) == pytest.approx(5.0)


async def test_an_answer_overtakes_the_cards_that_wait(limited: Limited) -> None:
    assert (await limited.queues(Turn.ANSWER)).done()
    card = await limited.queues(Turn.CARD)
    limited.now += 20.0
    assert (await limited.queues(Turn.ANSWER)).done()
    assert not card.done()


async def test_a_card_that_was_told_to_come_back_is_not_overtaken_by_frills(limited: Limited) -> None:
    assert limited.budget.wait(Turn.CARD) == pytest.approx(15.0)
    first = await limited.queues(Turn.FRILL)
    limited.now += 15.0
    await limited.queues(Turn.FRILL)
    assert not first.done()
    assert limited.budget.wait(Turn.CARD) == 0.0
    limited.now += 5.0
    await limited.queues(Turn.FRILL)
    assert first.done()


async def test_whoever_does_not_come_back_is_not_waited_for(limited: Limited) -> None:
    assert limited.budget.wait(Turn.CARD) == pytest.approx(15.0)
    first = await limited.queues(Turn.FRILL)
    limited.now += 18.0
    await limited.queues(Turn.FRILL)
    assert first.done()
