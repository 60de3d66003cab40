"""A device that keeps in step with its homeserver, without the rest of the bot."""

from __future__ import annotations

from nio import SyncResponse

from bot.matrix.crypto import Device
from tests.platforms.matrix.human import FILTER, taken


async def sync(device: Device) -> SyncResponse:
    """Let a device look once, and keep house as the bot does after each look."""
    client = device.client
    since = client.next_batch or None
    answer: SyncResponse = taken(
        await client.sync(timeout=0, since=since, sync_filter=FILTER, full_state=since is None)
    )
    await device.after_sync(answer)
    return answer
