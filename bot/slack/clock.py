"""What time it is at Slack, for what comes without a time of its own: slash commands and modals.

Of two answers the later by the platform's time stands. A press carries Slack's time and a typed vote carries none (a
trigger id says none either), so a clock of ours that is wrong would let the one or the other lose. What Slack says of
its time, less when it reached us, is how far our clock is behind, and a little less for the way: the most that was
seen is the nearest, and whatever was heard after a press is later than that press.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final

LONGEST_WAY: Final = timedelta(seconds=3)  # a press or a command that took longer is not acknowledged in time anyway


class SlackTime:
    """Slack's clock as far as it can be told from here."""

    def __init__(self) -> None:
        self._ahead: timedelta | None = None

    def heard(self, stamp: datetime, ours: datetime) -> None:
        """Learn from an instant that Slack named, which reached us at ``ours``.

        Where it seems much less ahead than before, our own clock was set.
        """
        ahead = stamp - ours
        if self._ahead is None or ahead > self._ahead or ahead < self._ahead - LONGEST_WAY:
            self._ahead = ahead

    def at(self, ours: datetime) -> datetime:
        """Return what Slack's clock shows when ours shows ``ours``."""
        return ours + (self._ahead or timedelta())
