"""Summaries on the console: rounds told apart by their day, and nothing said of what nobody answered."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.console import chat
from tests.stories.test_stories import SCRIPTS, play


@pytest.fixture(autouse=True)
def files(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(chat, "FILES", tmp_path / "files")


def test_the_rounds_of_a_ritual_are_told_apart_and_empty_ones_have_no_numbers() -> None:
    status, transcript = play((SCRIPTS / "summary.txt").read_text())
    assert status == 0, transcript
    summary = transcript.partition("> @alice bilan rituels")[2].replace("\N{NO-BREAK SPACE}", " ")
    assert "rituel 1 · mardi 17 novembre 2026 · Météo · 2 réponses sur 3 invités" in summary
    assert "rituel 1 · jeudi 19 novembre 2026 · Météo · 0 réponse sur 3 invités" in summary
    answers = summary.partition("Réponses")[2].partition("Évolution")[0]
    assert answers.count("Quelle est votre météo") == 2
    assert "moyenne 3, avant 3" in summary
