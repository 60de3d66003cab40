"""The console's door: a script from a pipe, or a window with line editing and history."""

from __future__ import annotations

import asyncio
import getpass
import os
import re
import sys
import tempfile
from collections.abc import Callable
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import TextIO

from bot.console import colour
from bot.console.draw import printable
from bot.console.stage import Stage, gathered, is_item
from handlers.people.house import House
from handlers.texts import Voice

HISTORY = Path("~/.local/state/ritournelle/history")
LOOK = 1.0


def run_console(stdin: TextIO, stdout: TextIO, *, database_url: str | None, house: House, interactive: bool) -> int:
    """Play a script, or hold a conversation; return 1 if any line of a script was refused.

    Without a ``database_url`` the script has a database of its own, thrown away at the end.
    """
    coloured = colour.wanted(stdout)

    def out(text: str) -> None:
        stdout.write(f"{colour.paint(text) if coloured else text}\n")
        stdout.flush()

    with tempfile.TemporaryDirectory(prefix="ritournelle-") as folder:
        url = database_url or f"sqlite:///{folder}/script.db"
        lines = [] if interactive else gathered(stdin.read().removeprefix("\ufeff").splitlines())
        return asyncio.run(_play(lines, out, url, house, interactive=interactive))


async def _play(lines: list[str], out: Callable[[str], None], url: str, house: House, *, interactive: bool) -> int:
    speaker = re.sub(r"[^\w.-]", "-", getpass.getuser()) or "me"
    stage = Stage(url, house, out, now=None if interactive else datetime.now(UTC), speaker=speaker)
    await stage.start()
    try:
        if interactive:
            await _converse(stage, out, Voice(house.language, house.zone))
        for line in lines:
            if line.strip():
                out("\n".join(f"> {printable(each)}" for each in line.splitlines()))
            await stage.play(line)
        return int(stage.refused and not interactive)
    finally:
        await stage.stop()


async def _converse(stage: Stage, out: Callable[[str], None], voice: Voice) -> None:
    example = voice('poll "Which day?" "Monday" "Tuesday"')
    out(voice("Speak as anybody, for example: {example}", example=f"@alice {example}"))
    out(voice("Answer with “@bob 1”; “help” lists what can be asked, Ctrl-D leaves."))
    _remember()
    heart, window = asyncio.create_task(_beat(stage)), Window(stage, out, voice)
    try:
        while True:
            try:
                line = await asyncio.to_thread(input, window.prompt)
            except EOFError:
                out("")  # what comes next begins a line of its own
                await window.complete()
                return
            if line.strip() == ":quit":
                return
            await window.hear(line)
    finally:
        heart.cancel()
        with suppress(asyncio.CancelledError):
            await heart


class Window:
    """What is typed in a real window, a line at a time; a list typed below a refused command completes it."""

    def __init__(self, stage: Stage, out: Callable[[str], None], voice: Voice) -> None:
        self._stage, self._out, self._voice = stage, out, voice
        self._above, self._items = "", list[str]()

    @property
    def prompt(self) -> str:
        """Return what stands before the next line."""
        return "… " if self._items else "> "

    async def hear(self, line: str) -> None:
        """Hear one line: part of a list, the empty line that ends it, or anything else that is said."""
        if self._above and is_item(line):
            if not self._items:
                self._out(self._voice("An empty line ends the list."))
            self._items.append(line)
            return
        await self.complete()
        if line.strip():
            self._above = line if await self._stage.play(line) else ""

    async def complete(self) -> None:
        """Say the command above with its whole list, if one was typed."""
        if self._items:
            whole, self._above, self._items = "\n".join((self._above, *self._items)), "", []
            await self._stage.play(whole)


async def _beat(stage: Stage) -> None:
    """Do what falls due while nobody types."""
    while True:
        await asyncio.sleep(LOOK)
        await stage.tick()


def _remember() -> None:
    """Give the window line editing and a history of its own, where the machine has them."""
    if sys.platform == "win32":
        return
    import atexit  # noqa: PLC0415 - only a real window needs these
    import readline  # noqa: PLC0415

    path = HISTORY.expanduser()
    with suppress(OSError):
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        os.close(os.open(path, os.O_CREAT | os.O_RDWR, 0o600))
        readline.read_history_file(path)
        atexit.register(readline.write_history_file, path)
