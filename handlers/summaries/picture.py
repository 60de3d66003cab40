"""Which picture a summary comes with, and what its title says: one idea, the finding in numbers."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

from babel.dates import format_date

from handlers.reporting import statistics
from handlers.reporting.chart import Barred, Chart, Labelled, Line, NotDrawn, Trend, png
from handlers.reporting.parts import Asked, Part
from handlers.subjects.nouns import called
from handlers.summaries.compose import stretch_of
from handlers.summaries.material import Material
from handlers.summaries.scope import Scope
from handlers.summaries.words import decimal, name_of
from handlers.texts import Voice
from handlers.views import File, Note

MOST_SERIES = 12
MOST_ROWS = 12


def picture(material: Material, scope: Scope, voice: Voice) -> File | Note | None:
    """Draw the picture of a summary; None where nothing was answered."""
    chart = chart_of(material, scope, voice)
    if chart is None:
        return None
    try:
        content = png(chart)
    except NotDrawn:
        said = voice("The picture could not be drawn; the words above say it all. {alt}", alt=chart.alt)
        return Note(text=said, language=voice.language)
    return File(
        name=voice("summary.png"),
        media_type="image/png",
        content=content,
        text=False,
        note=chart.title,
        alt=chart.alt,
        language=voice.language,
    )


def chart_of(material: Material, scope: Scope, voice: Voice) -> Chart | None:
    """Choose: what was asked again and again as a trend; one question as bars; else how many answered what."""
    shown = [part for part in material.parts if part.answered]
    trend = _trend(material, scope, voice)
    if trend is not None:
        return trend
    asked = [(part, each) for part in shown for each in part.asked if each.counts and each.answered]
    if len(shown) == 1 and asked:
        return _spread(material, *asked[0], scope, voice)
    return _participation(material, shown, scope, voice) if shown else None


def _trend(material: Material, scope: Scope, voice: Voice) -> Trend | None:
    """Draw every series that has at least two moments on the scale of the first."""
    found: dict[str, list[tuple[datetime, Asked]]] = {}
    for part in (*material.earlier, *material.parts):
        for asked in part.asked:
            if asked.series and asked.distribution and asked.answered:
                found.setdefault(asked.series, []).append((part.at, asked))
    series = {name: asked for name, asked in found.items() if len({at for at, _ in asked}) > 1}
    if not series:
        return None
    first = next(iter(series.values()))[0][1]
    series = {name: asked for name, asked in series.items() if asked[0][1].values == first.values}
    kept = dict(sorted(series.items(), key=lambda each: -len(each[1]))[:MOST_SERIES])
    moments = sorted({at for asked in kept.values() for at, _ in asked})
    lines = tuple(_line(name, asked, moments) for name, asked in kept.items())
    title, alt = _moved(kept, lines, voice)
    return Trend(
        title=title,
        alt=alt,
        moments=tuple(_day(at, voice) for at in moments),
        lines=lines,
        scale=tuple(sorted(zip(first.values, first.labels, strict=True))),
        foot=_foot(
            material, scope, voice, voice("line: mean; bubbles: how many gave each answer") if len(kept) == 1 else ""
        ),
    )


def _line(name: str, asked: list[tuple[datetime, Asked]], moments: list[datetime]) -> Line:
    at = {moment: statistics.merged(each.distribution for when, each in asked if when == moment) for moment in moments}
    distributions = [at[moment] for moment in moments]
    return Line(
        name=name,
        means=tuple(statistics.mean(each) for each in distributions),
        bubbles=tuple((each.position, each.value, each.people) for each in statistics.bubbles(distributions)),
    )


def _moved(series: dict[str, list[tuple[datetime, Asked]]], lines: tuple[Line, ...], voice: Voice) -> tuple[str, str]:
    """Say where the series began and where they are now: in the title the only one, or the one that moved most."""
    told = []
    for line in lines:
        known = [mean for mean in line.means if mean is not None]
        told.append((abs(known[-1] - known[0]), line.name, known[0], known[-1]))
    _, name, one, other = max(told)
    answers = sum(asked.answered for each in series.values() for _, asked in each)
    title = voice.many(
        "{name}: from {one} to {other} on average, {n} answer",
        "{name}: from {one} to {other} on average, {n} answers",
        answers,
        name=name,
        one=decimal(voice, one),
        other=decimal(voice, other),
    )
    each = (
        voice("{name}: first {one}, last {other}", name=name, one=decimal(voice, one), other=decimal(voice, other))
        for _, name, one, other in told
    )
    return title, f"{title}. {'; '.join(each)}."


def _spread(material: Material, part: Part, asked: Asked, scope: Scope, voice: Voice) -> Barred:
    percents = asked.answered >= statistics.PERCENT_FROM
    rows = tuple(
        Labelled(
            label=label,
            value=count,
            said=f"{voice.number(count)} · {voice.share(count, asked.answered)}" if percents else voice.number(count),
        )
        for label, count in zip(asked.labels, asked.counts, strict=True)
    )[:MOST_ROWS]
    about = part.title or called(voice, part.kind, part.number)
    title = f"{about} — {_finding(asked, voice)}"
    told = ", ".join(f"{row.label} {row.said}" for row in rows)
    return Barred(title=title, alt=f"{title}. {told}.", rows=rows, foot=_foot(material, scope, voice, asked.question))


def _finding(asked: Asked, voice: Voice) -> str:
    """Say in numbers what the answers to one question show: a mean, or what most people chose."""
    mean = statistics.mean(asked.distribution)
    if mean is not None:
        return voice.many(
            "{mean} on average, {n} answer", "{mean} on average, {n} answers", asked.answered, mean=decimal(voice, mean)
        )
    most = max(asked.counts)
    ahead = [label for label, count in zip(asked.labels, asked.counts, strict=True) if count == most]
    return voice(
        "{people} of {all} chose {option}",
        people=voice.number(most),
        all=voice.number(asked.answered),
        option=voice.listed(ahead[:3]),
    )


def _participation(material: Material, shown: list[Part], scope: Scope, voice: Voice) -> Barred:
    kept = shown[-MOST_ROWS:]
    rows = tuple(
        Labelled(
            label=name_of(voice, part, material),
            value=part.answered,
            whole=part.invited,
            said=_of(voice, part.answered, part.invited),
        )
        for part in kept
    )
    known = [part for part in shown if part.invited is not None]
    people = sum(part.answered for part in (known or shown))
    asked = sum(part.invited or 0 for part in known) if known else None
    title = (
        voice.many(
            "{n} answer of {asked} asked for", "{n} answers of {asked} asked for", people, asked=voice.number(asked)
        )
        if asked is not None
        else voice.many("{n} answered", "{n} answered", people)
    )
    told = " · ".join(voice("{label}: {answer}", label=row.label, answer=row.said) for row in rows)
    return Barred(title=title, alt=f"{title}. {told}.", rows=rows, foot=_foot(material, scope, voice))


def _of(voice: Voice, people: int, invited: int | None) -> str:
    if invited is None:
        return voice.number(people)
    return voice("{people} of {all}", people=voice.number(people), all=voice.number(invited))


def _foot(material: Material, scope: Scope, voice: Voice, more: str = "") -> str:
    return " · ".join(each for each in (material.where, stretch_of(scope, voice), more) if each)


def _day(at: datetime, voice: Voice) -> str:
    day = at.astimezone(ZoneInfo(voice.zone)).date()
    written: str = format_date(day, "d MMM", locale=voice.language)
    return written
