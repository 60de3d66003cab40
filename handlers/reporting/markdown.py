"""A report as Markdown: every text of people's is escaped, so that it stays text wherever the file is shown. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator

from handlers.reporting.document import Bars, Block, Document, Lines, quoted

_MARKS = re.compile(r"([\\`*_\[\]<>|~&$@])")
_LINES = re.compile(r"[ \t\r\n\x0b\x0c\x1c-\x1e\x85\u2028\u2029]+")  # a no-break space stays what it is
_BEGINS = re.compile(r"^(\d*)([#+\-=.)])")
_ADDRESS = re.compile(r":(?=//)|(?<=www)\.", re.IGNORECASE)


def escaped(text: str) -> str:
    """Write a text so that Markdown reads nothing but text in it, whatever it begins with or holds."""
    plain = _BEGINS.sub(r"\1\\\2", _MARKS.sub(r"\\\1", _LINES.sub(" ", text.strip())))
    return _ADDRESS.sub(lambda mark: f"\\{mark[0]}", plain)


def as_markdown(document: Document) -> str:
    """Write a report: a table a question, a list where things stand below each other, quotes as quotes."""
    lines = [f"# {escaped(document.title)}", "", *(escaped(line) for line in document.lead)]
    for section in document.sections:
        lines += ["", f"## {escaped(section.heading)}"]
        for block in section.blocks:
            lines += ["", *_block(document, block)]
    return "\n".join(lines) + "\n"


def _block(document: Document, block: Block) -> Iterator[str]:
    if block.caption:
        yield f"### {escaped(block.caption)}"
        yield ""
    if isinstance(block, Bars):
        yield from _table(document, block)
        yield from (f"- {escaped(note)}" for note in block.notes)
    elif isinstance(block, Lines):
        yield from (f"- {escaped(item)}" for item in block.items)
    else:
        yield "\n>\n".join(f"> {escaped(quoted(document, said))}" for said in block.said)


def _table(document: Document, bars: Bars) -> Iterator[str]:
    if not bars.rows:
        return
    shares = any(row.share for row in bars.rows)
    head = (document.answer, document.count, *((document.share,) if shares else ()))
    yield _row(head)
    yield "|".join(("", " --- ", *(" ---: " for _ in head[1:]), ""))
    for row in bars.rows:
        yield _row((row.label, row.count, *((row.share,) if shares else ())))
    if bars.notes:
        yield ""


def _row(cells: tuple[str, ...]) -> str:
    return f"| {' | '.join(escaped(cell) for cell in cells)} |"
