"""The console as a window: lists typed a line at a time, colour that only adds, and real places left in peace."""

from __future__ import annotations

import io
import random
import re
from collections.abc import AsyncIterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from bot.console import colour, draw
from bot.console.stage import Stage
from bot.console.terminal import Window, run_console
from handlers.people.house import House
from handlers.texts import Voice
from handlers.views import Note
from storage.desk import Desk
from storage.records import Place, PlaceId, PlaceKind
from storage.session import Database
from tests.sketch import sketch
from tests.stories.test_stories import play

NOW = datetime(2026, 11, 24, 9, tzinfo=UTC)


class Screen:
    """What a window printed."""

    def __init__(self) -> None:
        self.printed: list[str] = []

    def __call__(self, text: str) -> None:
        self.printed.append(text)

    def __str__(self) -> str:
        return "\n".join(self.printed)


@pytest.fixture
async def screen(tmp_path: Path) -> AsyncIterator[tuple[Window, Screen]]:
    out = Screen()
    stage = Stage(f"sqlite:///{tmp_path}/window.db", House(zone="Europe/Paris"), out, now=NOW, speaker="ana")
    await stage.start()
    yield Window(stage, out, Voice("en", "Europe/Paris")), out
    await stage.stop()


async def test_a_list_typed_below_a_refused_command_completes_it(screen: tuple[Window, Screen]) -> None:
    window, out = screen
    await window.hear("poll Which day?")
    assert window.prompt == "> "
    for line in ("- Monday", "- Tuesday", "- Friday"):
        await window.hear(line)
        assert window.prompt == "… "
    await window.hear("")
    assert window.prompt == "> "
    assert str(out).count("An empty line ends the list.") == 1
    assert re.search(r"1 +Monday.*\n.*2 +Tuesday.*\n.*3 +Friday", str(out))


async def test_whatever_else_is_typed_ends_the_list_too(screen: tuple[Window, Screen]) -> None:
    window, out = screen
    for line in ("poll Which day?", "- Monday", "- Tuesday", "@bob 2"):
        await window.hear(line)
    assert "@bob only: your vote is counted: Tuesday." in str(out)


def test_a_list_in_a_script_may_be_numbered_either_way() -> None:
    status, transcript = play("@ana poll Which day?\n1. Monday\n2) Tuesday\n- Friday\n")
    assert status == 0, transcript
    assert re.search(r"1 +Monday.*\n.*2 +Tuesday.*\n.*3 +Friday", transcript)


async def test_a_list_below_nothing_is_a_mistake_as_any_other(screen: tuple[Window, Screen]) -> None:
    window, out = screen
    await window.hear("- Monday")
    assert "“-” is not known" in str(out)


async def test_the_bot_stops_for_a_while_only_where_the_clock_is_the_scripts(tmp_path: Path) -> None:
    out = Screen()
    stage = Stage(f"sqlite:///{tmp_path}/window.db", House(zone="Europe/Paris"), out, now=None, speaker="ana")
    await stage.start()
    assert await stage.play(":restart 5 days")
    assert not await stage.play(":restart")
    await stage.stop()
    assert "the real one" in str(out)


def test_a_length_that_cannot_be_read_stops_nothing() -> None:
    status, transcript = play(':restart soonish\n@ana poll "Q" "A" "B"\n')
    assert status == 1
    assert "“soonish”" in transcript
    assert "poll 1 · open" in transcript


def test_a_window_ends_well_whatever_was_refused_in_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    typed = iter(["@ana poll clsoe"])

    def line(_prompt: str) -> str:
        for each in typed:
            return each
        raise EOFError

    monkeypatch.setattr("builtins.input", line)
    monkeypatch.setenv("HOME", "/dev/null")  # no history is kept
    out, house = io.StringIO(), House(zone="Europe/Paris")
    url = f"sqlite:///{tmp_path}/window.db"
    assert run_console(io.StringIO(), out, database_url=url, house=house, interactive=True) == 0
    assert "the nearest is “close”" in out.getvalue()
    assert out.getvalue().endswith("\n\n"), "the shell's prompt begins a line of its own"


