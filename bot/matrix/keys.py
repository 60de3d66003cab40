"""The device's public keys: published once, replenished for ever.

nio forgets two things here. It takes a count of no one-time keys for "not told", and then never makes new ones; and it
publishes keys before it has kept them, so that a crash in between makes the homeserver refuse all further ones.
"""

from __future__ import annotations

from typing import Any

import structlog
from nio import Api, AsyncClient, KeysUploadResponse

from bot.matrix.raw import AGAIN
from bot.port import Later

_log = structlog.get_logger("matrix")


class Keys:
    """What people need to begin an encrypted session with the device."""

    def __init__(self, client: AsyncClient) -> None:
        self._client = client
        self._fallback_used = not client.olm.account.shared

    def ran_out(self) -> None:
        """Note that the homeserver has no one-time key left: the fallback key may have been used, and is made anew."""
        olm = self._client.olm
        if olm.account.shared:
            olm.uploaded_key_count = 0
            self._fallback_used = True

    async def upload(self) -> None:
        """Publish what is wanted, kept first; raise ``Later`` where a device's first keys were not taken."""
        client, olm = self._client, self._client.olm
        if not client.should_upload_keys:
            return
        if self._fallback_used or not olm.account.shared:
            olm.account._account.generate_fallback_key()  # noqa: SLF001 - nio has no word for it, vodozemac does
            self._fallback_used = False
        content = {**olm.share_keys(), "fallback_keys": self._fallback_keys()}
        client.store.save_account(olm.account)
        method, path, body = Api.keys_upload(client.access_token, content)
        answer = await client._send(KeysUploadResponse, method, path, body)  # noqa: SLF001 - as nio's own keys_upload
        if isinstance(answer, KeysUploadResponse):
            return
        if "already exists" in str(answer.message):  # an older copy of the store: these were published, go past them
            olm.mark_keys_as_published()
            client.store.save_account(olm.account)
            _log.warning("matrix.old_store")
        elif not olm.account.shared:
            raise Later(f"keys_upload: {answer.status_code}", seconds=AGAIN)

    def _fallback_keys(self) -> dict[str, Any]:
        """Return the key that is given out when one-time keys have run out, signed, if it is yet to be published."""
        client, olm = self._client, self._client.olm
        keys: dict[str, Any] = {}
        for name, key in olm.account._account.fallback_key.items():  # noqa: SLF001 - see upload
            plain = {"key": key.to_base64(), "fallback": True}
            signature = {client.user_id: {f"ed25519:{client.device_id}": olm.sign_json(plain)}}
            keys[f"signed_curve25519:{name}"] = {**plain, "signatures": signature}
        return keys


async def share(client: AsyncClient, room: str) -> None:
    """Give a room's people the key of what is said next; raise ``Later`` where it did not reach all who can have it.

    nio shares it too, in each send, but then takes those for served whom the homeserver was not asked to serve.
    """
    if not client.olm.should_share_group_session(room):
        return
    await client.share_group_session(room, ignore_unverified_devices=True)
    olm, session = client.olm, client.olm.outbound_group_sessions[room]
    served = session.users_shared_with | session.users_ignored
    for user in client.rooms[room].users:
        for device in olm.device_store.active_user_devices(user):
            if (user, device.id) not in served and olm.session_store.get(device.curve25519):
                client.invalidate_outbound_session(room)
                raise Later("the room's key was not shared", seconds=AGAIN)
