"""The numbers of a summary, all taken from counts: how many people gave each value. Pure.

A distribution is a mapping of a value on a scale to the number of people who gave it, so that 75,000 answers cost no
more than five. What has no answer has no number: None, never zero.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import accumulate
from math import fsum, sqrt

PERCENT_FROM = 10  # answers below which a summary gives numbers and no percentages
WORTHWHILE = 3  # the rating from which time was well invested (ROTI)

Distribution = Mapping[float, int]


def distribution(values: Iterable[float]) -> dict[float, int]:
    """Count single answers."""
    found: dict[float, int] = {}
    for value in values:
        found[value] = found.get(value, 0) + 1
    return found


def total(answers: Distribution) -> int:
    """Count the people who answered."""
    return sum(answers.values())


def mean(answers: Distribution) -> float | None:
    """Return the arithmetic mean."""
    people = total(answers)
    return fsum(value * count for value, count in answers.items()) / people if people else None


def median(answers: Distribution) -> float | None:
    """Return the value in the middle, or half way between the two in the middle of an even number."""
    people = total(answers)
    if not people:
        return None
    return (_ranked(answers, (people + 1) // 2) + _ranked(answers, people // 2 + 1)) / 2


def _ranked(answers: Distribution, rank: int) -> float:
    """Return the answer that stands at a rank (from 1) when all are put in order."""
    values = sorted(answers)
    reached = accumulate(answers[value] for value in values)
    return next(value for value, people in zip(values, reached, strict=True) if people >= rank)


def deviation(answers: Distribution) -> float | None:
    """Return the standard deviation of these people's answers (they are the whole, not a sample of it)."""
    middle = mean(answers)
    if middle is None:
        return None
    return sqrt(fsum(count * (value - middle) ** 2 for value, count in answers.items()) / total(answers))


def polarisation(answers: Distribution, scale: Sequence[float]) -> float | None:
    """Return how far apart the answers lie: 0 if all are the same, 1 if half lie at each end of the scale.

    It is the variance over the greatest that a scale allows, (highest − lowest)² / 4 (Popoviciu, 1935). Two teams may
    both have a mean of 3: one of which everybody said 3, and one that is split.
    """
    spread = deviation(answers)
    width = max(scale) - min(scale) if scale else 0
    return 4 * spread**2 / width**2 if spread is not None and width else None


def variation(counts: Sequence[int]) -> float | None:
    """Return how evenly people are divided between options that are no scale: 0 if all chose one, 1 if evenly.

    The index of qualitative variation, (k / (k − 1)) · (1 − Σ p²) for k options (Mueller and Schuessler, 1961).
    """
    people, options = sum(counts), len(counts)
    if not people or options < 2:
        return None
    return options / (options - 1) * (1 - fsum((count / people) ** 2 for count in counts))


def contention(counts: Sequence[int], answered: int) -> float | None:
    """Return how divided people are where several options may be chosen: the mean over the options of 4 · p · (1 − p).

    An option that everybody or nobody chose divides nobody; one that half chose divides as much as can be.
    """
    if not answered or not counts:
        return None
    shares = [min(count / answered, 1.0) for count in counts]
    return fsum(4 * share * (1 - share) for share in shares) / len(shares)


def worthwhile(answers: Distribution) -> int:
    """Count the people for whom the time was well invested (ROTI: 3 and more of 5)."""
    return sum(count for value, count in answers.items() if value >= WORTHWHILE)


def enps(answers: Distribution) -> float | None:
    """Return the employee net promoter score of answers from 0 to 10, in points from −100 to 100.

    The percentage of promoters (9 and 10) less that of detractors (0 to 6) (Reichheld, 2003).
    """
    people = total(answers)
    if not people:
        return None
    promoters = sum(count for value, count in answers.items() if value >= 9)
    detractors = sum(count for value, count in answers.items() if value <= 6)
    return 100 * (promoters - detractors) / people


def participation(answered: int, invited: int | None, excused: int = 0) -> float | None:
    """Return answered / (invited − excused), from 0 to 1; None where nobody was asked, or it is not known who."""
    asked = 0 if invited is None else invited - excused
    return min(answered / asked, 1.0) if asked > 0 else None


def change(before: float | None, now: float | None) -> float | None:
    """Return by how much a number went up (or, below zero, down); None unless both are known."""
    return None if before is None or now is None else now - before


@dataclass(frozen=True, slots=True)
class Bubble:
    """So many people gave this value at this position of a series."""

    position: int
    value: float
    people: int


def bubbles(series: Sequence[Distribution]) -> tuple[Bubble, ...]:
    """Return what a trend draws: one bubble for each value of each distribution that somebody gave."""
    return tuple(
        Bubble(position, value, people)
        for position, answers in enumerate(series)
        for value, people in sorted(answers.items())
        if people
    )


def merged(series: Iterable[Distribution]) -> dict[float, int]:
    """Add distributions up."""
    found: dict[float, int] = {}
    for answers in series:
        for value, people in answers.items():
            found[value] = found.get(value, 0) + people
    return found
