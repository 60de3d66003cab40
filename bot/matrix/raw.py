"""One request to the homeserver that nio has no word for: its status and its JSON, whatever they are."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any, Final

import aiohttp
from nio import AsyncClient

from bot.port import Later

AGAIN: Final = 5.0  # seconds until what failed may be asked again


async def ask(
    client: AsyncClient, method: str, path: str, content: Mapping[str, Any] | None = None
) -> tuple[int, dict[str, Any]]:
    """Ask; raise ``Later`` where the homeserver is away or answers nothing that can be read."""
    headers = {"Authorization": f"Bearer {client.access_token}"} if client.access_token else {}
    headers["Content-Type"] = "application/json"
    body = None if content is None else json.dumps(content)
    try:
        response = await client.send(method, path, body, headers)
        said = await response.json(content_type=None)
    except (aiohttp.ClientError, TimeoutError, OSError) as error:
        raise Later(type(error).__name__, seconds=AGAIN) from None
    except ValueError:
        said = {}
    if response.status >= 500:
        raise Later(f"the homeserver answered {response.status}", seconds=AGAIN)
    return response.status, said if isinstance(said, dict) else {}
