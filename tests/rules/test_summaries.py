"""Summaries: what is asked, of which time, who is told what, in which order, and as what."""

from __future__ import annotations

import csv
import io
import zipfile
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from handlers.effects import Effect, Tell, refused
from handlers.events import Role
from handlers.people.house import House
from handlers.reporting.parts import Span
from handlers.summaries.scope import Scope, Shape, earlier, pack, unpack
from handlers.texts import Voice
from handlers.views import File, Note
from storage.records import PersonId, PlaceId
from tests.rules.hearing import NOON, allowed, no, said
from tests.rules.polling import Polling, polling
from tests.stories.stage import plain

ENGLISH, FRENCH = Voice("en"), Voice("fr", "Europe/Paris")
PEOPLE = ("ana", "bob", "cleo", "dan", "eve", "fay")
ANA = House(managers=frozenset({PersonId("console:zoe")}))
TITLES = ("Which day?", "Monday", "Fix the projector", "cleo", "#team")


@pytest.fixture
def stage(tmp_path: Path) -> Iterator[Polling]:
    with polling(tmp_path, ANA, people=PEOPLE) as open_stage:
        yield open_stage


def answered(stage: Polling, *voters: str) -> None:
    stage.begun()
    for name in voters:
        stage.vote(name, 1, 1 if name != "bob" else 2)
    stage.type("bob", 'action "Fix the projector" @cleo due friday')


def seen(stage: Polling, effects: tuple[Effect, ...]) -> list[Note | File | None]:
    reading = stage.reading()
    return [stage.judge.read(reading, effect) for effect in effects if isinstance(effect, Tell)]


def words(stage: Polling, effects: tuple[Effect, ...]) -> str:
    note = seen(stage, tuple(each for each in effects if isinstance(each, Tell) and each.query == "summary.text"))[0]
    assert isinstance(note, Note)
    return note.text


def scope(effects: tuple[Effect, ...]) -> Scope:
    return unpack(next(each.argument for each in effects if isinstance(each, Tell)))


# --- what is asked


@pytest.mark.parametrize(
    ("typed", "kinds", "number", "since"),
    [
        ("summary", 4, None, NOON - timedelta(days=7)),
        ("bilan", 4, None, NOON - timedelta(days=7)),
        ("summary polls", 1, None, NOON - timedelta(days=7)),
        ("bilan actions 3 jours", 1, None, NOON - timedelta(days=3)),
        ("summary retex since monday", 1, None, datetime(2026, 11, 23, tzinfo=UTC)),
        ("summary this month rituals", 1, None, datetime(2026, 11, 1, tzinfo=UTC)),
        ("bilan depuis 12 mai", 4, None, datetime(2026, 5, 12, tzinfo=UTC)),
        ("summary poll 1", 1, 1, None),
        ("summary 1", 1, 1, None),
        ("bilan sondage 1 --exporter html", 1, 1, None),
    ],
)
def test_a_line_says_of_what_and_since_when(
    stage: Polling, typed: str, kinds: int, number: int | None, since: datetime | None
) -> None:
    stage.begun()
    found = scope(stage.type("ana", typed))
    assert (len(found.kinds), found.number) == (kinds, number)
    assert since is None or abs(found.since - since) < timedelta(minutes=1)


@pytest.mark.parametrize(
    ("typed", "answer"),
    [
        ("summary pols", "the nearest is “poll"),
        ("summary someday", "not a period"),
        ("summary next week", "still to come"),
        ("summary since tomorrow", "still to come"),
        ("summary this week since monday", "not a period"),
        ("summary --export pdf", "md, csv, xlsx or html"),
        ("summary all", "Only a manager"),
        ("summary poll 9", "no number 9 here; type “poll list”"),
        ("summary retex 9", "no number 9 here; type “retex list”"),
        ("summary ritual 9", "no number 9 here; type “ritual list”"),
        ("summary since whenever", "name one that is past, for example: monday, 12 May or 2026-11-02"),
        ("summary retex 1", "not of that kind"),
    ],
)
def test_what_cannot_be_had_is_refused_in_one_sentence(stage: Polling, typed: str, answer: str) -> None:
    stage.begun()
    refusal = no(stage.type("ana", typed))
    assert answer in refusal
    assert "\n" not in refusal


