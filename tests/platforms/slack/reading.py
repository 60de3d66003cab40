"""Block Kit written as people see it: one line a thing, so that a snapshot is read at a glance.

``#`` a title, ``·`` small print, ``[ ]`` a button (``*`` the primary one), ``[ ▾ ]`` a menu, ``( )`` and ``(o)``
radio buttons, ``[ ]`` and ``[x]`` check boxes, ``____`` what is typed on one line and ``≡___`` on several. A long line
goes on below, further in.
"""

from __future__ import annotations

import textwrap
from collections.abc import Iterator
from typing import Any, Final

from bot.slack.text import unescape

Block = dict[str, Any]

WIDTH: Final = 112
_SEEN: Final = str.maketrans({"\u00a0": " ", "\u202f": " ", "\u2068": "⟨", "\u2069": "⟩", "\u200d": "+"})


def read(blocks: list[Block]) -> str:
    """Write what somebody sees."""
    lines = (line for block in blocks for line in _lines(block))
    return "".join(f"{part}\n" for line in lines for part in _folded(line))


def _folded(line: str) -> list[str]:
    """Fold a line, and show what is not seen: spaces that may not break are spaces, joiners a plus."""
    return textwrap.wrap(line.translate(_SEEN), WIDTH, subsequent_indent="      ") or [""]


def read_view(view: Block) -> str:
    """Write a modal: its title, its questions, its two buttons."""
    below = " ".join(f"[ {_words(view[name])} ]" for name in ("submit", "close") if name in view)
    return f"═ {_words(view['title'])} ═\n{read(view['blocks'])}{below}\n"


def _lines(block: Block) -> Iterator[str]:
    match block["type"]:
        case "header":
            yield f"# {_words(block['text'])}"
        case "section":
            beside = f"   {_element(block['accessory'])}" if "accessory" in block else ""
            yield from f"{_words(block['text'])}{beside}".split("\n")
        case "context":
            yield from (f"· {line}" for each in block["elements"] for line in _words(each).split("\n"))
        case "actions":
            yield "  ".join(_element(each) for each in block["elements"])
        case "input":
            yield from _asked(block)
        case "divider":
            yield "─" * 20
        case other:
            raise AssertionError(f"nobody knows how a {other} looks")


def _asked(block: Block) -> Iterator[str]:
    yield _words(block["label"]) + (" (optional)" if block.get("optional") else "")
    element = block["element"]
    if element["type"] == "plain_text_input":
        written = element.get("initial_value", "")
        yield f"  {'≡' if element.get('multiline') else '_'}___ {element['max_length']}" + (
            f" {written!r}" * bool(written)
        )
    else:
        yield from (f"  {line}" for line in _choices(element))
    if "hint" in block:
        yield f"  · {_words(block['hint'])}"


def _choices(element: Block) -> Iterator[str]:
    chosen = element.get("initial_options") or [element.get("initial_option")]
    left, mark, right = "(o)" if element["type"] == "radio_buttons" else "[x]"
    if element["type"] in ("static_select", "multi_static_select"):
        yield _element(element)
        return
    for each in element["options"]:
        yield f"{left}{mark if each in chosen else ' '}{right} {_words(each['text'])}"


def _element(element: Block) -> str:
    if element["type"] == "button":
        primary = "*" if element.get("style") == "primary" else ""
        aloud = f" «{unescape(element['accessibility_label'])}»" if "accessibility_label" in element else ""
        return f"[ {primary}{_words(element['text'])}{primary} {element['action_id']}{aloud} ]"
    words = " | ".join(_words(each["text"]) for each in element["options"])
    placeholder = f"{_words(element['placeholder'])} " if "placeholder" in element else ""
    return f"[ {placeholder}▾ {words} ]"


def _words(held: Block) -> str:
    return unescape(held["text"])
