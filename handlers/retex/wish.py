"""What somebody wants to hear back about, as typed or filled in, and what is wrong with it. No desk is needed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from handlers.language.lines import cut
from handlers.language.mistakes import Mistake
from handlers.language.vocabulary import fold
from handlers.subjects.wish import TITLE_LENGTH, Trouble, closing, reminder, too_long
from handlers.texts import Voice

AXIS_LENGTH = 60
LEAST_AXES, MOST_AXES = 2, 10
NONE, TRANSFORMATION, OWN = "none", "transformation", "own"


@dataclass(frozen=True, slots=True, kw_only=True)
class Words:
    """A retex as somebody put it; empty where nothing was said."""

    title: str
    template: str = ""
    anonymous: bool = False
    until: str = ""
    remind: str = ""
    axes: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """Words that can be asked, their moments read."""

    words: Words
    closes_at: datetime | None
    remind_at: datetime | None


def understand(words: Words, voice: Voice, now: datetime) -> Wish | Trouble:
    """Check everything about a wish that is in its words."""
    if not words.title:
        example = voice.typed(voice('retex "Workshop of 12 May"'))
        return Trouble("title", voice("A title is missing, for example: {example}", example=example))
    long = too_long("title", words.title, TITLE_LENGTH, voice)
    if long:
        return long
    closes_at = closing(words.until, voice, now)
    if isinstance(closes_at, Trouble):
        return closes_at
    remind_at = reminder(words.remind, voice, now, closes_at)
    if isinstance(remind_at, Trouble):
        return remind_at
    return Wish(words=words, closes_at=closes_at, remind_at=remind_at)


def read_axes(text: str, example: str, voice: Voice) -> tuple[str, ...] | Trouble:
    """Read axes of one's own: in quotes, or parted by commas or slashes; ``example`` is how they are typed there."""
    typed = cut(text)
    quoted = () if isinstance(typed, Mistake) else tuple(each.text for each in typed.tokens if each.kind == "quote")
    parts = quoted or tuple(part for piece in text.split("/") for part in piece.split(","))
    axes = tuple(" ".join(part.split()) for part in parts if part.strip())
    distinct = len({fold(axis) for axis in axes}) == len(axes)
    if LEAST_AXES <= len(axes) <= MOST_AXES and distinct and all(len(axis) <= AXIS_LENGTH for axis in axes):
        return axes
    return Trouble(
        "axes",
        voice(
            "There are {least} to {most} axes, all different, of {n} characters at most, for example: {example}",
            least=LEAST_AXES,
            most=MOST_AXES,
            n=AXIS_LENGTH,
            example=example,
        ),
    )


def axes_named(text: str) -> str | None:
    """Tell ``none`` and ``transformation`` from a list of one's own (None)."""
    said = fold(text.strip())
    if said in ("none", "aucun", "aucune", "sans"):
        return NONE
    return TRANSFORMATION if said in (TRANSFORMATION, "transformations") else None
