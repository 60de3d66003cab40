"""Twenty live cards under Synapse's own rate limits: one event in five seconds, ten at once, for everything it says."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Final

import pytest

from tests.platforms.matrix.conftest import Arrive, new_name
from tests.platforms.matrix.running import running
from tests.platforms.matrix.synapse import Synapse
from tests.platforms.matrix.test_bot import together

pytestmark = [pytest.mark.server, pytest.mark.heavy, pytest.mark.timeout(1_500)]

CARDS: Final = range(1, 21)
AN_EVENT: Final = 10.0  # seconds, twice what the server allows: other things are said in between
A_FEW: Final = 3  # edits that were under way when the answers came


async def test_all_cards_become_true_nothing_is_lost_and_answers_go_first(
    limited_synapse: Synapse, arrive: Arrive, tmp_path: Path
) -> None:
    ana = await arrive("ana", server=limited_synapse)
    await asyncio.to_thread(limited_synapse.free_of_limits, ana.user)
    async with running(limited_synapse, new_name("bot"), tmp_path / "bot") as bot:
        room = await together(bot, ana)
        for number in CARDS:
            await ana.say(room, f'!poll "Question {number:02}?" "Yes" "No" --multi')
        for number in CARDS:
            await ana.reads(room, f"Question {number:02}?", "Yes 0", sender=bot.user, within=AN_EVENT * len(CARDS))

        votes = [await ana.say(room, f"!vote {number}: 1") for number in CARDS]
        wrong = await ana.say(room, "!vote 99: 1")

        def answers() -> list[str]:
            mine = [one for one in ana.events(room) if one.sender == bot.user]
            ticks = [one.id for one in mine if one.type == "m.reaction" and one.relation.get("event_id") in votes]
            refusals = [one.id for one in mine if one.relation.get("m.in_reply_to") == {"event_id": wrong}]
            return ticks + refusals

        await ana.until(lambda: len(answers()) >= len(votes) + 1, within=AN_EVENT * (len(votes) + 1))
        said = [one.id for one in ana.events(room)]
        last = max(said.index(each) for each in answers())
        edits = [one for one in ana.events(room)[:last] if one.sender == bot.user and one.edits]
        assert len(edits) <= A_FEW

        for number in CARDS:
            await ana.reads(room, f"Question {number:02}?", "Yes 1", sender=bot.user, within=AN_EVENT * len(CARDS))
        assert len(answers()) == len(votes) + 1
        cards = [one for one in ana.messages(room) if one.sender == bot.user and "Question" in one.text]
        assert len(cards) == len(CARDS)
