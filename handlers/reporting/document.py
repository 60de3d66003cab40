"""A report before any format writes it: sections of bars, lines and quotes. Every string is plain text. Pure."""

from __future__ import annotations

from dataclasses import dataclass

from handlers.reporting.parts import Said
from storage.records import Language


@dataclass(frozen=True, slots=True)
class Bar:
    """One answer of a question: how many gave it, their share where it may be said, its bar from 0 to 1."""

    label: str
    count: str
    share: str = ""
    length: float = 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Bars:
    """How the answers to one question spread. ``caption`` says which; ``notes`` are its mean, median and the like."""

    caption: str
    rows: tuple[Bar, ...] = ()
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Lines:
    """Things that stand below each other, one a line."""

    items: tuple[str, ...]
    caption: str = ""


@dataclass(frozen=True, slots=True)
class Quotes:
    """What people wrote, under what it answers."""

    caption: str
    said: tuple[Said, ...]


Block = Bars | Lines | Quotes


@dataclass(frozen=True, slots=True)
class Section:
    """A heading with what belongs to it."""

    heading: str
    blocks: tuple[Block, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """A whole report. ``lead`` says of which time it is; ``answer``, ``count`` and ``share`` head its tables."""

    title: str
    lead: tuple[str, ...]
    sections: tuple[Section, ...]
    language: Language
    answer: str
    count: str
    share: str
    open_quote: str = "“"
    close_quote: str = "”"


def quoted(document: Document, said: Said) -> str:
    """Write a quote as its language does, with who said it where that may be told."""
    words = f"{document.open_quote}{said.text}{document.close_quote}"
    return f"{words} — {said.who}" if said.who else words
