"""Slack at its worst: crowds, limits, refusals, a slow database, a kill between a commit and its post."""

from __future__ import annotations

import asyncio
import os
import random
import sqlite3
import sys
from asyncio.subprocess import Process
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import closing
from pathlib import Path

import pytest
import structlog

from bot.clerk import NotCounted
from bot.port import Later
from bot.slack.api import Api, make_client
from bot.slack.budget import Budget
from storage.records import CardState
from tests.platforms.slack.bench import Clock, Workspace, until, workspace
from tests.platforms.slack.fake import APP_TOKEN, BOT_TOKEN, FakeSlack
from tests.platforms.slack.reading import read_view

ASKED = '"Which day?" "Monday" "Tuesday"'


@pytest.fixture
def clock() -> Clock:
    """Give the time of one test."""
    return Clock()


@pytest.fixture
async def timed(tmp_path: Path, clock: Clock) -> AsyncIterator[Workspace]:
    """Give a running bot on that time, whose cards rest as long as they do in Slack."""
    async with workspace(tmp_path, clock=clock.now, passing=clock.seconds, interval=3.0, crowd=200) as team:
        team.fake.clock = clock.seconds
        team.fake.patience = 60.0
        yield team


@pytest.mark.heavy
@pytest.mark.server
async def test_a_thousand_presses_by_two_hundred_people(timed: Workspace, clock: Clock) -> None:
    await timed.types("U1", '"Which?" "a" "b" "c"')
    card, chance, last = timed.fake.cards("C1")[-1], random.Random(7), dict[str, int]()  # noqa: S311 - repeated
    edits = timed.fake.called("chat.update")
    for _second in range(20):
        pressed = [(f"V{chance.randrange(200)}", chance.randrange(3) + 1) for _ in range(50)]
        last |= dict(pressed)
        acks = await asyncio.gather(*(timed.fake.press(user, card, f"vote:1:{key}") for user, key in pressed))
        assert {ack.status for ack in acks} == {200}
        await timed.rest()
        clock.pass_(1)
    assert timed.fake.called("chat.update") - edits <= 20 // 3 + 2
    clock.pass_(3)
    await timed.rest()
    tally = Counter(last.values())
    assert [f"{name} {tally[key]}" in card.text for key, name in enumerate("abc", 1)] == [True] * 3, card.text


@pytest.mark.heavy
@pytest.mark.server
async def test_a_storm_of_429_with_twenty_live_cards(timed: Workspace, clock: Clock) -> None:
    for _ in range(20):
        await timed.types("U1", ASKED)
        clock.pass_(3)
    await timed.rest()
    cards = timed.fake.cards("C1")
    assert len(cards) == 20
    timed.fake.limited["chat.update"], timed.fake.retry_after = 6, 5
    for number, card in enumerate(cards, 1):
        assert (await timed.fake.press("U2", card, f"vote:{number}:1")).status == 200
    seconds = 0
    while timed.fake.limited["chat.update"]:
        calls = timed.fake.called("chat.update")
        await timed.rest()
        assert timed.fake.called("chat.update") - calls <= 1, "nobody calls before the wait is over"
        clock.pass_(1)
        seconds += 1
    assert seconds >= 25
    for _ in range(60):
        await timed.rest()
        clock.pass_(1)
    assert all("Monday 1" in card.text for card in cards)
    assert timed.fake.called("chat.update") == 6 + 20
    assert len(timed.fake.whispered("U2")) == 20


async def test_a_method_that_answered_429_is_not_called_before_its_time(clock: Clock) -> None:
    fake = FakeSlack(limited={"users.info": 1}, retry_after=20)
    fake.person("U1", "alice")
    await fake.start()
    api = Api(make_client(BOT_TOKEN, f"{fake.url}/api/"), Budget(clock.seconds))
    for pause, left in ((0, 20), (19, 1)):
        clock.pass_(pause)
        with pytest.raises(Later) as later:
            await api.call("users.info", patient=False, user="U1")
        assert later.value.seconds == pytest.approx(left, abs=1)
    assert fake.called("users.info") == 1
    clock.pass_(3)
    assert (await api.call("users.info", patient=False, user="U1"))["user"]["name"] == "alice"
    await fake.stop()


@pytest.mark.parametrize("reason", ["cant_update_message", "edit_window_closed"])
async def test_a_card_that_cannot_be_edited_is_left_and_the_others_go_on(
    tmp_path: Path, clock: Clock, reason: str
) -> None:
    async with workspace(tmp_path, clock=clock.now, passing=clock.seconds) as team:
        await team.types("U1", ASKED)
        await team.types("U1", ASKED)
        first, second = team.fake.cards("C1")
        team.fake.refusals["chat.update"] = [reason]
        await team.presses("U2", "vote:1:1", message=first)
        assert "Monday 0" in first.text
        before = team.fake.called("chat.update")
        for _ in range(60):
            clock.pass_(60)
            await team.rest()
        assert (await team.presses("U3", "vote:1:1", message=first)).status == 200
        assert team.fake.called("chat.update") == before
        assert team.fake.whispered("U3") == ["Your vote is counted: Monday."]
        await team.presses("U2", "vote:2:2", message=second)
        assert "Tuesday 1" in second.text
        await team.types("U1", "results 1")
        assert "Monday 2" in team.fake.cards("DU1")[-1].text


