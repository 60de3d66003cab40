"""The log holds actions and ids, and never what people typed or a secret."""

from __future__ import annotations

import io
import json
import logging
from collections.abc import Iterator
from typing import Any

import pytest
import structlog

from bot import log
from tests.platforms.logs import log_left_as_it_was


class Terminal(io.StringIO):
    """A stream that somebody reads."""

    def isatty(self) -> bool:
        return True


@pytest.fixture(autouse=True)
def as_before() -> Iterator[None]:
    """Leave structlog and the libraries' logging as they were."""
    with log_left_as_it_was():
        yield


@pytest.fixture
def written() -> io.StringIO:
    stream = io.StringIO()
    log.configure(stream)
    return stream


def _lines(stream: io.StringIO) -> list[dict[str, Any]]:
    return [json.loads(line) for line in stream.getvalue().splitlines()]


def test_a_line_is_json_with_an_action_a_level_and_a_time(written: io.StringIO) -> None:
    structlog.get_logger("clerk").info("poll.closed", subject=12, place="console:#design")
    (line,) = _lines(written)
    assert (line["action"], line["level"], line["subject"], line["place"]) == (
        "poll.closed",
        "info",
        12,
        "console:#design",
    )
    assert line["time"].endswith("Z")


def test_an_action_given_by_name_stands(written: io.StringIO) -> None:
    structlog.get_logger().warning("something", action="card.later")
    assert [line["action"] for line in _lines(written)] == ["card.later"]


def test_what_is_not_on_the_list_is_dropped(written: io.StringIO) -> None:
    structlog.get_logger().info("poll.new", text="Quel jour", title="secret", token="xoxb-1", subject=1)  # noqa: S106
    assert set(_lines(written)[0]) == {"action", "level", "time", "subject"}


def test_a_sentence_under_a_listed_key_is_withheld(written: io.StringIO) -> None:
    structlog.get_logger().info("letter.lost", reason="Alice said: no", platform="slack", size=[1, "two words"])
    (line,) = _lines(written)
    assert line["reason"] == log.WITHHELD
    assert (line["platform"], line["size"]) == ("slack", [1, log.WITHHELD])


def test_what_the_operator_is_to_do_is_said_whole(written: io.StringIO) -> None:
    structlog.get_logger().error("matrix.unauthorized", mend="Remove that file and start again.")
    assert _lines(written)[0]["mend"] == "Remove that file and start again."


def test_an_exception_keeps_its_type_and_place_and_loses_its_words(written: io.StringIO) -> None:
    def write(text: str) -> None:
        nothing: dict[str, str] = {}
        try:
            nothing[text]
        except KeyError as cause:
            raise RuntimeError(f"INSERT … ({text})") from cause

    try:
        write("what Alice typed")
    except RuntimeError:
        structlog.get_logger().exception("event.not_counted")
    assert "Alice" not in written.getvalue()
    raised = _lines(written)[0]["raised"]
    assert (raised[0], "KeyError" in raised) == ("RuntimeError", True)
    assert any("test_log.py" in frame for frame in raised)


@pytest.mark.parametrize("as_tuple", [True, False])
def test_an_exception_may_be_handed_over(written: io.StringIO, *, as_tuple: bool) -> None:
    error = ValueError("words")
    structlog.get_logger().error("act.again", exc_info=(ValueError, error, None) if as_tuple else error)
    assert _lines(written)[0]["raised"] == ["ValueError"]


def test_a_line_without_an_exception_names_none(written: io.StringIO) -> None:
    structlog.get_logger().error("act.again", exc_info=True)
    assert "raised" not in _lines(written)[0]


def test_libraries_lose_their_words_too(written: io.StringIO) -> None:
    logging.getLogger("aiohttp.server").error("Error handling request from %s", "Alice", exc_info=OSError("Alice"))
    logging.getLogger("apscheduler").warning("Run time of job Alice was missed")
    logging.getLogger("asyncio").info("chatter")
    error, warning = _lines(written)
    assert "Alice" not in written.getvalue()
    assert (error["action"], error["logger"], error["raised"]) == ("library", "aiohttp.server", ["OSError"])
    assert (warning["level"], warning["logger"]) == ("warning", "apscheduler")


def test_the_level_leaves_out_what_is_below() -> None:
    stream = io.StringIO()
    log.configure(stream, level="warning")
    structlog.get_logger().info("quiet")
    structlog.get_logger().warning("heard")
    assert [line["action"] for line in _lines(stream)] == ["heard"]


def test_a_terminal_gets_words() -> None:
    stream = Terminal()
    log.configure(stream)
    structlog.get_logger().info("poll.closed", subject=12)
    assert "poll.closed" in stream.getvalue()
    assert "subject=12" in stream.getvalue()
    assert not stream.getvalue().startswith("{")
