"""Which proxy leads to an address. Slack's own client reads ``HTTPS_PROXY`` and forgets ``NO_PROXY``.

The environment is read once for each host: reading it whole takes as long as all else that a private word costs.
"""

from __future__ import annotations

from functools import cache
from urllib.parse import urlsplit
from urllib.request import getproxies, proxy_bypass

_AS = {"ws": "http", "wss": "https"}  # a websocket takes the way of the scheme that it grew out of


def proxy_for(url: str) -> str | None:
    """Return the proxy that the environment names for an address, or None for the direct way."""
    parts = urlsplit(url)
    return way(_AS.get(parts.scheme, parts.scheme), parts.hostname) if parts.hostname else None


@cache
def way(scheme: str, host: str) -> str | None:
    """Return the proxy by which a host is reached."""
    if proxy_bypass(host):
        return None
    proxies = getproxies()
    return proxies.get(scheme) or proxies.get("all") or None
