"""The pictures of the documents are what the bot says now."""

from __future__ import annotations

import pytest

from storage.records import Language
from tests.platforms.slack.painting import IMAGES, PICTURES, paint


@pytest.mark.parametrize(("name", "language"), PICTURES.items())
async def test_a_picture_shows_the_card_as_it_is(name: str, language: Language) -> None:
    assert (IMAGES / name).read_text() == await paint(language), (
        "draw it anew: python -m tests.platforms.slack.painting"
    )
