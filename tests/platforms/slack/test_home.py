"""The App Home: what waits, as cards to press; what is theirs; and what comes of a press on it."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from inline_snapshot import snapshot

from tests.platforms.slack import limits
from tests.platforms.slack.bench import DOORS, Clock, Workspace, workspace
from tests.platforms.slack.reading import read

TUESDAY = datetime(2026, 11, 24, 8, 0, tzinfo=UTC)


@pytest.fixture
def clock() -> Clock:
    """Give the time of one test."""
    return Clock(TUESDAY)


@pytest.fixture(params=DOORS)
async def team(request: pytest.FixtureRequest, tmp_path: Path, clock: Clock) -> AsyncIterator[Workspace]:
    """Give a running bot, over each of its two doors."""
    async with workspace(tmp_path, http=request.param == "http", clock=clock.now, passing=clock.seconds) as running:
        running.fake.clock = clock.seconds
        yield running


async def opens(team: Workspace, user: str = "U2") -> str:
    """Let somebody look at their App Home; return what they see."""
    await team.fake.happens({"type": "app_home_opened", "user": user, "tab": "home"})
    await team.rest()
    return seen(team, user)


def seen(team: Workspace, user: str = "U2") -> str:
    view = team.fake.homes[user]
    assert limits.view(view) == []
    return read(view["blocks"])


async def presses(team: Workspace, action: str, value: str = "") -> str:
    """Let Bob press something on his App Home; return what he sees then."""
    assert (await team.fake.press_home("U2", action, value)).status == 200
    await team.rest()
    return seen(team)


async def all_of_it(team: Workspace, clock: Clock) -> None:
    """Let there be one of each: polls, retexes, a round, actions."""
    for text in (
        'poll "Where?" "Here" "There"',
        'poll "Which of these?" "a" "b" "c" --multi',
        'retex "Workshop of 12 May"',
        'ritual "Stand-up" every weekday at 9:30 --holidays none',
    ):
        await team.types("U1", text, command="/ritournelle")
    confirm = next(each for each in team.fake.private("U1")[-1].actions() if each["action_id"].startswith("yes"))
    await team.fake.press("U1", team.fake.private("U1")[-1], confirm["action_id"])
    await team.rest()
    for text in ('action "Mend the projector" @bob due friday', 'action "Order chairs" @bob'):
        await team.types("U1", text, command="/ritournelle")
    clock.pass_(45 * 60)
    await team.runtime.tick()
    await team.rest()


async def test_where_nothing_waits_it_says_so(team: Workspace) -> None:
    assert await opens(team) == snapshot("""\
Nothing waits for your answer.
────────────────────
*Your settings*
language: English (not set here)
time zone: Europe/Paris (not set here)
To change one, for example: /ritournelle settings language en
────────────────────
· To ask one: /ritournelle poll "Which day?" "Monday" "Tuesday"
""")


async def test_it_shows_what_waits_and_what_is_ones_own(team: Workspace, clock: Clock) -> None:
    await all_of_it(team, clock)
    assert await opens(team) == snapshot("""\
*2 polls wait for your answer:*
· #team · poll 1 · open · named
# Where?
Here 0
There 0
[ Here vote:1:1 ]  [ There vote:1:2 ]
· 0 answers of 3 invited
────────────────────
· #team · poll 2 · open · named · several choices
# Which of these?
a 0
b 0
c 0
[ *Answer* answer:2 ]
· 0 answers of 3 invited
────────────────────
*1 retex waits for your answer:*
· #team · retex 3 · open · named
# Workshop of 12 May · How was it, from 1 (poor) to 5 (excellent)?
1 0
2 0
3 0
4 0
5 0
[ 1 vote:3:1 ]  [ 2 vote:3:2 ]  [ 3 vote:3:3 ]  [ 4 vote:3:4 ]  [ 5 vote:3:5 ]
[ *Add a word* answer:3 ]
· 0 answers of 3 invited
· named: whoever can see this place can see who answered what
────────────────────
*1 round waits for your answer:*
· #team · ritual 4 · round of Tuesday 24 November 2026 · open until Tuesday 24 November 17:30
# Stand-up
[ *Answer* answer:4:1 ]
· What is done?
· What is next?
· What is in the way?
· 0 answers of 3 invited
────────────────────
*Your rituals:*
4 · #team · Stand-up · Wednesday 25 November 2026 at 09:30 (Europe/Paris)
────────────────────
*Your actions:*
5 · #team · Mend the projector · due Friday 27 November   [ *Done* done:5 ]
6 · #team · Order chairs   [ *Done* done:6 ]
────────────────────
*Your settings*
language: English (not set here)
time zone: Europe/Paris (not set here)
To change one, for example: /ritournelle settings language en
────────────────────
· To ask one: /ritournelle poll "Which day?" "Monday" "Tuesday"
""")


async def test_all_can_be_answered_and_done_from_it(team: Workspace, clock: Clock) -> None:
    await all_of_it(team, clock)
    await opens(team)
    after = await presses(team, "vote:1:2")
    assert "Where?" not in after
    assert "There 1" in team.fake.cards("C1")[0].text
    assert team.fake.whispered("U2")[-1] == "Your vote is counted: There."
    await presses(team, "answer:2")
    modal = team.fake.opened[-1]
    options = team.fake.views[modal]["blocks"][0]["element"]["options"]
    chosen = {"type": "checkboxes", "selected_options": options[:2]}
    assert (await team.fake.submit("U2", modal, {"choices": chosen})).payload is None
    await team.rest()
    assert "Which of these?" not in seen(team)
    assert "Workshop of 12 May" not in await presses(team, "vote:3:4")
    await presses(team, "answer:4:1")
    modal = team.fake.opened[-1]
    asked = [block["block_id"] for block in team.fake.views[modal]["blocks"] if block["type"] == "input"]
    written = {"type": "plain_text_input", "value": "Tests"}
    assert (await team.fake.submit("U2", modal, dict.fromkeys(asked, written))).payload is None
    await team.rest()
    assert "round" not in seen(team)
    assert "Mend the projector" not in await presses(team, "done:5")
    assert await presses(team, "done:6") == snapshot("""\
Nothing waits for your answer.
────────────────────
*Your rituals:*
4 · #team · Stand-up · Wednesday 25 November 2026 at 09:30 (Europe/Paris)
────────────────────
*Your settings*
language: English (not set here)
time zone: Europe/Paris (not set here)
To change one, for example: /ritournelle settings language en
────────────────────
· To ask one: /ritournelle poll "Which day?" "Monday" "Tuesday"
""")


async def test_it_speaks_its_readers_language(team: Workspace) -> None:
    await team.types("U1", '"Which day?" "Monday" "Tuesday"')
    team.fake.people["U3"]["locale"] = "fr-FR"
    await team.fake.happens({"type": "user_change", "user": {"id": "U3"}})
    assert "1 sondage attend votre réponse" in await opens(team, "U3")


async def test_of_more_than_slack_shows_the_rest_stands_on_lines(team: Workspace, clock: Clock) -> None:
    for number in range(18):
        await team.types("U1", f'"Question {number}?" "a" "b" "c" "d" "e" "f"')
        await team.types("U1", f'"Thing {number}" @bob', command="/action")
        clock.pass_(10)
    home = await opens(team)
    assert [f"Question {number}?" in home for number in range(18)] == [True] * 18
    assert [f"Thing {number}" in home for number in range(18)] == [True] * 18
    assert 5 < home.count("Choose your answer") < 18
