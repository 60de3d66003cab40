"""A summary put in order, as a document that every format can write: facts only, each number with what it is of. Pure.

In this order: participation; how answers spread; change; agreement, the most divided first; answers by axis; blockers;
open actions. Under ten answers there are numbers and no percentages.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from handlers.reporting import statistics
from handlers.reporting.bars import scaled
from handlers.reporting.document import Bar, Bars, Block, Document, Lines, Quotes, Section
from handlers.reporting.parts import Asked, Axis, Part
from handlers.subjects.nouns import called
from handlers.summaries import change, todos
from handlers.summaries.material import Material
from handlers.summaries.scope import Scope
from handlers.summaries.words import (
    answered,
    decimal,
    division,
    middle,
    name_of,
    question_of,
    stretch_of,
    with_share,
    withheld,
)
from handlers.texts import Voice
from storage.records import Kind

IN_CHAT = 12  # things of one kind that a chat shows; files show all


def compose(material: Material, scope: Scope, voice: Voice, now: datetime, *, most: int | None = None) -> Document:
    """Write a summary down. ``most`` is how many things of one kind are said before "and 3 others"."""
    sections = (
        _participation(material, voice, most),
        _answers(material, voice, most),
        change.section(material, scope, voice, most),
        _agreement(material, voice, most),
        _axes(material, voice, most),
        _blockers(material, voice, most),
        todos.section(material, voice, now, most),
    )
    filled = tuple(section for section in sections if section.blocks)
    nothing = () if filled else (_nothing(scope, voice),)
    return Document(
        title=title_of(material, voice),
        lead=(stretch_of(scope, voice), *nothing),
        sections=filled,
        language=voice.language,
        answer=voice("answer"),
        count=voice("people"),
        share=voice("share"),
        open_quote="«\N{NO-BREAK SPACE}" if voice.language == "fr" else "“",
        close_quote="\N{NO-BREAK SPACE}»" if voice.language == "fr" else "”",
    )


def _nothing(scope: Scope, voice: Voice) -> str:
    """Say that there is nothing; of a time that is over, what has gone on since may have been answered in it."""
    if not scope.running:
        return voice("Nothing that had answers ended in this time; what went on afterwards counts later.")
    if Kind.ACTION not in scope.kinds:
        return voice("Nothing was answered.")
    if scope.kinds == (Kind.ACTION,):
        return voice("No action is open, and none was done or given up.")
    return voice("Nothing was answered, and no action is open.")


def title_of(material: Material, voice: Voice) -> str:
    """Say what is summed up, and where."""
    subject = material.subject
    if subject is not None:
        name = called(voice, subject.kind, subject.number)
        where, title = ("", "") if subject.number in material.veiled else (material.where, subject.title)
        return " · ".join(each for each in (where, voice("summary of {name}", name=name), title) if each)
    if material.where:
        return f"{material.where} · {voice('summary')}"
    return voice("summary across places") if material.all else voice("summary of your places")


def cut(items: Sequence[str], most: int | None, voice: Voice) -> tuple[str, ...]:
    """Keep the first of many, and say how many are left."""
    left = len(items) - most if most is not None else 0
    if most is None or left <= 1:
        return tuple(items)
    return (*items[:most], voice.many("and {n} other", "and {n} others", left))


def _participation(material: Material, voice: Voice, most: int | None) -> Section:
    parts = material.parts
    known = [part for part in parts if part.invited is not None]
    apart = most is None or len(parts) <= most
    groups = [[part] for part in parts] if apart else list(_by_subject(parts).values())
    lines = [_turnout(voice, group, material) for group in groups]
    head = ""
    if len(known) > 1:
        people, asked = sum(part.answered for part in known), sum(part.invited or 0 for part in known)
        head = voice("altogether: {participation}", participation=with_share(voice, people, asked))
    kept = cut(lines, most, voice)
    return Section(voice("Participation"), (Lines((*([head] if head else []), *kept)),) if lines else ())


def _by_subject(parts: Sequence[Part]) -> dict[int, list[Part]]:
    """Put the rounds of each ritual together, where there are too many for a line each."""
    found: dict[int, list[Part]] = {}
    for part in parts:
        found.setdefault(part.number, []).append(part)
    return found


def _turnout(voice: Voice, group: Sequence[Part], material: Material) -> str:
    """Say how many answered one thing, or the rounds of one ritual together."""
    veiled = group[-1].number in material.veiled
    told = [part for part in group if part.answered] if veiled else list(group)
    known = [part.invited for part in told if part.invited is not None]
    whole = replace(
        group[-1],
        round=group[-1].round if len(group) == 1 else 0,
        answered=sum(part.answered for part in told),
        invited=sum(known) if known else None,
    )
    rounds = voice.many("{n} round", "{n} rounds", len(told)) if len(group) > 1 and told else ""
    still = voice("still open") if group[-1].open else ""
    said = (name_of(voice, whole, material), rounds, answered(voice, whole, veiled=veiled), still)
    return " · ".join(each for each in said if each)


def _answers(material: Material, voice: Voice, most: int | None) -> Section:
    spread: list[Block] = [
        bars(voice, question_of(voice, part, asked, material), asked)
        for part in material.parts
        for asked in part.asked
        if asked.answered or asked.withheld is not None
    ]
    left = len(spread) - most if most is not None else 0
    if most is not None and left > 1:
        spread = [*spread[-most:], Lines((voice.many("and {n} other before", "and {n} others before", left),))]
    return Section(voice("Answers"), tuple(spread))


def bars(voice: Voice, caption: str, asked: Asked) -> Bars:
    """Show how the answers to one question spread, or say why that is not shown."""
    if asked.withheld is not None:
        return Bars(caption=caption, notes=(withheld(voice, asked.withheld),))
    percents = asked.answered >= statistics.PERCENT_FROM
    rows = tuple(
        Bar(label, voice.number(count), voice.share(count, asked.answered) if percents else "", length)
        for label, count, length in zip(asked.labels, asked.counts, scaled(asked.counts), strict=True)
    )
    notes = [note for note in (middle(voice, asked), _worthwhile(voice, asked)) if note]
    return Bars(caption=caption, rows=rows, notes=tuple(notes))


def _worthwhile(voice: Voice, asked: Asked) -> str:
    """Say for how many a ROTI's time was well invested."""
    if asked.series.casefold() != "roti" or not asked.counts:
        return ""
    people = voice.number(statistics.worthwhile(asked.distribution))
    return voice("time well invested (3 or more): {people} of {all}", people=people, all=voice.number(asked.answered))


