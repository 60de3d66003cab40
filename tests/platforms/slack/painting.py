"""A message drawn as an SVG, from its real blocks: the pictures of the documents show what the bot says, and no more.

``python -m tests.platforms.slack.painting`` draws them anew; a test fails where a picture is not what the bot says now.
"""

from __future__ import annotations

import asyncio
import tempfile
import textwrap
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from html import escape
from pathlib import Path
from typing import Any, Final

from bot.slack.text import unescape
from storage.records import Language
from tests.platforms.slack.bench import Clock, workspace

IMAGES: Final = Path(__file__).parents[3] / "docs" / "images"
PICTURES: Final[dict[str, Language]] = {"slack.svg": "en", "slack.fr.svg": "fr"}

WIDTH, LEFT, RIGHT = 680, 72, 24
MOMENT: Final = datetime(2026, 11, 24, 8, 0, tzinfo=UTC)
INK, QUIET, LINE, PAPER = "#1d1c1d", "#616061", "#bbbabb", "#ffffff"
FONT: Final = "Lato, 'Helvetica Neue', Arial, sans-serif"
_TYPED: Final[dict[Language, str]] = {
    "en": '"Which day?" "Monday" "Tuesday" --until friday 12:00',
    "fr": '"Quel jour ?" "Lundi" "Mardi" --jusqu\'à vendredi 12:00',
}


@dataclass(slots=True)
class Sheet:
    """What was drawn so far, and how far down."""

    parts: list[str] = field(default_factory=list)
    y: float = 0.0

    def text(self, words: str, *, size: int, colour: str = INK, bold: bool = False, x: float = LEFT) -> None:
        """Write a paragraph, on as many lines as it needs."""
        for line in textwrap.wrap(words, int((WIDTH - x - RIGHT) / (size * 0.5))) or [""]:
            self.y += size * 1.45
            weight = ' font-weight="700"' if bold else ""
            self.parts.append(
                f'<text x="{x:g}" y="{self.y:g}" font-size="{size}" fill="{colour}"{weight}>{escape(line)}</text>'
            )

    def buttons(self, elements: list[dict[str, Any]]) -> None:
        """Draw what can be pressed, side by side."""
        x, self.y = float(LEFT), self.y + 10
        for element in elements:
            words = unescape(element["text"]["text"])
            wide, primary = 24 + 8 * len(words), element.get("style") == "primary"
            fill, ink, edge = ("#007a5a", PAPER, "#007a5a") if primary else (PAPER, INK, LINE)
            self.parts.append(
                f'<rect x="{x:g}" y="{self.y:g}" width="{wide}" height="32" rx="6" fill="{fill}" stroke="{edge}"/>'
                f'<text x="{x + wide / 2:g}" y="{self.y + 21:g}" font-size="13" font-weight="700" fill="{ink}"'
                f' text-anchor="middle">{escape(words)}</text>'
            )
            x += wide + 8
        self.y += 36

    def sender(self, note: str) -> None:
        """Draw who says it, and ``note`` above it where only one person sees it."""
        self.y += 16
        if note:
            self.text(note, size=12, colour=QUIET)
            self.y += 4
        self.parts.append(
            f'<rect x="20" y="{self.y:g}" width="36" height="36" rx="8" fill="#3f5f8a"/>'
            f'<text x="38" y="{self.y + 25:g}" font-size="20" fill="{PAPER}" text-anchor="middle">R</text>'
            f'<rect x="{LEFT + 88}" y="{self.y + 3:g}" width="30" height="15" rx="2" fill="#e8e8e8"/>'
            f'<text x="{LEFT + 103}" y="{self.y + 14:g}" font-size="10" font-weight="700" fill="{QUIET}"'
            ' text-anchor="middle">APP</text>'
        )
        self.y -= 6
        self.text("Ritournelle", size=15, bold=True)

    def draw(self, blocks: list[dict[str, Any]]) -> None:
        """Draw the blocks of a message from its top to its bottom."""
        for block in blocks:
            match block["type"]:
                case "header":
                    self.y += 4
                    self.text(unescape(block["text"]["text"]), size=18, bold=True)
                case "section":
                    for line in unescape(block["text"]["text"]).split("\n"):
                        self.text(line, size=15)
                case "context":
                    for line in _lines(block):
                        self.text(line, size=13, colour=QUIET)
                case "actions":
                    self.buttons(block["elements"])
                case other:
                    raise AssertionError(f"nobody knows how to paint a {other}")


def _lines(block: dict[str, Any]) -> Iterator[str]:
    for element in block["elements"]:
        yield from unescape(element["text"]).split("\n")


async def paint(language: Language) -> str:
    """Let a team of six vote in a real bot's poll; return what one of them sees, as an SVG."""
    clock, card = Clock(MOMENT), Sheet()
    with tempfile.TemporaryDirectory() as folder:
        async with workspace(Path(folder), language=language, clock=clock.now, passing=clock.seconds, crowd=3) as team:
            team.fake.clock = clock.seconds
            for person in team.fake.people.values():
                person["locale"] = "fr-FR" if language == "fr" else "en-US"
            team.fake.channels["C1"]["name"] = "équipe" if language == "fr" else "team"
            for known in ("C1", "U1", "U2"):
                team.slack.people.forget(known)
            await team.types("U2", "list")  # whoever types is looked up anew
            await team.types("U1", _TYPED[language])
            for user, choice in (("V0", 2), ("U3", 1), ("U2", 1)):
                await team.presses(user, f"vote:1:{choice}")
            (shown,), said = team.fake.cards("C1"), team.fake.private("U2")[-1]
    card.sender("")
    card.draw(shown.blocks)
    card.sender("Visible par vous seulement" if language == "fr" else "Only visible to you")
    card.draw(said.blocks)
    height = card.y + 20
    aloud = escape(shown.text.replace("\n", " · "), quote=True)
    return "\n".join(
        (
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {height:g}" width="{WIDTH}"'
            f' font-family="{FONT}" role="img" aria-label="{aloud}">',
            f'<rect x="0.5" y="0.5" width="{WIDTH - 1}" height="{height - 1:g}" rx="10" fill="{PAPER}"',
            f' stroke="{LINE}"/>',
            *card.parts,
            "</svg>\n",
        )
    )


def main() -> None:
    """Draw every picture anew."""
    for name, language in PICTURES.items():
        (IMAGES / name).write_text(asyncio.run(paint(language)))


if __name__ == "__main__":
    main()
