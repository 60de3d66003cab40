"""A line that asks for a summary, read: of what, since when, as what. Pure."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from handlers.language.flags import sort_out
from handlers.language.grammar import Line
from handlers.language.lines import cut
from handlers.language.mistakes import Mistake, explain
from handlers.language.moments import read_moment
from handlers.language.stretches import read_stretch
from handlers.language.vocabulary import (
    FEATURES,
    SMALL,
    feature_of,
    fold,
    nearest,
    nearest_option,
    option_word,
    small_of,
)
from handlers.summaries.scope import EVERYTHING, FILES, WEEK, Scope, Shape, earlier
from handlers.texts import Voice
from storage.records import Kind, PlaceId, Subject

_NUMBER = re.compile(r"(?:#|n[°º])?([0-9]{1,9})")
_PLURALS = {"polls": Kind.POLL, "rituals": Kind.RITUAL, "actions": Kind.ACTION}
_FEATURES = {"poll": Kind.POLL, "retex": Kind.RETEX, "ritual": Kind.RITUAL, "action": Kind.ACTION}
_RETEXES = frozenset({"retexes"})
_SCOPES = {name: SMALL[name] for name in ("all", "polls", "rituals", "actions")} | {
    name: FEATURES[name] for name in _FEATURES
}
_SPELLINGS = {"markdown": "md", "excel": "xlsx", "htm": "html"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """What is wanted. ``stretch`` is None where nothing was said of time."""

    kinds: tuple[Kind, ...] = EVERYTHING
    number: int | None = None
    kind: Kind | None = None
    everywhere: bool = False
    stretch: tuple[datetime, datetime] | None = None
    shape: Shape = Shape.TEXT
    share: bool = False


@dataclass(frozen=True, slots=True)
class Trouble:
    """Why a line cannot be understood, as a sentence."""

    reason: str


def read_wish(line: Line, now: datetime, voice: Voice) -> Wish | Trouble:
    """Read ``summary retex 3 since monday --export md``; the words may stand in any order."""
    if line.people:
        return Trouble(_of_nobody(line.people[0], voice))
    words = _words(line)
    of = _about(words)
    stretch = _stretch(of.left, line.options.get("since"), now, voice)
    if isinstance(stretch, Trouble):
        return stretch
    shape = _shape(line, voice)
    if isinstance(shape, Trouble):
        return shape
    return Wish(
        kinds=of.kinds,
        number=of.number,
        kind=of.kind,
        everywhere=of.everywhere,
        stretch=stretch,
        shape=shape,
        share="share" in line.options,
    )


def scope_of(
    wish: Wish, subject: Subject | None, places: tuple[PlaceId, ...] | None, now: datetime, zone: str
) -> Scope:
    """Say of which stretch: the one named, else the last 7 days; a poll or retex alone, from its beginning."""
    lifelong = subject is not None and wish.stretch is None and subject.kind is not Kind.RITUAL
    since, until = wish.stretch or (earlier(now, now + WEEK, zone), now)
    if lifelong and subject is not None:
        since = subject.opened_at
    return Scope(
        kinds=wish.kinds if subject is None else (subject.kind,),
        number=wish.number,
        places=places,
        since=since,
        until=min(until, now),
        running=until >= now,
        lifelong=lifelong,
        shape=wish.shape,
    )


def _words(line: Line) -> tuple[str, ...]:
    """Return the words in the order in which they were typed, numbers among them, options left out."""
    typed = cut(line.rest)
    found = typed if isinstance(typed, Mistake) else sort_out("summary", typed, typed.tokens)
    return () if isinstance(found, Mistake) else tuple(token.text for token in found.words)


@dataclass(frozen=True, slots=True, kw_only=True)
class _About:
    """What a summary is of, and the words that say nothing of that."""

    kinds: tuple[Kind, ...] = EVERYTHING
    kind: Kind | None = None
    number: int | None = None
    everywhere: bool = False
    left: tuple[str, ...] = ()


def _about(words: Sequence[str]) -> _About:
    """Find the word that names a kind, or everything; a number is a subject's after a kind, or all by itself."""
    for position, word in enumerate(words):
        left = (*words[:position], *words[position + 1 :])
        small = small_of(word)
        feature = feature_of(word)
        if small == "all":
            return _About(everywhere=True, left=left)
        kind = Kind.RETEX if fold(word) in _RETEXES else _PLURALS.get(small or "")
        if feature in _FEATURES and position + 1 < len(words) and (number := _NUMBER.fullmatch(words[position + 1])):
            rest = (*words[:position], *words[position + 2 :])
            return _About(kinds=(_FEATURES[feature],), kind=_FEATURES[feature], number=int(number[1]), left=rest)
        if kind is None and feature in _FEATURES:
            kind = _FEATURES[feature]
        if kind is not None:
            return _About(kinds=(kind,), left=left)
    if len(words) == 1 and (alone := _NUMBER.fullmatch(words[0])) and len(alone[1]) < 4:
        return _About(number=int(alone[1]))
    return _About(left=tuple(words))


