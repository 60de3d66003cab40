"""The console as a stage for stories: what is done there is typed, what is seen there was printed."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from pathlib import Path

from bot.console.stage import Stage as Window
from storage.records import Language, PersonId
from storage.session import Database
from tests.stories.stage import BEGINNING, DIRECT, Answer, house_of, is_part, line_of_proposal, number_of, spelled

_PRIVATE = re.compile(r"  → @([\w.-]+) (?:only|seulement\s*):\s?")
_HANDED = re.compile(r"^─+\n(.*)\n─+$", re.DOTALL)


class ConsoleStage:
    """One window in which everybody speaks, on a file or on the database of this address."""

    def __init__(self, folder: Path, url: str = "") -> None:
        self._url = url or f"sqlite:///{folder}/story.db"
        self._printed: list[str] = []
        self._since = 0

    async def start(self, scene: Mapping[str, Sequence[str]], language: Language, managers: Sequence[str] = ()) -> None:
        house = house_of(language, (PersonId(f"console:{name}") for name in managers))
        self._window = Window(self._url, house, self._printed.append, now=BEGINNING, speaker="nobody")
        await self._window.start()
        for place, people in scene.items():
            await self._play(f":place #{place}", f":join {' '.join(f'@{name}' for name in people)}")

    async def stop(self) -> None:
        await self._window.stop()

    async def says(self, person: str, text: str, place: str) -> None:
        await self._play(self._scene(person, place), f"@{person} {text}")

    async def votes(self, person: str, number: int, picks: Sequence[int], place: str) -> None:
        await self.says(person, f"{number}: {' '.join(map(str, picks))}", place)

    async def presses(self, person: str, button: str, place: str) -> None:
        number = number_of(button)
        await self.says(person, spelled(number, button, self._kind(number)), place)

    async def makes_action(self, person: str, number: int, place: str) -> None:
        await self.says(person, line_of_proposal(self.card(place, number)), place)

    async def replies(self, person: str, number: int, text: str, place: str) -> None:
        await self.says(person, f'{number}: "{text}"', place)

    async def writes(self, person: str, answers: Sequence[tuple[str, Answer]], place: str) -> None:
        await self.fills(person, answers, place)

    async def fills(self, person: str, answers: Sequence[tuple[str, Answer]], place: str) -> None:
        typed = [f"@{person} {_typed(answer)}" for _, answer in answers]
        await self._play(self._scene(person, place), *typed)

    async def joins(self, person: str, place: str) -> None:
        await self._play(f":place #{place}", f":join @{person}")

    async def leaves(self, person: str, place: str) -> None:
        await self._play(f":place #{place}", f":leave @{person}")

    async def waits(self, delay: str) -> None:
        await self._play(f":wait {delay}")

    async def restarts(self, later: str) -> None:
        await self._play(f":restart {later}")

    def card(self, place: str, number: int, part: str = "") -> str:
        header = re.compile(rf"#{place} · \w+ {number}(?: ·.*)?$", re.MULTILINE)
        standing: dict[str, str] = {}  # by what each of them is of, in the order in which they were first printed
        for text in self._printed:
            mark = header.match(text)
            if mark and is_part(mark[0], part):
                standing[mark[0].split(" · ")[2] if part else ""] = text
        return next(reversed(standing.values()), "")

    def told(self, person: str) -> list[str]:
        found = ((mark, text) for text in self._new() if (mark := _PRIVATE.match(text)))
        return [text[mark.end() :] for mark, text in found if mark[1] == person]

    def posted(self, place: str) -> list[str]:
        header = re.compile(rf"#{place} · \w+ \d+(?: ·|$)", re.MULTILINE)
        return [text for text in self._new() if text.startswith(f"#{place} · ") and not header.match(text)]

    def files(self, person: str) -> list[tuple[str, bytes]]:
        """Read the text files between their rules, and the others from where they were written."""
        found = []
        for before, text in zip(["", *self._printed], self._printed, strict=False):
            handed, mark = _HANDED.match(text), _PRIVATE.match(before)
            if handed and mark and mark[1] == person:
                found.append((_named(handed[1]), handed[1].encode()))
            elif (mark := _PRIVATE.match(text)) and mark[1] == person and (path := _written(text)) is not None:
                found.append((path.name, path.read_bytes()))
        return found

    def shared(self, place: str) -> list[tuple[str, bytes]]:
        """Read the files that were written for everybody; their words begin with the place, and end in a path."""
        paths = (_written(text) for text in self._printed if text.startswith(f"#{place} · "))
        return [(path.name, path.read_bytes()) for path in paths if path is not None]

    async def _play(self, *lines: str) -> None:
        self._since = len(self._printed)
        for line in lines:
            await self._window.play(line)

    def _new(self) -> list[str]:
        return self._printed[self._since :]

    def _scene(self, person: str, place: str) -> str:
        return f":direct @{person}" if place == DIRECT else f":place #{place}"

    def _kind(self, number: int) -> str:
        database = Database(self._url)
        with database.snapshot() as snapshot:
            subject = snapshot.subject(number)
        database.close()
        return subject.kind if subject else "poll"


def _written(text: str) -> Path | None:
    """Return the file that words tell of: their first line ends in its path."""
    words = text.split("\n", 1)[0].split()
    path = Path(words[-1]) if words else Path()
    return path if path.is_file() else None


def _named(text: str) -> str:
    """Name a file that was printed by what it is, since its name is not printed."""
    beginnings = {"BEGIN:VCALENDAR": ".ics", "{": ".json", "<": ".html", "#": ".md"}
    return "printed" + next((kind for first, kind in beginnings.items() if text.startswith(first)), ".csv")


def _typed(answer: Answer) -> str:
    if answer is None:
        return "skip"
    if isinstance(answer, tuple):
        return " ".join(map(str, answer))
    return str(answer).replace("\n", "; ")
