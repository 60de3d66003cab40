"""Bars made of characters, for places that draw nothing else. Pure."""

from __future__ import annotations

BLOCK = "▇"
WIDTH = 8


def scaled(counts: tuple[int, ...]) -> tuple[float, ...]:
    """Scale counts to the largest, which becomes 1."""
    most = max(counts, default=0)
    return tuple(count / most if most else 0.0 for count in counts)


def bar(length: float, width: int = WIDTH) -> str:
    """Draw a length from 0 to 1; anything above 0 is seen."""
    return BLOCK * max(1 if length > 0 else 0, round(length * width))