@pytest.mark.parametrize("http", [False, True], ids=["socket", "http"])
async def test_a_press_decided_after_its_time_counts_once_when_it_comes_again(tmp_path: Path, *, http: bool) -> None:
    async with workspace(tmp_path, http=http) as team:
        await team.types("U1", ASKED)
        pressing = team.fake.pressing("U2", team.fake.cards("C1")[-1], "vote:1:1")
        team.fake.patience = 0.3
        with closing(sqlite3.connect(tmp_path / "slack.db", isolation_level=None)) as another:
            another.execute("BEGIN IMMEDIATE")  # somebody else writes, and takes their time
            assert (await team.fake.deliver("interactive", pressing)).status == 0, "not stored, so not acknowledged"
            another.execute("ROLLBACK")
        team.fake.patience = 30.0
        assert (await team.fake.deliver("interactive", pressing, retry=1)).status == 200
        await team.rest()
        assert "Monday 1" in team.fake.cards("C1")[-1].text
        assert team.fake.whispered("U2") == ["Your vote is counted: Monday."]


@pytest.mark.parametrize(("http", "status"), [(False, 0), (True, 500)], ids=["socket", "http"])
async def test_a_payload_that_is_a_surprise_is_not_acknowledged_and_no_word_of_it_is_logged(
    tmp_path: Path, *, http: bool, status: int
) -> None:
    async with workspace(tmp_path, http=http) as team:
        await team.types("U1", ASKED)
        strange = team.fake.pressing("U2", team.fake.cards("C1")[-1], "vote:1:1") | {"user": "a secret"}
        team.fake.patience = 0.3
        with structlog.testing.capture_logs() as lines:
            assert (await team.fake.deliver("interactive", strange)).status == status, "so Slack says that it failed"
        assert [line["event"] for line in lines if line["log_level"] == "error"] == ["payload.failed"]
        assert not any("secret" in str({**line, "exc_info": None}) for line in lines)
        await team.presses("U2", "vote:1:2")
        assert "Tuesday 1" in team.fake.cards("C1")[-1].text


@pytest.mark.parametrize(
    ("typed", "seen"), [("", "What do you ask?"), ("clse", "close")], ids=["a form came", "no form came"]
)
async def test_a_form_that_is_decided_late_takes_the_place_of_a_modal_opened_in_time(
    tmp_path: Path, typed: str, seen: str
) -> None:
    async with workspace(tmp_path) as team:
        team.fake.patience = 30.0
        with closing(sqlite3.connect(tmp_path / "slack.db", isolation_level=None)) as another:
            another.execute("BEGIN IMMEDIATE")  # somebody else writes, and takes their time
            answered = asyncio.create_task(team.fake.slash("U1", "C1", "/poll", typed))
            await until(lambda: team.fake.opened)
            (modal,) = team.fake.opened
            assert "One moment, please." in read_view(team.fake.views[modal])
            another.execute("ROLLBACK")
        assert (await answered).status == 200
        await team.rest()
        assert team.fake.opened == [modal, modal], "the ticket was used in time, and once"
        assert seen in read_view(team.fake.views[modal])


async def test_a_form_whose_ticket_ran_out_is_asked_for_again(tmp_path: Path) -> None:
    async with workspace(tmp_path) as team:
        team.fake.refusals["views.open"] = ["expired_trigger_id"]
        await team.types("U1", "")
        assert team.fake.opened == []
        assert team.fake.whispered("U1") == ["The form could not be opened in time; please try again."]


def _state(file: Path) -> str:
    with closing(sqlite3.connect(file)) as connection:
        ((state,),) = connection.execute("SELECT state FROM showings").fetchall()
    return str(state)


class Killable:
    """``ritournelle run`` as a process."""

    def __init__(self, fake: FakeSlack, folder: Path) -> None:
        self._fake, self._folder = fake, folder
        self.process: Process | None = None

    async def start(self) -> None:
        """Start it, and wait until it hears."""
        told = {
            "PATH": os.environ["PATH"],
            "PYTHONPATH": str(Path.cwd()),
            "DATABASE_URL": "sqlite:///r.db",
            "SLACK_BOT_TOKEN": BOT_TOKEN,
            "SLACK_APP_TOKEN": APP_TOKEN,
            "SLACK_API_URL": f"{self._fake.url}/api/",
            "ADMIN_PORT": "0",
            "RITOURNELLE_LANGUAGE": "en",
        }
        words = [sys.executable, "-m", "bot", "run"]
        self.process = await asyncio.create_subprocess_exec(*words, cwd=self._folder, env=told)
        await asyncio.wait_for(self._fake.connected.wait(), 60)

    async def noted(self, state: CardState) -> None:
        """Wait until it has written down what became of its card."""
        async with asyncio.timeout(30):
            while _state(self._folder / "r.db") != state:  # noqa: ASYNC110 - another process tells of it in its file
                await asyncio.sleep(0.02)

    async def kill(self) -> None:
        """Kill it where it stands."""
        if self.process is not None and self.process.returncode is None:
            self.process.kill()
            await self.process.wait()
        self._fake.drop()


