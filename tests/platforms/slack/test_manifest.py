"""The manifest asks for what is built, and ``check`` compares it with what Slack gave."""

from __future__ import annotations

import pytest
from typer.testing import CliRunner

from bot.__main__ import build
from bot.slack.manifest import commands, manifest, scopes
from handlers.routes import FEATURES
from handlers.texts import Voice
from tests.platforms.logs import log_left_as_it_was


def test_every_feature_that_is_built_has_its_command_and_nothing_else() -> None:
    assert set(commands()) == {"/poll", "/retex", "/ritual", "/summary", "/action", "/ritournelle"}


def test_the_example_after_a_command_is_typed_in_the_manifests_language() -> None:
    assert commands("en")["/poll"].startswith('"Which day?"')
    assert commands("fr")["/poll"].startswith('"Quel jour ?"')
    assert commands("fr")["/summary"] == "depuis lundi"
    assert "depuis lundi" in manifest(Voice("fr"))


def test_every_scope_says_why_in_both_languages() -> None:
    for voice in (Voice("en"), Voice("fr")):
        written = manifest(voice)
        assert all(f"- {scope}  # {why}" in written for scope, why in scopes(voice).items())
    assert scopes(Voice("en"))["commands"] != scopes(Voice("fr"))["commands"]


def test_socket_mode_names_no_address_and_http_names_one_everywhere() -> None:
    assert "url" not in manifest(Voice("en"))
    assert "socket_mode_enabled: true" in manifest(Voice("en"))
    http = manifest(Voice("en"), address="https://example.org/slack/events")
    assert http.count('"https://example.org/slack/events"') == len(commands()) + 2
    assert "socket_mode_enabled: false" in http


def test_its_shortcuts_are_those_that_are_built() -> None:
    named = [line.split()[-1] for line in manifest(Voice("en")).splitlines() if "callback_id:" in line]
    assert set(named) == {name for feature in FEATURES for name in feature.shortcuts}


def test_the_command_prints_it(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("SLACK_MODE", "SLACK_BOT_TOKEN", "SLACK_APP_TOKEN", "SLACK_SIGNING_SECRET"):
        monkeypatch.delenv(name, raising=False)
    with log_left_as_it_was():
        assert CliRunner().invoke(build(Voice("en")), ["manifest"]).stdout.startswith("display_information:")
