"""What says that there is nothing to say, and what only looks like it."""

from __future__ import annotations

import pytest

from handlers.language.nothing import says_nothing


@pytest.mark.parametrize(
    "text", ["none", "None.", "N/A", "-", "RAS", "R.A.S.", "Rien !", "rien à signaler", "Aucun…", ""]
)
def test_there_is_none(text: str) -> None:
    assert says_nothing(text)


@pytest.mark.parametrize("text", ["no access", "none of the servers answers", "rien ne marche", "?", "no?", "la VPN"])
def test_there_is_something(text: str) -> None:
    assert not says_nothing(text)
