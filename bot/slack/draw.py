"""Cards, words and forms as Block Kit: pure, and within every limit that Slack sets.

User text only ever stands in ``plain_text`` objects, escaped: no mention, broadcast, link or markup comes alive in it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from bot.slack import ids
from bot.slack.text import divided, escape, fit, isolated, size
from handlers.texts import Voice
from handlers.views import Button, Card, Note, Row

Block = dict[str, object]

BLOCKS: Final = 50
VIEW_BLOCKS: Final = 100
WHOLE: Final = 12_000  # Slack refuses messages somewhere above 13,000 characters of blocks
FALLBACK: Final = 3_900
SECTION: Final = 2_900
HEADER: Final = 150
BUTTON: Final = 75
OPTION: Final = 75
PLACEHOLDER: Final = 150
IN_A_ROW: Final = 5  # buttons side by side; with more options, a select
ROWS: Final = 7_000
BAR: Final = 10


@dataclass(frozen=True, slots=True)
class Message:
    """What a message says: ``blocks`` to see, ``text`` for notifications and screen readers."""

    text: str
    blocks: list[Block]


def card(seen: Card) -> Message:
    """Draw a card: header, title, options, what can be pressed, notes."""
    return Message(fit(_read_aloud(seen), FALLBACK), _within(card_blocks(seen), BLOCKS))


def card_blocks(seen: Card) -> list[Block]:
    """Draw a card's blocks, as they stand in a message and on the App Home."""
    numbered = _numbered(seen.rows)
    pressed = [*_choice(seen, numbered=numbered), *buttons(seen.buttons)]
    return [
        *small_print([" · ".join(seen.header)]),
        *_title(seen.title),
        *_rows(seen, numbered=numbered),
        *pressed,
        *small_print([*seen.notes, *([seen.hint] if seen.hint and not pressed else [])]),
    ]


def note(seen: Note) -> Message:
    """Draw words: their paragraphs, whom they call, what can be pressed."""
    calls = [f"<@{ids.native(person)}>" for person in seen.mentions if person.startswith(f"{ids.PLATFORM}:")]
    called: list[Block] = [_section({"type": "mrkdwn", "text": " ".join(calls)})] if calls else []
    blocks = [*called, *(_section(_plain(part)) for part in divided(seen.text, SECTION)), *buttons(seen.buttons)]
    return Message(" ".join((*calls, fit(seen.text, FALLBACK - size(" ".join(calls)) - 1))), _within(blocks, BLOCKS))


def buttons(offered: Iterable[Button]) -> list[Block]:
    """Draw what can be pressed, a few to a row."""
    drawn = [button(each) for each in offered]
    return [{"type": "actions", "elements": drawn[at : at + IN_A_ROW]} for at in range(0, len(drawn), IN_A_ROW)]


def button(offered: Button) -> Block:
    """Draw one thing to press."""
    return _button(offered.id, offered.label, offered.style)


def option(key: int, label: str, *, numbered: bool) -> Block:
    """Draw one option of a select, radio or check box; its value is its number."""
    text = fit(f"{key} · {label}" if numbered else label, OPTION)
    return {"text": plain(text), "value": str(key)}


def plain(escaped: str) -> Block:
    """Make a ``plain_text`` object of a text that is escaped already."""
    return {"type": "plain_text", "text": escaped, "emoji": True}


def paragraphs(text: str) -> list[Block]:
    """Draw a text as sections."""
    return [_section(_plain(part)) for part in divided(text, SECTION)]


def section(escaped: str) -> Block:
    """Make a section of a text that is escaped already."""
    return _section(_plain(escaped))


def small_print(lines: Iterable[str]) -> list[Block]:
    """Draw what is only there to help."""
    parts = divided("\n".join(line for line in lines if line), SECTION)
    return [{"type": "context", "elements": [_plain(part)]} for part in parts]


def together(lines: Iterable[str]) -> list[str]:
    """Join escaped lines into as few sections as they need."""
    parts: list[str] = []
    for line in lines:
        if parts and size(parts[-1]) + 1 + size(line) <= SECTION:
            parts[-1] += f"\n{line}"
        else:
            parts.append(line)
    return parts