def _stretch(
    words: Sequence[str], since: str | None, now: datetime, voice: Voice
) -> tuple[datetime, datetime] | Trouble | None:
    """Read the period that the words left over name, or ``since``; it may not lie in the future."""
    if since is not None and words:
        return Trouble(_unknown(words, voice))
    if since is not None:
        begin = read_moment(since, now, voice.zone, use="since")
        period = read_stretch(f"since {since}", now, voice.zone) if isinstance(begin, Mistake) else (begin, now)
        if isinstance(begin, Mistake) and isinstance(period, Mistake):
            return Trouble(_unread(begin, voice))
        words = (since,)
    elif words:
        period = read_stretch(" ".join(words), now, voice.zone)
    else:
        return None
    typed = " ".join(words)
    if isinstance(period, Mistake):
        return Trouble(_unknown(words, voice))
    if period[0] >= now:
        said = voice(
            "“{typed}” is still to come; name a period that has begun, for example: this week", typed=typed[:40]
        )
        return Trouble(said)
    return period


def _unread(mistake: Mistake, voice: Voice) -> str:
    """Say why “since when” cannot be read, with examples of what is past."""
    return explain(replace(mistake, key="moment_since") if mistake.key == "moment" else mistake, voice)


def _unknown(words: Sequence[str], voice: Voice) -> str:
    """Say what a word may have meant: something to sum up that it resembles, or a period."""
    second = next((name for name in (small_of(words[0]), feature_of(words[0])) if name in _SCOPES), None)
    if second:
        summary = voice.typed(FEATURES["summary"].said(voice.language))
        return voice(
            "A summary is of one kind or of all; for example: {example}, or: {all}",
            example=f"{summary} {_SCOPES[second].said(voice.language)}",
            all=summary,
        )
    near = nearest(words[0], _SCOPES, _SCOPES) if len(words) == 1 else None
    if near:
        return voice(
            "“{typed}” is nothing to sum up; the nearest is “{word}”, for example: {example}",
            typed=words[0][:40],
            word=_SCOPES[near].said(voice.language),
            example=voice.typed(f"{FEATURES['summary'].said(voice.language)} {_SCOPES[near].said(voice.language)}"),
        )
    if len(words) > 1 and nearest_option(words[0], ("since",)):
        summary, since = voice.typed(FEATURES["summary"].said(voice.language)), option_word("since", voice.language)
        return voice(
            "“{typed}” is nothing to sum up; the nearest is “{word}”, for example: {example}",
            typed=words[0][:40],
            word=since.removeprefix("--"),
            example=" ".join((summary, since.removeprefix("--"), *words[1:]))[:80],
        )
    return explain(Mistake("period", {"typed": " ".join(words)}), voice)


def _of_nobody(person: str, voice: Voice) -> str:
    return voice(
        "A summary is of a place or a subject, never of one person, so “{typed}” has no meaning there; for example: "
        "{example}",
        typed=person[:40],
        example=voice.typed(voice("summary this week")),
    )


def _shape(line: Line, voice: Voice) -> Shape | Trouble:
    """Read as what it is wanted: words, unless ``--export`` names a file."""
    if "export" not in line.options:
        return Shape.TEXT
    typed = (line.options["export"] or "").lower().lstrip(".")
    wanted = _SPELLINGS.get(typed, typed)
    if wanted in FILES:
        return Shape(wanted)
    kinds = voice.listed([str(shape) for shape in FILES], style="or")
    return Trouble(
        voice(
            "A summary is exported as {kinds}, not as “{typed}”; for example: {example}",
            kinds=kinds,
            typed=typed[:40],
            example=voice.typed(voice("summary this week --export html")),
        )
    )
