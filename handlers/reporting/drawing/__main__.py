"""Reads one chart as JSON from standard input and writes its picture, as PNG, to standard output; then it ends."""

from __future__ import annotations

import json
import sys

from handlers.reporting.chart import read
from handlers.reporting.drawing.draw import draw
from handlers.reporting.drawing.legible import glyphs, legible

if __name__ == "__main__":
    draw(read(legible(json.loads(sys.stdin.buffer.read()), glyphs()))).write(sys.stdout.buffer)
