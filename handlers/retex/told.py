"""A retex's figures and words put into lines, for its card, its results and its export. Pure."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from handlers.answering.templates import ROTI, Item, ItemKind, is_scale
from handlers.reporting import statistics
from handlers.reporting.bars import scaled
from handlers.reporting.lines import option_line
from handlers.reporting.terms import Gathered
from handlers.retex.facts import Facts
from handlers.retex.figures import NO_GROUP, Figure, axis_of
from handlers.subjects.nouns import to_the
from handlers.subjects.shown import THRESHOLD
from handlers.texts import Voice
from handlers.views import Row

Namer = Callable[[str], str | None]


def rows(item: Item, figure: Figure | None, voice: Voice) -> tuple[Row, ...]:
    """Write the options of a question, with their numbers where these may be told."""
    if figure is None:
        return tuple(Row(key=key, label=label) for key, label in enumerate(item.options, 1))
    counts = tuple(figure.numbers.get(key, 0) for key in range(1, item.most + 1))
    return tuple(
        Row(
            key=key,
            label=label,
            count=voice.number(times),
            share=voice.share(times, figure.people) if figure.people else None,
            bar=length,
        )
        for key, (label, times, length) in enumerate(zip(item.options, counts, scaled(counts), strict=True), 1)
    )


def middle(item: Item, numbers: Mapping[int, int], voice: Voice) -> str:
    """Say the median and the mean of a scale; nothing for choices, which have none, and for no answers."""
    held = {float(value): people for value, people in numbers.items()}
    centre, average = statistics.median(held), statistics.mean(held)
    if not is_scale(item) or centre is None or average is None:
        return ""
    return voice("median {median} · mean {mean}", median=voice.number(centre), mean=voice.rounded(average))


def worthwhile(item: Item, figure: Figure | None, voice: Voice) -> str:
    """Say for how many the time was well invested (ROTI: 3 and more of 5); from ten answers on what share that is."""
    if item.id != ROTI or figure is None or not figure.people:
        return ""
    well, whole = statistics.worthwhile({float(value): n for value, n in figure.numbers.items()}), figure.people
    said = voice(
        "time well invested (3 or more): {people} of {all}", people=voice.number(well), all=voice.number(whole)
    )
    return f"{said} · {voice.share(well, whole)}" if whole >= statistics.PERCENT_FROM else said


def delta(facts: Facts, item: Item, voice: Voice) -> str:
    """Say how a scale changed since the retex that this one repeats."""
    now, before = facts.figures.get(item.id), facts.before.get(item.id)
    if not is_scale(item) or now is None or before is None or facts.origin is None:
        return ""
    moved = statistics.change(_mean(before), _mean(now))
    if moved is None:
        return ""
    name = to_the(voice, facts.subject.kind, facts.origin)
    return voice("compared with {name}: mean {change}", name=name, change=voice.signed(moved))


def _mean(figure: Figure) -> float | None:
    return statistics.mean({float(value): people for value, people in figure.numbers.items()})


def terms(found: Gathered, voice: Voice) -> str:
    """List the terms that several people used, each with by how many."""
    return ", ".join(voice("{term} ({n})", term=each.word, n=voice.number(each.people)) for each in found.terms)


def heading(item: Item, voice: Voice) -> str:
    """Say shortly what a question of *hot* is about: what to keep, what held us back, proposals; others as asked."""
    match item.id:
        case "keep":
            return voice("to keep")
        case "held":
            return voice("held us back")
        case "proposal":
            return voice("proposals")
        case _:
            return item.words


def question(facts: Facts, item: Item, found: Gathered, namer: Namer, voice: Voice) -> tuple[str, ...]:
    """Tell one question whole: how it was answered, its middle, its change, its terms and some quotes."""
    figure = facts.figures.get(item.id)
    if figure is None:
        few = voice.many(
            "{question} — not shown below {n} answer",
            "{question} — not shown below {n} answers",
            THRESHOLD,
            question=item.words,
        )
        return (few,) if facts.subject.anonymous else ()
    people = _people(figure.people, voice)
    if item.kind is ItemKind.TEXT:
        said = (quoted(text, namer(person), voice) for person, text in found.quotes)
        return (" · ".join(part for part in (item.words, people, terms(found, voice)) if part), *said)
    head = " · ".join(part for part in (item.words, people, middle(item, figure.numbers, voice)) if part)
    more = (worthwhile(item, figure, voice), delta(facts, item, voice))
    return (head, *(f"  {option_line(row)}" for row in rows(item, figure, voice)), *(each for each in more if each))


def quoted(text: str, who: str | None, voice: Voice) -> str:
    """Quote somebody, by name where they gave it."""
    return voice("  “{words}” ({name})", words=text, name=who) if who else voice("  “{words}”", words=text)


def by_axis(facts: Facts, item: Item, voice: Voice) -> tuple[str, ...]:
    """Tell how the groups of one axis each answered a rating, where that may be told."""
    figure = facts.figures.get(item.id)
    if figure is None or item.kind is not ItemKind.RATING:
        return ()
    lines = [
        " · ".join((label, _people(people, voice), middle(item, some, voice)))
        for group, label in groups(facts, item, voice).items()
        for people, some in (figure.within[group],)
    ]
    return (voice("By axis:"), *(f"  {line}" for line in lines)) if lines else ()


def _people(people: int, voice: Voice) -> str:
    return voice.many("{n} answer", "{n} answers", people)


def groups(facts: Facts, item: Item, voice: Voice) -> Mapping[int, str]:
    """Return the axes under which the answers to a question may be told apart, each with its label.

    Those who chose none come last; where nobody chose any there is nothing to tell apart.
    """
    figure, axis = facts.figures.get(item.id), axis_of(facts.items)
    if figure is None or axis is None:
        return {}
    held = {group for group, (people, _) in figure.within.items() if people}
    found = {group: axis.options[group - 1] for group in sorted(held - {NO_GROUP})}
    return {**found, NO_GROUP: voice("unclassified")} if found and NO_GROUP in held else found
