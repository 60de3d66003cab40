"""What summaries say: in which order, how it is written in each file and drawn in pictures; nothing is asked here."""

from __future__ import annotations

import io
import zipfile
from datetime import datetime, timedelta

import pytest

from handlers.reporting.chart import (
    Barred,
    Bubble,
    Chart,
    Column,
    Labelled,
    Line,
    NotDrawn,
    Point,
    Tick,
    Trend,
    Turnout,
    png,
)
from handlers.reporting.document import Bar, Bars, Document, Lines, Quotes, Section
from handlers.reporting.export import Table, as_xlsx
from handlers.reporting.html import as_html
from handlers.reporting.markdown import as_markdown, escaped
from handlers.reporting.parts import Asked, Axis, Part, Said, Todo, Withheld
from handlers.reporting.plain import as_text
from handlers.summaries.compose import compose
from handlers.summaries.material import Material
from handlers.summaries.picture import chart_of
from handlers.summaries.scope import Scope
from handlers.summaries.veil import veil
from handlers.texts import Voice
from storage.records import ActionState, Kind, PlaceId
from tests.rules.hearing import NOON
from tests.stories.stage import plain

ENGLISH, FRENCH = Voice("en"), Voice("fr", "Europe/Paris")


ROTI = Asked(
    question="Worth your time?",
    labels=("1", "2", "3", "4", "5"),
    counts=(1, 1, 2, 2, 2),
    answered=8,
    values=(1, 2, 3, 4, 5),
    series="ROTI",
)
NASTY = '=HYPERLINK("x") <script>alert(1)</script> [a](javascript:b) *c* <!channel> | d'


def part(at: datetime = NOON, asked: Asked = ROTI, **more: object) -> Part:
    whole = {"kind": Kind.RITUAL, "number": 4, "title": "Weather", "open": False, "answered": 8, "invited": 10}
    return Part(**(whole | {"at": at, "asked": (asked,), "round": 1} | more))  # type: ignore[arg-type]  # a test's short way


def material(**more: object) -> Material:
    axes = (Axis(label="Skills", answered=6, terms=(("outil", 3),), quotes=(Said("More training", "bob"),)),)
    now = part(axes=axes, blockers=(Said(NASTY, "cleo"), Said("The network")), before=(ROTI,))
    before = part(
        NOON - timedelta(days=7), Asked(labels=("1", "5"), counts=(4, 0), answered=4, values=(1, 5), series="ROTI")
    )
    todo = Todo(
        number=7, title=NASTY, owner=None, person=None, due=NOON - timedelta(days=1), state=ActionState.OPEN,
        opened_at=NOON, since=NOON,
    )  # fmt: skip
    done = Todo(
        number=8, title="Done", owner="bob", person=None, due=None, state=ActionState.DONE, opened_at=NOON, since=NOON
    )
    return Material(**({"parts": (now,), "earlier": (before,), "todos": (todo, done), "where": "#team"} | more))  # type: ignore[arg-type]  # as above


SCOPE = Scope(places=(PlaceId("console:#team"),), since=NOON - timedelta(days=7), until=NOON)


def test_a_whole_summary_stands_in_its_order_with_all_its_numbers() -> None:
    text = as_text(compose(material(), SCOPE, ENGLISH, NOON))
    headings = ["Participation", "Answers", "Change", "Agreement", "By axis", "What holds people back", "Actions"]
    at = [text.index(f"\n{each}") for each in headings]
    assert at == sorted(at)
    assert "mean 3.38, median 3.5" in text
    assert "time well invested (3 or more): 6 of 8" in text
    assert "ROTI: mean 3.38, before 1 (+2.38)" in text
    assert "Skills: 6 people · outil 3" in text
    assert "“More training” — bob" in text
    assert "1 to be done · 1 of them overdue · 1 done, to be verified" in text
    assert "overdue since Monday 23 November" in text


def test_the_same_in_french() -> None:
    text = as_text(compose(material(), SCOPE, FRENCH, NOON))
    assert "moyenne 3,38, médiane 3,5" in text
    assert "«\N{NO-BREAK SPACE}More training\N{NO-BREAK SPACE}» — bob" in text
    assert "1 à faire · dont 1 en retard" in text


def test_the_most_divided_come_first() -> None:
    calm = Asked(question="calm", labels=("a", "b"), counts=(4, 0), answered=4)
    split = Asked(question="split", labels=("a", "b"), counts=(2, 2), answered=4)
    several = Asked(question="several", labels=("a", "b"), counts=(4, 3), answered=4, multi=True)
    one = Asked(question="one", labels=("a", "b"), counts=(1, 0), answered=1)
    parts = tuple(part(asked=each, number=key) for key, each in enumerate((calm, several, split, one), 1))
    text = as_text(compose(material(parts=parts, earlier=()), SCOPE, ENGLISH, NOON))
    agreement = text[text.index("Agreement") : text.index("Actions")]
    assert [name for name in ("split", "several", "calm", "one") if name in agreement] == ["split", "several", "calm"]
    assert agreement.index("split") < agreement.index("several") < agreement.index("calm")


