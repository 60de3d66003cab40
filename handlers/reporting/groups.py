"""Which groups of an anonymous breakdown may be shown: none that is small, and none that follows by subtraction. Pure.

The whole is published beside its parts, so a single part that is left out can be worked out by subtraction. Therefore
parts are left out, the smallest first, until those left out together are no small group either (complementary
suppression; Willenborg and de Waal, Elements of Statistical Disclosure Control, 2001, chapter 1).
"""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from typing import TypeVar

G = TypeVar("G", bound=Hashable)


def shown_groups(people: Mapping[G, int], least: int) -> frozenset[G]:
    """Return the groups, of so many people each, that may be shown where nothing below ``least`` people may."""
    left_out = {group for group, count in people.items() if 0 < count < least}
    ordered = sorted((group for group, count in people.items() if count >= least), key=lambda group: people[group])
    while ordered and 0 < sum(people[group] for group in left_out) < least:
        left_out.add(ordered.pop(0))
    return frozenset(ordered)
