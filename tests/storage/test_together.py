"""Several questions in one round trip: the same answers as one after the other, and the same refusals."""

from __future__ import annotations

import pytest

from storage.session import Conflict, Database, Unavailable
from storage.sql import run, together

COUNT = "SELECT ? + 1"


def test_each_question_has_its_own_answer_in_order(database: Database) -> None:
    with database.reading() as connection:
        answers = together(connection, [("SELECT 'none' WHERE 1 = ?", (0,)), (COUNT, (1,)), (COUNT, (2,))])
        assert together(connection, []) == []
    assert [[tuple(row) for row in rows] for rows in answers] == [[], [(2,)], [(3,)]]


@pytest.mark.server
def test_a_lock_that_is_held_too_long_makes_the_database_unavailable_and_no_more(postgres_database: Database) -> None:
    lock = ("LOCK TABLE people IN ACCESS EXCLUSIVE MODE", ())
    with postgres_database.transaction() as holder:
        run(holder, lock[0])
        with pytest.raises(Unavailable) as refused, postgres_database.transaction() as connection:
            together(connection, [("SET LOCAL lock_timeout = 1", ()), ("SELECT * FROM people", ())])
        assert not isinstance(refused.value, Conflict)
    with postgres_database.transaction() as connection:
        assert together(connection, [(COUNT, (1,)), (COUNT, (1,))]) == [[(2,)], [(2,)]]


@pytest.mark.server
def test_a_connection_that_the_server_ended_is_a_reason_to_try_again(postgres_database: Database) -> None:
    with pytest.raises(Conflict), postgres_database.transaction() as connection:
        together(connection, [(COUNT, (1,)), ("SELECT pg_terminate_backend(pg_backend_pid())", ())])
    with postgres_database.transaction() as connection:
        assert together(connection, [(COUNT, (1,)), (COUNT, (1,))]) == [[(2,)], [(2,)]]
