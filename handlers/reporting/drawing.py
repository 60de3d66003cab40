"""Draws one chart, read as JSON from standard input, as PNG to standard output; the whole of a short-lived process.

Colours are those of Okabe and Ito, which people who do not see red and green apart still tell from each other; labels
stand beside what they name, so that no legend has to be matched. Room is measured before it is used: labels are wrapped
or cut to it, and moved apart where they would touch.
"""

from __future__ import annotations

import json
import sys
import textwrap
import unicodedata
from collections.abc import Container, Sequence
from typing import TYPE_CHECKING, Any

from handlers.reporting.chart import HEIGHT, WIDTH, Barred, Chart, Line, Trend, read

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

DPI = 100
EMOJI_STYLE = "\N{VARIATION SELECTOR-16}"
FONT = "DejaVu Sans"  # comes with the library, and has every letter of French
INK, SOFT, PALE = "#222222", "#5f6368", "#e3e6ea"
COLOURS = ("#0072B2", "#D55E00", "#009E73", "#CC79A7", "#8a6d00", "#56B4E9", "#E69F00", "#000000")
STYLES = ("-", "--", ":")
MOST_ROWS = 12
MOST_TICKS = 9


def draw(chart: Chart) -> Figure:
    """Draw a chart of either kind."""
    import matplotlib as mpl  # noqa: PLC0415 - only this process loads it

    mpl.use("Agg")
    mpl.rcParams.update(
        {"font.family": FONT, "font.size": 15, "text.color": INK, "text.parse_math": False,
         "axes.edgecolor": SOFT, "xtick.color": INK, "ytick.color": INK}
    )  # fmt: skip
    from matplotlib.figure import Figure  # noqa: PLC0415 - as above

    figure = Figure(figsize=(WIDTH / DPI, HEIGHT / DPI), dpi=DPI, facecolor="white")
    lines = textwrap.wrap(chart.title, 58)[:3]
    figure.text(0.035, 0.955, "\n".join(lines), fontsize=22, fontweight="bold", va="top", linespacing=1.25)
    top = 0.955 - 0.062 * len(lines) - 0.04
    if chart.foot:
        foot = textwrap.wrap(chart.foot, 112, max_lines=2, placeholder="…")
        figure.text(0.035, 0.025, "\n".join(foot), fontsize=13, color=SOFT, va="bottom", linespacing=1.3)
    if isinstance(chart, Barred):
        _bars(figure, chart, top)
    else:
        _trend(figure, chart, top)
    return figure


def _bars(figure: Figure, chart: Barred, top: float) -> None:
    rows = chart.rows[:MOST_ROWS]
    bottom, left, right = 0.1, 0.32, 0.84
    axes = figure.add_axes((left, bottom, right - left, top - bottom))
    axes.set_axis_off()
    most = max((max(row.value, row.whole or 0) for row in rows), default=0) or 1
    axes.set_xlim(0, most)
    axes.set_ylim(max(len(rows), 3) - 0.4, -0.6)
    size = 17 if len(rows) <= 7 else 14
    for position, row in enumerate(rows):
        if row.whole is not None:
            axes.barh(position, row.whole, height=0.62, color=PALE)
        axes.barh(position, row.value, height=0.62, color=COLOURS[0])
        axes.text(-0.015 * most, position, _fitted(row.label, len(rows)), ha="right", va="center", fontsize=size)
        end = max(row.value, row.whole or 0) + 0.015 * most
        axes.text(end, position, row.said, ha="left", va="center", fontsize=size, color=INK)


def _fitted(label: str, rows: int) -> str:
    """Wrap a label to the room that it has at the left: two lines where rows are high enough, else one."""
    width = 28 if rows <= 7 else 32
    lines = textwrap.wrap(label, width, max_lines=2 if rows <= 7 else 1, placeholder="…")
    return "\n".join(lines)


