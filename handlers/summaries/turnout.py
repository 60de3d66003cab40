"""How many answered a ritual each time, over time, as a picture. Pure."""

from __future__ import annotations

from collections.abc import Sequence

from handlers.reporting.chart import Column, Turnout
from handlers.reporting.parts import Part
from handlers.reporting.terms import shortened
from handlers.summaries.material import Material
from handlers.summaries.scope import Scope
from handlers.summaries.timeline import timeline_of
from handlers.summaries.words import foot_of, of_all, with_share
from handlers.texts import Voice

TITLE_LENGTH = 80  # characters
ALL_TOLD = 12  # columns of which each is told in words


def chart(material: Material, scope: Scope, voice: Voice) -> Turnout | None:
    """Draw the turnout of one ritual that had several rounds; None for anything else."""
    parts = [part for part in material.parts if part.answered or part.invited]
    if len({part.number for part in parts}) != 1 or len(parts) < 2:
        return None
    timeline = timeline_of([part.at for part in parts], voice)
    by_day: dict[float, list[Part]] = {}
    for part in parts:
        by_day.setdefault(timeline.position(part.at), []).append(part)
    if len(by_day) < 2:
        return None
    columns = tuple(
        Column(at=at, value=people, whole=asked, said=of_all(voice, people, asked))
        for at, found in sorted(by_day.items())
        for people, asked in (altogether(found),)
    )
    name = shortened(parts[-1].title, TITLE_LENGTH)
    finding = title(parts, voice)
    said = voice("{label}: {answer}", label=name, answer=finding) if name else finding
    ticks = timeline.ticks
    return Turnout(
        title=said,
        alt=f"{said}. {_told(columns, [tick.label for tick in ticks], voice)}.",
        ticks=ticks,
        columns=columns,
        foot=foot_of(material, scope, voice, timeline.said),
    )


def altogether(parts: Sequence[Part]) -> tuple[int, int | None]:
    """Add up how many answered, and how many were asked; where that is not known of one, of none."""
    asked = [part.invited for part in parts if part.invited is not None]
    return sum(part.answered for part in parts), sum(asked) if len(asked) == len(parts) else None


def title(parts: Sequence[Part], voice: Voice) -> str:
    """Say how many answered of how many; of those things alone of which it is known, unless it is of none."""
    known = [part for part in parts if part.invited is not None]
    return with_share(voice, *altogether(known or parts))


def _told(columns: Sequence[Column], days: Sequence[str], voice: Voice) -> str:
    """Say each number, or of many the first, the last, the fewest and the most."""
    told = list(zip(days, columns, strict=True))
    if len(told) > ALL_TOLD:
        by_value = sorted(told, key=lambda each: each[1].value)
        told = sorted(
            {each[1].at: each for each in (told[0], told[-1], by_value[0], by_value[-1])}.values(),
            key=lambda each: each[1].at,
        )
    return " · ".join(voice("{label}: {answer}", label=day, answer=column.said) for day, column in told)
