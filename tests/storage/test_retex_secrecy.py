"""What an anonymous retex leaves behind: nothing in the file, the exports or the log joins a person to an answer."""

from __future__ import annotations

import io
import itertools
import sqlite3
from pathlib import Path

import pytest

from bot.console.terminal import run_console
from handlers.people.house import House
from tests.sketch import sketch

PEOPLE = tuple(f"voter{number}" for number in range(6))
MARKS = tuple(f"words-of-{name}" for name in PEOPLE)


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)  # where the console writes pictures


def _play(lines: list[str], file: Path) -> str:
    out = io.StringIO()
    house = House(language="en", zone="Europe/Paris", paint=sketch)
    script = io.StringIO("\n".join(lines))
    run_console(script, out, database_url=f"sqlite:///{file}", house=house, interactive=False)
    return out.getvalue()


@pytest.fixture
def closed(tmp_path: Path) -> tuple[Path, str]:
    """Play an anonymous retex to its close, somebody still in the middle of the dialogue; then let it be quiet."""
    file = tmp_path / "secret.db"
    lines = [":join " + " ".join(f"@{name}" for name in PEOPLE), '@chair retex "Workshop" --anonymous']
    lines += [
        f'@{name} {number % 5 + 1} "{mark}"' for number, (name, mark) in enumerate(zip(PEOPLE, MARKS, strict=True))
    ]
    lines += ["@voter0 retex answer 1", "@voter0 3", "@voter0 half-written-draft"]
    said = _play(
        [*lines, "@chair retex close 1", ":wait 1h", "@chair retex results 1", "@chair retex export csv 1"], file
    )
    return file, said


def _rows(file: Path) -> dict[str, list[tuple[object, ...]]]:
    with sqlite3.connect(file) as connection:
        tables = [row[0] for row in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
        rows = {table: connection.execute(f'SELECT * FROM "{table}"').fetchall() for table in tables}  # noqa: S608
    connection.close()
    return rows


def test_no_row_of_any_table_holds_a_person_and_an_answer(closed: tuple[Path, str]) -> None:
    file, _ = closed
    rows = _rows(file)
    assert sum(mark in str(row) for row in rows["sealed_replies"] for mark in MARKS) == len(MARKS)
    for table, row in ((table, row) for table, held in rows.items() for row in held):
        says = any(mark in str(row) for mark in MARKS)
        names = any(f"console:{name}" in str(row) for name in PEOPLE)
        assert not (says and names), table
        assert not says or table == "sealed_replies", table


def test_nothing_else_shared_joins_the_register_to_the_answers(closed: tuple[Path, str]) -> None:
    file, _ = closed
    rows = _rows(file)
    for empty in ("replies", "round_secrets", "drafts", "chores"):
        assert rows[empty] == [], empty
    voters = {row[3] for row in rows["sealed_replies"]}
    elsewhere = {str(cell) for table, held in rows.items() if table != "sealed_replies" for row in held for cell in row}
    assert not voters & elsewhere


def test_the_file_itself_holds_neither_the_draft_nor_a_pseudonym(closed: tuple[Path, str]) -> None:
    file, _ = closed
    for path in (file, file.with_name(f"{file.name}-wal")):
        content = path.read_bytes() if path.exists() else b""
        assert b"half-written-draft" not in content


def test_a_draft_that_waits_in_another_dialogue_beneath_a_question_goes_too(tmp_path: Path) -> None:
    file = tmp_path / "nested.db"
    asked = [":join @chair @zoe", '@chair retex "Secret" --anonymous', '@chair retex "Other"']
    first = '@chair retex answer 1: 4 "words-of-the-chair"'
    waiting = ["@chair retex answer 2", "@chair retex answer 1", "@chair retex delete 2"]
    _play([*asked, first, *waiting], file)
    assert "words-of-the-chair" in str(_rows(file)["drafts"]), "a text inside a text"
    _play(["@chair retex close 1"], file)
    assert "words-of-the-chair" not in str(_rows(file)["drafts"])


def test_what_is_told_and_exported_names_nobody_and_keeps_no_order(closed: tuple[Path, str]) -> None:
    _, said = closed
    told = said[said.index("> @chair retex results 1") :]
    assert not any(f"({name})" in told or f"console:{name}" in told for name in PEOPLE)
    listed = [line for line in told.splitlines() if line in MARKS]
    assert listed == sorted(MARKS)


@pytest.mark.parametrize("answers", [4, 5])
def test_four_answers_tell_nothing_and_five_do(tmp_path: Path, answers: int) -> None:
    lines = [":join " + " ".join(f"@{name}" for name in PEOPLE), '@chair retex "Workshop" --anonymous']
    lines += [f'@{name} 4 "Great energy"' for name in itertools.islice(PEOPLE, answers)]
    said = _play([*lines, "@voter5 5", "@chair retex close 1", "@chair retex results 1"], tmp_path / "few.db")
    told = said[said.index("> @chair retex results 1") :]
    assert "median 4" in told  # the rating has one answer more than the words
    assert ("What should we keep? — not shown below 5 answers" in told) == (answers == 4)
    assert ("Great energy" in told) == (answers == 5)


def test_a_group_of_four_is_hidden_and_its_complement_too(tmp_path: Path) -> None:
    people = [f"p{number}" for number in range(16)]
    axes = [1] * 4 + [2] * 5 + [3] * 7
    lines = [":join " + " ".join(f"@{name}" for name in people), '@chair retex "Workshop" --anonymous']
    lines += [f"@{name} 4 {axis}" for name, axis in zip(people, axes, strict=True)]
    said = _play([*lines, "@chair retex close 1", "@chair retex results 1"], tmp_path / "groups.db")
    told = said[said.index("By axis:") :]
    groups = told[: told.index("What should we keep?")]
    assert "workplace and digital · 7 answers" in groups
    assert "skills" not in groups
    assert "management" not in groups
