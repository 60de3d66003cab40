"""What people type says what it says: nothing of it comes alive in Slack, in any field of anything that is drawn."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from hypothesis import given
from hypothesis import strategies as some

from bot.slack import draw, forms, home
from bot.slack.text import escape, size, unescape
from handlers.views import Button, Card, Form, Note, Question, Row
from storage.records import PersonId, PlaceId
from tests.platforms.slack import limits

ALIVE = (
    *("<!channel>", "<!here|here>", "<!subteam^S1>", "<@U1>", "<@U1|bob>", "<#C1|x>", "<https://x.org|x>"),
    *("*bold*", "_slanted_", "~gone~", "`code`", "```", "&amp;", "&lt;!channel&gt;"),
    *("&", "<", ">", ":tada:", "\n", " ", "a"),
)
WORDS = (
    some.lists(some.sampled_from(ALIVE), min_size=1, max_size=6)
    .map("".join)
    .filter(lambda words: words.strip() and size(escape(words)) <= draw.BUTTON)
)


def plain_texts(held: object) -> Iterator[str]:
    """Find all that stands where Slack reads no markup."""
    if isinstance(held, dict):
        if held.get("type") == "plain_text":
            yield held["text"]
        for value in held.values():
            yield from plain_texts(value)
    elif isinstance(held, list):
        for value in held:
            yield from plain_texts(value)


def says(held: object, words: str) -> bool:
    """Tell whether somebody reads just these words; where a field is one line, a line end is a space."""
    return any(_flat(words) in _flat(unescape(text)) for text in plain_texts(held))


def _flat(text: str) -> str:
    return re.sub(r"\s+", " ", text).strip()


def _button(words: str) -> Button:
    return Button(id="answer:12", label=words)


@given(WORDS)
def test_on_a_card(words: str) -> None:
    for pick in (0, 1, 3):
        rows = tuple(Row(key=key, label=words, count="1", share=words, bar=1.0) for key in range(1, 4))
        card = Card(
            number=12,
            kind="poll",
            header=(words, "poll 12"),
            title=words,
            rows=rows,
            notes=(words,),
            hint=words,
            pick=pick,
            buttons=(_button(words),),
        )
        drawn = draw.card(card)
        assert limits.message({"text": drawn.text, "blocks": drawn.blocks}) == []
        for block in drawn.blocks:
            assert says(block, words), block
        assert _flat(words) in _flat(unescape(drawn.text))


@given(WORDS)
def test_in_words_and_on_the_home(words: str) -> None:
    note = Note(text=words, buttons=(_button(words),), mentions=(PersonId("slack:T1/U1"),))
    drawn = draw.note(note)
    assert limits.message({"text": drawn.text, "blocks": drawn.blocks}) == []
    assert drawn.blocks[0]["text"] == {"type": "mrkdwn", "text": "<@U1>"}
    assert all(says(block, words) for block in drawn.blocks[1:])
    card = Card(number=12, kind="action", header=(words,), title=words, buttons=(_button(words),))
    entries = (home.Entry(line=words, card=card), home.Entry(line=words))
    group = home.Group(head="Your actions:", entries=entries)
    view = home.view(
        home.Home(waits=(group,), theirs=(group,), settings=("Your settings", words), nothing="", language="en")
    )
    assert limits.view(view) == []
    assert says(view, words)


@given(WORDS)
def test_in_a_form_where_it_is_typed_again_as_it_was(words: str) -> None:
    questions = (
        Question(id="a", kind="text", label=words, help=words, value=words),
        Question(id="b", kind="lines", label=words, value=words),
        Question(id="c", kind="choice", label=words, options=(words, "other"), value="1"),
        Question(id="d", kind="multi", label=words, options=(words, "other"), value="1 2"),
    )
    view: dict[str, Any] = forms.view(
        Form(id="poll:new", title=words, questions=questions, submit=words), PlaceId("slack:T1/C1")
    )
    assert limits.view(view) == []
    typed = [block["element"]["initial_value"] for block in view["blocks"][:2]]
    assert typed == [words, words], "what is typed is no markup, and comes back as it was"
    assert all(says(block, words) for block in view["blocks"])
