"""The numbers of a summary as sheets: one or more a subject, typed cells, and nothing that may not be told."""

from __future__ import annotations

import csv
import io
import re
import zipfile
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest

from handlers.effects import Tell
from handlers.people.house import House
from handlers.views import File
from storage.records import PersonId
from tests.rules.hearing import allowed
from tests.rules.polling import Polling, polling

PEOPLE = ("ana", "bob", "cleo", "dan", "eve", "fay")
MANAGER = House(managers=frozenset({PersonId("console:zoe")}))
_SPACE = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"


@pytest.fixture
def stage(tmp_path: Path) -> Iterator[Polling]:
    with polling(tmp_path, MANAGER, people=PEOPLE) as open_stage:
        yield open_stage


def exported(stage: Polling, line: str, name: str = "ana", place: str = "#team") -> File:
    (tell,) = (effect for effect in stage.type(name, line, place) if isinstance(effect, Tell))
    file = stage.judge.read(stage.reading(), tell)
    assert isinstance(file, File)
    return file


def sheets(file: File) -> dict[str, list[list[str | float]]]:
    """Read a workbook as a spreadsheet does: its sheets by name, each cell a text or a number."""
    with zipfile.ZipFile(io.BytesIO(file.content)) as book:
        strings: list[str] = []
        if "xl/sharedStrings.xml" in book.namelist():
            shared = ET.fromstring(book.read("xl/sharedStrings.xml"))  # noqa: S314 - a file of our own
            strings = ["".join(item.itertext()) for item in shared]
        names = re.findall(r'<sheet name="([^"]+)"', book.read("xl/workbook.xml").decode())
        found = {}
        for order, name in enumerate(names, 1):
            sheet = ET.fromstring(book.read(f"xl/worksheets/sheet{order}.xml"))  # noqa: S314 - as above
            found[name] = [[_cell(cell, strings) for cell in row] for row in sheet.iter(f"{_SPACE}row")]
    return found


def _cell(cell: ET.Element, strings: list[str]) -> str | float:
    assert cell.find(f"{_SPACE}f") is None, "a formula"
    value = cell.find(f"{_SPACE}v")
    if cell.get("t") == "s":
        assert value is not None
        return strings[int(value.text or 0)]
    if cell.get("t") == "inlineStr":
        return "".join(cell.itertext())
    return float(value.text) if value is not None and value.text else ""


def answer(stage: Polling, *people: str, text: str = "Words of {name}") -> None:
    for name in people:
        words = text.format(name=name)
        allowed(stage.type(name, f'retex answer 1: 4 "Pace of {name}" "Noise of {name}" "{words}"', f"@{name}"))


def test_a_named_retex_has_its_figures_and_a_row_a_person(stage: Polling) -> None:
    allowed(stage.type("ana", 'retex "Workshop"'))
    answer(stage, "bob", "cleo")
    book = sheets(exported(stage, "summary --export xlsx"))
    assert list(book) == ["summary", "retex 1", "retex 1 · answers"]
    head, *rows = book["retex 1 · answers"]
    assert head[0] == "person"
    assert [row[:5] for row in rows] == [
        ["bob", 4.0, "Pace of bob", "Noise of bob", "Words of bob"],
        ["cleo", 4.0, "Pace of cleo", "Noise of cleo", "Words of cleo"],
    ]


def test_an_anonymous_retex_has_its_words_by_question_from_five_answers_to_it(stage: Polling) -> None:
    allowed(stage.type("ana", 'retex "Workshop" --anonymous'))
    answer(stage, "bob", "cleo", "dan", "eve")
    allowed(stage.type("fay", 'retex answer 1: 2 "Pace of fay"', "@fay"))
    before = exported(stage, "summary --export csv").content.decode()
    assert "Pace" not in before
    allowed(stage.type("ana", "retex close"))
    book = sheets(exported(stage, "summary --export xlsx"))
    assert list(book) == ["summary", "retex 1", "retex 1 · to keep"]
    words = [row[0] for row in book["retex 1 · to keep"][1:]]
    assert words == [f"Pace of {name}" for name in ("bob", "cleo", "dan", "eve", "fay")]
    everything = str(book)
    assert "Noise" not in everything
    assert not any(name in everything for name in ("'bob'", "'fay'"))


