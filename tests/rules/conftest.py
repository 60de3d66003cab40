"""The stage of the tests of rituals; other tests bring their own."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from handlers.people.house import House
from tests.rules.polling import Polling, polling
from tests.rules.ritual_stage import PEOPLE


@pytest.fixture
def stage(tmp_path: Path) -> Iterator[Polling]:
    """Begin on Tuesday 24 November 2026, noon UTC, in a house that keeps the holidays of Moselle."""
    with polling(tmp_path, House(holidays="FR-57"), PEOPLE) as open_stage:
        yield open_stage
