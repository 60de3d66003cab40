"""The people of these tests, on a real Synapse: what they see is what Matrix clients see."""

from __future__ import annotations

import pytest

from tests.platforms.matrix.conftest import Arrive
from tests.platforms.matrix.seen import POLL, TEXT
from tests.platforms.matrix.synapse import Synapse

pytestmark = pytest.mark.server


@pytest.mark.parametrize("encrypted", [False, True], ids=["plain", "encrypted"])
async def test_two_people_talk_edit_react_vote_and_take_it_back(arrive: Arrive, *, encrypted: bool) -> None:
    alice, bob = await arrive("alice"), await arrive("bob")
    room = await alice.make_room(bob.user, encrypted=encrypted)
    await bob.join(room)
    await alice.sees_member(room, bob.user)

    said = await alice.say(room, "hello", mentions=[bob.user])
    heard = await bob.reads(room, "hello")
    assert (heard.id, heard.mentions, heard.encrypted) == (said, (bob.user,), encrypted)
    await alice.edit(room, said, "good morning")
    assert (await bob.reads(room, "good morning")).id == said

    answer = await bob.say(room, "in a thread", thread=said)
    assert (await alice.reads(room, "in a thread")).relation["event_id"] == said
    thumb = await bob.react(room, answer, "👍")
    await alice.until(lambda: alice.reactions(room, answer) == [(bob.user, "👍")])
    await bob.redact(room, thumb)
    await alice.until(lambda: alice.reactions(room, answer) == [])

    start = {
        "kind": f"{POLL}.disclosed",
        "max_selections": 1,
        "question": {TEXT: "Which day?"},
        "answers": [{"id": "m", TEXT: "Monday"}, {"id": "t", TEXT: "Tuesday"}],
    }
    await alice.send(room, f"{POLL}.start", {f"{POLL}.start": start, TEXT: "Which day?"})
    poll = await bob.reads(room, "Which day?")
    ballot = await bob.vote(room, poll, "Tuesday")
    vote = await alice.sees(room, lambda one: one.id == ballot)
    assert vote.content[f"{POLL}.response"] == {"answers": ["t"]}

    clear = [event for event in await alice.history(room) if "state_key" not in event]
    spoken = {event["type"] for event in clear} - {"m.reaction", "m.room.redaction"}
    assert spoken == ({"m.room.encrypted"} if encrypted else {"m.room.message", f"{POLL}.start", f"{POLL}.response"})


async def test_a_new_device_reads_what_is_said_from_then_on(arrive: Arrive, synapse: Synapse) -> None:
    alice, bob = await arrive("alice"), await arrive("bob")
    room = await alice.make_room(bob.user, encrypted=True)
    await bob.join(room)
    await alice.sees_member(room, bob.user)
    before = await alice.say(room, "before")
    await bob.reads(room, "before")
    phone = await arrive(account=synapse.log_in(bob.user))
    await alice.until(lambda: phone.client.device_id in alice.client.device_store[bob.user])
    await alice.say(room, "after")
    await phone.reads(room, "after")
    assert not phone.seen[before].readable
