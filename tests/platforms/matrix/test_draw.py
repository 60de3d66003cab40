"""What is drawn for Matrix: small enough, and nothing of what people wrote comes alive in it."""

from __future__ import annotations

from dataclasses import replace

from bot.matrix import draw
from handlers.views import Card, Note, Row
from storage.records import PersonId

WILD = '<b>@room</b> & <a href="https://matrix.to/#/@eve:x">Eve</a> **bold**'
ANA = PersonId("matrix:@ana:example.org")


def a_card(label: str = "Monday", *, options: int = 2, disclosed: bool = True) -> Card:
    rows = tuple(Row(key=key, label=label, count="1", share="50%", bar=0.5) for key in range(1, options + 1))
    header = ("#team", "poll 1", "open", "named")
    return Card(number=1, kind="poll", header=header, title="Which?", rows=rows, pick=1, disclosed=disclosed)


def test_what_people_wrote_is_escaped_and_calls_nobody() -> None:
    content = draw.card(a_card(WILD))
    assert "<b>" not in content["formatted_body"]
    assert "&lt;b&gt;@room" in content["formatted_body"]
    assert content["m.mentions"] == {}


def test_a_person_is_called_by_a_pill_and_in_the_list() -> None:
    content = draw.note(Note(text=WILD), {ANA: "<Ana>"}, to=ANA)
    assert content["m.mentions"] == {"user_ids": ["@ana:example.org"]}
    assert '<a href="https://matrix.to/#/@ana:example.org">&lt;Ana&gt;</a>' in content["formatted_body"]
    assert content["msgtype"] == "m.notice"


def test_french_keeps_its_space_before_the_colon_after_a_name() -> None:
    content = draw.note(Note(text="non", language="fr"), {ANA: "Ana"}, to=ANA)
    assert content["body"] == "Ana\u00a0: non"
    assert content["formatted_body"].endswith("</a>\u00a0: non")


def test_a_line_that_is_set_in_stays_so_in_formatted_text() -> None:
    content = draw.note(Note(text="Answers\n  Monday <2>"), {})
    assert content["formatted_body"] == "Answers<br>\u00a0\u00a0Monday &lt;2&gt;"


def test_a_retex_says_how_words_are_added_for_a_poll_has_no_button() -> None:
    hint = "all questions: !retex answer 1"
    asked = draw.poll(replace(a_card(), kind="retex", hint=hint))["org.matrix.msc3381.poll.start"]["question"]["body"]
    assert asked.split("\n")[-2:] == ["to add a word, reply in this poll's thread", hint]
    assert hint not in draw.poll(replace(a_card(), hint=hint))["org.matrix.msc3381.poll.start"]["question"]["body"]


def test_a_reminder_that_mentions_is_no_notice() -> None:
    assert draw.note(Note(text="now", mentions=(ANA,)), {})["msgtype"] == "m.text"


def test_the_longest_card_is_small_enough_to_be_edited_and_encrypted() -> None:
    content = draw.card(a_card("é" * 200, options=20))
    assert draw.size(draw.edit("$1", content)["m.new_content"]) <= draw.EDITED


def test_a_native_poll_holds_no_number_that_changes() -> None:
    start = draw.poll(a_card(disclosed=False))["org.matrix.msc3381.poll.start"]
    assert start["kind"].endswith(".undisclosed")
    assert [answer["id"] for answer in start["answers"]] == ["1", "2"]
    assert "50%" not in start["question"]["body"]
    assert "--anonymous" in start["question"]["body"]


def test_a_message_in_a_thread_is_answered_there() -> None:
    content = draw.related(draw.note(Note(text="no"), {}), reply_to="$2", thread="$1")
    assert content["m.relates_to"]["rel_type"] == "m.thread"
    assert content["m.relates_to"]["m.in_reply_to"] == {"event_id": "$2"}
