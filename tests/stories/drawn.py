"""The pictures of the first pages, as the bot draws them: a story is played, and its summary's picture is kept.

``python -m tests.stories.drawn`` draws them anew.
"""

from __future__ import annotations

import io
import tempfile
from collections.abc import Iterator
from contextlib import chdir
from pathlib import Path

from bot.console.chat import FILES
from bot.console.terminal import run_console
from handlers.people.house import House
from storage.records import Language
from tests.stories.documents import ROOT

IMAGES = ROOT / "docs" / "images"
PICTURES: dict[Language, Path] = {"en": IMAGES / "weather.png", "fr": IMAGES / "weather.fr.png"}
SKIES = {2: "3432", 9: "3443", 16: "4543", 23: "5544"}  # by day of November 2026: alice's, bob's, chloe's, david's
BEGIN: dict[Language, tuple[str, ...]] = {
    "en": (":place #team", '@alice ritual "Weather" every monday at 9:30 --template weather', "@alice yes"),
    "fr": (":place #equipe", '@alice rituel "Météo" chaque lundi à 9h30 --modèle météo', "@alice oui"),
}
END: dict[Language, str] = {"en": "@alice summary ritual 1 this month", "fr": "@alice bilan rituel 1 ce mois"}


def script(language: Language) -> Iterator[str]:
    """Yield the lines of four weeks of a team's weather, which ends in a summary."""
    place, *rest = BEGIN[language]
    yield from (":at 2026-11-02 08:00", place, ":join @alice @bob @chloe @david", *rest)
    for day, skies in SKIES.items():
        yield f":at 2026-11-{day:02} 09:31"
        yield from (f"@{name} {sky}" for name, sky in zip(("alice", "bob", "chloe", "david"), skies, strict=True))
    yield from (":at 2026-11-23 20:00", END[language])


def drawn(language: Language) -> tuple[str, bytes]:
    """Play the story; return what was printed, and the picture."""
    out, house = io.StringIO(), House(language=language, zone="Europe/Paris")
    with tempfile.TemporaryDirectory() as folder, chdir(folder):
        lines = io.StringIO("\n".join(script(language)) + "\n")
        if run_console(lines, out, database_url=None, house=house, interactive=False):
            raise RuntimeError(out.getvalue())
        (picture,) = FILES.glob("*.png")
        return out.getvalue(), picture.read_bytes()


if __name__ == "__main__":
    for each, path in PICTURES.items():
        path.write_bytes(drawn(each)[1])
