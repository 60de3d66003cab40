"""Polls as people meet them in Slack: real Bolt, over real websockets and over signed HTTP."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Final
from urllib.parse import urlencode

import aiohttp
import pytest
import structlog

from tests.platforms.slack.bench import DOORS, Clock, Workspace, until, workspace
from tests.platforms.slack.world import Spoken

FORM: Final = "application/x-www-form-urlencoded"


@pytest.fixture(params=DOORS)
async def team(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[Workspace]:
    """Give a running bot, over each of its two doors."""
    async with workspace(tmp_path, http=request.param == "http") as running:
        yield running


def shown(team: Workspace, channel: str = "C1") -> str:
    """Return the words of a channel's latest card, block by block."""
    return "\n".join(words for block in team.fake.cards(channel)[-1].blocks for words in _words(block))


def _words(held: object) -> list[str]:
    if isinstance(held, dict):
        own = [str(held["text"])] if isinstance(held.get("text"), str) else []
        return own + [words for value in held.values() if not isinstance(value, str) for words in _words(value)]
    return [words for value in held for words in _words(value)] if isinstance(held, list) else []


async def test_a_poll_is_asked_pressed_and_counted(team: Workspace) -> None:
    ack = await team.types("U1", '"Which day?" "Monday" "Tuesday"')
    assert (ack.status, ack.payload) == (200, None)
    await team.presses("U2", "vote:1:2")
    await team.presses("U3", "vote:1:1")
    await team.presses("U2", "vote:1:1")
    assert len(team.fake.cards("C1")) == 1
    assert "Monday 2 ▇▇▇▇▇▇▇▇▇▇ 100%" in shown(team)
    assert "Tuesday 0" in shown(team)
    assert "2 answers of 3 invited" in shown(team)
    assert team.fake.whispered("U2") == ["Your vote is counted: Tuesday.", "Your vote is counted: Monday."]


async def test_the_withdraw_button_takes_the_answer_back(team: Workspace) -> None:
    await team.types("U1", '"Which day?" "Monday" "Tuesday"')
    await team.presses("U2", "vote:1:2")
    await team.presses("U2", "withdraw:1", message=team.fake.whispers[-1])
    assert "Tuesday 0" in shown(team)
    assert team.fake.whispered("U2")[-1] == "Your answer to poll 1 is withdrawn."


async def test_what_goes_to_the_direct_chat_is_said_where_it_was_asked(team: Workspace) -> None:
    await team.types("U1", '"Which day?" "Monday" "Tuesday"')
    await team.types("U2", "results 1")
    await team.types("U2", "export csv 1")
    here = [said.text for said in team.fake.whispers if said.user == "U2"]
    assert here == ["Sent to you in our direct chat."] * 2
    await team.types("U2", "", command="/summary")
    assert [said.text for said in team.fake.whispers if said.user == "U2"][2:] == ["Sent to you in our direct chat."]
    assert len(team.fake.files("DU2")) == 1
    await team.fake.writes("U2", "poll results 1")
    await team.rest()
    assert len([said for said in team.fake.whispers if said.user == "U2"]) == 3, "in the direct chat it is there itself"


async def test_a_command_typed_where_the_bot_was_removed_tells_the_creator_no_second_time(team: Workspace) -> None:
    await team.types("U1", '"Which day?" "Monday" "Tuesday"')
    team.fake.members["C1"].remove("UBOT")
    await team.fake.happens({"type": "channel_left", "channel": "C1", "actor_id": "U1"})
    await team.rest()
    for choice in (1, 2):
        await team.types("U2", f"vote 1: {choice}")
    told = [words for words in team.fake.whispered("U1") if "can no longer be reached" in words]
    assert len(told) == 1
    team.fake.members["C1"].append("UBOT")
    await team.fake.happens({"type": "member_joined_channel", "channel": "C1", "user": "UBOT", "team": "T1"})
    await team.rest()
    assert "Tuesday 1" in shown(team), "whoever comes back shows what is true meanwhile"


async def test_where_two_people_talk_whoever_asks_is_answered_in_their_own_chat_with_the_bot(team: Workspace) -> None:
    await team.types("U1", '"Which day?" "Monday" "Tuesday"', channel="D9")
    assert team.fake.cards("D9") == []
    assert team.fake.whispered("U1") == ["That is begun where the people are; type it in #team."]
    await team.types("U2", '"Which day?" "Monday" "Tuesday"')
    await team.types("U1", "list", channel="D9")
    assert "1 · #team · Which day?" in team.fake.cards("DU1")[-1].text


