"""Where the values of a scale and the days of a stretch of time stand on the canvas."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from handlers.reporting.chart import Line, Tick
from handlers.reporting.drawing.canvas import LABEL, LEADING, LEFT, RIGHT, SMALL, SOFT, Canvas, Spot

APART = 18  # pixels between one label and the next


@dataclass(frozen=True, slots=True, kw_only=True)
class Frame:
    """A rectangle in pixels, and what its sides stand for: days from left to right, values from the bottom up."""

    left: float
    right: float
    top: float
    bottom: float
    first: float
    last: float
    low: float
    high: float

    def across(self, day: float) -> float:
        """Return where a day stands; the only one of all stands in the middle."""
        if self.last == self.first:
            return (self.left + self.right) / 2
        return self.left + (self.right - self.left) * (day - self.first) / (self.last - self.first)

    def down(self, value: float) -> float:
        """Return where a value stands."""
        if self.high == self.low:
            return (self.top + self.bottom) / 2
        return self.bottom - (self.bottom - self.top) * (value - self.low) / (self.high - self.low)

    def means(self, line: Line) -> list[Spot | None]:
        """Return where the means of a series stand; None where nobody answered."""
        return [None if point.mean is None else (self.across(point.at), self.down(point.mean)) for point in line.points]

    def end(self, line: Line) -> Spot:
        """Return where its last mean stands."""
        return next(mean for mean in reversed(self.means(line)) if mean is not None)


def calendar(canvas: Canvas, frame: Frame, ticks: Sequence[Tick], y: float, size: float = SMALL) -> None:
    """Label the days below a frame, the last one always, then as many before it as have room."""
    free = float("inf")
    for tick in sorted(ticks, key=lambda tick: -tick.at):
        at, half = frame.across(tick.at), canvas.width(tick.label, size) / 2
        x = min(max(at, LEFT + half), RIGHT - half)
        if x + half + APART > free:
            continue
        free = x - half
        canvas.rule((at, y), (at, y + 6), SOFT)
        canvas.text(x, y + 12 + size * 0.8, tick.label, size, across="center", down="baseline")


def scale_of(canvas: Canvas, scale: Sequence[tuple[float, str]], room: float, size: float) -> list[tuple[float, str]]:
    """Cut the words of a scale to the room that they have."""
    return [(value, "".join(canvas.fitted(label, room, size))) for value, label in scale]


def rungs(canvas: Canvas, frame: Frame, scale: Sequence[tuple[float, str]], left: float, right: float) -> None:
    """Draw the scale: a rule for each value, its words at the left where they do not touch those below."""
    free = float("inf")
    for value, label in scale:
        y = frame.down(value)
        canvas.rule((left, y), (right, y))
        if y + LABEL * LEADING / 2 <= free:
            canvas.text(left - 12, y, label, LABEL, across="right")
            free = y - LABEL * LEADING / 2