def _trend(figure: Figure, chart: Trend, top: float) -> None:
    named = len(chart.lines) > 1
    longest = max((len(name) for _, name in chart.scale), default=1)
    left, right = 0.05 + 0.0085 * min(longest, 22), 0.74 if named else 0.93
    axes = figure.add_axes((left, 0.17, right - left, top - 0.17))
    for side in ("top", "right", "left"):
        axes.spines[side].set_visible(False)
    values = [value for value, _ in chart.scale]
    pad = (values[-1] - values[0]) * 0.12 or 1
    axes.set_ylim(values[0] - pad, values[-1] + pad)
    axes.set_yticks(values, [textwrap.shorten(name, 22, placeholder="…") for _, name in chart.scale])
    axes.tick_params(axis="y", length=0)
    axes.grid(axis="y", color=PALE)
    axes.set_axisbelow(True)
    count = len(chart.moments)
    axes.set_xlim(-0.5, max(count, 2) - 0.5)
    ticks = _ticks(count, MOST_TICKS // 2 if named else MOST_TICKS)
    axes.set_xticks(ticks, [chart.moments[tick] for tick in ticks])
    if not named and chart.lines:
        _bubbles(axes, chart.lines[0], count)
    ends = [_line(axes, line, key) for key, line in enumerate(chart.lines)]
    if named:
        _names(axes, chart.lines, ends)


def _ticks(count: int, most: int) -> list[int]:
    """Choose which moments are labelled: evenly, the last one always, no more than have room."""
    step = -(-count // most) or 1
    return sorted(range(count - 1, -1, -step))


def _bubbles(axes: Axes, line: Line, count: int) -> None:
    from matplotlib.patheffects import withStroke  # noqa: PLC0415 - as in draw

    most = max((people for _, _, people in line.bubbles), default=1)
    widest = min(2600.0, (760 / max(count, 2)) ** 2)  # points², so that neighbours do not hide each other
    for position, value, people in line.bubbles:
        size = max(widest * people / most, 18)
        axes.scatter([position], [value], s=size, color="#9ecae1", edgecolors="white", linewidths=1, zorder=2)
        if size > 420:
            number = axes.text(position, value, str(people), ha="center", va="center", fontsize=13, zorder=5)
            number.set_path_effects([withStroke(linewidth=4, foreground="#9ecae1")])  # the mean may run through it


def _line(axes: Axes, line: Line, key: int) -> float | None:
    """Draw a mean over time, broken where nobody answered; return its last value."""
    colour, style = COLOURS[key % len(COLOURS)], STYLES[key // len(COLOURS) % len(STYLES)]
    means = [float("nan") if mean is None else mean for mean in line.means]
    few = len(means) <= 26
    axes.plot(means, style, color=colour, linewidth=2.5, marker="o" if few else None, markersize=6, zorder=4)
    known = [(position, mean) for position, mean in enumerate(line.means) if mean is not None]
    if not known:
        return None
    position, last = known[-1]
    if not few or len(known) == 1:
        axes.plot([position], [last], "o", color=colour, markersize=7, zorder=4)
    return last


def _names(axes: Axes, lines: Sequence[Line], ends: Sequence[float | None]) -> None:
    """Write each series' name at the right of its end, moved apart so that no two touch."""
    low, high = axes.get_ylim()
    step = (high - low) / 13.5
    order = sorted((end, key) for key, end in enumerate(ends) if end is not None)
    places = spread([end for end, _ in order], step, low + step / 2, high - step / 2)
    edge = len(lines[0].means) - 1 if lines[0].means else 0
    right = axes.get_xlim()[1]
    for (end, key), place in zip(order, places, strict=True):
        colour = COLOURS[key % len(COLOURS)]
        axes.plot([edge + 0.08, right], [end, place], color=colour, linewidth=1, clip_on=False, alpha=0.6)
        name = textwrap.shorten(lines[key].name, 24, placeholder="…")
        axes.annotate(
            name, (right, place), xytext=(6, 0), textcoords="offset points", va="center", fontsize=14, color=colour,
            annotation_clip=False,
        )  # fmt: skip


def spread(wanted: Sequence[float], step: float, low: float, high: float) -> list[float]:
    """Move places that rise apart until no two are nearer than ``step``, as little as that takes, within the bounds."""
    places: list[float] = []
    for want in wanted:
        places.append(max(want, places[-1] + step) if places else max(want, low))
    over = high
    for position in range(len(places) - 1, -1, -1):
        places[position] = min(places[position], over)
        over = places[position] - step
    return places


def legible(asked: object, glyphs: Container[int]) -> Any:  # noqa: ANN401 - JSON, whatever its shape
    """Leave out of every text what the font cannot draw, and all pictographs, of which it knows only some."""
    if isinstance(asked, str):
        return "".join(mark for mark in asked if _drawn(mark, glyphs)).strip()
    if isinstance(asked, dict):
        return {name: legible(value, glyphs) for name, value in asked.items()}
    return [legible(each, glyphs) for each in asked] if isinstance(asked, list) else asked


def _drawn(mark: str, glyphs: Container[int]) -> bool:
    return ord(mark) in glyphs and unicodedata.category(mark) != "So" and mark != EMOJI_STYLE


def _glyphs() -> Container[int]:
    """Return the characters that the font draws, as code points."""
    from matplotlib.font_manager import findfont, get_font  # noqa: PLC0415 - as in draw

    return get_font(findfont(FONT)).get_charmap()


def main() -> None:
    """Read a chart and write its picture."""
    figure = draw(read(legible(json.loads(sys.stdin.buffer.read()), _glyphs())))
    figure.savefig(sys.stdout.buffer, format="png", dpi=DPI, metadata={"Software": "Ritournelle"})


if __name__ == "__main__":
    main()
