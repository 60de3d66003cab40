"""Several questions in one round trip, and one whose rows come as they are asked for: the same answers as ever."""

from __future__ import annotations

import pytest

from storage.session import Conflict, Database, Unavailable
from storage.sql import run, stream, together

COUNT = "SELECT ? + 1"


def test_each_question_has_its_own_answer_in_order(database: Database) -> None:
    with database.reading() as connection:
        answers = together(connection, [("SELECT 'none' WHERE 1 = ?", (0,)), (COUNT, (1,)), (COUNT, (2,))])
        assert together(connection, []) == []
    assert [[tuple(row) for row in rows] for rows in answers] == [[], [(2,)], [(3,)]]


def test_rows_come_in_order_while_others_are_asked_for(database: Database) -> None:
    numbers = "WITH RECURSIVE n(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM n WHERE x < ?) SELECT x FROM n"
    for view in (database.reading, database.transaction):
        with view() as connection:
            found = [(row[0], run(connection, COUNT, row[0])[0][0]) for row in stream(connection, numbers, 450)]
            assert found == [(number, number + 1) for number in range(1, 451)]
            assert next(stream(connection, numbers, 450))[0] == 1, "and whoever wants no more leaves the rest"
            assert list(stream(connection, numbers + " WHERE x > 3", 3)) == []


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
