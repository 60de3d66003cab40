"""Who answered over time: a column each time, before how many were asked."""

from __future__ import annotations

from handlers.reporting.chart import Turnout
from handlers.reporting.drawing.bubbles import narrowest
from handlers.reporting.drawing.canvas import BLUE, LABEL, LEADING, LEFT, PALE, RIGHT, SMALL, SOFT, Canvas
from handlers.reporting.drawing.frame import Frame, calendar

BELOW, ABOVE = 44, 34  # pixels: for the days, for the numbers over the columns
WIDEST = 90


def turnout(canvas: Canvas, chart: Turnout, top: float, bottom: float) -> None:
    """Draw the columns; each says its number where all have room, else the last and those that stand out."""
    days = [column.at for column in chart.columns]
    wide = min(narrowest(days, RIGHT - LEFT) * 0.72, WIDEST)
    most = max(max(column.value, column.whole or 0) for column in chart.columns) or 1
    frame = Frame(
        left=LEFT + wide / 2 + 4, right=RIGHT - wide / 2 - 4, top=top + ABOVE, bottom=bottom - BELOW,
        first=days[0], last=days[-1], low=0, high=most,
    )  # fmt: skip
    canvas.rule((LEFT, frame.bottom), (RIGHT, frame.bottom), SOFT)
    calendar(canvas, frame, chart.ticks, frame.bottom)
    for column in chart.columns:
        x = frame.across(column.at) - wide / 2
        if column.whole is not None:
            y = frame.down(column.whole)
            canvas.bar(x, y, wide, frame.bottom - y, colour=PALE)
        canvas.bar(x, frame.down(column.value), wide, frame.bottom - frame.down(column.value), colour=BLUE)
    _numbers(canvas, frame, chart, wide)


def _numbers(canvas: Canvas, frame: Frame, chart: Turnout, wide: float) -> None:
    """Write the numbers over the columns: the last, the fewest and the most first, then all others that have room."""
    order = sorted(chart.columns, key=lambda column: column.value)
    first = (chart.columns[-1], order[0], order[-1], *reversed(chart.columns))
    taken: list[tuple[float, float]] = []
    for column in first:
        half = canvas.width(column.said, SMALL) / 2 + 6
        x = min(max(frame.across(column.at), LEFT + half), RIGHT - half)
        if any(x - half < right and x + half > left for left, right in taken):
            continue
        taken.append((x - half, x + half))
        near = (each for each in chart.columns if abs(frame.across(each.at) - x) < half + wide / 2)
        high = max(max(each.value, each.whole or 0) for each in near)
        canvas.text(x, frame.down(high) - LABEL * LEADING / 2, column.said, SMALL, across="center")
