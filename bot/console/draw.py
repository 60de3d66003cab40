"""Cards and words as text, 72 columns wide. Nothing that was typed may move the cursor or ring the bell."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator

from handlers.views import Card, File, Note, Row

WIDTH = 72
BAR, LABEL = 8, 36
_DOT = " · "
_HIDDEN = re.compile("[\u00ad\u061c]")  # soft hyphens and marks of direction say nothing in columns
# Signs that are seen in what they do to their neighbours: Persian and Indic joins, families, flags of regions.
_JOINS = re.compile("[\u200c\u200d\U000e0020-\U000e007f]")
_JOINER, _EMOJI_STYLE, _TONES = "\u200d", "\ufe0f", ("\U0001f3fb", "\U0001f3ff")
_SPACES = re.compile(r"[ \t\r\n]+")  # no-break spaces hold together what they stand between
_SIGNS = re.compile(r".(?:\u200d.|[\u200c\ufe0f\u0300-\u036f\U0001f3fb-\U0001f3ff\U000e0020-\U000e007f])*", re.DOTALL)


def printable(text: str) -> str:
    """Make control characters harmless; line ends and tabs stay."""
    return "".join(
        mark if mark in "\n\t" or unicodedata.category(mark) not in ("Cc", "Cf") or _JOINS.match(mark) else "�"
        for mark in _HIDDEN.sub("", text)
    )


def width(text: str) -> int:
    """Return how many columns a text takes: two for wide letters and pictographs, none for what joins another mark."""
    columns, joined = 0, False
    for mark in text:
        if not joined and not _TONES[0] <= mark <= _TONES[1]:
            columns += _columns(mark)
        joined = mark == _JOINER
    return columns


def _columns(mark: str) -> int:
    if mark == _EMOJI_STYLE:
        return 1  # it makes the sign before it, which is narrow by itself, as wide as a pictograph
    if _JOINS.match(mark) or _HIDDEN.match(mark) or unicodedata.category(mark) in {"Mn", "Me"}:
        return 0
    return 2 if unicodedata.east_asian_width(mark) in {"W", "F"} else 1


def wrapped(text: str, columns: int) -> list[str]:
    """Break a text into lines of so many columns, between words where that can be; at least one, if empty."""
    lines = [""]
    for word in _SPACES.split(text.strip(" \t\r\n")):
        if lines[-1] and width(f"{lines[-1]} {word}") <= columns:
            lines[-1] += f" {word}"
            continue
        if lines[-1]:
            lines.append("")
        for piece in _pieces(word, columns):
            lines[-1] = piece
            lines.append("")
        lines.pop()
    return lines


def hung(line: str) -> list[str]:
    """Break a line that is too wide, before a middle dot where it has some, else between words.

    What follows hangs two columns behind the line's beginning, so that it looks like no line of its own.
    """
    if width(line) <= WIDTH:
        return [line]
    indent = line[: len(line) - len(line.lstrip(" "))]
    room = WIDTH - len(indent) - 2
    lines = [""]
    for position, part in enumerate(line.strip(" ").split(_DOT)):
        piece = f"· {part}" if position else part
        if lines[-1] and width(f"{lines[-1]} {piece}") <= room:
            lines[-1] += f" {piece}"
        else:
            lines += wrapped(piece, room)
    first, *rest = lines[1:]
    return [indent + first, *(f"{indent}  {each}" for each in rest)]


def _pieces(word: str, columns: int) -> Iterator[str]:
    """Yield a word in pieces that have room, a sign together with all that belongs to it."""
    piece = ""
    for sign in _SIGNS.findall(word):
        if piece and width(piece + sign) > columns:
            yield piece
            piece = ""
        piece += sign
    yield piece


def card(seen: Card) -> str:
    """Draw a card: header, title, options, notes, hint."""
    lines = hung(_DOT.join(seen.header))
    if seen.title:
        lines += wrapped(seen.title, WIDTH)
    plain = all(row.label == str(row.key) for row in seen.rows)  # a rating: its numbers are not said twice
    labels = [wrapped("" if plain else row.label, LABEL) for row in seen.rows]
    room = max((width(line) for label in labels for line in label), default=0)
    digits = max((len(row.count) for row in seen.rows if row.count is not None), default=0)
    for row, label in zip(seen.rows, labels, strict=True):
        lines += _row(row, label, room, max(digits, 4))
    for said in (*seen.notes, *([seen.hint] if seen.hint else [])):
        lines += [line for each in said.split("\n") for line in hung(each)]
    return printable("\n".join(lines))


def _row(row: Row, label: list[str], room: int, digits: int) -> list[str]:
    first, *rest = label
    line = f"{row.key:>3}" + (f"  {first}{' ' * (room - width(first))}" if room else "")
    if row.count is not None:
        bar = "▇" * max(round(row.bar * BAR), 1 if row.bar else 0)
        line += f"  {row.count:>{digits}}  {bar:<{BAR}}  {row.share or '':>5}"
    return [line.rstrip(), *(f"     {each}" for each in rest)]


def public(seen: Note, place: str) -> str:
    """Write words that everybody in a place sees; those that begin with the place's name say it once."""
    text = printable(seen.text)
    return text if text.startswith(f"{place} · ") else f"{place} · {text}"


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
