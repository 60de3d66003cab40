"""What tests of the adapter put together: settings for an account of a Synapse, and a device that keeps in step."""

from __future__ import annotations

from pathlib import Path

from nio import SyncResponse
from pydantic import SecretStr

from bot.matrix.crypto import Device
from bot.settings import Settings
from tests.platforms.matrix.human import FILTER, taken
from tests.platforms.matrix.synapse import PASSWORD, Account, Synapse


def settings_of(synapse: Synapse, account: Account, folder: Path, *, by_token: bool = False) -> Settings:
    """Return the settings of a bot that logs in by password, or with its account's first device and token."""
    login = (
        {"matrix_access_token": SecretStr(account.token), "matrix_device_id": account.device}
        if by_token
        else {"matrix_password": SecretStr(PASSWORD)}
    )
    return Settings.model_construct(
        database_url=SecretStr(f"sqlite:///{folder}/ritournelle.db"),
        matrix_homeserver=synapse.url,
        matrix_user=account.user,
        matrix_store=folder / "matrix-store",
        language="en",
        timezone="Europe/Paris",
        admin_port=0,
        **login,
    )


async def sync(device: Device) -> SyncResponse:
    """Let a device look once, and keep house as the bot does after each look."""
    client = device.client
    since = client.next_batch or None
    answer: SyncResponse = taken(
        await client.sync(timeout=0, since=since, sync_filter=FILTER, full_state=since is None)
    )
    await device.after_sync(answer)
    return answer
