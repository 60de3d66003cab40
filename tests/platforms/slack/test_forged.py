"""What no honest client sends: values off their scale, made-up ids, forms that are over, far too many words."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any, Final

import pytest
import structlog

from tests.platforms.slack.bench import DOORS, Workspace, workspace
from tests.platforms.slack.fake import Ack
from tests.platforms.slack.world import Json

TWICE: Final = "2" * 30
REFUSALS: Final = (
    "There is no number ",
    "Number 2 is not of that kind; to see it: /ritournelle retex show 2",
    "Number 4 is not of that kind; to see it: /ritournelle poll show 4",
    "This form is no longer in use; please begin again.",
    "Poll 1 is answered with 1 or 2.",
    "You are no longer a member of the place where this was to be.",
)
NO_NUMBERS: Final = ["x", "", "-1", "²", "1.5", "٣", TWICE, "9" * 5_000]


@pytest.fixture(params=DOORS)
async def team(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[Workspace]:
    """Give a bot, over each of its doors, with a poll (1), a retex (2), a long poll (3) and a poll of several (4)."""
    async with workspace(tmp_path, http=request.param == "http") as running:
        await running.types("U1", '"Which day?" "Monday" "Tuesday"')
        await running.types("U1", '"How was it?"', command="/retex")
        await running.types("U1", '"Which?" "a" "b" "c" "d" "e" "f"')
        await running.types("U1", '"Which two?" "a" "b" "c" --multi 2')
        yield running


def cards(team: Workspace) -> list[str]:
    return [card.text for card in team.fake.cards("C1")]


async def presses(team: Workspace, action: str, number: int, value: str = "") -> Ack:
    """Let bob press what stands on no card."""
    card = team.fake.cards("C1")[number - 1]
    pressing = team.fake.pressing("U2", card, card.actions()[0]["action_id"])
    pressing["actions"] = [{**pressing["actions"][0], "action_id": action}]
    if value:
        pressing["actions"][0]["selected_option"] = {"value": value}
    ack = await team.fake.deliver("interactive", pressing)
    await team.rest()
    return ack


async def answers(team: Workspace, number: int, **changed: Any) -> str:  # noqa: ANN401 - the state of a field
    """Let bob open the form of a card and send it with this state; return the one sentence that he reads in it."""
    card = team.fake.cards("C1")[number - 1]
    if number == 2:
        await team.presses("U2", "vote:2:4", message=card)
        card = team.fake.private("U2")[-1]
    await team.presses("U2", f"answer:{number}", message=card)
    return await sends(team, team.fake.opened[-1], **changed)


async def sends(team: Workspace, view: str, **changed: Any) -> str:  # noqa: ANN401 - the state of a field
    """Let bob send a form; it stays open, so that what he typed is not lost."""
    ack = await team.fake.submit("U2", view, changed)
    await team.rest()
    assert ack.status == 200
    assert ack.payload["response_action"] == "errors"
    assert team.fake.stacks["U2"] == [view]
    ((field, sentence),) = ack.payload["errors"].items()
    assert field in [block.get("block_id") for block in team.fake.views[view]["blocks"]]
    assert sentence.count("\n") == 0
    return str(sentence)


def chosen(*values: str) -> Json:
    if len(values) == 1:
        return {"type": "radio_buttons", "selected_option": {"value": values[0]}}
    return {"type": "checkboxes", "selected_options": [{"value": value} for value in values]}


@pytest.mark.parametrize("value", ["0", "9", *NO_NUMBERS])
async def test_a_rating_off_its_scale_is_refused_in_the_form(team: Workspace, value: str) -> None:
    with structlog.testing.capture_logs() as lines:
        said = await answers(team, 2, rating=chosen(value))
    assert said == "“How was it, from 1 (poor) to 5 (excellent)?” is answered with a number from 1 to 5."
    assert "4 1 100%" in cards(team)[1]
    assert [line for line in lines if line["log_level"] in ("error", "critical")] == []


async def test_words_are_no_rating_and_a_number_is_no_words(team: Workspace) -> None:
    said = await answers(team, 2, rating={"type": "plain_text_input", "value": "great"})
    assert said == "“How was it, from 1 (poor) to 5 (excellent)?” is answered with a number from 1 to 5."
    said = await sends(team, team.fake.opened[-1], rating=chosen("4"), keep=chosen("2"))
    assert said == "“What should we keep?” is answered in words."
    assert "1 answer of 3 invited" in cards(team)[1]


@pytest.mark.parametrize("length", [2_001, 20_000])
async def test_too_many_words_are_counted_and_kept_in_the_form(team: Workspace, length: int) -> None:
    said = await answers(team, 2, keep={"type": "plain_text_input", "value": "é" * length})
    assert said == f"That is {length:,} characters; 2,000 are the most. Please shorten it."


async def test_a_form_that_was_open_while_its_retex_closed_keeps_what_was_typed(team: Workspace) -> None:
    await team.presses("U2", "vote:2:4", message=team.fake.cards("C1")[1])
    await team.presses("U2", "answer:2", message=team.fake.private("U2")[-1])
    await team.types("U1", "close 2", command="/retex")
    before = cards(team)
    said = await sends(team, team.fake.opened[-1], keep={"type": "plain_text_input", "value": "The food"})
    assert said == "Retex 2 is closed, so this came too late; what was answered stands."
    assert cards(team) == before


async def test_a_form_that_was_open_while_its_sender_left_makes_them_no_member_again(team: Workspace) -> None:
    await team.presses("U2", "answer:4", message=team.fake.cards("C1")[3])
    await team.fake.happens({"type": "member_left_channel", "user": "U2", "channel": "C1"})
    said = await sends(team, team.fake.opened[-1], choices=chosen("1", "2"))
    assert said == "You are no longer a member of #team, so nothing was written down."
    assert "0 answers of 3 invited" in cards(team)[3]


@pytest.mark.parametrize("values", [("1", "2", "3"), ("1", "9"), ("1", TWICE), ("x", "2")])
async def test_a_ballot_beyond_its_options_is_refused_in_the_form(team: Workspace, values: tuple[str, ...]) -> None:
    said = await answers(team, 4, choices=chosen(*values))
    assert said in ("Poll 4 takes 2 choices at most; yours has 3.", "Poll 4 is answered with 1, 2 or 3.")
    assert "0 answers of 3 invited" in cards(team)[3]


@pytest.mark.parametrize(
    "form",
    [
        *("poll:ballot:1", "poll:ballot:x", "poll:ballot", f"poll:ballot:{TWICE}"),
        *("retex:answer:4", "retex:answer:99", "retex:answer:²"),
        *("ritual:answer:1:2", "ritual:answer:x:y", "action:of:x:C1", "", "made:up:2"),
    ],
)
async def test_a_form_of_something_else_is_refused_in_the_form(team: Workspace, form: str) -> None:
    before = cards(team)
    await team.presses("U2", "answer:4", message=team.fake.cards("C1")[3])
    view = team.fake.opened[-1]
    team.fake.views[view]["callback_id"] = form
    with structlog.testing.capture_logs() as lines:
        said = await sends(team, view, choices=chosen("1", "2", "3"))
    assert said.startswith(REFUSALS)
    assert cards(team) == before
    assert [line for line in lines if line["log_level"] in ("error", "critical")] == []


@pytest.mark.parametrize("place", ["slack:T1/C2", "slack:T2/C1", "matrix:!room:example.org", "", "C1"])
async def test_a_form_that_says_it_is_of_another_place_reaches_nothing_there(team: Workspace, place: str) -> None:
    team.fake.channel("C2", "board", "U1")
    await team.types("U1", '"Secret?" "yes" "no" "maybe" --multi', channel="C2")
    await team.presses("U2", "answer:4", message=team.fake.cards("C1")[3])
    view = team.fake.opened[-1]
    team.fake.views[view] |= {"callback_id": "poll:ballot:5", "private_metadata": f'{{"place": "{place}"}}'}
    ack = await team.fake.submit("U2", view, {"choices": chosen("1", "2")})
    await team.rest()
    assert ack.status == 200
    assert "yes 0" in team.fake.cards("C2")[-1].text


@pytest.mark.parametrize(
    "action",
    [
        *("vote:1:9", "vote:2:9", "vote:2:0", "vote:4:1:2:3", "vote:99:1", "pass:1", "answer:99", "withdraw:99"),
        *("made:up", "made:1:1", "", ":", "vote", "vote:", "yes", "yes:made.up:1", "again:1", "again:99"),
        *(f"vote:{said}:1" for said in NO_NUMBERS),
        *(f"vote:1:{said}" for said in NO_NUMBERS if said),
    ],
)
async def test_a_press_of_what_no_card_shows_is_answered_in_a_sentence(team: Workspace, action: str) -> None:
    before = cards(team)
    with structlog.testing.capture_logs() as lines:
        assert (await presses(team, action, 1)).status == 200
    (said,) = team.fake.whispered("U2")
    assert said.endswith(".")
    assert cards(team) == before
    assert [line for line in lines if line["log_level"] in ("error", "critical")] == []


@pytest.mark.parametrize("value", ["7", *[said for said in NO_NUMBERS if said]])
async def test_an_option_that_the_menu_does_not_have_is_refused(team: Workspace, value: str) -> None:
    assert (await presses(team, "vote:3", 3, value)).status == 200
    assert team.fake.whispered("U2") == ["Poll 3 is answered with 1 to 6."]
    assert "0 answers of 3 invited" in cards(team)[2]
