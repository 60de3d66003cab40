"""Leave the log as it was: a command sends it to a stream that ends with the test."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from contextlib import contextmanager

import structlog


@contextmanager
def log_left_as_it_was() -> Iterator[None]:
    """Restore structlog's defaults and the libraries' handlers."""
    root = logging.getLogger()
    handlers, level = root.handlers, root.level
    try:
        yield
    finally:
        structlog.reset_defaults()
        root.handlers = handlers
        root.setLevel(level)
