"""One picture a summary, as a value: what it shows, its title that says the finding, its words for who cannot see it.

It is drawn by ``handlers.reporting.drawing`` in a process of its own, which ends with it: the drawing library is large,
slow to load and keeps what it took.
"""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import asdict, dataclass

WIDTH, HEIGHT = 1200, 675  # pixels
SECONDS = 60  # more than drawing ever takes; a process that hangs is ended


@dataclass(frozen=True, slots=True, kw_only=True)
class Labelled:
    """A row of a bar chart: its length, what is written at its end; ``whole`` draws what it is of, behind it."""

    label: str
    value: float
    said: str
    whole: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Barred:
    """Horizontal bars, from the top: the answers to one question, or how many answered each of several things."""

    title: str
    alt: str
    rows: tuple[Labelled, ...]
    foot: str = ""


@dataclass(frozen=True, slots=True)
class Bubble:
    """So many people gave this value; ``said`` is their number as it is written."""

    value: float
    people: int
    said: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Point:
    """One moment of a series: ``at`` in days, its mean (None where nobody answered), and how many gave each value."""

    at: float
    mean: float | None
    bubbles: tuple[Bubble, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One series over time; ``first`` and ``last`` are its first and last means as they are written."""

    name: str
    points: tuple[Point, ...]
    first: str = ""
    last: str = ""


@dataclass(frozen=True, slots=True)
class Tick:
    """A moment that may be labelled: where it stands, in days, and what it is called."""

    at: float
    label: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Trend:
    """Means over time: of one series with a bubble for each value, of a few as lines, of many as small panels.

    ``scale`` labels the values from the lowest. The lines stand in order of what they have to tell: the first is the
    one that the title is about.
    """

    title: str
    alt: str
    ticks: tuple[Tick, ...]
    lines: tuple[Line, ...]
    scale: tuple[tuple[float, str], ...]
    foot: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """One moment of a turnout: how many answered, how many were asked where that is known, and both in words."""

    at: float
    value: int
    said: str
    whole: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Turnout:
    """How many answered each time, over time, before how many were asked."""

    title: str
    alt: str
    ticks: tuple[Tick, ...]
    columns: tuple[Column, ...]
    foot: str = ""


Chart = Barred | Trend | Turnout


class NotDrawn(Exception):
    """The picture could not be drawn; the words do without it."""


def png(chart: Chart) -> bytes:
    """Draw a chart as PNG, 1200 × 675. It blocks for a second or so: call it from a thread, never from the loop."""
    command = (sys.executable, "-m", "handlers.reporting.drawing")
    try:
        done = subprocess.run(command, input=packed(chart), capture_output=True, timeout=SECONDS, check=False)  # noqa: S603 - our own module
    except (OSError, subprocess.TimeoutExpired) as error:
        raise NotDrawn(type(error).__name__) from error
    if done.returncode or not done.stdout.startswith(b"\x89PNG"):
        raise NotDrawn(done.stderr.decode(errors="replace").strip().rpartition("\n")[2][:200])
    return done.stdout


def packed(chart: Chart) -> bytes:
    """Write a chart for the process that draws it."""
    return json.dumps({"kind": type(chart).__name__, **asdict(chart)}).encode()


def read(asked: Mapping[str, object]) -> Chart:
    """Make a chart of what ``packed`` wrote."""
    from pydantic import TypeAdapter  # noqa: PLC0415 - only the drawing process reads one

    fields = {name: value for name, value in asked.items() if name != "kind"}
    kinds: dict[str, type[Chart]] = {"Barred": Barred, "Trend": Trend, "Turnout": Turnout}
    chart: Chart = TypeAdapter(kinds[str(asked["kind"])]).validate_python(fields)
    return chart
