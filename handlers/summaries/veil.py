"""What a manager is told of a place they are no member of: counts and shares from 5 answers on, and no words. Pure.

Names, quotes and titles go, and with them every label that somebody may have written: options, questions, axes. What is
left is a number, and how many people gave it.
"""

from __future__ import annotations

from dataclasses import replace

from handlers.reporting.parts import Asked, Axis, Part, Withheld
from handlers.texts import Voice

FROM = 5  # answers


def veil(part: Part, voice: Voice) -> Part:
    """Take every word away; of fewer than 5 answers, the numbers too."""
    few = part.answered < FROM
    return replace(
        part,
        title="",
        asked=tuple(_asked(asked, key, voice) for key, asked in enumerate(part.asked, 1)),
        before=tuple(_asked(asked, key, voice) for key, asked in enumerate(part.before, 1)),
        axes=() if few else _axes(part.axes, voice),
        blockers=(),
        answered=0 if few else part.answered,
        invited=None if few else part.invited,
    )


def _asked(asked: Asked, key: int, voice: Voice) -> Asked:
    few = asked.answered < FROM
    labels = [
        voice.number(asked.values[position]) if asked.values else voice("answer {n}", n=position + 1)
        for position in range(len(asked.labels))
    ]
    return replace(
        asked,
        question=voice("question {n}", n=key) if asked.question else "",
        labels=tuple(labels),
        counts=() if few else asked.counts,
        answered=0 if few else asked.answered,
        series="",
        withheld=Withheld.FEW if few and asked.withheld is None else asked.withheld,
    )


def _axes(axes: tuple[Axis, ...], voice: Voice) -> tuple[Axis, ...]:
    """Keep the counts if none of them is small: one that is left out would follow from the others."""
    if any(0 < axis.answered < FROM for axis in axes):
        return ()
    return tuple(Axis(label=voice("words {n}", n=key), answered=axis.answered) for key, axis in enumerate(axes, 1))
