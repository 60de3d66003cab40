"""What somebody wants to ask, as typed or filled in, and what is wrong with it. No desk is needed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from handlers.language.mistakes import Mistake, explain
from handlers.language.moments import read_delay, read_moment
from handlers.texts import Voice

TITLE_LENGTH, OPTION_LENGTH = 300, 200
LEAST_OPTIONS, MOST_OPTIONS = 2, 20


@dataclass(frozen=True, slots=True, kw_only=True)
class Words:
    """A poll as somebody put it. ``limit`` is None where several choices have no stated most."""

    title: str
    options: tuple[str, ...]
    multi: bool = False
    limit: int | None = None
    anonymous: bool = False
    hidden: bool = False
    until: str = ""
    remind: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """Words that can be asked, their moments read."""

    words: Words
    limit: int
    closes_at: datetime | None
    remind_at: datetime | None


@dataclass(frozen=True, slots=True)
class Trouble:
    """Why it cannot be asked, and which field says so."""

    field: str
    reason: str


def understand(words: Words, voice: Voice, now: datetime) -> Wish | Trouble:
    """Check everything about a wish that is in its words."""
    trouble = _title(words, voice) or _options(words, voice)
    if trouble:
        return trouble
    limit = _limit(words, voice)
    if isinstance(limit, Trouble):
        return limit
    closes_at = _closing(words, voice, now)
    if isinstance(closes_at, Trouble):
        return closes_at
    remind_at = _reminder(words, voice, now, closes_at)
    if isinstance(remind_at, Trouble):
        return remind_at
    return Wish(words=words, limit=limit, closes_at=closes_at, remind_at=remind_at)


def tidy(text: str) -> str:
    """Put what was typed on one line; no-break spaces inside stay."""
    return " ".join(part for line in text.splitlines() if (part := line.strip())).replace("\t", " ")


def _title(words: Words, voice: Voice) -> Trouble | None:
    if not words.title:
        example = voice('poll "Which day?" "Monday" "Tuesday"')
        return Trouble("title", voice("A question is missing, for example: {example}", example=example))
    return _too_long("title", words.title, TITLE_LENGTH, voice)


def _options(words: Words, voice: Voice) -> Trouble | None:
    options = words.options
    if not LEAST_OPTIONS <= len(options) <= MOST_OPTIONS:
        said = voice.many(
            "A poll has {least} to {most} choices, and this one has {n}; for example: {example}",
            "A poll has {least} to {most} choices, and this one has {n}; for example: {example}",
            len(options),
            least=LEAST_OPTIONS,
            most=MOST_OPTIONS,
            example=voice('poll "Which day?" "Monday" "Tuesday"'),
        )
        return Trouble("options", said)
    if not all(options):
        return Trouble("options", voice("One of the choices is empty; write something in each."))
    twice = _repeated(options)
    if twice is not None:
        return Trouble("options", voice("“{option}” stands there twice; make every choice different.", option=twice))
    return next((found for option in options if (found := _too_long("options", option, OPTION_LENGTH, voice))), None)


def _repeated(options: Sequence[str]) -> str | None:
    seen: set[str] = set()
    for option in options:
        key = " ".join(option.casefold().split())
        if key in seen:
            return option
        seen.add(key)
    return None


def _too_long(field: str, text: str, most: int, voice: Voice) -> Trouble | None:
    if len(text) <= most:
        return None
    said = voice(
        "“{start}…” has {n} characters; {most} are the most. Please shorten it.",
        start=text[:30],
        n=len(text),
        most=most,
    )
    return Trouble(field, said)


def _limit(words: Words, voice: Voice) -> int | Trouble:
    if not words.multi:
        return 1
    if words.limit is None:
        return len(words.options)
    if 1 <= words.limit <= len(words.options):
        return words.limit
    return Trouble("multi", voice("--multi takes a number from 1 to {n}, the number of choices.", n=len(words.options)))


def _closing(words: Words, voice: Voice, now: datetime) -> datetime | Trouble | None:
    if not words.until:
        return None
    closes_at = read_moment(words.until, now, voice.zone)
    if isinstance(closes_at, Mistake):
        return Trouble("until", explain(closes_at, voice))
    if closes_at <= now:
        return Trouble("until", explain(Mistake("moment_past", {"typed": words.until}), voice))
    return closes_at


def _reminder(words: Words, voice: Voice, now: datetime, closes_at: datetime | None) -> datetime | Trouble | None:
    if not words.remind:
        return None
    if closes_at is None:
        return Trouble(
            "remind", voice("--remind counts back from the close; add --until, for example: --until friday 12:00")
        )
    delay = read_delay(words.remind)
    if isinstance(delay, Mistake):
        return Trouble("remind", explain(delay, voice))
    if closes_at - delay <= now:
        said = voice("The reminder would be before now; choose one shorter than the time until the close.")
        return Trouble("remind", said)
    return closes_at - delay
