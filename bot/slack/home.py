"""The App Home: what waits for somebody's answer, as cards to press, then their rituals, actions and settings.

Slack shows a hundred blocks at most. What finds no room as a card stands on a line, so that nothing is left out.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from bot.slack import draw
from bot.slack.draw import Block
from bot.slack.text import escape, fit
from handlers.texts import Voice
from handlers.views import Card
from storage.records import Language

LINE: Final = 280  # characters, the longest titles apart: every list has room on one page
_DIVIDER: Final[Block] = {"type": "divider"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """A subject on a line, and the card that it is answered by, if it can be drawn."""

    line: str
    card: Card | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """Subjects of one kind under what is said of them all."""

    head: str
    entries: tuple[Entry, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Home:
    """What one person's App Home says; ``nothing`` is said where nothing waits."""

    waits: tuple[Group, ...]
    theirs: tuple[Group, ...]
    settings: tuple[str, ...]
    nothing: str
    language: Language


def view(seen: Home) -> Block:
    """Draw it."""
    voice = Voice(seen.language)
    example = voice('poll "Which day?" "Monday" "Tuesday"')
    below = [
        *(block for group in seen.theirs for block in (*_listed(group), _DIVIDER)),
        _head(seen.settings[0]),
        *draw.paragraphs("\n".join(seen.settings[1:])),
        _DIVIDER,
        *draw.small_print([voice("To ask one: {example}", example=f"/ritournelle {example}")]),
    ]
    nothing = [*draw.paragraphs(seen.nothing), _DIVIDER]
    above = _answered(seen.waits, draw.VIEW_BLOCKS - len(below)) if seen.waits else nothing
    return {"type": "home", "blocks": [*above, *below]}


def _answered(groups: Sequence[Group], room: int) -> list[Block]:
    """Draw what waits: as many cards as there is room for, the first ones first, and a line for each of the others."""
    spare = room - sum(1 + len(_lines(group.entries)) for group in groups)
    blocks: list[Block] = []
    for group in groups:
        blocks.append(_head(group.head))
        left: list[Entry] = []
        for entry in group.entries:
            drawn = [*draw.card_blocks(entry.card), _DIVIDER] if entry.card else []
            if drawn and not left and len(drawn) <= spare:
                blocks += drawn
                spare -= len(drawn)
            else:
                left.append(entry)
        blocks += _lines(left)
    return blocks


def _listed(group: Group) -> list[Block]:
    """Draw what is theirs: a line each, with what can be pressed beside it."""
    if not any(entry.card and entry.card.buttons for entry in group.entries):
        return [_head(group.head), *_lines(group.entries)]
    return [_head(group.head), *(_beside(entry) for entry in group.entries)]


def _beside(entry: Entry) -> Block:
    drawn = draw.section(fit(entry.line, LINE))
    if entry.card and entry.card.buttons:
        drawn["accessory"] = draw.button(entry.card.buttons[0])
    return drawn


def _lines(entries: Sequence[Entry]) -> list[Block]:
    return [draw.section(part) for part in draw.together(fit(entry.line, LINE) for entry in entries)]


def _head(words: str) -> Block:
    """Write words of ours in bold."""
    return {"type": "section", "text": {"type": "mrkdwn", "text": f"*{escape(words)}*"}}
