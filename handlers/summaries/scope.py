"""What a summary is asked to be about: of what, where, and of which stretch of time."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from pydantic import TypeAdapter

from handlers.language.calendar_words import instant, month_after
from handlers.reporting.parts import Span
from storage.records import Kind, PlaceId

WEEK = timedelta(days=7)
EVERYTHING = (Kind.POLL, Kind.RETEX, Kind.RITUAL, Kind.ACTION)


class Shape(StrEnum):
    """As what a summary is handed over."""

    TEXT = "text"
    CHART = "chart"
    MARKDOWN = "md"
    CSV = "csv"
    XLSX = "xlsx"
    HTML = "html"


FILES = (Shape.MARKDOWN, Shape.CSV, Shape.XLSX, Shape.HTML)


@dataclass(frozen=True, slots=True, kw_only=True)
class Scope:
    """What a summary is about; it travels to the reader as text.

    places    where: None for everywhere, which only managers may ask
    number    the only subject it is about, if it is one
    lifelong  that subject is summed up from its beginning, and compared with nothing before
    """

    kinds: tuple[Kind, ...] = EVERYTHING
    number: int | None = None
    places: tuple[PlaceId, ...] | None
    since: datetime
    until: datetime
    running: bool = True
    lifelong: bool = False
    shape: Shape = Shape.TEXT

    @property
    def span(self) -> Span:
        return Span(self.since, self.until, self.running)

    def before(self, zone: str) -> Span:
        """Return the stretch just before it that it is compared with."""
        return Span(earlier(self.since, self.until, zone), self.since)


def earlier(since: datetime, until: datetime, zone: str) -> datetime:
    """Return where the stretch of the same length begins that ends at ``since``.

    Whole months are compared with as many whole months, so that November is not held against 30 days of October; every
    other length goes back by the clock on the wall, so that a week is a week when the clocks change.
    """
    first, last = since.astimezone(ZoneInfo(zone)), until.astimezone(ZoneInfo(zone))
    midnights = first.day == last.day == 1 and first.time() == last.time() == datetime.min.time()
    if midnights:
        months = (last.year - first.year) * 12 + last.month - first.month
        return instant(month_after(first.date(), -months), first.time(), zone)
    start = first.replace(tzinfo=None) - (last.replace(tzinfo=None) - first.replace(tzinfo=None))
    return instant(start.date(), start.time(), zone)


_SCOPE: TypeAdapter[Scope] = TypeAdapter(Scope)


def pack(scope: Scope) -> str:
    """Write a scope as the argument of an effect."""
    return _SCOPE.dump_json(scope).decode()


def unpack(argument: str) -> Scope:
    """Read what ``pack`` wrote."""
    return _SCOPE.validate_json(argument)
