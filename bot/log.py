"""The log: one JSON object a line, each with an ``action`` and ids, and never what people typed or a secret.

That is held here and not by everybody's care: a key that is not on the list is dropped, a value that does not look like
an id or a number is withheld, and of an exception only its type and where it was raised are kept, because the message
of a database error quotes the values it was given.
"""

from __future__ import annotations

import logging
import re
import sys
import traceback
from collections.abc import MutableMapping
from types import TracebackType
from typing import Any, TextIO

import structlog

KEYS = frozenset(
    {
        "action",
        "level",
        "time",
        "logger",
        "raised",
        "at",
        "attempts",
        "digest",
        "due",
        "effect",
        "error",
        "event_id",
        "form",
        "kind",
        "letter",
        "message",
        "method",
        "number",
        "person",
        "place",
        "platform",
        "port",
        "reason",
        "seconds",
        "size",
        "subject",
        "version",
        "where",
    }
)
SENTENCES = frozenset({"mend"})  # in our own words, made of settings and codes alone: what the operator is to do
WITHHELD = "…"
_LOOKS_LIKE_AN_ID = re.compile(r"[\w.:/@#!$+,=<>-]{1,200}")
_FRAMES = 12

Line = MutableMapping[str, Any]


def configure(stream: TextIO | None = None, *, level: str = "info") -> None:
    """Send the log to ``stream`` (standard error): JSON, or aligned words where somebody reads it in a terminal."""
    out = stream or sys.stderr
    renderer: structlog.typing.Processor = structlog.processors.JSONRenderer(ensure_ascii=False)
    if out.isatty():
        renderer = structlog.dev.ConsoleRenderer(colors=False)
    structlog.configure(
        processors=[
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True, key="time"),
            _name_the_action,
            _say_where_it_was_raised,
            keep_only_ids,
            *([_put_the_action_first] if out.isatty() else []),
            renderer,
        ],
        wrapper_class=structlog.make_filtering_bound_logger(level),
        logger_factory=structlog.PrintLoggerFactory(out),
        cache_logger_on_first_use=False,
    )
    root = logging.getLogger()
    root.handlers = [_Libraries()]
    root.setLevel(logging.WARNING)


def keep_only_ids(_logger: object, _method: str, line: Line) -> Line:
    """Drop every key that is not on the list, and withhold every value that could be a sentence of somebody's."""
    kept = {key: _plain(value) for key, value in line.items() if key in KEYS}
    return kept | {key: str(line[key]) for key in SENTENCES if key in line}


def where_raised(error: BaseException) -> list[str]:
    """Return an exception's types and frames, without its words."""
    said: list[str] = []
    seen: BaseException | None = error
    while seen is not None and len(said) < _FRAMES:
        said.append(type(seen).__name__)
        said += _frames(seen.__traceback__)
        seen = seen.__cause__ or (None if seen.__suppress_context__ else seen.__context__)
    return said


def _frames(trace: TracebackType | None) -> list[str]:
    frames = traceback.extract_tb(trace)[-_FRAMES:]
    return [f"{'/'.join(frame.filename.split('/')[-2:])}:{frame.lineno}:{frame.name}" for frame in frames]


def _plain(value: object) -> object:
    if value is None or isinstance(value, bool | int | float):
        return value
    if isinstance(value, list | tuple | set | frozenset):
        return [_plain(part) for part in value]
    text = str(value)
    return text if _LOOKS_LIKE_AN_ID.fullmatch(text) else WITHHELD


def _name_the_action(_logger: object, _method: str, line: Line) -> Line:
    """Let ``log.info("poll.closed")`` be enough: structlog's own ``event`` is the action unless one is given."""
    name = line.pop("event", None)
    line.setdefault("action", name)
    return line


def _put_the_action_first(_logger: object, _method: str, line: Line) -> Line:
    """Give the terminal's renderer the word that it prints first."""
    return {"event": line["action"], **{key: value for key, value in line.items() if key not in ("action", "raised")}}


def _say_where_it_was_raised(_logger: object, _method: str, line: Line) -> Line:
    error = line.pop("exc_info", None)
    if error is True:
        error = sys.exc_info()[1]
    elif isinstance(error, tuple):
        error = error[1]
    if isinstance(error, BaseException):
        line["raised"] = where_raised(error)
    return line


class _Libraries(logging.Handler):
    """What libraries say keeps its level, its logger and its exception's type: their words may quote a message."""

    def emit(self, record: logging.LogRecord) -> None:
        error = record.exc_info[1] if record.exc_info else None
        log = structlog.get_logger()
        say = log.error if record.levelno >= logging.ERROR else log.warning
        say("library", logger=record.name, at=f"{record.module}:{record.lineno}", exc_info=error)
