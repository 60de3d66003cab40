"""What every port must do, run on each of them."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.port import Later, Refused, Uncertain
from handlers.effects import Tone
from handlers.views import Card, File, Note, Row
from tests.platforms.matrix.conftest import synapse
from tests.platforms.ports import BENCHES, ON_A_SERVER, Bench

__all__ = ["synapse"]

TABLE = File(name="poll-1.csv", media_type="text/csv", content=b"a;b\n1;2", text=True, note="poll 1")


def card(title: str = "Which day?") -> Card:
    rows = (Row(key=1, label="Monday", count="1"), Row(key=2, label="Tuesday", count="0"))
    return Card(number=1, kind="poll", header=("#team", "poll 1", "open"), title=title, rows=rows, pick=1)


@pytest.fixture
async def bench(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[Bench]:
    """Give the port of one platform."""
    name = request.param
    bench = (
        BENCHES[name](tmp_path) if name in BENCHES else ON_A_SERVER[name](tmp_path, request.getfixturevalue("synapse"))
    )
    await bench.start()
    yield bench
    await bench.stop()


def on_each(*without: str) -> pytest.MarkDecorator:
    here = [name for name in BENCHES if name not in without]
    there = [pytest.param(name, marks=pytest.mark.server) for name in ON_A_SERVER]
    return pytest.mark.parametrize("bench", [*here, *there], indirect=True)


every_port = on_each()
every_port_that_can_fail = on_each("console")


@every_port
async def test_a_card_is_posted_and_says_something_else_once_it_is_updated(bench: Bench) -> None:
    message = await bench.port.post(bench.place, card(), key="k1")
    assert message
    assert "Which day?" in (await bench.seen())[-1]
    again = await bench.port.update(bench.place, message, card("Which week?"), key="k1.2")
    assert again
    assert "Which week?" in (await bench.seen())[-1]


@every_port
async def test_a_repeated_post_is_the_same_message_where_the_platform_knows_its_key(bench: Bench) -> None:
    first = await bench.port.post(bench.place, card(), key="k1")
    second = await bench.port.post(bench.place, card(), key="k1")
    assert (first == second) is bench.port.repeatable
    assert len(await bench.seen()) == (1 if bench.port.repeatable else 2)


@every_port
async def test_words_for_everybody_are_posted_as_they_are(bench: Bench) -> None:
    await bench.port.post(bench.place, Note(text="Where? <!channel> & @here\nsecond line"), key="k1")
    said = (await bench.seen())[-1].replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")
    assert "Where? <!channel> & @here" in said
    assert "second line" in said


@every_port
@pytest.mark.parametrize("tone", Tone)
async def test_private_words_reach_their_reader_and_nobody_else(bench: Bench, tone: Tone) -> None:
    await bench.port.whisper(bench.person, bench.place, Note(text="Only you"), tone, bench.asked)
    assert "Only you" in (await bench.told())[-1]
    assert any("Only you" in text for text in await bench.seen()) is (tone in bench.aloud)


@every_port
async def test_a_file_is_handed_to_one_person(bench: Bench) -> None:
    await bench.port.upload(bench.person, bench.place, TABLE, key="k1")
    assert await bench.files(public=False) == [TABLE.content]
    assert await bench.files(public=True) == []


@every_port
async def test_a_file_is_handed_to_a_whole_place(bench: Bench) -> None:
    await bench.port.upload(None, bench.place, TABLE, key="k1")
    assert await bench.files(public=True) == [TABLE.content]
    assert await bench.files(public=False) == []


@every_port
async def test_what_was_posted_is_taken_away_again_where_that_is_possible(bench: Bench) -> None:
    message = await bench.port.post(bench.place, card(), key="k1")
    await bench.port.redact(bench.place, message)
    await bench.port.redact(bench.place, "no such message")
    assert (await bench.seen()) == [] or bench.port.platform == "console"


@every_port
async def test_the_humans_of_a_place_are_told_or_it_is_said_that_they_are_not_known(bench: Bench) -> None:
    members = await bench.port.members(bench.place)
    assert (members is not None) is bench.tells_members
    assert members is None or [each.id for each in members] == [bench.person]


@every_port_that_can_fail
async def test_a_place_without_the_bot_is_lost_with_its_mend(bench: Bench) -> None:
    await bench.trouble("place lost")
    with pytest.raises(Refused) as refused:
        await bench.port.post(bench.place, card(), key="k1")
    assert refused.value.place_lost
    assert refused.value.mend
    assert (await bench.seen()) == []


@every_port_that_can_fail
async def test_a_message_that_is_gone_does_not_lose_its_place(bench: Bench) -> None:
    message = await bench.port.post(bench.place, card(), key="k1")
    await bench.trouble("message gone")
    with pytest.raises(Refused) as refused:
        await bench.port.update(bench.place, message, card("Which week?"), key="k1.2")
    assert not refused.value.place_lost


@every_port_that_can_fail
async def test_a_busy_platform_says_when_to_come_back_and_nothing_happened(bench: Bench) -> None:
    await bench.trouble("later")
    with pytest.raises(Later) as later:
        await bench.port.post(bench.place, card(), key="k1")
    assert later.value.seconds > 0
    assert (await bench.seen()) == []


@every_port_that_can_fail
async def test_a_post_whose_answer_is_lost_is_the_same_message_when_repeated_or_uncertain(bench: Bench) -> None:
    await bench.trouble("uncertain")
    with pytest.raises((Later, Uncertain) if bench.port.repeatable else Uncertain):
        await bench.port.post(bench.place, card(), key="k1")
    if bench.port.repeatable:
        await bench.port.post(bench.place, card(), key="k1")
    assert len(await bench.seen()) <= 1
