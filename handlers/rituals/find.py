"""Which ritual a line means: the one numbered, or the only one here."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime

from handlers.effects import Effect
from handlers.people.ask import Ask
from handlers.people.permissions import may_manage, refuse_managing, unknown
from handlers.subjects.find import Found, latest, numbered, only_open, open_here
from storage.records import Kind, Status, Subject
from storage.ritual_records import Ritual

OF_A_ROUND = frozenset({"answer", "remind"})
EARLIEST = datetime.min.replace(tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Meant:
    """A ritual and its head."""

    subject: Subject
    ritual: Ritual


def only_ritual(ask: Ask, verb: str, *, turns: bool = False) -> Meant | tuple[Effect, ...]:
    """Return the ritual that the line numbers, else the only one here; with several, the list comes back instead.

    What concerns an open round means the only one that is open; what concerns ``turns``, the only one that has them.
    """
    line = ask.line
    if line is not None and line.number is None and (turns or (verb in OF_A_ROUND and "for" not in line.options)):
        here = [one.number for one in open_here(ask, Kind.RITUAL)]
        rituals = ask.desk.rituals
        with_turns = {number for number, one in rituals.among(here).items() if one.rotation}
        able = with_turns if turns else set(rituals.open_among(here))
        if len(able) == 1:
            return by_number(ask, able.pop())
    return _with_ritual(ask, only_open(ask, Kind.RITUAL, verb))


def latest_round(ask: Ask) -> Meant | tuple[Effect, ...]:
    """Return the ritual that the line numbers, else the one here whose round was opened last."""
    if ask.line is not None and ask.line.number is None:
        rounds = [round_ for one in open_here(ask, Kind.RITUAL) for round_ in ask.desk.rituals.latest(one.number)]
        if rounds:
            return by_number(ask, max(rounds, key=lambda one: (one.opened_at or EARLIEST, one.subject)).subject)
    return _with_ritual(ask, latest(ask, Kind.RITUAL))


def by_number(ask: Ask, number: int) -> Meant | tuple[Effect, ...]:
    """Return the ritual of a number, if it may be named from here."""
    return _with_ritual(ask, numbered(ask, Kind.RITUAL, number))


def managed(ask: Ask, verb: str) -> Meant | tuple[Effect, ...]:
    """Return the ritual that is meant, if whoever asks may change it: its creator or a facilitator, while it lives."""
    meant = only_ritual(ask, verb)
    if not isinstance(meant, Meant):
        return meant
    if not may_manage(ask, meant.subject):
        return refuse_managing(ask, meant.subject)
    if meant.subject.status is not Status.OPEN:
        return ask.refuse(ask.voice("Ritual {n} has ended; plan a new one.", n=meant.subject.number))
    return meant


def _with_ritual(ask: Ask, found: Found) -> Meant | tuple[Effect, ...]:
    if not isinstance(found, Subject):
        return found
    ritual = ask.desk.rituals.get(found.number)
    return Meant(found, ritual) if ritual else unknown(ask, found.number)
