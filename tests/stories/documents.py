"""What the documents show: transcripts of the console, and commands between backquotes.

A transcript stands in a fenced block whose info string is ``console``. Its lines that begin with ``> `` are typed, as a
script; the others were printed. A line ``…`` alone stands for any lines that are left out. The table of all commands in
the first pages is made from the table of routes: ``python -m tests.stories.documents`` writes it anew.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from pathlib import Path

from handlers.language import vocabulary
from handlers.routes import ROUTES
from handlers.texts import Voice
from storage.records import Language

ROOT = Path(__file__).parents[2]
LEFT_OUT = "…"
FIRST_PAGES = ("README.md", "LISEZMOI.md")
BEGIN, END = "<!-- commands -->", "<!-- end of commands -->"
_FENCED = re.compile(r"^( *)```([^\n`]*)\n(.*?)^\1```\s*$", re.MULTILINE | re.DOTALL)
_QUOTED = re.compile(r"(?<!`)`([^`\n]+)`(?!`)")
_PREFIX = re.compile(r"^(?:/ritournelle\s+|@ritournelle\s+|@[\w.-]+\s+|/(?=\w)|!)")
_PLACEHOLDER = re.compile(r"…|\.\.\.|<[^>]*>|\[[^\]]*\]|\|")


def documents() -> list[Path]:
    """Return every document that people read."""
    return [ROOT / "README.md", ROOT / "LISEZMOI.md", *sorted((ROOT / "docs").glob("*.md"))]


def language_of(document: Path) -> Language:
    """Return the language in which a document is written."""
    return "fr" if document.name == "LISEZMOI.md" or document.name.endswith(".fr.md") else "en"


def transcripts(text: str) -> Iterator[list[str]]:
    """Yield the lines of each transcript."""
    for indent, info, body in _FENCED.findall(text):
        if info.strip() == "console":
            yield [plain(line.removeprefix(indent)) for line in body.splitlines()]


def plain(line: str) -> str:
    """Return a line whose spaces are all alike, since a document may be typed with plain ones; none at its end."""
    return line.replace("\N{NO-BREAK SPACE}", " ").replace("\N{NARROW NO-BREAK SPACE}", " ").rstrip()


def typed(transcript: Sequence[str]) -> str:
    """Return a transcript's script."""
    return "\n".join(line[2:] for line in transcript if line.startswith("> ")) + "\n"


def commands(text: str) -> Iterator[str]:
    """Yield each command between backquotes that begins with a feature's word, without its platform's prefix."""
    for quoted in _QUOTED.findall(_FENCED.sub("", text)):
        line = _PREFIX.sub("", quoted.strip(), count=1)
        word = line.split(maxsplit=1)[0] if line.split() else ""
        if " " in line and vocabulary.feature_of(word) and not _PLACEHOLDER.search(line):
            yield line


def command_table(language: Language) -> str:
    """Write every command of the table of routes, with an example and what it does, as Markdown between two marks."""
    voice = Voice(language)
    rows = [f"| `{route.shown(language)}` | {voice(route.help, prefix='')} |" for route in ROUTES]
    head = "| saisi | ce que cela fait |" if language == "fr" else "| typed | what it does |"
    return "\n".join((BEGIN, head, "| --- | --- |", *rows, END))


def with_table(text: str, language: Language) -> str:
    """Return a first page with its table of commands made anew."""
    before, _, rest = text.partition(BEGIN)
    return before + command_table(language) + rest.partition(END)[2]


def as_shown(printed: Sequence[str], shown: Sequence[str]) -> bool:
    """Tell whether what was printed is what a transcript shows, ``…`` standing for any lines."""
    parts: list[list[str]] = [[]]
    for line in shown:
        if line.strip() == LEFT_OUT:
            parts.append([])
        else:
            parts[-1].append(line)
    first, *rest = parts
    if not rest:
        return list(printed) == first
    if list(printed[: len(first)]) != first:
        return False
    at = len(first)
    for part in rest[:-1]:
        found = next((here for here in range(at, len(printed)) if list(printed[here : here + len(part)]) == part), None)
        if found is None:
            return False
        at = found + len(part)
    last = rest[-1]
    return len(printed) - at >= len(last) and (not last or list(printed[-len(last) :]) == last)


if __name__ == "__main__":
    for name in FIRST_PAGES:
        page = ROOT / name
        page.write_text(with_table(page.read_text(encoding="utf-8"), language_of(page)), encoding="utf-8")
