"""Words that say that there is nothing to say: "none", "n/a", "rien", "RAS"."""

from __future__ import annotations

import re
from typing import Final

_NOTHING: Final = frozenset(
    {
        *("no", "none", "nothing", "nope", "nil", "na", "n a", "no blocker", "no blockers", "not blocked", "all good"),
        *("non", "rien", "rien à signaler", "ras", "r a s", "néant", "aucun", "aucune", "aucun blocage", "sans objet"),
        *("pas de blocage", "rien ne bloque", "tout va bien", "rien de particulier", "nothing in the way"),
        "",
    }
)


def says_nothing(text: str) -> bool:
    """Tell whether an answer in words says only that there is none, however it is punctuated."""
    words = re.sub(r"[\W_]+", " ", text.casefold()).strip()
    return words in _NOTHING and not any(mark in text for mark in "?？")
