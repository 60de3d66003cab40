"""Forms as modals, and what a sent modal says. A view carries its whole meaning, so it outlives restarts."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any, Final, assert_never

from bot.slack import draw
from bot.slack.draw import Block
from bot.slack.text import fit
from handlers.events import number_in
from handlers.texts import Voice
from handlers.views import Form, Question
from storage.records import Language, PlaceId

TITLE: Final = 24
LABEL: Final = 2_000
INPUT: Final = 3_000
ONE_LINE: Final = 150
BOXES: Final = 10  # radio buttons and check boxes; with more options, a menu
FIELD: Final = "field"  # the action id of every input: its block's id says which question it answers
WAITING: Final = "waiting"


def view(form: Form, place: PlaceId) -> Block:
    """Draw a form as a modal, in which what was answered before is filled in."""
    voice = Voice("fr" if form.language == "fr" else "en")
    blocks = [block for question in form.questions for block in _asked(question)]
    return {
        "type": "modal",
        "callback_id": form.id,
        "private_metadata": json.dumps({"place": place}),
        "title": draw.plain(fit(form.title, TITLE)),
        "submit": draw.plain(fit(form.submit, TITLE)),
        "close": draw.plain(fit(voice("Cancel"), TITLE)),
        "blocks": blocks[: draw.VIEW_BLOCKS],
    }


def skeleton(language: Language, text: str = "") -> Block:
    """Draw a modal without questions: it holds the place of a form, or says why there is none."""
    voice = Voice(language)
    return {
        "type": "modal",
        "callback_id": WAITING,
        "title": draw.plain("Ritournelle"),
        "close": draw.plain(fit(voice("Close"), TITLE)),
        "blocks": draw.paragraphs(text or voice("One moment, please.")),
    }


def place_of(view_sent: Mapping[str, Any]) -> PlaceId | None:
    """Return the place that a modal belongs to."""
    try:
        held = json.loads(view_sent.get("private_metadata") or "{}")
    except ValueError:
        return None
    return PlaceId(held["place"]) if isinstance(held, dict) and isinstance(held.get("place"), str) else None


def values(view_sent: Mapping[str, Any]) -> dict[str, str | tuple[int, ...]]:
    """Read what was filled in, by question: a text, or the numbers of the options that were chosen."""
    fields: Mapping[str, Mapping[str, Mapping[str, Any]]] = view_sent.get("state", {}).get("values", {})
    return {block: _value(held) for block, inputs in fields.items() for held in inputs.values()}


def first_field(view_sent: Mapping[str, Any], wanted: str = "") -> str:
    """Return the block beside which an error is shown: the one wanted if it is there, else the first."""
    fields = [block["block_id"] for block in view_sent.get("blocks", ()) if block.get("type") == "input"]
    return wanted if wanted in fields or not fields else str(fields[0])


def _value(held: Mapping[str, Any]) -> str | tuple[int, ...]:
    if held.get("type") == "plain_text_input":
        return str(held.get("value") or "")
    chosen: Sequence[Mapping[str, str]] = held.get("selected_options") or ()
    if held.get("selected_option"):
        chosen = (held["selected_option"],)
    return tuple(number_in(each["value"]) for each in chosen)


def _asked(question: Question) -> list[Block]:
    """Draw one question; options too long to be pressed are written out above, and chosen by number."""
    block: Block = {
        "type": "input",
        "block_id": question.id,
        "label": draw.plain(fit(question.label, LABEL)),
        "element": _element(question),
        "optional": not question.required,
    }
    if question.help:
        block["hint"] = draw.plain(fit(question.help, LABEL))
    long = draw.too_long(question.options)
    return [*(draw.paragraphs("\n".join(draw.numbered_options(question.options))) if long else []), block]


def _element(question: Question) -> Block:
    match question.kind:
        case "text" | "lines":
            return _writing(question)
        case "choice":
            return _choosing(question, "radio_buttons", "static_select")
        case "multi":
            return _choosing(question, "checkboxes", "multi_static_select")
        case _:
            assert_never(question.kind)


def _writing(question: Question) -> Block:
    lines = question.kind == "lines"  # the length is then that of each line
    most = INPUT if lines else min(question.max_length, INPUT)
    element: Block = {
        "type": "plain_text_input",
        "action_id": FIELD,
        "multiline": lines or question.max_length > ONE_LINE,
        "max_length": most,
    }
    if question.value:
        element["initial_value"] = question.value[:most]
    return element


def _choosing(question: Question, boxes: str, menu: str) -> Block:
    kind = boxes if len(question.options) <= BOXES else menu
    long = draw.too_long(question.options)
    options = [draw.option(key, label, numbered=long) for key, label in enumerate(question.options, 1)]
    element: Block = {"type": kind, "action_id": FIELD, "options": options}
    before = [options[int(key) - 1] for key in question.value.split() if key.isdigit() and int(key) <= len(options)]
    if before and question.kind == "multi":
        element["initial_options"] = before
    elif before:
        element["initial_option"] = before[0]
    return element
