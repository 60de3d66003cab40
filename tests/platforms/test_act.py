"""Cards become true again and letters are said once, whatever a platform does."""

from __future__ import annotations

import asyncio
import random
from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import count
from pathlib import Path

import pytest

from bot.act import Act
from bot.clerk import Clerk, Tick
from bot.port import Later, Refused, Uncertain
from bot.wiring import Runtime
from handlers.events import Actor, Command, Press, Where
from handlers.people.house import House
from handlers.routes import Judge
from storage.records import CardState, PersonId, PlaceId, PlaceKind, Showing
from storage.session import Database
from tests.platforms.port import Remembering
from tests.sketch import sketch

START = datetime(2026, 11, 24, 9, tzinfo=UTC)
POLL = 'poll "Which day?" "Monday" "Tuesday"'


@dataclass(slots=True)
class Clock:
    """A clock that is given."""

    now: datetime = START

    def __call__(self) -> datetime:
        return self.now


@dataclass(slots=True)
class Installation:
    """A bot with two platforms that behave."""

    runtime: Runtime
    clock: Clock
    console: Remembering
    slack: Remembering
    numbers: count[int]

    async def type(self, text: str, platform: str = "console") -> None:
        where = Where(id=PlaceId(f"{platform}:#team"), kind=PlaceKind.ROOM, name="#team", members_known=True)
        event = Command(
            id=f"e{next(self.numbers)}", at=self.clock.now, actor=self.actor("ana", platform), where=where, text=text
        )
        await self.runtime.say(event)

    async def vote(self, name: str, pick: int, subject: int = 1) -> None:
        where = Where(id=PlaceId("console:#team"), kind=PlaceKind.ROOM, name="#team", members_known=True)
        press = Press(
            id=f"e{next(self.numbers)}",
            at=self.clock.now,
            actor=self.actor(name, "console"),
            where=where,
            action="vote",
            subject=subject,
            choices=(pick,),
        )
        await self.runtime.say(press)

    def actor(self, name: str, platform: str) -> Actor:
        return Actor(id=PersonId(f"{platform}:{name}"), name=name)

    def showing(self, number: int = 1) -> Showing:
        with self.runtime.database.snapshot() as snapshot:
            (shown,) = snapshot.showings(number)
        return shown


@pytest.fixture
async def bot(tmp_path: Path) -> AsyncIterator[Installation]:
    clock, console = Clock(), Remembering()
    slack = Remembering(platform="slack", repeatable=False)
    ports = {"console": console, "slack": slack}
    runtime = Runtime(f"sqlite:///{tmp_path}/act.db", House(paint=sketch), ports, clock)
    await runtime.start()
    yield Installation(runtime, clock, console, slack, count(1))
    await runtime.stop()


async def test_a_card_that_could_not_be_posted_now_is_posted_later(bot: Installation) -> None:
    bot.console.troubles = [Later("busy", seconds=20)]
    await bot.type(POLL)
    assert bot.console.cards() == []
    bot.clock.now += timedelta(seconds=21)
    await bot.runtime.act.settle()
    assert [card.title for card in bot.console.cards()] == ["Which day?"]


async def test_a_file_that_was_refused_is_tried_once_more(bot: Installation) -> None:
    await bot.type(POLL)
    bot.console.troubles = [Refused("no files now", place_lost=False)]
    await bot.type("poll export 1 csv")
    assert bot.console.files == []
    told = len(bot.console.said)
    await bot.runtime.act.settle()
    assert bot.console.files == [], "not before its time"
    bot.clock.now += timedelta(seconds=2)
    await bot.runtime.act.settle()
    assert [file.name for _, file in bot.console.files] == ["poll-1.csv"]
    assert len(bot.console.said) == told


