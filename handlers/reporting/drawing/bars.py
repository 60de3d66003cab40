"""Horizontal bars: what each is called at its left, how much it is at its right."""

from __future__ import annotations

from handlers.reporting.chart import Barred
from handlers.reporting.drawing.canvas import BLUE, LABEL, LEADING, LEFT, PALE, RIGHT, Canvas

MOST_ROWS = 20
HIGHEST = 100  # pixels from one bar to the next: two bars are no walls
WIDEST_NAME, GAP = 400, 14


def bars(canvas: Canvas, chart: Barred, top: float, bottom: float) -> None:
    """Draw a bar a row, the names wrapped to what stands at the left."""
    rows = chart.rows[:MOST_ROWS]
    if not rows:
        return
    step = min((bottom - top) / len(rows), HIGHEST)
    size = min(LABEL, step * 0.72)
    deep = 2 if step > 2 * size * LEADING else 1
    names = [canvas.fitted(row.label, WIDEST_NAME, size, lines=deep) for row in rows]
    left = LEFT + GAP + max((canvas.width(line, size) for lines in names for line in lines), default=0)
    right = RIGHT - GAP - max(canvas.width(row.said, size) for row in rows)
    most = max(max(row.value, row.whole or 0) for row in rows) or 1
    for place, (row, name) in enumerate(zip(rows, names, strict=True)):
        middle = top + step * (place + 0.5)
        whole, long = ((right - left) * value / most for value in (row.whole or 0, row.value))
        canvas.bar(left, middle - step * 0.31, whole, step * 0.62, colour=PALE)
        canvas.bar(left, middle - step * 0.31, long, step * 0.62, colour=BLUE)
        for line, words in enumerate(name):
            down = middle + (line - (len(name) - 1) / 2) * size * LEADING
            canvas.text(left - GAP, down, words, size, across="right")
        canvas.text(left + max(whole, long) + GAP, middle, row.said, size)
