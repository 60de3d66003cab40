"""A canvas measured in pixels from its top left, and the few things that are drawn on it. Only here is matplotlib."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import IO, TYPE_CHECKING, Any, Literal

from handlers.reporting.chart import HEIGHT, WIDTH
from handlers.reporting.drawing.legible import FONT

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

DPI = 100
POINT = DPI / 72  # pixels
INK, SOFT, GREY, PALE = "#222222", "#5f6368", "#b9bec4", "#e3e6ea"
BLUE, VERMILION, GREEN, PURPLE = "#0072B2", "#D55E00", "#009E73", "#CC79A7"  # after Okabe and Ito
SKY = "#9ecae1"
TITLE, LABEL, SMALL, TINY = 30, 23, 18, 16  # heights of letters, in pixels
LEADING = 1.3  # from one line to the next, in heights of letters
LEFT, RIGHT = 42, WIDTH - 42
LTR = "\N{LEFT-TO-RIGHT MARK}"
DASH = " — "  # between a name and what is found of it

Across = Literal["left", "center", "right"]
Spot = tuple[float, float]
Down = Literal["top", "center", "bottom", "baseline"]

_SPACES = re.compile(r"[ \t\r\n]+")  # no-break spaces hold together what they stand between


class Canvas:
    """1200 × 675 pixels of white paper."""

    def __init__(self) -> None:
        import matplotlib as mpl  # noqa: PLC0415 - only the drawing process loads it

        mpl.use("Agg")
        mpl.rcParams.update({"font.family": FONT, "text.color": INK, "text.parse_math": False})
        from matplotlib.backends.backend_agg import FigureCanvasAgg  # noqa: PLC0415 - as above
        from matplotlib.figure import Figure  # noqa: PLC0415 - as above

        self.figure: Figure = Figure(figsize=(WIDTH / DPI, HEIGHT / DPI), dpi=DPI, facecolor="white")
        self._paper: Axes = self.figure.add_axes((0, 0, 1, 1))
        self._paper.set_axis_off()
        self._paper.set_xlim(0, WIDTH)
        self._paper.set_ylim(HEIGHT, 0)
        self._measure: Any = FigureCanvasAgg(self.figure).get_renderer()  # type: ignore[no-untyped-call]  # it has no types

    def write(self, into: IO[bytes]) -> None:
        """Write the picture as PNG."""
        self.figure.savefig(into, format="png", dpi=DPI, metadata={"Software": "Ritournelle"})

    # --- words

    def width(self, words: str, size: float, *, bold: bool = False) -> float:
        """Measure words, in pixels."""
        from matplotlib.font_manager import FontProperties  # noqa: PLC0415 - as above

        font = FontProperties(family=FONT, size=size / POINT, weight="bold" if bold else "normal")
        return float(self._measure.get_text_width_height_descent(words, font, ismath=False)[0])

    def fitted(self, words: str, room: float, size: float, *, lines: int = 1, bold: bool = False) -> list[str]:
        """Break words into lines that have room; what is too much for so many lines is cut, and shown to be."""
        left, found = [word for word in _SPACES.split(words) if word], list[str]()
        while left and len(found) < lines:
            line = left.pop(0)
            while left and self.width(f"{line} {left[0]}", size, bold=bold) <= room:
                line = f"{line} {left.pop(0)}"
            last = len(found) == lines - 1
            if self.width(line, size, bold=bold) > room:
                kept = self._cut(line, room, size, bold=bold, mark="…" if last else "")
                left.insert(0, line[len(kept) :])
                line = f"{kept.rstrip()}…" if last else kept
            elif last and left:
                line = f"{self._cut(f'{line} {left[0]}', room, size, bold=bold, mark='…').rstrip()}…"
            found.append(line)
        return found

    def _cut(self, words: str, room: float, size: float, *, bold: bool, mark: str) -> str:
        """Return as much of the beginning as has room, one letter at least, with the mark behind it."""
        low, high = 1, len(words)
        while low < high:
            middle = (low + high + 1) // 2
            fits = self.width(f"{words[:middle]}{mark}", size, bold=bold) <= room
            low, high = (middle, high) if fits else (low, middle - 1)
        return words[:low]

    def text(
        self, x: float, y: float, words: str, size: float = LABEL, *, bold: bool = False, colour: str = INK,
        across: Across = "left", down: Down = "center", halo: str = "",
    ) -> None:  # fmt: skip
        """Write words; ``halo`` keeps what runs behind them away from the letters."""
        drawn = self._paper.text(
            x, y, words, fontsize=size / POINT, fontweight="bold" if bold else "normal", color=colour,
            ha=across, va="center_baseline" if down == "center" else down, zorder=6,
        )  # fmt: skip
        if halo:
            from matplotlib.patheffects import withStroke  # noqa: PLC0415 - as above

            drawn.set_path_effects([withStroke(linewidth=4, foreground=halo)])

    def lines(self, x: float, y: float, words: Sequence[str], size: float, *, bold: bool = False, colour: str = INK,
              across: Across = "left") -> float:  # fmt: skip
        """Write lines below each other, the first with its top at ``y``; return where the next would begin."""
        for line in words:
            self.text(x, y + size * 0.8, line, size, bold=bold, colour=colour, across=across, down="baseline")
            y += size * LEADING
        return y

    def sentence(self, y: float, words: Sequence[str], size: float, *, bold: bool = False, colour: str = INK) -> float:
        """Write lines of ours at the left edge: they run from the left, whatever the scripts of the names in them.

        A name that runs from the right ends at our dash, and does not carry away the number behind it.
        """
        ours = [f"{LTR}{line.replace(DASH, LTR + DASH)}" for line in words]
        return self.lines(LEFT, y, ours, size, bold=bold, colour=colour)

    # --- marks

    def bar(self, x: float, y: float, width: float, height: float, *, colour: str) -> None:
        """Fill a rectangle whose top left corner is given."""
        from matplotlib.patches import Rectangle  # noqa: PLC0415 - as above

        self._paper.add_patch(Rectangle((x, y), width, height, facecolor=colour, edgecolor="none", zorder=2))

    def bubble(self, x: float, y: float, radius: float, colour: str) -> None:
        """Fill a circle, edged in white where it meets its neighbours."""
        from matplotlib.patches import Circle  # noqa: PLC0415 - as above

        self._paper.add_patch(Circle((x, y), radius, facecolor=colour, edgecolor="white", linewidth=1, zorder=3))

    def rule(self, begin: Spot, end: Spot, colour: str = PALE) -> None:
        """Draw a straight line behind everything."""
        across, down = zip(begin, end, strict=True)
        self._paper.plot(across, down, color=colour, linewidth=1.2 / POINT, zorder=1, solid_capstyle="butt")

    def path(self, points: Sequence[Spot | None], colour: str, *, width: float = 3.5, mark: str = "",
             dash: str = "-", level: float = 4) -> None:  # fmt: skip
        """Draw a line through points, broken at each None; ``mark`` shows them."""
        gap = (float("nan"), float("nan"))
        across, down = zip(*(gap if point is None else point for point in points), strict=True)
        self._paper.plot(
            across, down, dash, color=colour, linewidth=width / POINT, marker=mark or None, markersize=9 / POINT,
            zorder=level, solid_joinstyle="round",
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
