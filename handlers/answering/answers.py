"""One typed line as the answer to one question of a form. Pure."""

from __future__ import annotations

import re
from dataclasses import dataclass

from handlers.language.lines import clean, cut, unquoted
from handlers.language.mistakes import Mistake
from handlers.language.vocabulary import fold
from handlers.texts import Voice
from handlers.views import Question

_MARK = re.compile(r"^(?:[-*•–—]|\d+\.)\s+")
_PARTS = re.compile(r"\s*;\s*|\s+/\s+")


@dataclass(frozen=True, slots=True)
class Unfit:
    """Why a line does not answer the question, as a sentence."""

    reason: str


def read_answer(question: Question, text: str, voice: Voice) -> str | tuple[int, ...] | Unfit:
    """Read a text, a list (one a line, in quotes, or parted by ``;``), or options by number or by label."""
    if question.kind in ("choice", "multi"):
        return _picked(question, text, voice)
    found = "\n".join(split_lines(text)) if question.kind == "lines" else unquoted(clean(text))
    if not found and question.required:
        return Unfit(voice("This question needs an answer; “cancel” ends the dialogue."))
    longest = max((len(line) for line in found.splitlines()), default=0) if question.kind == "lines" else len(found)
    if longest > question.max_length:
        return Unfit(
            voice(
                "That is {n} characters; {most} are the most. Please shorten it.",
                n=voice.number(longest),
                most=voice.number(question.max_length),
            )
        )
    if found and question.kind == "lines" and len(found.splitlines()) < question.least:
        return Unfit(
            voice(
                "At least {n} are needed, on one line with ; between them, for example: {example}",
                n=voice.number(question.least),
                example=voice("Monday ; Tuesday"),
            )
        )
    return found


def split_lines(text: str) -> tuple[str, ...]:
    """Cut a list as people type it: one item a line, or in quotes, or parted by ``;`` or `` / ``."""
    lines = [line for line in clean(text).splitlines() if line.strip()]
    if len(lines) == 1:
        lines = _quoted(lines[0]) or _PARTS.split(lines[0])
    return tuple(item for line in lines if (item := _MARK.sub("", line.strip()).strip()))


def _quoted(line: str) -> list[str]:
    """Return the quotes of a line that holds nothing else but what parts them."""
    typed = cut(line)
    tokens = () if isinstance(typed, Mistake) else typed.tokens
    if any(token.kind != "quote" and token.text.strip(",;/") for token in tokens):
        return []
    return [token.text for token in tokens if token.kind == "quote"]


def _picked(question: Question, text: str, voice: Voice) -> tuple[int, ...] | Unfit:
    labels = {fold(label): key for key, label in enumerate(question.options, 1)}
    whole = labels.get(fold(text.strip()))
    if whole:
        return (whole,)
    words = [word for word in re.split(r"[\s,;+&]+", text.strip()) if word and fold(word) not in ("and", "et")]
    picks = [
        int(word) if word.isascii() and word.isdigit() and len(word) < 6 else labels.get(fold(word), 0)
        for word in words
    ]
    if not picks and not question.required:
        return ()
    if not picks or not all(1 <= pick <= len(question.options) for pick in picks):
        return Unfit(voice("Please answer with a number from 1 to {n}.", n=len(question.options)))
    chosen = tuple(dict.fromkeys(picks))
    if question.kind == "choice" and len(chosen) > 1:
        return Unfit(voice("Please choose one only."))
    return chosen