async def test_more_than_five_options_are_chosen_from_a_select(team: Workspace) -> None:
    await team.types("U1", '"Which?" "a" "b" "c" "d" "e" "f"')
    await team.presses("U2", "vote:1", "6")
    assert "f 1 ▇▇▇▇▇▇▇▇▇▇ 100%" in shown(team)


async def test_a_ballot_of_several_choices_is_a_modal_with_ones_own_filled_in(team: Workspace) -> None:
    await team.types("U1", '"Which?" "a" "b" "c" --multi 2')
    await team.presses("U2", "answer:1")
    options = team.fake.views[team.fake.opened[-1]]["blocks"][0]["element"]["options"]
    chosen = {"type": "checkboxes", "selected_options": options[1:]}
    assert (await team.fake.submit("U2", team.fake.opened[-1], {"choices": chosen})).payload is None
    await team.rest()
    assert "b 1" in shown(team)
    await team.presses("U2", "answer:1")
    assert team.fake.views[team.fake.opened[-1]]["blocks"][0]["element"]["initial_options"] == options[1:]
    everything = {"type": "checkboxes", "selected_options": options}
    refused = await team.fake.submit("U2", team.fake.opened[-1], {"choices": everything})
    assert refused.payload["response_action"] == "errors"
    assert "at most" in refused.payload["errors"]["choices"]


async def test_poll_alone_opens_the_form_and_its_errors_stand_beside_their_fields(team: Workspace) -> None:
    await team.types("U1", "")
    title = {"type": "plain_text_input", "value": "Où ? <!channel> & co"}
    one = {"type": "plain_text_input", "value": "Ici"}
    refused = await team.fake.submit("U1", team.fake.opened[-1], {"title": title, "options": one})
    assert list(refused.payload["errors"]) == ["options"]
    two = {"type": "plain_text_input", "value": "Ici\nLà-bas"}
    assert (await team.fake.submit("U1", team.fake.opened[-1], {"title": title, "options": two})).payload is None
    await team.rest()
    assert "Où ? &lt;!channel&gt; &amp; co" in shown(team)


async def test_every_command_can_be_typed_after_ritournelle_in_french_too(team: Workspace) -> None:
    await team.types("U2", 'sondage "Quel jour ?" "Lundi" "Mardi"', command="/ritournelle")
    await team.types("U2", "poll clse", command="/ritournelle")
    assert "close" in team.fake.whispered("U2")[-1]
    await team.types("U2", "clore")
    assert "closed" in shown(team)


async def test_create_an_action_on_a_message_opens_its_form_with_the_words_in_it(team: Workspace) -> None:
    message = Spoken("C1", team.fake.ts(), "", [])
    ack = await team.fake.choose_on_message("U1", message, "action", "<@U2|bob> please fix\nthe projector &amp; co")
    assert ack.status == 200
    await team.rest()
    modal = team.fake.opened[-1]
    title = {block["block_id"]: block for block in team.fake.views[modal]["blocks"]}["title"]
    assert title["element"]["initial_value"] == "@bob please fix the projector & co"
    assert (await team.fake.submit("U1", modal, {})).payload is None
    await team.rest()
    assert "@bob please fix the projector &amp; co" in shown(team)


async def test_a_long_message_is_cut_to_what_an_action_may_say(team: Workspace) -> None:
    message = Spoken("C1", team.fake.ts(), "", [])
    await team.fake.choose_on_message("U1", message, "action", "word " * 200)
    await team.rest()
    title = team.fake.views[team.fake.opened[-1]]["blocks"][0]["element"]["initial_value"]
    assert title == "word " * 58 + "word…"


async def test_results_go_to_the_direct_chat_and_an_export_is_a_file_there(team: Workspace) -> None:
    await team.types("U1", '"Which day?" "Monday" "Tuesday"')
    await team.presses("U2", "vote:1:2")
    await team.types("U1", "results")
    assert "Tuesday" in team.fake.cards("DU1")[-1].text
    await team.types("U1", "export csv")
    handed = team.fake.handed[-1]
    assert (handed.channel, handed.name.endswith(".csv")) == ("DU1", True)
    assert b"Tuesday" in handed.content


async def test_a_channel_without_the_bot_is_refused_with_its_mend_and_the_words_come_back(team: Workspace) -> None:
    team.fake.channel("C2", "far", "U1", bot=False)
    await team.types("U1", '"Which day?" "Monday" "Tuesday"', channel="C2")
    said = "\n".join(team.fake.whispered("U1"))
    assert "/invite @ritournelle" in said
    assert '"Monday"' in said or "“Monday”" in said.replace("&quot;", '"')
    assert team.fake.cards("C2") == []


