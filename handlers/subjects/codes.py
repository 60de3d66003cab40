"""One-time codes that show a poll on another platform: 128 bits, one hour, only their hash is kept."""

from __future__ import annotations

import base64
import random
from datetime import timedelta
from hashlib import sha256

BITS = 128
LIFE = timedelta(hours=1)


def fresh(chance: random.Random) -> str:
    """Draw a code, in letters and digits that survive being typed."""
    drawn = chance.getrandbits(BITS).to_bytes(BITS // 8, "big")
    return base64.b32encode(drawn).decode().rstrip("=").lower()


def digest(code: str) -> str:
    """Return what is kept of a code; case and spaces around it do not matter."""
    return sha256(code.strip().lower().encode()).hexdigest()
