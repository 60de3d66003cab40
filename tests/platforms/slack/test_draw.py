"""What is drawn stays within Slack's limits, and reads well."""

from __future__ import annotations

import itertools
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as some

from bot.slack import draw, forms, home
from bot.slack.text import divided, escape, fit, size, unescape
from handlers.people.home import MOST
from handlers.views import Button, Card, Form, Note, Question, Row
from storage.records import PersonId, PlaceId
from tests.platforms.slack import limits

LABELS = {
    "short": "Lundi",
    "long": "x" * 200,
    "escaped": "&<>" * 66,
    "emoji": "👩‍👩‍👧‍👦🎉" * 24,
    "right to left": "يوم الاثنين " * 16,
    "broadcast": "<!channel> <@U1> @here <https://example.org|x>",
}


def _card(label: str, options: int, *, pick: int, language: str, counted: bool) -> Card:
    rows = tuple(
        Row(
            key=key,
            label=f"{label[:197]}{key}",
            count="12 400" if counted else None,
            share="67 %" if counted else None,
            bar=0.67,
        )
        for key in range(1, options + 1)
    )
    return Card(
        number=12,
        kind="poll",
        header=("#équipe", "sondage 12", "ouvert"),
        title=(label * 300)[:300],
        rows=rows,
        notes=("3 réponses sur 6 invités", label),
        pick=pick,
        buttons=(Button(id="answer:12", label=label, style="primary"),) if pick != 1 else (),
        language=language,
    )


def _home(card: Card, many: int, language: str) -> home.Home:
    """Put so many cards that wait, and as many actions, on one App Home."""
    done = replace(card, rows=(), pick=0, buttons=(Button(id="done:12", label=card.title, style="primary"),))
    line = f"12 · {card.title} · {card.notes[-1]}"
    waits = home.Group(head="20 sondages attendent votre réponse :", entries=(home.Entry(line=line, card=card),) * many)
    actions = home.Group(
        head="20 sondages attendent votre réponse :", entries=(home.Entry(line=line, card=done),) * MOST
    )
    rituals = home.Group(
        head="20 sondages attendent votre réponse :",
        entries=(home.Entry(line=line, card=replace(done, buttons=())),) * MOST,
    )
    return home.Home(
        waits=(waits, waits, waits),
        theirs=(rituals, actions),
        settings=("Vos réglages", "langue : français", "fuseau : Europe/Paris"),
        nothing="",
        language="fr" if language == "fr" else "en",
    )


@pytest.mark.parametrize("label", LABELS.values(), ids=LABELS)
@pytest.mark.parametrize("options", [2, 5, 6, 20])
def test_every_card_is_within_the_limits(label: str, options: int) -> None:
    for pick, language, counted in itertools.product((0, 1, 3), ("en", "fr"), (True, False)):
        card = _card(label, options, pick=pick, language=language, counted=counted)
        drawn = draw.card(card)
        assert limits.message({"text": drawn.text, "blocks": drawn.blocks}) == []
        assert limits.view(home.view(_home(card, MOST, language))) == []


@pytest.mark.parametrize("label", LABELS.values(), ids=LABELS)
@pytest.mark.parametrize("options", [2, 5, 6, 20])
def test_every_form_is_within_the_limits(label: str, options: int) -> None:
    offered = tuple(f"{label[:197]}{key}" for key in range(options))
    questions = (
        Question(id="a", kind="text", label=label, help=label, max_length=300, value=label),
        Question(id="b", kind="lines", label=label, value="\n".join(offered)[:3_000]),
        Question(id="c", kind="choice", label=label, options=offered, value="2"),
        Question(id="d", kind="multi", label=label, options=offered, value="1 2"),
    )
    for language in ("en", "fr"):
        form = Form(id="poll:new", title=label, questions=questions, submit=label, language=language)
        assert limits.view(forms.view(form, PlaceId("slack:T1/C1"))) == []


@pytest.mark.parametrize("label", LABELS.values(), ids=LABELS)
def test_words_of_any_length_are_within_the_limits(label: str) -> None:
    note = Note(text=f"{label}\n" * 200, mentions=(PersonId("slack:T1/U1"),), buttons=(Button(id="x:1", label=label),))
    drawn = draw.note(note)
    assert limits.message({"text": drawn.text, "blocks": drawn.blocks}) == []


@given(some.text(max_size=60), some.integers(min_value=6, max_value=40))
def test_what_fits_is_whole_and_what_does_not_is_cut_with_a_sign(text: str, most: int) -> None:
    kept = fit(text, most)
    assert size(kept) <= most
    assert kept == escape(text) if size(escape(text)) <= most else kept.endswith("…")
    assert text.startswith(unescape(kept.removesuffix("…"))) or kept == escape(text)


@given(some.text(max_size=200))
def test_a_divided_text_stays_within_each_part(text: str) -> None:
    assert all(size(part) <= 50 for part in divided(text, 50))


def test_a_card_is_header_title_options_buttons_and_notes() -> None:
    rows = (Row(key=1, label="Lundi", count="2", share="67 %", bar=1.0), Row(key=2, label="A & B", count="0", bar=0.0))
    card = Card(
        number=12,
        kind="poll",
        header=("#équipe", "sondage 12", "ouvert", "nommé"),
        title="Quel jour ?",
        rows=rows,
        notes=("2 réponses sur 6 invités",),
        hint="répondre : 1 ou 2",
        pick=1,
        language="fr",
    )
    assert [_seen(block) for block in draw.card(card).blocks] == [
        "context: #équipe · sondage 12 · ouvert · nommé",
        "header: Quel jour ?",
        "section: Lundi 2 ▇▇▇▇▇▇▇▇▇▇ 67 %\nA &amp; B 0",
        "actions: Lundi | A &amp; B",
        "context: 2 réponses sur 6 invités",
    ]


def _seen(block: dict[str, Any]) -> str:
    """Write a block as it is read: its kind and its words."""
    held = (
        [block["text"]]
        if "text" in block
        else [each if isinstance(each.get("text"), str) else each["text"] for each in block["elements"]]
    )
    return f"{block['type']}: " + " | ".join(each["text"] for each in held)
