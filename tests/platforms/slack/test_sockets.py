"""Sockets that drop, are refreshed, or are stuck on an address that no longer answers."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.slack.proxy import proxy_for, way
from tests.platforms.slack.bench import bare_bolt, workspace

SOON = 0.05  # seconds: looks and pings that a test need not wait for


async def test_a_socket_that_is_refused_at_the_start_delays_nobody_and_asks_for_a_new_address() -> None:
    async with bare_bolt(expired=True, pause=SOON) as (fake, socket):
        await asyncio.wait_for(socket.open(), 5)
        await fake.turned_away.wait()
        assert fake.sockets == []
        fake.expired = False  # the address that was refused stays so
        assert (await fake.slash("U1", "C1", "/poll", "")).status == 200
        assert fake.called("apps.connections.open") >= 2


async def test_a_socket_stuck_on_an_old_address_gets_a_new_one() -> None:
    async with bare_bolt(pause=SOON) as (fake, socket):
        await socket.open()
        await fake.connected.wait()
        fake.expired = True
        fake.drop()
        await asyncio.wait_for(fake.turned_away.wait(), 5)
        fake.expired = False
        assert (await fake.slash("U1", "C1", "/poll", "")).status == 200


async def test_where_one_socket_is_cut_without_a_word_the_other_hears(tmp_path: Path) -> None:
    async with workspace(tmp_path) as team:
        await team.types("U1", '"Which day?" "Monday" "Tuesday"')
        assert len(team.fake.sockets) == 2
        team.fake.drop(1)
        await team.presses("U2", "vote:1:1")
        assert "Monday 1" in team.fake.cards("C1")[-1].text


async def test_a_socket_that_slack_refreshes_goes_on_hearing(tmp_path: Path) -> None:
    async with workspace(tmp_path) as team:
        await team.types("U1", '"Which day?" "Monday" "Tuesday"')
        await team.fake.refresh()
        await team.presses("U2", "vote:1:1")
        assert "Monday 1" in team.fake.cards("C1")[-1].text


@pytest.fixture
def environment(monkeypatch: pytest.MonkeyPatch) -> Iterator[pytest.MonkeyPatch]:
    """Give an environment that is read anew, and forgotten afterwards."""
    way.cache_clear()
    yield monkeypatch
    way.cache_clear()


def test_a_websocket_takes_the_proxy_of_its_own_host(environment: pytest.MonkeyPatch) -> None:
    environment.setenv("HTTPS_PROXY", "http://proxy.example:3128")
    environment.setenv("NO_PROXY", "slack.com")
    assert proxy_for("https://slack.com/api/") is None
    assert proxy_for("wss://wss-primary.slack.example/link") == "http://proxy.example:3128"
    way.cache_clear()
    environment.setenv("NO_PROXY", "slack.com,.slack.example")
    assert proxy_for("wss://wss-primary.slack.example/link") is None
