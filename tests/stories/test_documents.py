"""The documents tell the truth: every transcript is played again, every command is read by the grammar."""

from __future__ import annotations

import difflib
import io
import re
from pathlib import Path

import pytest

from bot.console.terminal import run_console
from handlers.language.grammar import Mistake, parse
from handlers.people.house import House
from handlers.routes import lexicon
from tests.sketch import sketch
from tests.stories.documents import (
    FIRST_PAGES,
    ROOT,
    as_shown,
    command_table,
    commands,
    documents,
    language_of,
    plain,
    transcripts,
    typed,
)

SHOWN = [
    pytest.param(document, lines, id=f"{document.relative_to(ROOT)}-{order}")
    for document in documents()
    for order, lines in enumerate(transcripts(document.read_text(encoding="utf-8")), 1)
]
WRITTEN = sorted(
    {
        (str(document.relative_to(ROOT)), command)
        for document in documents()
        if document.name != "commands.md"  # its table is the grammar's own test
        for command in commands(document.read_text(encoding="utf-8"))
    }
)


@pytest.mark.parametrize(("document", "shown"), SHOWN)
def test_a_transcript_is_what_the_console_prints(
    document: Path, shown: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)  # where the console writes pictures
    out = io.StringIO()
    house = House(language=language_of(document), zone="Europe/Paris", paint=sketch)
    run_console(io.StringIO(typed(shown)), out, database_url=None, house=house, interactive=False)
    printed = [plain(line) for line in out.getvalue().splitlines()]
    difference = "\n".join(difflib.unified_diff(shown, printed, "shown", "printed", lineterm="", n=99))
    assert as_shown(printed, shown), difference


@pytest.mark.parametrize(("document", "command"), WRITTEN)
def test_a_command_of_the_documents_is_understood(document: str, command: str) -> None:
    understood = parse(command, lexicon(), bare=True)
    assert not isinstance(understood, Mistake), f"{document}: {command}: {understood}"


def test_the_first_pages_show_a_transcript_and_commands() -> None:
    for page in FIRST_PAGES:
        text = (ROOT / page).read_text(encoding="utf-8")
        assert list(transcripts(text)), page
        assert list(commands(text)), page


@pytest.mark.parametrize("page", FIRST_PAGES)
def test_the_first_pages_list_every_command_with_an_example(page: str) -> None:
    text = (ROOT / page).read_text(encoding="utf-8")
    assert command_table(language_of(ROOT / page)) in text, "python -m tests.stories.documents writes it anew"


@pytest.mark.parametrize("document", documents(), ids=lambda document: str(document.relative_to(ROOT)))
def test_what_a_document_leads_to_is_there(document: Path) -> None:
    links = re.findall(r"\]\(([^)#:]+)(?:#[^)]*)?\)", document.read_text(encoding="utf-8"))
    missing = [link for link in links if not (document.parent / link).exists()]
    assert not missing, missing


def test_what_is_left_out_is_any_lines_and_the_rest_must_be_so() -> None:
    printed = ["a", "b", "c", "d"]
    for shown in (["a", "b", "c", "d"], ["…"], ["a", "…", "d"], ["…", "c", "d"], ["a", "…"], ["a", "…", "c", "…"]):
        assert as_shown(printed, shown), shown
    for shown in (["a"], ["b", "…"], ["…", "c"], ["a", "…", "x", "…"], ["a", "b", "…", "b", "…"], [*printed, "e"]):
        assert not as_shown(printed, shown), shown


def test_a_wrong_command_would_be_found() -> None:
    (command,) = commands("say `/ritournelle poll clse 12`, `poll …` or `x`")
    assert isinstance(parse(command, lexicon()), Mistake)
