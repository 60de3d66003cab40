"""Tables as files that a spreadsheet opens without running anything in them.

In csv a text that begins like a formula is written with an apostrophe before it; in xlsx every text is stored as text.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime

from handlers.views import File

Cell = str | int | float | date | datetime
_MOMENT, _DAY = "yyyy-mm-dd hh:mm", "yyyy-mm-dd"
_NOT_IN_NAMES = str.maketrans("[]:*?/\\'", "()-----’")
_FORMULA = ("=", "+", "-", "@", "\t", "\r")
_NARROW, _WIDE = 17, 50  # characters: a moment has room, a long question is cut
_SHEET_NAME, _CELL = 31, 32_767  # characters that a spreadsheet allows


@dataclass(frozen=True, slots=True)
class Table:
    """One table: its name, its head, and its rows, which may be a stream that is read once."""

    name: str
    head: Sequence[str]
    rows: Iterable[Sequence[Cell]]


def neutral(cell: Cell) -> Cell:
    """Make a text one that no spreadsheet takes for a formula; moments are written in UTC."""
    if isinstance(cell, datetime):
        return f"{cell.astimezone(UTC):%Y-%m-%d %H:%M}"
    if isinstance(cell, date):
        return cell.isoformat()
    return f"'{cell}" if isinstance(cell, str) and cell.startswith(_FORMULA) else cell


def as_csv(name: str, tables: Sequence[Table], note: str = "") -> File:
    """Write tables below each other, an empty line between them, in UTF-8 with the mark that Excel looks for."""
    text = io.StringIO(newline="")
    writer = csv.writer(text)
    for position, table in enumerate(tables):
        if position:
            writer.writerow(())
        writer.writerow([neutral(cell) for cell in table.head])
        writer.writerows([neutral(cell) for cell in row] for row in table.rows)
    content = text.getvalue().encode("utf-8-sig")
    return File(name=f"{name}.csv", media_type="text/csv; charset=utf-8", content=content, text=True, note=note)


def as_xlsx(name: str, tables: Sequence[Table], made: datetime, note: str = "") -> File:
    """Write one sheet a table. Rows go through a temporary file, so that memory does not grow with them."""
    from xlsxwriter import Workbook  # noqa: PLC0415 - it is slow to import, and few ever ask for it

    content = io.BytesIO()
    options = {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with Workbook(content, options) as book:
        book.set_properties({"created": made.replace(tzinfo=None)})
        strong, moment = book.add_format({"bold": True}), book.add_format({"num_format": _MOMENT})
        day = book.add_format({"num_format": _DAY})
        names = set[str]()
        for table in tables:
            sheet = book.add_worksheet(_sheet_name(table.name, names))
            sheet.freeze_panes(1, 0)
            for column, head in enumerate(table.head):
                sheet.set_column(column, column, min(max(len(head) + 2, _NARROW), _WIDE))
            sheet.write_row(0, 0, table.head, strong)
            for line, row in enumerate(table.rows, 1):
                for column, cell in enumerate(row):
                    if isinstance(cell, datetime):
                        sheet.write_datetime(line, column, cell.astimezone(UTC).replace(tzinfo=None), moment)
                    elif isinstance(cell, date):
                        sheet.write_datetime(line, column, cell, day)
                    elif isinstance(cell, str):
                        sheet.write_string(line, column, cell[:_CELL])
                    else:
                        sheet.write_number(line, column, cell)
    media = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
    return File(name=f"{name}.xlsx", media_type=media, content=content.getvalue(), text=False, note=note)


def _sheet_name(name: str, taken: set[str]) -> str:
    """Make a name that a spreadsheet allows, and that no other sheet of the book bears."""
    plain = name.translate(_NOT_IN_NAMES).strip("’ ")[:_SHEET_NAME] or "1"
    found, number = plain, 1
    while found.casefold() in taken:
        number += 1
        found = f"{plain[: _SHEET_NAME - len(str(number)) - 1]} {number}"
    taken.add(found.casefold())
    return found
