"""Erasing a person: after a life in every feature nothing leads back to them, and what was frozen stands."""

from __future__ import annotations

import random
from collections.abc import AsyncIterator, Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from shutil import rmtree
from zipfile import ZipFile

import pytest
from sqlmodel import SQLModel

from bot.console.chat import FILES
from bot.console.stage import Stage, gathered
from handlers.effects import Post, Tell, Tone, Whisper, pack, unpack
from handlers.people.house import House
from handlers.views import Note
from storage import inbox
from storage.desk import Desk
from storage.records import Letter, PersonId, PlaceId
from storage.session import Database
from storage.sql import run
from tests.faults.test_anonymity import found
from tests.sketch import sketch

QUIN = "console:quin"

# Quin is the creator, owner, voter, author, facilitator and participant of something open and of something closed.
LIFE = r"""
:at 2026-11-23 10:00
:join @ana @bob @cleo @dan @eve @quin
:direct @quin
@quin settings language en
@quin settings timezone Europe/Paris
:place #team
@ana settings facilitators add @quin
@ana poll "Named and open?" "Yes" "No"
@quin 1: 1
@bob 1: 2
@ana poll "Named and closed?" "Yes" "No"
@quin 2: 1
@bob 2: 2
@ana poll close 2
@quin poll "Secret and open?" "Yes" "No" --anonymous
@quin 3: 2
@quin poll "Secret and closed?" "Yes" "No" --anonymous
@quin 4: 1
@ana 4: 1
@bob 4: 2
@cleo 4: 1
@dan 4: 1
@quin poll close 4
@ana retex "Named, open"
@quin 5: 4 "quinwords open"
@bob 5: 2 "fine"
@ana retex "Named, closed"
@quin 6: 4 "quinwords closed"
@bob 6: 2 "well"
@ana retex close 6
@ana retex "Secret, open" --anonymous
@quin 7: 4 "quinwords secret"
@quin retex "Secret, closed" --anonymous
@quin 8: 3 "said by somebody"
@ana 8: 4 "calm"
@quin retex close 8
@quin action "Fix the projector" @quin due friday
@ana action "Book a room" @quin
@quin action done 10
@ana action "Water the plants" @bob
@ana action edit 11 @quin
@ana action edit 11 @bob
@ana ritual "Stand-up" every weekday at 9:30 --rotate @quin @ana --close-after 2h --tz Europe/Paris
@ana yes
@quin ritual "Weather" every weekday at 9:35 --template weather --with @quin @bob --close-after 2h --tz Europe/Paris
@quin yes
:at 2026-11-24 09:40
@quin 12: "quinwords round"
@bob 12: "API"
@quin 13: 1
@bob 13: 2
:at 2026-11-25 09:40
@quin 12: "quinwords later"
@quin 13: 3
@quin ritual away 2026-12-01..2026-12-03
:direct @quin
@quin ritual calendar
:place #team
@quin retex template save "Sprint"
- rating: How was it?
@quin poll show 1 --code
@quin retex answer 5
@quin 3
@quin quinwords draft
""".strip().splitlines()

MONDAY = datetime(2026, 11, 23, 9, tzinfo=UTC)
LATER = datetime(2026, 12, 24, 9, tzinfo=UTC)
ERASED = (":direct @quin", "@quin privacy erase", "@quin yes")
FROZEN = ("results", "outcomes", "sealed", "sealed_replies")


# The columns that such a life fills: without this the scan could pass by finding nothing to erase.
EVERYWHERE = frozenset(
    (
        "absences.person",
        "action_steps.owner",
        "action_steps.person",
        "actions.owner",
        "attendances.person",
        "ballots.voter",
        "drafts.body",
        "drafts.person",
        "feeds.person",
        "invitations.person",
        "memberships.person",
        "participants.person",
        "people.id",
        "people.name",
        "places.id",
        "places.name",
        "register.person",
        "replies.text",
        "replies.voter",
        "rituals.rotation",
        "round_people.person",
        "rounds.facilitator",
        "subjects.creator",
        "templates.creator",
    )
)


@dataclass(slots=True)
class Window:
    """A console and what it printed."""

    console: Stage
    printed: list[str]

    async def play(self, lines: Iterable[str]) -> str:
        """Type these lines, none of which may be refused; return what was printed of them."""
        since = len(self.printed)
        for line in gathered(list(lines)):
            before = len(self.printed)
            await self.console.play(line)
            assert not self.console.refused, self.printed[before:]
        return "\n".join(self.printed[since:])


@pytest.fixture
async def stage(database: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Window]:
    """Open a window on the database in turn, at the beginning of a Monday."""
    monkeypatch.chdir(tmp_path)  # where the console writes pictures
    house = House(language="en", zone="Europe/Paris", public_url="https://team.example", paint=sketch)
    printed: list[str] = []
    url = database.url.render_as_string(hide_password=False)
    stage = Window(Stage(url, house, printed.append, now=MONDAY, speaker="nobody"), printed)
    await stage.console.start()
    yield stage
    await stage.console.stop()