def numbered_options(options: Sequence[str]) -> list[str]:
    """Write the options one a line, each with its number."""
    return [f"{key}. {isolated(label)}" for key, label in enumerate(options, 1)]


def too_long(options: Iterable[str]) -> bool:
    """Tell whether one of the options is longer than what can be pressed may be."""
    return any(size(escape(label)) > OPTION for label in options)


_plain = plain


def _section(text: Block) -> Block:
    return {"type": "section", "text": text}


def _numbered(rows: Sequence[Row]) -> bool:
    return too_long(row.label for row in rows)


def _title(title: str) -> Iterator[Block]:
    if title and size(escape(title)) <= HEADER:
        yield {"type": "header", "text": _plain(escape(" ".join(title.split())))}
    elif title:
        yield from paragraphs(title)


def _rows(seen: Card, *, numbered: bool) -> Iterator[Block]:
    """Write the options with their numbers; where buttons say it all and nothing is counted, nothing."""
    said_by_buttons = seen.pick == 1 and len(seen.rows) <= IN_A_ROW and not numbered
    if said_by_buttons and all(row.count is None for row in seen.rows):
        return
    lines = [_row(row, ROWS // max(len(seen.rows), 1), numbered=numbered) for row in seen.rows]
    yield from (section(part) for part in together(lines))


def _row(row: Row, most: int, *, numbered: bool) -> str:
    head = f"{row.key}. " if numbered else ""
    label = fit(isolated(" ".join(row.label.split())), min(most, SECTION) - 60)
    if row.count is None:
        return f"{head}{label}"
    bar = "▇" * max(round(row.bar * BAR), 1 if row.bar else 0)
    return " ".join(part for part in (f"{head}{label}", escape(row.count), bar, escape(row.share or "")) if part)


def _choice(seen: Card, *, numbered: bool) -> list[Block]:
    """Draw what a ballot of one option is pressed with: a few buttons, or a select."""
    if seen.pick != 1 or not seen.rows:
        return []
    vote = f"vote:{seen.number}"
    if len(seen.rows) <= IN_A_ROW:
        pressed = [
            _button(f"{vote}:{row.key}", str(row.key) if numbered else row.label, "plain", aloud=row.label)
            for row in seen.rows
        ]
        return [{"type": "actions", "elements": pressed}]
    voice = Voice("fr" if seen.language == "fr" else "en")
    select = {
        "type": "static_select",
        "action_id": vote,
        "placeholder": _plain(fit(voice("Choose your answer"), PLACEHOLDER)),
        "options": [option(row.key, row.label, numbered=numbered) for row in seen.rows],
    }
    return [{"type": "actions", "elements": [select]}]


def _button(identifier: str, label: str, style: str, *, aloud: str = "") -> Block:
    drawn: Block = {"type": "button", "action_id": identifier, "text": _plain(fit(label, BUTTON))}
    if style != "plain":
        drawn["style"] = style
    if aloud and aloud != label:
        drawn["accessibility_label"] = fit(aloud, BUTTON)
    return drawn


def _within(blocks: list[Block], most: int) -> list[Block]:
    """Keep a message within Slack's number of blocks and its whole size; what is left out is marked."""
    kept: list[Block] = []
    room = WHOLE
    for block in blocks:
        room -= _weight(block)
        if len(kept) == most - 1 or room < 0:
            kept.append({"type": "context", "elements": [_plain("…")]})
            return kept
        kept.append(block)
    return kept


def _weight(block: object) -> int:
    """Return how many characters of text a block holds."""
    if isinstance(block, dict):
        return sum(_weight(value) for value in block.values())
    if isinstance(block, list):
        return sum(_weight(value) for value in block)
    return size(block) if isinstance(block, str) else 0


def _read_aloud(seen: Card) -> str:
    rows = (" ".join(part for part in (f"{row.key}. {row.label}", row.count, row.share) if part) for row in seen.rows)
    return "\n".join(part for part in (" · ".join(seen.header), seen.title, *rows, *seen.notes) if part)