async def test_a_guest_votes_but_does_not_close(team: Workspace) -> None:
    team.fake.person("U9", "gus", is_restricted=True, is_admin=True)
    team.fake.members["C1"].append("U9")
    await team.types("U1", '"Which day?" "Monday" "Tuesday"')
    await team.presses("U9", "vote:1:1")
    assert "Monday 1" in shown(team)
    await team.types("U9", "close 1")
    assert "open" in shown(team)


async def test_a_guest_is_not_named_facilitator(team: Workspace) -> None:
    team.fake.person("U9", "gus", is_restricted=True)
    team.fake.members["C1"].append("U9")
    await team.types("U9", "help", command="/ritournelle")
    await team.types("U1", "settings facilitators add @gus", command="/ritournelle")
    assert "Guests do not facilitate, and gus is one" in team.fake.whispered("U1")[-1]


async def test_the_same_press_twice_counts_once_and_says_so_once(team: Workspace) -> None:
    await team.types("U1", '"Which day?" "Monday" "Tuesday"')
    pressing = team.fake.pressing("U2", team.fake.cards("C1")[-1], "vote:1:1")
    for retry in range(3):
        assert (await team.fake.deliver("interactive", pressing, retry=retry)).status == 200
    await team.rest()
    assert "Monday 1" in shown(team)
    assert len(team.fake.whispered("U2")) == 1


async def test_a_line_that_slack_tells_again_is_heard_once(team: Workspace) -> None:
    await team.types("U1", '"Which day?" "Monday" "Tuesday"')
    said = {"type": "message", "channel_type": "im", "channel": "DU2", "user": "U2", "text": "vote 1: 2"}
    for retry in range(3):
        again = {**said, "ts": team.fake.ts()}
        assert (await team.fake.happens(again, identifier="Ev1", retry=retry)).status == 200
        await team.rest()
    assert "Tuesday 1" in shown(team)
    assert len(team.fake.whispered("U2")) == 1


async def test_presses_that_arrive_in_the_wrong_order_leave_the_later_one_standing(team: Workspace) -> None:
    await team.types("U1", '"Which day?" "Monday" "Tuesday"')
    card = team.fake.cards("C1")[-1]
    first, second = (team.fake.pressing("U2", card, f"vote:1:{key}") for key in (1, 2))
    await team.fake.deliver("interactive", second)
    await team.fake.deliver("interactive", first)
    await team.rest()
    assert "Tuesday 1" in shown(team)


@pytest.mark.parametrize("wrong", [-3600, 0, 3600], ids=["an hour behind", "right", "an hour ahead"])
async def test_of_what_is_pressed_and_typed_the_later_stands_however_wrong_our_clock(
    tmp_path: Path, wrong: int
) -> None:
    slack, ours = Clock(), Clock()
    ours.pass_(wrong)
    async with workspace(tmp_path, clock=ours.now, passing=slack.seconds) as team:
        team.fake.clock = slack.seconds
        await team.types("U1", '"Which day?" "Monday" "Tuesday"')
        for turn in range(6):
            slack.pass_(4)
            ours.pass_(4)
            number = turn % 2 + 1
            if turn in (0, 3, 4):
                await team.types("U2", f"vote 1: {number}")
            else:
                await team.presses("U2", f"vote:1:{number}")
            assert f"{('Monday', 'Tuesday')[number - 1]} 1" in shown(team), turn


async def test_the_app_home_shows_what_waits_and_is_drawn_again_after_an_answer(team: Workspace) -> None:
    await team.types("U1", '"Which day?" "Monday" "Tuesday"')
    await team.fake.happens({"type": "app_home_opened", "user": "U2", "tab": "home"})
    await team.rest()
    home = team.fake.homes["U2"]
    assert any(block["type"] == "header" and block["text"]["text"] == "Which day?" for block in home["blocks"])


async def test_who_joins_is_known_and_an_archived_channel_is_given_up(team: Workspace) -> None:
    team.fake.person("U4", "max")
    await team.fake.happens({"type": "member_joined_channel", "user": "U4", "channel": "C1"})
    await team.types("U1", '"Which day?" "Monday" "Tuesday"')
    assert "0 answers of 4 invited" in shown(team)
    await team.fake.happens({"type": "channel_archive", "channel": "C1", "user": "U1"})
    await team.rest()
    assert any("can no longer be reached" in said for said in team.fake.whispered("U1"))


