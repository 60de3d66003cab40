"""A report as a page, opened in Chromium: what a screen reader is told, what is on paper, that nothing is fetched."""

from __future__ import annotations

import asyncio
import base64
import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from itertools import count, pairwise
from pathlib import Path
from typing import Any

import aiohttp
import pytest

from handlers.reporting.html import as_html
from handlers.summaries.compose import compose
from handlers.texts import Voice
from storage.records import Language
from tests.outside import program
from tests.pictures import NOW, whole_report

pytestmark = pytest.mark.server

QUIET = (
    "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
    "--disable-background-networking", "--disable-component-update", "--disable-sync", "--remote-debugging-port=0",
)  # fmt: skip
# The contrast of each text with what is behind it (WCAG 2.2, 1.4.3); the page is white, and nothing is see-through.
CONTRAST = """
(() => {
  const light = (colour) => {
    const [r, g, b] = colour.match(/[\\d.]+/g).slice(0, 3).map((each) => each / 255)
      .map((each) => each <= 0.04045 ? each / 12.92 : ((each + 0.055) / 1.055) ** 2.4);
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  let least = 21;
  while (texts.nextNode()) {
    if (texts.currentNode.data.trim())
      least = Math.min(least, 1.05 / (light(getComputedStyle(texts.currentNode.parentElement).color) + 0.05));
  }
  return least;
})()
"""
UNTOLD = "[...document.querySelectorAll('svg')].filter((each) => each.getAttribute('aria-hidden') !== 'true').length"
LOOSE = "[...document.querySelectorAll('th')].filter((each) => !each.scope || !each.textContent.trim()).length"
OVERFLOW = "document.documentElement.scrollWidth - document.documentElement.clientWidth"

Node = dict[str, Any]


@dataclass(slots=True)
class Page:
    """A page under the browser's own tools."""

    socket: aiohttp.ClientWebSocketResponse
    numbers: count[int] = field(default_factory=lambda: count(1))
    asked_for: list[str] = field(default_factory=list)
    loaded: bool = False

    async def ask(self, method: str, **params: object) -> dict[str, Any]:
        """Give a command; return its answer. What the page asks of the network meanwhile is written down."""
        number = next(self.numbers)
        await self.socket.send_json({"id": number, "method": method, "params": params})
        while True:
            told: dict[str, Any] = await self.socket.receive_json(timeout=60)
            self._heed(told)
            if told.get("id") == number:
                return dict(told["result"])

    def _heed(self, told: dict[str, Any]) -> None:
        if told.get("method") == "Network.requestWillBeSent":
            self.asked_for.append(told["params"]["request"]["url"])
        self.loaded = self.loaded or told.get("method") == "Page.loadEventFired"

    async def open(self, path: Path) -> None:
        """Open a file, and wait until it is whole."""
        for domain in ("Network", "Page", "Accessibility", "Runtime"):
            await self.ask(f"{domain}.enable")
        await self.ask("Page.navigate", url=path.as_uri())
        while not self.loaded:
            self._heed(await self.socket.receive_json(timeout=60))

    async def value(self, expression: str) -> Any:  # noqa: ANN401 - JSON
        """Compute something in the page."""
        return (await self.ask("Runtime.evaluate", expression=expression))["result"].get("value")

    async def told(self) -> list[Node]:
        """Return what a screen reader is told, in its order."""
        nodes = (await self.ask("Accessibility.getFullAXTree"))["nodes"]
        return [node for node in nodes if not node["ignored"]]


@asynccontextmanager
async def chromium(folder: Path) -> AsyncIterator[Page]:
    """Start a browser with nothing in it, and give its first page."""
    browser = program("Chromium (Debian: chromium)", "chromium", "chromium-browser", "google-chrome")
    process = await asyncio.create_subprocess_exec(
        browser, *QUIET, f"--user-data-dir={folder / 'browser'}", "about:blank", stderr=asyncio.subprocess.PIPE
    )
    try:
        assert process.stderr
        async with asyncio.timeout(60):
            while not (found := re.search(rb"DevTools listening on ws://([\d.:]+)/", await process.stderr.readline())):
                pass
        async with aiohttp.ClientSession() as session:
            async with session.get(f"http://{found[1].decode()}/json/list") as answer:
                (tab,) = (each for each in await answer.json() if each["type"] == "page")
            async with session.ws_connect(tab["webSocketDebuggerUrl"], max_msg_size=0) as socket:
                yield Page(socket)
    finally:
        process.terminate()
        await process.communicate()


@asynccontextmanager
async def opened(folder: Path, language: Language) -> AsyncIterator[Page]:
    """Open the whole report in a language."""
    voice = Voice(language, "Europe/Paris")
    path = folder / "report.html"
    path.write_text(as_html(compose(*whole_report(voice), voice, NOW)), encoding="utf-8")
    async with chromium(folder) as page:
        await page.open(path)
        yield page


def role(node: Node) -> str:
    return str(node["role"]["value"])


def name(node: Node) -> str:
    return str(node.get("name", {}).get("value", ""))


def level(node: Node) -> int:
    return int(next(each["value"]["value"] for each in node["properties"] if each["name"] == "level"))


@pytest.mark.parametrize("language", ["en", "fr"])
async def test_a_screen_reader_is_told_everything_in_order(tmp_path: Path, language: Language) -> None:
    async with opened(tmp_path, language) as page:
        nodes = await page.told()
        assert await page.value("document.documentElement.lang") == language
        assert await page.value("document.title")
        headings = [level(node) for node in nodes if role(node) == "heading"]
        assert headings.count(1) == 1
        assert headings[0] == 1
        assert all(later - sooner <= 1 for sooner, later in pairwise(headings))
        assert all(name(node) for node in nodes if role(node) in {"heading", "region", "rowheader", "columnheader"})
        tables = [node for node in nodes if role(node) == "table"]
        assert len(tables) >= 7
        assert all(name(node) for node in tables), "each table has a caption"
        assert {"main", "region", "list", "blockquote", "rowheader", "columnheader"} <= {role(node) for node in nodes}
        assert await page.value(UNTOLD) == 0, "bars are told by the table's numbers"
        assert await page.value(LOOSE) == 0, "each head cell says of what it is the head"
        assert await page.value(CONTRAST) >= 4.5


@pytest.mark.parametrize("language", ["en", "fr"])
async def test_a_page_fits_paper_and_phones_and_fetches_and_runs_nothing(tmp_path: Path, language: Language) -> None:
    async with opened(tmp_path, language) as page:
        printed = base64.b64decode((await page.ask("Page.printToPDF", preferCSSPageSize=True))["data"])
        boxes = re.findall(rb"/MediaBox \[0 0 ([\d.]+) ([\d.]+)\]", printed)
        assert {(round(float(wide)), round(float(high))) for wide, high in boxes} == {(595, 842)}  # A4, in points
        assert 3 <= len(boxes) <= 6
        for media, width in (("print", 680), ("screen", 360), ("screen", 1200)):
            await page.ask("Emulation.setEmulatedMedia", media=media)
            await page.ask(
                "Emulation.setDeviceMetricsOverride", width=width, height=900, deviceScaleFactor=1, mobile=False
            )
            assert await page.value(OVERFLOW) == 0, f"{media} {width}"
        assert await page.value("document.scripts.length") == 0
        assert [url for url in page.asked_for if not url.startswith("file:")] == []
