"""One Synapse for all tests of a worker, another under its default limits; new people for each test."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from itertools import count
from pathlib import Path

import pytest

from tests.platforms.matrix.human import Human
from tests.platforms.matrix.synapse import Account, Synapse

Arrive = Callable[..., Awaitable[Human]]
_numbers = count(1)


@pytest.fixture(scope="session")
def synapse(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Synapse]:
    """Give a real homeserver without rate limits."""
    yield from _running(Synapse(tmp_path_factory.mktemp("synapse")))


@pytest.fixture(scope="session")
def limited_synapse(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Synapse]:
    """Give a real homeserver under Synapse's default rate limits."""
    yield from _running(Synapse(tmp_path_factory.mktemp("limited"), limited=True))


def _running(server: Synapse) -> Iterator[Synapse]:
    server.start()
    yield server
    server.stop()


@pytest.fixture
async def arrive(synapse: Synapse, tmp_path: Path) -> AsyncIterator[Arrive]:
    """Give what brings in somebody new, or a further device of an account."""
    here: list[Human] = []

    async def come(name: str = "", *, account: Account | None = None, server: Synapse = synapse) -> Human:
        human = await Human.arrive(server, account or server.register(new_name(name)), tmp_path)
        here.append(human)
        return human

    yield come
    for human in here:
        await human.close()


def new_name(name: str) -> str:
    """Return an account's name that nobody has yet: tests share their servers."""
    return f"{name}{next(_numbers)}"
