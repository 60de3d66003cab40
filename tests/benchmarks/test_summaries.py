"""75,000 answers summed up: words, page, workbook; the memory that they take; how long votes wait meanwhile.

Nothing here fails because a machine is slow: what was measured is printed, and only what must be true is asserted.
"""

from __future__ import annotations

import asyncio
import random
import subprocess
import sys
import time
from datetime import timedelta
from pathlib import Path

import pytest

from bot.service import take_short_turns
from handlers.effects import Tell
from handlers.routes import Judge
from handlers.summaries.ask import FILE, TEXT
from handlers.summaries.scope import Scope, Shape, pack
from handlers.views import File, Note
from storage.codec import instant_out
from storage.records import Kind, PersonId, PlaceId
from storage.session import Database
from storage.sql import many, run
from tests.benchmarks.votes import at_a_pace, votes
from tests.faults.bench import asked, clerk_of
from tests.faults.worker import HOUSE, START, TEAM

pytestmark = pytest.mark.bench
WANTED = {Shape.TEXT: 1, Shape.MARKDOWN: 5, Shape.HTML: 5, Shape.CSV: 15, Shape.XLSX: 15}  # seconds
MEMORY, WAIT = 200, 250  # megabytes, milliseconds
PEOPLE = 15_000  # each answers five questions
ROOT = Path(__file__).parents[2]
WORDS = (
    "Une réunion plus courte, et l’ordre du jour {n} la veille",
    "Moins de mails {n}, davantage de temps pour l’équipe et ses outils",
    "Le projecteur de la salle {n} est à réparer depuis longtemps",
    "Garder l’atelier du {n}, le rythme et la bonne humeur de chacun",
)


@pytest.fixture(scope="module")
def database(tmp_path_factory: pytest.TempPathFactory) -> Database:
    """Give a database with a poll to vote on and a retex with 75,000 answers, a third of them numbers."""
    made = Database(f"sqlite:///{tmp_path_factory.mktemp('summaries') / 'many.db'}")
    made.migrate()
    with clerk_of(made) as clerk:
        for line in ('poll "Which day?" "Monday" "Tuesday" "Friday"', 'retex "Atelier du 12 mai"'):
            clerk.submit(asked(line, line)).result()
    chance, at = random.Random(75_000), instant_out(START)  # noqa: S311 - repeated by its seed
    rows: list[tuple[object, ...]] = []
    for number in range(PEOPLE):
        voter = f"console:p{number:05}"
        for question in ("rating", "axis"):
            rows.append((2, 0, voter, question, chance.randint(1, 5), None, 0, at, voter))
        for question in ("keep", "held", "proposal"):
            text = chance.choice(WORDS).format(n=chance.randrange(1_000))
            rows.append((2, 0, voter, question, None, text, 0, at, voter))
    columns = "subject, round, voter, question, number, text, passed, at, event"
    with made.transaction() as connection:
        many(connection, f"INSERT INTO replies ({columns}) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)", rows)  # noqa: S608 - ours
        people = [(f"console:p{number:05}", f"Person {number}", 1) for number in range(PEOPLE)]
        many(connection, "INSERT INTO people (id, name, human) VALUES (?, ?, ?) ON CONFLICT DO NOTHING", people)
        ((stored,),) = run(connection, "SELECT COUNT(*) FROM replies")
    assert stored == 5 * PEOPLE == 75_000
    return made


def wanted(shape: Shape) -> Tell:
    """Return what a manager who is a member asks for."""
    scope = Scope(
        kinds=(Kind.POLL, Kind.RETEX, Kind.RITUAL, Kind.ACTION),
        places=(PlaceId(TEAM.id),),
        since=START - timedelta(days=7),
        until=START + timedelta(hours=1),
        shape=shape,
    )
    query = TEXT if shape is Shape.TEXT else FILE
    return Tell(to=PersonId("console:p00001"), place=TEAM.id, query=query, argument=pack(scope), language="fr")


def read(database: Database, tell: Tell) -> Note | File | None:
    with database.snapshot() as snapshot:
        return Judge(HOUSE).read(snapshot, tell)


def test_what_a_summary_of_75000_answers_costs(database: Database) -> None:
    for shape, seconds in WANTED.items():
        begun, spent = time.perf_counter(), time.process_time()
        assert read(database, wanted(shape)) is not None
        took, worked = time.perf_counter() - begun, time.process_time() - spent
        print(f"\n{took:7.2f} s for a summary of 75,000 as {shape} ({worked:.2f} s of work, wanted {seconds})", end="")  # noqa: T201


def test_the_memory_that_it_takes(database: Database) -> None:
    """Read each shape in a process of its own, and look at the most that it ever held."""
    url = database.url.render_as_string(hide_password=False)
    rest = _held(url, "")
    for shape in WANTED:
        more = _held(url, shape) - rest
        print(f"\n{more:7.0f} MB more for a summary of 75,000 as {shape} (wanted {MEMORY})", end="")  # noqa: T201


def _held(url: str, shape: str) -> float:
    words = [sys.executable, "-c", _ALONE, url, shape]
    done = subprocess.run(words, capture_output=True, text=True, check=True, cwd=ROOT)
    return int(done.stdout) / 1024


_ALONE = """
import sys
from storage.session import Database
from handlers.summaries.scope import Shape
from tests.benchmarks.test_summaries import read, wanted
database = Database(sys.argv[1])
if sys.argv[2]:
    read(database, wanted(Shape(sys.argv[2])))
print(next(line.split()[1] for line in open("/proc/self/status") if line.startswith("VmHWM")))
"""


@pytest.mark.parametrize("shape", [None, Shape.TEXT, Shape.HTML, Shape.XLSX])
async def test_how_long_votes_wait_meanwhile(database: Database, shape: Shape | None) -> None:
    """Offer 200 votes a second to a clerk on its own thread while one summary after the other is read in another."""
    done = asyncio.Event()

    async def reader() -> int:
        times = 0
        while not done.is_set():
            if shape is None:
                await asyncio.sleep(0.05)
            else:
                await asyncio.to_thread(read, database, wanted(shape))
            times += 1
        return times

    before = sys.getswitchinterval()
    take_short_turns()  # as the service does
    with clerk_of(database) as clerk:
        reading = asyncio.create_task(reader())
        await asyncio.sleep(0)
        waits = await at_a_pace(clerk, votes(f"while {shape}", 2_000, 1_000), 200)
        done.set()
        times = await reading
    sys.setswitchinterval(before)
    middle, high = (1000 * waits[int(len(waits) * part)] for part in (0.5, 0.99))
    what = f"while {times} summaries are read as {shape}" if shape else "while nothing is read"
    print(f"\n{high:7.1f} ms is the 99th percentile of votes {what} (wanted {WAIT}), {middle:.1f} the median", end="")  # noqa: T201
