"""The options of a line, with their values, taken out of its words; and the people it names."""

from __future__ import annotations

from collections import deque
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from itertools import takewhile

from handlers.language import vocabulary
from handlers.language.lines import Token, Typed
from handlers.language.mistakes import Mistake
from handlers.language.moments import read_moment

_AMONG_PEOPLE = (",", "&", "and", "et")
_SOME_DAY = datetime(2026, 1, 1, 12, tzinfo=UTC)  # whether words are a date at all depends on no day


@dataclass(frozen=True, slots=True)
class Sorted:
    """A line's tokens, sorted: options by canonical name, people as typed, and the words that are left."""

    options: Mapping[str, str | None]
    people: tuple[str, ...]
    words: tuple[Token, ...]
    apart: tuple[str, ...]  # people who are named beside every option
    ends: tuple[int, ...]  # where options and people begin: a title ends there


def sort_out(feature: str, typed: Typed, tokens: Sequence[Token]) -> Sorted | Mistake:
    """Take the options and people out of the tokens that follow a feature."""
    waiting = deque(_with_inline(feature, tokens))
    options: dict[str, str | None] = {}
    words: list[Token] = []
    ends: list[int] = []
    while waiting:
        token = waiting.popleft()
        if token.kind in ("flag", "person"):
            ends.append(token.start)
        if token.kind != "flag":
            words.append(token)
            continue
        name = vocabulary.option_of(token.text, feature)
        if name is None:
            return _unknown(feature, token)
        value = _value(name, token, waiting, typed)
        if isinstance(value, Mistake):
            return replace(value, values={**value.values, "feature": feature})
        if name in options and name != "with":
            return Mistake("twice", {"option": name, "feature": feature})
        options[name] = f"{options[name]} {value}" if name in options else value
    people = tuple(token.text for token in tokens if token.kind == "person")
    apart = tuple(word.text for word in words if word.kind == "person")
    return Sorted(options, people, tuple(word for word in words if word.kind != "person"), apart, tuple(ends))


def _with_inline(feature: str, tokens: Sequence[Token]) -> Sequence[Token]:
    """Make a flag of the last ``due`` (of an action) or ``since`` (of a summary) that something follows."""
    name = vocabulary.INLINE.get(feature)
    for position in range(len(tokens) - 2, 0 if name == "due" else -1, -1):
        token = tokens[position]
        if token.kind == "word" and name and vocabulary.option_of(token.text, feature) == name:
            return [*tokens[:position], replace(token, kind="flag"), *tokens[position + 1 :]]
    if name == "due" and tokens and _says_when(tokens):
        return [replace(tokens[0], kind="flag"), *tokens[1:]]
    return tokens


def _says_when(tokens: Sequence[Token]) -> bool:
    """Tell whether a line is a date alone, ``due friday``, or begins one; ``pour les nouveaux`` is a title."""
    head, *after = tokens
    words = [token.text for token in takewhile(lambda token: token.kind == "word" and token.line == head.line, after)]
    if head.kind != "word" or vocabulary.option_of(head.text, "action") != "due":
        return False
    if not words:
        return not after
    found = read_moment(" ".join(words), _SOME_DAY, "UTC")
    return not isinstance(found, Mistake) or found.key != "moment"


def _unknown(feature: str, token: Token) -> Mistake:
    typed = f"--{token.text}"
    if vocabulary.is_planned_option(token.text):
        return Mistake("not_built", {"typed": typed})
    near = vocabulary.nearest_option(
        token.text, (name for name in vocabulary.OPTIONS if any(home.split()[0] == feature for home in _homes(name)))
    )
    return Mistake("unknown_option", {"typed": typed, "feature": feature, **({"option": near} if near else {})})


def _homes(name: str) -> frozenset[str]:
    return vocabulary.OPTIONS[name].homes


def _value(name: str, flag: Token, waiting: deque[Token], typed: Typed) -> str | Mistake | None:
    """Take a flag's value off the waiting tokens: up to the next quote, flag or end of line.

    A person ends it too, unless it takes people: ``due friday @bob`` is no date, and nobody's name.
    """
    takes = vocabulary.OPTIONS[name].takes
    kinds = ("word", "person") if takes == "people" else ("word",)
    if takes == "nothing":
        return None
    if takes == "count":
        return waiting.popleft().text if waiting and _is_count(waiting[0]) else None
    taken: list[Token] = []
    while waiting and waiting[0].line == flag.line and waiting[0].kind in kinds:
        taken.append(waiting.popleft())
    if takes == "people" and len(taken) == 1 and vocabulary.fold(taken[0].text) in vocabulary.NONE:
        return taken[0].text
    if taken:
        lone = takes == "people" and any(token.kind == "word" and token.text not in _AMONG_PEOPLE for token in taken)
        return Mistake("not_people", {"option": name}) if lone else typed.text[taken[0].start : taken[-1].end]
    quoted = waiting and waiting[0].line == flag.line and waiting[0].kind == "quote" and takes == "value"
    return (waiting.popleft().text if quoted else "") or Mistake("no_value", {"option": name})


def _is_count(token: Token) -> bool:
    """Tell whether a count follows ``--multi``: digits, and never what is quoted."""
    return token.kind == "word" and token.text.isascii() and token.text.isdigit()
