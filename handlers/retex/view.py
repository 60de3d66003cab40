"""A retex's card. ``compose`` is pure; ``card`` reads what it needs from one snapshot."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from handlers.answering.templates import ItemKind, is_scale
from handlers.answering.typed import command as answering
from handlers.answering.typed import example, passed_over
from handlers.language.vocabulary import passing_word
from handlers.people.house import House
from handlers.people.voices import of_place
from handlers.reporting.terms import Gathered
from handlers.retex import told
from handlers.retex.facts import Facts, read, words_on
from handlers.retex.proposals import ON_CARD, how, made, offers, proposing
from handlers.subjects.nouns import called
from handlers.subjects.shown import THRESHOLD
from handlers.subjects.words import command, participation, state, typed_at
from handlers.texts import Voice
from handlers.views import Button, Card
from storage.reads import Snapshot
from storage.records import Kind, PlaceId, Status
from storage.sums import Made


def card(snapshot: Snapshot, number: int, place: PlaceId, house: House) -> Card | None:
    """Draw a retex as a place sees it; None when there is no such retex."""
    subject = snapshot.subject(number)
    if subject is None or subject.kind is not Kind.RETEX:
        return None
    voice, known = of_place(snapshot, place, house), snapshot.place(place)
    facts = read(snapshot, subject, voice)
    closed = subject.status is Status.CLOSED
    said = {item.id: words_on(snapshot, facts, item, voice) for item in facts.items} if closed else {}
    return compose(
        facts,
        voice,
        said,
        where=known.name if known else str(place),
        typed=typed_at(place),
        actions=snapshot.sums.made_of(number, (place,)),
    )


def compose(
    facts: Facts,
    voice: Voice,
    said: Mapping[str, Gathered],
    *,
    where: str,
    typed: bool = True,
    actions: Sequence[Made] = (),
) -> Card:
    """Put a card together. ``typed``: a bare number answers there.

    ``actions`` are those that came of it, as far as they are shown there.
    """
    subject, quick = facts.subject, facts.questionnaire.quick
    running, proposal = subject.status is Status.OPEN, proposing(facts.items)
    proposed = said.get(proposal.id, Gathered()) if proposal else Gathered()
    header = (where, called(voice, Kind.RETEX, subject.number), state(voice, subject))
    if subject.status is Status.DELETED:
        return Card(number=subject.number, kind=subject.kind, header=header, title="", language=voice.language)
    return Card(
        number=subject.number,
        kind=subject.kind,
        header=(*header, voice("anonymous") if subject.anonymous else voice("named")),
        title=f"{subject.title} · {quick.words}" if quick else subject.title,
        rows=told.rows(quick, facts.figures.get(quick.id), voice) if quick else (),
        notes=(*_questions(facts), *notes(facts, voice, said), *made(actions, voice)),
        hint=_hint(facts, voice, typed=typed) if running else how(proposed, actions, facts, voice) or None,
        pick=1 if running and quick else 0,
        buttons=_buttons(facts, voice) if running else offers(facts, proposed, voice, ON_CARD),
        native=quick is not None and not subject.anonymous,
        language=voice.language,
    )


def _questions(facts: Facts) -> tuple[str, ...]:
    """Write what is asked where no press answers it; a quick question stands alone, and the form asks the rest."""
    if facts.questionnaire.quick or facts.subject.status is not Status.OPEN:
        return ()
    return tuple(item.words for item in facts.items)


def notes(facts: Facts, voice: Voice, said: Mapping[str, Gathered]) -> tuple[str, ...]:
    """Say participation; while open what secrecy means, afterwards what came of it."""
    subject = facts.subject
    lines = [participation(voice, facts.answered, facts.invited)]
    lines += _outcome(facts, voice, said) if subject.status is Status.CLOSED else _promises(facts, voice)
    if facts.platforms > 1:
        lines.append(voice("shown on two platforms: two accounts of one person count as two people"))
    return tuple(lines)


def _outcome(facts: Facts, voice: Voice, said: Mapping[str, Gathered]) -> list[str]:
    if facts.subject.anonymous and not facts.figures:
        said_once = voice.many(
            "anonymous: no results below {n} answer", "anonymous: no results below {n} answers", THRESHOLD
        )
        return [said_once]
    lines = []
    for item in facts.items:
        figure = facts.figures.get(item.id)
        if figure is None or not figure.people:
            continue
        if item.kind is ItemKind.TEXT:
            lines.append(_gist(facts, item.id, said.get(item.id, Gathered()), told.heading(item, voice), voice))
        elif is_scale(item):
            lines += [told.middle(item, figure.numbers, voice), told.worthwhile(item, figure, voice)]
            lines.append(told.delta(facts, item, voice))
    if len(facts.outcomes) > 1:
        lines.append(voice("result {n}", n=facts.outcomes[-1].number))
    return [line for line in lines if line]


def _gist(facts: Facts, question: str, found: Gathered, heading: str, voice: Voice) -> str:
    """Say in one line what people wrote: their terms, or where these are none the first quote."""
    people = voice.many("{n} answer", "{n} answers", facts.figures[question].people)
    gist = told.terms(found, voice) or (told.quoted(found.quotes[0][1], None, voice).strip() if found.quotes else "")
    return voice(
        "{label}: {answer}", label=heading.rstrip(" :?\u202f\u00a0"), answer=" · ".join(filter(None, (people, gist)))
    )


def _promises(facts: Facts, voice: Voice) -> list[str]:
    lines = []
    if facts.subject.anonymous:
        lines.append(
            voice.many(
                "anonymous: nobody is told who answered what; results after the close, from {n} answer on",
                "anonymous: nobody is told who answered what; results after the close, from {n} answers on",
                THRESHOLD,
            )
        )
    else:
        lines.append(voice("named: whoever can see this place can see who answered what"))
    if facts.subject.restricted:
        lines.append(voice("only those invited may answer"))
    return lines


def _hint(facts: Facts, voice: Voice, *, typed: bool) -> str:
    """Say how to answer, how to add words and how to take it all back, as it is typed there."""
    asked = facts.questionnaire
    if facts.subject.anonymous and not typed:
        return voice(
            "answer in our direct chat, for example: {example}", example=example(asked, replace(voice, prefix=""))
        )
    shown = example(asked, voice).partition(": ")[2] if typed else example(asked, voice)
    if asked.offers_pass:
        way = passing_word(voice.language) if typed else passed_over(asked, voice)
        shown = voice("{example} · keep it to yourself: {way}", example=shown, way=way)
    return voice(
        "answer: {example} · all questions: {all} · take it back: {withdraw}",
        example=shown,
        all=answering(asked, voice),
        withdraw=command(voice, Kind.RETEX, "withdraw"),
    )


def _buttons(facts: Facts, voice: Voice) -> tuple[Button, ...]:
    """Offer all the questions; the quick one is the rows themselves."""
    asked = facts.questionnaire
    label = voice("Add a word") if asked.quick else voice("Answer")
    passing = (Button(id=asked.button("pass"), label=voice("Pass")),) if asked.offers_pass else ()
    return (Button(id=asked.button("answer"), label=label, style="primary"), *passing)
