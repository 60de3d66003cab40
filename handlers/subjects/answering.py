"""To which card an answer goes: the one named, the only open one, the one in whose thread it is said, or the latest.

The latest open card that takes it is meant by what names nothing at all: ``4 "Great energy"`` in the console.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from handlers.effects import Effect
from handlers.language.grammar import Answer
from handlers.language.lines import quote
from handlers.language.vocabulary import passing_word
from handlers.people.ask import Ask
from handlers.people.permissions import may_see, unknown
from handlers.subjects.feature import Answers
from handlers.subjects.find import lately_closed, numbered, open_here, other_kind, the_one
from handlers.subjects.words import command
from storage.records import Kind, Status, Subject


@dataclass(frozen=True, slots=True)
class Hearer:
    """Hears typed answers for every kind of subject that takes them."""

    kinds: Mapping[Kind, Answers]

    def __call__(self, ask: Ask) -> tuple[Effect, ...]:
        """Hear ``vote 1 3``, ``vote 12: 1``, ``retex answer 12: 4 "…"``, in the console also ``1 3`` and ``12: 1``."""
        answer = ask.typed
        if answer is None:
            return ()
        subject = self._meant(ask, answer) if answer.number is None else self._named(ask, answer, answer.number)
        return self.kinds[subject.kind].hear(ask, subject) if isinstance(subject, Subject) else subject

    def in_thread(self, ask: Ask, text: str) -> tuple[Effect, ...] | None:
        """Hear words said in the thread of a card that takes them; None where it is the thread of no such card."""
        subject = self.of_thread(ask)
        reply = self.kinds[subject.kind].reply if subject else None
        return reply(ask, subject, text) if subject and reply else None

    def of_thread(self, ask: Ask) -> Subject | None:
        """Return the subject in whose card's thread something was said, if its kind takes words there."""
        event = ask.event
        card = ask.desk.card_at(event.where.id, event.thread) if event.thread else None
        subject = ask.desk.subject(card.subject) if card is not None else None
        known = self.kinds.get(subject.kind) if subject else None
        return subject if known and known.reply else None

    def _named(self, ask: Ask, answer: Answer, number: int) -> Subject | tuple[Effect, ...]:
        if answer.feature:
            return numbered(ask, Kind(answer.feature), number)
        subject = may_see(ask, number)
        if subject is None or subject.status not in (Status.OPEN, Status.CLOSED):
            return unknown(ask, number)
        if subject.kind not in self.kinds:
            return other_kind(ask, subject)
        return subject

    def _meant(self, ask: Ask, answer: Answer) -> Subject | tuple[Effect, ...]:
        """Choose the card of an answer without a number: a bare one goes to the latest card that takes it.

        One that has all the words of whoever answers gives way to an older one that has not.
        """
        picks = [passing_word(ask.voice.language)] if answer.passes else [str(pick) for pick in answer.picks]
        said = picks + [quote(words) for words in answer.words]
        if answer.feature:
            kind = Kind(answer.feature)
            late = self._late(ask, (kind,))
            if late is not None:
                return late
            shape = command(
                ask.voice, kind, "answer", "{n}:", *(text.replace("{", "{{").replace("}", "}}") for text in said)
            )
            return the_one(ask, kind, open_here(ask, kind), shape)
        late = self._late(ask, tuple(self.kinds) if answer.bare else (Kind.POLL,))
        if late is not None:
            return late
        candidates = open_here(ask, None if answer.bare else Kind.POLL)
        if answer.bare:
            fitting = [
                subject
                for subject in reversed(candidates)
                if subject.kind in self.kinds and self.kinds[subject.kind].takes(ask, subject)
            ]
            if len(fitting) == 1:
                return fitting[0]
            if fitting:
                return next((subject for subject in fitting if self._waits(ask, subject)), fitting[0])
            candidates = tuple(subject for subject in candidates if subject.kind in self.kinds)
        example = ask.voice.typed(ask.voice("vote {n}: {picks}", n="{n}", picks=" ".join(picks) or "1"))
        return the_one(ask, Kind.POLL, candidates, example)

    def _waits(self, ask: Ask, subject: Subject) -> bool:
        waits = self.kinds[subject.kind].waits
        return waits is None or waits(ask, subject)

    def _late(self, ask: Ask, kinds: tuple[Kind, ...]) -> Subject | None:
        """Return what was closed last, where nothing is open that could be meant: its kind says that this is too late.

        Kinds that are never closed have nothing to say here.
        """
        if any(open_here(ask, kind) for kind in kinds):
            return None
        found = [late for kind in kinds if (late := lately_closed(ask, kind)) is not None]
        return max(found, key=lambda each: (each.closed_at or each.opened_at, each.number), default=None)
