"""A retex that is reopened keeps what was set for the time that is left."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from handlers.effects import Whisper
from storage.records import PersonId, Status
from tests.rules.polling import Polling, polling

PEOPLE = ("ana", "bob", "zoe")


@pytest.fixture
def stage(tmp_path: Path) -> Iterator[Polling]:
    with polling(tmp_path, None, PEOPLE) as open_stage:
        open_stage.type("ana", 'retex "Workshop" --until tomorrow 18:00 --remind 1h')
        yield open_stage


def test_it_still_reminds_and_closes_at_its_hours(stage: Polling) -> None:
    asked = stage.subject(1)
    stage.vote("bob", 1, 4)
    stage.type("ana", "retex close")
    stage.type("ana", "retex reopen 1")
    assert (stage.subject(1).closes_at, stage.subject(1).remind_at) == (asked.closes_at, asked.remind_at)
    assert asked.remind_at is not None
    nudged = {each.to for each in stage.wait(asked.remind_at - stage.now) if isinstance(each, Whisper)}
    assert nudged == {PersonId("console:ana"), PersonId("console:zoe")}
    stage.wait(timedelta(hours=1))
    assert stage.subject(1).status is Status.CLOSED


def test_a_reminder_whose_hour_has_passed_is_not_set_again(stage: Polling) -> None:
    remind_at = stage.subject(1).remind_at
    assert remind_at is not None
    stage.wait(remind_at - stage.now)
    stage.type("ana", "retex close")
    stage.type("ana", "retex reopen 1")
    assert stage.subject(1).remind_at is None
    assert stage.wait(timedelta(minutes=30)) == ()
