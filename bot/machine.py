"""What the machine says of itself, where nobody set anything: its language and its time zone."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from zoneinfo import ZoneInfo

from storage.records import Language

LOCALTIME = Path("/etc/localtime")


def language(environ: Mapping[str, str]) -> Language:
    """Return French if the machine speaks French, else English; read in the order that POSIX gives."""
    for name in ("LC_ALL", "LC_MESSAGES", "LANG"):
        spoken = environ.get(name, "")
        if spoken:
            return "fr" if spoken.lower().partition("_")[0].partition(".")[0] == "fr" else "en"
    return "en"


def zone(environ: Mapping[str, str], localtime: Path = LOCALTIME) -> str:
    """Return the machine's IANA zone: ``TZ``, else what ``/etc/localtime`` points to, else UTC."""
    asked = environ.get("TZ", "").removeprefix(":")
    pointed = str(localtime.resolve()).partition("zoneinfo/")[2].removeprefix("posix/").removeprefix("right/")
    return next((name for name in (asked, pointed) if name and known_zone(name)), "UTC")


def known_zone(name: str) -> bool:
    """Tell whether a zone is in the time zone database."""
    try:
        ZoneInfo(name)
    except (ValueError, OSError, LookupError):
        return False
    return True
