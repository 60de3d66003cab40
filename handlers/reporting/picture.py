"""A chart as a file to hand over; its words alone, where it could not be drawn."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from handlers.reporting.chart import Chart, NotDrawn
from handlers.reporting.terms import shortened
from handlers.texts import Voice
from handlers.views import File, Note

Painter = Callable[[Chart], bytes]
OPTIONS_LENGTH = 50  # characters for the options that a title names, so that its finding is never cut
MOST_NAMED = 3


def handed_over(chart: Chart, name: str, voice: Voice, paint: Painter) -> File | Note:
    """Draw a chart under a name; what it shows is told in words beside it, and instead of it."""
    try:
        content = paint(chart)
    except NotDrawn:
        said = voice("The picture could not be drawn; the words above say it all. {alt}", alt=chart.alt)
        return Note(text=said, language=voice.language)
    return File(
        name=name,
        media_type="image/png",
        content=content,
        text=False,
        note=chart.title,
        alt=chart.alt,
        language=voice.language,
    )


def chosen_most(labels: Sequence[str], counts: Sequence[int], people: int, voice: Voice) -> str:
    """Say which option most people chose, or which several are level; ``people`` answered the question."""
    most = max(counts)
    ahead = [
        label if _has_words(label) else voice("answer {n}", n=place)
        for place, (label, count) in enumerate(zip(labels, counts, strict=True), 1)
        if count == most
    ]
    each, everybody = voice.number(most), voice.number(people)
    named = [shortened(label, OPTIONS_LENGTH // min(len(ahead), MOST_NAMED)) for label in ahead[:MOST_NAMED]]
    if len(ahead) > len(named):
        return voice("{count} options at {people} of {all} each", count=len(ahead), people=each, all=everybody)
    if len(ahead) > 1:
        return voice("{people} of {all} each for {options}", people=each, all=everybody, options=voice.listed(named))
    return voice.many(
        "{n} of {all} chose {option}", "{n} of {all} chose {option}", most, all=everybody, option=named[0]
    )


def _has_words(label: str) -> bool:
    """Tell whether anything is left of a label without its pictographs, which a picture's font does not draw."""
    return any(mark.isalnum() for mark in label)
