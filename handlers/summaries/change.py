"""What changed against the stretch before: how many answered, and the means of what is asked again and again. Pure."""

from __future__ import annotations

from collections.abc import Sequence

from handlers.reporting import statistics
from handlers.reporting.document import Lines, Section
from handlers.reporting.parts import Asked, Part
from handlers.summaries.material import Material
from handlers.summaries.scope import Scope
from handlers.summaries.words import decimal, question_of, with_share
from handlers.texts import Voice


def section(material: Material, scope: Scope, voice: Voice, most: int | None) -> Section:
    """Say what changed; nothing where there is nothing to compare with."""
    lines = () if scope.lifelong else (*_participation(material, voice), *_series(material, voice))
    found = [*lines, *_repeated(material, voice)]
    kept = found if most is None else found[:most]
    return Section(voice("Change"), (Lines(tuple(kept)),) if kept else ())


def _participation(material: Material, voice: Voice) -> tuple[str, ...]:
    now, before = _totals(material.parts), _totals(material.earlier)
    if not before[1] or not now[1]:
        return ()
    return (
        voice(
            "participation: {now}; before: {before}",
            now=with_share(voice, *now),
            before=with_share(voice, *before),
        ),
    )


def _totals(parts: Sequence[Part]) -> tuple[int, int]:
    known = [part for part in parts if part.invited is not None]
    return sum(part.answered for part in known), sum(part.invited or 0 for part in known)


def _series(material: Material, voice: Voice) -> tuple[str, ...]:
    """Compare the means of each series that was asked in both stretches."""
    now, before = by_series(material.parts), by_series(material.earlier)
    lines = []
    for name in sorted(now.keys() & before.keys()):
        one, other = statistics.mean(statistics.merged(before[name])), statistics.mean(statistics.merged(now[name]))
        if one is not None and other is not None:
            lines.append(_compared(voice, name, one, other))
    return tuple(lines)


def by_series(parts: Sequence[Part]) -> dict[str, list[dict[float, int]]]:
    """Return the distributions of each series, in their order of time."""
    found: dict[str, list[dict[float, int]]] = {}
    for part in parts:
        for asked in part.asked:
            if asked.series and asked.distribution:
                found.setdefault(asked.series, []).append(asked.distribution)
    return found


def _repeated(material: Material, voice: Voice) -> tuple[str, ...]:
    """Say what changed since the last time that the same questions were asked."""
    lines = []
    for part in material.parts:
        before = {asked.question: asked for asked in part.before}
        for asked in part.asked:
            same = before.get(asked.question)
            if same is not None:
                lines += _moved(voice, question_of(voice, part, asked, material), same, asked)
    return tuple(lines)


def _moved(voice: Voice, name: str, before: Asked, now: Asked) -> list[str]:
    one, other = statistics.mean(before.distribution), statistics.mean(now.distribution)
    return [] if one is None or other is None else [_compared(voice, name, one, other)]


def _compared(voice: Voice, name: str, before: float, now: float) -> str:
    return voice(
        "{name}: mean {now}, before {before} ({change})",
        name=name,
        now=decimal(voice, now),
        before=decimal(voice, before),
        change=voice.signed(now - before),
    )
