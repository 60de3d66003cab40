"""What the tests of rituals share: a ritual planned, time that goes by, and what stands on its cards."""

from __future__ import annotations

from datetime import UTC, datetime

from handlers.effects import Effect
from handlers.rituals.due import tick
from storage.ritual_records import Ritual, Round
from tests.rules.hearing import allowed
from tests.rules.polling import Polling

DAILY = 'ritual "Stand-up" every weekday at 9:30'
PEOPLE = ("ana", "bob", "cleo")


def plan(stage: Polling, text: str = DAILY) -> str:
    words = allowed(stage.type("ana", text))
    allowed(stage.type("ana", "yes"))
    return words


def ritual(stage: Polling, number: int = 1) -> Ritual:
    held = stage.desk.rituals.get(number)
    assert held is not None
    return held


def last(stage: Polling, number: int = 1) -> Round:
    return stage.desk.rituals.latest(number)[0]


def at(stage: Polling, when: str) -> tuple[Effect, ...]:
    """Go to an instant, stopping at each at which something is due."""
    goal = datetime.fromisoformat(when).replace(tzinfo=UTC)
    effects: tuple[Effect, ...] = ()
    while (due := stage.reading().next_due()) is not None and due <= goal:
        effects += beat(stage, max(due, stage.now))
    stage.now = goal
    return effects


def beat(stage: Polling, now: datetime) -> tuple[Effect, ...]:
    stage.now = now
    done = tick(stage.desk, now, stage.judge.house)
    stage.desk.keep()
    assert not (done and done.failed)
    return done.effects if done else ()


def part(stage: Polling, name: str) -> str:
    card = stage.judge.draw(stage.reading(), 1, stage.where("#team").id, name)
    assert card is not None
    return "\n".join((" · ".join(card.header), card.title, *card.notes))
