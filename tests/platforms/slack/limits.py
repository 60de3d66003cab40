"""Slack's written limits on what is drawn, checked from outside: every rule is said here once more, by hand."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

Drawn = dict[str, Any]

_LIVE = re.compile(r"<(?!@[UW]\w+>)|&(?!amp;|lt;|gt;)")  # only a person may be called, and only where the bot means it
_MENUS = ("static_select", "multi_static_select")
_BOXES = ("radio_buttons", "checkboxes")


def message(drawn: Drawn) -> list[str]:
    """Return what Slack would refuse in a message's ``text`` and ``blocks``."""
    found = [] if drawn.get("text") else ["no_text"]
    found += ["not escaped"] if _LIVE.search(drawn.get("text") or "") else []
    found += ["msg_too_long"] if len(drawn.get("text") or "") > 4_000 else []
    blocks = drawn.get("blocks") or []
    found += ["too many blocks"] if len(blocks) > 50 else []
    found += ["msg_blocks_too_long"] if sum(len(text) for text in _texts(blocks)) > 13_000 else []
    return found + _blocks(blocks, modal=False)


def view(drawn: Drawn) -> list[str]:
    """Return what Slack would refuse in a modal or an App Home."""
    found = ["too many blocks"] if not 0 < len(drawn["blocks"]) <= 100 else []
    for name in ("title", "submit", "close"):
        found += _plain(drawn[name], 24, name) if name in drawn else []
    found += ["no title"] if drawn["type"] == "modal" and "title" not in drawn else []
    found += ["callback_id"] if len(drawn.get("callback_id", "")) > 255 else []
    found += ["private_metadata"] if len(drawn.get("private_metadata", "")) > 3_000 else []
    asks = any(block["type"] == "input" for block in drawn["blocks"])
    found += ["no submit"] if asks and "submit" not in drawn else []
    return found + _blocks(drawn["blocks"], modal=True)


def _texts(held: object) -> Iterator[str]:
    if isinstance(held, dict):
        for value in held.values():
            yield from _texts(value)
    elif isinstance(held, list):
        for value in held:
            yield from _texts(value)
    elif isinstance(held, str):
        yield held


def _units(text: str) -> int:
    return len(text.encode("utf-16-le")) // 2


def _sized(text: str, most: int, what: str) -> list[str]:
    return [] if 0 < _units(text) <= most else [f"{what}: {_units(text)} of {most}"]


def _plain(held: Drawn, most: int, what: str) -> list[str]:
    found = [] if held.get("type") == "plain_text" else [f"{what}: no plain text"]
    return found + _alive(held) + _sized(held["text"], most, what)


def _alive(held: Drawn) -> list[str]:
    """Look for a mention, broadcast or link that somebody's words could have brought to life.

    Markup is for the bot's own words: a call of people, or words in bold that hold nobody's.
    """
    text = held["text"]
    if _LIVE.search(text) or (held["type"] == "plain_text" and "<" in text):
        return ["not escaped"]
    own = re.fullmatch(r"(<@[UW]\w+> ?)+|\*[^*_~`<>]+\*", text)
    return [] if held["type"] == "plain_text" or own else ["markup"]


def _blocks(blocks: list[Drawn], *, modal: bool) -> list[str]:
    found: list[str] = []
    named = [block["block_id"] for block in blocks if "block_id" in block]
    found += ["block_id twice"] if len(set(named)) < len(named) else []
    found += ["block_id"] if any(len(name) > 255 for name in named) else []
    for block in blocks:
        match block["type"]:
            case "header":
                found += _plain(block["text"], 150, "header")
            case "section":
                text = block["text"]
                found += _alive(text) + _sized(text["text"], 3_000, "section")
                found += _element(block["accessory"]) if "accessory" in block else []
            case "context":
                found += ["context elements"] if not 0 < len(block["elements"]) <= 10 else []
                for text in block["elements"]:
                    found += _alive(text) + _sized(text["text"], 3_000, "context")
            case "actions":
                found += ["actions elements"] if not 0 < len(block["elements"]) <= 25 else []
                ids = [element["action_id"] for element in block["elements"]]
                found += ["action_id twice"] if len(set(ids)) < len(ids) else []
                for element in block["elements"]:
                    found += _element(element)
            case "input":
                found += [] if modal else ["input in a message"]
                found += _plain(block["label"], 2_000, "label") + _element(block["element"])
                found += _plain(block["hint"], 2_000, "hint") if "hint" in block else []
            case "divider":
                pass
            case other:
                found.append(f"unknown block {other}")
    return found


def _element(element: Drawn) -> list[str]:
    found = [] if 0 < len(element["action_id"]) <= 255 else ["action_id"]
    kind = element["type"]
    if kind == "button":
        found += _plain(element["text"], 75, "button")
        found += ["style"] if element.get("style", "primary") not in ("primary", "danger") else []
        return found + _sized(element.get("accessibility_label", "-"), 75, "accessibility_label")
    if kind == "plain_text_input":
        found += [] if 1 <= element.get("max_length", 1) <= 3_000 else ["max_length"]
        return found + (["initial_value"] if len(element.get("initial_value", "")) > element["max_length"] else [])
    if kind not in (*_MENUS, *_BOXES):
        return [*found, f"unknown element {kind}"]
    most = 100 if kind in _MENUS else 10
    found += [] if 0 < len(element["options"]) <= most else [f"{kind}: {len(element['options'])} options"]
    found += _plain(element["placeholder"], 150, "placeholder") if "placeholder" in element else []
    values = [option["value"] for option in element["options"]]
    found += ["option value twice"] if len(set(values)) < len(values) else []
    for option in element["options"]:
        found += _plain(option["text"], 75, "option") + _sized(option["value"], 75, "option value")
    before = element.get("initial_options", [element["initial_option"]] if "initial_option" in element else [])
    return found + (
        ["initial option is none of the options"] if any(each not in element["options"] for each in before) else []
    )
