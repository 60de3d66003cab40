"""Records to rows and back, made once from a record's own type hints."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import fields
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from operator import attrgetter
from types import UnionType
from typing import Any, Generic, TypeVar, Union, get_args, get_origin, get_type_hints

R = TypeVar("R")
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)


def instant_out(instant: datetime) -> int:
    """Write an aware instant as microseconds since 1970 UTC."""
    return (instant - _EPOCH) // _MICROSECOND


def instant_in(stored: int) -> datetime:
    """Read what ``instant_out`` wrote."""
    return _EPOCH + timedelta(0, 0, stored)


def _same(value: Any) -> Any:  # noqa: ANN401 - a column of any type
    return value


def _pair(hint: Any) -> tuple[Callable[[Any], Any], Callable[[Any], Any]]:  # noqa: ANN401
    if hint is datetime:
        return instant_out, instant_in
    if hint is bool:
        return int, bool
    if isinstance(hint, type) and issubclass(hint, StrEnum):
        return str, hint
    if get_origin(hint) is tuple:
        return (lambda value: json.dumps(value, ensure_ascii=False)), (lambda stored: tuple(json.loads(stored)))
    return _same, _same


def _optional(hint: Any) -> tuple[Callable[[Any], Any], Callable[[Any], Any]]:  # noqa: ANN401
    if get_origin(hint) not in (Union, UnionType):
        return _pair(hint)
    write, read = _pair(next(part for part in get_args(hint) if part is not type(None)))
    if write is _same:
        return _same, _same
    return (
        lambda value: None if value is None else write(value),
        lambda stored: None if stored is None else read(stored),
    )


class Codec(Generic[R]):
    """How one record type lies in its table: ``columns`` in order, the first ``key`` of them its key.

    ``select`` and ``order`` are the words of its statements, put together once and not for every batch.
    """

    def __init__(self, table: str, record: type[R], key: Sequence[str]) -> None:
        hints = get_type_hints(record)
        names = [field.name for field in fields(record)]  # type: ignore[arg-type]  # every record is a dataclass
        self.table, self.record, self.key = table, record, tuple(key)
        self.columns = (*key, *(name for name in names if name not in key))
        pairs = [_optional(hints[name]) for name in self.columns]
        self._writes = [(at, write) for at, (write, _) in enumerate(pairs) if write is not _same]
        reads = [read for _, read in pairs]
        self._slots = [(getattr(record, name).__set__, read) for name, read in zip(self.columns, reads, strict=True)]
        self._values = attrgetter(*self.columns)
        self.order = ", ".join(f'"{name}"' for name in self.key)
        columns = ", ".join(f'"{name}"' for name in self.columns)
        self.select = f'SELECT {columns} FROM "{table}" WHERE '  # noqa: S608 - our own names

    def to_row(self, record: R) -> tuple[Any, ...]:
        """Write a record as a row, in the order of ``columns``."""
        values = list(self._values(record))
        for at, write in self._writes:
            values[at] = write(values[at])
        return tuple(values)

    def from_row(self, row: Sequence[Any]) -> R:
        """Read a row in the order of ``columns``.

        Its slots are filled without ``__init__``: a frozen record's guards itself, and takes twice as long.
        """
        record = object.__new__(self.record)
        for (fill, read), stored in zip(self._slots, row, strict=True):
            fill(record, stored if read is _same else read(stored))
        return record
