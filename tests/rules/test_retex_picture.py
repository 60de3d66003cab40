"""The picture of one retex: what it shows, what it says in words, and what it must never show."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from handlers.answering.templates import BUILT_IN, Item, ItemKind
from handlers.effects import Tell
from handlers.people.house import House
from handlers.reporting.chart import Barred, Chart, NotDrawn, png
from handlers.retex.facts import Facts
from handlers.retex.figures import Figure
from handlers.retex.picture import QUERY, chart_of, picture
from handlers.texts import Voice
from handlers.views import File, Note
from storage.records import Kind, Language, PersonId, PlaceId, Status, Subject
from tests.rules.hearing import NOON
from tests.rules.polling import Polling, polling
from tests.sketch import sketch
from tests.stories.stage import plain

ENGLISH, FRENCH = Voice("en"), Voice("fr")
HOUSE = House(zone="Europe/Paris", paint=sketch)
PEOPLE = ("ana", "bob", "zoe", "max", "eve", "kim")


def facts(items: tuple[Item, ...], figures: dict[str, Figure], answered: int, **more: object) -> Facts:
    subject = Subject(
        number=7,
        kind=Kind.RETEX,
        title=str(more.pop("title", "Workshop")),
        creator=PersonId("console:ana"),
        place=PlaceId("console:#team"),
        opened_at=NOON,
        status=Status.CLOSED,
        closed_at=NOON,
    )
    return Facts(subject=subject, items=items, answered=answered, invited=15, figures=figures, **more)  # type: ignore[arg-type]  # any field


def hot(voice: Voice, numbers: dict[int, int], **more: object) -> Barred | None:
    people = sum(numbers.values())
    return chart_of(
        facts(BUILT_IN["hot"](voice), {"rating": Figure(people=people, numbers=numbers)}, people, **more),
        "#team",
        voice,
    )


@pytest.mark.parametrize(
    ("voice", "title", "alt"),
    [
        (
            ENGLISH,
            "Workshop — median 4 · mean 3.8",
            "1: 0 · 2: 1 · 3: 0 · 4: 3 · 5: 1. #team · How was it, from 1 (poor) to 5 (excellent)?"
            " · 5 answers of 15 invited",
        ),
        (
            FRENCH,
            "Workshop — médiane 4 · moyenne 3,8",
            "1 : 0 · 2 : 1 · 3 : 0 · 4 : 3 · 5 : 1. #team · Comment était-ce, de 1 (faible) à 5 (excellent) ?"
            " · 5 réponses sur 15 invités",
        ),
    ],
)
def test_the_title_is_the_finding_and_the_words_hold_every_number(voice: Voice, title: str, alt: str) -> None:
    chart = hot(voice, {2: 1, 4: 3, 5: 1})
    assert chart is not None
    assert plain(chart.title) == title
    assert plain(chart.alt) == f"{title}. {alt}"
    assert [(row.label, row.value) for row in chart.rows] == [("1", 0), ("2", 1), ("3", 0), ("4", 3), ("5", 1)]


def test_shares_are_told_from_ten_answers_on() -> None:
    nine, ten = hot(ENGLISH, {4: 6, 5: 3}), hot(ENGLISH, {4: 6, 5: 4})
    assert nine is not None
    assert ten is not None
    assert [row.said for row in nine.rows[3:]] == ["6", "3"]
    assert [row.said for row in ten.rows[3:]] == ["6 · 60%", "4 · 40%"]


def test_what_was_asked_before_is_compared_in_the_title() -> None:
    before = {"rating": Figure(people=2, numbers={2: 2})}
    chart = hot(ENGLISH, {4: 3}, origin=3, before=before)
    assert chart is not None
    assert chart.title == "Workshop — median 4 · mean 4 · compared with retex 3: mean +2"


def test_a_long_title_leaves_room_for_the_finding() -> None:
    chart = hot(ENGLISH, {4: 3}, title="word " * 60)
    assert chart is not None
    assert chart.title.endswith("… — median 4 · mean 4")
    assert len(chart.title) < 120


@pytest.mark.parametrize("template", ["aar", "ssc"])
def test_questions_in_words_are_told_by_how_many_answered_each(template: str) -> None:
    items = BUILT_IN[template](ENGLISH)
    figures = {items[0].id: Figure(people=5), items[1].id: Figure(people=6), items[2].id: Figure(people=0)}
    chart = chart_of(facts(items, figures, 6), "#team", ENGLISH)
    assert chart is not None
    assert chart.title == "Workshop — 6 answers of 15 invited"
    assert [(row.label, row.said) for row in chart.rows] == [(items[0].words, "5 of 6"), (items[1].words, "6 of 6")]


def test_a_choice_says_what_most_chose() -> None:
    sky = Figure(people=12, numbers={1: 5, 4: 5, 5: 2})
    chart = chart_of(facts(BUILT_IN["weather"](ENGLISH), {"sky": sky}, 12), "#team", ENGLISH)
    assert chart is not None
    assert chart.title == "Workshop — 5 of 12 each for ⛈️ storm and 🌤️ bright spells"


@pytest.mark.parametrize(("people", "said"), [(1, "1 sur 1 a choisi"), (3, "3 sur 3 ont choisi")])
def test_one_person_chooses_in_the_singular(people: int, said: str) -> None:
    sky = Figure(people=people, numbers={5: people})
    chart = chart_of(facts(BUILT_IN["weather"](FRENCH), {"sky": sky}, people), "#team", FRENCH)
    assert chart is not None
    assert said in plain(chart.title)


def test_a_choice_of_long_words_is_cut_in_the_title_alone() -> None:
    pace = Item(id="q1", kind=ItemKind.CHOICE, words="Pace?", options=("much slower " * 9, "as it is"))
    chart = chart_of(facts((pace,), {"q1": Figure(people=3, numbers={1: 3})}, 3), "#team", ENGLISH)
    assert chart is not None
    assert len(chart.title) < 90
    assert chart.rows[0].label == pace.options[0]


def test_nothing_is_drawn_where_nobody_answered() -> None:
    assert hot(ENGLISH, {}) is None
    assert chart_of(facts(BUILT_IN["ssc"](ENGLISH), {"start": Figure(people=0)}, 0), "#team", ENGLISH) is None


@pytest.mark.picture
def test_it_is_drawn() -> None:
    chart = hot(FRENCH, {1: 1, 2: 5, 3: 9, 4: 19, 5: 8})
    assert chart is not None
    assert png(chart).startswith(b"\x89PNG")


@pytest.fixture
def stage(tmp_path: Path) -> Iterator[Polling]:
    with polling(tmp_path, HOUSE, PEOPLE) as open_stage:
        yield open_stage


def seen(stage: Polling, number: int = 1, language: Language = "en", house: House = HOUSE) -> File | Note | None:
    tell = Tell(to=None, place=PlaceId("console:#team"), query=QUERY, subject=number, language=language)
    return picture(stage.reading(), tell, house)


def test_the_close_publishes_it_where_the_retex_is_shown(stage: Polling) -> None:
    stage.type("ana", 'retex "Workshop"')
    stage.vote("bob", 1, 4)
    closed = stage.type("ana", "retex close")
    told = [each for each in closed if isinstance(each, Tell)]
    assert [(each.query, each.to, each.place) for each in told] == [(QUERY, None, "console:#team")]
    file = seen(stage, language="fr")
    assert isinstance(file, File)
    assert (file.name, file.media_type, file.language) == ("retex-1.png", "image/png", "fr")
    assert file.note in file.alt


def test_it_follows_the_words_of_the_results_and_goes_to_who_asked(stage: Polling) -> None:
    stage.type("ana", 'retex "Workshop"')
    told = [each for each in stage.type("bob", "retex results 1") if isinstance(each, Tell)]
    assert [(each.query, each.to) for each in told] == [("retex.results", "console:bob"), (QUERY, "console:bob")]


@pytest.mark.parametrize("answers", [4, 5])
def test_an_anonymous_one_is_drawn_after_the_close_and_from_five_answers_on(stage: Polling, answers: int) -> None:
    stage.type("ana", 'retex "Workshop" --anonymous')
    for name in PEOPLE[:answers]:
        stage.vote(name, 1, 4)
    stage.type("eve", 'retex answer 1: "words of mine"')  # words alone: one person more, and no rating
    assert seen(stage) is None, "nothing before the close"
    stage.type("ana", "retex close")
    assert (seen(stage) is not None) == (answers == 5)


def test_what_is_deleted_or_no_retex_has_no_picture(stage: Polling) -> None:
    stage.type("ana", 'poll "Which day?" "Monday" "Tuesday"')
    stage.type("ana", 'retex "Workshop"')
    stage.vote("bob", 2, 4)
    assert seen(stage, 2) is not None
    stage.type("ana", "retex delete 2")
    stage.type("ana", "yes")
    assert [seen(stage, number) for number in (1, 2, 3)] == [None, None, None]


def test_what_cannot_be_drawn_is_told_in_words(stage: Polling) -> None:
    def broken(_chart: Chart) -> bytes:
        raise NotDrawn("no font")

    stage.type("ana", 'retex "Workshop"')
    stage.vote("bob", 1, 4)
    note = seen(stage, house=House(paint=broken))
    assert isinstance(note, Note)
    assert "could not be drawn" in note.text
    assert "4: 1" in note.text
