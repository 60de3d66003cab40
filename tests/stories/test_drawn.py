"""The pictures of the first pages are what the bot draws today, and say what the pages say of them."""

from __future__ import annotations

import io
import re

import pytest

from storage.records import Language
from tests.stories.documents import ROOT
from tests.stories.drawn import PICTURES, drawn

pytestmark = pytest.mark.picture
FIRST: dict[Language, str] = {"en": "README.md", "fr": "LISEZMOI.md"}
SMOOTHED = 0.002  # of all pixels: another build of the font library smooths some edges otherwise


@pytest.mark.parametrize("language", ["en", "fr"])
def test_the_picture_of_a_first_page_is_the_one_that_the_bot_draws(language: Language) -> None:
    from PIL import Image, ImageChops  # noqa: PLC0415 - it is slow to load

    printed, content = drawn(language)
    page = (ROOT / FIRST[language]).read_text(encoding="utf-8")
    shown = re.search(rf"!\[([^\]]+)\]\(docs/images/{re.escape(PICTURES[language].name)}\)", page)
    assert shown
    assert set(re.findall(r"\d+(?:[.,]\d+)?", shown[1].partition("`")[0])) <= set(
        re.findall(r"\d+(?:[.,]\d+)?", printed)
    )
    with Image.open(PICTURES[language]) as kept, Image.open(io.BytesIO(content)) as now:
        assert kept.size == now.size == (1200, 675)
        difference = ImageChops.difference(kept.convert("L"), now.convert("L")).point(lambda level: 255 * (level > 64))
        changed = difference.histogram()[255] / (1200 * 675)
    assert changed < SMOOTHED, "python -m tests.stories.drawn draws it anew"
