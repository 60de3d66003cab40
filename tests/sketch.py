"""Sketches in place of drawn pictures, for tests of what becomes of a picture: drawing one takes a second or two."""

from __future__ import annotations

from handlers.reporting.chart import Chart


def sketch(chart: Chart) -> bytes:
    """Return the beginning of a PNG, and the words that the picture would show."""
    return b"\x89PNG\r\n\x1a\n" + f"{chart.title}\n{chart.alt}\n{chart.foot}".encode()
