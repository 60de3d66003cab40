"""``ritournelle check`` against a real Synapse: every line true, every wrong one with its mend."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.matrix.check import look_at
from bot.matrix.crypto import Device
from bot.matrix.limited import note_limited
from bot.settings import Settings
from handlers.texts import Voice
from tests.platforms.matrix.conftest import new_name
from tests.platforms.matrix.running import settings_for
from tests.platforms.matrix.synapse import Account, Synapse

pytestmark = pytest.mark.server


@pytest.fixture
def account(synapse: Synapse) -> Account:
    return synapse.register(new_name("bot"))


@pytest.fixture
def settings(synapse: Synapse, account: Account, tmp_path: Path) -> Settings:
    return settings_for(synapse, account, tmp_path)


def found(settings: Settings) -> list[tuple[bool | None, str]]:
    return look_at(settings, Voice("en"))


def start_once(settings: Settings) -> None:
    import asyncio  # noqa: PLC0415 - check runs a loop of its own, as the command does

    async def once() -> None:
        device = Device(settings)
        await device.open()
        await device.close()

    asyncio.run(once())


def test_before_the_first_start_nothing_is_wrong(settings: Settings) -> None:
    marks, said = zip(*found(settings), strict=True)
    assert marks == (True, None, None)
    assert "logs in with MATRIX_PASSWORD" in said[-1]
    assert not settings.matrix_store.exists()


def test_after_it_everything_is_right(settings: Settings, account: Account) -> None:
    start_once(settings)
    lines = found(settings)
    assert [mark for mark, _ in lines] == [True] * 6
    text = "\n".join(said for _, said in lines)
    for words in (account.user, "has its keys", "verified by its owner", "has not slowed the bot down"):
        assert words in text
    note_limited(settings.matrix_store)
    mark, said = found(settings)[-1]
    assert mark is None
    assert "can lift the limits" in said


def test_lost_keys_open_folders_and_dead_logins_are_wrong(settings: Settings, synapse: Synapse) -> None:
    start_once(settings)
    (settings.matrix_store / "login.json").chmod(0o644)
    assert [said for mark, said in found(settings) if mark is False] == [
        f"Others on this machine can open {settings.matrix_store}/login.json: "
        f"chmod 600 {settings.matrix_store}/login.json"
    ]
    (settings.matrix_store / "login.json").chmod(0o600)
    (database,) = settings.matrix_store.glob("*.db")
    database.rename(database.with_suffix(".gone"))
    assert "bring the folder back" in found(settings)[-2][1]
    dead = settings.model_copy(update={"matrix_store": settings.matrix_store.parent / "dead"})
    dead.matrix_store.mkdir(mode=0o700)
    (dead.matrix_store / "login.json").write_text('{"user": "@a:b", "device": "D", "token": "none"}')
    (dead.matrix_store / "login.json").chmod(0o600)
    mark, said = found(dead)[-2]
    assert mark is False
    assert "login.json (M_UNKNOWN_TOKEN)" in said
    assert synapse.url == settings.matrix_homeserver
