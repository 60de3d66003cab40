"""What of a text the font can draw."""

from __future__ import annotations

import unicodedata
from collections.abc import Container
from typing import Any

FONT = "DejaVu Sans"  # comes with the library, and has every letter of French
EMOJI_STYLE = "\N{VARIATION SELECTOR-16}"
NAMELESS = ("", "…")
# Signs that turn the direction of what follows: a label of people's must not turn the rest of the sentence.
TURNS = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")


def glyphs() -> Container[int]:
    """Return the characters that the font draws, as code points."""
    from matplotlib.font_manager import findfont, get_font  # noqa: PLC0415 - only this process loads it

    return get_font(findfont(FONT)).get_charmap()


def legible(asked: object, known: Container[int]) -> Any:  # noqa: ANN401 - JSON, whatever its shape
    """Leave out of every text in it what the font cannot draw, and all pictographs, of which it knows only some.

    A label of which nothing is left becomes its place in the list, under which its card numbers it too.
    """
    if isinstance(asked, str):
        return " ".join(filter(None, (_word(word, known) for word in asked.split(" "))))
    if isinstance(asked, dict):
        return {name: legible(value, known) for name, value in asked.items()}
    if isinstance(asked, list):
        return [_named(legible(each, known), place) for place, each in enumerate(asked, 1)]
    return asked


def _word(word: str, known: Container[int]) -> str:
    """Leave out pictographs without a trace; a word in a script that the font has not is seen to be missing."""
    drawn = "".join(mark for mark in word if _drawn(mark, known))
    return drawn or ("…" if any(map(str.isalnum, word)) else "")


def _named(row: object, place: int) -> object:
    """Give a row, a series or a value whose name cannot be drawn its place in the list as its name."""
    if isinstance(row, dict):
        return row | {name: str(place) for name in ("label", "name") if row.get(name) in NAMELESS}
    if isinstance(row, list) and len(row) == 2 and row[1] in NAMELESS:
        return [row[0], str(place)]
    return row


def _drawn(mark: str, known: Container[int]) -> bool:
    if mark in TURNS or mark == EMOJI_STYLE:
        return False
    return ord(mark) in known and unicodedata.category(mark) != "So"