@pytest.fixture
async def killable(tmp_path: Path) -> AsyncIterator[tuple[FakeSlack, Killable]]:
    """Give a Slack and a process that serves it."""
    fake = FakeSlack(patience=30.0)
    await fake.start()
    fake.person("U1", "alice", is_admin=True)
    fake.channel("C1", "team", "U1")
    process = Killable(fake, tmp_path)
    await process.start()
    try:
        yield fake, process
    finally:
        await process.kill()
        await fake.stop()


@pytest.mark.server
async def test_kill_9_between_commit_and_post_posts_once_after_the_start(
    killable: tuple[FakeSlack, Killable],
) -> None:
    fake, process = killable
    fake.limited["chat.postMessage"], fake.retry_after = 1, 600
    fake.posted.clear()
    assert (await fake.slash("U1", "C1", "/poll", ASKED)).status == 200
    await asyncio.wait_for(fake.refused.wait(), 30)
    assert fake.cards("C1") == []
    await process.noted(CardState.PENDING)
    await process.kill()
    await process.start()
    await asyncio.wait_for(fake.posted.wait(), 30)
    assert (await fake.press("U1", fake.cards("C1")[0], "vote:1:1")).status == 200
    assert [card.channel for card in fake.messages] == ["C1"]


@pytest.mark.server
async def test_kill_9_while_a_card_is_being_posted_asks_before_it_posts_again(
    killable: tuple[FakeSlack, Killable],
) -> None:
    fake, process = killable
    fake.hanging.add("chat.postMessage")
    assert (await fake.slash("U1", "C1", "/poll", ASKED)).status == 200
    await asyncio.wait_for(fake.hung.wait(), 30)
    await process.kill()
    assert len(fake.cards("C1")) == 1, "Slack took it, and nobody was told"
    fake.posted.clear()
    await process.start()
    await asyncio.wait_for(fake.posted.wait(), 30)
    assert len(fake.cards("C1")) == 1, "it is not posted again unasked"
    question = fake.cards("DU1")[-1]
    assert [each["action_id"] for each in question.actions()] == ["again:1"]
    fake.posted.clear()
    assert (await fake.press("U1", question, "again:1")).status == 200
    async with asyncio.timeout(30):
        while len(fake.cards("C1")) < 2:
            await fake.posted.wait()
            fake.posted.clear()


async def test_a_post_whose_answer_was_lost_is_not_repeated_but_asked_about(tmp_path: Path, clock: Clock) -> None:
    async with workspace(tmp_path, clock=clock.now, passing=clock.seconds) as team:
        team.fake.broken["chat.postMessage"] = 1
        await team.types("U1", ASKED)
        for _ in range(30):
            clock.pass_(60)
            await team.rest()
        assert len(team.fake.cards("C1")) == 1, "Slack took it, and nobody was told"
        question = team.fake.cards("DU1")[-1]
        assert [each["action_id"] for each in question.actions()] == ["again:1"]
        await team.presses("U1", "again:1", message=question)
        assert len(team.fake.cards("C1")) == 2


@pytest.mark.parametrize("http", [False, True], ids=["socket", "http"])
async def test_what_could_not_be_stored_is_said_where_slack_shows_words_and_else_not_acknowledged(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, *, http: bool
) -> None:
    async with workspace(tmp_path, http=http) as team:
        await team.types("U1", '"Which?" "a" "b" "c" --multi')
        await team.types("U1", ASKED)
        several, one = team.fake.cards("C1")
        await team.presses("U2", "answer:1", message=several)
        form, pressing = team.fake.opened[-1], team.fake.pressing("U2", one, "vote:2:1")
        team.fake.patience = 0.5
        with monkeypatch.context() as broken:
            broken.setattr(team.runtime.clerk, "hear", _not_counted)
            typed = await team.fake.slash("U2", "C1", "/poll", "vote 2: 1")
            assert typed.payload == {"response_type": "ephemeral", "text": "Not counted; please try again."}
            sent = await team.fake.submit("U2", form, {})
            assert sent.payload["errors"] == {"choices": "Not counted; please try again."}
            assert (await team.fake.deliver("interactive", pressing)).status == (503 if http else 0)
        team.fake.patience = 30.0
        assert (await team.fake.deliver("interactive", pressing)).status == 200
        await team.rest()
        assert "Monday 1" in one.text


async def _not_counted(_event: object) -> None:
    raise NotCounted