async def test_a_card_that_slack_limits_is_edited_once_the_wait_is_over(team: Workspace) -> None:
    await team.types("U1", '"Which day?" "Monday" "Tuesday"')
    team.fake.limited["chat.update"] = 1
    await team.presses("U2", "vote:1:1")
    assert "Monday 0" in shown(team)
    assert team.fake.calls.count("chat.update") == 1


async def test_a_deleted_card_is_not_tried_again(team: Workspace) -> None:
    await team.types("U1", '"Which day?" "Monday" "Tuesday"')
    card = team.fake.cards("C1")[-1]
    team.fake.messages.remove(card)
    await team.presses("U2", "vote:1:1", message=card)
    await team.presses("U3", "vote:1:1", message=card)
    assert team.fake.calls.count("chat.update") == 1
    assert team.fake.whispered("U3") == ["Your vote is counted: Monday."]


async def test_a_wrong_signature_and_an_old_one_are_refused(tmp_path: Path) -> None:
    async with workspace(tmp_path, http=True) as team:
        body = urlencode(team.fake.slashing("U1", "C1", "/poll", '"Which day?" "Monday" "Tuesday"'))
        assert (await team.fake.signed(body, FORM, secret="guessed")).status == 401  # noqa: S106 - a wrong one
        for seconds in (-600, -301, 301):
            assert (await team.fake.signed(body, FORM, at=int(time.time()) + seconds)).status == 401
        await team.rest()
        assert team.fake.cards("C1") == []
        assert (await team.fake.signed(body, FORM)).status == 200, "the same body, signed now, is taken"


@pytest.mark.parametrize(
    ("body", "kind", "stamp", "status"),
    [
        ("command=%2Fpoll", FORM, "abc", 401),
        ("command=%2Fpoll", FORM, "-1", 401),
        ("command=%2Fpoll", FORM, None, 401),
        ("{", "application/json", None, 400),
        ("[1]", "application/json", None, 400),
        ("payload=nothing", FORM, None, 400),
        ("", FORM, None, 401),
    ],
)
async def test_what_slack_would_never_send_is_turned_away_without_a_word_in_the_log(
    tmp_path: Path, body: str, kind: str, stamp: str | None, status: int
) -> None:
    async with workspace(tmp_path, http=True) as team, aiohttp.ClientSession() as session:
        headers = {"Content-Type": kind} | ({"X-Slack-Request-Timestamp": stamp} if stamp else {})
        with structlog.testing.capture_logs() as lines:
            async with session.post(team.fake.http, data=body, headers=headers) as answer:
                assert answer.status == status
        assert lines == []


async def test_two_hundred_presses_at_once_are_all_counted_and_cost_few_edits(team: Workspace) -> None:
    await team.types("U1", '"Which day?" "Monday" "Tuesday"')
    team.fake.patience = 60.0  # that none is lost is shown here; how fast they come, by "make bench"
    card = team.fake.cards("C1")[-1]
    for number in range(200):
        team.fake.person(f"V{number}", f"voter{number}")
    acks = await asyncio.gather(*(team.fake.press(f"V{number}", card, "vote:1:1") for number in range(200)))
    await team.rest()
    assert {ack.status for ack in acks} == {200}
    assert "Monday 200" in shown(team)
    assert team.fake.calls.count("chat.update") <= 50


async def test_strangers_press_without_waiting_to_be_known_and_are_known_afterwards(tmp_path: Path) -> None:
    async with workspace(tmp_path, patience=60.0) as team:  # whoever waited would be too late
        await team.types("U1", '"Which day?" "Monday" "Tuesday"')
        crowd = [f"V{number}" for number in range(40)]
        for user in crowd:
            team.fake.person(user, user.lower(), profile={"display_name": f"Voter {user[1:]}"})
        team.fake.members["C1"] += crowd
        known = asyncio.Event()
        team.fake.held = dict.fromkeys(("users.info", "users.list", "conversations.members"), known)
        card = team.fake.cards("C1")[-1]
        acks = await asyncio.gather(*(team.fake.press(user, card, "vote:1:1") for user in crowd))
        assert {ack.status for ack in acks} == {200}
        known.set()
        await team.rest()
        assert team.fake.called("users.info") <= 4, "many are met in one list"
        await team.types("U1", "who")
        assert "Voter 7, " in team.fake.whispered("U1")[-1]


