"""What the rest of the adapter needs of the account's device and its keys (``bot.matrix.crypto`` is the real one).

``open`` comes first and once. Then, for each sync: ``client.sync`` (nio decrypts what it can), ``after_sync``, and
only then are the sync's events handled.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Protocol

from nio import AsyncClient, SyncResponse

Raw = Mapping[str, Any]  # an event of Matrix, as it stands in JSON; a decrypted one bears its clear type and content


class Crypto(Protocol):
    """One account's one device: its login, its store and its keys."""

    @property
    def client(self) -> AsyncClient:
        """The client that is logged in; it exists once ``open`` has returned, and is made new by each ``open``.

        It repeats nothing by itself (``max_limit_exceeded=0``, ``max_timeouts=0``), keeps no sync token, and
        encrypts in every room that it knows to be encrypted.
        """
        ...

    async def open(self) -> None:
        """Log in, or take up the login that the store holds; upload keys and, where there is no identity, sign it.

        Raises ``CannotStart`` where waiting would not help: a refused password or token, a store that was lost while
        the token was kept, a store that others may read. Raises ``bot.port.Later`` where the homeserver is away.
        """
        ...

    async def after_sync(self, response: SyncResponse) -> bool:
        """Keep house: upload, query and claim keys, send what waits to devices, mend the count of one-time keys.

        Returns whether keys came with which an event that could not be read may be read now. Raises nothing: what
        failed is logged and done again after the next sync.
        """
        ...

    def decrypt(self, room: str, event: Raw) -> Raw | None:
        """Read an event of type ``m.room.encrypted``; None while its key is missing."""
        ...

    async def close(self) -> None:
        """Let go of the connections and of the store."""
        ...
