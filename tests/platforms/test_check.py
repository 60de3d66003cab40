"""``check`` says what is wrong and how to mend it, and changes nothing."""

from __future__ import annotations

import random
import socket
import stat
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from bot import check
from bot.check import Finding, examine, reachable
from bot.settings import Settings
from handlers.texts import Voice
from storage.desk import Desk
from storage.session import Database
from tests.conftest import made_by_a_newer_version

NOW = datetime(2026, 12, 1, 12, tzinfo=UTC)


@pytest.fixture
def settings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Settings:
    """Point at a database of the test's own, already made by this version."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("DATABASE_URL", "sqlite:///r.db")
    monkeypatch.setenv("ADMIN_PORT", "0")
    monkeypatch.setenv("RITOURNELLE_LANGUAGE", "en")
    database = Database("sqlite:///r.db")
    database.migrate()
    database.close()
    return Settings.read()


def _findings(settings: Settings, language: str = "en", now: datetime = NOW) -> list[Finding]:
    return list(examine(settings, Voice("fr" if language == "fr" else "en"), now=now))


def _wrong(settings: Settings, now: datetime = NOW) -> list[str]:
    return [finding.text for finding in _findings(settings, now=now) if finding.wrong]


def test_all_is_well_in_a_house_just_built(settings: Settings) -> None:
    assert _wrong(settings) == []
    lines = [str(finding) for finding in _findings(settings)]
    assert "✓ The database answers." in lines
    assert "✓ The database has this version's tables." in lines
    assert "✓ The database's files are their owner's alone." in lines
    assert any(line.startswith("· Named answers are kept for ever") for line in lines)
    assert any(line.startswith("✓ ADMIN_PORT is 0") for line in lines)


def test_it_speaks_the_language_of_the_house(settings: Settings) -> None:
    assert "✓ La base de données répond." in [str(finding) for finding in _findings(settings, "fr")]


def test_a_database_that_is_not_there_yet_is_not_made_by_looking(settings: Settings) -> None:
    Path("r.db").unlink()
    assert _wrong(settings) == []
    assert any("does not exist yet" in finding.text for finding in _findings(settings))
    assert not Path("r.db").exists()


def test_a_folder_that_is_not_there_is_named(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATABASE_URL", "sqlite:///nowhere/r.db")
    (sentence,) = _wrong(Settings.read())
    assert sentence.endswith("mkdir -p " + str(Path("nowhere").absolute()))
    assert settings.sqlite_file == Path("r.db")


def test_a_file_that_others_can_open_is_closed_by_the_mend(settings: Settings) -> None:
    Path("r.db").chmod(0o644)
    assert _wrong(settings) == ["Others on this machine can open r.db: chmod 600 r.db"]
    Path("r.db").chmod(0o600)
    assert _wrong(settings) == []


def test_what_is_no_database_does_not_answer(settings: Settings) -> None:
    Path("r.db").write_bytes(b"not a database at all, and long enough to be read as one" * 20)
    assert [sentence.split(";")[0] for sentence in _wrong(settings)] == ["The database does not answer"]
    assert not reachable(settings)


def test_a_server_that_is_away_does_not_answer(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATABASE_URL", "postgresql+psycopg://ana:hush@127.0.0.1:1/r")
    away = Settings.read()
    assert not any("hush" in sentence for sentence in _wrong(away))
    assert len(_wrong(away)) == 1
    assert not reachable(away)
    assert reachable(settings)


def test_an_empty_database_wants_migrating(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    Path("empty.db").touch(0o600)
    monkeypatch.setenv("DATABASE_URL", "sqlite:///empty.db")
    assert [sentence.endswith("ritournelle migrate") for sentence in _wrong(Settings.read())] == [True]
    assert reachable(settings)


def test_a_newer_database_wants_a_newer_program(settings: Settings) -> None:
    made_by_a_newer_version(Path("r.db"))
    assert [sentence.partition(";")[0] for sentence in _wrong(settings)] == [
        "This database was written by a newer version of Ritournelle"
    ]


@pytest.mark.parametrize(("age", "wrong"), [(timedelta(hours=2), False), (timedelta(hours=25), True)])
def test_a_clean_up_that_waits_is_told_and_wrong_after_a_day(
    settings: Settings, age: timedelta, *, wrong: bool
) -> None:
    database = Database("sqlite:///r.db")
    with database.transaction() as connection:
        desk = Desk(connection, chance=random.SystemRandom(), now=NOW)
        desk.forget(12)
        desk.keep()
        desk.write()
    database.close()
    (finding,) = [one for one in _findings(settings, now=NOW + age) if "clean-up" in one.text]
    assert finding.wrong is wrong
    assert "subject 12" in finding.text
    assert f"{int(age.total_seconds() // 3600)} hours" in finding.text


def test_a_full_disk_is_told(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(check, "ENOUGH", 1 << 62)
    assert [sentence.startswith("Only ") for sentence in _wrong(settings)] == [True]


@pytest.mark.parametrize("code", ["FR-57", "FR-Martinique"])
def test_the_holidays_of_the_house_are_told(settings: Settings, monkeypatch: pytest.MonkeyPatch, code: str) -> None:
    monkeypatch.setenv("RITOURNELLE_HOLIDAYS", code)
    assert f"✓ The holidays of {code} are known." in [str(finding) for finding in _findings(Settings.read())]
    assert settings.holidays is None


def test_a_term_for_named_answers_is_told(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("RITOURNELLE_KEEP_DAYS", "90")
    assert "✓ Named answers are deleted after 90 days." in [str(finding) for finding in _findings(Settings.read())]
    assert settings.keep_days is None


def test_a_slack_or_a_homeserver_that_does_not_answer_is_wrong(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SLACK_BOT_TOKEN", "xoxb-1")
    monkeypatch.setenv("SLACK_APP_TOKEN", "xapp-1")
    monkeypatch.setenv("SLACK_API_URL", "http://127.0.0.1:1/api/")
    monkeypatch.setenv("MATRIX_HOMESERVER", "http://127.0.0.1:1")
    monkeypatch.setenv("MATRIX_USER", "@bot:example.org")
    monkeypatch.setenv("MATRIX_PASSWORD", "hush")
    slack, matrix = _wrong(Settings.read())
    assert slack.startswith("Slack does not take SLACK_BOT_TOKEN")
    assert matrix.startswith("No homeserver answers at http://127.0.0.1:1")
    assert settings.platforms == ()


def test_the_admin_port_is_free_or_taken(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    with socket.socket() as holder:
        holder.bind(("127.0.0.1", 0))
        holder.listen()
        port = holder.getsockname()[1]
        monkeypatch.setenv("ADMIN_PORT", str(port))
        assert any(f"Port {port} is taken" in finding.text for finding in _findings(Settings.read()))
    assert any(f"Port {port} is free" in finding.text for finding in _findings(Settings.read()))
    assert settings.admin_port == 0


def test_looking_leaves_the_file_as_it_was(settings: Settings) -> None:
    before = Path("r.db").read_bytes()
    _findings(settings)
    assert Path("r.db").read_bytes() == before
    assert stat.S_IMODE(Path("r.db").stat().st_mode) == 0o600
