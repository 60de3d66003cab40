"""The platforms on which stories are played. A platform is a line here, and a stage."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from pathlib import Path
from types import MappingProxyType

import pytest

from storage.records import Language
from tests.platforms.matrix.conftest import synapse
from tests.stories.console_stage import ConsoleStage
from tests.stories.matrix_stage import MatrixStage
from tests.stories.slack_stage import SlackStage
from tests.stories.stage import Stage
from tests.stories.story import Story, tell

__all__ = ["Play", "language", "play", "synapse"]

STAGES: Mapping[str, Callable[[Path], Stage]] = MappingProxyType(
    {
        "console": ConsoleStage,
        "slack by socket": lambda folder: SlackStage(folder, http=False),
        "slack by http": lambda folder: SlackStage(folder, http=True),
    }
)
ON_POSTGRES = "console on PostgreSQL"
ON_MATRIX: Mapping[str, bool] = MappingProxyType({"matrix in a plain room": False, "matrix encrypted": True})
LATER = frozenset({("matrix in a plain room", "en"), ("matrix encrypted", "fr"), (ON_POSTGRES, "fr")})

BY_HTTP = pytest.param("slack by http", marks=pytest.mark.server)  # the server is our own

Play = Callable[[Story], Awaitable[None]]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Leave half of what real servers play to ``make faults``: there each language in each kind of room."""
    for item in items:
        given = getattr(item, "callspec", None)
        if given is not None and (given.params.get("play"), given.params.get("language")) in LATER:
            item.add_marker(pytest.mark.heavy)


@pytest.fixture(params=["en", "fr"])
def language(request: pytest.FixtureRequest) -> Language:
    """Give each language in turn."""
    return "fr" if request.param == "fr" else "en"


def _stage(request: pytest.FixtureRequest, folder: Path) -> Stage:
    name = request.param
    if name in STAGES:
        return STAGES[name](folder)
    if name == ON_POSTGRES:
        return ConsoleStage(
            folder, request.getfixturevalue("postgres_database").url.render_as_string(hide_password=False)
        )
    return MatrixStage(folder, request.getfixturevalue("synapse"), encrypted=ON_MATRIX[name])


_ON_SERVERS = [pytest.param(name, marks=pytest.mark.server) for name in (ON_POSTGRES, *ON_MATRIX)]
WITHOUT_FORMS = ["console", *_ON_SERVERS]  # where a form is a dialogue: ``parametrize("play", …, indirect=True)``


@pytest.fixture(params=["console", "slack by socket", BY_HTTP, *_ON_SERVERS])
async def play(
    request: pytest.FixtureRequest, tmp_path: Path, language: Language, monkeypatch: pytest.MonkeyPatch
) -> AsyncIterator[Play]:
    """Give what plays a story, on each platform in turn."""
    monkeypatch.chdir(tmp_path)  # where the console writes files
    stage = _stage(request, tmp_path)
    begun = False

    async def told(story: Story) -> None:
        nonlocal begun
        begun = True
        await stage.start(story.scene, language, story.managers)
        await tell(story, stage, language)

    yield told
    if begun:
        await stage.stop()
