"""Colour for a terminal: it only adds to what the text says, and is the last thing done to it."""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from typing import TextIO

_BOLD, _FAINT, _CYAN, _GREEN, _PLAIN = "\x1b[1m", "\x1b[2m", "\x1b[36m", "\x1b[32m", "\x1b[0m"
_BAR = re.compile("▇+")
_HEADER = re.compile(r"^#\S+ · .*", re.MULTILINE)
_PRIVATE = re.compile(r"^( {2}→ )(@\S+.*?:)", re.MULTILINE)


def wanted(out: TextIO, environment: Mapping[str, str] = os.environ) -> bool:
    """Tell whether an output is a terminal that shows colours, to somebody who has not asked for none."""
    return out.isatty() and not environment.get("NO_COLOR") and environment.get("TERM") != "dumb"


def paint(text: str) -> str:
    """Colour what the console prints: headers, bars, and whom private words are for."""
    text = _HEADER.sub(lambda found: f"{_BOLD}{found[0]}{_PLAIN}", text)
    text = _BAR.sub(lambda found: f"{_CYAN}{found[0]}{_PLAIN}", text)
    return _PRIVATE.sub(lambda found: f"{_FAINT}{found[1]}{_PLAIN}{_GREEN}{found[2]}{_PLAIN}", text)