async def test_what_is_asked_before_it_is_known_who_is_there_counts_everybody_once_it_is(tmp_path: Path) -> None:
    told = asyncio.Event()
    async with workspace(tmp_path, told=told, crowd=30) as team:
        await team.types("U1", '"Which day?" "Monday" "Tuesday"')
        await team.types("U1", '"How was it?"', command="/retex")
        await team.types("U1", '"Only us?" "Yes" "No" --with @bob')
        await team.types("U1", '"Stand-up" every weekday at 9:30', command="/ritual")
        await team.types("U1", "yes", command="/ritournelle")
        await team.types("U1", "run", command="/ritual")
        day, retex, us, *_, round_ = team.fake.cards("C1")
        await team.types("U2", "vote 1: 1")
        assert "1 answered" in day.text
        assert "invited" not in day.text, "nobody has said how many there are"
        told.set()
        await team.slack.learned()
        await team.rest()
        assert "1 answer of 33 invited" in day.text
        assert "0 answers of 33 invited" in retex.text
        assert "0 answers of 1 invited" in us.text
        assert "0 answers of 33 invited" in round_.text


async def test_where_slack_did_not_say_who_is_there_it_is_asked_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.slack.app.LEARN_AGAIN", 0.0)
    monkeypatch.setattr("bot.slack.api.TRIES", 1)
    async with workspace(tmp_path, told=(told := asyncio.Event())) as team:
        await until(lambda: team.fake.called("conversations.members"))
        team.fake.channel("C2", "other", "U1", "U2")
        team.fake.refusals["users.conversations"] = ["internal_error"]
        team.fake.refusals["conversations.members"] = ["internal_error", "channel_not_found"]
        team.fake.broken["conversations.members"] = 1
        told.set()
        await team.slack.learned()
        await team.types("U1", '"Which day?" "Monday" "Tuesday"', channel="C2")
        assert "0 answers of 2 invited" in shown(team, "C2"), "a channel that is refused for good keeps no other back"


async def test_whoever_changed_is_asked_for_again_and_known_as_before_until_then(tmp_path: Path) -> None:
    async with workspace(tmp_path, patience=0.01) as team:
        await team.types("U2", '"Which day?" "Monday" "Tuesday"')
        await team.fake.happens({"type": "user_change", "user": {"id": "U1"}})
        team.fake.held["users.info"] = known = asyncio.Event()
        await team.types("U1", "close")
        assert "closed" in shown(team), "still the administrator that Slack said"
        known.set()
        await team.types("U2", "reopen")
        team.fake.people["U3"]["locale"] = "fr-FR"
        await team.fake.happens({"type": "user_change", "user": {"id": "U3"}})
        await team.presses("U3", "vote:1:1")
        await team.presses("U3", "vote:1:2")
        assert team.fake.whispered("U3")[-1] == "Votre vote est compté, Tuesday."


async def test_whoever_left_the_workspace_is_asked_and_reminded_no_more(tmp_path: Path) -> None:
    async with workspace(tmp_path) as team:
        await team.types("U1", '"Stand-up" every day at 9:30 --with @alice @bob', command="/ritual")
        await team.types("U1", "yes", command="/ritournelle")
        await team.types("U1", "run", command="/ritual")
        assert "0 answers of 2 invited" in shown(team)
        team.fake.people["U2"]["deleted"] = True
        await team.fake.happens({"type": "user_change", "user": {"id": "U2", "deleted": True}})
        await team.rest()
        await team.types("U1", "remind", command="/ritual")
        assert team.fake.whispered("U2") == []
        assert "1 person was reminded privately." in "".join(team.fake.whispered("U1"))


async def test_a_private_word_that_nobody_can_hear_any_more_loses_no_place(tmp_path: Path) -> None:
    async with workspace(tmp_path) as team:
        await team.types("U1", '"Which day?" "Monday" "Tuesday" --with @bob')
        team.fake.people["U2"]["deleted"] = True  # and Slack has not said so yet
        await team.types("U1", "remind")
        assert not [said for said in team.fake.whispered("U1") if "can no longer be reached" in said]


async def test_a_token_that_is_not_taken_is_known_until_it_is_taken_again(team: Workspace) -> None:
    assert team.slack.well
    team.fake.refusals["chat.postMessage"] = ["token_revoked"]
    with structlog.testing.capture_logs() as lines:
        await team.types("U1", '"Which day?" "Monday" "Tuesday"')
    assert not team.slack.well
    (line,) = [each for each in lines if each["event"] == "slack.unauthorized"]
    assert line["mend"].startswith("Slack does not take SLACK_BOT_TOKEN (token_revoked)")
    await team.slack.people.channels()
    assert team.slack.well
