"""A script, its clock and its places: who said what, in one window."""

from __future__ import annotations

import re
import secrets
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from itertools import count
from typing import Final

from bot.clerk import NotCounted
from bot.console.chat import ConsolePort
from bot.wiring import Runtime
from handlers.events import Actor, Command, Joined, Left, Role, Where
from handlers.language.grammar import Mistake, explain
from handlers.language.moments import read_delay, read_moment
from handlers.people.house import House
from handlers.texts import Voice
from storage.records import PersonId, PlaceId, PlaceKind

_SPOKEN: Final = re.compile(r"@([\w.-]+)\s*(.*)", re.DOTALL)
_MENTION: Final = re.compile(r"@([\w.-]+)")
_ITEM: Final = re.compile(r"(?:[-*•–—]|\d{1,3}[.)])\s")
_FEIGNED: Final = frozenset({"at", "wait", "role"})  # scene lines that only make sense on a stage
ROLES: Final = {"manager": Role.MANAGER, "moderator": Role.MODERATOR, "guest": Role.GUEST}


def is_item(line: str) -> bool:
    """Tell whether a line belongs to a list (``- Monday``)."""
    return _ITEM.match(line) is not None


def gathered(lines: list[str]) -> list[str]:
    """Join the lines of a list (``- Monday``) to the command above them."""
    whole: list[str] = []
    for line in lines:
        if whole and is_item(line) and whole[-1].startswith("@"):
            whole[-1] += f"\n{line}"
        else:
            whole.append(line)
    return whole


