"""What ``ritournelle check`` asks a homeserver; it logs in nowhere and changes nothing."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Final

from nio import AsyncClient, AsyncClientConfig

from bot.matrix.crypto import dead_token, how_to_verify
from bot.matrix.identity import Published, Standing, look
from bot.matrix.limited import last_limited
from bot.matrix.raw import ask
from bot.matrix.store import LOGIN, Login, exposed
from bot.port import Later
from bot.settings import Settings
from handlers.texts import Voice

Found = tuple[bool | None, str]  # right, wrong, or (None) worth knowing
DOCUMENT: Final = "docs/matrix.md"


def look_at(settings: Settings, voice: Voice) -> list[Found]:
    """Return what was found, each with its sentence; a wrong one says its mend."""

    async def gather() -> list[Found]:
        return [found async for found in _look(settings, voice)]

    return asyncio.run(gather())


async def _look(settings: Settings, voice: Voice) -> AsyncIterator[Found]:
    config = AsyncClientConfig(encryption_enabled=False, max_limit_exceeded=0, max_timeouts=0, request_timeout=10)
    homeserver = (settings.matrix_homeserver or "").rstrip("/")
    client = AsyncClient(homeserver, settings.matrix_user or "", config=config)
    try:
        status, said = await ask(client, "GET", "/_matrix/client/versions")
        if status != 200 or "versions" not in said:
            yield False, _no_homeserver(voice, homeserver, str(status))
            return
        yield True, voice("The homeserver answers.")
        for found in _store(settings.matrix_store, voice):
            yield found
        login = _login(settings)
        if login is None:
            yield await _passwords(client, voice)
            return
        async for found in _device(client, settings, login, voice):
            yield found
        yield _limits(settings.matrix_store, voice)
    except Later as later:
        yield False, _no_homeserver(voice, homeserver, later.reason)
    finally:
        await client.close()


def _store(folder: Path, voice: Voice) -> list[Found]:
    if not folder.exists():
        return [
            (
                None,
                voice(
                    "The folder of the device's keys does not exist yet; the first start makes it: {file}", file=folder
                ),
            )
        ]
    open_ones = [each for each in (folder, *sorted(folder.iterdir())) if exposed(each)]
    if open_ones:
        mode = "700" if open_ones[0] == folder else "600"
        command = f"chmod {mode} {open_ones[0]}"
        return [(False, voice("Others on this machine can open {file}: {command}", file=open_ones[0], command=command))]
    return [(True, voice("The device's keys are their owner's alone; keep a copy of {file}.", file=folder))]


def _login(settings: Settings) -> Login | None:
    """Return the login that a start would take up."""
    token, device = settings.matrix_access_token, settings.matrix_device_id
    if token is not None and device is not None:
        return Login(settings.matrix_user or "", device, token.get_secret_value())
    try:
        return Login(**json.loads((settings.matrix_store / LOGIN).read_text()))
    except (OSError, ValueError, TypeError):
        return None


async def _passwords(client: AsyncClient, voice: Voice) -> Found:
    """Where there is no login yet, see that the first start can have one."""
    _, said = await ask(client, "GET", "/_matrix/client/v3/login")
    if any(flow.get("type") == "m.login.password" for flow in said.get("flows", ())):
        return None, voice("There is no login yet; the first start logs in with MATRIX_PASSWORD.")
    return False, voice(
        "The homeserver takes no passwords; ask its administrator for a token, and set MATRIX_ACCESS_TOKEN and "
        "MATRIX_DEVICE_ID."
    )


async def _device(client: AsyncClient, settings: Settings, login: Login, voice: Voice) -> AsyncIterator[Found]:
    client.access_token = login.token
    status, me = await ask(client, "GET", "/_matrix/client/v3/account/whoami")
    if status != 200:
        yield False, dead_token(voice, settings, str(me.get("errcode", status)))
        return
    yield True, voice("Matrix knows me as {user}.", user=me["user_id"])
    device = str(me.get("device_id", ""))
    if device != login.device:
        yield False, voice("The token is that of device {device}; set MATRIX_DEVICE_ID to it.", device=device)
        return
    published = await look(client, login.user, login.device)
    if not published.fingerprint:
        yield None, voice("Device {device} has published no keys yet; the first start does.", device=device)
        return
    if not (settings.matrix_store / f"{login.user}_{login.device}.db").exists():
        yield (
            False,
            voice(
                "The keys of device {device} are not in {folder}; bring the folder back from a copy, or log in anew.",
                device=device,
                folder=settings.matrix_store,
            ),
        )
        return
    yield True, voice("Device {device} has its keys.", device=device)
    yield _identity(published, voice)


def _identity(published: Published, voice: Voice) -> Found:
    standing = published.standing
    if standing is Standing.SIGNED:
        return True, voice("The device is verified by its owner.")
    return False, how_to_verify(voice, published.user, published.device_id, published.fingerprint, standing)


def _limits(folder: Path, voice: Voice) -> Found:
    """Say when the homeserver last slowed the bot down: nobody can ask it for its limits."""
    when = last_limited(folder)
    if when is None:
        return True, voice("The homeserver has not slowed the bot down.")
    return None, voice(
        "The homeserver slowed the bot down on {day}; its administrator can lift the limits for this account: {url}",
        day=voice.date(when.date()),
        url=DOCUMENT,
    )


def _no_homeserver(voice: Voice, homeserver: str, reason: str) -> str:
    return voice(
        "No homeserver answers at {url} ({reason}); set MATRIX_HOMESERVER to the address that its clients use.",
        url=homeserver,
        reason=reason,
    )
