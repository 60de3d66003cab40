"""The barest bot that matrix-nio makes: it says in a room what was said after ``echo``, and keeps nothing.

``python -m tests.platforms.matrix.echo HOMESERVER USER DEVICE TOKEN STORE``; it stands beside ours in ``make bench``.
"""

from __future__ import annotations

import asyncio
import sys

from nio import AsyncClient, AsyncClientConfig, MatrixRoom, RoomMessageText

COMMAND = "echo "


async def main(homeserver: str, user: str, device: str, token: str, store: str) -> None:
    """Echo until it is killed."""
    config = AsyncClientConfig(encryption_enabled=True, pickle_key="of the tests")
    client = AsyncClient(homeserver, user, device_id=device, store_path=store, config=config)
    client.restore_login(user, device, token)

    async def echo(room: MatrixRoom, event: RoomMessageText) -> None:
        if event.body.startswith(COMMAND):
            said = {"msgtype": "m.notice", "body": event.body.removeprefix(COMMAND)}
            await client.room_send(room.room_id, "m.room.message", said, ignore_unverified_devices=True)

    client.add_event_callback(echo, RoomMessageText)
    await client.sync_forever(timeout=30_000, full_state=True)


if __name__ == "__main__":
    asyncio.run(main(*sys.argv[1:]))
