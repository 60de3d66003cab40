"""The history of the tables, one numbered file a step, run by Alembic (which is imported only when a step is taken)."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy import Connection

if TYPE_CHECKING:
    from alembic.config import Config

FOLDER = Path(__file__).parent
VERSIONS = FOLDER / "versions"


def revisions() -> tuple[str, ...]:
    """Return the steps that this program knows, in order: a file's name begins with its revision."""
    return tuple(sorted(path.name.partition("_")[0] for path in VERSIONS.glob("[0-9]*.py")))


def upgrade(connection: Connection) -> None:
    """Take every step that is missing, inside the connection's transaction."""
    from alembic import command  # noqa: PLC0415 - seldom needed, and slow to import

    command.upgrade(configured(connection), "head")


def configured(connection: Connection) -> Config:
    """Return Alembic's settings for one connection; there is no file of them."""
    from alembic.config import Config  # noqa: PLC0415 - as above

    config = Config()
    config.set_main_option("script_location", str(FOLDER))
    config.set_main_option("path_separator", "os")
    config.set_main_option("file_template", "%%(rev)s_%%(slug)s")
    config.attributes["connection"] = connection
    return config
