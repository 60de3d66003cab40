"""Pictures as they are drawn: every word can be read, none touches another or the edge, and no chart is left out."""

from __future__ import annotations

from itertools import combinations
from typing import TYPE_CHECKING, Any

import pytest

from handlers.reporting.chart import HEIGHT, WIDTH, Barred, Chart, Labelled, Trend, Turnout
from handlers.reporting.drawing.bubbles import ROOMY
from handlers.reporting.drawing.canvas import BLUE, LTR, Canvas, spread
from handlers.reporting.drawing.legible import legible
from tests.pictures import drawn, gallery

if TYPE_CHECKING:
    from matplotlib.transforms import Bbox

pytestmark = pytest.mark.picture
GALLERY = dict(gallery())
ROUNDING = 1.0  # pixels that the edges of letters are smoothed over


def boxes(canvas: Canvas) -> list[tuple[str, Bbox]]:
    """Return what is written on a canvas, and where."""
    from matplotlib.text import Text  # noqa: PLC0415 - it is slow to load

    found = canvas.figure.findobj(lambda artist: isinstance(artist, Text) and bool(artist.get_text()))
    return [(text.get_text(), text.get_window_extent()) for text in found if isinstance(text, Text)]


def troubles(canvas: Canvas) -> list[str]:
    """Say which words leave the picture, and which touch others."""
    found, written = [], boxes(canvas)
    for words, box in written:
        if box.x0 < 0 or box.y0 < 0 or box.x1 > WIDTH or box.y1 > HEIGHT:
            found.append(f"“{words}” leaves the picture")
    for (one, box), (other, beside) in combinations(written, 2):
        across = min(box.x1, beside.x1) - max(box.x0, beside.x0)
        down = min(box.y1, beside.y1) - max(box.y0, beside.y0)
        if across > ROUNDING and down > ROUNDING:
            found.append(f"“{one}” touches “{other}”")
    return found


@pytest.mark.parametrize("name", [name for name, chart in GALLERY.items() if chart])
def test_no_words_touch_each_other_or_the_edge(name: str) -> None:
    chart = GALLERY[name]
    assert chart is not None
    assert troubles(drawn(chart)) == []


@pytest.mark.parametrize("name", ["steady.en", "two-moments.fr", "weather-daily-1-weeks.fr", "weather-5-weeks.en"])
def test_the_mean_runs_through_no_number_of_a_large_bubble(name: str) -> None:
    from matplotlib.patches import Circle  # noqa: PLC0415 - it is slow to load

    chart = GALLERY[name]
    assert chart is not None
    canvas = drawn(chart)
    (paper,) = canvas.figure.axes
    mean = next(line for line in paper.lines if line.get_color() == BLUE)
    drawn_through: Any = mean.get_xydata()
    points = {(round(x), y) for x, y in drawn_through.tolist()}
    large = [round(patch.center[0]) for patch in paper.patches if isinstance(patch, Circle) and patch.radius > ROOMY]
    numbers = [
        text.get_position()
        for text in paper.texts
        if text.get_horizontalalignment() == "center" and text.get_text().isdigit()
    ]
    near = [y for x, y in numbers for at, height in points if round(x) == at and at in large and abs(y - height) < 8]
    assert large
    assert near == []


def test_a_name_that_runs_from_the_right_leaves_the_number_behind_it_in_its_place() -> None:
    canvas = Canvas()
    canvas.sentence(40, ["שלום? — 3 of 9"], 30)
    ((written, _),) = boxes(canvas)
    assert written == f"{LTR}שלום?{LTR} — 3 of 9"


def test_words_that_touch_or_leave_are_found() -> None:
    canvas = Canvas()
    canvas.text(100, 100, "one", 30)
    canvas.text(110, 104, "two", 30)
    canvas.text(WIDTH - 20, 300, "three", 30)
    assert troubles(canvas) == ["“three” leaves the picture", "“one” touches “two”"]


def test_the_gallery_holds_every_kind_of_chart_and_what_has_none() -> None:
    kinds = {type(chart) for chart in GALLERY.values()}
    assert kinds == {Barred, Trend, Turnout, type(None)}
    assert [name for name, chart in GALLERY.items() if chart is None] == ["nothing.en", "nothing.fr"]


