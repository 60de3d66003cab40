"""To which card a typed answer goes: the one named, the only open poll, or in the console the latest that takes it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from handlers.effects import Effect
from handlers.language.grammar import Answer
from handlers.people.ask import Ask
from handlers.people.permissions import may_see, unknown
from handlers.subjects.feature import Answers
from handlers.subjects.find import open_here, the_one
from storage.records import Kind, Status, Subject


@dataclass(frozen=True, slots=True)
class Hearer:
    """Hears typed answers for every kind of subject that takes them."""

    kinds: Mapping[Kind, Answers]

    def __call__(self, ask: Ask) -> tuple[Effect, ...]:
        """Hear ``vote 1 3``, ``vote 12: 1``, in the console also ``1 3`` and ``12: 1``."""
        answer = ask.typed
        if answer is None:
            return ()
        subject = self._meant(ask, answer) if answer.number is None else self._named(ask, answer.number)
        return self.kinds[subject.kind].hear(ask, subject) if isinstance(subject, Subject) else subject

    def _named(self, ask: Ask, number: int) -> Subject | tuple[Effect, ...]:
        subject = may_see(ask, number)
        if subject is None or subject.kind not in self.kinds or subject.status not in (Status.OPEN, Status.CLOSED):
            return unknown(ask, number)
        return subject

    def _meant(self, ask: Ask, answer: Answer) -> Subject | tuple[Effect, ...]:
        """Choose the card of an answer without a number: a bare one goes to the latest card that takes it."""
        candidates = open_here(ask, None if answer.bare else Kind.POLL)
        if answer.bare:
            for subject in reversed(candidates):
                if subject.kind in self.kinds and self.kinds[subject.kind].takes(ask, subject):
                    return subject
            candidates = tuple(subject for subject in candidates if subject.kind in self.kinds)
        example = ask.voice("vote {n}: {picks}", n="{n}", picks=" ".join(map(str, answer.picks)))
        return the_one(ask, Kind.POLL, candidates, example)
