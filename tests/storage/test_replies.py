"""Replies to questions, on both databases: the later one stands, sealed ones lead to nobody, figures stay the same."""

from __future__ import annotations

import random
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import Engine, event

from storage.batch import Wants
from storage.desk import Desk
from storage.records import Kind, PersonId, PlaceId, Reply, Subject
from storage.session import Database
from storage.sql import run

START = datetime(2026, 11, 24, 9, tzinfo=UTC)
ANA, BOB = PersonId("console:ana"), PersonId("console:bob")


@contextmanager
def desk_on(database: Database) -> Iterator[Desk]:
    with database.transaction() as connection:
        desk = Desk(connection, chance=random.Random(5), now=START)  # noqa: S311 - tests repeat
        yield desk
        desk.keep()
        desk.write()


def reply(voter: str, question: str, number: int | None = None, text: str | None = None, *, after: int = 0) -> Reply:
    at = START + timedelta(seconds=after)
    return Reply(
        subject=1, round=0, question=question, voter=voter, number=number, text=text, at=at, event=f"e{after:04}"
    )


def test_a_later_answer_stands_whichever_is_heard_first(database: Database) -> None:
    with desk_on(database) as desk:
        assert desk.replies.put(reply(ANA, "rating", 4, after=2))
        assert not desk.replies.put(reply(ANA, "rating", 1, after=1))
        assert desk.replies.put(reply(ANA, "keep", text="the room", after=1))
    with desk_on(database) as desk:
        mine = desk.replies.mine(1, 0, ("rating", "keep", "held"), ANA)
    assert {name: (each.number, each.text) for name, each in mine.items()} == {
        "rating": (4, None),
        "keep": (None, "the room"),
    }


def test_an_answer_taken_back_counts_no_more_and_no_older_one_revives_it(database: Database) -> None:
    with desk_on(database) as desk:
        desk.replies.put(reply(ANA, "rating", 4, after=1))
        desk.replies.put(reply(ANA, "rating", after=3))
        assert not desk.replies.put(reply(ANA, "rating", 5, after=2))
    with database.snapshot() as snapshot:
        assert snapshot.replies.numbers(1, 0, "rating") == {}
        assert snapshot.replies.answered(1, 0) == 0


def test_figures_are_counted_by_question_by_group_and_by_round(database: Database) -> None:
    with desk_on(database) as desk:
        for person in range(12):
            desk.replies.put(reply(f"p{person}", "rating", person % 5 + 1))
            desk.replies.put(reply(f"p{person}", "axis", person % 2 + 1))
        desk.replies.put(reply("p0", "words", text="trop long"))
        desk.replies.put(reply("late", "words", text="bien"))
    with database.snapshot() as snapshot:
        replies = snapshot.replies
        assert replies.numbers(1, 0, "rating") == {1: 3, 2: 3, 3: 2, 4: 2, 5: 2}
        assert replies.crossed(1, 0, "rating", "axis") == {
            1: {1: 2, 2: 1, 3: 1, 4: 1, 5: 1},
            2: {1: 1, 2: 2, 3: 1, 4: 1, 5: 1},
        }
        said = [(each.voter, each.text, each.beside) for each in replies.texts(1, 0, "words", beside="axis")]
        assert said == [("late", "bien", None), ("p0", "trop long", 1)]
        assert [each.text for each in replies.texts(1, 0, "words")] == ["bien", "trop long"]
        assert (replies.answered(1, 0), replies.answered_to(1, 0, "words"), replies.answered(1, 1)) == (13, 2, 0)


def test_a_pass_answers_the_round_but_not_the_question(database: Database) -> None:
    passed = Reply(subject=1, round=0, question="sky", voter=ANA, passed=True, at=START, event="e")
    with desk_on(database) as desk:
        desk.replies.put(passed)
    with database.snapshot() as snapshot:
        assert (snapshot.replies.answered(1, 0), snapshot.replies.answered_to(1, 0, "sky")) == (1, 0)
        assert snapshot.replies.who_answered(1, 0) == {ANA}


def test_sealing_keeps_the_figures_and_deletes_what_led_to_a_person(database: Database) -> None:
    with desk_on(database) as desk:
        for person in range(9):
            who = PersonId(f"console:p{person}")
            hidden = desk.replies.pseudonym(1, 0, who)
            assert hidden == desk.replies.pseudonym(1, 0, who)
            assert hidden != desk.replies.pseudonym(1, 1, who)
            desk.replies.put(reply(hidden, "rating", person % 3 + 1))
            desk.replies.put(reply(hidden, "axis", person % 3 + 1))
            desk.replies.put(reply(hidden, "words", text=f"words {person}"))
            desk.replies.attend(1, 0, who)
    before = _figures(database)
    with desk_on(database) as desk:
        desk.replies.seal(1, 0)
        assert desk.replies.attended(1, 0, PersonId("console:p3"))
        assert not desk.replies.attended(1, 0, BOB)
    assert _figures(database) == before
    with database.reading() as connection:
        assert run(connection, "SELECT 1 FROM replies WHERE round = 0") == []
        assert run(connection, "SELECT 1 FROM round_secrets WHERE round = 0") == []
        voters = [row[0] for row in run(connection, "SELECT voter FROM sealed_replies WHERE question = 'rating'")]
    assert len(set(voters)) == 9
    assert not any("console:" in voter for voter in voters)


