"""The bot among people with real clients, on a real Synapse, in rooms that are encrypted and rooms that are not."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.platforms.matrix.conftest import Arrive, new_name
from tests.platforms.matrix.human import Human
from tests.platforms.matrix.running import Running, running
from tests.platforms.matrix.seen import POLL
from tests.platforms.matrix.synapse import Synapse

pytestmark = pytest.mark.server


@pytest.fixture
async def bot(synapse: Synapse, tmp_path: Path) -> AsyncIterator[Running]:
    async with running(synapse, new_name("bot"), tmp_path / "bot") as bot:
        yield bot


@pytest.fixture(params=[False, True], ids=["plain", "encrypted"])
def encrypted(request: pytest.FixtureRequest) -> bool:
    return bool(request.param)


async def together(bot: Running, *people: Human, encrypted: bool = False, name: str = "Team") -> str:
    """Put people and the bot into one room; the first of them made it."""
    first, *others = people
    room = await first.make_room(bot.user, *(each.user for each in others), name=name, encrypted=encrypted)
    for each in others:
        await each.join(room)
    for user in (bot.user, *(each.user for each in others)):
        await first.sees_member(room, user)
    return room


async def test_a_poll_is_asked_answered_and_closed(bot: Running, arrive: Arrive, encrypted: bool) -> None:
    ana, bob = await arrive("ana"), await arrive("bob")
    room = await together(bot, ana, bob, encrypted=encrypted)
    await ana.say(room, '!poll "Which day?" "Monday" "Tuesday"')
    poll = await bob.sees(room, lambda one: one.type == f"{POLL}.start")
    assert poll.encrypted == encrypted
    await bob.vote(room, poll, "Tuesday")
    asked = await ana.say(room, "!vote 1: 2")
    await ana.until(lambda: (bot.user, "✅") in ana.reactions(room, asked))
    await ana.say(room, "!poll close")
    told = await ana.reads(room, "Tuesday 2", sender=bot.user)
    assert told.encrypted == encrypted
    await bob.sees(room, lambda one: one.type == f"{POLL}.end")


async def test_a_polls_end_is_said_in_the_rooms_language_and_a_deleted_ones_not_at_all(
    bot: Running, arrive: Arrive
) -> None:
    ana = await arrive("ana")
    room = await together(bot, ana)
    await ana.say(room, "!settings language fr")
    for question in ("Quel jour ?", "Quelle heure ?"):
        await ana.say(room, f'!sondage "{question}" "A" "B"')
        await ana.reads(room, question, sender=bot.user)
    await ana.say(room, "!sondage supprimer 1")
    await ana.reads(room, "Supprimer", sender=bot.user)
    await ana.say(room, "!oui")
    await ana.sees(room, lambda one: one.type == "m.room.redaction" and one.sender == bot.user)
    await ana.say(room, "!sondage clore 2")
    await ana.reads(room, "Quelle heure ?", "A 0", sender=bot.user)
    ends = [one.text for one in ana.events(room) if one.type == f"{POLL}.end"]
    assert ends == ["Le sondage est clos."]


@pytest.mark.parametrize(
    ("typed", "words"),
    [("poll list", "open here; to begin"), ("help", "poll"), ("settings", "Settings of Team"), ("away", "away")],
)
async def test_what_is_to_be_read_is_said(bot: Running, arrive: Arrive, typed: str, words: str) -> None:
    ana = await arrive("ana")
    room = await together(bot, ana)
    asked = await ana.say(room, f"!{typed}")
    told = await ana.reads(room, words, sender=bot.user)
    assert told.relation["m.in_reply_to"] == {"event_id": asked}
    assert ana.reactions(room, asked) == []


async def test_what_is_done_is_a_sign(bot: Running, arrive: Arrive) -> None:
    ana = await arrive("ana")
    room = await together(bot, ana)
    done = await ana.say(room, "!settings language en")
    await ana.until(lambda: (bot.user, "✅") in ana.reactions(room, done))
