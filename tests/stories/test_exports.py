"""Every table that the bot writes, opened in LibreOffice: right cells, numbers and dates as such, no formula run."""

from __future__ import annotations

import io
import re
import subprocess
from collections.abc import Iterator
from contextlib import chdir
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest

from bot.console.chat import FILES
from bot.console.terminal import run_console
from handlers.people.house import House
from tests.outside import program

pytestmark = pytest.mark.server

STORY = """
:at 2026-11-23 08:00
:place #team
:join @ana @bob @zoe
@ana poll "=1+1?" "=SUM(A1:A9)" "Tuesday" "+49" --multi
@bob 1 3
@zoe 2
@ana poll close
@ana retex "@Workshop" --template roti
@bob 4 "=HYPERLINK('https://x.example')"
@zoe 2 "Good, “calm” and; short"
@ana retex close
@ana ritual "Weather" every monday at 9:30 --template weather
@ana yes
:at 2026-11-23 09:40
@bob 4 "-2+3"
@ana action "=cmd|' /C calc'!A0" @bob due friday
@ana poll export xlsx 1
@ana poll export csv 1
@ana retex export xlsx 2
@ana retex export csv 2
@ana summary --export xlsx
@ana summary --export csv
"""
OPENS_CSV = "--infilter=CSV:44,34,76,1,,0,false,true"  # commas, quotes, UTF-8; detects numbers and dates
_TABLE, _OFFICE = (f"{{urn:oasis:names:tc:opendocument:xmlns:{each}:1.0}}" for each in ("table", "office"))

Cell = tuple[str, str]  # as what LibreOffice took it, and what is in it
Book = dict[str, list[list[Cell]]]


@pytest.fixture(scope="module")
def books(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Book]:
    """Play the story, open each file that came of it, and give what LibreOffice read, sheet by sheet."""
    office = program("LibreOffice (Debian: libreoffice-calc)", "soffice")
    folder = tmp_path_factory.mktemp("exports")
    out = io.StringIO()
    with chdir(folder):
        run = run_console(
            io.StringIO(STORY), out, database_url=None, house=House(zone="Europe/Paris"), interactive=False
        )
        assert run == 0, out.getvalue()
        for path in FILES.iterdir():
            path.rename(folder / path.name.partition("-")[2])
    for name, body in zip(("poll-1", "retex-2", "summary"), _between_rules(out.getvalue()), strict=True):
        (folder / f"{name}.csv").write_text(body, encoding="utf-8-sig")
    profile = f"-env:UserInstallation={(folder / 'profile').as_uri()}"
    for kind, how in (("xlsx", ()), ("csv", (OPENS_CSV,))):
        files = sorted(folder.glob(f"*.{kind}"))
        command = (office, "--headless", profile, *how, "--convert-to", "fods", "--outdir", folder / kind, *files)
        subprocess.run(command, check=True, capture_output=True, timeout=200)
    return {f"{path.stem}.{path.parent.name}": dict(_sheets(path)) for path in folder.glob("*/*.fods")}


def _between_rules(printed: str) -> list[str]:
    return re.findall(r"^─+\n(.*?)\n─+$", printed, flags=re.MULTILINE | re.DOTALL)


def _sheets(path: Path) -> Iterator[tuple[str, list[list[Cell]]]]:
    for table in ET.parse(path).getroot().iter(f"{_TABLE}table"):  # noqa: S314 - LibreOffice has just written it
        rows = [[cell for each in row for cell in _cells(each)] for row in table.iter(f"{_TABLE}table-row")]
        yield str(table.get(f"{_TABLE}name")), [row for row in rows if any(said for _, said in row)]


def _cells(found: ET.Element) -> list[Cell]:
    times = int(found.get(f"{_TABLE}number-columns-repeated", "1"))
    kind = "formula" if found.get(f"{_TABLE}formula") else found.get(f"{_OFFICE}value-type", "")
    said = found.get(f"{_OFFICE}date-value") or found.get(f"{_OFFICE}value") or "".join(found.itertext()).strip()
    return [(kind, said)] * (times if kind else min(times, 9))


def test_all_files_are_opened_and_their_sheets_are_named(books: dict[str, Book]) -> None:
    assert sorted(books) == [
        "poll-1.csv", "poll-1.xlsx", "retex-2.csv", "retex-2.xlsx", "summary.csv", "summary.xlsx",
    ]  # fmt: skip
    assert list(books["poll-1.xlsx"]) == ["poll 1", "answers"]
    assert list(books["retex-2.xlsx"]) == ["retex 2", "answers"]
    assert list(books["summary.xlsx"]) == [
        "summary", "actions", "poll 1", "poll 1 · answers", "retex 2", "retex 2 · answers", "ritual 3",
        "ritual 3 · answers",
    ]  # fmt: skip


def test_nothing_that_people_typed_becomes_a_formula(books: dict[str, Book]) -> None:
    cells = [cell for book in books.values() for rows in book.values() for row in rows for cell in row]
    assert not [said for kind, said in cells if kind == "formula"]
    typed = ("=1+1?", "=SUM(A1:A9)", "+49", "=HYPERLINK('https://x.example')", "-2+3", "=cmd|' /C calc'!A0")
    for text in typed:
        found = {kind for kind, said in cells if said.lstrip("'") == text}
        assert found == {"string"}, text


@pytest.mark.parametrize("kind", ["xlsx", "csv"])
def test_counts_are_numbers_and_moments_are_dates(books: dict[str, Book], kind: str) -> None:
    rows = [row for rows in books[f"poll-1.{kind}"].values() for row in rows]
    quote = "'" if kind == "csv" else ""
    assert [("float", "1"), ("string", f"{quote}=SUM(A1:A9)"), ("float", "1"), ("float", "0.5"), ("float", "2")] == (
        rows[1][:5]
    )
    voters = [row for row in rows if row[0] == ("string", "bob")]
    assert [row[1:5] for row in voters] == [
        [("date", "2026-11-23T07:00:00"), ("float", "1"), ("float", "0"), ("float", "1")]
    ]


def test_a_summary_has_its_dates_shares_and_words_in_their_cells(books: dict[str, Book]) -> None:
    book = books["summary.xlsx"]
    assert book["summary"][2][:8] == [
        ("float", "2"), ("string", "retex 2"), ("string", "@Workshop"), ("string", "#team"),
        ("date", "2026-11-23T07:00:00"), ("float", "2"), ("float", "3"), ("float", "0.6667"),
    ]  # fmt: skip
    assert book["actions"][1][1:4] == [
        ("string", "=cmd|' /C calc'!A0"), ("string", "bob"), ("date", "2026-11-27T22:59:00"),
    ]  # fmt: skip
    assert ("string", "Good, “calm” and; short") in [cell for row in book["retex 2 · answers"] for cell in row]
    assert ("date", "2026-11-23") in book["ritual 3 · answers"][1]
