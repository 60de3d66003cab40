"""The account's device: login, store and keys. For now a plain login or a restored one, and no own identity."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import structlog
from nio import (
    AsyncClient,
    AsyncClientConfig,
    EncryptionError,
    Event,
    ForwardedRoomKeyEvent,
    LoginResponse,
    MegolmEvent,
    RoomKeyEvent,
    SyncResponse,
)

from bot.matrix.seam import Raw
from bot.settings import Settings
from bot.wiring import CannotStart
from handlers.texts import Voice

_log = structlog.get_logger("matrix")


@dataclass(frozen=True, slots=True)
class Login:
    """A device and the token that speaks for it."""

    user: str
    device: str
    token: str


class Device:
    """The account's one device, whose login and keys lie in the store's folder."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._client: AsyncClient | None = None

    @property
    def client(self) -> AsyncClient:
        """The client that is logged in."""
        assert self._client is not None  # noqa: S101 - ``open`` comes first
        return self._client

    async def open(self) -> None:
        """Log in, or take up the login that the store holds."""
        folder = self._settings.matrix_store
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        self._client = _client(self._settings, folder)
        login = _kept(folder) or _given(self._settings) or await self._log_in(folder)
        self._client.restore_login(login.user, login.device, login.token)
        if self._client.should_upload_keys:
            await self._client.keys_upload()

    async def _log_in(self, folder: Path) -> Login:
        password = self._settings.matrix_password
        client = _client(self._settings, folder)
        try:
            answer = await client.login(password.get_secret_value() if password else "", device_name="Ritournelle")
        finally:
            await client.close()
        if not isinstance(answer, LoginResponse):
            raise CannotStart(
                Voice(self._settings.language)("Matrix does not take MATRIX_PASSWORD ({reason}).", reason=answer)
            )
        file = folder / "login.json"
        file.touch(mode=0o600)
        login = Login(answer.user_id, answer.device_id, answer.access_token)
        file.write_text(json.dumps([login.user, login.device, login.token]))
        return login

    async def after_sync(self, response: SyncResponse) -> bool:
        """Keep house with the keys; tell whether some came."""
        client = self.client
        if client.should_upload_keys:
            await client.keys_upload()
        if client.should_query_keys:
            await client.keys_query()
        if client.should_claim_keys:
            await client.keys_claim(client.get_users_for_key_claiming())
        await client.send_to_device_messages()
        return any(isinstance(event, RoomKeyEvent | ForwardedRoomKeyEvent) for event in response.to_device_events)

    def decrypt(self, room: str, event: Raw) -> Raw | None:
        """Read an event; None while its key is missing."""
        sealed = Event.parse_encrypted_event(dict(event))
        if not isinstance(sealed, MegolmEvent):
            return None
        sealed.room_id = room
        try:
            opened: dict[str, Any] = self.client.decrypt_event(sealed).source
        except EncryptionError:
            return None
        return opened

    async def close(self) -> None:
        """Let go of the connections."""
        if self._client is not None:
            await self._client.close()


def _client(settings: Settings, folder: Path) -> AsyncClient:
    config = AsyncClientConfig(
        encryption_enabled=True, store_sync_tokens=False, max_limit_exceeded=0, max_timeouts=0, request_timeout=60
    )
    return AsyncClient(
        (settings.matrix_homeserver or "").rstrip("/"),
        settings.matrix_user or "",
        store_path=str(folder),
        config=config,
    )


def _kept(folder: Path) -> Login | None:
    file = folder / "login.json"
    return Login(*json.loads(file.read_text())) if file.exists() else None


def _given(settings: Settings) -> Login | None:
    token, device = settings.matrix_access_token, settings.matrix_device_id
    return Login(settings.matrix_user or "", device, token.get_secret_value()) if token and device else None
