"""The account's one device: its login, taken once and then taken up again, and its keys.

Whatever lies in ``MATRIX_STORE`` (``bot.matrix.store``) is the device; where it is lost nothing is said any more, since
a device whose keys changed is what an intruder looks like.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import replace
from typing import Any, Final

import aiohttp
import structlog
import vodozemac
from nio import (
    AsyncClient,
    AsyncClientConfig,
    EncryptionError,
    ErrorResponse,
    Event,
    ForwardedRoomKeyEvent,
    LocalProtocolError,
    LoginResponse,
    MegolmEvent,
    RoomKeyEvent,
    SyncResponse,
)

from bot.matrix.identity import Standing, establish, look
from bot.matrix.keys import Keys
from bot.matrix.raw import AGAIN, ask
from bot.matrix.seam import Raw
from bot.matrix.store import LOGIN, Login, Store
from bot.port import Later
from bot.settings import Settings
from bot.wiring import CannotStart
from handlers.texts import Voice

NAME: Final = "Ritournelle"
_log = structlog.get_logger("matrix")


class Device:
    """What ``bot.matrix.seam.Crypto`` asks for."""

    def __init__(self, settings: Settings) -> None:
        self._settings, self._voice = settings, Voice(settings.language)
        self._store = Store(settings.matrix_store, self._voice)
        self._client: AsyncClient | None = None
        self._keys: Keys | None = None

    @property
    def client(self) -> AsyncClient:
        """The client that is logged in."""
        assert self._client is not None  # noqa: S101 - ``open`` comes first
        return self._client

    async def open(self) -> None:
        """Log in or take up the login that is kept; see that the keys are the device's; sign it if we may."""
        self._store.open()
        try:
            login = self._given() or self._store.login() or await self._log_in()
            self._client = self._made(login)
            self._keys = Keys(self._client)
            await self._recognise(login)
            await self._keys.upload()
            standing = await establish(self.client, self._store, self._password)
        except BaseException:
            await self.close()
            raise
        if standing is not Standing.SIGNED:
            said = how_to_verify(self._voice, login.user, login.device, self._fingerprint, standing)
            _log.warning("matrix.device_not_verified", standing=standing.value, said=said)

    async def after_sync(self, response: SyncResponse) -> bool:
        """Keep house with the keys, before the sync's events are handled; tell whether some came."""
        client, keys = self.client, self._keys
        assert keys is not None  # noqa: S101 - ``open`` comes first
        if not response.device_key_count.signed_curve25519:
            keys.ran_out()
        if client.should_upload_keys:
            await self._quietly("keys_upload", keys.upload)
        if client.should_query_keys:
            await self._quietly("keys_query", client.keys_query)
        if client.should_claim_keys:
            await self._quietly("keys_claim", lambda: client.keys_claim(client.get_users_for_key_claiming()))
        if client.outgoing_to_device_messages:
            await self._quietly("to_device", client.send_to_device_messages)
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
        """Let go of the connections and of the store."""
        if self._client is not None:
            await self._client.close()
            if self._client.store is not None:
                self._client.store.database.close()
        self._store.close()

    # The login

    @property
    def _password(self) -> str | None:
        password = self._settings.matrix_password
        return password.get_secret_value() if password else None

    @property
    def _fingerprint(self) -> str:
        return str(self.client.olm.account.identity_keys["ed25519"])

    def _given(self) -> Login | None:
        """Return the login that the settings give."""
        token, device = self._settings.matrix_access_token, self._settings.matrix_device_id
        if token is None or device is None:
            return None
        return Login(self._settings.matrix_user or "", device, token.get_secret_value())

    async def _log_in(self) -> Login:
        """Take a device by password: once, since every login is another device to everybody."""
        client = self._bare()
        try:
            answer = await client.login(self._password or "", device_name=NAME)
        except (aiohttp.ClientError, TimeoutError, OSError) as error:
            raise Later(type(error).__name__, seconds=AGAIN) from None
        finally:
            await client.close()
        if isinstance(answer, LoginResponse):
            login = Login(answer.user_id, answer.device_id, answer.access_token)
            self._store.keep_login(login)
            return login
        code = str(answer.status_code)
        if code in {"M_LIMIT_EXCEEDED", "429"}:
            raise Later("login: limited", seconds=(answer.retry_after_ms or 60_000) / 1000)
        if code not in {"M_FORBIDDEN", "M_USER_DEACTIVATED", "M_UNKNOWN", "M_UNRECOGNIZED"}:
            raise Later(f"login: {code}", seconds=AGAIN)
        raise CannotStart(
            self._voice(
                "Matrix does not take MATRIX_USER with MATRIX_PASSWORD ({reason}); correct them, or, where passwords "
                "are not taken, set MATRIX_ACCESS_TOKEN and MATRIX_DEVICE_ID.",
                reason=code,
            )
        )

    def _bare(self, pickle_key: str = "") -> AsyncClient:
        config = AsyncClientConfig(
            encryption_enabled=bool(pickle_key),
            pickle_key=pickle_key,
            store_sync_tokens=False,
            max_limit_exceeded=0,
            max_timeouts=0,
            request_timeout=60,
        )
        homeserver = (self._settings.matrix_homeserver or "").rstrip("/")
        return AsyncClient(
            homeserver, self._settings.matrix_user or "", store_path=str(self._store.folder), config=config
        )

    def _made(self, login: Login) -> AsyncClient:
        """Return a client of the device, with the keys that the store holds, or with new ones where it holds none."""
        self._store.room_for(login)
        client = self._bare(self._store.pickle_key())
        try:
            client.restore_login(login.user, login.device, login.token)
        except (EncryptionError, vodozemac.PickleException, vodozemac.LibolmPickleException):
            raise self._lost(login) from None
        return client

    async def _recognise(self, login: Login) -> None:
        """See that the token is the device's, and that the homeserver knows the device by the keys that we hold."""
        status, me = await ask(self.client, "GET", "/_matrix/client/v3/account/whoami")
        if status == 429:
            raise Later("whoami: limited", seconds=me.get("retry_after_ms", 5000) / 1000)
        if status != 200:
            raise CannotStart(dead_token(self._voice, self._settings, str(me.get("errcode", status))))
        found = str(me.get("device_id", login.device))
        if (me.get("user_id"), found) != (login.user, login.device):
            raise CannotStart(
                self._voice(
                    "The token is that of {user}, device {device}; set MATRIX_USER and MATRIX_DEVICE_ID to them, or "
                    "another token.",
                    user=me.get("user_id", "?"),
                    device=found,
                )
            )
        published = await look(self.client, login.user, login.device)
        if published.fingerprint and published.fingerprint != self._fingerprint:
            raise self._lost(login)
        if not published.fingerprint:
            self.client.olm.account.shared = False  # the homeserver forgot them: they are published again
        if self._given() is None and login.fingerprint != self._fingerprint:
            self._store.keep_login(replace(login, fingerprint=self._fingerprint))

    def _lost(self, login: Login) -> CannotStart:
        if self._given() is None:
            return CannotStart(
                self._voice(
                    "The keys of device {device} are gone from {folder}, and without them nothing is said: bring the "
                    "folder back from a copy, or remove {file} and start again with MATRIX_PASSWORD, as a new device.",
                    device=login.device,
                    folder=self._store.folder,
                    file=self._store.folder / LOGIN,
                )
            )
        return CannotStart(
            self._voice(
                "The keys of device {device} are gone from {folder}, and without them nothing is said: bring the "
                "folder back from a copy, or log in anew and set the new MATRIX_ACCESS_TOKEN and MATRIX_DEVICE_ID.",
                device=login.device,
                folder=self._store.folder,
            )
        )

    async def _quietly(self, what: str, step: Callable[[], Awaitable[Any]]) -> None:
        """Do one part of the housework; what fails is done again after the next sync."""
        try:
            answer = await step()
        except (aiohttp.ClientError, TimeoutError, OSError, Later, LocalProtocolError, EncryptionError) as error:
            _log.warning("matrix.keys_later", what=what, error=type(error).__name__)
            return
        if isinstance(answer, ErrorResponse):
            _log.warning("matrix.keys_later", what=what, error=str(answer.status_code))


def dead_token(voice: Voice, settings: Settings, reason: str) -> str:
    """Say that the homeserver no longer takes the login, and how to have another one."""
    if settings.matrix_access_token is not None:
        return voice(
            "Matrix does not take MATRIX_ACCESS_TOKEN ({reason}); get a new one, and set it with its MATRIX_DEVICE_ID.",
            reason=reason,
        )
    return voice(
        "Matrix no longer takes the login in {file} ({reason}); remove that file and start again with MATRIX_PASSWORD.",
        file=settings.matrix_store / LOGIN,
        reason=reason,
    )


def how_to_verify(voice: Voice, user: str, device: str, fingerprint: str, standing: Standing) -> str:
    """Say how somebody can have the device signed whose account's identity is not ours, or that has none."""
    if standing is Standing.NO_IDENTITY:
        return voice(
            "{user} has no cross-signing identity, and the homeserver took none from the bot: log in to Element as "
            "{user}, set up recovery there, and start the bot again.",
            user=user,
        )
    return voice(
        "Device {device} is not verified by {user}, and people are warned of it: log in to Element as {user} and "
        "verify it there by its key {fingerprint}.",
        device=device,
        user=user,
        fingerprint=fingerprint,
    )