@pytest.mark.parametrize("name", [name for name, chart in GALLERY.items() if chart])
def test_what_a_picture_shows_is_told_in_words_with_its_numbers(name: str) -> None:
    chart = GALLERY[name]
    assert chart is not None
    assert chart.alt.startswith(chart.title)
    assert all(said in chart.alt for said in _numbers(chart))
    assert len(chart.alt) < 2000  # what Slack takes


def _numbers(chart: Chart) -> list[str]:
    if isinstance(chart, Barred):
        return [row.said for row in chart.rows]
    if isinstance(chart, Trend):
        return [said for line in chart.lines for said in (line.first, line.last)]
    return [chart.columns[0].said, chart.columns[-1].said]


def test_french_pictures_hold_no_english() -> None:
    for name, chart in GALLERY.items():
        if chart is not None and name.endswith(".fr"):
            assert not {"answers", "average,", "from", "mean", "line:", "of"} & set(
                f"{chart.title} {chart.foot}".split()
            )


def test_many_series_are_drawn_apart_and_the_one_that_moved_most_comes_first() -> None:
    chart = GALLERY["twelve-52-weeks.en"]
    assert isinstance(chart, Trend)
    assert chart.title.startswith(f"Of 12 series, {chart.lines[0].name} moved most: from ")
    assert {line.name for line in chart.lines} <= {words for words, _ in boxes(drawn(chart))}


def test_rounds_of_a_year_of_days_are_taken_together_by_week() -> None:
    chart = GALLERY["weather-daily-52-weeks.fr"]
    assert isinstance(chart, Trend)
    assert len(chart.ticks) == 53
    assert chart.foot.endswith("par semaine")


def test_labels_are_moved_apart_as_little_as_it_takes() -> None:
    assert spread([1.0, 1.0, 5.0], 1.0, 0.0, 6.0) == [1.0, 2.0, 5.0]
    assert spread([5.9, 6.0], 1.0, 0.0, 6.0) == [5.0, 6.0]
    assert spread([], 1.0, 0.0, 1.0) == []


LETTERS = frozenset(map(ord, "abcdefghijklmnopqrstuvwxyzé12345☀️ "))


@pytest.mark.parametrize(
    ("asked", "left"),
    [
        ({"scale": [[5.0, "☀️ sun"], [1.0, "⛈️ météo"]]}, {"scale": [[5.0, "sun"], [1.0, "météo"]]}),
        ({"rows": [{"label": "🍕"}, {"label": "お茶"}]}, {"rows": [{"label": "1"}, {"label": "2"}]}),
        ({"title": "most want お茶 🎉"}, {"title": "most want …"}),
        ({"title": "a\N{RIGHT-TO-LEFT OVERRIDE}b"}, {"title": "ab"}),
    ],
)
def test_what_the_font_cannot_draw_is_left_out_and_nothing_stays_nameless(asked: object, left: object) -> None:
    assert legible(asked, LETTERS) == left


def test_words_are_cut_only_where_they_have_no_room_and_the_cut_is_seen() -> None:
    canvas = Canvas()
    assert canvas.fitted("one two", 1000, 20) == ["one two"]
    assert canvas.fitted("", 1000, 20) == []
    one, two = canvas.fitted("one two three four five six", 100, 20, lines=2)
    assert two.endswith("…")
    assert max(canvas.width(line, 20) for line in (one, two)) <= 100
    assert canvas.fitted("Quel jour\N{NO-BREAK SPACE}?", canvas.width("Quel jour", 20) + 1, 20, lines=2) == [
        "Quel", "jour\N{NO-BREAK SPACE}?",
    ]  # fmt: skip
    assert len(canvas.fitted("x" * 300, 200, 20, lines=3)) == 3


def test_a_chart_without_rows_has_its_title() -> None:
    bare = Barred(title="Nothing yet", alt="", rows=())
    assert [words.strip("\N{LEFT-TO-RIGHT MARK}") for words, _ in boxes(drawn(bare))] == ["Nothing yet"]
    zero = Barred(title="T", alt="", rows=(Labelled(label="a", value=0, said="0"),))
    assert len(boxes(drawn(zero))) == 3
