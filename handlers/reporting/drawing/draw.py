"""One chart on one canvas: its title, what it is about, and between them the marks of its kind."""

from __future__ import annotations

from handlers.reporting.chart import HEIGHT, Barred, Chart, Trend
from handlers.reporting.drawing.bars import bars
from handlers.reporting.drawing.bubbles import bubbles
from handlers.reporting.drawing.canvas import LEADING, LEFT, RIGHT, SMALL, SOFT, TITLE, Canvas
from handlers.reporting.drawing.lines import lines
from handlers.reporting.drawing.panels import panels
from handlers.reporting.drawing.turnout import turnout

FEW_LINES, FEW_MOMENTS = 4, 26  # more of them in one frame are a tangle


def draw(chart: Chart) -> Canvas:
    """Draw a chart of any kind."""
    canvas = Canvas()
    title = canvas.fitted(chart.title, RIGHT - LEFT, TITLE, lines=3, bold=True)
    top = canvas.sentence(34, title, TITLE, bold=True) + 20
    foot = canvas.fitted(chart.foot, RIGHT - LEFT, SMALL, lines=2)
    bottom = HEIGHT - 26 - len(foot) * SMALL * LEADING
    canvas.sentence(bottom + 6, foot, SMALL, colour=SOFT)
    if isinstance(chart, Barred):
        bars(canvas, chart, top, bottom - 16)
    elif not isinstance(chart, Trend):
        turnout(canvas, chart, top, bottom - 16)
    elif len(chart.lines) > FEW_LINES or (len(chart.lines) > 1 and len(chart.ticks) > FEW_MOMENTS):
        panels(canvas, chart, top, bottom - 16)
    elif len(chart.lines) > 1:
        lines(canvas, chart, top, bottom - 16)
    else:
        bubbles(canvas, chart, top, bottom - 16)
    return canvas
