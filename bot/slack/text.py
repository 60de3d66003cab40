"""Plain text made fit for Slack: escaped, cut with a sign, or divided, never longer than a field may be.

Lengths are counted as Slack's strictest clients count them: UTF-16 units, after escaping.
"""

from __future__ import annotations

import unicodedata

CUT = "…"
_ESCAPED = {"&": "&amp;", "<": "&lt;", ">": "&gt;"}
_JOINERS = ("\u200d", "\ufe0f")
_ISOLATE, _END = "\u2068", "\u2069"


def escape(text: str) -> str:
    """Make a text say what it says: no mention, no broadcast, no link can come alive in it."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def unescape(text: str) -> str:
    """Undo what Slack did to a typed text."""
    return text.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")


def size(text: str) -> int:
    """Return how much room a text takes, as it stands."""
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def fit(text: str, most: int) -> str:
    """Escape a text and, where it is longer than ``most``, cut it with a sign between two whole characters."""
    whole = escape(text)
    if size(whole) <= most:
        return whole
    room, kept = most - size(CUT), 0
    for mark in text:
        room -= len(_ESCAPED[mark]) if mark in _ESCAPED else 1 + (mark > "\uffff")
        if room < 0:
            break
        kept += 1
    return escape(_whole(text, kept).rstrip()) + CUT


def _whole(text: str, kept: int) -> str:
    """Return the first ``kept`` characters, less those of a letter or emoji that would be cut in two."""
    while 0 < kept < len(text) and (_belongs(text[kept]) or text[kept - 1] == "\u200d"):
        kept -= 1
    return text[:kept]


def _belongs(mark: str) -> bool:
    """Tell whether a character only adds to the one before it."""
    return mark in _JOINERS or bool(unicodedata.combining(mark)) or "\U0001f3fb" <= mark <= "\U0001f3ff"


def divided(text: str, most: int) -> list[str]:
    """Escape a text and divide it, at line ends where it can be, into parts of at most ``most``."""
    parts: list[str] = []
    room = 0
    for line in text.split("\n"):
        for piece in _pieces(line, most):
            if parts and size(piece) + 1 <= room:
                parts[-1] += f"\n{piece}"
                room -= size(piece) + 1
            else:
                parts.append(piece)
                room = most - size(piece)
    return [part for part in parts if part.strip()]


def _pieces(line: str, most: int) -> list[str]:
    """Escape one line, divided between words where it is longer than ``most``."""
    if size(escape(line)) <= most:
        return [escape(line)]
    pieces, words = [""], line.split(" ")
    for word in words:
        longer = f"{pieces[-1]} {escape(word)}" if pieces[-1] else escape(word)
        if size(longer) <= most:
            pieces[-1] = longer
        else:
            pieces.append(fit(word, most))
    return [piece for piece in pieces if piece]


def isolated(text: str) -> str:
    """Keep right-to-left words from turning around the numbers beside them; other text stays as it is."""
    if any(unicodedata.bidirectional(mark) in ("R", "AL") for mark in text):
        return f"{_ISOLATE}{text}{_END}"
    return text