def _agreement(material: Material, voice: Voice, most: int | None) -> Section:
    """List the questions, the most divided first; 1 is agreement, 0 an even split."""
    found = [
        (divided, question_of(voice, part, asked, material))
        for part in material.parts
        for asked in part.asked
        if (divided := division(asked)) is not None
    ]
    ranked = sorted(found, key=lambda each: -round(each[0], 6))
    lines = [f"{decimal(voice, abs(1 - divided))} · {name}" for divided, name in ranked]
    heading = voice("Agreement, the most divided first (1: all alike, 0: evenly split)")
    return Section(heading, (Lines(cut(lines, most, voice)),) if lines else ())


def _axes(material: Material, voice: Voice, most: int | None) -> Section:
    blocks: list[Block] = []
    for part in material.parts:
        for axis in part.axes:
            caption = f"{name_of(voice, part, material)} · {_axis(voice, axis)}"
            blocks.append(Quotes(caption, axis.quotes) if axis.quotes else Lines((caption,)))
    return Section(voice("By axis"), tuple(blocks if most is None else blocks[: 2 * most]))


def _axis(voice: Voice, axis: Axis) -> str:
    said = voice.many("{axis}: {n} person", "{axis}: {n} people", axis.answered, axis=axis.label)
    words = [f"{word} {voice.number(people)}" for word, people in axis.terms]
    return f"{said} · {', '.join(words)}" if words else said


def _blockers(material: Material, voice: Voice, most: int | None) -> Section:
    blocks = [Quotes(name_of(voice, part, material), part.blockers) for part in material.parts if part.blockers]
    return Section(voice("What holds people back"), tuple(blocks if most is None else blocks[-most:]))
