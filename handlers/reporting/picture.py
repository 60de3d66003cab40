"""A chart as a file to hand over; its words alone, where it could not be drawn."""

from __future__ import annotations

from collections.abc import Callable

from handlers.reporting.chart import Chart, NotDrawn
from handlers.texts import Voice
from handlers.views import File, Note

Painter = Callable[[Chart], bytes]


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
