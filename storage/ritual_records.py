"""What is remembered of rituals and their rounds: frozen values, with no SQL in sight.

Days are ISO dates (``2027-05-07``) in a ritual's own zone, so that they compare and sort as they are written; wall
times are ISO too. A ritual's title, creator and place are those of its ``Subject``.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from schedules.recurrence import Rule
from storage.records import PersonId, PlaceId


class Paused(StrEnum):
    """Whether a ritual runs. One whose place was lost goes on by itself when the place is back."""

    NO = ""
    BY_HAND = "by hand"
    PLACE_LOST = "place lost"


@dataclass(frozen=True, slots=True, kw_only=True)
class Ritual:
    """A recurring moment, and how far it is.

    rule, start, zone, working, until   the rule, as ``schedules.recurrence.Rule`` has it
    holidays    a code that ``schedules.holidays.region`` knows, or nothing
    on_holiday  ``skip``, ``next`` or ``previous``
    skipped     days of the rule that are passed over
    template    which questions, by name; ``questions`` are they, as JSON, as they stood when the ritual was planned
    remind      seconds before a round's close at which those missing are reminded
    close_after seconds for which a round is open; None for the usual
    rotation    who facilitates, the next one first
    rounds      the number of the last round
    next_at     when the next round opens, of the day ``next_slot`` of the rule; the only truth about it
    """

    subject: int
    rule: str
    start: str
    zone: str
    working: int | None = None
    until: str | None = None
    holidays: str = ""
    on_holiday: str = "skip"
    skipped: tuple[str, ...] = ()
    template: str = "standup"
    questions: str = "[]"
    remind: int | None = None
    close_after: int | None = None
    rotation: tuple[str, ...] = ()
    paused: Paused = Paused.NO
    rounds: int = 0
    next_at: datetime | None = None
    next_slot: str | None = None

    @property
    def recurrence(self) -> Rule:
        """The rule as a value."""
        return Rule(
            text=self.rule,
            start=datetime.fromisoformat(self.start),
            zone=self.zone,
            working=self.working,
            until=date.fromisoformat(self.until) if self.until else None,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Round:
    """One occurrence of a ritual, unique by (ritual, slot).

    slot       the day that the rule gave it, or the command that ran it
    day        the local day on which it runs, which a holiday may have moved
    opened_at  None while it is only answered ahead
    missed     how many rounds before it were given up after a stop
    template   which questions it asked, with ``questions``, where its ritual asks others since; None: the ritual's
    """

    subject: int
    number: int
    slot: str
    day: str
    opened_at: datetime | None = None
    closes_at: datetime | None = None
    remind_at: datetime | None = None
    closed_at: datetime | None = None
    facilitator: PersonId | None = None
    missed: int = 0
    template: str | None = None
    questions: str | None = None

    @property
    def is_open(self) -> bool:
        """Whether it awaits answers."""
        return self.opened_at is not None and self.closed_at is None

    @property
    def part(self) -> str:
        """The name of its card among the ritual's."""
        return f"round:{self.number}"

    @property
    def digest(self) -> str:
        """The name of its digest's card."""
        return f"digest:{self.number}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Participant:
    """That somebody takes part in a ritual, or with ``out`` that they do not, although its place's members do."""

    subject: int
    person: PersonId
    out: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Absence:
    """The days on which somebody is excused from the rituals of a place, the last one included."""

    place: PlaceId
    person: PersonId
    first: str
    last: str


@dataclass(frozen=True, slots=True, kw_only=True)
class DayOff:
    """A day on which a team does not work, beside its country's holidays."""

    place: PlaceId
    day: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Feed:
    """Somebody's calendar feed, by the hash of its address's token."""

    person: PersonId
    digest: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Turnout:
    """Who was asked in a round. ``excused`` are away and have not answered; ``missing`` are neither."""

    asked: tuple[PersonId, ...]
    answered: frozenset[PersonId]
    excused: tuple[PersonId, ...]

    @property
    def missing(self) -> tuple[PersonId, ...]:
        """Those who were to answer and have not."""
        away = frozenset(self.excused)
        return tuple(person for person in self.asked if person not in self.answered and person not in away)

    @property
    def invited(self) -> int:
        """The number that participation is measured against: asked, and not excused."""
        return len(self.asked) - len(self.excused)
