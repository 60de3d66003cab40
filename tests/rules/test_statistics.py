"""The numbers of a summary: worked cases from published rules, and what holds whatever people answered."""

from __future__ import annotations

import random
import statistics as reference

import pytest
from hypothesis import given
from hypothesis import strategies as some

from handlers.reporting import statistics as ours

RATINGS = some.lists(some.integers(1, 5).map(float), min_size=1, max_size=60)
SCALE = (1.0, 2.0, 3.0, 4.0, 5.0)


def test_roti_as_its_users_count_it() -> None:
    answers = ours.distribution([5, 4, 4, 3, 3, 2, 1, 5])
    assert ours.mean(answers) == 3.375
    # the four lowest are 1 2 3 3 and the four highest 4 4 5 5, so that the middle lies between 3 and 4
    assert ours.median(answers) == 3.5
    assert ours.worthwhile(answers) / ours.total(answers) == 0.75


def test_enps_is_promoters_less_detractors() -> None:
    assert ours.enps(ours.distribution([10, 9, 9, 8, 7, 6, 3, 10, 9, 0])) == 20
    assert ours.enps(ours.distribution([7, 8])) == 0
    assert ours.enps(ours.distribution([0, 6])) == -100


def test_polarised_is_not_average() -> None:
    average, polarised = ours.distribution([3] * 6), ours.distribution([1, 1, 1, 5, 5, 5])
    assert ours.mean(average) == ours.mean(polarised) == 3
    assert ours.polarisation(average, SCALE) == 0
    assert ours.polarisation(polarised, SCALE) == 1
    assert ours.deviation(polarised) == 2


def test_an_even_split_of_options_is_the_greatest_variation() -> None:
    assert ours.variation((3, 3, 3)) == pytest.approx(1)
    assert ours.variation((9, 0, 0)) == 0
    assert ours.variation((5, 4)) == pytest.approx(1 - 1 / 81)


def test_an_option_that_half_chose_divides_most() -> None:
    assert ours.contention((4, 0), 8) == 0.5
    assert ours.contention((8, 0), 8) == 0
    assert ours.contention((9,), 8) == 0  # more than all is all


@pytest.mark.parametrize(
    ("answered", "invited", "excused", "share"),
    [(4, 6, 0, 4 / 6), (4, 6, 2, 1.0), (5, 4, 0, 1.0), (3, None, 0, None), (0, 0, 0, None), (1, 2, 2, None)],
)
def test_participation_leaves_out_those_excused(
    answered: int, invited: int | None, excused: int, share: float | None
) -> None:
    assert ours.participation(answered, invited, excused) == share


def test_what_has_no_answer_has_no_number() -> None:
    for number in (ours.mean, ours.median, ours.deviation, ours.enps):
        assert number({}) is None
    assert ours.polarisation({}, SCALE) is None
    assert ours.polarisation({3.0: 1}, ()) is None
    assert ours.polarisation({3.0: 1}, (3.0,)) is None
    assert ours.variation(()) is None
    assert ours.variation((4,)) is None
    assert ours.variation((0, 0)) is None
    assert ours.contention((), 4) is None
    assert ours.contention((0,), 0) is None


def test_a_change_needs_both_numbers() -> None:
    assert ours.change(3.5, 3.0) == -0.5
    assert ours.change(None, 3.0) is None
    assert ours.change(3.0, None) is None


def test_a_trend_has_a_bubble_for_each_value_that_somebody_gave() -> None:
    weeks = [{4.0: 2, 1.0: 1}, {}, {5.0: 0, 3.0: 3}]
    assert ours.bubbles(weeks) == (
        ours.Bubble(0, 1.0, 1),
        ours.Bubble(0, 4.0, 2),
        ours.Bubble(2, 3.0, 3),
    )
    assert ours.merged(weeks) == {4.0: 2, 1.0: 1, 5.0: 0, 3.0: 3}


@given(RATINGS)
def test_the_numbers_are_those_of_single_answers(values: list[float]) -> None:
    answers = ours.distribution(values)
    assert ours.total(answers) == len(values)
    assert ours.mean(answers) == pytest.approx(reference.fmean(values))
    assert ours.median(answers) == reference.median(values)
    assert ours.deviation(answers) == pytest.approx(reference.pstdev(values), abs=1e-9)
    assert ours.worthwhile(answers) == sum(value >= 3 for value in values)


@given(RATINGS, some.randoms(use_true_random=False))
def test_the_order_of_answers_changes_nothing(values: list[float], chance: random.Random) -> None:
    shuffled = list(values)
    chance.shuffle(shuffled)
    before, after = ours.distribution(values), ours.distribution(shuffled)
    assert (ours.mean(before), ours.median(before)) == (ours.mean(after), ours.median(after))


@given(RATINGS)
def test_polarisation_and_enps_stay_within_their_bounds_and_mirror(values: list[float]) -> None:
    answers = ours.distribution(values)
    mirrored = ours.distribution(6 - value for value in values)
    one, other = ours.polarisation(answers, SCALE), ours.polarisation(mirrored, SCALE)
    assert one is not None
    assert 0 <= one <= 1 + 1e-9
    assert one == pytest.approx(other)
    assert -100 <= (ours.enps(answers) or 0) <= 100


@given(some.lists(some.integers(0, 9), min_size=2, max_size=8), some.randoms(use_true_random=False))
def test_the_order_of_options_changes_no_variation(counts: list[int], chance: random.Random) -> None:
    shuffled = list(counts)
    chance.shuffle(shuffled)
    one, other = ours.variation(counts), ours.variation(shuffled)
    assert (one is None) == (other is None) == (sum(counts) == 0)
    assert one is None or (other is not None and 0 <= one <= 1 + 1e-9 and one == pytest.approx(other))
    most = ours.contention(counts, sum(counts))
    assert most is None or 0 <= most <= 1


@given(some.lists(RATINGS, max_size=5))
def test_merging_is_counting_everything_together(series: list[list[float]]) -> None:
    together = ours.distribution(value for values in series for value in values)
    assert ours.merged(map(ours.distribution, series)) == together
