"""At most so many commands a minute from one person: one sentence beyond that, then silence. Pure; time is given."""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import Enum

from storage.records import PersonId

MINUTE = timedelta(minutes=1)
KEPT = 10_000  # people remembered; those who have been silent for a minute are forgotten beyond it


class Pace(Enum):
    """What to do with a command: hear it, refuse it in a sentence, or say nothing."""

    HEARD = "heard"
    REFUSED = "refused"
    SILENT = "silent"


@dataclass(slots=True)
class _Recent:
    """One person's commands of the last minute, by event id: an event decided again counts once."""

    heard: deque[tuple[datetime, str]] = field(default_factory=deque)
    told: tuple[datetime, str] | None = None


class Limiter:
    """Counts in memory: a restart forgives. ``most`` is per person and minute, 0 for no limit."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._people: dict[PersonId, _Recent] = {}

    def pace(self, person: PersonId, event: str, now: datetime) -> Pace:
        """Count one command of somebody, unless it goes beyond the limit."""
        if self._most == 0:
            return Pace.HEARD
        if len(self._people) >= KEPT and person not in self._people:
            self._forget(now)
        recent = self._people.setdefault(person, _Recent())
        while recent.heard and now - recent.heard[0][0] >= MINUTE:
            recent.heard.popleft()
        if any(event == known for _, known in recent.heard):
            return Pace.HEARD
        if len(recent.heard) < self._most:
            recent.heard.append((now, event))
            return Pace.HEARD
        if recent.told is None or now - recent.told[0] >= MINUTE or recent.told[1] == event:
            recent.told = (now, event)
            return Pace.REFUSED
        return Pace.SILENT

    @property
    def remembered(self) -> int:
        """How many people are held in memory."""
        return len(self._people)

    def _forget(self, now: datetime) -> None:
        """Let go of everybody who said nothing for a minute."""
        self._people = {
            person: recent
            for person, recent in self._people.items()
            if (recent.heard and now - recent.heard[-1][0] < MINUTE) or (recent.told and now - recent.told[0] < MINUTE)
        }
