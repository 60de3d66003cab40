"""When the homeserver last slowed the account down: an empty file's date in the store, for ``ritournelle check``."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import Final

FILE: Final = "limited"


def note_limited(folder: Path) -> None:
    """Note that it did just now."""
    (folder / FILE).touch(mode=0o600)


def last_limited(folder: Path) -> datetime | None:
    """Return when it last did, or None if it never has."""
    try:
        return datetime.fromtimestamp((folder / FILE).stat().st_mtime, UTC)
    except FileNotFoundError:
        return None