def rows(database: Database) -> Iterator[tuple[str, dict[str, object]]]:
    """Yield every row of every table, as a mapping."""
    with database.transaction() as connection:
        for table in SQLModel.metadata.sorted_tables:
            for row in run(connection, f'SELECT * FROM "{table.name}"'):  # noqa: S608 - our own names
                yield table.name, row._asdict()


def led_back(database: Database, *marks: str) -> set[str]:
    """Return the columns whose values hold one of these marks."""
    return {
        f"{table}.{column}"
        for table, row in rows(database)
        for column, value in row.items()
        if any(mark in str(value).casefold() for mark in marks)
    }


def frozen(database: Database) -> list[str]:
    """Return what closes wrote, which no erasure may touch."""
    return sorted(f"{table} {row}" for table, row in rows(database) if table in FROZEN)


async def test_erasing_leaves_nothing_that_leads_back_and_all_that_was_frozen(
    database: Database, stage: Window
) -> None:
    await stage.play(LIFE)
    bearing = led_back(database, "quin")
    assert bearing >= EVERYWHERE, EVERYWHERE - bearing
    before = frozen(database)
    said = await stage.play(ERASED)
    assert led_back(database, "quin") == set(), [row for _, row in rows(database) if "quin" in str(row)]
    assert frozen(database) == before
    assert "Erased; 6 open answers were withdrawn." in said
    for shown in ("poll 1", "poll 3", "retex 5", "retex 7", "action 9", "action 10", "ritual 12", "ritual 13"):
        assert f"#team · {shown} · " in said, shown
    assert "quin" not in said.replace("@quin", "").replace("console:quin", "")
    with database.snapshot() as snapshot:
        assert not any(snapshot.personal_data(PersonId(QUIN)).values())


async def test_a_closed_round_keeps_its_numbers_and_loses_the_name_and_the_words(stage: Window) -> None:
    await stage.play(LIFE)
    said = await stage.play(ERASED)
    digest = said[said.index("#team · ritual 12 · digest") : said.index("#team · ritual 12 · round of Wed")]
    assert "bob: API" in digest
    assert digest.count("2 answers of 6 invited") == 2, "the digest and the card of the round"
    assert "facilitated" not in digest
    assert "storm: somebody" in said
    assert "2 answers of 2 invited" in said


async def test_what_they_began_goes_on_without_them(stage: Window) -> None:
    await stage.play(LIFE)
    await stage.play(ERASED)
    said = await stage.play(
        (":place #team", "@ana poll close 3", "@ana action verify 10", "@ana ritual pause 13", "@bob poll show 4")
    )
    assert "Secret and closed?" in said
    assert "#team · ritual 13 · paused" in said
    await stage.play((":wait 3 days",))  # the reminder of an action that nobody has any more is refused to nobody


HALF_DONE = (
    '@ana ritual "Lunch" every monday at 12:00 --rotate @quin @ana',
    '@bob ritual "Tea" every monday at 16:00 --with @quin @bob',
    '@cleo action "Mend it" @quinta',
)


async def test_what_others_have_begun_and_not_confirmed_names_them_no_more(database: Database, stage: Window) -> None:
    await stage.play((":join @ana @bob @cleo @quin @quinta", *HALF_DONE))
    assert "drafts.body" in led_back(database, "quin")
    await stage.play(ERASED)
    assert [row for _, row in rows(database) if "quin" in str(row).replace("quinta", "")] == []
    assert len([table for table, _ in rows(database) if table == "subjects"]) == 1
    await stage.play((":place #team", "@cleo action done 1"))


def test_what_they_wrote_and_nobody_could_read_goes_with_them(database: Database) -> None:
    room = PlaceId("matrix:!room:example.org")
    sent = [
        inbox.Unread(id="1", place=room, body='{"sender": "@quin:example.org"}', sealed=True),
        inbox.Unread(id="2", place=room, body='{"sender": "@quinta:example.org"}', sealed=True),
        inbox.Unread(id="3", place=room, body='{"sender": "@quin:example.org"}'),
    ]
    with database.transaction() as connection:
        inbox.receive(connection, "matrix", "t1", sent)
        desk = Desk(connection, chance=random.Random(1), now=MONDAY)  # noqa: S311 - tests repeat
        desk.erase_person(PersonId("matrix:@quin:example.org"))
        desk.write()
    assert [row["id"] for table, row in rows(database) if table == "inbox"] == ["2", "3"], "what can be read is decided"


EXPORTS = """
:place #team
@ana poll export 2 xlsx
@ana retex export 6 xlsx
@ana summary this month --export xlsx
@ana summary this month --export csv
@ana summary this month --export md
@ana summary this month --export html
@ana summary this month
@ana ritual results 12
@ana action list
@ana home
""".strip().splitlines()


def kept(folder: Path) -> bytes:
    """Return all that files hold, what is packed in workbooks too."""
    held = b""
    for path in sorted(folder.glob("**/*")):
        if path.suffix == ".xlsx":
            with ZipFile(path) as book:
                held += b"".join(book.read(name) for name in book.namelist())
        elif path.is_file():
            held += path.read_bytes()
    return held.lower()


