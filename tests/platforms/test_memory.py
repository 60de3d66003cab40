"""What the start made is looked through no more; what comes later is collected as ever."""

from __future__ import annotations

import gc
import sys
from weakref import ref

from bot.service import TURN, spare_the_collector, take_short_turns


class _Knot:
    """Refers to itself, so that only the collector can take it away."""

    def __init__(self) -> None:
        self.itself = self


def test_the_collector_passes_over_what_the_start_made_and_takes_what_came_since() -> None:
    before = gc.get_freeze_count()
    dropped_in_the_start = ref(_Knot())
    try:
        spare_the_collector()
        assert gc.get_freeze_count() > before
        assert dropped_in_the_start() is None
        dropped_since = ref(_Knot())
        gc.collect()
        assert dropped_since() is None
    finally:
        gc.unfreeze()


def test_a_thread_that_computes_long_gives_way_after_a_millisecond() -> None:
    before = sys.getswitchinterval()
    try:
        take_short_turns()
        assert sys.getswitchinterval() == TURN == 0.001
    finally:
        sys.setswitchinterval(before)