async def test_a_file_refused_twice_is_said_to_be_missing_and_is_not_tried_again(bot: Installation) -> None:
    await bot.type(POLL)
    bot.console.troubles = [Refused("no files", place_lost=False)] * 2
    await bot.type("poll export 1 csv")
    bot.clock.now += timedelta(seconds=2)
    await bot.runtime.act.settle()
    missing = "The file poll-1.csv could not be sent here; please ask for it again later."
    assert [text for _, text in bot.console.said].count(missing) == 1
    bot.clock.now += timedelta(days=1)
    await bot.runtime.act.settle()
    assert bot.console.files == []
    assert [text for _, text in bot.console.said].count(missing) == 1


@pytest.mark.parametrize(
    ("language", "line", "missing"),
    [
        (
            "en",
            "summary",
            "The file summary.png could not be sent here; please ask for it again later. Which day? — 1 of",
        ),
        (
            "fr",
            "bilan",
            "Le fichier bilan.png n’a pas pu être envoyé ici ; redemandez-le plus tard. Which day?",
        ),
    ],
)
async def test_a_summary_whose_picture_is_refused_comes_in_words_which_say_so(
    bot: Installation, language: str, line: str, missing: str
) -> None:
    await bot.type(f"settings language {language}")
    await bot.type(POLL)
    await bot.vote("bob", 1)
    bot.console.files_refused = 2
    await bot.type(line)
    words = [text for _, text in bot.console.said]
    assert any("Participation" in text for text in words)
    assert missing not in str(words), "it is tried once more first"
    bot.clock.now += timedelta(seconds=2)
    await bot.runtime.act.settle()
    (told,) = (text for _, text in bot.console.said if text.startswith(missing.partition(" ;")[0].partition(";")[0]))
    assert told.replace("\N{NO-BREAK SPACE}", " ").replace("\N{NARROW NO-BREAK SPACE}", " ").startswith(missing)
    assert bot.console.files == []


async def test_a_closed_retex_says_its_result_whatever_becomes_of_its_picture(bot: Installation) -> None:
    await bot.type('retex "Workshop"')
    await bot.vote("bob", 4)
    bot.console.files_refused = 2
    await bot.type("retex close")
    (card,) = bot.console.cards()
    assert "median 4 · mean 4" in card.notes, "the words come first"
    assert bot.console.words() == []
    bot.clock.now += timedelta(seconds=2)
    await bot.runtime.act.settle()
    (missing,) = bot.console.words()
    assert missing.startswith("The file retex-1.png could not be sent here; please ask for it again later. Workshop")
    assert "1: 0 · 2: 0 · 3: 0 · 4: 1 · 5: 0" in missing
    bot.clock.now += timedelta(days=1)
    await bot.runtime.act.settle()
    assert bot.console.files == [], "tried once more, and not again"
    assert bot.console.words() == [missing]


async def test_many_votes_within_the_interval_cost_one_edit(bot: Installation) -> None:
    bot.console.interval = 3.0
    await bot.type(POLL)
    for voter in range(12):
        await bot.vote(f"p{voter}", voter % 2 + 1)
    assert bot.console.edits == 0
    bot.clock.now += timedelta(seconds=3)
    await bot.runtime.act.settle()
    assert bot.console.edits == 1
    (card,) = bot.console.cards()
    assert [row.count for row in card.rows] == ["6", "6"]


async def test_a_post_that_may_have_happened_is_never_repeated_by_itself(bot: Installation) -> None:
    bot.slack.troubles = [Uncertain("connection lost")]
    await bot.type(POLL, "slack")
    bot.clock.now += timedelta(hours=1)
    await bot.runtime.act.settle()
    assert bot.slack.cards() == []
    assert bot.showing().state is CardState.UNCERTAIN
    assert "I cannot tell whether poll 1 was posted" in bot.slack.said[-1][1]


async def test_a_post_cut_off_by_a_crash_is_uncertain_only_where_a_repeat_is_not_recognised(bot: Installation) -> None:
    for port in (bot.console, bot.slack):
        port.gate = asyncio.Event()
        hearing = asyncio.create_task(bot.type(POLL, port.platform))
        await port.reached.wait()
        hearing.cancel()
        await asyncio.gather(hearing, return_exceptions=True)
        port.gate = None
    bot.runtime.act.recover()
    await bot.runtime.act.settle()
    assert bot.showing(1).state is CardState.LIVE
    assert bot.showing(2).state is CardState.UNCERTAIN
    assert (len(bot.console.cards()), len(bot.slack.cards())) == (1, 0)


