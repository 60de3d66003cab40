"""Many series over time: a small panel each, on one scale, with the others in grey behind it."""

from __future__ import annotations

from collections.abc import Sequence

from handlers.reporting.chart import Line, Tick, Trend
from handlers.reporting.drawing.canvas import (
    BLUE,
    GREY,
    LEADING,
    LEFT,
    RIGHT,
    SMALL,
    SOFT,
    TINY,
    VERMILION,
    Canvas,
)
from handlers.reporting.drawing.frame import APART, Frame, scale_of

WIDEST_SCALE = 110
BETWEEN, UNDER = 34, 26  # pixels between panels, side by side and one under the other
BELOW = 30  # for the days


def panels(canvas: Canvas, chart: Trend, top: float, bottom: float) -> None:
    """Draw a panel a series, from the left and from the top; the first one, which the title is about, stands out."""
    many = len(chart.lines)
    columns = 2 if many <= 4 else 3 if many <= 6 else 4
    rows = -(-many // columns)
    scale = scale_of(canvas, chart.scale, WIDEST_SCALE, TINY)
    ends = (scale[0], scale[-1])
    left = LEFT + 10 + max(canvas.width(words, TINY) for _, words in ends)
    wide = (RIGHT - left - BETWEEN * (columns - 1)) / columns
    high = (bottom - BELOW - top - UNDER * (rows - 1)) / rows
    last = 12 + max(canvas.width(line.last, SMALL, bold=True) for line in chart.lines)
    days = [point.at for line in chart.lines for point in line.points]
    for place, line in enumerate(chart.lines):
        column, row = place % columns, place // columns
        x, y = left + column * (wide + BETWEEN), top + row * (high + UNDER)
        frame = Frame(
            left=x, right=x + wide - last, top=y + SMALL * LEADING + 10, bottom=y + high,
            first=min(days), last=max(days), low=scale[0][0], high=scale[-1][0],
        )  # fmt: skip
        name = canvas.fitted(line.name, wide, SMALL)
        canvas.text(x, y + SMALL * 0.8, "".join(name), SMALL, down="baseline")
        _panel(canvas, frame, line, chart.lines, VERMILION if place == 0 else BLUE)
        if column == 0:
            for value, words in ends:
                canvas.text(left - 10, frame.down(value), words, TINY, colour=SOFT, across="right")
        if place + columns >= many:
            _days(canvas, chart.ticks, x, x + wide, frame.bottom)


def _panel(canvas: Canvas, frame: Frame, line: Line, others: Sequence[Line], colour: str) -> None:
    """Draw one series before all the others, its last mean at its end."""
    for value in (frame.low, frame.high):
        canvas.rule((frame.left, frame.down(value)), (frame.right, frame.down(value)))
    for other in others:
        if other is not line:
            canvas.path(frame.means(other), GREY, width=1, level=2)
    canvas.path(frame.means(line), colour)
    canvas.path([frame.end(line)], colour, mark="o")
    canvas.text(frame.right + 10, frame.end(line)[1], line.last, SMALL, bold=True)


def _days(canvas: Canvas, ticks: Sequence[Tick], left: float, right: float, bottom: float) -> None:
    """Name the last day below a panel, and the first if it has room beside it."""
    first, last, y = ticks[0].label, ticks[-1].label, bottom + 8 + TINY * 0.8
    canvas.text(right, y, last, TINY, colour=SOFT, across="right", down="baseline")
    if canvas.width(f"{first} {last}", TINY) + APART < right - left:
        canvas.text(left, y, first, TINY, colour=SOFT, down="baseline")