def test_many_things_are_counted_in_a_chat() -> None:
    parts = tuple(part(number=number) for number in range(1, 21))
    text = as_text(compose(material(parts=parts), SCOPE, ENGLISH, NOON, most=3))
    assert "and 17 others" in text
    assert "and 17 others before" in text


@pytest.mark.parametrize(
    ("voice", "told", "hidden", "few"),
    [
        (
            *(ENGLISH, "ritual 4 · Weather · 5 rounds · 40 answers of 50 invited · 80% · still open"),
            *("ritual 4 · 2 rounds · 16 answers of 20 invited", "ritual 4 · fewer than 5 answers"),
        ),
        (
            *(FRENCH, "rituel 4 · Weather · 5 tours · 40 réponses sur 50 invités · 80 % · encore ouvert"),
            *("rituel 4 · 2 tours · 16 réponses sur 20 invités", "rituel 4 · moins de 5 réponses"),
        ),
    ],
)
def test_many_rounds_of_a_ritual_are_one_line_in_a_chat(voice: Voice, told: str, hidden: str, few: str) -> None:
    def said(parts: tuple[Part, ...], most: int, *numbers: int) -> str:
        seen = material(parts=parts, veiled=frozenset(numbers))
        return plain(as_text(compose(seen, SCOPE, voice, NOON, most=most)))

    rounds = tuple(part(NOON - timedelta(days=5 - day), round=day, open=day == 5) for day in range(1, 6))
    both = (*rounds, part(number=5, kind=Kind.POLL, round=0, title="Lunch"))
    assert told in said(both, 5)
    assert "Lunch" in said(both, 5)
    assert told not in said(both, 6)
    small = veil(part(answered=3), voice)
    assert hidden in said((*(veil(each, voice) for each in rounds[:2]), small, small), 2, 4)
    assert few in said((small,) * 3, 2, 4)


def test_a_half_is_rounded_up_as_people_and_spreadsheets_do() -> None:
    assert ENGLISH.share(1, 8) == "13%"
    assert [ENGLISH.share(part, 200) for part in (1, 57, 0, 200)] == ["1%", "29%", "0%", "100%"]
    assert [ENGLISH.rounded(value) for value in (2.125, 3.375, 1.005, 3.0)] == ["2.13", "3.38", "1.01", "3"]


def test_changes_have_their_sign() -> None:
    assert [ENGLISH.signed(value) for value in (0.5, -0.5, 0.001)] == ["+0.5", "−0.5", "0"]


def test_a_veil_leaves_numbers_only_and_no_small_ones() -> None:
    axes = (Axis(label="Skills", answered=6, terms=(("outil", 3),), quotes=(Said("a"),)),)
    shown = veil(part(axes=axes, blockers=(Said("b"),)), ENGLISH)
    assert (shown.title, shown.blockers, shown.asked[0].question, shown.asked[0].series) == ("", (), "question 1", "")
    assert shown.axes == (Axis(label="words 1", answered=6),)
    assert veil(part(axes=(*axes, Axis(label="x", answered=2))), ENGLISH).axes == ()
    few = veil(part(answered=4, asked=Asked(labels=("a",), counts=(4,), answered=4)), ENGLISH)
    assert (few.answered, few.invited, few.asked[0].counts, few.asked[0].withheld) == (0, None, (), Withheld.FEW)


# --- files


def test_what_people_wrote_stays_text_in_every_file() -> None:
    document = compose(material(), SCOPE, ENGLISH, NOON)
    page = as_html(document)
    assert "<script" not in page.replace("&lt;script", "")
    assert "&lt;script&gt;" in page
    assert '<th scope="row">' in page
    assert "<caption>" in page
    markdown = as_markdown(document)
    assert "\\<script\\>" in markdown
    assert "\\[a\\](javascript" in markdown
    assert "[a]" not in markdown.replace("\\[a\\]", "")


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("# big", "\\# big"),
        ("- item", "\\- item"),
        ("1. one", "1\\. one"),
        ("15:34 (UTC)", "15:34 (UTC)"),
        ("https://x.org", "https\\://x.org"),
        ("www.x.org", "www\\.x.org"),
        ("a|b", "a\\|b"),
        ("two\nlines", "two lines"),
        ("56\N{NO-BREAK SPACE}%", "56\N{NO-BREAK SPACE}%"),
        ("two\u2028lines", "two lines"),
    ],
)
def test_markdown_reads_nothing_but_text(text: str, written: str) -> None:
    assert escaped(text) == written


