"""A team's own template, one question a line: ``rating: How was it?``, ``choice: Pace? slow / right / fast``. Pure.

Words may be a proposal or a blocker, since nobody guesses from the question: of a proposal an action is made, and a
digest and a summary tell blockers by themselves.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from types import MappingProxyType

from handlers.answering.templates import FIVE, LONGEST_SCALE, Item, ItemKind, Meaning
from handlers.language.vocabulary import fold
from handlers.texts import Voice

MOST_ITEMS = 10
WORDS_LENGTH = 300
OPTION_LENGTH = 200
_KINDS: Mapping[str, tuple[ItemKind, Meaning]] = MappingProxyType(
    {
        "rating": (ItemKind.RATING, Meaning.NONE),
        "note": (ItemKind.RATING, Meaning.NONE),
        "choice": (ItemKind.CHOICE, Meaning.NONE),
        "choix": (ItemKind.CHOICE, Meaning.NONE),
        "text": (ItemKind.TEXT, Meaning.NONE),
        "texte": (ItemKind.TEXT, Meaning.NONE),
        "proposal": (ItemKind.TEXT, Meaning.PROPOSAL),
        "proposition": (ItemKind.TEXT, Meaning.PROPOSAL),
        "blocker": (ItemKind.TEXT, Meaning.BLOCKER),
        "blocage": (ItemKind.TEXT, Meaning.BLOCKER),
    }
)
_LINE = re.compile(r"\s*([^\W\d_]+)\s*(\?)?\s*:\s*(.*)", re.DOTALL)
_OPTIONS = re.compile(r"\s+/\s+")


class Unreadable(Exception):
    """A template that cannot be: its message is the sentence that mends it."""


def read(lines: Sequence[str], voice: Voice) -> tuple[Item, ...]:
    """Read a template's lines; raise ``Unreadable`` with one sentence and an example."""
    if not lines:
        raise Unreadable(voice("A template has at least one question, one a line: {example}", example=_example(voice)))
    if len(lines) > MOST_ITEMS:
        raise Unreadable(
            voice.many("A template has {n} question at most.", "A template has {n} questions at most.", MOST_ITEMS)
        )
    items = tuple(_item(f"q{order}", line, voice) for order, line in enumerate(lines, 1))
    if sum(item.meaning is Meaning.PROPOSAL for item in items) > 1:
        raise Unreadable(
            voice(
                "One question of a template asks for proposals; the others are, for example: {example}",
                example=_text(voice),
            )
        )
    return items


def _item(name: str, line: str, voice: Voice) -> Item:
    found = _LINE.fullmatch(line)
    known = _KINDS.get(fold(found[1])) if found else None
    if found is None or known is None:
        typed = found[1] if found else line[:40]
        raise Unreadable(
            voice(
                "“{typed}” is no kind of question; there are rating, choice, text, proposal and blocker, for example: "
                "{example}",
                typed=typed,
                example=_example(voice),
            )
        )
    kind, meaning = known
    words, options = found[3].strip(), FIVE if kind is ItemKind.RATING else ()
    if kind is ItemKind.CHOICE:
        words, options = _choices(words, voice)
    if not words or len(words) > WORDS_LENGTH:
        raise Unreadable(
            voice.many(
                "A question has 1 to {n} character, for example: {example}",
                "A question has 1 to {n} characters, for example: {example}",
                WORDS_LENGTH,
                example=_example(voice),
            )
        )
    return Item(id=name, kind=kind, words=words, options=options, may_pass=bool(found[2]), meaning=meaning)


def _choices(text: str, voice: Voice) -> tuple[str, tuple[str, ...]]:
    """Part a choice's question from its options: the question ends at its question mark or its colon."""
    head, mark, tail = text.partition("?")
    if not mark:
        head, mark, tail = text.partition(":")
    words = f"{head}{mark}".strip() if mark == "?" else head.strip()
    options = tuple(option.strip() for option in _OPTIONS.split(tail.strip()) if option.strip())
    if not 2 <= len(options) <= LONGEST_SCALE or any(len(option) > OPTION_LENGTH for option in options):
        raise Unreadable(
            voice(
                "A choice has 2 to {n} options after its question, parted by “ / ”, for example: {example}",
                n=LONGEST_SCALE,
                example=voice("- choice: Pace? slow / right / fast"),
            )
        )
    return words, options


def _example(voice: Voice) -> str:
    return voice("- rating: How was it?")


def _text(voice: Voice) -> str:
    return voice("- text: What next?")


def dumped(items: Sequence[Item]) -> str:
    """Write questions as the JSON that a subject keeps, so that a template changed later changes no answer."""
    return json.dumps(
        [
            {
                "id": item.id,
                "kind": item.kind,
                "words": item.words,
                "options": item.options,
                "may_pass": item.may_pass,
                "meaning": item.meaning,
            }
            for item in items
        ],
        ensure_ascii=False,
    )


def loaded(body: str) -> tuple[Item, ...]:
    """Read what ``dumped`` wrote."""
    return tuple(
        Item(
            id=one["id"],
            kind=ItemKind(one["kind"]),
            words=one["words"],
            options=tuple(one["options"]),
            may_pass=one["may_pass"],
            meaning=Meaning(one["meaning"]),
        )
        for one in json.loads(body)
    )
