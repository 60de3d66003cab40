"""Whole stories on the console: who said what, and what came."""

from __future__ import annotations

import io
import re
from pathlib import Path

from bot.console.terminal import run_console
from handlers.people.house import House
from tests.sketch import sketch

SCRIPTS = Path(__file__).parent / "scripts"
HOUSE = House(language="en", zone="Europe/Paris", paint=sketch)


def play(script: str, database_url: str | None = None, house: House = HOUSE) -> tuple[int, str]:
    out = io.StringIO()
    status = run_console(io.StringIO(script), out, database_url=database_url, house=house, interactive=False)
    return status, out.getvalue()


def cards(transcript: str, number: int) -> list[str]:
    blocks = re.split(r"^(?=#\S+ · )", transcript, flags=re.MULTILINE)
    return [block for block in blocks if re.match(rf"#\S+ · (sondage|poll) {number} ", block)]


def test_a_team_votes_changes_its_mind_and_closes_in_both_languages() -> None:
    status, transcript = play((SCRIPTS / "team.txt").read_text())
    assert status == 0, transcript
    closed = cards(transcript, 1)[-1]
    assert "clos vendredi 27 novembre 12:00" in closed
    assert re.search(r"Lundi +1 ", closed)
    assert re.search(r"Mardi +2 ", closed)
    assert "3 réponses sur 6 invités" in closed
    secret = cards(transcript, 2)
    assert all(not re.search(r"Yes +\d", card) for card in secret[:-1])
    assert re.search(r"Yes +3 ", secret[-1])
    assert re.search(r"No +2 ", secret[-1])


def test_a_poll_of_another_place_keeps_its_own_answers() -> None:
    _, transcript = play((SCRIPTS / "team.txt").read_text())
    last = cards(transcript, 3)[-1]
    assert last.startswith("#design")
    assert re.search(r"Red +1 ", last)
    assert re.search(r"Green +0", last)
    assert re.search(r"Blue +1 ", last)


def test_a_wrong_line_ends_with_one_and_names_the_nearest_verb() -> None:
    status, transcript = play('@alice poll "Q" "A" "B"\n@alice poll clse\n@alice 1\n')
    assert status == 1
    assert "the nearest is “close”" in transcript
    assert re.search(r"A +1 ", transcript)


def test_the_clock_only_goes_forward_once_something_exists() -> None:
    status, _ = play(':at 2026-12-01 09:30\n@alice poll "Q" "A" "B"\n:at 2026-11-01 09:30\n')
    assert status == 1


def test_anonymous_answers_leave_no_voter_in_the_file(tmp_path: Path) -> None:
    file = tmp_path / "story.db"
    people = [f"voter{number}" for number in range(6)]
    lines = [":join " + " ".join(f"@{name}" for name in people), '@chair poll "Q" "A" "B" --anonymous']
    lines += [f"@{name} {number % 2 + 1}" for number, name in enumerate(people)]
    status, _ = play("\n".join([*lines, "@chair poll close", ":wait 1h"]), f"sqlite:///{file}")
    assert status == 0
    import sqlite3  # noqa: PLC0415 - looked at from outside, as an administrator would

    with sqlite3.connect(file) as connection:
        for table in ("ballots", "secrets", "drafts", "chores"):
            assert connection.execute(f"SELECT COUNT(*) FROM {table}").fetchone() == (0,), table  # noqa: S608
        assert connection.execute("SELECT choices, COUNT(*) FROM sealed GROUP BY choices ORDER BY 1").fetchall() == [
            (1, 3),
            (2, 3),
        ]
    connection.close()


def test_a_file_is_handed_over_in_its_readers_language_and_says_when_as_people_read_it() -> None:
    script = ':at 2026-11-24 09:00\n@bob réglages langue fr\n@bob sondage "Quel jour ?" "Lundi" "Mardi"\n@bob 1\n'
    status, transcript = play(f"{script}@bob sondage exporter csv\n:direct @bob\n@bob données exporter\n")
    assert status == 0, transcript
    assert "  → @bob seulement\N{NO-BREAK SPACE}: sondage 1 · Quel jour" in transcript
    assert '"at": "2026-11-24T08:00:00' in transcript
