"""``make bench``: how long a press in Slack waits for its acknowledgement, beside a bare Bolt handler's in one run."""

from __future__ import annotations

import asyncio
import gc
import sys
import time
from pathlib import Path

import pytest

from tests.platforms.slack.bench import bare_bolt, until, workspace
from tests.platforms.slack.fake import FakeSlack
from tests.platforms.slack.world import Spoken

pytestmark = [pytest.mark.bench, pytest.mark.server, pytest.mark.timeout(600)]
PEOPLE = 200
TURNS = 9
QUEUED, TICKET = 1_000, 3.0  # seconds that a ticket lives


async def waits(fake: FakeSlack, card: Spoken) -> list[float]:
    """Let everybody press at once; return the seconds each waited, in their order.

    What lies about is swept up before, so that neither of the two pays for the other's.
    """
    gc.collect()

    async def press(number: int) -> float:
        begun = time.perf_counter()
        ack = await fake.press(f"V{number}", card, card.actions()[number % 2]["action_id"])
        assert ack.status == 200
        return time.perf_counter() - begun

    return sorted(await asyncio.gather(*map(press, range(PEOPLE))))


async def test_two_hundred_people_press_at_once(tmp_path: Path) -> None:
    ours, theirs = [], []
    async with workspace(tmp_path, crowd=PEOPLE) as team, bare_bolt() as (fake, socket):
        await socket.open()
        await team.types("U1", '"Which day?" "Monday" "Tuesday"')
        card = team.fake.cards("C1")[-1]
        team.fake.patience = fake.patience = 60.0
        for number in range(PEOPLE):
            fake.person(f"V{number}", f"v{number}")
        for turn in range(TURNS + 1):  # in turns, so that a machine's other work falls on both alike
            our, their = await waits(team.fake, card), await waits(fake, card)
            await team.rest()
            if turn:  # the first one is for warming up
                ours.append(our)
                theirs.append(their)
    for name, part in (("median", PEOPLE // 2), ("last", PEOPLE - 1)):
        mine, bare = (sorted(turn[part] for turn in turns)[TURNS // 2] for turns in (ours, theirs))
        sys.stdout.write(
            f"\nSlack      {mine / bare:7.2f} is the wait of the {name} of {PEOPLE} presses at once"
            f" ({1000 * mine:.0f} ms) beside a bare Bolt handler's ({1000 * bare:.0f} ms; aim 2)"
        )


async def test_a_form_among_a_thousand_presses(tmp_path: Path) -> None:
    """How long a ticket, which lives three seconds, waits behind a thousand presses that came before it."""
    async with workspace(tmp_path, crowd=QUEUED) as team:
        await team.types("U1", '"Workshop"', command="/retex")
        card = team.fake.cards("C1")[-1]
        team.fake.patience = 60.0
        for number in range(QUEUED):
            team.fake.person(f"V{number}", f"v{number}")
        rates = [each["action_id"] for each in card.actions() if each["action_id"].startswith("vote:")]
        begun, used = time.perf_counter(), time.process_time()
        presses = [
            asyncio.create_task(team.fake.press(f"V{number}", card, rates[number % len(rates)]))
            for number in range(QUEUED)
        ]
        await asyncio.sleep(0)  # all of them are on their way
        asked = time.perf_counter()
        adding = asyncio.create_task(team.fake.press("U2", card, "answer:1"))
        await until(lambda: team.fake.opened)
        opened = time.perf_counter()
        assert {ack.status for ack in await asyncio.gather(*presses, adding)} == {200}
        acknowledged, worked = time.perf_counter(), time.process_time() - used
        await team.rest()
        assert f"{QUEUED:,} answers of" in team.fake.cards("C1")[-1].text
    sys.stdout.write(
        f"\nSlack      {(opened - asked) / TICKET:7.2f} of a ticket's {TICKET:.0f} s is gone when a form opens behind"
        f" {QUEUED:,} presses ({opened - asked:.2f} s; all acknowledged after {acknowledged - begun:.2f} s, of which"
        f" {worked:.2f} s of work, Slack's part here included)"
    )
