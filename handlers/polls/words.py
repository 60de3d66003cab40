"""Small pieces of speech that are of polls alone: their options, by label and by number."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from handlers.texts import Voice


def labels(voice: Voice, options: Sequence[str], picks: Iterable[int]) -> str:
    """List the options of these numbers (from 1)."""
    return voice.listed([options[pick - 1] for pick in picks])


def keys(voice: Voice, options: int) -> str:
    """Say which numbers answer: ``1 or 2``, ``1 to 9``."""
    if options <= 4:
        return voice.listed([str(key) for key in range(1, options + 1)], style="or")
    return voice("1 to {n}", n=options)
