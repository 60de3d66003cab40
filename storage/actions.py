"""Actions: what somebody is to do, where it stands, and its history."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any, ClassVar

from sqlalchemy import Connection

from storage.codec import Codec
from storage.records import Action, PersonId, Step
from storage.shelf import Shelf
from storage.sql import among, run, within

ACTIONS = Codec("actions", Action, ["subject"])
STEPS = Codec("action_steps", Step, ["subject", "order"])


class ActionReads:
    """What a desk and a snapshot both read of actions. ``settle`` gives a connection that sees all that was kept."""

    _LOCKS: ClassVar[bool] = False  # a read-only view may not lock, and PostgreSQL refuses it

    def __init__(self, connection: Connection, settle: Callable[[], Connection]) -> None:
        self._settle = settle
        self._actions, self._steps = Shelf(connection, ACTIONS, lock=self._LOCKS), Shelf(connection, STEPS)

    def get(self, number: int) -> Action | None:
        """Return the action that a subject's number heads."""
        return self._actions.get((number,))

    def among(self, numbers: Iterable[int]) -> dict[int, Action]:
        """Return the actions of these numbers, by number, in one statement."""
        wanted = sorted(set(numbers))
        self._actions.load((number,) for number in wanted)
        return {number: action for number in wanted if (action := self._actions.get((number,))) is not None}

    def steps(self, number: int) -> tuple[Step, ...]:
        """Return what happened to an action, in order."""
        self._settle()
        return tuple(self._steps.find("subject = ?", number, also=lambda each: each.subject == number))

    def steps_among(self, numbers: Iterable[int]) -> tuple[Step, ...]:
        """Return what happened to these actions, by number and in order, in one statement."""
        connection = self._settle()
        return tuple(self._steps.find(within(connection, "subject"), among(connection, sorted(set(numbers)))))

    def owned(self, person: PersonId) -> tuple[Action, ...]:
        """Return every action that somebody owns, by number, whatever its state."""
        self._settle()
        return tuple(self._actions.find("owner = ?", person, also=lambda each: each.owner == person))


class Actions(ActionReads):
    """The desk's part that changes actions."""

    _LOCKS: ClassVar[bool] = True

    @property
    def shelves(self) -> tuple[Shelf[Any], ...]:
        """Return what the desk keeps, undoes and writes with everything else."""
        return (self._actions, self._steps)

    def put(self, action: Action) -> None:
        self._actions.put((action.subject,), action)

    def add(self, step: Step) -> None:
        """Write one more step of an action's history down."""
        self._steps.put((step.subject, step.order), step)

    def erase(self, person: PersonId) -> tuple[int, ...]:
        """Take somebody's id out of every action and its history; return the actions where it stood."""
        connection = self._settle()
        struck = run(connection, "UPDATE actions SET owner = NULL WHERE owner = ? RETURNING subject", person)
        for column in ("person", "owner"):
            step = f"UPDATE action_steps SET {column} = NULL WHERE {column} = ? RETURNING subject"  # noqa: S608 - ours
            struck = [*struck, *run(connection, step, person)]
        for shelf in self.shelves:
            shelf.forget()
        return tuple(sorted({int(row[0]) for row in struck}))
