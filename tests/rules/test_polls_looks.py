"""Looking: lists, results, who, exports; what hidden and anonymous keep from everybody."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from pathlib import Path

import pytest
from openpyxl import load_workbook

from handlers.effects import Tell, refused
from handlers.views import File
from tests.rules.hearing import allowed, no, said
from tests.rules.polling import WHICH, Polling, polling

PEOPLE = ("ana", "bob", "cleo", "dan", "eve", "fay")


@pytest.fixture
def stage(tmp_path: Path) -> Iterator[Polling]:
    with polling(tmp_path, people=PEOPLE) as open_stage:
        yield open_stage


def table(file: File) -> list[list[str]]:
    return list(csv.reader(io.StringIO(file.content.decode("utf-8-sig"), newline="")))


def test_the_list_names_the_open_polls_of_the_place(stage: Polling) -> None:
    assert "There is no poll open here" in allowed(stage.type("bob", "poll list"))
    stage.begun()
    stage.begun('poll "Where?" "Here" "There" --until tomorrow 18:00')
    stage.begun('poll "When?" "Now" "Later"')
    stage.type("ana", "poll close 3")
    assert said(stage.type("bob", "poll list")).splitlines() == [
        "Open here: 2 polls",
        "1 · Which day? · open",
        "2 · Where? · open until Wednesday 25 November 18:00",
    ]
    assert "1 · #team · Which day? · open" in said(stage.type("bob", "poll list", "bob"))
    assert "There is no poll open" in said(stage.type("bob", "poll list", "#other"))


def test_a_long_list_says_how_many_are_left(stage: Polling) -> None:
    for _ in range(32):
        stage.begun()
    assert said(stage.type("bob", "poll list")).splitlines()[-1] == "and 2 others"


def test_results_are_one_line_an_option(stage: Polling) -> None:
    stage.begun()
    for name in PEOPLE[:3]:
        stage.vote(name, 1, 1 if name == "ana" else 2)
    assert stage.told(stage.type("bob", "poll results")).splitlines() == [
        "#team · poll 1 · open · named",
        "Which day?",
        "Monday 1 ▇▇▇▇ 33%",
        "Tuesday 2 ▇▇▇▇▇▇▇▇ 67%",
        "Thursday 0 0%",
        "3 answers of 6 invited",
    ]


def test_results_keep_every_numbered_one(stage: Polling) -> None:
    stage.begun()
    stage.vote("bob", 1, 1)
    stage.type("ana", "poll close")
    assert "result" not in stage.told(stage.type("bob", "poll results"))
    stage.type("ana", "poll reopen")
    stage.vote("cleo", 1, 2)
    told = stage.told(stage.type("bob", "poll results"))
    assert "result 1 · closed Tuesday 24 November 12:00 · Monday 1 · Tuesday 0 · Thursday 0 · 1 answer of 6" in told
    stage.type("ana", "poll close")
    assert stage.told(stage.type("bob", "poll results")).count("result") == 3


def test_results_take_the_latest_and_say_when_there_is_none(stage: Polling) -> None:
    assert "There is no poll here yet" in allowed(stage.type("bob", "poll results"))
    stage.begun()
    stage.begun('poll "Where?" "Here" "There"')
    stage.type("ana", "poll close 1")
    (tell,) = stage.type("bob", "poll results")
    assert isinstance(tell, Tell)
    assert tell.subject == 2
    stage.type("ana", "poll close 2")
    (tell,) = stage.type("bob", "poll results")
    assert isinstance(tell, Tell)
    assert tell.subject == 2


def test_hidden_shows_nothing_to_anybody_before_the_close(stage: Polling) -> None:
    stage.begun(f"{WHICH} --hidden")
    stage.vote("bob", 1, 2)
    told = stage.told(stage.type("ana", "poll results"))
    assert "Tuesday" not in told
    assert "hidden: I show no numbers" in told
    assert "is hidden" in no(stage.type("ana", "poll who"))
    assert "is hidden" in no(stage.type("ana", "poll export csv"))
    assert stage.card(1)[2:5] == ["1  Monday", "2  Tuesday", "3  Thursday"]
    stage.type("ana", "poll close")
    assert "Tuesday (1): bob" in stage.told(stage.type("ana", "poll who 1"))
    assert "Tuesday 1" in stage.told(stage.type("ana", "poll results"))


def test_a_read_asked_for_before_a_change_still_shows_only_what_may_be_shown(stage: Polling) -> None:
    stage.begun()
    who, results, show = (
        stage.type("bob", "poll who"),
        stage.type("bob", "poll results"),
        stage.type("bob", "poll 1", "bob"),
    )
    export = stage.type("bob", "poll export")
    stage.type("ana", "poll delete 1")
    stage.type("ana", "yes")
    for effects in (who, results, show, export):
        assert stage.told(effects) == "Poll 1 is no longer there."


def test_who_names_those_who_answered_and_only_counts_the_others(stage: Polling) -> None:
    stage.begun(f"{WHICH} --multi")
    stage.vote("dan", 1, 1, 2)
    stage.vote("bob", 1, 1)
    assert stage.told(stage.type("cleo", "poll who")).splitlines() == [
        "poll 1 · Which day?",
        "Monday (2): bob and dan",
        "Tuesday (1): dan",
        "2 answers of 6 invited",
    ]


def test_who_names_a_hundred_of_a_crowd(stage: Polling) -> None:
    stage.begun()
    for n in range(102):
        stage.vote(f"p{n:03}", 1, 1)
    line = stage.told(stage.type("bob", "poll who")).splitlines()[1]
    assert line.startswith("Monday (102): p000, p001")
    assert line.endswith("p099 and 2 others")


def test_nobody_is_told_who_answered_an_anonymous_poll(stage: Polling) -> None:
    stage.begun(f"{WHICH} --anonymous")
    assert "nobody is told who answered" in no(stage.type("ana", "poll who"))
    stage.type("ana", "poll close")
    assert "nobody is told who answered" in no(stage.type("ana", "poll who 1"))


def test_a_named_poll_is_exported_with_its_numbers_and_answers(stage: Polling) -> None:
    stage.begun('poll "Which day?" "=Monday" "Tuesday"')
    stage.vote("bob", 1, 1)
    stage.vote("cleo", 1, 2)
    stage.vote("dan", 1, 2)
    stage.vote("dan", 1)
    file = stage.file(stage.type("bob", "poll export csv"))
    assert (file.name, file.text, file.note) == ("poll-1.csv", True, "poll 1 · Which day?")
    read = table(file)
    assert read[:4] == [
        ["n°", "choice", "answers", "share", "people who answered", "invited"],
        ["1", "'=Monday", "1", "0.5", "2", "6"],
        ["2", "Tuesday", "1", "0.5", "2", "6"],
        [],
    ]
    assert read[4] == ["person", "answered at (UTC)", "'=Monday", "Tuesday"]
    assert [(row[0], *row[2:]) for row in read[5:]] == [("bob", "1", "0"), ("cleo", "0", "1")]


def test_an_xlsx_has_a_sheet_of_numbers_and_one_of_answers(stage: Polling) -> None:
    stage.begun()
    stage.vote("bob", 1, 1)
    stage.type("ana", "poll close")
    file = stage.file(stage.type("bob", "sondage exporter xlsx"))
    assert (file.name, file.text) == ("poll-1.xlsx", False)
    book = load_workbook(io.BytesIO(file.content))
    assert book.sheetnames == ["poll 1", "answers"]
    assert [cell.value for cell in book["poll 1"][2]] == [1, "Monday", 1, 1, 1, 6]


def test_an_empty_poll_of_unknown_members_is_exported_too(stage: Polling) -> None:
    room = "matrix:!room:example.org"
    stage.say("ana", WHICH, room)
    assert table(stage.file(stage.say("ana", "poll export", room)))[1] == ["1", "Monday", "0", "0", "0", ""]


def test_an_anonymous_poll_is_exported_after_the_close_without_people(stage: Polling) -> None:
    stage.begun(f"{WHICH} --anonymous")
    assert "after the close" in no(stage.type("ana", "poll export"))
    for name in PEOPLE:
        stage.vote(name, 1, 2)
    stage.type("ana", "poll close")
    read = table(stage.file(stage.type("ana", "poll export csv 1")))
    assert read[2] == ["2", "Tuesday", "6", "1.0", "6", "6"]
    assert len(read) == 4


def test_too_few_anonymous_answers_are_an_answer_and_not_a_file(stage: Polling) -> None:
    stage.begun(f"{WHICH} --anonymous")
    stage.vote("bob", 1, 1)
    stage.type("ana", "poll close")
    effects = stage.type("ana", "poll export")
    assert not refused(effects)
    assert "fewer than 5 answers" in said(effects)
    told = stage.told(stage.type("ana", "poll results"))
    assert "no results below 5 answers" in told
    assert "Monday" not in told


def test_an_export_decided_before_a_reopening_keeps_to_the_rule(stage: Polling) -> None:
    stage.begun(f"{WHICH} --hidden")
    stage.type("ana", "poll close")
    export, who = stage.type("ana", "poll export"), stage.type("ana", "poll who 1")
    stage.type("ana", "poll reopen")
    assert "hidden: I show no numbers" in stage.told(export)
    assert "no longer" in stage.told(who)


def test_other_formats_are_refused_with_those_there_are(stage: Polling) -> None:
    stage.begun()
    assert "as csv or as xlsx, not as “pdf”" in no(stage.type("bob", "poll export pdf"))
    assert "no number 9" in no(stage.type("bob", "poll export csv 9"))
    assert "There is no poll here yet" in allowed(stage.type("bob", "poll export", "#other"))
