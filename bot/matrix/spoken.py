"""What a message says: its words without quotation and markup, and whom it names. Pure."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import Any, Final
from urllib.parse import unquote

from bot.matrix import ids
from storage.records import PersonId

_PILL: Final = re.compile(r"https://matrix\.to/#/(@[^/?]+)")
_MARKDOWN_PILL: Final = re.compile(r"\[[^\]\n]*\]\(https://matrix\.to/#/(@[^)/?\s]+)\)")
_MXID: Final = re.compile(r"(?<![\w@./])@[0-9a-zA-Z._=/+-]+:[0-9A-Za-z.:\[\]-]*[0-9A-Za-z\]]")
_BLOCKS: Final = frozenset({"p", "div", "ul", "ol", "blockquote", "pre", "h1", "h2", "h3", "h4", "h5", "h6"})
_LONGEST: Final = 20_000  # characters of one message that are read


@dataclass(frozen=True, slots=True)
class Spoken:
    """A message's words. ``named`` says that they began with the bot's name, which is taken away."""

    text: str
    people: Mapping[str, PersonId] = field(default_factory=dict)
    named: bool = False


def spoken(content: Mapping[str, Any], *, bot: str, bot_names: tuple[str, ...], names: Mapping[str, str]) -> Spoken:
    """Read a message's content. ``names`` are the display names of the people here, by Matrix id."""
    body, html = _text(content.get("body"))[:_LONGEST], _text(content.get("formatted_body"))[:_LONGEST]
    html_given = content.get("format") == "org.matrix.custom.html"
    words = _Words(names)
    if html_given and _PILL.search(unquote(html)):
        reader = _Reader(words)
        reader.feed(html)
        reader.close()
        text = reader.text()
    else:
        text = _MARKDOWN_PILL.sub(lambda pill: words.of(unquote(pill[1])), _without_quotation(body, content))
    text = _MXID.sub(lambda mxid: words.of(mxid[0]), text).strip()
    rest = _after_name(text, words, bot, bot_names, mentioned=bot in mentioned(content))
    return Spoken(text if rest is None else rest, words.people(without=bot), named=rest is not None)


def mentioned(content: Mapping[str, Any]) -> frozenset[str]:
    """Return whom a message calls, by its own list."""
    mentions = content.get("m.mentions")
    users = mentions.get("user_ids") if isinstance(mentions, Mapping) else None
    return frozenset(user for user in users if isinstance(user, str)) if isinstance(users, list) else frozenset()


def _after_name(text: str, words: _Words, bot: str, bot_names: tuple[str, ...], *, mentioned: bool) -> str | None:
    """Return what follows the bot's name at the beginning; None where the message does not begin with it."""
    known = [words.given[bot]] if bot in words.given else []
    if mentioned:
        known += [each for name in (bot, *bot_names) if name for each in (name, f"@{name}")]
    for name in sorted(known, key=len, reverse=True):
        if text[: len(name)].casefold() == name.casefold() and not text[len(name) : len(name) + 1].isalnum():
            return text[len(name) :].lstrip(" \u00a0:,").strip()
    return None


def _without_quotation(body: str, content: Mapping[str, Any]) -> str:
    """Take away the lines in which older clients repeat the message that is answered."""
    relates = content.get("m.relates_to")
    if not (isinstance(relates, Mapping) and "m.in_reply_to" in relates) or not body.startswith("> "):
        return body
    lines = body.split("\n")
    while lines and lines[0].startswith(">"):
        lines.pop(0)
    return "\n".join(lines).lstrip("\n")


class _Words:
    """Gives each person named an ``@word`` of their own, made of their name."""

    def __init__(self, names: Mapping[str, str]) -> None:
        self._names = names
        self.given: dict[str, str] = {}

    def of(self, user: str) -> str:
        """Return the word for somebody."""
        if user not in self.given:
            name = re.sub(r'[\s"“”„«»:,;]+', "-", self._names.get(user, user.removeprefix("@")).strip()).strip("-")
            word = f"@{name or user}"
            self.given[user] = word if word not in self.given.values() else f"{word}-{len(self.given)}"
        return self.given[user]

    def people(self, *, without: str) -> dict[str, PersonId]:
        """Return who each word is."""
        return {word: ids.person(user) for user, word in self.given.items() if user != without}


class _Reader(HTMLParser):
    """Reads formatted text as plain lines, with people as their words and no quotation."""

    def __init__(self, words: _Words) -> None:
        super().__init__(convert_charrefs=True)
        self._words = words
        self._parts: list[str] = []
        self._quoting = 0
        self._pill = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Begin a line, a list item, a quotation or a person."""
        if tag == "mx-reply":
            self._quoting += 1
        elif self._quoting:
            return
        elif tag == "br" or tag in _BLOCKS:
            self._break()
        elif tag == "li":
            self._break()
            self._parts.append("- ")
        elif tag == "a" and (pill := _PILL.match(unquote(dict(attrs).get("href") or ""))):
            self._parts.append(self._words.of(pill[1]))
            self._pill = True

    def handle_endtag(self, tag: str) -> None:
        """End what was begun."""
        if tag == "mx-reply":
            self._quoting = max(0, self._quoting - 1)
        elif tag == "a":
            self._pill = False
        elif tag in _BLOCKS or tag == "li":
            self._break()

    def handle_data(self, data: str) -> None:
        """Keep words; those inside a person's pill are what their word stands for."""
        if not self._quoting and not self._pill:
            self._parts.append(data)

    def text(self) -> str:
        """Return the lines."""
        return "\n".join(line.strip() for line in "".join(self._parts).split("\n") if line.strip())

    def _break(self) -> None:
        if self._parts and not self._parts[-1].endswith("\n"):
            self._parts.append("\n")


def _text(value: object) -> str:
    return value if isinstance(value, str) else ""
