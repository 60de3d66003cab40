"""The picture of one retex, posted at its close and handed over with its results: no more than its words may tell."""

from __future__ import annotations

from handlers.answering.templates import Item, ItemKind
from handlers.effects import Effect, Tell
from handlers.people.house import House
from handlers.people.voices import of_place
from handlers.people.whereabouts import place_told
from handlers.reporting.chart import Barred, Labelled
from handlers.reporting.picture import chosen_most, handed_over
from handlers.reporting.statistics import PERCENT_FROM
from handlers.reporting.terms import shortened
from handlers.retex import told
from handlers.retex.facts import Facts, read
from handlers.retex.figures import Figure
from handlers.subjects.words import participation
from handlers.texts import Voice
from handlers.views import File, Note
from storage.desk import Desk
from storage.reads import Snapshot
from storage.records import Kind, Status, Subject

QUERY = "retex.picture"
MOST_ROWS = 20
TITLE_LENGTH = 80  # characters, so that the finding is never cut


def published(desk: Desk, subject: Subject, house: House) -> tuple[Effect, ...]:
    """Have the picture posted for everybody wherever the retex is shown, each place in its language."""
    places = desk.places_of(subject.number)
    voices = [of_place(desk, place, house) for place in places]
    return tuple(
        Tell(to=None, place=place, query=QUERY, subject=subject.number, language=voice.language, zone=voice.zone)
        for place, voice in zip(places, voices, strict=True)
    )


def picture(snapshot: Snapshot, tell: Tell, house: House) -> File | Note | None:
    """Draw a retex as far as it may be told; None where there is nothing to be seen."""
    subject = snapshot.subject(tell.subject)
    if subject is None or subject.kind is not Kind.RETEX or subject.status not in (Status.OPEN, Status.CLOSED):
        return None
    voice = Voice("fr" if tell.language == "fr" else "en", tell.zone)
    chart = chart_of(read(snapshot, subject, voice), place_told(snapshot, subject, tell), voice)
    if chart is None:
        return None
    return handed_over(chart, voice("retex-{n}.png", n=subject.number), voice, house.paint)


def chart_of(facts: Facts, where: str, voice: Voice) -> Barred | None:
    """Show how the quick question was answered or, where there is none, how many answered each question in words."""
    quick = facts.questionnaire.quick
    figure = facts.figures.get(quick.id) if quick else None
    if quick and figure and figure.people:
        return _spread(facts, quick, figure, where, voice)
    return _worded(facts, where, voice)


def _spread(facts: Facts, item: Item, figure: Figure, where: str, voice: Voice) -> Barred:
    rated = item.kind is ItemKind.RATING  # of the five skies it says which one most people chose
    middle = told.middle(item, figure.numbers, voice) if rated else ""
    finding = (middle or _most(item, figure, voice), told.delta(facts, item, voice) if rated else "")
    rows = tuple(
        Labelled(label=label, value=people, said=_said(people, figure.people, voice))
        for key, label in enumerate(item.options[:MOST_ROWS], 1)
        for people in (figure.numbers.get(key, 0),)
    )
    foot = (where, item.words, participation(voice, facts.answered, facts.invited))
    return _barred(facts, " · ".join(filter(None, finding)), rows, foot, voice)


def _worded(facts: Facts, where: str, voice: Voice) -> Barred | None:
    rows = tuple(
        Labelled(
            label=item.words,
            value=figure.people,
            whole=facts.answered,
            said=voice("{people} of {all}", people=voice.number(figure.people), all=voice.number(facts.answered)),
        )
        for item in facts.items
        if item.kind is ItemKind.TEXT and (figure := facts.figures.get(item.id)) and figure.people
    )
    if not rows:
        return None
    return _barred(facts, participation(voice, facts.answered, facts.invited), rows[:MOST_ROWS], (where,), voice)


def _barred(facts: Facts, finding: str, rows: tuple[Labelled, ...], foot: tuple[str, ...], voice: Voice) -> Barred:
    title = f"{shortened(facts.subject.title, TITLE_LENGTH)} — {finding}"
    numbers = " · ".join(voice("{label}: {answer}", label=row.label, answer=row.said) for row in rows)
    below = " · ".join(foot)
    return Barred(title=title, alt=f"{title}. {numbers}. {below}", rows=rows, foot=below)


def _most(item: Item, figure: Figure, voice: Voice) -> str:
    counts = [figure.numbers.get(key, 0) for key in range(1, item.most + 1)]
    return chosen_most(item.options, counts, figure.people, voice)


def _said(people: int, whole: int, voice: Voice) -> str:
    """Say how many, and from ten answers on what share that is."""
    number = voice.number(people)
    return f"{number} · {voice.share(people, whole)}" if whole >= PERCENT_FROM else number