def test_a_ritual_has_a_row_a_person_and_round_of_the_stretch_alone(stage: Polling) -> None:
    allowed(stage.type("ana", 'ritual "Mood" every day at 9:00 --template weather'))
    allowed(stage.type("ana", "yes"))
    for day in (0, 9, 9):
        stage.now += timedelta(days=day)
        stage.judge.tick(stage.desk, stage.now)
        allowed(stage.type("ana", "ritual run 1"))
        allowed(stage.type("bob", 'ritual answer 1: 4 "=bright"'))
        stage.now += timedelta(hours=10)
        stage.judge.tick(stage.desk, stage.now)
    book = sheets(exported(stage, "summary rituals --export xlsx"))
    assert list(book) == ["summary", "ritual 1", "ritual 1 · answers"]
    head, *rows = book["ritual 1 · answers"]
    assert head[:2] == ["day", "person"]
    assert [(isinstance(row[0], float), *row[1:]) for row in rows] == [(True, "bob", "🌤️ bright spells", "=bright")]
    text = exported(stage, "summary rituals --export csv").content.decode("utf-8-sig")
    assert "2026-12-13,bob,🌤️ bright spells,'=bright" in text


@pytest.mark.parametrize("shape", ["csv", "xlsx", "md", "html"])
def test_a_manager_who_is_no_member_is_given_counts_alone(stage: Polling, shape: str) -> None:
    allowed(stage.type("ana", 'retex "Workshop"'))
    answer(stage, *PEOPLE)
    stage.join("zoe", "#attic")
    file = exported(stage, f"summary all --export {shape}", "zoe", "#attic")
    written = str(sheets(file)) if shape == "xlsx" else file.content.decode()
    assert "retex 1" in written
    told = set(re.findall(r"\w+", written))
    assert not told & {"Workshop", "Pace", "Noise", "Words", *PEOPLE}


def test_the_words_of_a_retex_without_axes_are_told_together(stage: Polling) -> None:
    allowed(stage.type("ana", 'retex "Sprint" --template aar --anonymous'))
    for name in PEOPLE[1:]:
        allowed(
            stage.type(
                name, f'retex answer 1: "Plan of {name}" "The noise, again" "Haste" "Fewer meetings"', f"@{name}"
            )
        )
    assert "noise" not in str(exported(stage, "summary --export md").content)
    allowed(stage.type("ana", "retex close"))
    text = exported(stage, "summary --export md").content.decode()
    assert "### retex 1 · Sprint · What happened?: 5 people · noise 5" in text
    assert "> “The noise, again”" in text
    rows = sheets(exported(stage, "summary --export xlsx"))["retex 1"]
    assert all(row[8:] in ([], [""]) for row in rows[1:])


def test_a_quote_bears_its_name_in_a_column_of_names(stage: Polling) -> None:
    allowed(stage.type("ana", 'retex "Workshop"'))
    answer(stage, "bob")
    head, *rows = sheets(exported(stage, "summary --export xlsx"))["retex 1"]
    assert head[-1] == "person"
    assert [row[2:] for row in rows if row[2] == "Pace of bob"] == [["Pace of bob", "", "", "", "", "", "bob"]]


def test_every_row_of_a_table_is_as_wide_as_its_head(stage: Polling) -> None:
    """Strict readers of CSV refuse a shorter one."""
    allowed(stage.type("ana", 'retex "Workshop"'))
    answer(stage, *PEOPLE)
    content = exported(stage, "summary --export csv").content.decode("utf-8-sig")
    for table in re.split(r"(?:\r?\n){2,}", content.strip()):
        assert len({len(row) for row in csv.reader(table.splitlines())}) == 1, table
