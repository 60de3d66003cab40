"""One table's part of a desk: what was loaded, what earlier events changed, and what this event would change.

A row that was loaded is read as a record only when somebody asks for it: of most rows that a batch loads, nobody asks
more than whether they are there.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from collections.abc import Set as AbstractSet
from typing import Any, Generic, NamedTuple, TypeVar

from sqlalchemy import Connection

from storage.codec import Codec
from storage.sql import among, many, postgres, run, together, upsert, within

R = TypeVar("R")
Key = tuple[Any, ...]


class Wanted(NamedTuple):
    """A statement with its values, and who takes its rows."""

    statement: str
    values: tuple[object, ...]
    take: Callable[[Sequence[Any]], None]


def load_together(connection: Connection, wanted: Sequence[Wanted]) -> None:
    """Fetch what several shelves want, in the order given."""
    answers = together(connection, [(each.statement, each.values) for each in wanted])
    for each, rows in zip(wanted, answers, strict=True):
        each.take(rows)


class Shelf(Generic[R]):
    """Records by key. ``None`` stands for "known not to be there", so nothing is looked up twice."""

    def __init__(self, connection: Connection, codec: Codec[R], *, lock: bool = False) -> None:
        self._connection, self._codec = connection, codec
        self._lock = " FOR UPDATE" if lock and postgres(connection) else ""
        self._rows: dict[Key, Sequence[Any]] = {}  # as they were loaded; what is in ``_kept`` goes before them
        self._kept: dict[Key, R | None] = {}
        self._pending: dict[Key, R | None] = {}
        self._dirty: set[Key] = set()
        self._touched: list[Shelf[Any]] = []
        self._whole: set[Key] = set()  # keys but for their last part, under which every row was loaded

    def get(self, key: Key) -> R | None:
        """Return the record as this event sees it."""
        if self._pending and key in self._pending:
            return self._pending[key]
        if key in self._kept:
            return self._kept[key]
        if key not in self._rows:
            self.load([key])
        row = self._rows.get(key)
        record = self._kept[key] = None if row is None else self._codec.from_row(row)
        return record

    def has(self, key: Key) -> bool:
        """Tell whether there is a record, as this event sees it, without reading it."""
        if key in self._rows and key not in self._pending and key not in self._kept:
            return True
        return self.get(key) is not None

    def put(self, key: Key, record: R | None) -> None:
        """Change (or, with None, remove) a record; it counts once the handler has returned."""
        if not self._pending:
            self._touched.append(self)
        self._pending[key] = record

    def tell(self, touched: list[Shelf[Any]]) -> None:
        """Put itself on this list whenever an event begins to change something here."""
        self._touched = touched

    def load(self, keys: Iterable[Key]) -> None:
        """Fetch many records, one statement for each group of keys that differ in their last part."""
        load_together(self._connection, self.wanted(keys))

    def wanted(self, keys: Iterable[Key]) -> list[Wanted]:
        """Return what fetches these records, to be put together with what other shelves want."""
        missing = {key for key in keys if key not in self._kept and key not in self._rows}
        if self._whole:
            known = {key for key in missing if key[:-1] in self._whole}
            self._kept.update(dict.fromkeys(known))
            missing -= known
        return self._look_up(missing) if missing else []

    def load_under(self, under: Key, parts: Iterable[str]) -> None:
        """Fetch every row whose key begins so, goes on with one of these parts, and has one part more."""
        missing = sorted(part for part in set(parts) if (*under, part) not in self._whole)
        if not missing:
            return
        names = self._codec.key
        fixed = "".join(f'"{name}" = ? AND ' for name in names[: len(under)])
        where = fixed + within(self._connection, f'"{names[len(under)]}"')
        load_together(self._connection, [self._asking(where, *under, among(self._connection, missing))])
        self._whole.update((*under, part) for part in missing)

    def _look_up(self, missing: set[Key]) -> list[Wanted]:
        names = self._codec.key
        if len(names) == 1:
            where = within(self._connection, f'"{names[0]}"')
            return [self._asking(where, among(self._connection, sorted(k[0] for k in missing)), keys=missing)]
        groups: dict[Key, set[Key]] = {}
        for key in missing:
            groups.setdefault(key[:-1], set()).add(key)
        fixed = " AND ".join(f'"{name}" = ?' for name in names[:-1])
        where = f"{fixed} AND {within(self._connection, f'{chr(34)}{names[-1]}{chr(34)}')}"
        return [
            self._asking(where, *under, among(self._connection, sorted(key[-1] for key in groups[under])), keys=keys)
            for under, keys in sorted(groups.items())
        ]

    def _asking(self, where: str, *values: object, keys: AbstractSet[Key] = frozenset()) -> Wanted:
        """Put a question together; of these keys, those that it does not find are known not to be there."""
        codec = self._codec
        tail = f" ORDER BY {codec.order}{self._lock}" if self._lock else ""

        def take(rows: Sequence[Any]) -> None:
            width = len(codec.key)
            for row in rows:
                self._rows[row[:width]] = row
            if len(rows) < len(keys):
                self._kept.update(dict.fromkeys(keys - self._rows.keys()))

        return Wanted(codec.select + where + tail, values, take)

    def find(self, where: str, *values: object, also: Callable[[R], bool] | None = None) -> list[R]:
        """Return what a condition selects, by key; the desk has written earlier events' changes before.

        ``also`` is the same condition for this event's own changes, which are not written yet.
        """
        codec, width = self._codec, len(self._codec.key)
        rows = run(self._connection, f"{codec.select}{where} ORDER BY {codec.order}", *values)
        found: dict[Key, R] = {row[:width]: codec.from_row(row) for row in rows}
        for key, record in self._pending.items():
            found.pop(key, None)
            if record is not None and also is not None and also(record):
                found[key] = record
        return [found[key] for key in sorted(found)]

    def learn(self, rows: Iterable[Any]) -> list[R]:
        """Take over whole rows that a statement returned, as the table has them now."""
        found = []
        width = len(self._codec.key)
        for row in rows:
            record = self._codec.from_row(row)
            self._kept[row[:width]] = record
            found.append(record)
        return found

    def keep(self) -> None:
        """Let this event's changes join the desk."""
        if self._pending:
            self._kept.update(self._pending)
            self._dirty.update(self._pending)
            self._pending.clear()

    def undo(self) -> None:
        """Throw this event's changes away."""
        self._pending.clear()

    def write(self) -> None:
        """Write what changed, one statement for what is there and one for what is gone."""
        if not self._dirty:
            return
        codec = self._codec
        width = len(codec.key)
        there = [codec.to_row(record) for key in self._dirty if (record := self._kept[key]) is not None]
        gone = sorted(key for key in self._dirty if self._kept[key] is None)
        upsert(self._connection, codec.table, codec.columns, width, there)
        where = " AND ".join(f'"{name}" = ?' for name in codec.key)
        many(self._connection, f'DELETE FROM "{codec.table}" WHERE {where}', gone)  # noqa: S608 - our own names
        self._dirty.clear()

    def forget(self) -> None:
        """Drop what was loaded: a statement changed the table behind this shelf."""
        self._kept.clear()
        self._rows.clear()
        self._whole.clear()
