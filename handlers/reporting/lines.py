"""One option of a distribution as a line of text. Pure."""

from __future__ import annotations

from handlers.reporting.bars import bar
from handlers.views import Row


def option_line(row: Row) -> str:
    """Write an option: its label, then the count, then bar and share (« 4 2 ▇▇ 67 % »)."""
    return " ".join(part for part in (row.label, row.count, bar(row.bar), row.share) if part)
