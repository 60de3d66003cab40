"""Retexes: what each asks, what each close wrote, and the templates that teams keep."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from sqlalchemy import Connection

from storage.codec import Codec
from storage.records import Outcome, PersonId, PlaceId, Retex, Template
from storage.shelf import Shelf
from storage.sql import among, run, within

RETEXES = Codec("retexes", Retex, ["subject"])
OUTCOMES = Codec("outcomes", Outcome, ["subject", "number"])
TEMPLATES = Codec("templates", Template, ["place", "name"])


class RetexReads:
    """What a desk and a snapshot both read of retexes. ``settle`` gives a connection that sees all that was kept."""

    def __init__(self, connection: Connection, settle: Callable[[], Connection]) -> None:
        self._settle = settle
        self._retexes, self._outcomes = Shelf(connection, RETEXES), Shelf(connection, OUTCOMES)
        self._templates = Shelf(connection, TEMPLATES)

    def get(self, number: int) -> Retex | None:
        """Return what the retex of this number asks."""
        return self._retexes.get((number,))

    def among(self, numbers: Iterable[int]) -> dict[int, Retex]:
        """Return what the retexes of these numbers ask, by number, in one statement."""
        wanted = sorted(set(numbers))
        self._retexes.load((number,) for number in wanted)
        return {number: retex for number in wanted if (retex := self._retexes.get((number,))) is not None}

    def outcomes(self, number: int) -> tuple[Outcome, ...]:
        """Return what every close of a retex wrote, the first one first."""
        self._settle()
        return tuple(self._outcomes.find("subject = ?", number, also=lambda each: each.subject == number))

    def last_outcomes(self, numbers: Iterable[int]) -> dict[int, Outcome]:
        """Return what the last close of each of these wrote, in one statement."""
        connection = self._settle()
        found = self._outcomes.find(within(connection, "subject"), among(connection, sorted(set(numbers))))
        return {outcome.subject: outcome for outcome in found}

    def template(self, place: PlaceId, name: str) -> Template | None:
        """Return a template that a place keeps."""
        return self._templates.get((place, name))

    def templates(self, place: PlaceId) -> tuple[Template, ...]:
        """Return the templates that a place keeps, by name."""
        self._settle()
        return tuple(self._templates.find("place = ?", place, also=lambda each: each.place == place))


class Retexes(RetexReads):
    """The desk's part that changes retexes and templates."""

    @property
    def shelves(self) -> tuple[Shelf[Any], ...]:
        """Return what the desk keeps, undoes and writes with everything else."""
        return (self._retexes, self._outcomes, self._templates)

    def load(self, numbers: Iterable[int]) -> None:
        """Fetch what a batch is sure to read."""
        self._retexes.load((number,) for number in sorted(numbers))

    def put(self, retex: Retex) -> None:
        self._retexes.put((retex.subject,), retex)

    def add_outcome(self, outcome: Outcome) -> None:
        """Write what a close made final."""
        self._outcomes.put((outcome.subject, outcome.number), outcome)

    def put_template(self, template: Template) -> None:
        self._templates.put((template.place, template.name), template)

    def drop_template(self, template: Template) -> None:
        self._templates.put((template.place, template.name), None)

    def drop(self, number: int) -> None:
        """Delete what a retex asked and what its closes wrote."""
        connection = self._settled()
        for table in ("retexes", "outcomes"):
            run(connection, f"DELETE FROM {table} WHERE subject = ?", number)  # noqa: S608 - our own names
        for shelf in self.shelves:
            shelf.forget()

    def erase(self, person: PersonId) -> None:
        """Take somebody's id out of the templates that they saved; the questions stay their team's."""
        run(self._settled(), "UPDATE templates SET creator = '' WHERE creator = ?", person)
        self._templates.forget()

    def _settled(self) -> Connection:
        for shelf in self.shelves:
            shelf.keep()
        return self._settle()
