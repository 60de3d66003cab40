"""When the owner of an action is reminded of it: once for each date, at an hour that suits people. Pure."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from handlers.language.calendar_words import instant

MORNING = time(9)
SHORTLY = timedelta(hours=1)


def reminder(due: datetime, now: datetime, zone: str) -> datetime:
    """Return the instant of the reminder, in UTC, for what is due after ``now``.

    It is nine in the morning of the day it is due, or of the day before if it is due earlier than that; where that is
    past already, an hour before it is due; and failing that, when it is due.
    """
    day = due.astimezone(ZoneInfo(zone)).date()
    mornings = (instant(day - timedelta(days=back), MORNING, zone) for back in (0, 1))
    fitting = next((morning for morning in mornings if morning < due), due)
    return next((at for at in (fitting, due - SHORTLY) if at > now), due)
