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


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One series over the positions of a trend: its mean, None where nobody answered, and each value's people."""

    name: str
    means: tuple[float | None, ...]
    bubbles: tuple[tuple[int, float, int], ...] = ()  # position, value, people


@dataclass(frozen=True, slots=True, kw_only=True)
class Trend:
    """Means over time with a bubble for each value, sized by how many people gave it.

    ``moments`` label the positions; ``scale`` labels the values from the lowest.
    """

    title: str
    alt: str
    moments: tuple[str, ...]
    lines: tuple[Line, ...]
    scale: tuple[tuple[float, str], ...]
    foot: str = ""


Chart = Barred | Trend


class NotDrawn(Exception):
    """The picture could not be drawn; the words do without it."""


def png(chart: Chart) -> bytes:
    """Draw a chart as PNG, 1200 × 675. It blocks for a second or so: call it from a thread, never from the loop."""
    asked = json.dumps({"kind": type(chart).__name__, **asdict(chart)})
    command = (sys.executable, "-m", "handlers.reporting.drawing")
    try:
        done = subprocess.run(command, input=asked.encode(), capture_output=True, timeout=SECONDS, check=False)  # noqa: S603 - our own module
    except (OSError, subprocess.TimeoutExpired) as error:
        raise NotDrawn(type(error).__name__) from error
    if done.returncode or not done.stdout.startswith(b"\x89PNG"):
        raise NotDrawn(done.stderr.decode(errors="replace").strip().rpartition("\n")[2][:200])
    return done.stdout


def read(asked: Mapping[str, object]) -> Chart:
    """Make a chart of what ``png`` wrote."""
    from pydantic import TypeAdapter  # noqa: PLC0415 - only the drawing process reads one

    fields = {name: value for name, value in asked.items() if name != "kind"}
    kinds: dict[str, type[Barred | Trend]] = {"Barred": Barred, "Trend": Trend}
    chart: Chart = TypeAdapter(kinds[str(asked["kind"])]).validate_python(fields)
    return chart