def _figures(database: Database) -> tuple[object, ...]:
    with database.snapshot() as snapshot:
        replies = snapshot.replies
        words = sorted((each.text, each.beside) for each in replies.texts(1, 0, "words", beside="rating"))
        who = len(replies.who_answered(1, 0))
        return replies.numbers(1, 0, "rating"), replies.crossed(1, 0, "rating", "axis"), words, who


def test_erasing_withdraws_named_and_anonymous_answers_and_leaves_the_others(database: Database) -> None:
    with desk_on(database) as desk:
        for who in (ANA, BOB):
            desk.replies.put(reply(who, "rating", 4))
            hidden = desk.replies.pseudonym(2, 0, who)
            desk.replies.put(
                Reply(subject=2, round=0, question="rating", voter=hidden, number=2, at=START, event=f"x{who}")
            )
            desk.replies.attend(2, 0, who)
    with desk_on(database) as desk:
        assert desk.replies.erase(ANA) == {(1, 0), (2, 0)}
    with database.snapshot() as snapshot:
        assert snapshot.replies.numbers(1, 0, "rating") == {4: 1}
        assert snapshot.replies.numbers(2, 0, "rating") == {2: 1}
        assert snapshot.replies.who_answered(2, 0) == {BOB}
    with desk_on(database) as desk:
        desk.drop_answers(1)
    with database.snapshot() as snapshot:
        assert snapshot.replies.answered(1, 0) == 0


@pytest.mark.parametrize("taken", [True, False])
def test_what_one_event_changed_is_seen_by_the_next_and_undone_with_it(database: Database, *, taken: bool) -> None:
    with desk_on(database) as desk:
        desk.replies.put(reply(ANA, "rating", 4))
        if taken:
            desk.undo()
        else:
            desk.keep()
        assert desk.replies.mine(1, 0, ("rating",), ANA).keys() == (set() if taken else {"rating"})


@given(st.permutations(range(6)))
def test_whatever_the_order_of_arrival_the_last_by_the_platforms_time_stands(order: list[int]) -> None:
    database = Database("sqlite://")
    database.migrate()
    with desk_on(database) as desk:
        for after in order:
            desk.replies.put(reply(ANA, "rating", after % 5 + 1, after=after))
            desk.keep()
        assert desk.replies.mine(1, 0, ("rating",), ANA)["rating"].number == 1
    database.close()


@pytest.mark.parametrize("anonymous", [False, True])
def test_a_batch_loads_what_its_people_answered_in_one_statement(database: Database, *, anonymous: bool) -> None:
    people = [PersonId(f"console:p{number}") for number in range(9)]
    asked = Subject(
        number=1,
        kind=Kind.RETEX,
        title="Workshop",
        creator=ANA,
        place=PlaceId("console:#team"),
        opened_at=START,
        anonymous=anonymous,
    )

    def voter(desk: Desk, person: PersonId) -> str:
        return desk.replies.pseudonym(1, 0, person) if anonymous else person

    with desk_on(database) as desk:
        desk.put_subject(asked)
        for number, person in enumerate(people[1:], 1):  # the first one is new
            desk.replies.put(reply(voter(desk, person), "rating", number % 5 + 1))
    with desk_on(database) as desk:
        desk.prefetch(Wants(subjects={1}, voters={(1, person) for person in people}))
        with statements() as said:
            found = [desk.replies.mine(1, 0, ("rating", "keep"), voter(desk, person)) for person in people]
            desk.replies.put(reply(voter(desk, people[0]), "rating", 3, after=1))
        assert said == []
        assert [{name: one.number for name, one in mine.items()} for mine in found[:3]] == [
            {},
            {"rating": 2},
            {"rating": 3},
        ]
        assert [len(mine) for mine in found] == [0] + [1] * 8
        assert desk.replies.mine(1, 0, ("rating",), voter(desk, people[0]))["rating"].number == 3


@contextmanager
def statements() -> Iterator[list[str]]:
    """Note what the database is told meanwhile."""
    said: list[str] = []

    def note(_connection: object, _cursor: object, statement: str, *_more: object) -> None:
        said.append(statement)

    event.listen(Engine, "before_cursor_execute", note)
    yield said
    event.remove(Engine, "before_cursor_execute", note)
