"""Which picture a summary comes with, and what its title says: one idea, the finding in numbers."""

from __future__ import annotations

from handlers.reporting import statistics
from handlers.reporting.chart import Barred, Chart, Labelled
from handlers.reporting.parts import Asked, Part
from handlers.reporting.picture import Painter, chosen_most, handed_over
from handlers.reporting.terms import shortened
from handlers.subjects.nouns import called
from handlers.summaries import trend, turnout
from handlers.summaries.material import Material
from handlers.summaries.scope import Scope
from handlers.summaries.words import NAME_LENGTH, decimal, foot_of, of_all, plain_name
from handlers.texts import Voice
from handlers.views import File, Note

MOST_ROWS = 20
MOST_SUBJECTS = 12
TITLE_LENGTH = 70  # characters, so that the finding of a title is never cut


def picture(material: Material, scope: Scope, voice: Voice, paint: Painter) -> File | Note | None:
    """Draw the picture of a summary; None where nothing was answered."""
    chart = chart_of(material, scope, voice)
    return None if chart is None else handed_over(chart, voice("summary.png"), voice, paint)


def chart_of(material: Material, scope: Scope, voice: Voice) -> Chart | None:
    """Choose: what was asked again and again as a trend; one question as bars; else how many answered what."""
    shown = [part for part in material.parts if part.answered]
    moved = trend.chart(material, scope, voice)
    if moved is not None:
        return moved
    asked = [(part, each) for part in shown for each in part.asked if each.counts and each.answered]
    if len(shown) == 1 and asked:
        return _spread(material, *asked[0], scope, voice)
    if not shown:
        return None
    return turnout.chart(material, scope, voice) or _participation(material, scope, voice)


def _spread(material: Material, part: Part, asked: Asked, scope: Scope, voice: Voice) -> Barred:
    """Draw how the answers to one question spread."""
    percents = asked.answered >= statistics.PERCENT_FROM
    rows = tuple(
        Labelled(
            label=label,
            value=count,
            said=f"{voice.number(count)} · {voice.share(count, asked.answered)}" if percents else voice.number(count),
        )
        for label, count in zip(asked.labels, asked.counts, strict=True)
    )[:MOST_ROWS]
    about = shortened(part.title or called(voice, part.kind, part.number), TITLE_LENGTH)
    title = f"{about} — {_finding(asked, voice)}"
    told = ", ".join(f"{shortened(row.label, NAME_LENGTH)} {row.said}" for row in rows)
    return Barred(
        title=title, alt=f"{title}. {told}.", rows=rows, foot=foot_of(material, scope, voice, shortened(asked.question))
    )


def _finding(asked: Asked, voice: Voice) -> str:
    """Say in numbers what the answers to one question show: a mean, or what most people chose."""
    mean = statistics.mean(asked.distribution)
    if mean is not None:
        return voice.many(
            "{mean} on average, {n} answer", "{mean} on average, {n} answers", asked.answered, mean=decimal(voice, mean)
        )
    return chosen_most(asked.labels, asked.counts, asked.answered, voice)


def _participation(material: Material, scope: Scope, voice: Voice) -> Barred:
    """Draw how many answered each thing, the rounds of one ritual taken together, as the words count them.

    What nobody answered counts among those who were invited; only what may not be told at all is left out.
    """
    shown = [part for part in material.parts if part.answered or part.invited]
    by_number: dict[int, list[Part]] = {}
    for part in shown:
        by_number.setdefault(part.number, []).append(part)
    kept = list(by_number.values())[-MOST_SUBJECTS:]
    rows = tuple(
        Labelled(label=plain_name(voice, parts, material), value=people, whole=asked, said=of_all(voice, people, asked))
        for parts in kept
        for people, asked in (turnout.altogether(parts),)
    )
    title = turnout.title(shown, voice)
    told = " · ".join(voice("{label}: {answer}", label=row.label, answer=row.said) for row in rows)
    more = "" if len(kept) == len(by_number) else voice("the latest {n} of {all}", n=len(kept), all=len(by_number))
    return Barred(title=title, alt=f"{title}. {told}.", rows=rows, foot=foot_of(material, scope, voice, more))
