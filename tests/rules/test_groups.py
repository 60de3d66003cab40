"""Groups of an anonymous breakdown: none small is shown, and none can be worked out from the others and the whole."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from handlers.reporting.groups import shown_groups

LEAST = 5


def test_a_small_group_is_hidden_and_its_complement_too() -> None:
    assert shown_groups({"a": 6, "b": 4}, LEAST) == frozenset()
    assert shown_groups({"a": 9, "b": 6, "c": 4}, LEAST) == {"a"}
    assert shown_groups({"a": 9, "b": 3, "c": 2}, LEAST) == {"a"}
    assert shown_groups({"a": 9, "b": 5, "c": 0}, LEAST) == {"a", "b"}


@given(st.dictionaries(st.integers(0, 12), st.integers(0, 20)))
def test_nothing_small_is_shown_and_nothing_small_follows_by_subtraction(people: dict[int, int]) -> None:
    shown = shown_groups(people, LEAST)
    assert all(people[group] >= LEAST for group in shown)
    left_out = sum(people.values()) - sum(people[group] for group in shown)
    assert left_out == 0 or left_out >= min(LEAST, sum(people.values()))
