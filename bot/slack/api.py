"""Slack's Web API, with its troubles told apart: not now, never, or nobody knows whether it happened."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Callable, Mapping
from typing import Any, Final

import aiohttp
import structlog
from slack_sdk.errors import SlackApiError, SlackClientError
from slack_sdk.web.async_client import AsyncWebClient

from bot.port import Later, PortError, Refused, Uncertain
from bot.slack.budget import Budget
from bot.slack.proxy import proxy_for

TIMEOUT: Final = 20
AGAIN: Final = 5.0  # seconds until a call that surely did nothing is tried again
UNAUTHORIZED_AGAIN: Final = 60.0
TRIES: Final = 4

LOST: Final = frozenset(
    {
        "channel_not_found",
        "not_in_channel",
        "is_archived",
        "channel_is_archived",
        "restricted_action",
        "restricted_action_read_only_channel",
        "restricted_action_thread_only_channel",
        "restricted_action_non_threadable_channel",
        "cannot_reply_to_message",
    }
)
UNAUTHORIZED: Final = frozenset(
    {"invalid_auth", "not_authed", "account_inactive", "token_revoked", "token_expired", "no_permission"}
)
TRANSIENT: Final = frozenset(
    {"internal_error", "fatal_error", "service_unavailable", "request_timeout", "team_added_to_org"}
)
READS: Final = frozenset(  # these take no JSON
    {
        "conversations.info",
        "conversations.members",
        "files.getUploadURLExternal",
        "users.conversations",
        "users.info",
        "users.list",
    }
)
ONLY_ONCE: Final = frozenset({"chat.postMessage", "files.completeUploadExternal"})  # a repeat would be a second message

_POINTER: Final = re.compile(r"json-pointer:(/[\w/-]+)")
_log = structlog.get_logger("slack")


class Api:
    """Calls methods within their budget. ``mend`` is what brings the bot back to a channel it was taken out of."""

    def __init__(self, client: AsyncWebClient, budget: Budget) -> None:
        self.client, self.budget, self.mend = client, budget, ""
        self.on_unauthorized: Callable[[str], None] = lambda _reason: None
        self.unauthorized = False  # whether the latest answer was that the token is not taken

    async def call(self, method: str, *, patient: bool = True, **arguments: object) -> dict[str, Any]:
        """Call a method and return what Slack answered.

        A patient call waits for its turn and obeys a 429 by itself; another one raises ``Later``. ``Refused`` is for
        good, ``Uncertain`` means that a post may have happened.
        """
        channel = str(arguments.get("channel", ""))
        for attempt in range(TRIES):
            if patient:
                await self.budget.spend(method, channel)
            elif (wait := self.budget.wait(method, channel)) > 0:
                raise Later(f"{method}:budget", seconds=wait)
            try:
                return await self._once(method, arguments)
            except Later as later:
                if not patient or attempt == TRIES - 1:
                    raise
                await asyncio.sleep(later.seconds)
        raise Later(method, seconds=AGAIN)

    async def _once(self, method: str, arguments: dict[str, object]) -> dict[str, Any]:
        given = {name: value for name, value in arguments.items() if value is not None}
        try:
            if method in READS:
                answer = await self.client.api_call(method, http_verb="GET", params=given)
            else:
                answer = await self.client.api_call(method, json=given)
        except SlackApiError as error:
            raise self._told(method, error) from None
        except (aiohttp.ClientConnectorError, aiohttp.ConnectionTimeoutError) as error:
            _log.warning("slack.unanswered", method=method, reason=type(error).__name__)
            raise Later(f"{method}:{type(error).__name__}", seconds=AGAIN) from None
        except (aiohttp.ClientError, TimeoutError, SlackClientError, ValueError) as error:
            raise unanswered(method, type(error).__name__) from None
        self.unauthorized = False
        return dict(answer.data) if isinstance(answer.data, dict) else {}

    def _told(self, method: str, error: SlackApiError) -> PortError:
        """Say what a refusal means."""
        status, data = _read(error.response)
        reason = str(data.get("error", ""))
        if status == 429 or reason in ("ratelimited", "rate_limited"):
            seconds = _seconds(error.response.headers.get("Retry-After"))
            self.budget.shut(method, seconds)
            _log.warning("slack.limited", method=method, seconds=seconds)
            return Later(f"{method}:ratelimited", seconds=seconds)
        if reason in TRANSIENT or status >= 500 or not reason:
            return unanswered(method, reason or str(status))
        _log.warning("slack.refused", method=method, reason=reason, where=_where(data))
        if reason in UNAUTHORIZED:
            self.unauthorized = True
            self.on_unauthorized(reason)
            return Later(f"{method}:{reason}", seconds=UNAUTHORIZED_AGAIN)
        if reason in LOST:
            mend = "" if "archived" in reason else self.mend
            return Refused(f"{method}:{reason}", place_lost=True, mend=mend)
        return Refused(f"{method}:{reason}", place_lost=False)


def make_client(token: str, base_url: str) -> AsyncWebClient:
    """Make a client that repeats nothing by itself: a post whose answer was lost must not be sent twice."""
    client = AsyncWebClient(token=token, base_url=base_url, timeout=TIMEOUT, retry_handlers=[])
    client.proxy = proxy_for(client.base_url)
    return client


def unanswered(method: str, reason: str) -> PortError:
    """Tell what it means that no clear answer came: for most methods nothing but another try."""
    _log.warning("slack.unanswered", method=method, reason=reason)
    if method in ONLY_ONCE:
        return Uncertain(f"{method}:{reason}")
    return Later(f"{method}:{reason}", seconds=AGAIN)


def _where(data: Mapping[str, Any]) -> list[str]:
    """Return what in a call was refused: the scope that it needs, or the places of blocks; never people's words."""
    said = " ".join(map(str, (data.get("response_metadata") or {}).get("messages", ())))
    return [*filter(None, [str(data.get("needed") or "")]), *_POINTER.findall(said)]


def _seconds(header: object) -> float:
    try:
        return max(1.0, float(str(header)))
    except ValueError:
        return 30.0


def _read(response: Any) -> tuple[int, Mapping[str, Any]]:  # noqa: ANN401 - Slack's client gives one of two kinds
    """Return the status and, where there is one, the body of a refused answer."""
    status = getattr(response, "status_code", 0) or getattr(response, "status", 0)
    data = getattr(response, "data", None)
    return int(status or 0), data if isinstance(data, Mapping) else {}
