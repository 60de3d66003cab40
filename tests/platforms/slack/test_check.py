"""``check`` and the running bot name what is wrong with Slack's tokens, scopes and Socket Mode, each with its mend."""

from __future__ import annotations

import asyncio
import io
import json
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest
from structlog.testing import capture_logs

from bot import log
from bot.slack.check import look
from handlers.texts import Voice
from tests.platforms.logs import log_left_as_it_was
from tests.platforms.slack.bench import settings_for, until, workspace
from tests.platforms.slack.fake import APP_TOKEN, BOT_TOKEN, FakeSlack
from tests.platforms.slack.world import Json

SOCKET = "apps.connections.open"
WELL = [
    (True, "Slack knows me as ritournelle in Team."),
    (True, "The app has every scope it needs."),
    (True, "Socket Mode opens."),
]


@pytest.fixture
async def fake() -> AsyncIterator[FakeSlack]:
    """Give a Slack without a bot."""
    fake = FakeSlack()
    await fake.start()
    yield fake
    await fake.stop()


async def looked(
    fake: FakeSlack, *, http: bool = False, bot: str = BOT_TOKEN, app: str = APP_TOKEN
) -> list[tuple[bool, str]]:
    """Return what ``ritournelle check`` says of Slack."""
    return await asyncio.to_thread(
        look, settings_for(fake, http=http, SLACK_BOT_TOKEN=bot, SLACK_APP_TOKEN=app), Voice("en")
    )


async def test_all_is_well(fake: FakeSlack) -> None:
    assert await looked(fake) == WELL
    assert await looked(fake, http=True) == WELL[:2], "signed requests need no socket"


async def test_a_wrong_bot_token_is_the_first_and_only_thing_said(fake: FakeSlack) -> None:
    ((right, said),) = await looked(fake, bot="xoxb-guessed")
    assert not right
    assert said.startswith("Slack does not take SLACK_BOT_TOKEN (invalid_auth); install the app again and copy")


async def test_a_missing_scope_is_named(fake: FakeSlack) -> None:
    fake.scopes = fake.scopes.replace("files:write,", "").replace("users:read", "users:write")
    _, scopes, socket = await looked(fake)
    assert scopes[1].startswith("The app lacks files:write and users:read; paste what “ritournelle manifest” prints")
    assert (scopes[0], socket) == (False, WELL[2])


async def test_a_wrong_app_token_is_told_from_a_socket_mode_that_is_off(fake: FakeSlack) -> None:
    wrong = (await looked(fake, app="xapp-guessed"))[-1]
    assert wrong[1].startswith("Slack does not take SLACK_APP_TOKEN (invalid_auth); make an app-level token with")
    fake.refusals[SOCKET] = ["missing_scope", "socket_mode_disabled"]
    assert "connections:write" in (await looked(fake))[-1][1]
    off = (await looked(fake))[-1]
    assert off[1].startswith("Socket Mode does not open (socket_mode_disabled); switch it on, under Socket Mode:")
    assert (wrong[0], off[0]) == (False, False)


async def test_a_slack_that_is_busy_is_said_to_be_so(fake: FakeSlack) -> None:
    fake.limited["auth.test"] = 1
    ((right, said),) = await looked(fake)
    assert (right, "ratelimited" in said) == (False, True)


async def test_an_app_token_that_is_revoked_is_known_at_once_and_so_is_its_mend(tmp_path: Path) -> None:
    async with workspace(tmp_path) as team:
        assert team.slack.well
        team.fake.refusals[SOCKET] = ["token_revoked"] * 2
        with capture_logs() as lines:
            await team.fake.refresh()
            await until(lambda: not team.fake.refusals[SOCKET])
        assert not team.slack.well
        told = [line for line in lines if line["event"] == "slack.unauthorized"]
        assert {line["reason"] for line in told} == {"token_revoked"}
        assert told[0]["mend"].startswith("Slack does not take SLACK_APP_TOKEN (token_revoked)")
        for socket in team.slack.sockets:
            assert socket.client is not None
            await socket.client.connect_to_new_endpoint(force=True)
        assert team.slack.well
        await team.types("U1", '"Which day?" "Monday" "Tuesday"')
        assert "Which day?" in team.fake.cards("C1")[-1].text


@pytest.fixture
def written() -> Iterator[io.StringIO]:
    """Give what the log writes."""
    with log_left_as_it_was():
        stream = io.StringIO()
        log.configure(stream)
        yield stream


async def test_a_call_that_fails_is_logged_with_its_method_its_reason_and_where(
    tmp_path: Path, written: io.StringIO
) -> None:
    quoted = "[ERROR] “Our secret” is too long [json-pointer:/blocks/3/elements/0/text] [json-pointer:/view]"
    answers: dict[str, Json] = {
        "invalid_blocks": {"response_metadata": {"messages": [quoted]}},
        "missing_scope": {"needed": "chat:write", "provided": "commands"},
        "is_archived": {},
    }
    async with workspace(tmp_path) as team:
        for error, more in answers.items():
            await team.types("U1", '"Our secret" "Monday" "Tuesday"')
            team.fake.refusals["chat.update"] = [{"ok": False, "error": error, **more}]
            card = team.fake.cards("C1")[-1]
            await team.presses("U2", card.actions()[0]["action_id"], message=card)
        team.fake.refusals["chat.postMessage"] = ["internal_error"]
        await team.types("U1", '"Our secret" "Monday" "Tuesday"', channel="C1")
    lines = [json.loads(line) for line in written.getvalue().splitlines()]
    told = [(line["action"], line["method"], line["reason"], line.get("where")) for line in lines if "method" in line]
    assert told == [
        ("slack.refused", "chat.update", "invalid_blocks", ["/blocks/3/elements/0/text", "/view"]),
        ("slack.refused", "chat.update", "missing_scope", ["chat:write"]),
        ("slack.refused", "chat.update", "is_archived", []),
        ("slack.unanswered", "chat.postMessage", "internal_error", None),
    ]
    assert "secret" not in written.getvalue()
    assert log.WITHHELD not in written.getvalue()