async def test_what_is_exported_after_an_erasure_holds_nothing_of_them_and_neither_does_the_log(
    stage: Window, tmp_path: Path, caplog: pytest.LogCaptureFixture, capfd: pytest.CaptureFixture[str]
) -> None:
    await stage.play(LIFE)
    await stage.play(EXPORTS)
    assert b"quinwords closed" in kept(tmp_path / FILES), "what was handed out before says who said what"
    await stage.play(ERASED)
    rmtree(tmp_path / FILES)
    said = await stage.play(EXPORTS)
    assert len(list((tmp_path / FILES).glob("*.xlsx"))) == 3
    assert b"quin" not in kept(tmp_path / FILES)
    assert "quin" not in said
    assert "2 answers of 6 invited" in said, "what was frozen is told as before"
    assert "quin" not in "".join((caplog.text, *capfd.readouterr()))


async def test_what_waits_to_be_said_to_others_names_them_no_more(database: Database, stage: Window) -> None:
    await stage.play((":join @ana @bob @quin", '@ana action "Mend it" @bob'))
    bob, team = PersonId("console:bob"), PlaceId("console:#team")
    note = Note(text="quin says that you are away; Quintus and text are not meant.")
    away = Whisper(to=bob, place=team, note=note, tone=Tone.SECRET)
    posted = Post(place=team, note=Note(text="Facilitated by quin"))
    asked = Tell(to=bob, place=team, query="action.show", subject=1)
    with database.transaction() as connection:
        desk = Desk(connection, chance=random.Random(1), now=MONDAY)  # noqa: S311 - tests repeat
        for name, effect in (("1", away), ("2", posted), ("3", asked)):
            desk.post(Letter(id=name, place=team, person=None, body=pack(effect), at=LATER))
        desk.keep()
        desk.write()
    await stage.play(ERASED)
    waiting = {row["id"]: unpack(str(row["body"])) for table, row in rows(database) if table == "outbox"}
    assert waiting == {
        "1": replace(away, note=Note(text="… says that you are away; Quintus and text are not meant.")),
        "2": replace(posted, note=Note(text="Facilitated by …")),
        "3": asked,
    }


def lying(file: Path) -> bytes:
    """Return every byte of a SQLite file and of its log."""
    return b"".join(path.read_bytes() for path in file.parent.glob(f"{file.name}*"))


async def test_once_it_is_quiet_no_page_and_no_log_of_the_file_holds_them(stage: Window, tmp_path: Path) -> None:
    """Of SQLite: what was deleted still lies in its log, until it is cut off."""
    file = tmp_path / "whole.db"
    window = Window(Stage(f"sqlite:///{file}", House(paint=sketch), stage.printed.append, now=MONDAY, speaker="x"), [])
    window.printed = stage.printed
    await window.console.start()
    await window.play((":join @ana @quincunx", '@ana retex "How?"', '@quincunx 1: 4 "octopuswords"'))
    await window.play((":direct @quincunx", "@quincunx privacy erase", "@quincunx yes", ":wait 2 minutes"))
    held = lying(file)
    await window.console.stop()
    assert b"How?" in held
    assert b"octopuswords" not in held
    assert b"quincunx" not in held


async def test_ones_own_data_stand_in_the_same_order_on_every_database(database: Database, stage: Window) -> None:
    await stage.play(LIFE)
    with database.snapshot() as snapshot:
        held = snapshot.personal_data(PersonId(QUIN))
    for meaning, rows_ in held.items():
        cells = [[(value is not None, value) for value in row.values()] for row in rows_]
        assert cells == sorted(cells), meaning


async def test_once_it_is_quiet_no_word_of_theirs_lies_in_the_tables_of_either_database(
    database: Database, stage: Window
) -> None:
    """Look at whole files, PostgreSQL's too: its tables of answers are rewritten, freed rows and all."""
    words = [b"octopuswords", b"squidwords"]
    await stage.play((":join @ana @quin", '@ana retex "How?"', '@quin 1: 4 "octopuswords"'))
    await stage.play(('@ana retex "Secretly?" --anonymous', '@quin 2: 3 "squidwords"'))
    assert found(database, words), "before they can be found, so that looking for them means something"
    await stage.play((*ERASED, ":wait 2 minutes"))
    assert found(database, words) == []


async def test_files_handed_out_before_an_erasure_stay_as_they_are_and_it_says_so(
    stage: Window, tmp_path: Path
) -> None:
    """They belong to those who asked for them: on the console they lie beside whoever runs it."""
    await stage.play((":join @ana @quin", '@ana retex "How?"', '@quin 1: 4 "quinwords"', "@ana retex export 1 xlsx"))
    before = kept(tmp_path / FILES)
    said = await stage.play(ERASED)
    assert "Messages and files that were sent before stay with those who have them." in said
    assert kept(tmp_path / FILES) == before
    assert b"quinwords" in before
