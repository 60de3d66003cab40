"""Files and bars: what a spreadsheet opens is what was meant, and runs nothing."""

from __future__ import annotations

import csv
import io
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import load_workbook

from handlers.reporting.bars import bar, scaled
from handlers.reporting.export import Table, as_csv, as_xlsx, neutral

MADE = datetime(2026, 11, 27, 11, tzinfo=UTC)
TRAPS = ("=1+1", "+1", "-1", "@SUM(A1)", "\tx", "\rx")
TALLY = Table("tally", ("n°", "choice", "share"), [(1, "=1+1", 0.5), (2, "Été, « midi »", 1)])
PEOPLE = Table("people", ("person", "=head"), iter([("@ana", 1), ("bob\nsecond line", 0)]))


@pytest.mark.parametrize("text", TRAPS)
def test_a_text_that_begins_like_a_formula_is_made_harmless(text: str) -> None:
    assert neutral(text) == f"'{text}"


@pytest.mark.parametrize("cell", ["Monday", "a=b", "", " =1", -1, 0.5])
def test_other_texts_and_every_number_stay(cell: str | float) -> None:
    assert neutral(cell) == cell


def test_csv_has_its_mark_and_one_table_below_the_other() -> None:
    file = as_csv("poll-12", (TALLY, PEOPLE), "a note")
    assert (file.name, file.media_type, file.text, file.note) == (
        "poll-12.csv",
        "text/csv; charset=utf-8",
        True,
        "a note",
    )
    assert file.content.startswith(b"\xef\xbb\xbf")
    read = list(csv.reader(io.StringIO(file.content.decode("utf-8-sig"), newline="")))
    assert read == [
        ["n°", "choice", "share"],
        ["1", "'=1+1", "0.5"],
        ["2", "Été, « midi »", "1"],
        [],
        ["person", "'=head"],
        ["'@ana", "1"],
        ["bob\nsecond line", "0"],
    ]


@given(st.lists(st.text(st.characters(codec="utf-8"), max_size=8), min_size=1, max_size=4))
def test_no_cell_of_a_csv_begins_like_a_formula(texts: list[str]) -> None:
    content = as_csv("any", [Table("any", ("head",), [texts])]).content.decode("utf-8-sig")
    cells = [cell for row in csv.reader(io.StringIO(content, newline="")) for cell in row]
    assert not any(cell.startswith(("=", "+", "-", "@", "\t", "\r")) for cell in cells)


def test_xlsx_has_one_sheet_a_table_and_stores_texts_as_texts() -> None:
    link = Table("a name longer than the thirty-one letters of a sheet", ("head",), [("https://example.org/",)])
    file = as_xlsx("sondage-12", (TALLY, link), MADE)
    assert (file.name, file.text) == ("sondage-12.xlsx", False)
    book = load_workbook(io.BytesIO(file.content))
    assert book.sheetnames == ["tally", link.name[:31]]
    sheet = book["tally"]
    assert [[cell.value for cell in row] for row in sheet.iter_rows()] == [
        ["n°", "choice", "share"],
        [1, "=1+1", 0.5],
        [2, "Été, « midi »", 1],
    ]
    assert sheet["B2"].data_type == "s"
    linked = book[link.name[:31]]["A2"]
    assert (linked.value, linked.hyperlink) == ("https://example.org/", None)
    assert book.properties.created == MADE.replace(tzinfo=None)


@pytest.mark.parametrize(("counts", "lengths"), [((2, 1, 0), (1.0, 0.5, 0.0)), ((0, 0), (0.0, 0.0)), ((), ())])
def test_bars_are_scaled_to_the_largest(counts: tuple[int, ...], lengths: tuple[float, ...]) -> None:
    assert scaled(counts) == lengths


@pytest.mark.parametrize(("length", "drawn"), [(1.0, "▇" * 8), (0.5, "▇" * 4), (0.01, "▇"), (0.0, "")])
def test_a_bar_is_as_long_as_its_share_and_never_vanishes(length: float, drawn: str) -> None:
    assert bar(length) == drawn
