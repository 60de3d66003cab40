"""``ritournelle run`` with Slack configured: a real process against the Slack of this one."""

from __future__ import annotations

import asyncio
import os
import signal
import sys
from pathlib import Path

import pytest

from tests.platforms.slack.fake import APP_TOKEN, BOT_TOKEN, FakeSlack


@pytest.mark.server
@pytest.mark.parametrize("command", ["run", "start"])
async def test_it_answers_in_slack_and_stops_when_it_is_told_to(tmp_path: Path, command: str) -> None:
    fake = FakeSlack()
    await fake.start()
    fake.person("U1", "alice", is_admin=True)
    fake.channel("C1", "team", "U1")
    told = {
        "PATH": os.environ["PATH"],
        "DATABASE_URL": "sqlite:///r.db",
        "SLACK_BOT_TOKEN": BOT_TOKEN,
        "SLACK_APP_TOKEN": APP_TOKEN,
        "SLACK_API_URL": f"{fake.url}/api/",
        "ADMIN_PORT": "0",
        "RITOURNELLE_LANGUAGE": "en",
    }
    running = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "bot", command),
        cwd=tmp_path,
        env={**told, "PYTHONPATH": str(Path.cwd())},
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
    )
    try:
        await asyncio.wait_for(fake.connected.wait(), 30)
        ack = await fake.slash("U1", "C1", "/poll", '"Which day?" "Monday" "Tuesday"')
        assert ack.status == 200
        async with asyncio.timeout(30):
            await fake.posted.wait()
        assert "Which day?" in fake.cards("C1")[0].text
        running.send_signal(signal.SIGTERM)
        printed, _ = await asyncio.wait_for(running.communicate(b"@ana poll list\n"), 20)
        assert running.returncode == 0
        assert b"@ana" not in printed, "the console is no second beginning"
    finally:
        if running.returncode is None:
            running.kill()
            await running.wait()
        await fake.stop()
