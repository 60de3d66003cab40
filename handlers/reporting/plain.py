"""A report as plain lines, for chats. Pure."""

from __future__ import annotations

from collections.abc import Iterator

from handlers.reporting.bars import bar
from handlers.reporting.document import Bars, Block, Document, Lines, quoted

_INDENT = "  "


def as_text(document: Document) -> str:
    """Write a report as people read it in a chat: a heading a section, and under it one thing a line."""
    lines = [document.title, *document.lead]
    for section in document.sections:
        lines += [
            section.heading,
            *(f"{_INDENT}{line}" for block in section.blocks for line in _block(document, block)),
        ]
    return "\n".join(lines)


def _block(document: Document, block: Block) -> Iterator[str]:
    if block.caption:
        yield block.caption
    if isinstance(block, Bars):
        for row in block.rows:
            yield _INDENT + " ".join(part for part in (row.label, row.count, bar(row.length), row.share) if part)
        yield from (_INDENT + note for note in block.notes)
    elif isinstance(block, Lines):
        yield from (f"{_INDENT if block.caption else ''}{item}" for item in block.items)
    else:
        yield from (_INDENT + quoted(document, said) for said in block.said)