def test_the_picture_of_a_retex_comes_after_its_closed_card(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    house = House(zone="Europe/Paris", paint=sketch)
    status, transcript = play('@ana retex "Workshop"\n@bob 4\n@ana retex close', house=house)
    assert status == 0, transcript
    closed, pictured = transcript.index("· closed "), transcript.index("#team · Workshop — median 4 · mean 4 ")
    assert closed < pictured
    (file,) = (tmp_path / "ritournelle-files").iterdir()
    assert f"ritournelle-files/{file.name}" in transcript
    assert file.name.endswith("-retex-1.png")


def test_a_script_begins_after_its_byte_order_mark_and_moves_no_cursor() -> None:
    out = io.StringIO()
    script = io.StringIO("\ufeff@ana poll list\n@ana \x07help\x1b\n")
    assert run_console(script, out, database_url=None, house=House(), interactive=False) == 0
    assert out.getvalue().startswith("> @ana poll list\n  → @ana only:")
    assert "> @ana �help�\n" in out.getvalue()


class Terminal(io.StringIO):
    """An output that says it is a terminal."""

    def isatty(self) -> bool:
        return True


def test_colour_is_for_terminals_that_show_it_and_people_who_want_it() -> None:
    assert colour.wanted(Terminal(), {"TERM": "xterm"})
    assert not colour.wanted(Terminal(), {"NO_COLOR": "1"})
    assert not colour.wanted(Terminal(), {"TERM": "dumb"})
    assert not colour.wanted(io.StringIO(), {"TERM": "xterm"})


def test_words_for_everybody_say_where_they_stand_once() -> None:
    assert draw.public(Note(text="two polls", language="en"), "#team") == "#team · two polls"
    assert draw.public(Note(text="#team · summary", language="en"), "#team") == "#team · summary"


def test_colour_only_adds_to_what_the_text_says() -> None:
    text = "#team · poll 1 · open\n  1  Monday  2  ▇▇▇▇  67%\n  → @bob only: your vote is counted, Monday."
    painted = colour.paint(text)
    assert painted != text
    assert re.sub(r"\x1b\[\d+m", "", painted) == text


@pytest.mark.parametrize("line", [":wait 2h", ":at 2027-01-01 09:00", ":restart 2h", ":role @ana manager"])
def test_a_database_with_real_places_has_a_real_clock_and_real_roles(line: str, tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path}/real.db"
    database = Database(url)
    database.migrate()
    with database.transaction() as connection:
        desk = Desk(connection, chance=random.Random(1), now=NOW)  # noqa: S311 - tests repeat
        desk.put_place(Place(id=PlaceId("slack:T1/C1"), kind=PlaceKind.ROOM, name="#team"))
        desk.keep()
        desk.write()
    database.close()
    status, transcript = play(f"{line}\n", url)
    assert status == 1
    assert "Real places live on this database" in transcript


@pytest.mark.parametrize(
    "line",
    [
        ":place #attic for now",
        ":place",
        ":direct @bob @cleo",
        ":direct @bob soon",
        ":join @zoe later",
        ":leave nobody",
        ":role @ana chief manager",
        ":role @ana",
    ],
)
async def test_a_scene_line_with_words_too_many_or_too_few_changes_nothing_and_is_refused_with_examples(
    screen: tuple[Window, Screen], line: str
) -> None:
    window, out = screen
    await window.hear(line)
    assert "A scene line is :place #design, :direct @bob, :join @zoe, :leave @zoe" in str(out)
    await window.hear('@ana poll "Which day?" "Monday" "Tuesday"')
    assert "#team · poll 1 · open" in str(out)
    assert "0 answers of 1 invited" in str(out)


@pytest.mark.parametrize(
    ("line", "an_hour_later"),
    [
        (":at 18:00", "Tuesday 24 November 2026 19:00"),
        (":at tomorrow 9:00", "Wednesday 25 November 2026 10:00"),
        (":at monday 9:00", "Monday 30 November 2026 10:00"),
        (":at today 7:00", "Tuesday 24 November 2026 08:00"),  # past, and nothing has begun
        (":at yesterday 9:00", "Monday 23 November 2026 10:00"),
        (":at 2020-02-29 09:30", "Saturday 29 February 2020 10:30"),
        (":at 2031-05-12 09:30", "Monday 12 May 2031 10:30"),
    ],
)
async def test_until_something_has_begun_the_clock_goes_to_any_moment_as_seen_from_now(
    screen: tuple[Window, Screen], line: str, an_hour_later: str
) -> None:
    window, out = screen
    await window.hear(line)
    await window.hear('@ana poll "Which day?" "Monday" "Tuesday" --until in 1 h')
    assert f"closes by itself on {an_hour_later} (Europe/Paris)" in str(out)
    await window.hear(":at 2019-01-01")
    assert "“2019-01-01” is already past" in str(out)


async def test_a_guest_of_the_stage_is_not_named_facilitator(screen: tuple[Window, Screen]) -> None:
    window, out = screen
    for line in (":join @ana @gus @guy", ":role @gus @guy guest", "@ana settings facilitators add @gus"):
        await window.hear(line)
    assert "Guests do not facilitate, and gus is one; name a member of the team." in str(out)
    await window.hear(":role @gus member")
    await window.hear("@ana settings facilitators add @gus")
    assert "facilitators: ana and gus" in str(out)


async def test_a_question_is_not_taken_for_confirmed_by_a_yes_that_goes_on(screen: tuple[Window, Screen]) -> None:
    window, out = screen
    for line in ('@ana poll "Which day?" "Monday" "Tuesday"', "@ana poll delete 1", "@ana yes but not this one"):
        await window.hear(line)
    assert "“but” means nothing after “yes”; for example: yes" in str(out)
    assert "deleted" not in str(out)
    await window.hear("@ana yes")
    assert "Poll 1 is deleted." in str(out)
