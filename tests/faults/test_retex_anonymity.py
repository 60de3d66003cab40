"""An anonymous retex from its first answer to its files: whoever holds all that the bot wrote learns nothing of who.

What it wrote is the database, its drafts, the exports, the log at its most talkative, and the metrics.
"""

from __future__ import annotations

import io
import random
from collections.abc import Iterator, Mapping
from concurrent.futures import Future
from dataclasses import dataclass
from zipfile import ZipFile

import pytest

from bot import log, metrics
from bot.clerk import Clerk, Decided, NotCounted
from handlers.effects import Tell
from handlers.events import Actor, Command, Joined, Submit, Where
from handlers.retex import read
from handlers.routes import Judge
from handlers.views import File
from storage import cleanup
from storage.desk import Desk
from storage.records import PersonId, PlaceId, PlaceKind
from storage.replies import Replies
from storage.session import Database
from tests.faults.bench import asked
from tests.faults.joins import Guess, bound, guesses, guesses_of
from tests.faults.test_anonymity import Unshuffled, found, plainly, secrets_of
from tests.faults.worker import HOUSE, START, TEAM, person
from tests.platforms.logs import log_left_as_it_was

PEOPLE, SCALE = 100, 5
DRAFT, LOST = "half-written-by-agent-zero", "refused-by-the-database \ud800"
FORM = "retex:answer:1"


@dataclass(frozen=True, slots=True)
class Written:
    """What the bot wrote, beside what each person in truth answered."""

    ratings: Mapping[str, object]
    words: Mapping[str, object]
    secrets: list[bytes]  # the key, the pseudonyms, and the words of a draft
    log: str
    events: list[str]


@pytest.fixture(autouse=True)
def as_before() -> Iterator[None]:
    """Leave the log as it was."""
    with log_left_as_it_was():
        yield


def agent(number: int) -> Actor:
    """Return somebody whose name is found wherever it is written."""
    return Actor(id=PersonId(f"console:agent-{number:03}"), name=f"Agent-{number:03}")


def direct(actor: Actor) -> Where:
    return Where(id=PlaceId(actor.id), kind=PlaceKind.DIRECT, name=actor.name)


def retex(database: Database, chance: random.Random, seed: int) -> Written:
    """Have a hundred people fill in an anonymous retex, one left in the middle of it, one not counted; close it."""
    stream = io.StringIO()
    log.configure(stream, level="debug")
    order, drawn = list(range(PEOPLE)), random.Random(seed)  # noqa: S311 - repeated by its seed
    drawn.shuffle(order)
    ratings: dict[str, int] = {agent(number).id: drawn.randint(1, SCALE) for number in order}
    words: dict[str, str] = {agent(number).id: f"said {drawn.getrandbits(64):016x}" for number in order}
    clerk = Clerk(database, Judge(HOUSE), clock=lambda: START, chance=chance)
    clerk.start()
    clerk.submit(asked("new", 'retex "Workshop" --anonymous')).result(60)
    for number in range(PEOPLE):  # whoever fills in a form was seen in the place before
        clerk.submit(Joined(id=f"joined-{number}", at=START, actor=agent(number), where=TEAM)).result(60)
    events = [f"event-{drawn.getrandbits(64):016x}" for _ in order]

    def fills(number: int, event: str, keep: str) -> Future[Decided]:
        who = agent(number)
        values: dict[str, str | tuple[int, ...]] = {"rating": (ratings[who.id],), "keep": keep, "axis": (1,)}
        return clerk.submit(Submit(id=event, at=START, actor=who, where=TEAM, form=FORM, values=values))

    for number, event in zip(order, events, strict=True):
        fills(number, event, words[agent(number).id]).result(60)
    with pytest.raises(NotCounted):
        fills(7, "event-lost", LOST).result(60)
    for step, line in enumerate(("retex answer 1", "3", DRAFT)):
        said = Command(id=f"dialogue-{step}", at=START, actor=agent(0), where=direct(agent(0)), text=line)
        clerk.submit(said).result(60)
    secrets = [*secrets_of(database, "round_secrets", "replies"), DRAFT.encode()]
    clerk.submit(asked("close", "retex close 1")).result(60)
    clerk.stop()
    return Written(ratings, words, secrets, stream.getvalue(), [*events, "event-lost"])


def exported(database: Database, form: str) -> File:
    """Ask for the file as its creator does."""
    told = Tell(
        to=person(0).id, place=TEAM.id, query="retex.export", subject=1, argument=form, language="en", zone="UTC"
    )
    with database.snapshot() as snapshot:
        file = read.export(snapshot, told, HOUSE)
    assert isinstance(file, File)
    return file


def listed(database: Database) -> list[str]:
    """Return the words on one question in the order in which the exported file has them."""
    return [line for line in exported(database, "csv").content.decode("utf-8-sig").splitlines() if line[:5] == "said "]


def test_no_order_of_people_tells_who_said_what_in_the_database_or_in_its_export(database: Database) -> None:
    written = retex(database, random.Random(11), 2)  # noqa: S311 - repeated by its seed
    for answers, made in (
        (written.ratings, guesses(database, written.ratings, "sealed_replies", "number", "question = 'rating'")),
        (written.words, guesses(database, written.words, "sealed_replies", "text", "question = 'keep'")),
        (written.words, guesses_of(database, written.words, {"as exported": listed(database)})),
    ):
        assert len(made) > 10
        assert _beyond_chance(answers, made) == []


def test_without_its_guards_a_join_would_tell(database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    for holder in (Desk, Replies):
        monkeypatch.setattr(holder, "pseudonym", plainly)  # the guards are ours, and it is they that are tested
    monkeypatch.setattr("tests.faults.test_retex_anonymity.secrets_of", lambda *_: [])
    written = retex(database, Unshuffled(), 2)
    made = guesses(database, written.words, "sealed_replies", "text", "question = 'keep'")
    assert _beyond_chance(written.words, made)


def test_its_files_name_nobody(database: Database) -> None:
    written = retex(database, random.Random(11), 2)  # noqa: S311 - repeated by its seed
    with ZipFile(io.BytesIO(exported(database, "xlsx").content)) as book:
        sheets = b"".join(book.read(name) for name in book.namelist())
    for content in (exported(database, "csv").content, sheets):
        assert all(str(said).encode() in content for said in written.words.values())
        assert b"agent-" not in content.lower()
        assert DRAFT.encode() not in content
    assert listed(database) == sorted(str(said) for said in written.words.values())


def test_the_log_and_the_metrics_hold_no_answer_nobody_who_answered_and_no_secret(database: Database) -> None:
    written = retex(database, random.Random(11), 2)  # noqa: S311 - repeated by its seed
    assert "event.not_counted" in written.log, "there is a log, and somebody's words were near it"
    for page in (written.log, metrics.page().decode()):
        assert "agent-" not in page.lower()
        assert "said " not in page
        assert LOST.partition(" ")[0] not in page
        assert [event for event in written.events if event in page] == []
        assert [each for each in written.secrets if each.decode(errors="replace") in page] == []


def test_once_cleaned_up_no_byte_of_key_pseudonyms_or_drafts_is_left(database: Database) -> None:
    secrets = retex(database, random.Random(11), 2).secrets  # noqa: S311 - repeated by its seed
    assert found(database, secrets), "before the clean-up they can be found, so that looking for them means something"
    assert cleanup.clean(database)
    assert found(database, secrets) == []


def _beyond_chance(truth: Mapping[str, object], made: list[Guess]) -> list[Guess]:
    most = bound(list(truth.values()), len(made))
    return [guess for guess in made if guess.right > most]