@pytest.mark.parametrize(
    ("english", "french"),
    [
        (
            ("summary next week", "“next week” is still to come; name a period that has begun, for example: this week"),
            (
                "bilan semaine prochaine",
                "« semaine prochaine » est encore à venir ; donnez une période commencée, par exemple : cette semaine",
            ),
        ),
        (
            ("summary someday", "“someday” is not a period"),
            ("bilan au printemps", "« au printemps » n’est pas une période"),
        ),
        (
            (
                "summary sinse monday",
                "“sinse” is nothing to sum up; the nearest is “since”, for example: summary since",
            ),
            (
                "bilan depui lundi",
                "« depui » ne peut pas faire l’objet d’un bilan ; le plus proche est « depuis », par exemple :",
            ),
        ),
        (
            (
                "summary @bob",
                "A summary is of a place or a subject, never of one person, so “@bob” has no",
            ),
            (
                "bilan retex 1 @bob",
                "Un bilan porte sur un lieu ou un sujet, jamais sur une personne ; « @bob »",
            ),
        ),
        (
            ("summary polls rituals", "A summary is of one kind or of all; for example: summary rituals, or: summary"),
            (
                "bilan polls rituals",
                "Un bilan porte sur un seul genre ou sur tous ; par exemple : bilan rituels, ou bien : bilan",
            ),
        ),
        (
            ("summary since someday", "“someday” is not a date"),
            ("bilan depuis jamais", "« jamais » n’est pas une date"),
        ),
        (
            ("summary poll 1", "There is no number 1 here; type “poll list” to see what there is."),
            ("bilan sondage 1", "Il n’y a pas de numéro 1 ici ; saisissez « sondage liste » pour voir ce qu’il y a."),
        ),
        (
            ("summary all --share", "Only a manager may ask across places; “summary” sums up where you are."),
            (
                "bilan tout --partager",
                "Seul un responsable peut interroger tous les lieux ; « bilan » fait le bilan du lieu où vous êtes.",
            ),
        ),
    ],
)
@pytest.mark.parametrize("language", ["en", "fr"])
def test_each_error_is_one_sentence_in_either_language(
    stage: Polling, english: tuple[str, str], french: tuple[str, str], language: str
) -> None:
    stage.begun()
    stage.join("gil", "#attic")
    stage.type("gil", f"settings language {language}", "@gil")
    typed, answer = french if language == "fr" else english
    refusal = plain(no(stage.type("gil", typed, "#attic")))
    assert refusal.startswith(plain(answer))
    assert "\n" not in refusal


def test_words_come_before_the_picture_and_go_to_the_direct_chat(stage: Polling) -> None:
    effects = stage.type("ana", "summary")
    assert [each.query for each in effects if isinstance(each, Tell)] == ["summary.text", "summary.chart"]
    assert not said(stage.type("ana", "summary", "@ana"))


# --- who is told what


def test_a_member_is_told_everything_in_order(stage: Polling) -> None:
    answered(stage, "ana", "bob", "cleo")
    text = words(stage, stage.type("dan", "summary"))
    order = [text.index(each) for each in ("Participation", "Answers", "Agreement", "Actions")]
    assert order == sorted(order)
    assert "poll 1 · Which day? · 3 answers of 6 invited · still open" in text
    assert "Monday 2 ▇▇▇▇▇▇▇▇" in text
    assert "%" not in text
    assert "2 · Fix the projector · for cleo · due Friday 27 November" in text


def test_from_ten_answers_on_there_are_percentages(tmp_path: Path) -> None:
    people = tuple(f"p{number}" for number in range(12))
    with polling(tmp_path, people=people) as stage:
        answered(stage, *people[:10])
        assert "Monday 10 ▇▇▇▇▇▇▇▇ 100%" in words(stage, stage.type("p0", "summary"))
        assert "10 answers of 13 invited · 77%" in words(stage, stage.type("p0", "summary poll 1"))


@pytest.mark.parametrize("typed", ["summary all", "summary poll 1"])
def test_a_manager_who_is_no_member_sees_counts_from_five_on_and_no_words(stage: Polling, typed: str) -> None:
    answered(stage, "ana", "bob", "cleo", "dan")
    few = words(stage, stage.type("zoe", typed, "@zoe"))
    assert "fewer than 5 answers" in few
    stage.vote("eve", 1, 1)
    text = words(stage, stage.type("zoe", typed, "@zoe"))
    assert "poll 1 · 5 answers of 6 invited" in text
    assert "answer 1 4" in text
    assert not [each for each in TITLES if each in few + text]
    for shape in ("md", "html", "csv", "xlsx"):
        (file,) = seen(stage, stage.type("zoe", f"{typed} --export {shape}", "@zoe"))
        assert isinstance(file, File)
        content = file.content
        if shape == "xlsx":
            with zipfile.ZipFile(io.BytesIO(content)) as book:
                content = b"".join(book.read(name) for name in book.namelist())
        assert not [each for each in TITLES if each.encode() in content]


