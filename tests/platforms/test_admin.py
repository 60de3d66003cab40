"""Health and numbers, on the loopback only; a busy port is no reason to stop."""

from __future__ import annotations

import socket
import threading
from collections.abc import Callable, Iterator
from urllib.error import HTTPError
from urllib.request import urlopen

import aiohttp
import pytest
from structlog.testing import capture_logs

from bot import metrics
from bot.admin import HOST, Admin, beside


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind((HOST, 0))
        return int(probe.getsockname()[1])


@pytest.fixture
def taken() -> Iterator[int]:
    with socket.socket() as holder:
        holder.bind((HOST, 0))
        holder.listen()
        yield int(holder.getsockname()[1])


async def _asked(healthy: Callable[[], bool], path: str, patience: float = 5.0) -> tuple[int, str]:
    admin = Admin(_free_port(), healthy, patience=patience)
    assert await admin.start()
    try:
        async with aiohttp.ClientSession() as session, session.get(f"http://{HOST}:{admin.port}{path}") as answer:
            return answer.status, await answer.text()
    finally:
        await admin.stop()


async def test_health_is_ok_when_the_bot_can_work() -> None:
    assert await _asked(lambda: True, "/healthz") == (200, '{"status": "ok"}')


async def test_health_says_so_when_it_cannot() -> None:
    assert await _asked(lambda: False, "/healthz") == (503, '{"status": "unavailable"}')


async def test_a_look_that_raises_is_no_health() -> None:
    def look() -> bool:
        raise OSError("the disk is gone")

    with capture_logs() as lines:
        assert (await _asked(look, "/healthz"))[0] == 503
    assert "admin.unhealthy" in [line["event"] for line in lines]


async def test_a_look_that_never_ends_is_no_health() -> None:
    ended = threading.Event()
    try:
        assert (await _asked(ended.wait, "/healthz", patience=0.05))[0] == 503
    finally:
        ended.set()


async def test_metrics_are_counted_without_saying_who() -> None:
    metrics.EVENTS.labels("Press").inc()
    status, text = await _asked(lambda: True, "/metrics")
    assert status == 200
    assert 'ritournelle_events_total{kind="Press"}' in text
    for name in ("batch_seconds_bucket", "batch_size_bucket", "refusals_total", "outbox_waiting"):
        assert f"ritournelle_{name}" in text
    assert "console:" not in text


async def test_nothing_else_is_served() -> None:
    assert (await _asked(lambda: True, "/"))[0] == 404


async def test_a_busy_port_is_logged_and_nothing_stops(taken: int) -> None:
    admin = Admin(taken, lambda: True)
    with capture_logs() as lines:
        assert not await admin.start()
    assert [(line["event"], line["port"]) for line in lines] == [("admin.unavailable", taken)]
    await admin.stop()


async def test_port_0_is_no_server() -> None:
    assert not await Admin(0, lambda: True).start()


def test_it_serves_beside_somebody_elses_loop_and_lets_the_port_go() -> None:
    port = _free_port()
    with beside(Admin(port, lambda: False)) as listening:
        assert listening
        with pytest.raises(HTTPError) as caught:
            urlopen(f"http://{HOST}:{port}/healthz", timeout=5)
        assert caught.value.code == 503
        caught.value.close()
    with socket.socket() as probe:
        assert probe.connect_ex((HOST, port)) != 0
