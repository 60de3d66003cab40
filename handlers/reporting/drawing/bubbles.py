"""One series over time: a bubble for each answer, as large as the number who gave it, and the mean as a line."""

from __future__ import annotations

from itertools import pairwise
from math import sqrt

from handlers.reporting.chart import Trend
from handlers.reporting.drawing.canvas import BLUE, LABEL, LEFT, RIGHT, SKY, SMALL, SOFT, TINY, Canvas, Spot
from handlers.reporting.drawing.frame import Frame, calendar, rungs, scale_of

WIDEST_NAME = 260
LARGEST, SMALLEST = 40, 3  # radii in pixels
BELOW = 44  # for the days
ROOMY = 30  # radius of a bubble whose halves have room for a number, in pixels
DENSE = 38  # pixels from one day to the next: with fewer, numbers would be too small to read


def bubbles(canvas: Canvas, chart: Trend, top: float, bottom: float) -> None:
    """Draw the first series of a trend."""
    line = chart.lines[0]
    scale = scale_of(canvas, chart.scale, WIDEST_NAME, LABEL)
    left = LEFT + 12 + max(canvas.width(words, LABEL) for _, words in scale)
    right = RIGHT - 12 - canvas.width(line.last, LABEL, bold=True)
    days = sorted({point.at for point in line.points})
    high = (bottom - BELOW - top) / len(scale)
    wide = narrowest(days, right - left)
    radius = min(LARGEST, high * 0.47, wide * (0.47 if wide > DENSE else 0.6))
    frame = Frame(
        left=left + radius + 14, right=right - radius - 4, top=top + high / 2, bottom=bottom - BELOW - high / 2,
        first=days[0], last=days[-1], low=scale[0][0], high=scale[-1][0],
    )  # fmt: skip
    rungs(canvas, frame, scale, left, right)
    calendar(canvas, frame, chart.ticks, bottom - BELOW)
    most = max((bubble.people for point in line.points for bubble in point.bubbles), default=1)
    for point in line.points:
        for bubble in point.bubbles:
            x, y, large = frame.across(point.at), frame.down(bubble.value), radius * sqrt(bubble.people / most)
            canvas.bubble(x, y, max(large, SMALLEST), SKY)
            if wide > DENSE:
                off = y if point.mean is None else y - frame.down(point.mean)
                _number(canvas, (x, y), bubble.said, large, room=wide, off=off)
    canvas.path(frame.means(line), BLUE)
    x, y = frame.end(line)
    canvas.path([(x, y)], BLUE, mark="o")
    canvas.text(x + radius + 12, y, line.last, LABEL, bold=True, colour=BLUE)


def narrowest(days: list[float], room: float) -> float:
    """Return the pixels between the two days that stand nearest to each other."""
    apart = min((later - sooner for sooner, later in pairwise(days)), default=0)
    return room * apart / (days[-1] - days[0] + apart) if apart else room


def _number(canvas: Canvas, spot: Spot, said: str, radius: float, *, room: float, off: float) -> None:
    """Write how many gave an answer: in the bubble or, where that is too small, beside it if there is room.

    The mean runs ``off`` pixels above the bubble's middle: where it would cross the number, this moves aside into one
    half of a large bubble, and below a small one.
    """
    (x, y), size = spot, SMALL if radius > SMALL else TINY
    wide, crossed = canvas.width(said, size), abs(off) < SMALL
    if wide < 1.7 * radius and size < 1.6 * radius:
        aside = radius / 2 if crossed and radius > ROOMY and wide < 1.4 * radius else 0.0
        canvas.text(x, y + aside if off >= 0 else y - aside, said, size, across="center", halo=SKY)
    elif crossed:
        canvas.text(x, y + radius + size * 0.7, said, size, colour=SOFT, across="center", halo="white")
    elif wide + 2 * radius + 12 < room:
        canvas.text(x + radius + 5, y, said, size, colour=SOFT, halo="white")