def test_a_manager_sees_the_words_of_their_own_places_across_places(stage: Polling) -> None:
    answered(stage, "ana", "bob")
    stage.join("zoe", "#attic")
    stage.type("zoe", 'poll "Roof?" "Yes" "No"', "#attic")
    text = words(stage, stage.type("zoe", "summary all", "@zoe"))
    assert "Roof? · #attic" in text
    assert not [each for each in TITLES if each in text]


def test_an_outsider_gets_what_a_number_gets_that_is_not_there(stage: Polling) -> None:
    answered(stage, "ana")
    for place in ("#attic", "@gus"):
        there, absent = (no(stage.type("gus", f"summary poll {number}", place)) for number in (1, 8))
        assert there.replace("1", "8") == absent


def test_what_is_shared_is_posted_for_everybody_and_never_across_places(stage: Polling) -> None:
    answered(stage, "ana")
    shared = stage.type("dan", "summary --share")
    assert all(each.to is None for each in shared if isinstance(each, Tell))
    assert "Which day?" in words(stage, shared)
    assert "cannot be shared" in no(stage.type("zoe", "summary all --share", "#attic"))
    assert "no number 1" in no(stage.type("zoe", "summary poll 1 --share", "#attic"))
    assert "in a place" in no(stage.type("zoe", "summary --share", "@zoe"))


def test_hidden_and_anonymous_numbers_are_not_told(stage: Polling) -> None:
    stage.begun('poll "Secret?" "Yes" "No" --hidden')
    stage.begun('poll "Safe?" "Yes" "No" --anonymous')
    stage.vote("ana", 1, 1)
    stage.vote("ana", 2, 1)
    text = words(stage, stage.type("ana", "summary"))
    assert text.count("no numbers before the close") == 2
    stage.type("ana", "poll close 2")
    assert "fewer than 5 answers, so no numbers" in words(stage, stage.type("ana", "summary poll 2"))


def test_a_time_that_is_over_does_not_say_that_nobody_answered(stage: Polling) -> None:
    stage.type("ana", 'poll "Which day?" "Monday" "Tuesday"')
    stage.type("bob", "vote 1")
    stage.now += timedelta(days=1)
    said = words(stage, stage.type("ana", "summary yesterday"))
    assert "Nothing that had answers ended in this time" in said  # the poll is still open, and counts today
    assert "Which day?" in words(stage, stage.type("ana", "summary today"))


@pytest.mark.parametrize(
    ("typed", "since", "until"),
    [
        ("du 1er au 15 mars", "2026-03-01", "2026-03-16"),
        ("from 1 to 15 March 2025", "2025-03-01", "2025-03-16"),
        ("since 1 march until 15 march", "2026-03-01", "2026-03-16"),
        ("T2", "2026-04-01", "2026-07-01"),
    ],
)
def test_a_period_between_two_days_is_read(stage: Polling, typed: str, since: str, until: str) -> None:
    found = scope(stage.type("ana", f"summary {typed}"))
    assert [f"{edge:%Y-%m-%d}" for edge in (found.since, found.until)] == [since, until]
    assert not found.running


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        ("summary polls", "Nothing was answered."),
        ("summary actions", "No action is open, and none was done or given up."),
    ],
)
def test_nothing_of_a_kind_says_nothing_of_the_others(stage: Polling, typed: str, told: str) -> None:
    stage.type("ana", "poll list" if "actions" in typed else 'action "Fix the projector" @cleo')
    assert words(stage, stage.type("ana", typed)).splitlines()[-1].strip() == told


def test_a_summary_of_one_subject_names_its_place_once(stage: Polling) -> None:
    answered(stage, "bob")
    told = words(stage, stage.type("bob", "summary poll 1"))
    assert told.startswith("#team · summary of poll 1 · Which day?\n")


