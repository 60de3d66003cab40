"""What ``ritournelle check`` asks Slack: are the tokens taken, are the scopes there, is Socket Mode on."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from typing import Any, Final

import aiohttp
from slack_sdk.errors import SlackApiError

from bot.settings import Settings
from bot.slack.api import TIMEOUT, UNAUTHORIZED, make_client
from bot.slack.manifest import scopes
from handlers.texts import Voice

APP: Final = "https://api.slack.com/apps"


def look(settings: Settings, voice: Voice) -> list[tuple[bool, str]]:
    """Return what was found, each as (right, sentence); a wrong one says its mend."""
    return asyncio.run(_look(settings, voice))


async def _look(settings: Settings, voice: Voice) -> list[tuple[bool, str]]:
    token = settings.slack_bot_token.get_secret_value() if settings.slack_bot_token else ""
    client = make_client(token, settings.slack_api_url)
    async with aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=TIMEOUT)) as session:
        client.session = session
        try:
            me = await client.auth_test()
        except (SlackApiError, aiohttp.ClientError, TimeoutError) as error:
            said = voice(
                "Slack does not take SLACK_BOT_TOKEN ({reason}); install the app again and copy its bot token: {url}",
                reason=_reason(error),
                url=APP,
            )
            return [(False, said)]
        found = [(True, voice("Slack knows me as {name} in {team}.", name=me["user"], team=me.get("team") or ""))]
        found.append(_scopes(me.headers, voice))
        if settings.slack_mode == "http":
            return found
        app_token = settings.slack_app_token.get_secret_value() if settings.slack_app_token else ""
        try:
            await client.apps_connections_open(app_token=app_token)
        except (SlackApiError, aiohttp.ClientError, TimeoutError) as error:
            said = _shut(_reason(error), voice)
            return [*found, (False, said)]
        return [*found, (True, voice("Socket Mode opens."))]


def _shut(reason: str, voice: Voice) -> str:
    """Say why no websocket is to be had: the app's token, or Socket Mode itself."""
    if reason in UNAUTHORIZED | {"missing_scope", "not_allowed_token_type"}:
        return voice(
            "Slack does not take SLACK_APP_TOKEN ({reason}); make an app-level token with connections:write, under "
            "Basic Information: {url}",
            reason=reason,
            url=APP,
        )
    return voice("Socket Mode does not open ({reason}); switch it on, under Socket Mode: {url}", reason=reason, url=APP)


def _scopes(headers: Mapping[str, Any], voice: Voice) -> tuple[bool, str]:
    given = {each.strip() for each in str(headers.get("x-oauth-scopes") or "").split(",")}
    missing = [scope for scope in scopes(voice) if scope not in given]
    if not missing:
        return True, voice("The app has every scope it needs.")
    return False, voice(
        "The app lacks {scopes}; paste what “ritournelle manifest” prints, and install it again: {url}",
        scopes=voice.listed(missing),
        url=APP,
    )


def _reason(error: Exception) -> str:
    return str(error.response.get("error", "")) if isinstance(error, SlackApiError) else type(error).__name__
