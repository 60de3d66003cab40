"""The commands of the shell, as an operator types them."""

from __future__ import annotations

import json
import os
import pty
import socket
import subprocess
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from urllib.request import urlopen

import pytest
from typer.testing import CliRunner, Result

from bot import shell
from bot.__main__ import build
from bot.mistakes import EXAMPLES
from handlers.texts import Voice
from storage.records import PersonId
from storage.session import Database
from tests.conftest import made_by_a_newer_version
from tests.platforms.logs import log_left_as_it_was

NOW = datetime(2026, 12, 1, 12, tzinfo=UTC)
POLL = '@alice poll "Which day?" "Monday" "Tuesday"\n@bob 2\n@alice poll "Where?" "Here" "There" --anonymous\n@bob 1\n'
SIX = ("anais", "basile", "chloe", "denis", "elodie", "felix")


@pytest.fixture(autouse=True)
def empty(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[Path]:
    """Start in an empty folder with an environment that says nothing, and English."""
    for name in (*EXAMPLES, "LC_ALL", "LC_MESSAGES", "LANG", "TZ"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("ADMIN_PORT", "0")
    monkeypatch.chdir(tmp_path)
    with log_left_as_it_was():
        yield tmp_path


def _typed(*words: str, piped: str = "", language: str = "en") -> Result:
    return CliRunner().invoke(build(Voice("fr" if language == "fr" else "en")), list(words), input=piped)


def _with_polls(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATABASE_URL", "sqlite:///r.db")
    assert _typed("console", piped=POLL).exit_code == 0


def test_the_version_is_told() -> None:
    assert _typed("--version").stdout == "ritournelle 0.1.0\n"


def test_help_lists_what_is_built_and_nothing_else() -> None:
    help_page = _typed("--help").stdout
    listed = {line.split()[0] for line in help_page.partition("Commands:")[2].splitlines() if line.strip()}
    assert {"run", "console", "check", "migrate", "manifest", "summary", "privacy"} <= listed
    assert "start" not in listed


def test_help_is_said_in_the_language_of_the_house() -> None:
    assert "Met la base de données" in _typed("--help", language="fr").stdout


def test_run_stops_with_a_sentence_when_no_platform_is_configured() -> None:
    result = _typed("run")
    assert result.exit_code == 1
    assert result.stderr == "No platform is configured; open the console instead with: ritournelle console\n"


@pytest.mark.parametrize(
    "words",
    [["run"], ["console"], ["start"], ["check"], ["migrate"], ["summary"], ["privacy", "export", "slack:T1/U1"]],
)
def test_a_wrong_setting_stops_every_command(words: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PORT", "http")
    result = _typed(*words)
    assert result.exit_code == 1
    assert result.stderr == "PORT: a port is a number from 1 to 65535. For example: PORT=8080\n"


@pytest.mark.parametrize("command", ["console", "start"])
def test_a_script_is_played_and_leaves_nothing_behind(command: str, empty: Path) -> None:
    result = _typed(command, piped=POLL)
    assert result.exit_code == 0
    assert "Which day?" in result.stdout
    assert list(empty.iterdir()) == []


def test_a_wrong_line_makes_the_script_end_with_1() -> None:
    assert _typed("console", piped='@alice poll "Alone?" "Only"\n').exit_code == 1


def test_a_database_that_was_asked_for_is_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    _with_polls(monkeypatch)
    assert Path("r.db").stat().st_mode & 0o777 == 0o600
    again = _typed("console", piped="@alice poll list\n")
    assert "Which day?" in again.stdout


def test_check_ends_with_1_when_something_is_wrong(monkeypatch: pytest.MonkeyPatch) -> None:
    assert _typed("check").exit_code == 0
    monkeypatch.setenv("DATABASE_URL", "sqlite:///nowhere/r.db")
    result = _typed("check")
    assert result.exit_code == 1
    assert "✗ The database's folder does not exist" in result.stdout


def test_migrate_may_be_run_twice(empty: Path) -> None:
    for _ in range(2):
        result = _typed("migrate")
        assert (result.exit_code, result.stdout) == (0, "The database is up to date.\n")
    assert (empty / "ritournelle.db").exists()


def test_a_newer_database_is_left_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    _with_polls(monkeypatch)
    made_by_a_newer_version(Path("r.db"))
    for words in (["migrate"], ["console"], ["privacy", "export", "console:bob"]):
        result = _typed(*words)
        assert result.exit_code == 1
        assert "newer version" in result.stderr


def test_a_database_out_of_reach_is_said_without_its_address(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATABASE_URL", "postgresql+psycopg://ana:hush@127.0.0.1:1/r")
    result = _typed("migrate")
    assert result.exit_code == 1
    assert "ritournelle check" in result.stderr
    assert "hush" not in result.output


def test_a_database_in_a_folder_that_is_not_there_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATABASE_URL", "sqlite:///nowhere/r.db")
    result = _typed("migrate")
    assert result.exit_code == 1
    assert "ritournelle check" in result.stderr


def test_a_persons_data_is_exported_as_json(monkeypatch: pytest.MonkeyPatch) -> None:
    _with_polls(monkeypatch)
    result = _typed("privacy", "export", "console:bob")
    assert result.exit_code == 0
    assert "bob" in json.dumps(json.loads(result.stdout))


def test_erasing_asks_first_and_says_what_stays(monkeypatch: pytest.MonkeyPatch) -> None:
    _with_polls(monkeypatch)
    declined = _typed("privacy", "erase", "console:bob", piped="no\n")
    assert (declined.exit_code, declined.stderr.splitlines()[-1]) == (1, "Nothing was changed.")
    erased = _typed("privacy", "erase", "console:bob", piped="oui\n")
    assert erased.exit_code == 0
    assert erased.stdout.splitlines()[0] == "Erased; 2 open answers were withdrawn."
    assert _typed("privacy", "export", "console:bob").exit_code == 1
    shown = _typed("console", piped="@alice poll show 1\n")
    assert "0 answers" in shown.stdout


def test_erasing_makes_the_cards_stale(monkeypatch: pytest.MonkeyPatch) -> None:
    _with_polls(monkeypatch)
    database = Database("sqlite:///r.db")
    assert shell.erase(database, PersonId("console:bob"), NOW) == 2
    with database.snapshot() as snapshot:
        assert [one.wanted > one.shown for number in (1, 2) for one in snapshot.showings(number)] == [True, True]
    database.close()


SECRET_WORDS = ("Which day?", "Monday", "Where?", "Here", "alice", "bob", "#team")
RATED = '@alice retex "Workshop"\n' + "".join(f'@{name} {1 + len(name) % 5} "Energy of {name}"\n' for name in SIX)


def _with_answers(monkeypatch: pytest.MonkeyPatch, language: str = "en") -> None:
    monkeypatch.setenv("RITOURNELLE_LANGUAGE", language)
    monkeypatch.setenv("DATABASE_URL", "sqlite:///r.db")
    assert _typed("console", piped=POLL + RATED).exit_code == 0


def test_an_operator_sums_up_in_numbers_and_without_words(monkeypatch: pytest.MonkeyPatch) -> None:
    _with_answers(monkeypatch)
    result = _typed("summary")
    assert result.exit_code == 0
    assert result.stdout.startswith("summary across places\n")
    assert "retex 3 · 6 answers" in result.stdout
    assert "poll 1 · fewer than 5 answers" in result.stdout
    everything = [result, *(_typed("summary", "all", "--export", kind) for kind in ("md", "csv", "html"))]
    for told in everything:
        assert told.exit_code == 0
        assert not [word for word in (*SECRET_WORDS, *SIX, "Workshop", "Energy") if word in told.stdout]


def test_an_operators_summary_speaks_the_language_of_the_house(monkeypatch: pytest.MonkeyPatch) -> None:
    _with_answers(monkeypatch, "fr")
    result = _typed("summary", "retex", "cette", "semaine", language="fr")
    assert result.stdout.startswith("bilan de tous les lieux\n")
    assert "retex 3 · 6 réponses" in result.stdout
    assert "sondage" not in result.stdout
    assert "Il n’y a pas de numéro 9" in _typed("summary", "retex", "9", language="fr").stderr


def test_a_summary_of_one_subject_is_whole_and_veiled(monkeypatch: pytest.MonkeyPatch) -> None:
    _with_answers(monkeypatch)
    result = _typed("summary", "retex", "3")
    assert result.stdout.startswith("summary of retex 3\n")
    assert "Workshop" not in result.stdout


def test_text_files_go_to_the_output_and_a_workbook_beside(monkeypatch: pytest.MonkeyPatch, empty: Path) -> None:
    _with_answers(monkeypatch)
    assert _typed("summary", "--export", "html").stdout.startswith("<!DOCTYPE html>")
    assert _typed("summary", "--export", "csv").stdout_bytes.startswith(b"\xef\xbb\xbf")
    for name in ("summary.xlsx", "summary-2.xlsx"):
        assert _typed("summary", "--export", "xlsx").stdout == f"{name}\n"
        assert (empty / name).read_bytes().startswith(b"PK")


def test_a_workbook_that_cannot_be_written_is_said(monkeypatch: pytest.MonkeyPatch, empty: Path) -> None:
    _with_answers(monkeypatch, "fr")
    (empty / "r.db").rename(empty.parent / "r.db")
    monkeypatch.setenv("DATABASE_URL", f"sqlite:///{empty.parent}/r.db")
    gone = empty / "gone"
    gone.mkdir()
    monkeypatch.chdir(gone)
    gone.rmdir()
    result = _typed("summary", "--export", "xlsx", language="fr")
    assert result.exit_code == 1
    assert "ne peut pas être écrit ici" in result.stderr


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (["since", "blursday"], "blursday"),
        (["next", "week"], "still to come"),
        (["poll", "99"], "There is no number 99; “ritournelle summary all” sums up all.\n"),
        (["retex", "1"], "There is no number 1; “ritournelle summary all” sums up all.\n"),
        (["--share"], "A summary is shared in a place; ask for it there.\n"),
        (["--export", "pdf"], "not as “pdf”"),
        (["--anonymous"], "--anonymous"),
        (["--export"], "“--export” needs a value, for example: summary --export html\n"),
        (["@bob"], "never of one person"),
        (["sinse", "monday"], "the nearest is “since”, for example: summary since monday\n"),
    ],
)
def test_a_summary_that_cannot_be_had_is_refused(
    words: list[str], sentence: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    _with_polls(monkeypatch)
    result = _typed("summary", *words)
    assert (result.exit_code, result.stdout) == (1, "")
    assert sentence in result.stderr


@pytest.mark.parametrize(
    ("language", "nothing"),
    [
        ("en", "Nothing was answered, and no action is open."),
        ("fr", "Aucune réponse, et aucune action ouverte."),
    ],
)
def test_a_summary_of_an_empty_database_says_that_there_is_nothing(
    language: str, nothing: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("RITOURNELLE_LANGUAGE", language)
    monkeypatch.setenv("DATABASE_URL", "sqlite:///r.db")
    assert _typed("migrate", language=language).exit_code == 0
    for words in ([], ["all"], ["--export", "md"], ["--export", "html"], ["--export", "csv"], ["--export", "xlsx"]):
        result = _typed("summary", *words, language=language)
        assert result.exit_code == 0, result.stderr
        assert nothing in result.stdout or words[-1:] in (["csv"], ["xlsx"])


def test_a_summary_makes_no_database(empty: Path) -> None:
    assert _typed("summary").exit_code == 1
    assert list(empty.iterdir()) == []


@pytest.mark.parametrize("words", [["export"], ["erase", "--yes"]])
def test_a_person_nobody_knows_has_no_data(words: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    _with_polls(monkeypatch)
    result = _typed("privacy", *words, "slack:T1/U1")
    assert (result.exit_code, result.stderr) == (1, "Nothing is kept about slack:T1/U1.\n")


def test_a_person_is_named_by_a_whole_account() -> None:
    result = _typed("privacy", "export", "bob")
    assert result.exit_code == 1
    assert "slack:T1/U1" in result.stderr


def test_looking_for_a_person_makes_no_database(empty: Path) -> None:
    assert _typed("privacy", "export", "console:bob").exit_code == 1
    assert list(empty.iterdir()) == []
    (empty / "ritournelle.db").touch(0o600)
    assert "ritournelle migrate" in _typed("privacy", "export", "console:bob").stderr


def test_the_program_starts_as_a_module_too() -> None:
    done = subprocess.run([sys.executable, "-m", "bot", "--version"], capture_output=True, text=True, check=True)
    assert done.stdout == "ritournelle 0.1.0\n"


@pytest.mark.server
def test_a_window_shows_its_health_and_closes_with_the_end_of_input(empty: Path) -> None:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    ours, theirs = pty.openpty()
    environ = {**os.environ, "ADMIN_PORT": str(port), "HOME": str(empty)}
    process = subprocess.Popen(
        [sys.executable, "-m", "bot", "console"],
        stdin=theirs,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        env=environ,
    )
    os.close(theirs)
    assert process.stdout is not None
    try:
        assert b"help" in process.stdout.readline() + process.stdout.readline()
        with urlopen(f"http://127.0.0.1:{port}/healthz", timeout=10) as answer:
            assert json.load(answer) == {"status": "ok"}
        os.write(ours, b"\x04")
        process.communicate(timeout=30)
        assert process.returncode == 0
    finally:
        process.kill()
        process.wait()
        os.close(ours)
    assert (empty / "ritournelle.db").exists()


def test_a_reader_who_leaves_is_no_trouble_of_the_database(empty: Path) -> None:
    read, write = os.pipe()
    os.close(read)
    done = subprocess.run(
        [sys.executable, "-m", "bot", "console"],
        check=False,
        cwd=empty,
        env={"PATH": os.environ["PATH"], "PYTHONPATH": str(Path(__file__).parents[2])},
        input=POLL,
        stdout=write,
        stderr=subprocess.PIPE,
        text=True,
        timeout=60,
    )
    os.close(write)
    assert (done.returncode, done.stderr) == (1, "")
