"""Programs of others that a check looks through: used where they are present, and said loudly where they are not.

``tests/conftest.py`` prints what was left out at the end of a run, so that nothing is skipped in silence.
"""

from __future__ import annotations

import shutil

import pytest

LEFT_OUT = "left out: no "


def program(called: str, *names: str) -> str:
    """Return the path of the first of these programs that is here; without one, leave the test out and say so."""
    found = next(filter(None, map(shutil.which, names)), None)
    if found is None:
        pytest.skip(f"{LEFT_OUT}{called}")
    return found
