"""What somebody wants to ask: the parts that polls and retexes share, and what may be wrong with them. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from handlers.language.mistakes import Mistake, explain
from handlers.language.moments import read_delay, read_moment
from handlers.texts import Voice

TITLE_LENGTH = 300


@dataclass(frozen=True, slots=True)
class Trouble:
    """Why it cannot be asked, and which field says so."""

    field: str
    reason: str


def tidy(text: str) -> str:
    """Put what was typed on one line; no-break spaces inside stay."""
    return " ".join(part for line in text.splitlines() if (part := line.strip())).replace("\t", " ")


def too_long(field: str, text: str, most: int, voice: Voice) -> Trouble | None:
    """Say that a text is longer than it may be."""
    if len(text) <= most:
        return None
    said = voice(
        "“{start}…” has {n} characters; {most} are the most. Please shorten it.",
        start=text[:30],
        n=voice.number(len(text)),
        most=most,
    )
    return Trouble(field, said)


def closing(until: str, voice: Voice, now: datetime) -> datetime | Trouble | None:
    """Read when it closes by itself; None where it is closed by hand."""
    if not until:
        return None
    closes_at = read_moment(until, now, voice.zone)
    if isinstance(closes_at, Mistake):
        return Trouble("until", explain(closes_at, voice))
    if closes_at <= now:
        return Trouble("until", explain(Mistake("moment_past", {"typed": until}), voice))
    return closes_at


def reminder(remind: str, voice: Voice, now: datetime, closes_at: datetime | None) -> datetime | Trouble | None:
    """Read how long before the close those missing are reminded."""
    if not remind:
        return None
    if closes_at is None:
        return Trouble(
            "remind", voice("--remind counts back from the close; add --until, for example: --until friday 12:00")
        )
    delay = read_delay(remind)
    if isinstance(delay, Mistake):
        return Trouble("remind", explain(delay, voice))
    if closes_at - delay <= now:
        said = voice("The reminder would be before now; choose one shorter than the time until the close.")
        return Trouble("remind", said)
    return closes_at - delay