def test_every_kind_of_block_is_written_everywhere() -> None:
    sections = (
        Section("One", (Bars(caption="q", rows=(Bar("a", "12", "60%", 1.0),), notes=("n",)), Bars(caption="r"))),
        Section("Two", (Lines(("x",), "c"), Quotes("s", (Said("hello", "bob"), Said("bye"))))),
    )
    whole = Document(
        title="T", lead=("L",), sections=sections, language="en", answer="answer", count="people", share="share"
    )
    for text in (as_text(whole), as_markdown(whole), as_html(whole)):
        assert all(each in text for each in ("T", "L", "One", "Two", "60%", "n", "r", "x", "c", "s", "hello", "bye"))


def test_sheets_bear_names_that_a_spreadsheet_takes() -> None:
    tables = [
        Table(name, ("a",), [(NOON,), ("x" * 40_000,), (1.5,)]) for name in ("[a]/b:c?", "[A]/b:c?", "'", "é" * 40)
    ]
    with zipfile.ZipFile(io.BytesIO(as_xlsx("n", tables, NOON).content)) as book:
        assert 'name="(A)-b-c- 2"' in book.read("xl/workbook.xml").decode()


# --- pictures


def test_a_picture_says_its_finding_in_numbers() -> None:
    trend = chart_of(material(), SCOPE, ENGLISH)
    assert isinstance(trend, Trend)
    assert trend.title == "ROTI: from 1 to 3.38 on average, 12 answers"
    assert trend.alt == "ROTI: from 1 to 3.38 on average, 12 answers. 17 Nov: 1 · 24 Nov: 3.38."
    days = tuple(part(NOON - timedelta(days=day), round=day) for day in (3, 2, 1))
    trend = chart_of(material(parts=days, earlier=()), SCOPE, ENGLISH)
    assert isinstance(trend, Trend)
    assert trend.title == "ROTI: still 3.38 on average, 24 answers"
    assert tuple(tick.label for tick in trend.ticks) == ("21 Nov", "22 Nov", "23 Nov")
    one = chart_of(material(earlier=()), SCOPE, ENGLISH)
    assert isinstance(one, Barred)
    assert one.title == "Weather — 3.38 on average, 8 answers"
    plain = Asked(labels=("a", "b"), counts=(9, 3), answered=12)
    poll = chart_of(material(parts=(part(asked=plain),), earlier=()), SCOPE, ENGLISH)
    assert isinstance(poll, Barred)
    assert poll.title == "Weather — 9 of 12 chose a"
    assert poll.rows[0].said == "9 · 75%"
    two = (part(asked=plain, number=1), part(asked=plain, number=2, invited=None))
    rate = chart_of(material(parts=two, earlier=()), SCOPE, ENGLISH)
    assert isinstance(rate, Barred)
    assert rate.title == "8 answers of 10 invited"
    assert [row.said for row in rate.rows] == ["8 of 10", "8"]
    assert chart_of(material(parts=()), SCOPE, ENGLISH) is None


def test_a_picture_counts_what_nobody_answered_as_the_words_do() -> None:
    parts = (part(number=1), part(number=2), part(number=3, answered=0))
    shown = material(parts=parts, earlier=())
    picture = chart_of(shown, SCOPE, ENGLISH)
    assert isinstance(picture, Barred)
    assert picture.title == "16 answers of 30 invited · 53%"
    assert [row.said for row in picture.rows] == ["8 of 10", "8 of 10", "0 of 10"]
    assert f"altogether: {picture.title}" in as_text(compose(shown, SCOPE, ENGLISH, NOON))


POINTS = (Point(at=0, mean=1.0, bubbles=(Bubble(1.0, 3, "3"),)), Point(at=7, mean=None))


@pytest.mark.picture
@pytest.mark.parametrize(
    "chart",
    [
        Barred(title="$5 & <b> «é» ÆŒ", alt="", rows=(Labelled(label="ÀÇÉ", value=1, said="1", whole=2),), foot="f"),
        Trend(
            title="T", alt="", ticks=(Tick(0, "a"),), scale=((1.0, "low"), (5.0, "high")),
            lines=(Line(name="x", points=POINTS, first="1", last="1"),),
        ),
        Turnout(title="T", alt="", ticks=(Tick(0, "a"),), columns=(Column(at=0, value=2, said="2 of 3", whole=3),)),
    ],
)  # fmt: skip
def test_a_picture_is_drawn_1200_by_675_in_a_process_of_its_own(chart: Chart) -> None:
    content = png(chart)
    assert (int.from_bytes(content[16:20]), int.from_bytes(content[20:24])) == (1200, 675)


@pytest.mark.picture
def test_a_picture_that_cannot_be_drawn_is_said_so() -> None:
    with pytest.raises(NotDrawn):
        png(Trend(title="T", alt="", ticks=(), lines=(), scale=()))
