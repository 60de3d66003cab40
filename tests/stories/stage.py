"""What a platform must offer so that stories can be played on it; each adapter's tests bring one.

A stage runs the whole bot on a database of its own, with a clock that only stories move. Every act returns when
nothing is left to be done: stages wait for idleness, never for a while.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Final, Protocol

from bot.wiring import Runtime
from handlers.language.delays import read_delay
from handlers.language.grammar import Mistake
from handlers.people.house import House
from storage.records import Language, PersonId
from tests.sketch import sketch

HERE: Final = "team"  # the place of a story, where none is named
DIRECT: Final = "direct"  # somebody's own chat with the bot
ZONE: Final = "Europe/Paris"
BEGINNING: Final = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)  # a Monday, 10:00 in Paris

# What stands at the head of the cards of one part of a ritual, in either language.
PARTS: Final[Mapping[str, tuple[str, ...]]] = {
    "round": ("round of ", "tour du "),
    "digest": ("digest of ", "synthèse du "),
}

Answer = str | int | tuple[int, ...] | None


class Stage(Protocol):
    """One platform with the whole bot on it.

    ``told`` and ``posted`` are since the last act; ``card`` and ``files`` are as they stand now. What a person sees is
    what their client would show: where a platform counts a poll by itself, that count belongs to the card.
    """

    async def start(self, scene: Mapping[str, Sequence[str]], language: Language, managers: Sequence[str] = ()) -> None:
        """Begin: people by place, the first of each as its facilitator; everybody and the house speak ``language``.

        ``managers`` are some of these people, named in the settings of the house.
        """
        ...

    async def stop(self) -> None: ...

    async def says(self, person: str, text: str, place: str) -> None: ...

    async def votes(self, person: str, number: int, picks: Sequence[int], place: str) -> None: ...

    async def presses(self, person: str, button: str, place: str) -> None: ...

    async def makes_action(self, person: str, number: int, place: str) -> None: ...

    async def replies(self, person: str, number: int, text: str, place: str) -> None: ...

    async def writes(self, person: str, answers: Sequence[tuple[str, Answer]], place: str) -> None:
        """Answer a part of the open form or dialogue, and leave it there."""
        ...

    async def fills(self, person: str, answers: Sequence[tuple[str, Answer]], place: str) -> None: ...

    async def joins(self, person: str, place: str) -> None: ...

    async def leaves(self, person: str, place: str) -> None: ...

    async def waits(self, delay: str) -> None: ...

    async def restarts(self, later: str) -> None:
        """Stop the bot and start it again, so much later (``5 days``) where that is said."""
        ...

    def card(self, place: str, number: int, part: str = "") -> str:
        """Return the latest card of a subject in a place, as text, or the latest of one part; "" where none stands.

        ``part`` is one of ``PARTS``.
        """
        ...

    def told(self, person: str) -> list[str]:
        """Return the private words for somebody."""
        ...

    def posted(self, place: str) -> list[str]:
        """Return the public words that are no cards."""
        ...

    def files(self, person: str) -> list[tuple[str, bytes]]:
        """Return the files that somebody was handed."""
        ...

    def shared(self, place: str) -> list[tuple[str, bytes]]:
        """Return the files that everybody in a place was handed."""
        ...


@dataclass(slots=True)
class Clock:
    """A clock that stands still but for a second an act, so that of two acts one is the later."""

    now: datetime = BEGINNING

    def __call__(self) -> datetime:
        """Say the story's now."""
        return self.now

    def timestamp(self) -> float:
        """Say it in seconds, as Slack stamps what happens."""
        return self.now.timestamp()

    def tick(self) -> None:
        """Let an act take its second."""
        self.now += timedelta(seconds=1)


async def pass_time(runtime: Runtime, clock: Clock, delay: str) -> None:
    """Move the clock on, and stop at each instant at which something is due."""
    goal = clock.now + length_of(delay)
    while (due := runtime.next_due()) is not None and due <= goal:
        clock.now = max(due, clock.now)
        await runtime.tick()
    clock.now = goal
    await runtime.tick()


def length_of(delay: str) -> timedelta:
    """Read how long something takes (``2h``, ``3 days``); "" is no time at all."""
    length = read_delay(delay) if delay else timedelta()
    assert not isinstance(length, Mistake), delay
    return length


def is_part(header: str, part: str) -> bool:
    """Tell whether the first line of a card is that of a part; every card is of the part ""."""
    return not part or any(words in plain(header) for words in PARTS[part])


def house_of(language: Language, managers: Iterable[PersonId] = ()) -> House:
    """Return the house in which a story plays; its pictures are sketches, since drawing takes a second each."""
    return House(language=language, zone=ZONE, managers=frozenset(managers), paint=sketch)


def spelled(number: int, button: str, kind: str) -> str:
    """Write a button as the command it stands for: ``withdraw:3`` of a retex is ``retex withdraw 3``."""
    action, _, rest = button.partition(":")
    if action in ("yes", "no"):
        return action
    if action in ("vote", "rate"):
        picks = " ".join(re.split(r"[:,]", rest.partition(":")[2]))
        return f"vote {number}: {picks}"
    if action == "pass":
        return f"{kind} answer {number}: pass"
    return f"{kind} {action} {number}"


def line_of_proposal(card: str) -> str:
    """Return the line by which a card says that an action is made of a proposal, without the platform's prefix."""
    line = re.search(r"(?:make an action of a proposal|faire d’une proposition une action)\s*:\s*!?(action .*)", card)
    assert line, f"no line makes an action here:\n{card}"
    return line[1]


def number_of(button: str) -> int:
    """Return the subject that a button names, or 0."""
    parts = button.split(":")
    return int(parts[1]) if len(parts) > 1 and parts[1].isdigit() else 0


def plain(text: str) -> str:
    """Leave out of each line what platforms draw differently: bars, kinds of spaces and apostrophes, how much room."""
    lines = re.sub(r"[▇\u2066-\u2069]", " ", text.replace("’", "'")).splitlines()
    return "\n".join(" ".join(line.split()) for line in lines)
