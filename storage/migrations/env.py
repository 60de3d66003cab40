"""What Alembic runs around the steps: on the connection it is given, in that connection's own transaction."""

from __future__ import annotations

from typing import Literal

from alembic import context
from alembic.autogenerate.api import AutogenContext
from sqlmodel import AutoString, SQLModel

from storage import tables

assert tables  # noqa: S101 - importing it fills the metadata


def _rendered(kind: str, item: object, _context: AutogenContext) -> str | Literal[False]:
    """Write SQLModel's string as the plain one that it is in the database."""
    return "sa.String()" if kind == "type" and isinstance(item, AutoString) else False


context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=SQLModel.metadata,
    render_item=_rendered,
    render_as_batch=False,
    compare_type=True,
)
with context.begin_transaction():
    context.run_migrations()
