"""What a retex or a round asks: templates of questions, ours in both languages and the teams' own. Pure."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType

from handlers.texts import Voice

TEXT_LENGTH = 2000  # characters of one answer in words
LONGEST_SCALE = 10
SKY = "sky"  # the question of a weather round
WORD = "word"  # what may be said of it
ROTI = "roti"  # the question whose scale says what the time was worth
FIVE: tuple[str, ...] = ("1", "2", "3", "4", "5")


class ItemKind(StrEnum):
    """How a question is answered."""

    RATING = "rating"  # a whole number from 1 to the length of its scale
    CHOICE = "choice"  # one of its options, numbered from 1
    TEXT = "text"


class Meaning(StrEnum):
    """What the words of an answer are, for digests and summaries."""

    NONE = ""
    KEEP = "keep"
    HELD_BACK = "held back"
    PROPOSAL = "proposal"
    AXIS = "axis"  # the choice by which proposals are sorted
    BLOCKER = "blocker"
    DECISION = "decision"


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """One question. ``id`` is stable within its template; ``options`` are a choice's, or a rating's scale in words.

    ``may_pass`` lets it be left out; a rating or choice left out is a pass, which is counted apart.
    """

    id: str
    kind: ItemKind
    words: str
    options: tuple[str, ...] = ()
    may_pass: bool = False
    meaning: Meaning = Meaning.NONE

    @property
    def most(self) -> int:
        """The largest number that answers it; 0 for words."""
        return len(self.options)


def _rating(words: str, name: str = "rating") -> Item:
    return Item(id=name, kind=ItemKind.RATING, words=words, options=FIVE, may_pass=True)


def _text(name: str, words: str, meaning: Meaning = Meaning.NONE) -> Item:
    return Item(id=name, kind=ItemKind.TEXT, words=words, may_pass=True, meaning=meaning)


def _hot(voice: Voice) -> tuple[Item, ...]:
    return (
        _rating(voice("How was it, from 1 (poor) to 5 (excellent)?")),
        _text("keep", voice("What should we keep?"), Meaning.KEEP),
        _text("held", voice("What held us back?"), Meaning.HELD_BACK),
        _text("proposal", voice("One proposal?"), Meaning.PROPOSAL),
    )


def _aar(voice: Voice) -> tuple[Item, ...]:
    return (
        _text("planned", voice("What was planned?")),
        _text("happened", voice("What happened?")),
        _text("why", voice("Why the difference?"), Meaning.HELD_BACK),
        _text("next", voice("What shall we do next time?"), Meaning.PROPOSAL),
    )


def _roti(voice: Voice) -> tuple[Item, ...]:
    return (
        _rating(voice("Was it worth the time, from 1 (lost) to 5 (excellent)?"), ROTI),
        _text("point", voice("What would add one point?"), Meaning.PROPOSAL),
    )


def _ssc(voice: Voice) -> tuple[Item, ...]:
    return (
        _text("start", voice("What shall we start?"), Meaning.PROPOSAL),
        _text("stop", voice("What shall we stop?"), Meaning.HELD_BACK),
        _text("continue", voice("What shall we continue?"), Meaning.KEEP),
    )


def is_scale(item: Item) -> bool:
    """Tell whether the numbers of a question lie on a scale, so that they have a mean: a rating, or the five skies."""
    return item.kind is ItemKind.RATING or item.id == SKY


def skies(voice: Voice) -> tuple[str, ...]:
    """Return the five skies of a weather round, from the worst to the best."""
    return (
        voice("⛈️ storm"),
        voice("🌧️ rain"),
        voice("☁️ clouds"),
        voice("🌤️ bright spells"),
        voice("☀️ sun"),
    )


def _weather(voice: Voice) -> tuple[Item, ...]:
    sky = Item(id=SKY, kind=ItemKind.CHOICE, words=voice("What is your weather?"), options=skies(voice), may_pass=True)
    return (sky, _text(WORD, voice("In one word?")))


def _standup(voice: Voice) -> tuple[Item, ...]:
    return (
        _text("done", voice("What is done?")),
        _text("next", voice("What is next?")),
        _text("blockers", voice("What is in the way?"), Meaning.BLOCKER),
    )


def _review(voice: Voice) -> tuple[Item, ...]:
    return (
        _text("finished", voice("What did we finish?"), Meaning.KEEP),
        _text("learned", voice("What did we learn?")),
        _text("decisions", voice("What did we decide?"), Meaning.DECISION),
        _text("blockers", voice("What is in the way?"), Meaning.BLOCKER),
    )


BUILT_IN: Mapping[str, Callable[[Voice], tuple[Item, ...]]] = MappingProxyType(
    {
        "hot": _hot,
        "aar": _aar,
        "roti": _roti,
        "ssc": _ssc,
        "weather": _weather,
        "standup": _standup,
        "review": _review,
    }
)
FOR_RETEX = ("hot", "aar", "roti", "ssc", "weather")
FOR_RITUALS = ("standup", "weather", "review")


def transformation(voice: Voice) -> tuple[str, ...]:
    """Return the axes of transformation, as short labels."""
    return (
        voice("skills"),
        voice("management"),
        voice("workplace and digital"),
        voice("simpler processes"),
        voice("cooperation"),
    )


def axis_item(axes: tuple[str, ...], voice: Voice) -> Item:
    """Return the question by which the respondent, and nobody else, says which axis their proposal concerns."""
    return Item(
        id="axis",
        kind=ItemKind.CHOICE,
        words=voice("Which axis does it concern?"),
        options=axes,
        may_pass=True,
        meaning=Meaning.AXIS,
    )
