"""What was asked again and again, as a picture over time: its means, and how many gave each answer. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from handlers.reporting import statistics
from handlers.reporting.chart import Bubble, Line, Point, Trend
from handlers.reporting.parts import Asked
from handlers.reporting.terms import shortened
from handlers.summaries.material import Material
from handlers.summaries.scope import Scope
from handlers.summaries.timeline import Timeline, timeline_of
from handlers.summaries.words import decimal, foot_of
from handlers.texts import Voice

MOST_SERIES = 12
ALL_TOLD = 12  # moments of which each is told in words
TITLE_LENGTH = 80  # characters


@dataclass(frozen=True, slots=True)
class _Series:
    """One question at several times."""

    name: str
    asked: tuple[tuple[datetime, Asked], ...]

    @property
    def answers(self) -> int:
        return sum(each.answered for _, each in self.asked)


def chart(material: Material, scope: Scope, voice: Voice) -> Trend | None:
    """Draw the series that were asked at two moments at least, on the scale that most answers were given on."""
    found = _on_one_scale(_series(material))
    if not found:
        return None
    kept = sorted(found, key=lambda series: -len(series.asked))[:MOST_SERIES]
    timeline = timeline_of((at for series in kept for at, _ in series.asked), voice)
    lines = sorted((_line(series, timeline, voice) for series in kept), key=_moved, reverse=True)
    title = _title(lines, sum(series.answers for series in kept), voice)
    more = (_read_as(kept[0], voice) if len(kept) == 1 else "", timeline.said, _left_out(len(kept), len(found), voice))
    return Trend(
        title=title,
        alt=f"{title}. {_told(lines, timeline, voice)}.",
        ticks=timeline.ticks,
        lines=tuple(lines),
        scale=_scale(kept, voice),
        foot=foot_of(material, scope, voice, *more),
    )


def _series(material: Material) -> list[_Series]:
    found: dict[str, list[tuple[datetime, Asked]]] = {}
    for part in (*material.earlier, *material.parts):
        for asked in part.asked:
            if asked.series and asked.distribution:
                found.setdefault(asked.series, []).append((part.at, asked))
    return [
        _Series(name, tuple(asked))
        for name, asked in found.items()
        if len({at for at, each in asked if each.answered}) > 1
    ]


def _on_one_scale(found: Sequence[_Series]) -> list[_Series]:
    """Keep the series that share a scale: the one that most answers were given on."""
    by_scale: dict[tuple[float, ...], list[_Series]] = {}
    for series in found:
        by_scale.setdefault(series.asked[-1][1].values, []).append(series)
    return max(by_scale.values(), key=lambda group: sum(series.answers for series in group), default=[])


def _scale(kept: Sequence[_Series], voice: Voice) -> tuple[tuple[float, str], ...]:
    """Label the values in the words that all the series share; in numbers where they differ."""
    latest = [series.asked[-1][1] for series in kept]
    values, words = latest[0].values, {asked.labels for asked in latest}
    labels = latest[0].labels if len(words) == 1 else tuple(voice.number(value) for value in values)
    return tuple(sorted(zip(values, labels, strict=True)))


def _line(series: _Series, timeline: Timeline, voice: Voice) -> Line:
    by_day: dict[float, list[Asked]] = {}
    for at, asked in series.asked:
        by_day.setdefault(timeline.position(at), []).append(asked)
    points = tuple(
        Point(at=at, mean=statistics.mean(spread), bubbles=_bubbles(spread, voice))
        for at, asked in sorted(by_day.items())
        for spread in (statistics.merged(each.distribution for each in asked),)
    )
    known = [point.mean for point in points if point.mean is not None]
    return Line(
        name=shortened(series.name, TITLE_LENGTH),
        points=points,
        first=decimal(voice, known[0]),
        last=decimal(voice, known[-1]),
    )


def _bubbles(spread: statistics.Distribution, voice: Voice) -> tuple[Bubble, ...]:
    return tuple(Bubble(value, people, voice.number(people)) for value, people in sorted(spread.items()) if people)


def _moved(line: Line) -> float:
    """Return by how much a series went up or down from its first moment to its last."""
    known = [point.mean for point in line.points if point.mean is not None]
    return abs(known[-1] - known[0])


def _title(lines: Sequence[Line], answers: int, voice: Voice) -> str:
    """Say where the only series began and where it is now; of several, the one that moved most."""
    name, first, last = lines[0].name, lines[0].first, lines[0].last
    if first == last:
        return voice.many(
            "{name}: still {last} on average, {n} answer", "{name}: still {last} on average, {n} answers",
            answers, name=name, last=last,
        )  # fmt: skip
    if len(lines) == 1:
        return voice.many(
            "{name}: from {one} to {other} on average, {n} answer",
            "{name}: from {one} to {other} on average, {n} answers",
            answers, name=name, one=first, other=last,
        )  # fmt: skip
    return voice.many(
        "Of {count} series, {name} moved most: from {one} to {other} on average, {n} answer",
        "Of {count} series, {name} moved most: from {one} to {other} on average, {n} answers",
        answers, name=name, count=voice.number(len(lines)), one=first, other=last,
    )  # fmt: skip


def _told(lines: Sequence[Line], timeline: Timeline, voice: Voice) -> str:
    """Say the numbers: of one series each mean, or of many moments the first, the last and the extremes."""
    if len(lines) > 1:
        return voice("; ").join(
            voice("{name}: first {one}, last {other}", name=line.name, one=line.first, other=line.last)
            for line in lines
        )
    days = {tick.at: tick.label for tick in timeline.ticks}
    told = [(days[point.at], point.mean) for point in lines[0].points if point.mean is not None]
    if len(told) > ALL_TOLD:
        by_mean = sorted(told, key=lambda each: each[1])
        wanted = {told[0], told[-1], by_mean[0], by_mean[-1]}
        told = [each for each in told if each in wanted]
    return " · ".join(voice("{label}: {answer}", label=day, answer=decimal(voice, mean)) for day, mean in told)


def _read_as(series: _Series, voice: Voice) -> str:
    most = max((count for _, asked in series.asked for count in asked.counts), default=0)
    return voice("line: mean; bubbles: how many gave each answer, {n} at most", n=voice.number(most))


def _left_out(shown: int, found: int, voice: Voice) -> str:
    return "" if shown == found else voice("{n} series of {all}", n=voice.number(shown), all=voice.number(found))
