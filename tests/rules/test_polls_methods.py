"""Counting: worked cases, and what holds whatever people answer."""

from __future__ import annotations

from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handlers.polls.methods.ballots import Spoiled, examine, leaders, mask_of, picks_of
from handlers.polls.methods.table import METHODS

OPTIONS = 6
ballots = st.lists(st.sets(st.integers(1, OPTIONS), min_size=1), max_size=40)


def _tally(cast: list[set[int]]) -> dict[int, int]:
    return dict(Counter(mask_of(picks) for picks in cast))


def _single(cast: list[set[int]]) -> list[set[int]]:
    return [{min(picks)} for picks in cast]


def test_plurality_counts_one_option_a_ballot() -> None:
    assert METHODS["plurality"].count({0b1: 2, 0b10: 1}, 3) == (2, 1, 0)


def test_approval_counts_every_option_of_a_ballot() -> None:
    assert METHODS["approval"].count({0b101: 2, 0b1: 1, 0b111: 3}, 3) == (6, 3, 5)


@pytest.mark.parametrize(("method", "mask"), [("plurality", 0b11), ("plurality", 0b1000), ("approval", 0b1000)])
def test_a_ballot_that_cannot_have_been_taken_is_never_counted(method: str, mask: int) -> None:
    with pytest.raises(ValueError, match="ballot of this poll"):
        METHODS[method].count({mask: 1}, 3)


def test_a_ballot_taken_back_is_never_in_a_tally() -> None:
    for method in METHODS.values():
        with pytest.raises(ValueError, match="ballot of this poll"):
            method.count({0: 1}, 3)


@given(ballots)
def test_every_count_is_that_of_the_ballots_that_hold_the_option(cast: list[set[int]]) -> None:
    expected = tuple(sum(key in picks for picks in cast) for key in range(1, OPTIONS + 1))
    assert METHODS["approval"].count(_tally(cast), OPTIONS) == expected


@given(ballots)
def test_both_methods_agree_on_ballots_of_one_option(cast: list[set[int]]) -> None:
    tally = _tally(_single(cast))
    assert METHODS["plurality"].count(tally, OPTIONS) == METHODS["approval"].count(tally, OPTIONS)
    assert sum(METHODS["plurality"].count(tally, OPTIONS)) == len(cast)


@pytest.mark.parametrize("name", METHODS)
@given(cast=ballots, order=st.permutations(range(1, OPTIONS + 1)))
def test_the_order_of_voters_and_of_options_changes_nothing(name: str, cast: list[set[int]], order: list[int]) -> None:
    cast = _single(cast) if name == "plurality" else cast
    counts = METHODS[name].count(_tally(cast), OPTIONS)
    assert METHODS[name].count(_tally(cast[::-1]), OPTIONS) == counts
    moved = [{order.index(pick) + 1 for pick in picks} for picks in cast]
    assert METHODS[name].count(_tally(moved), OPTIONS) == tuple(counts[key - 1] for key in order)


@pytest.mark.parametrize("name", METHODS)
@given(cast=ballots)
def test_removing_an_option_that_leads_nothing_leaves_the_leaders(name: str, cast: list[set[int]]) -> None:
    cast = _single(cast) if name == "plurality" else cast
    counts = METHODS[name].count(_tally(cast), OPTIONS)
    losers = set(range(OPTIONS)) - set(leaders(counts))
    if losers and any(counts):
        gone = max(losers) + 1
        left = [picks - {gone} for picks in cast if picks - {gone}]
        assert leaders(METHODS[name].count(_tally(left), OPTIONS)) == leaders(counts)


@given(st.sets(st.integers(1, 20)))
def test_a_mask_says_the_same_options_again(picks: set[int]) -> None:
    assert picks_of(mask_of(picks)) == tuple(sorted(picks))
    assert mask_of([*picks, *picks]) == mask_of(picks)


@pytest.mark.parametrize(
    ("picks", "limit", "why"),
    [
        ((1,), 1, None),
        ((1, 3), 2, None),
        ((1, 1), 1, None),
        ((), 1, Spoiled.EMPTY),
        ((4,), 1, Spoiled.NO_SUCH_OPTION),
        ((0,), 1, Spoiled.NO_SUCH_OPTION),
        ((1, 2), 1, Spoiled.TOO_MANY),
        ((1, 2, 9), 1, Spoiled.NO_SUCH_OPTION),
    ],
)
def test_a_ballot_is_examined_before_it_is_taken(picks: tuple[int, ...], limit: int, why: Spoiled | None) -> None:
    assert examine(picks, options=3, limit=limit) is why


@pytest.mark.parametrize(
    ("counts", "first"), [((2, 1, 0), (0,)), ((2, 1, 2), (0, 2)), ((0, 0), ()), ((), ()), ((1, 1), (0, 1))]
)
def test_leaders_are_all_those_with_the_most_answers(counts: tuple[int, ...], first: tuple[int, ...]) -> None:
    assert leaders(counts) == first
