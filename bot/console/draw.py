"""Cards and words as text, 72 columns wide. Nothing that was typed may move the cursor or ring the bell."""

from __future__ import annotations

import textwrap
import unicodedata

from handlers.views import Card, File, Note, Row

WIDTH = 72
BAR = 8


def printable(text: str) -> str:
    """Make control characters harmless; line ends and tabs stay."""
    return "".join(
        mark if mark in "\n\t" or unicodedata.category(mark) not in ("Cc", "Cf") or mark == "\u200d" else "�"
        for mark in text
    )


def width(text: str) -> int:
    """Return how many columns a text takes."""
    return sum(
        0 if unicodedata.combining(mark) else 2 if unicodedata.east_asian_width(mark) in "WF" else 1 for mark in text
    )


def card(seen: Card) -> str:
    """Draw a card: header, title, options, notes, hint."""
    lines = [" · ".join(seen.header), *textwrap.wrap(seen.title, WIDTH)]
    room = max((min(width(row.label), 36) for row in seen.rows), default=0)
    for row in seen.rows:
        lines += _row(row, room)
    lines += seen.notes
    if seen.hint:
        lines.append(seen.hint)
    return printable("\n".join(lines))


def _row(row: Row, room: int) -> list[str]:
    first, *rest = textwrap.wrap(row.label, 36) or [""]
    line = f"{row.key:>3}  {first}{' ' * (room - width(first))}"
    if row.count is not None:
        bar = "▇" * max(round(row.bar * BAR), 1 if row.bar else 0)
        line += f"  {row.count:>4}  {bar:<{BAR}}  {row.share or '':>5}"
    return [line.rstrip(), *(f"     {each}" for each in rest)]


def note(seen: Note) -> str:
    """Write words as they are."""
    return printable(seen.text)


def private(seen: Note, reader: str) -> str:
    """Mark private words with whom they are for."""
    only = "seulement\N{NO-BREAK SPACE}:" if seen.language == "fr" else "only:"
    head = f"  → @{reader} {only} "
    first, *rest = printable(seen.text).splitlines() or [""]
    return "\n".join([head + first, *(f"    {line}" for line in rest)])


def text_file(seen: File) -> str:
    """Print a text file whole, between two rules."""
    rule = "─" * WIDTH
    body = printable(seen.content.decode("utf-8-sig").replace("\r\n", "\n")).rstrip("\n")
    return f"{rule}\n{body}\n{rule}"