async def test_two_processes_on_one_database_post_a_card_once(bot: Installation) -> None:
    bot.slack.troubles = [Later("busy", seconds=1)]
    await bot.type(POLL, "slack")
    bot.clock.now += timedelta(seconds=2)
    other = Act(bot.runtime.database, Judge(House()), {"slack": bot.slack}, bot.runtime.clerk, bot.clock)
    await asyncio.gather(bot.runtime.act.settle(), other.settle())
    assert len(bot.slack.cards()) == 1
    assert bot.showing().state is CardState.LIVE


async def test_a_slow_platform_delays_only_itself(bot: Installation) -> None:
    bot.slack.gate = asyncio.Event()
    slow = asyncio.create_task(bot.type(POLL, "slack"))
    running = asyncio.create_task(bot.runtime.act.run())
    await bot.runtime.clerk.hear(
        Command(
            id="console",
            at=bot.clock.now,
            actor=bot.actor("bob", "console"),
            where=Where(id=PlaceId("console:#team"), kind=PlaceKind.ROOM, name="#team", members_known=True),
            text=POLL,
        )
    )
    bot.runtime.act.wake()
    await bot.console.spoken.wait()
    assert bot.slack.cards() == []
    bot.slack.gate.set()
    await slow
    running.cancel()
    await asyncio.gather(running, return_exceptions=True)
    assert len(bot.slack.cards()) == 1


async def test_one_card_that_fails_does_not_keep_the_others_from_being_true(bot: Installation) -> None:
    bot.console.troubles = [Later("busy", seconds=1)]
    await bot.type(POLL)
    await bot.type('poll "Where?" "Here" "There"')
    bot.clock.now += timedelta(seconds=2)
    bot.console.troubles = [RuntimeError("a bug")]
    await bot.runtime.act.settle()
    assert [card.number for card in bot.console.cards()] == [2]


async def test_a_letter_is_put_back_while_the_platform_is_away(bot: Installation) -> None:
    await bot.type(POLL)
    bot.console.troubles = [Later("down", seconds=30)]
    await bot.type("poll results")
    assert bot.console.said == []
    bot.clock.now += timedelta(seconds=31)
    await bot.runtime.act.settle()
    assert [to for to, _ in bot.console.said] == ["console:ana"]


async def test_a_letter_that_fails_is_tried_again_and_others_are_said_meanwhile(bot: Installation) -> None:
    await bot.type(POLL)
    bot.console.troubles = [RuntimeError("a bug")]
    await bot.type("poll results")
    await bot.type("poll who")
    assert len(bot.console.said) == 1
    bot.clock.now += timedelta(seconds=2)
    await bot.runtime.act.settle()
    assert len(bot.console.said) == 2


async def test_a_letter_that_fails_again_and_again_is_given_up(bot: Installation) -> None:
    await bot.type(POLL)
    bot.console.troubles = [RuntimeError("a bug") for _ in range(6)]
    await bot.type("poll results")
    for _ in range(8):
        bot.clock.now += timedelta(minutes=5)
        await bot.runtime.act.settle()
    assert (bot.console.troubles, bot.console.said) == ([], [])


async def test_a_place_that_refuses_a_card_for_good_is_lost_and_its_creator_is_told(bot: Installation) -> None:
    bot.slack.troubles = [Refused("not_in_channel", place_lost=True, mend="/invite @ritournelle")]
    await bot.type(POLL, "slack")
    (told,) = [words for to, words in bot.slack.said if to == "slack:ana"]
    assert "/invite @ritournelle" in told
    with bot.runtime.database.snapshot() as snapshot:
        place = snapshot.place(PlaceId("slack:#team"))
    assert place is not None
    assert place.lost


