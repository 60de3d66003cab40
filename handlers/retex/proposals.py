"""The proposals of a retex, of which actions are made: what may be told of each, its button, the line that does it.

A button names its proposal by whose it is: by the person in a named retex, in a closed anonymous one by the number that
the seal drew, which leads to nobody and stands beside no other answer.
"""

from __future__ import annotations

from collections.abc import Sequence

from handlers.answering.own_templates import loaded
from handlers.answering.templates import Item, ItemKind, Meaning
from handlers.language.lines import quote
from handlers.language.vocabulary import fold, option_word
from handlers.people.ask import Ask
from handlers.reporting.parts import Said
from handlers.reporting.terms import Gathered, shortened
from handlers.retex.facts import PROPOSALS, Facts
from handlers.retex.figures import load, may_be_told, withheld
from handlers.subjects.nouns import called
from handlers.subjects.proposals import buttons, id_of
from handlers.subjects.words import command, stands
from handlers.texts import Voice
from handlers.views import Button
from storage.records import Kind, Status, Subject
from storage.sums import Made

ON_CARD, MOST = 5, PROPOSALS
MOST_MADE = 10
TYPED = 100  # characters of a proposal in the line that is shown as an example


def proposing(items: Sequence[Item]) -> Item | None:
    """Return the question whose answers are proposals, if one is asked."""
    return next((item for item in items if item.meaning is Meaning.PROPOSAL and item.kind is ItemKind.TEXT), None)


def words(ask: Ask, subject: Subject, by: str) -> str | None:
    """Return the whole words of a proposal, by whose it is; None where it is gone or may not be told."""
    retex = ask.desk.retexes.get(subject.number)
    item = proposing(loaded(retex.items)) if retex else None
    if item is None or not _told(ask, subject, item):
        return None
    return ask.desk.replies.text_by(subject.number, 0, item.id, by)


def _told(ask: Ask, subject: Subject, item: Item) -> bool:
    """Tell whether the answers to a question may be told at all: of an anonymous retex those its last close kept."""
    if not subject.anonymous:
        return subject.status in (Status.OPEN, Status.CLOSED)
    outcomes = ask.desk.retexes.outcomes(subject.number)
    return may_be_told(subject) and bool(outcomes) and item.id in withheld(subject, load(outcomes[-1].body))


def offers(facts: Facts, found: Gathered, voice: Voice, most: int) -> tuple[Button, ...]:
    """Offer to make an action of each proposal that is shown."""
    number = facts.subject.number
    return buttons((Said(text, button=id_of(number, by)) for by, text in found.quotes[:most]), voice)


def how(found: Gathered, actions: Sequence[Made], facts: Facts, voice: Voice) -> str:
    """Say what is typed to make an action of the first proposal of which none was made; nothing where there is none."""
    taken = {fold(each.title) for each in actions}
    text = next((text for _, text in found.quotes if fold(text) not in taken), None)
    if text is None:
        return ""
    origin = f"{option_word('from', voice.language)} {called(voice, Kind.RETEX, facts.subject.number)}"
    line = command(voice, Kind.ACTION, "", quote(shortened(text, TYPED)), origin)
    return voice("make an action of a proposal: {command}", command=line)


def made(actions: Sequence[Made], voice: Voice) -> tuple[str, ...]:
    """List the actions that came of it, each with how far it is."""
    lines = [
        f"{called(voice, Kind.ACTION, each.number)} · {each.title} · {stands(voice, each.state)}"
        for each in actions[:MOST_MADE]
    ]
    left = len(actions) - MOST_MADE
    return (*lines, *((voice.many("and {n} other", "and {n} others", left),) if left > 0 else ()))
