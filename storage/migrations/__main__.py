"""``python -m storage.migrations``: write the first step again from ``storage.tables``, while nothing is released.

With words (``python -m storage.migrations "seats of a poll"``) it writes the next step instead: read it before use.
"""

from __future__ import annotations

import subprocess
import sys

from sqlalchemy import create_engine

from storage.migrations import VERSIONS, configured, revisions, upgrade


def write(words: str | None) -> str:
    """Write a step and return its file's path."""
    from alembic import command  # noqa: PLC0415 - not needed by the program itself

    known = revisions()
    if words is None:
        if len(known) > 1:
            raise SystemExit('There are several steps already; say what the next one does: "seats of a poll"')
        for file in VERSIONS.glob("[0-9]*.py"):
            file.unlink()
        known = ()
    with create_engine("sqlite://").begin() as connection:
        if known:
            upgrade(connection)
        name = f"{len(known) + 1:04}"
        step = command.revision(configured(connection), words or "the first tables", autogenerate=True, rev_id=name)
    path = str(getattr(step, "path"))  # noqa: B009 - Alembic's hint allows for several steps at once
    for tidy in (["format", "--quiet"], ["check", "--fix", "--quiet"], ["format", "--quiet"]):
        subprocess.run([sys.executable, "-m", "ruff", *tidy, path], check=True)  # noqa: S603 - our own words
    return path


if __name__ == "__main__":
    sys.stdout.write(f"{write(' '.join(sys.argv[1:]) or None)}\n")