class Stage:
    """Plays lines to a runtime. In a script the clock stands still but for ``:wait`` and ``:at``."""

    def __init__(
        self, database_url: str, house: House, out: Callable[[str], None], *, now: datetime | None, speaker: str
    ) -> None:
        self._url, self._house, self._out = database_url, house, out
        self.now, self._speaker = now, speaker
        self._place = "#equipe" if house.language == "fr" else "#team"
        self._roles: dict[str, frozenset[Role]] = {}
        self._nonce, self._numbers = secrets.token_hex(8), count(1)
        self.refused = False
        self._voice = Voice(house.language, house.zone)
        self._runtime = self._make()

    def clock(self) -> datetime:
        """Say the script's now, or the real one in a real window."""
        return self.now or datetime.now(UTC)

    def _make(self) -> Runtime:
        return Runtime(self._url, self._house, {"console": ConsolePort(self._out)}, self.clock)

    async def start(self) -> None:
        await self._runtime.start()
        await self._runtime.tick()

    async def stop(self) -> None:
        await self._runtime.stop()

    async def tick(self) -> None:
        """Do what is due now."""
        await self._runtime.tick()

    async def play(self, line: str) -> bool:
        """Play one line: a scene line, a comment, or what somebody says; tell whether it was refused."""
        before, self.refused = self.refused, False
        text = line.strip()
        try:
            if text.startswith(":"):
                await self._scene(*text[1:].split(maxsplit=1))
            elif text and not text.startswith("#"):
                await self._said(text)
        except NotCounted:
            self._refuse(self._voice("Not counted; please try again."))
        refused, self.refused = self.refused, before or self.refused
        return refused

    async def _said(self, text: str) -> None:
        spoken = _SPOKEN.match(text)
        name, words = (spoken[1], spoken[2]) if spoken else (self._speaker, text)
        self._speaker = name
        people = {f"@{each}": PersonId(f"console:{each}") for each in _MENTION.findall(words)}
        number = next(self._numbers)
        command = Command(
            id=f"console:{self._nonce}:{number:09}",
            at=self.clock() + timedelta(microseconds=number),
            actor=self._actor(name),
            where=self._where(),
            message=str(number),
            text=words,
            people=people,
            guests=frozenset(who for name, who in people.items() if Role.GUEST in self._actor(name[1:]).roles),
            bare=True,
            limited=False,
        )
        self.refused |= (await self._runtime.say(command)).refused

    def _actor(self, name: str) -> Actor:
        return Actor(id=PersonId(f"console:{name}"), name=name, roles=self._roles.get(name, frozenset()))

    def _where(self) -> Where:
        kind = PlaceKind.ROOM if self._place.startswith("#") else PlaceKind.DIRECT
        return Where(id=PlaceId(f"console:{self._place}"), kind=kind, name=self._place, members_known=True)

    def _refuse(self, sentence: str) -> None:
        self.refused = True
        self._out(f"  → {sentence}")

    async def _scene(self, word: str, rest: str = "") -> None:
        names, *more = _MENTION.findall(rest), *_MENTION.sub("", rest).replace(",", " ").split()
        if (word in _FEIGNED or (word == "restart" and rest)) and self._in_earnest():
            self._refuse(self._voice("Real places live on this database: its clock and its roles are the real ones."))
        elif word == "place" and rest.startswith("#") and len(rest.split()) == 1:
            self._place = rest
        elif word == "direct" and len(names) == 1 and not more:
            self._place, self._speaker = f"@{names[0]}", names[0]
        elif word in ("join", "leave") and names and not more:
            for name in names:
                await self._moves(Joined if word == "join" else Left, name)
        elif word == "role" and names and len(more) == 1 and more[0] in {*ROLES, "member"}:
            role = ROLES.get(more[0])
            self._roles |= dict.fromkeys(names, frozenset({role} if role else ()))
        elif word == "restart":
            await self._restart(rest)
        elif word in ("wait", "at") and rest:
            await self._move_clock(word, rest)
        else:
            self._refuse(
                self._voice(
                    "A scene line is {examples}.",
                    examples=":place #design, :direct @bob, :join @zoe, :leave @zoe, :role @ana manager, :wait 2h,"
                    " :at 2026-12-01 09:30, :restart, :restart 5 days",
                )
            )

    def _in_earnest(self) -> bool:
        """Tell whether the database holds a place of Slack or Matrix."""
        with self._runtime.database.snapshot() as snapshot:
            return snapshot.has_places_beyond("console")

    async def _moves(self, kind: type[Joined | Left], name: str) -> None:
        identifier = f"console:{self._nonce}:{next(self._numbers)}"
        await self._runtime.say(kind(id=identifier, at=self.clock(), actor=self._actor(name), where=self._where()))

    async def _restart(self, rest: str) -> None:
        """Stop the bot and start it again, at once or so much later: nothing happens while it is stopped."""
        stopped = read_delay(rest) if rest else None
        if isinstance(stopped, Mistake):
            self._refuse(explain(stopped, self._voice))
            return
        if stopped and self.now is None:
            self._refuse_to_move()
            return
        await self.stop()
        if stopped and self.now:
            self.now += stopped
        self._runtime = self._make()
        await self.start()

    def _refuse_to_move(self) -> None:
        self._refuse(self._voice("The clock of an open window is the real one; pipe a script to move it."))

    async def _move_clock(self, word: str, rest: str) -> None:
        if self.now is None:
            self._refuse_to_move()
            return
        with self._runtime.database.snapshot() as snapshot:
            place = snapshot.place(self._where().id)
            begun = snapshot.subject(1) is not None
        zone = (place and place.zone) or self._house.zone
        moved = read_delay(rest) if word == "wait" else _goal(rest, self.now, zone, begun=begun)
        if isinstance(moved, Mistake):
            self._refuse(explain(moved, self._voice))
            return
        await self._until(self.now + moved if isinstance(moved, timedelta) else moved, begun=begun)

    async def _until(self, goal: datetime, *, begun: bool) -> None:
        """Stop at each instant at which something is due, in order, then at the goal."""
        while begun and (due := self._runtime.next_due()) is not None and due <= goal:
            self.now = max(due, self.clock())
            await self._runtime.tick()
        self.now = goal
        await self._runtime.tick()


def _goal(text: str, now: datetime, zone: str, *, begun: bool) -> datetime | Mistake:
    """Read where the clock goes: forward, or until something has begun to any moment, a past one with its year."""
    ahead = read_moment(text, now, zone)
    if begun or isinstance(ahead, datetime) or ahead.key != "moment_past":
        return ahead
    dated = re.search(r"\d{4}", text)
    return (
        read_moment(text, datetime(1971, 1, 1, tzinfo=UTC), zone)
        if dated
        else read_moment(text, now, zone, use="since")
    )
