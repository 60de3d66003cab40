"""A few series over time: a line each, its name and its last mean at its end."""

from __future__ import annotations

from handlers.reporting.chart import Trend
from handlers.reporting.drawing.canvas import (
    BLUE,
    GREEN,
    LABEL,
    LEADING,
    LEFT,
    PURPLE,
    RIGHT,
    VERMILION,
    Canvas,
    spread,
)
from handlers.reporting.drawing.frame import Frame, calendar, rungs, scale_of

COLOURS = (BLUE, VERMILION, GREEN, PURPLE)
MARKS, DASHES = ("o", "s", "^", "D"), ("-", "--", "-.", ":")
WIDEST_SCALE, WIDEST_NAME = 200, 300
BELOW, LEADER = 44, 40  # pixels: for the days; from a line's end to its name
MARKED = 26  # more points than these are no longer marked one by one


def lines(canvas: Canvas, chart: Trend, top: float, bottom: float) -> None:
    """Draw each series in a colour, a dash and a mark of its own; there are four of each."""
    scale = scale_of(canvas, chart.scale, WIDEST_SCALE, LABEL)
    names = ["".join(canvas.fitted(line.name, WIDEST_NAME, LABEL)) for line in chart.lines]
    left = LEFT + 12 + max(canvas.width(words, LABEL) for _, words in scale)
    right = (
        RIGHT - LEADER - 8 - max(canvas.width(words, LABEL) for words in (*names, *(line.last for line in chart.lines)))
    )
    days = [point.at for line in chart.lines for point in line.points]
    pad = LABEL
    frame = Frame(
        left=left + 14, right=right, top=top + pad, bottom=bottom - BELOW - pad,
        first=min(days), last=max(days), low=scale[0][0], high=scale[-1][0],
    )  # fmt: skip
    rungs(canvas, frame, scale, left, right)
    calendar(canvas, frame, chart.ticks, bottom - BELOW)
    for key, line in enumerate(chart.lines):
        means = frame.means(line)
        mark = MARKS[key] if len(means) <= MARKED else ""
        canvas.path(means, COLOURS[key], mark=mark, dash=DASHES[key])
        canvas.path([frame.end(line)], COLOURS[key], mark=MARKS[key])
    ends = [frame.end(line) for line in chart.lines]
    order = sorted(range(len(ends)), key=lambda key: ends[key][1])
    step = LABEL * LEADING * 2 + 8
    places = spread([ends[key][1] for key in order], step, top + step / 2, bottom - step / 2)
    for key, place in zip(order, places, strict=True):
        x, y = ends[key]
        canvas.path([(x, y), (right + 8, y), (right + LEADER - 6, place)], COLOURS[key], width=1.5)
        canvas.text(right + LEADER, place - LABEL * LEADING / 2, names[key], LABEL)
        canvas.text(right + LEADER, place + LABEL * LEADING / 2, chart.lines[key].last, LABEL, bold=True)
