"""Cards on the console, as a terminal shows them: whatever their labels hold, their columns stand below each other."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.console import draw
from bot.console.colour import paint
from handlers.views import Card, Row
from storage.records import Kind

LABELS = (
    "Lundi",
    "Réorganisation interministérielle de l’accueil des usagers " * 3,
    "https://exemple.gouv.fr/" + "transformation-publique-" * 7,
    "🌤️ éclaircies",
    "☀️ soleil",
    "👩‍💻👍🏽🇫🇷",
    "お茶を飲みながら話し合いましょう、それから決めましょう、みんなで一緒に",
    "e\N{COMBINING ACUTE ACCENT}te\N{COMBINING ACUTE ACCENT}",
)


ENGLAND = "🏴\U000e0067\U000e0062\U000e0065\U000e006e\U000e0067\U000e007f"


def drawn(*labels: str, title: str = "Quel jour ?") -> list[str]:
    rows = tuple(
        Row(key=key, label=label, count="75,000", bar=1.0, share="100 %") for key, label in enumerate(labels, 1)
    )
    seen = Card(number=1, kind=Kind.POLL, header=("#team", "poll 1"), title=title, rows=rows, notes=(), hint="")
    return draw.card(seen).splitlines()[1:]


def bar_at(line: str) -> int:
    return draw.width(line[: line.index("▇")])


def test_bars_stand_below_each_other_and_fit_72_columns() -> None:
    lines = drawn(*LABELS)
    assert max(map(draw.width, lines)) <= draw.WIDTH
    bars = [bar_at(line) for line in lines if "▇" in line]
    assert len(bars) == len(LABELS)
    assert len(set(bars)) == 1


@given(st.lists(st.text(min_size=1, max_size=200), min_size=1, max_size=3), st.text(min_size=1, max_size=300))
def test_no_label_and_no_title_leaves_the_columns(labels: list[str], title: str) -> None:
    lines = drawn(*(draw.printable(" ".join(label.split())) for label in labels), title=draw.printable(title))
    assert max(map(draw.width, lines)) <= draw.WIDTH
    assert len({bar_at(line) for line in lines if line.endswith("100 %")}) == 1


@pytest.mark.parametrize(
    ("text", "columns"),
    [
        ("Lundi", 5),
        ("été", 3),
        ("お茶", 4),
        ("☀️", 2),
        ("👩‍💻", 2),
        ("👍🏽", 2),
        ("🇫🇷", 2),
        ("e\u0301", 1),
        ("می\u200cخواهم", 7),
        (ENGLAND, 2),
    ],
)
def test_a_text_takes_the_columns_that_a_terminal_gives_it(text: str, columns: int) -> None:
    assert draw.width(text) == columns


@given(st.text(max_size=300), st.integers(min_value=2, max_value=72))
def test_wrapping_loses_nothing_but_spaces(text: str, columns: int) -> None:
    lines = draw.wrapped(text, columns)
    assert "".join("".join(lines).split(" ")) == "".join(mark for mark in text if mark not in " \t\r\n")
    assert lines


def test_colour_only_adds() -> None:
    plain = "\n".join(drawn(*LABELS))
    assert re.sub(r"\x1b\[[0-9;]*m", "", paint(plain)) == plain


@pytest.mark.parametrize(
    ("typed", "seen"),
    [
        ("می\u200cخواهم", "می\u200cخواهم"),
        (ENGLAND, ENGLAND),
        ("soft\u00adhyphen", "softhyphen"),
        ("\u061cنعم", "نعم"),
        ("\x1b[2Jgone\x07", "�[2Jgone�"),
    ],
)
def test_what_joins_letters_stays_and_what_moves_the_cursor_goes(typed: str, seen: str) -> None:
    assert draw.printable(typed) == seen


LINE = st.lists(st.text(st.characters(exclude_categories=("Cc", "Cs", "Cf")), min_size=1, max_size=90), max_size=4)


@given(LINE, LINE, st.text("mot ·\N{NO-BREAK SPACE}", max_size=200))
def test_headers_notes_and_hints_fit_72_columns_too(header: list[str], notes: list[str], hint: str) -> None:
    seen = Card(number=1, kind=Kind.POLL, header=("#team", *header), title="?", notes=tuple(notes), hint=hint)
    assert max(map(draw.width, draw.card(seen).splitlines())) <= draw.WIDTH


def test_the_numbers_of_a_rating_are_not_said_twice() -> None:
    rating = drawn("1", "2")
    assert rating == ["Quel jour ?", f"  1  75,000  {'▇' * 8}  100 %", f"  2  75,000  {'▇' * 8}  100 %"]
    bare = tuple(Row(key=key, label=str(key)) for key in (1, 2))
    assert draw.card(Card(number=1, kind=Kind.RETEX, header=("#team",), title="", rows=bare)) == "#team\n  1\n  2"
    assert drawn("2", "1")[1].split()[:2] == ["1", "2"]  # choices that are numbers of their own stay


def test_a_card_without_a_title_has_no_empty_line() -> None:
    assert draw.card(Card(number=1, kind=Kind.POLL, header=("#team", "poll 1", "deleted"), title="")) == (
        "#team · poll 1 · deleted"
    )


def test_a_wide_line_breaks_before_a_dot_and_hangs() -> None:
    hint = 'answer: 4 "Great energy" · all questions: retex answer 4 · take it back: retex withdraw'
    seen = Card(number=1, kind=Kind.POLL, header=("#team",), title="", notes=("  " + "mot " * 20,), hint=hint)
    assert draw.card(seen).splitlines() == [
        "#team",
        "  mot mot mot mot mot mot mot mot mot mot mot mot mot mot mot mot mot",
        "    mot mot mot",
        'answer: 4 "Great energy" · all questions: retex answer 4',
        "  · take it back: retex withdraw",
    ]