def test_in_the_direct_chat_the_places_are_ones_own(stage: Polling) -> None:
    answered(stage, "bob")
    assert words(stage, stage.type("bob", "summary", place="bob")).startswith("summary of your places\n")
    stage.locales["bob"] = "fr"
    assert words(stage, stage.type("bob", "bilan", place="bob")).startswith("bilan de vos lieux\n")


def test_nothing_is_an_answer(stage: Polling) -> None:
    effects = stage.type("ana", "summary")
    assert not refused(effects)
    assert "Nothing was answered" in words(stage, effects)
    assert seen(stage, effects)[1] is None
    stage.locales["ana"] = "fr"
    french = words(stage, stage.type("ana", "bilan", "@ana"))
    assert "Aucune réponse, et aucune action ouverte." in french
    assert "Nothing" not in french


def test_roles_of_the_platform_make_managers_too(stage: Polling) -> None:
    stage.roles["gus"] = frozenset({Role.MANAGER})
    assert scope(stage.type("gus", "summary all", "@gus")).places is None


# --- time


def test_the_stretch_before_is_as_long_by_the_clock_on_the_wall_or_by_whole_months() -> None:
    paris = "Europe/Paris"
    november = datetime(2026, 10, 31, 23, tzinfo=UTC), datetime(2026, 11, 30, 23, tzinfo=UTC)
    assert earlier(*november, paris) == datetime(2026, 9, 30, 22, tzinfo=UTC)
    week = datetime(2026, 10, 22, 10, tzinfo=UTC), datetime(2026, 10, 29, 11, tzinfo=UTC)
    assert earlier(*week, paris) == datetime(2026, 10, 15, 10, tzinfo=UTC)


def test_what_happens_just_now_belongs_to_a_stretch_that_reaches_to_now() -> None:
    now = Span(NOON - timedelta(days=7), NOON, running=True)
    past = Span(NOON - timedelta(days=7), NOON)
    assert now.holds(NOON)
    assert now.meets(NOON, None)
    assert not past.holds(NOON)
    assert not past.meets(NOON, None)
    assert not past.holds(None)
    assert not past.holds(NOON - timedelta(days=8))


def test_a_scope_travels_as_text() -> None:
    whole = Scope(places=(PlaceId("console:#team"),), since=NOON, until=NOON, shape=Shape.CSV)
    assert unpack(pack(whole)) == whole


# --- composed of what features report


@pytest.mark.parametrize("shape", ["csv", "xlsx", "md", "html"])
def test_a_member_takes_a_file_home(stage: Polling, shape: str) -> None:
    answered(stage, "ana", "bob")
    stage.begun(f'poll "=1+1" "@sum" "{"x" * 40}"')
    effects = stage.type("ana", f"summary --export {shape}")
    (file,) = seen(stage, effects)
    assert isinstance(file, File)
    assert file.name == f"summary.{shape}"
    if shape == "csv":
        rows = list(csv.reader(io.StringIO(file.content.decode("utf-8-sig"))))
        assert rows[1][:4] == ["1", "poll 1", "Which day?", "#team"]
        assert any("'=1+1" in row for row in rows)
        assert not any(cell.startswith(("=", "@")) for row in rows for cell in row)
    if shape == "xlsx":
        with zipfile.ZipFile(io.BytesIO(file.content)) as book:
            sheets = [book.read(name).decode() for name in book.namelist() if "worksheets/sheet" in name]
            assert len(sheets) == 6
            assert not any("<f>" in sheet for sheet in sheets)
            assert 'name="poll 1 · answers"' in book.read("xl/workbook.xml").decode()


def test_blockers_that_a_teams_own_template_asks_for_are_told_by_themselves(stage: Polling) -> None:
    allowed(stage.type("ana", 'retex template save "Sprint"\n- rating: How was it?\n- blocker: What is in the way?'))
    allowed(stage.type("ana", 'retex "Sprint 12" --template Sprint'))
    allowed(stage.type("bob", 'retex answer 1: 4 "The network"'))
    for person, none in {"ana": "none", "a1": "n/a", "a2": "rien", "a3": "RAS", "a4": "-"}.items():
        allowed(stage.type(person, f'retex answer 1: 5 "{none}"'))
    text = stage.told(stage.type("ana", "summary"))
    assert not any(f"“{none}”" in text for none in ("none", "n/a", "rien", "RAS", "-"))
    assert "What holds people back\n  retex 1 · Sprint 12\n    “The network” — bob" in text
    assert "By axis" not in text
