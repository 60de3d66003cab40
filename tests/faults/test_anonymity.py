"""After an anonymous close, whoever holds the database and the list of people learns nothing of who said what."""

from __future__ import annotations

import random
from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path

import pytest

from bot.clerk import Clerk
from handlers.events import Press
from handlers.routes import Judge
from storage import cleanup
from storage.desk import Desk
from storage.records import Draft, Reply
from storage.replies import Replies
from storage.session import Database
from storage.sql import run
from tests.faults.bench import asked
from tests.faults.joins import Guess, bound, guesses
from tests.faults.worker import HOUSE, START, TEAM, person

PEOPLE, OPTIONS = 100, 4
SECRET_WORDS = "a draft that only one person has seen"  # noqa: S105 - words, not a password


class Unshuffled(random.Random):
    """A chance that leaves everything in its order: the guard taken out."""

    def __init__(self) -> None:
        super().__init__(1)
        self._next = 0

    def shuffle(self, x: object) -> None:
        """Leave it as it is."""

    def getrandbits(self, k: int, /) -> int:
        """Count instead of drawing."""
        self._next += 1
        return self._next % (1 << k)


def plainly(_holder: object, *words: object) -> str:
    """Stand for a keyed pseudonym that hides nothing: the other guard taken out."""
    return str(words[-1])


Answered = tuple[Mapping[str, object], list[Guess], list[bytes]]


def poll(database: Database, chance: random.Random, seed: int) -> Answered:
    """Have a hundred people answer an anonymous poll one after the other, and close it."""
    choices = _choices(seed)
    clerk = Clerk(database, Judge(HOUSE), clock=lambda: START, chance=chance)
    clerk.start()
    clerk.submit(asked("new", 'poll "Happy?" "A" "B" "C" "D" --anonymous')).result(60)
    for order, (number, choice) in enumerate(choices.items()):
        press = Press(
            id=f"{seed}:{order}",
            at=START,
            actor=person(number),
            where=TEAM,
            action="vote",
            subject=1,
            choices=(choice,),
        )
        clerk.submit(press).result(60)
    with database.transaction() as connection:
        draft = Draft(person=person(3).id, place=TEAM.id, form="poll:ballot:1", body=SECRET_WORDS, at=START)
        desk = Desk(connection, chance=chance, now=START)
        desk.put_draft(draft)
        desk.keep()
        desk.write()
    secrets = [*secrets_of(database, "secrets", "ballots"), SECRET_WORDS.encode()]
    clerk.submit(replace(asked("close", "poll close 1"))).result(60)
    clerk.stop()
    truth: dict[str, object] = {person(number).id: 1 << (choice - 1) for number, choice in choices.items()}
    return truth, guesses(database, truth, "sealed", "choices"), secrets


def round_of_replies(database: Database, chance: random.Random, seed: int) -> Answered:
    """Have a hundred people answer two anonymous questions, as retex and rounds do, and seal them."""
    choices = _choices(seed)
    for number, choice in choices.items():
        with database.transaction() as connection:
            desk = Desk(connection, chance=chance, now=START)
            hidden = desk.replies.pseudonym(1, 0, person(number).id)
            for question, value, text in (("rating", choice, None), ("words", None, f"said {choice}")):
                desk.replies.put(
                    Reply(
                        subject=1,
                        round=0,
                        question=question,
                        voter=hidden,
                        number=value,
                        text=text,
                        at=START,
                        event=f"{seed}:{number}",
                    )
                )
            desk.replies.attend(1, 0, person(number).id)
            desk.keep()
            desk.write()
    secrets = secrets_of(database, "round_secrets", "replies")
    with database.transaction() as connection:
        desk = Desk(connection, chance=chance, now=START)
        desk.replies.seal(1, 0)
        desk.forget(1)
        desk.keep()
        desk.write()
    truth: dict[str, object] = {person(number).id: choice for number, choice in choices.items()}
    said: dict[str, object] = {who: f"said {choice}" for who, choice in truth.items()}
    made = guesses(database, truth, "sealed_replies", "number", "question = 'rating'")
    return truth, [*made, *guesses(database, said, "sealed_replies", "text", "question = 'words'")], secrets


def _choices(seed: int) -> dict[int, int]:
    """Return what everybody answers, in the order in which they do."""
    chance = random.Random(seed)  # noqa: S311 - repeated by its seed
    order = list(range(PEOPLE))
    chance.shuffle(order)
    return {number: chance.randrange(OPTIONS) + 1 for number in order}


def secrets_of(database: Database, keys: str, answers: str) -> list[bytes]:
    """Return the bytes that must be nowhere after the clean-up: the key, written and raw, and every pseudonym."""
    with database.reading() as connection:
        ((key,),) = run(connection, f'SELECT "key" FROM {keys}')  # noqa: S608 - our own names
        voters = [row[0].encode() for row in run(connection, f"SELECT DISTINCT voter FROM {answers}")]  # noqa: S608
    return [key.encode(), bytes.fromhex(key), *voters]


Way = Callable[[Database, random.Random, int], Answered]
WAYS = pytest.mark.parametrize("way", [poll, round_of_replies])


@WAYS
def test_no_order_of_people_tells_who_said_what(database: Database, way: Way) -> None:
    truth, made, _ = way(database, random.Random(11), 2)  # noqa: S311 - repeated by its seed
    most = bound(list(truth.values()), len(made))
    assert len(made) > 50
    assert [guess for guess in made if guess.right > most] == []


@WAYS
def test_without_the_shuffle_a_join_would_tell(database: Database, way: Way, monkeypatch: pytest.MonkeyPatch) -> None:
    """Answers that are kept or read by pseudonym have the key for a second guard, which is then taken out too."""
    if database.is_sqlite or way is round_of_replies:
        monkeypatch.setattr(Desk, "pseudonym", plainly)  # the guards are ours, and it is they that are tested
        monkeypatch.setattr(Replies, "pseudonym", plainly)
        monkeypatch.setattr("tests.faults.test_anonymity.secrets_of", lambda *_: [])
    truth, made, _ = way(database, Unshuffled(), 2)
    most = bound(list(truth.values()), len(made))
    assert max(guess.right for guess in made) > most


@WAYS
def test_once_cleaned_up_no_byte_of_key_pseudonyms_or_drafts_is_left(database: Database, way: Way) -> None:
    _, _, secrets = way(database, random.Random(11), 2)  # noqa: S311 - repeated by its seed
    assert found(database, secrets), "before the clean-up they can be found, so that looking for them means something"
    assert cleanup.clean(database)
    assert found(database, secrets) == []


def found(database: Database, secrets: list[bytes]) -> list[str]:
    """Name the files that hold one of these bytes: SQLite's and its log, or all of PostgreSQL's but pg_wal."""
    if database.is_sqlite:
        file = Path(database.url.database or "")
        files = [each for each in file.parent.iterdir() if each.name.startswith(file.name)]
    else:
        with database.plain() as connection:
            run(connection, "CHECKPOINT")
            ((folder,),) = run(connection, "SHOW data_directory")
        files = [each for each in Path(folder).rglob("*") if each.is_file() and "pg_wal" not in each.parts]
    return sorted(str(each) for each in files if any(secret in each.read_bytes() for secret in secrets))


def test_the_bound_is_the_binomial_one() -> None:
    assert bound(["yes", "no"] * 50, 1) == 62  # P(X > 62) = 0.006 and P(X > 61) = 0.0105 for X of 100 halves
    assert bound(["yes"] * 100, 5) == 100
