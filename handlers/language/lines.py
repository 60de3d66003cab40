"""A typed text cut into tokens: words, quotes, flags and people, and list lines apart. It knows no vocabulary."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

from handlers.language.mistakes import Mistake

_BREAKS = re.compile(r"\r\n?|[\u2028\u2029]")
# What no keyboard means to send and no database likes to keep: controls, direction marks, lone surrogates.
_NOISE = re.compile(
    r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u200b\u200e\u200f\u202a-\u202e\u2060\u2066-\u2069\ufeff\ud800-\udfff]"
)
_ITEM = re.compile(r"[^\S\n]*(?:[-*•–—]|[0-9]{1,3}[.)])(?:[^\S\n]+|(?=\n)|\Z)([^\n]*)")
_FLAG = re.compile(r"(?:--+|[–—]+-?)([^\W\d_][\w'’-]*)[=:]?")
_PERSON = re.compile(r"@[^\s\"“”„«]+")
_WORD = re.compile(r"[^\s\"“”„«]+")
_SPACE = re.compile(r"[^\S\n]+")
_BREAKABLE = re.compile(r"[^\S\u00a0\u202f]+")
# Which quotes close which; the later ones serve keyboards that mix them.
_CLOSERS = {'"': '"”“', "“": '”“"', "”": '”"', "„": '“”"', "«": "»"}
_LONGEST = 2_100  # no text between apostrophes is longer; looking further would make some long texts slow
_APOSTROPHES = "'’‘"
_APOSTROPHE_END = re.compile(r"['’](?=\s|\Z)")


@dataclass(frozen=True, slots=True)
class Token:
    """One piece of a line. ``text`` is a quote's inside, a flag's name without dashes, a person with their ``@``."""

    kind: Literal["word", "quote", "flag", "person"]
    text: str
    start: int
    end: int
    line: int


@dataclass(frozen=True, slots=True)
class Typed:
    """What was typed, cleaned, and cut."""

    text: str
    tokens: tuple[Token, ...]
    items: tuple[str, ...]


def clean(text: str) -> str:
    """Take away what cannot be meant: control characters, marks of direction, space around."""
    return _NOISE.sub("", _BREAKS.sub("\n", text)).strip()


def one_line(text: str) -> str:
    """Put what was typed on one line, with single spaces; no-break spaces stay as they were typed."""
    return _BREAKABLE.sub(" ", text).strip()


def cut(text: str) -> Typed | Mistake:
    """Cut a text into tokens and list lines; a quote that is never closed is a mistake."""
    text = clean(text)
    tokens: list[Token] = []
    items: list[str] = []
    at, line = 0, 0
    while at < len(text):
        if text[at] == "\n":
            line += 1
            item = _ITEM.match(text, at + 1)
            at = item.end() if item else at + 1
            if item and (words := unquoted(item[1])):
                items.append(words)
        elif space := _SPACE.match(text, at):
            at = space.end()
        elif (token := _token(text, at, line)) is None:
            return Mistake("unclosed", {"typed": text[at : at + 20]})
        else:
            tokens.append(token)
            at = token.end
            line += text.count("\n", token.start, token.end)
    return Typed(text, tuple(tokens), tuple(items))


def _token(text: str, at: int, line: int) -> Token | None:
    """Read the token that begins here, which is no space; None for a quote without an end."""
    if text[at] in _CLOSERS:
        end = next((found for closer in _CLOSERS[text[at]] if (found := text.find(closer, at + 1)) > 0), None)
        return None if end is None else Token("quote", text[at + 1 : end].strip(), at, end + 1, line)
    if text[at] in _APOSTROPHES and (at == 0 or text[at - 1].isspace()):
        closing = _APOSTROPHE_END.search(text, at + 1, at + _LONGEST)
        if closing and closing.end() < at + _LONGEST:
            return Token("quote", text[at + 1 : closing.start()].strip(), at, closing.end(), line)
    if flag := _FLAG.match(text, at):
        return Token("flag", flag[1], at, flag.end(), line)
    if person := _PERSON.match(text, at):
        name = person[0].rstrip(",;:.!?)")
        if len(name) > 1:
            # the punctuation that was left belongs to nobody
            return Token("person", name, at, person.end(), line)
    word = _WORD.match(text, at)
    end = word.end() if word else at + 1
    return Token("word", text[at:end], at, end, line)


def unquoted(item: str) -> str:
    """Take away the quotes that hold a whole list item."""
    item = item.strip()
    token = _token(item, 0, 0) if item else None
    return token.text if token and token.kind == "quote" and token.end == len(item) else item


def quote(text: str) -> str:
    """Write a text between quotes that it does not hold, so that reading it gives it back."""
    text = clean(text)
    for opener, closer in (('"', '"'), ("«", "»"), ("“", "”")):
        if closer not in text:
            return f"{opener}{text}{closer}"
    return '"' + text.replace('"', "”") + '"'
