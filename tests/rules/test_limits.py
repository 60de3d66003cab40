"""Commands a minute: so many are heard, one sentence says it was too many, and then there is silence."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from handlers.people import limits
from handlers.people.limits import Limiter, Pace
from storage.records import PersonId

NOON = datetime(2026, 11, 24, 12, tzinfo=UTC)
ANA, BOB = PersonId("console:ana"), PersonId("console:bob")


def paces(limiter: Limiter, person: PersonId, times: int, at: datetime = NOON) -> list[Pace]:
    return [limiter.pace(person, f"{person}{at}{n}", at) for n in range(times)]


def test_the_thirty_first_command_is_refused_and_the_next_one_gets_no_word() -> None:
    heard = paces(Limiter(30), ANA, 33)
    assert heard == [Pace.HEARD] * 30 + [Pace.REFUSED, Pace.SILENT, Pace.SILENT]


def test_one_persons_haste_takes_nothing_from_another() -> None:
    limiter = Limiter(2)
    paces(limiter, ANA, 5)
    assert paces(limiter, BOB, 2) == [Pace.HEARD, Pace.HEARD]


def test_a_minute_later_all_is_forgiven() -> None:
    limiter = Limiter(2)
    paces(limiter, ANA, 5)
    assert limiter.pace(ANA, "a", NOON + timedelta(seconds=59)) is Pace.SILENT
    assert limiter.pace(ANA, "b", NOON + timedelta(seconds=60)) is Pace.HEARD


def test_the_sentence_is_said_again_after_a_minute_of_insisting() -> None:
    limiter = Limiter(1)
    assert limiter.pace(ANA, "1", NOON) is Pace.HEARD
    assert limiter.pace(ANA, "2", NOON + timedelta(seconds=1)) is Pace.REFUSED
    assert limiter.pace(ANA, "3", NOON + timedelta(seconds=60)) is Pace.HEARD
    assert limiter.pace(ANA, "4", NOON + timedelta(seconds=60)) is Pace.SILENT
    assert limiter.pace(ANA, "5", NOON + timedelta(seconds=61)) is Pace.REFUSED


def test_an_event_that_is_decided_again_counts_once_and_gets_the_same_word() -> None:
    limiter = Limiter(2)
    assert [limiter.pace(ANA, "same", NOON) for _ in range(5)] == [Pace.HEARD] * 5
    assert limiter.pace(ANA, "second", NOON) is Pace.HEARD
    assert [limiter.pace(ANA, "third", NOON) for _ in range(2)] == [Pace.REFUSED] * 2


def test_nought_is_no_limit() -> None:
    assert set(paces(Limiter(0), ANA, 500)) == {Pace.HEARD}


def test_people_who_fell_silent_are_forgotten_and_those_who_insist_are_not() -> None:
    limiter = Limiter(1)
    for n in range(limits.KEPT - 1):
        limiter.pace(PersonId(f"matrix:@{n}:example.org"), "x", NOON)
    late = NOON + timedelta(minutes=2)
    assert limiter.pace(ANA, "1", late) is Pace.HEARD
    assert limiter.pace(BOB, "1", late) is Pace.HEARD  # the table is full: the silent go
    assert limiter.remembered == 2
    assert limiter.pace(ANA, "2", late) is Pace.REFUSED


@given(st.lists(st.integers(0, 20), max_size=80))
def test_never_more_than_the_limit_in_any_minute(gaps: list[int]) -> None:
    limiter, at, heard = Limiter(5), NOON, []
    for n, gap in enumerate(gaps):
        at += timedelta(seconds=gap)
        if limiter.pace(ANA, str(n), at) is Pace.HEARD:
            heard.append(at)
    assert all(later - earlier >= timedelta(minutes=1) for earlier, later in zip(heard, heard[5:], strict=False))
