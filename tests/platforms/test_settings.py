"""One frozen settings: the environment wins over ``.env``, and the first mistake stops the start with its mend."""

from __future__ import annotations

from pathlib import Path

import pytest
from pydantic import ValidationError

from bot import machine, mistakes
from bot.settings import Settings, SettingsError, variable
from handlers.people.house import Limits
from handlers.texts import Voice


@pytest.fixture(autouse=True)
def empty(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """Start in an empty folder with an environment that says nothing."""
    for name in (*mistakes.EXAMPLES, "LC_ALL", "LC_MESSAGES", "LANG", "TZ"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.chdir(tmp_path)
    return tmp_path


def _refused(**environ: str) -> SettingsError:
    with pytest.MonkeyPatch.context() as patch:
        for name, value in environ.items():
            patch.setenv(name, value)
        with pytest.raises(SettingsError) as caught:
            Settings.read()
    return caught.value


def test_nothing_set_is_a_whole_configuration() -> None:
    settings = Settings.read()
    assert settings.database_url.get_secret_value() == "sqlite:///ritournelle.db"
    assert not settings.database_given
    assert settings.platforms == ()
    assert (settings.host, settings.port, settings.admin_port) == ("127.0.0.1", 8080, 8081)
    assert settings.to_house().limits == Limits(commands=30, subjects=100, invitations=20)


def test_the_environment_wins_over_the_file(empty: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (empty / ".env").write_text("PORT=9000\nADMIN_PORT=9001\nSOMETHING_ELSE=1\n", "utf-8")
    monkeypatch.setenv("PORT", "7000")
    settings = Settings.read()
    assert (settings.port, settings.admin_port) == (7000, 9001)


def test_no_parent_folder_is_searched(empty: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (empty / ".env").write_text("PORT=9000\n", "utf-8")
    (empty / "below").mkdir()
    monkeypatch.chdir(empty / "below")
    assert Settings.read().port == 8080


def test_an_empty_variable_is_as_good_as_none(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("RITOURNELLE_KEEP_DAYS", "")
    assert Settings.read().keep_days is None


def test_settings_are_frozen() -> None:
    with pytest.raises(ValidationError):
        Settings.read().port = 1  # type: ignore[misc]  # frozen is what is tested


def test_secrets_never_show(monkeypatch: pytest.MonkeyPatch) -> None:
    secrets = {
        "DATABASE_URL": "postgresql+psycopg://ana:hush-1@localhost/r",
        "SLACK_BOT_TOKEN": "xoxb-hush-2",
        "SLACK_APP_TOKEN": "xapp-hush-3",
        "SLACK_SIGNING_SECRET": "hush-4",
        "MATRIX_HOMESERVER": "https://example.org",
        "MATRIX_USER": "@bot:example.org",
        "MATRIX_PASSWORD": "hush-5",
        "MATRIX_ACCESS_TOKEN": "hush-6",
        "MATRIX_DEVICE_ID": "D",
    }
    for name, value in secrets.items():
        monkeypatch.setenv(name, value)
    settings = Settings.read()
    assert "hush" not in f"{settings!r} {settings}"
    assert settings.platforms == ("slack", "matrix")
    assert settings.sqlite_file is None


@pytest.mark.parametrize(
    "address",
    [
        "mysql://ana:hush@localhost/r",
        "ritournelle.db",
        "sqlite://",
        "sqlite:///:memory:",
        "postgresql+psycopg://ana:hush@localhost:twelve/r",
        "postgresql+psycopg://ana:hush@localhost:99999/r",
    ],
)
def test_a_wrong_database_is_refused_without_repeating_it(address: str) -> None:
    refusal = _refused(DATABASE_URL=address)
    assert refusal.name == "DATABASE_URL"
    assert "hush" not in str(refusal)
    assert refusal.__cause__ is None


@pytest.mark.parametrize("code", ["XX", "FR-99", "FR-Atlantis"])
def test_holidays_that_nobody_knows_stop_the_start(code: str) -> None:
    refusal = _refused(RITOURNELLE_HOLIDAYS=code)
    assert (refusal.name, refusal.reason) == (
        "RITOURNELLE_HOLIDAYS",
        "no holidays of this country or region are known",
    )


@pytest.mark.parametrize(
    "address", ["sqlite:////srv/r.db", "postgresql://ana:p@ss@[::1]:5432/r", "postgresql+psycopg://localhost/r?port=1"]
)
def test_a_right_database_is_taken_as_it_is(address: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATABASE_URL", address)
    assert Settings.read().database_url.get_secret_value() == address


WRONG = {
    "SLACK_BOT_TOKEN": "xapp-1",
    "SLACK_APP_TOKEN": "xoxb-1",
    "SLACK_SIGNING_SECRET": "two words",
    "SLACK_MODE": "carrier-pigeon",
    "SLACK_API_URL": "slack.com",
    "MATRIX_HOMESERVER": "https://[",
    "MATRIX_USER": "ritournelle",
    "MATRIX_ACCESS_TOKEN": "a b",
    "MATRIX_DEVICE_ID": "a b",
    "MATRIX_ALLOWED_SERVERS": "good.org, bad org",
    "MATRIX_PREFIX": "bot",
    "RITOURNELLE_LANGUAGE": "de",
    "RITOURNELLE_TIMEZONE": "Europe/Nancy",
    "RITOURNELLE_HOLIDAYS": "France",
    "RITOURNELLE_MANAGERS": "slack:T1/U1,ana",
    "RITOURNELLE_LIMITS": "commands=many",
    "PUBLIC_URL": "http://example.org",
    "RITOURNELLE_KEEP_DAYS": "0",
    "HOST": "a b",
    "PORT": "65536",
    "ADMIN_PORT": "-1",
}


@pytest.mark.parametrize("name", WRONG)
def test_a_malformed_value_is_named_with_an_example(name: str) -> None:
    refusal = _refused(**{name: WRONG[name]})
    assert refusal.name == name
    assert str(refusal) == f"{name}: {refusal.reason}. For example: {name}={mistakes.EXAMPLES[name]}"


COMPANIONS = {
    "SLACK_SIGNING_SECRET": {"SLACK_BOT_TOKEN": "xoxb-1", "SLACK_APP_TOKEN": "xapp-1"},
    "MATRIX_HOMESERVER": {"MATRIX_USER": "@a:b.org", "MATRIX_PASSWORD": "p"},
    "MATRIX_USER": {"MATRIX_HOMESERVER": "https://b.org", "MATRIX_PASSWORD": "p"},
}


@pytest.mark.parametrize("name", [name for name in mistakes.EXAMPLES if "…" not in mistakes.EXAMPLES[name]])
def test_every_example_would_be_accepted(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    for variable_, value in {**COMPANIONS.get(name, {}), name: mistakes.EXAMPLES[name]}.items():
        monkeypatch.setenv(variable_, value)
    assert name in {variable(field) for field in Settings.read().model_fields_set}


@pytest.mark.parametrize(
    ("environ", "missing"),
    [
        ({"SLACK_APP_TOKEN": "xapp-1"}, "SLACK_BOT_TOKEN"),
        ({"SLACK_BOT_TOKEN": "xoxb-1"}, "SLACK_APP_TOKEN"),
        ({"SLACK_BOT_TOKEN": "xoxb-1", "SLACK_MODE": "http"}, "SLACK_SIGNING_SECRET"),
        ({"MATRIX_USER": "@a:b.org"}, "MATRIX_HOMESERVER"),
        ({"MATRIX_HOMESERVER": "https://b.org"}, "MATRIX_USER"),
        ({"MATRIX_HOMESERVER": "https://b.org", "MATRIX_USER": "@a:b.org"}, "MATRIX_PASSWORD"),
        (
            {"MATRIX_HOMESERVER": "https://b.org", "MATRIX_USER": "@a:b.org", "MATRIX_ACCESS_TOKEN": "t"},
            "MATRIX_DEVICE_ID",
        ),
    ],
)
def test_what_another_setting_calls_for_is_named(environ: dict[str, str], missing: str) -> None:
    assert _refused(**environ).name == missing


def test_mistakes_are_said_in_the_language_of_the_house(empty: Path) -> None:
    (empty / ".env").write_text("RITOURNELLE_LANGUAGE=fr\n", "utf-8")
    assert "Par exemple" in str(_refused(PORT="a"))


def test_a_file_that_is_no_text_is_refused(empty: Path) -> None:
    (empty / ".env").write_bytes(b"PORT=\xff\xfe\n")
    assert _refused().name == ".env"


def test_managers_limits_and_servers_are_read(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("RITOURNELLE_MANAGERS", "slack:T1/U1, matrix:@ana:example.org,")
    monkeypatch.setenv("RITOURNELLE_LIMITS", "subjects=0, commands=5")
    monkeypatch.setenv("MATRIX_ALLOWED_SERVERS", "example.org, other.org:8448")
    monkeypatch.setenv("RITOURNELLE_KEEP_DAYS", "90")
    monkeypatch.setenv("RITOURNELLE_HOLIDAYS", "none")
    settings = Settings.read()
    house = settings.to_house()
    assert house.managers == {"slack:T1/U1", "matrix:@ana:example.org"}
    assert house.limits == Limits(commands=5, subjects=0, invitations=20)
    assert (house.keep_days, house.prefix["matrix"]) == (90, "!")
    assert settings.matrix_allowed_servers == ("example.org", "other.org:8448")
    assert settings.holidays is None


@pytest.mark.parametrize("text", ["commands=1,commands=2", "votes=1", "commands", "commands=-1", "commands=1.5"])
def test_limits_are_whole_numbers_of_known_things(text: str) -> None:
    assert _refused(RITOURNELLE_LIMITS=text).name == "RITOURNELLE_LIMITS"


@pytest.mark.parametrize(
    ("environ", "language"),
    [
        ({"LANG": "fr_FR.UTF-8"}, "fr"),
        ({"LANG": "fr"}, "fr"),
        ({"LANG": "de_DE.UTF-8"}, "en"),
        ({"LANG": "fur_IT.UTF-8"}, "en"),
        ({}, "en"),
        ({"LC_ALL": "C.UTF-8", "LANG": "fr_FR.UTF-8"}, "en"),
        ({"LC_MESSAGES": "fr_CA", "LANG": "en_GB"}, "fr"),
    ],
)
def test_the_machine_speaks_french_or_the_house_speaks_english(environ: dict[str, str], language: str) -> None:
    assert machine.language(environ) == language


def test_the_zone_is_the_machines_own(tmp_path: Path) -> None:
    (tmp_path / "zoneinfo" / "Europe").mkdir(parents=True)
    (tmp_path / "zoneinfo" / "Europe" / "Paris").touch()
    localtime = tmp_path / "localtime"
    localtime.symlink_to(tmp_path / "zoneinfo" / "Europe" / "Paris")
    assert machine.zone({}, localtime) == "Europe/Paris"
    assert machine.zone({"TZ": ":America/Montreal"}, localtime) == "America/Montreal"
    assert machine.zone({"TZ": "CET-1CEST"}, localtime) == "Europe/Paris"
    assert machine.zone({}, tmp_path / "nothing") == "UTC"


@pytest.mark.parametrize("name", ["Europe", "../etc/passwd", "", "Nowhere/Else"])
def test_what_is_no_zone_is_known_for_none(name: str) -> None:
    assert not machine.known_zone(name)


def test_every_documented_setting_is_a_field() -> None:
    assert {variable(name) for name in Settings.model_fields} == set(mistakes.EXAMPLES)


@pytest.mark.parametrize("language", ["en", "fr"])
def test_every_reason_is_said_in_both_languages(language: str) -> None:
    voice = Voice("fr" if language == "fr" else "en")
    assert mistakes.sentence(voice, "PORT", mistakes.reason(voice, "port"), mistakes.example("PORT")).startswith("PORT")
