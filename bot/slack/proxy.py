"""Which proxy leads to an address. Slack's own client reads ``HTTPS_PROXY`` and forgets ``NO_PROXY``."""

from __future__ import annotations

from urllib.parse import urlsplit
from urllib.request import getproxies, proxy_bypass

_AS = {"ws": "http", "wss": "https"}  # a websocket takes the way of the scheme that it grew out of


def proxy_for(url: str) -> str | None:
    """Return the proxy that the environment names for an address, or None for the direct way."""
    parts = urlsplit(url)
    if not parts.hostname or proxy_bypass(parts.hostname):
        return None
    proxies = getproxies()
    return proxies.get(_AS.get(parts.scheme, parts.scheme)) or proxies.get("all") or None