async def test_an_edit_refused_because_the_message_is_gone_loses_the_card_alone(bot: Installation) -> None:
    bot.console.interval = 3.0
    await bot.type(POLL)
    await bot.vote("bob", 1)
    bot.clock.now += timedelta(seconds=3)
    bot.console.troubles = [Refused("message_not_found", place_lost=False)]
    await bot.runtime.act.settle()
    with bot.runtime.database.snapshot() as snapshot:
        place, shown = snapshot.place(PlaceId("console:#team")), snapshot.showings(1)
    assert place is not None
    assert (place.lost, shown) == (False, ())
    bot.clock.now += timedelta(seconds=3)
    await bot.type("poll show 1")
    assert bot.showing().state is CardState.LIVE


async def test_a_reminder_that_could_not_be_said_now_is_said_later_and_once(bot: Installation) -> None:
    await bot.type(f"{POLL} --until tomorrow --remind 2h")
    bot.console.said.clear()
    bot.clock.now = datetime(2026, 11, 25, 22, tzinfo=UTC)
    bot.console.troubles = [Later("busy", seconds=20)]
    await bot.runtime.tick()
    assert not bot.console.said
    for _ in range(2):
        bot.clock.now += timedelta(seconds=21)
        await bot.runtime.act.settle()
    ((reader, words),) = bot.console.said
    assert reader == "console:ana"
    assert "awaits your answer" in words


async def test_a_form_that_could_not_be_opened_now_is_opened_later_where_repeats_are_recognised(
    tmp_path: Path,
) -> None:
    clock, matrix = Clock(), Remembering(platform="matrix")
    runtime = Runtime(f"sqlite:///{tmp_path}/act.db", House(), {"matrix": matrix}, clock)
    await runtime.start()
    where = Where(id=PlaceId("matrix:!team"), kind=PlaceKind.ROOM, name="Team", members_known=True)
    actor = Actor(id=PersonId("matrix:@ana:a.org"), name="ana")
    asked = Command(id="$1", at=START, actor=actor, where=where, message="$1", text="sondage")
    matrix.troubles = [Later("too many rooms", seconds=20)]
    decided = await asyncio.wrap_future(runtime.clerk.submit(asked))
    await runtime.act.carry(decided.effects)
    await runtime.act.settle()
    assert matrix.forms == []
    assert matrix.said == [(actor.id, "Sent to you in our direct chat.")]
    clock.now += timedelta(seconds=21)
    for _ in range(2):
        await runtime.act.settle()
    assert [to for to, _ in matrix.forms] == [actor.id]
    await runtime.stop()


async def test_a_code_of_which_only_the_hash_is_kept_never_rests_in_the_outbox(bot: Installation) -> None:
    await bot.type(POLL)
    bot.console.troubles = [Later("busy", seconds=20)]
    await bot.type("poll show 1 --code")
    bot.clock.now += timedelta(minutes=1)
    await bot.runtime.act.settle()
    assert not any("poll show 1 " in words for _, words in bot.console.said)


async def test_it_ends_when_it_is_asked_to_even_if_it_is_woken_just_then(bot: Installation) -> None:
    speaking = asyncio.create_task(bot.runtime.act.run())
    await asyncio.sleep(0.0)
    await bot.runtime.act.settle()  # behind its own first look, so that it waits by now
    bot.runtime.act.wake()
    speaking.cancel()
    ended, _ = await asyncio.wait([speaking], timeout=5.0)
    speaking.cancel()
    assert ended


async def test_somebody_who_waits_no_more_keeps_nobody_else_from_their_answer(tmp_path: Path) -> None:
    database = Database(f"sqlite:///{tmp_path}/waits.db")
    database.migrate()
    clerk = Clerk(database, Judge(House()), clock=lambda: START, chance=random.Random(1))  # noqa: S311 - tests repeat
    gone, waits = clerk.submit(Tick(START)), clerk.submit(Tick(START))
    gone.cancel()
    clerk.start()
    assert await asyncio.wrap_future(waits) is not None
    assert clerk.working
    clerk.stop()
    database.close()
