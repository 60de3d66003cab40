"""What is known of a retex when it is drawn, told or exported: read once, from one snapshot."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from itertools import islice

from handlers.answering.questionnaire import Questionnaire
from handlers.answering.templates import Item, ItemKind, Meaning
from handlers.language.nothing import says_nothing
from handlers.reporting.terms import SEARCHED, Gathered, gather, quotes
from handlers.retex.asked import FORM, items_of
from handlers.retex.figures import Figures, count, load, may_be_told, withheld
from handlers.subjects.shown import invited_known, places_shown, platforms_of
from handlers.texts import Voice
from storage.reads import Snapshot
from storage.records import Outcome, Status, Subject

PROPOSALS = 20  # that are quoted


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """A retex in figures: ``figures`` holds only what may be told; ``before`` those of the retex that it repeats.

    While it is open they are today's; once it is closed they are what the last close wrote.
    """

    subject: Subject
    items: tuple[Item, ...]
    answered: int
    invited: int | None
    figures: Figures
    outcomes: tuple[Outcome, ...] = ()
    origin: int | None = None
    before: Figures = field(default_factory=dict)
    platforms: int = 1

    @property
    def questionnaire(self) -> Questionnaire:
        return Questionnaire(subject=self.subject, items=self.items, form=FORM)


def read(snapshot: Snapshot, subject: Subject, voice: Voice) -> Facts:
    """Read a retex's figures and leave out what nobody may be told."""
    retex = snapshot.retexes.get(subject.number)
    items = items_of(retex, voice) if retex else ()
    outcomes = snapshot.retexes.outcomes(subject.number)
    if subject.status is Status.CLOSED and outcomes:
        last = outcomes[-1]
        answered, invited, figures = last.answered, last.invited, load(last.body)
    else:
        answered = snapshot.replies.answered(subject.number, 0)
        invited = snapshot.counts(subject.number).invited if invited_known(snapshot, subject) else None
        figures = count(snapshot.replies, subject.number, items) if may_be_told(subject) else {}
    origin = retex.origin if retex else None
    return Facts(
        subject=subject,
        items=items,
        answered=answered,
        invited=invited,
        figures=withheld(subject, figures),
        outcomes=outcomes,
        origin=origin,
        before=_before(snapshot, origin),
        platforms=platforms_of(places_shown(snapshot, subject)),
    )


def _before(snapshot: Snapshot, origin: int | None) -> Figures:
    """Return what the retex that is repeated came to, as its last close wrote it, as far as that may be told."""
    subject = snapshot.subject(origin) if origin is not None else None
    outcomes = snapshot.retexes.outcomes(subject.number) if subject else ()
    return withheld(subject, load(outcomes[-1].body)) if subject and outcomes else {}


def words_on(snapshot: Snapshot, facts: Facts, item: Item, voice: Voice) -> Gathered:
    """Return what people wrote on one question: terms by the number of people, and some quotes; if it may be told.

    Of proposals there are more quotes, since each may become an action.
    """
    if item.kind is not ItemKind.TEXT or item.id not in facts.figures:
        return Gathered()
    found = gather(_said(snapshot, facts, item), voice.language)
    if item.meaning is not Meaning.PROPOSAL or found.people <= len(found.quotes):
        return found
    more = quotes(islice(_said(snapshot, facts, item), SEARCHED), found.terms, most=PROPOSALS)
    return replace(found, quotes=more)


def _said(snapshot: Snapshot, facts: Facts, item: Item) -> Iterator[tuple[str, str]]:
    """Stream who said what on one question; "none" is no blocker."""
    for each in snapshot.replies.texts(facts.subject.number, 0, item.id):
        if item.meaning is not Meaning.BLOCKER or not says_nothing(each.text):
            yield each.voter, each.text
