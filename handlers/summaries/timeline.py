"""Where moments stand in a picture: by the day or, where there are too many days, by the week or the month. Pure."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from babel.dates import format_date, format_time

from handlers.reporting.chart import Tick
from handlers.texts import Voice

MOST = 53  # positions: a year of weeks
MINUTES = 24 * 60


@dataclass(frozen=True, slots=True)
class Timeline:
    """How moments are put on one axis; ``said`` names what is taken together, if it is more than a day."""

    ticks: tuple[Tick, ...]
    said: str
    positions: Mapping[datetime, float]

    def position(self, at: datetime) -> float:
        """Return where a moment stands, in days."""
        return self.positions[at]


def timeline_of(moments: Iterable[datetime], voice: Voice) -> Timeline:
    """Choose the finest grain that leaves no more positions than can be told apart."""
    zone = ZoneInfo(voice.zone)
    local = {moment: moment.astimezone(zone) for moment in moments}
    days = {moment.date() for moment in local.values()}
    if len(days) == 1:
        return _by(local, _hour, lambda moment: format_time(moment, "HH:mm", locale=voice.language), "")
    dated = _dated({moment.date().year for moment in local.values()}, voice)
    if len(days) <= MOST:
        return _by(local, _day, dated, "")
    if len({_week(moment) for moment in local.values()}) <= MOST:
        return _by(local, _week, dated, voice("by week"))
    return _by(local, _month, lambda moment: format_date(moment, "MMM y", locale=voice.language), voice("by month"))


def _by(
    local: Mapping[datetime, datetime],
    grain: Callable[[datetime], datetime],
    label: Callable[[datetime], str],
    said: str,
) -> Timeline:
    grains = sorted({grain(moment) for moment in local.values()})
    return Timeline(
        ticks=tuple(Tick(_at(moment), label(moment)) for moment in grains),
        said=said,
        positions={moment: _at(grain(here)) for moment, here in local.items()},
    )


def _at(local: datetime) -> float:
    """Return a moment by the clock on the wall, in days."""
    return local.toordinal() + (local.hour * 60 + local.minute) / MINUTES


def _hour(local: datetime) -> datetime:
    return local.replace(second=0, microsecond=0)


def _day(local: datetime) -> datetime:
    return local.replace(hour=0, minute=0, second=0, microsecond=0)


def _week(local: datetime) -> datetime:
    return _day(local) - timedelta(days=local.weekday())


def _month(local: datetime) -> datetime:
    return _day(local).replace(day=1)


def _dated(years: set[int], voice: Voice) -> Callable[[datetime], str]:
    """Write days; with their year only if there are several."""
    wanted = "d MMM" if len(years) == 1 else "d MMM y"

    def written(local: date) -> str:
        said = format_date(local, wanted, locale=voice.language)
        return f"1er{said[1:]}" if voice.language == "fr" and local.day == 1 else said

    return written
