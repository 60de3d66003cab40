"""What somebody wants to ask, as typed or filled in, and what is wrong with it. No desk is needed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from handlers.subjects.wish import TITLE_LENGTH, Trouble, closing, reminder, too_long
from handlers.texts import Voice

OPTION_LENGTH = 200
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


def understand(words: Words, voice: Voice, now: datetime) -> Wish | Trouble:
    """Check everything about a wish that is in its words."""
    trouble = _title(words, voice) or _options(words, voice)
    if trouble:
        return trouble
    limit = _limit(words, voice)
    if isinstance(limit, Trouble):
        return limit
    closes_at = closing(words.until, voice, now)
    if isinstance(closes_at, Trouble):
        return closes_at
    remind_at = reminder(words.remind, voice, now, closes_at)
    if isinstance(remind_at, Trouble):
        return remind_at
    return Wish(words=words, limit=limit, closes_at=closes_at, remind_at=remind_at)


def _title(words: Words, voice: Voice) -> Trouble | None:
    if not words.title:
        example = voice.typed(voice('poll "Which day?" "Monday" "Tuesday"'))
        return Trouble("title", voice("A question is missing, for example: {example}", example=example))
    return too_long("title", words.title, TITLE_LENGTH, voice)


def _options(words: Words, voice: Voice) -> Trouble | None:
    options = words.options
    if not LEAST_OPTIONS <= len(options) <= MOST_OPTIONS:
        said = voice.many(
            "A poll has {least} to {most} choices, and this one has {n}; for example: {example}",
            "A poll has {least} to {most} choices, and this one has {n}; for example: {example}",
            len(options),
            least=LEAST_OPTIONS,
            most=MOST_OPTIONS,
            example=voice.typed(voice('poll "Which day?" "Monday" "Tuesday"')),
        )
        return Trouble("options", said)
    if not all(options):
        return Trouble("options", voice("One of the choices is empty; write something in each."))
    twice = _repeated(options)
    if twice is not None:
        return Trouble("options", voice("“{option}” stands there twice; make every choice different.", option=twice))
    return next((found for option in options if (found := too_long("options", option, OPTION_LENGTH, voice))), None)


def _repeated(options: Sequence[str]) -> str | None:
    seen: set[str] = set()
    for option in options:
        key = " ".join(option.casefold().split())
        if key in seen:
            return option
        seen.add(key)
    return None


def _limit(words: Words, voice: Voice) -> int | Trouble:
    if not words.multi:
        return 1
    if words.limit is None:
        return len(words.options)
    if 1 <= words.limit <= len(words.options):
        return words.limit
    return Trouble("multi", voice("--multi takes a number from 1 to {n}, the number of choices.", n=len(words.options)))
