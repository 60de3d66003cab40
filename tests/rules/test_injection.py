"""What people type stays text: no formula, tag, link, mark or call comes alive in any file, card or message.

Every field that a person can fill in is hostile at once (``tests.rules.hostile``); a field that is new and not in that
table is found here, by the events and forms through which it comes in.
"""

from __future__ import annotations

import csv
import io
import json
import re
import zipfile
from collections.abc import Iterator
from dataclasses import fields
from html.parser import HTMLParser
from pathlib import Path

import pytest

from bot.console import draw as console
from bot.matrix import draw as matrix
from bot.slack import draw as slack
from handlers import events
from handlers.views import Card, File, Note, Seen
from tests.rules.hostile import FIELDS, LEADS, QUESTIONS, hostile, marker

_FORMULA = ("=", "+", "-", "@", "\t", "\r")
_TAGS = {"html", "head", "meta", "title", "style", "body", "main", "section", "h1", "h2", "h3", "p", "table", "caption"}
_TAGS |= {"thead", "tbody", "tr", "th", "td", "svg", "rect", "ul", "li", "blockquote"}
_IN_ROOMS = {"p", "em", "strong", "br"}
_DOORS = {"Command.text", "Press.token", "Submit.values", "Actor.name", "Where.name"}
_OURS = {"id", "message", "thread", "ticket", "form", "action", "part", "mend", "zone", "locale", "people", "instead"}


@pytest.fixture(scope="module", params=range(0, len(LEADS), 2))
def seen(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> tuple[Seen, ...]:
    """Give all that is read, in turns: in each of them a field begins with another lead."""
    with hostile(tmp_path_factory.mktemp("hostile"), request.param) as stage:
        stage.fill()
        return tuple(stage.seen())


class Tags(HTMLParser):
    """Keeps the tags of a page, their attributes and its text."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.tags: set[str] = set()
        self.attributes: set[str] = set()
        self.text = ""
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note a tag."""
        self.tags.add(tag)
        self.attributes |= {name for name, _ in attrs}

    def handle_data(self, data: str) -> None:
        """Note a text."""
        self.text += data


def files(seen: tuple[Seen, ...], ending: str) -> Iterator[bytes]:
    found = [each.content for each in seen if isinstance(each, File) and each.name.endswith(ending)]
    assert found
    yield from found


def test_every_text_is_read_somewhere(seen: tuple[Seen, ...]) -> None:
    read = "".join(each.content.decode(errors="replace") if isinstance(each, File) else str(each) for each in seen)
    assert [field for field in FIELDS if marker(field) not in read] == []


def test_no_cell_is_a_formula(seen: tuple[Seen, ...]) -> None:
    for content in files(seen, ".csv"):
        for row in csv.reader(io.StringIO(content.decode("utf-8-sig"), newline="")):
            for cell in row:
                assert not cell.startswith(_FORMULA) or re.fullmatch(r"-?[\d.]+", cell), cell
    for content in files(seen, ".xlsx"):
        with zipfile.ZipFile(io.BytesIO(content)) as book:
            for name in book.namelist():
                written = book.read(name).decode(errors="replace")
                assert "<f>" not in written
                assert "<hyperlink" not in written


def test_no_tag_of_a_report_is_anybody_elses(seen: tuple[Seen, ...]) -> None:
    for content in files(seen, ".html"):
        page = Tags(content.decode())
        assert page.tags <= _TAGS
        assert not any(name.startswith("on") or name in ("href", "src") for name in page.attributes)
        assert "<script>alert(1)</script>" in page.text


def test_markdown_has_no_mark_of_anybody_elses(seen: tuple[Seen, ...]) -> None:
    for content in files(seen, ".md"):
        for line in content.decode().splitlines():
            text = re.sub(r"^(#{1,3} |- |> |\| )", "", line)
            bare = re.sub(r"\\.", "", re.sub(r"(^| )\|( |$)", " ", text))
            assert not re.search(r"[*_`\[\]<>~&|@]", bare.replace("---", "")), line
            assert not bare.startswith(("#", "=", "+")), line


def test_nothing_comes_alive_on_slack(seen: tuple[Seen, ...]) -> None:
    for each in seen:
        words = Note(text=each.note or each.name) if isinstance(each, File) else each
        message = slack.card(words) if isinstance(words, Card) else slack.note(words)
        assert not re.search(r"[<>]", message.text)
        for kind, text in _texts(message.blocks):
            assert kind == "plain_text", text
            assert not re.search(r"[<>]", text)


def _texts(block: object) -> Iterator[tuple[str, str]]:
    if isinstance(block, dict):
        if isinstance(block.get("text"), str):
            yield str(block.get("type")), block["text"]
        for value in block.values():
            yield from _texts(value)
    elif isinstance(block, list):
        for value in block:
            yield from _texts(value)


def test_nothing_comes_alive_on_matrix(seen: tuple[Seen, ...]) -> None:
    for each in seen:
        if isinstance(each, File):
            each = Note(text=each.note or each.name)  # noqa: PLW2901 - its words are said as a note
        contents = [matrix.note(each, {})] if isinstance(each, Note) else [matrix.card(each), matrix.tally(each, "$p")]
        contents += [matrix.poll(each)] if isinstance(each, Card) and each.native and each.rows else []
        for content in contents:
            assert content["m.mentions"] == {}
            page = Tags(str(content.get("formatted_body", "")))
            assert page.tags <= _IN_ROOMS
            assert not page.attributes


def test_nothing_moves_the_cursor_of_a_terminal(seen: tuple[Seen, ...]) -> None:
    for each in seen:
        written = (
            console.card(each)
            if isinstance(each, Card)
            else console.public(each, "#team")
            if isinstance(each, Note)
            else ""
        )
        assert not re.search(r"[\x00-\x08\x0b-\x1f\x7f]", written)


def test_every_way_in_is_known() -> None:
    heard = (events.Command, events.Press, events.Submit, events.Begin, events.Joined, events.Left, events.Actor)
    found = {
        f"{kind.__name__}.{field.name}"
        for kind in (*heard, events.Where)
        for field in fields(kind)
        if "str" in str(field.type) and field.name not in _OURS
    }
    assert found == _DOORS


def test_every_question_of_every_form_is_in_the_table(tmp_path: Path) -> None:
    with hostile(tmp_path) as stage:
        stage.fill()
        asked = set[str]()
        for line in ("poll", "retex", "ritual", "action", "retex answer 2", "ritual answer 5"):
            stage.type("cleo", line)
            draft = stage.desk.draft(stage.actor("cleo").id, stage.where("#team").id)
            assert draft is not None
            form = json.loads(draft.body)["form"]
            kind = ":".join(form["id"].split(":")[:2])
            asked |= {f"{kind}/{one['id']}" for one in form["questions"] if one["kind"] in ("text", "lines")}
            stage.type("cleo", "cancel", bare=True)
    assert asked == QUESTIONS.keys()
    assert {field for field in QUESTIONS.values() if field} <= set(FIELDS)
