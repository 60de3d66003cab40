"""Ports as the shared suite sees them: one place, one person in it, what can be read there, and troubles on demand.

An adapter brings a ``Bench`` and adds it to ``BENCHES``, or to ``ON_A_SERVER`` where it needs one.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Collection, Mapping
from functools import partial
from pathlib import Path
from types import MappingProxyType
from typing import Final, Literal, Protocol

import aiohttp

from bot.console.chat import ConsolePort
from bot.port import ChatPort, Later, PortError, Refused, Uncertain
from bot.slack.api import TIMEOUT, Api, make_client
from bot.slack.budget import Budget
from bot.slack.chat import SlackPort
from bot.slack.people import People
from handlers.effects import Tone
from storage.records import PersonId, PlaceId
from tests.platforms.matrix.ports import MatrixBench
from tests.platforms.matrix.synapse import Synapse
from tests.platforms.port import Remembering
from tests.platforms.slack.fake import BOT_TOKEN, FakeSlack
from tests.platforms.slack.world import BOT, TEAM

Trouble = Literal["place lost", "message gone", "later", "uncertain"]


class Bench(Protocol):
    """One port, with a place in which ``person`` is, and the bot."""

    port: ChatPort
    place: PlaceId
    person: PersonId
    tells_members: bool  # whether the platform says who is in a place
    asked: str | None  # a message of theirs, where the platform answers messages
    aloud: Collection[Tone]  # private words that the others in a place see too, since the platform has no other way

    async def start(self) -> None: ...

    async def stop(self) -> None: ...

    async def seen(self) -> list[str]:
        """Return what everybody can read in the place now, a text a message, the oldest first."""
        ...

    async def told(self) -> list[str]:
        """Return what the person was told, and nobody else where the platform has a way of doing so."""
        ...

    async def files(self, *, public: bool) -> list[bytes]:
        """Return the files handed to everybody in the place, or to the person alone."""
        ...

    async def trouble(self, kind: Trouble) -> None:
        """Let the next thing that is posted or edited fail so."""
        ...


class RememberingBench:
    """The fake that other tests stand on: it must behave as the real ones do."""

    tells_members = False
    asked: str | None = None
    aloud: Collection[Tone] = ()

    def __init__(self, _folder: Path) -> None:
        self._fake = Remembering()
        self.port: ChatPort = self._fake
        self.place, self.person = PlaceId("console:#team"), PersonId("console:alice")

    async def start(self) -> None: ...

    async def stop(self) -> None: ...

    async def seen(self) -> list[str]:
        return [getattr(each, "title", "") or getattr(each, "text", "") for each in self._fake.messages.values()]

    async def told(self) -> list[str]:
        return [text for _, text in self._fake.said]

    async def files(self, *, public: bool) -> list[bytes]:
        return [file.content for to, file in self._fake.files if (to is None) == public]

    async def trouble(self, kind: Trouble) -> None:
        raised: dict[Trouble, PortError] = {
            "place lost": Refused("not there", place_lost=True, mend="/invite @ritournelle"),
            "message gone": Refused("no such message", place_lost=False),
            "later": Later("busy", seconds=1),
            "uncertain": Uncertain("no answer"),
        }
        self._fake.troubles.append(raised[kind])


class ConsoleBench:
    """A window: what was printed stays readable, so only the latest state of each message is looked at."""

    tells_members = False
    asked: str | None = None
    aloud: Collection[Tone] = ()

    def __init__(self, _folder: Path) -> None:
        self._printed: list[str] = []
        self.port: ChatPort = ConsolePort(self._printed.append)
        self.place, self.person = PlaceId("console:#team"), PersonId("console:alice")

    async def start(self) -> None: ...

    async def stop(self) -> None: ...

    async def seen(self) -> list[str]:
        return [text for text in self._printed if not text.startswith("  →")]

    async def told(self) -> list[str]:
        return [text for text in self._printed if text.startswith("  → @alice")]

    async def files(self, *, public: bool) -> list[bytes]:
        pairs = zip(self._printed, self._printed[1:], strict=False)
        ruled = [(before, text) for before, text in pairs if text.startswith("─")]
        return [
            "\n".join(text.splitlines()[1:-1]).encode()
            for before, text in ruled
            if before.startswith("  →") is not public
        ]

    async def trouble(self, kind: Trouble) -> None:
        raise AssertionError(f"a console has no trouble: {kind}")


class SlackBench:
    """The real port over HTTP, on the Slack of this process."""

    tells_members = True
    asked: str | None = None
    aloud: Collection[Tone] = ()

    def __init__(self, _folder: Path) -> None:
        self._fake = FakeSlack()
        self.place, self.person = PlaceId(f"slack:{TEAM}/C1"), PersonId(f"slack:{TEAM}/U1")

    async def start(self) -> None:
        await self._fake.start()
        self._fake.person("U1", "alice", is_admin=True, tz="Europe/Paris", locale="fr-FR")
        self._fake.person(BOT, "ritournelle", is_bot=True)
        self._fake.channel("C1", "team", "U1")
        api = Api(make_client(BOT_TOKEN, f"{self._fake.url}/api/"), Budget(time.monotonic))
        api.client.session = aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=TIMEOUT))
        api.mend = "/invite @ritournelle"
        people = People(api, time.monotonic)
        people.team = TEAM
        self.port: ChatPort = SlackPort(api, people)

    async def stop(self) -> None:
        await self.port.close()
        await self._fake.stop()

    async def seen(self) -> list[str]:
        return [each.text for each in self._fake.cards("C1")]

    async def told(self) -> list[str]:
        return self._fake.whispered("U1")

    async def files(self, *, public: bool) -> list[bytes]:
        return [each.content for each in self._fake.files("C1" if public else "DU1")]

    async def trouble(self, kind: Trouble) -> None:
        match kind:
            case "place lost":
                self._fake.members["C1"].remove(BOT)
            case "message gone":
                self._fake.messages.clear()
            case "later":
                self._fake.limited = {"chat.postMessage": 1, "chat.update": 1}
            case "uncertain":
                self._fake.broken = {"chat.postMessage": 1}


BENCHES: Final[Mapping[str, Callable[[Path], Bench]]] = MappingProxyType(
    {"console": ConsoleBench, "remembering": RememberingBench, "slack": SlackBench}
)
ON_A_SERVER: Final[Mapping[str, Callable[[Path, Synapse], Bench]]] = MappingProxyType(
    {
        "matrix in a plain room": partial(MatrixBench, encrypted=False),
        "matrix encrypted": partial(MatrixBench, encrypted=True),
    }
)
