"""What was kept is heard: each event in its order, decided by the clerk, then answered.

A row leaves the inbox once what it asked is decided; if the process dies before, it is decided again, and the clerk
knows it. Answers are sent beside the hearing, so that a slow homeserver delays no vote; each is a letter until it is
said (``bot.clerk.Clerk.submit``), so that a ✅ or a refusal outlives a crash.
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import Coroutine, Iterable
from dataclasses import dataclass, replace
from functools import partial
from typing import Any, Final

import structlog

from bot.clerk import Decided, NotCounted
from bot.matrix import hear, ids
from bot.matrix.cards import Cards
from bot.matrix.chat import MatrixPort
from bot.matrix.hear import Edited, Ended, Heard, Redacted, Scene, Voted
from bot.matrix.rooms import Rooms
from bot.matrix.seam import Raw
from bot.port import PortError
from bot.wiring import Runtime
from handlers.effects import Refresh, Tone
from handlers.events import Back, Begin, Command, Event, Gone, Press
from handlers.texts import Voice
from handlers.views import Form, Note
from storage import inbox, marks
from storage.inbox import Unread
from storage.marks import Mark
from storage.records import PersonId, PlaceKind
from storage.session import Unavailable

AT_ONCE: Final = 256
AGAIN: Final = 2.0
_log = structlog.get_logger("matrix")

Asked = Event | Gone | Back


@dataclass(slots=True)
class _Deciding:
    """A row whose event is with the clerk."""

    row: str
    event: Asked | None = None
    decided: asyncio.Future[Decided] | None = None


class Ears:
    """Works through the inbox. ``kept`` wakes it."""

    def __init__(self, runtime: Runtime, rooms: Rooms, port: MatrixPort, cards: Cards, *, prefix: str) -> None:
        self._runtime, self._rooms, self._port, self._cards, self._prefix = runtime, rooms, port, cards, prefix
        self.bot_names: tuple[str, ...] = ()
        self._woken = asyncio.Event()
        self._idle = asyncio.Event()
        self._answering: set[asyncio.Task[None]] = set()
        self._language = runtime.house.language

    def kept(self) -> None:
        """Say that rows may wait."""
        self._idle.clear()
        self._woken.set()

    async def run(self) -> None:
        """Hear until cancelled."""
        while True:
            self._woken.clear()
            try:
                await self.work()
            except Unavailable as error:
                _log.warning("ears.again", error=type(error).__name__)
                await asyncio.sleep(AGAIN)
                continue
            if not self._woken.is_set():
                self._idle.set()
            await self._woken.wait()

    async def rest(self) -> None:
        """Wait until all that was kept is decided and answered."""
        while not self._idle.is_set() or self._answering:
            if self._answering:
                await asyncio.wait(self._answering)
            else:
                await self._idle.wait()

    async def work(self) -> None:
        """Hear all that waits."""
        while rows := await asyncio.to_thread(self._waiting):
            deciding: list[_Deciding] = []
            for row in rows:
                if _depends(row.body):
                    await self._finish(deciding)
                    deciding = []
                deciding.append(await self._begin(row))
            await self._finish(deciding)

    async def found(self, room: str, events: Iterable[Raw]) -> None:
        """Hear answers to a poll that were read back from the server; one that was heard already changes nothing."""
        for event in events:
            if event.get("type") in hear.RESPONSE:
                heard = await self._heard(room, event)
                press = await self._voted(heard, late=True) if isinstance(heard, Voted) else None
                if press is not None:
                    await self._runtime.hear(press)

    async def begin_form(self, to: PersonId, room: str, form: Form) -> None:
        """Begin a dialogue in somebody's direct chat."""
        now = self._runtime.clock()
        actor, where = self._rooms.actor(room, ids.native(to)), self._rooms.where(room)
        where = replace(where, kind=PlaceKind.DIRECT)
        event = Begin(id=f"begin:{room}:{form.id}:{now.isoformat()}", at=now, actor=actor, where=where, form=form)
        await self._runtime.follow(await self._runtime.hear(event))

    def _waiting(self) -> tuple[Unread, ...]:
        with self._runtime.database.reading() as connection:
            return inbox.waiting(connection, ids.PLATFORM, sealed=False, after=0, limit=AT_ONCE)

    async def _begin(self, row: Unread) -> _Deciding:
        """Give one row's event to the clerk; what it asks may be nothing."""
        room = ids.native(row.place)
        try:
            heard = await self._heard(room, json.loads(row.body))
            event = await self._asked(room, heard)
        except (ValueError, KeyError, TypeError, AttributeError) as error:
            _log.warning("matrix.unheard", event_id=row.id, error=type(error).__name__)
            return _Deciding(row.id)
        if event is None:
            return _Deciding(row.id)
        return _Deciding(row.id, event, asyncio.wrap_future(self._runtime.clerk.submit(event)))

    async def _heard(self, room: str, event: Raw) -> Heard | None:
        about = hear.target(event)
        card = await self._cards.number_of(room, about) if about is not None else None
        user = hear.actor_of(event)
        scene = Scene(
            bot=self._rooms.bot,
            bot_names=(*self.bot_names, self._rooms.name_of(ids.person(self._rooms.bot), room)),
            prefix=self._prefix,
            actor=self._rooms.actor(room, user),
            where=self._rooms.where(room),
            names={each: member.name for each, member in self._rooms[room].members.items()},
            card=card,
        )
        return hear.hear(event, scene)

    async def _asked(self, room: str, heard: Heard | None) -> Asked | None:
        """Return what the clerk is to decide; votes and edits depend on what came before them."""
        match heard:
            case Voted():
                return await self._voted(heard)
            case Redacted():
                return await self._redacted(heard)
            case Edited(of, command):
                if await asyncio.to_thread(self._runtime.clerk.awaits_mending, of):
                    return replace(command, edits=False)
                return command if command.where.kind is PlaceKind.DIRECT else None
            case Ended(command, _):
                may = self._rooms[room].may_redact(ids.native(command.actor.id))
                return command if may else None
            case _:
                if isinstance(heard, Command) and heard.message and heard.thread:
                    self._port.stands_in(heard.message, heard.thread)
                return heard

    async def _voted(self, voted: Voted, *, late: bool = False) -> Press | None:
        """Keep a vote as it was received, and derive its person's ballot."""
        mark, room = voted.mark, ids.native(voted.where.id)
        if not late and await self._cards.is_ended(room, mark.message):
            _log.info("matrix.after_the_end", subject=mark.subject)
            return None
        marked = await asyncio.to_thread(self._mark, mark)
        if mark.kind == "response" and marks.latest_response(marked) != mark:
            return None  # a later answer of theirs was heard before
        return _press(mark.id, mark, marks.ballot(marked), voted, at=mark)

    async def _redacted(self, redacted: Redacted) -> Press | None:
        """Bring back what stood before a vote that was taken away; drop a message that nobody has decided."""
        taken, left = await asyncio.to_thread(self._unmark, redacted)
        if taken is None or await self._cards.is_ended(ids.native(taken.place), taken.message):
            return None
        voter = self._rooms.actor(ids.native(taken.place), ids.native(taken.person))
        press = _press(redacted.id, taken, marks.ballot(left), replace(redacted, actor=voter), at=redacted)
        return replace(press, instead=(taken.id, *(mark.id for mark in left)))

    def _mark(self, mark: Mark) -> tuple[Mark, ...]:
        with self._runtime.database.transaction() as connection:
            marks.put(connection, mark)
            return marks.of_person(connection, mark.message, mark.person)

    def _unmark(self, redacted: Redacted) -> tuple[Mark | None, tuple[Mark, ...]]:
        with self._runtime.database.transaction() as connection:
            taken = marks.take(connection, redacted.what, by=redacted.id, at=redacted.at)
            inbox.settle(connection, [redacted.what])
            left = marks.of_person(connection, taken.message, taken.person) if taken else ()
            return taken, left

    async def _finish(self, deciding: list[_Deciding]) -> None:
        """Wait for the clerk, begin to answer, and take the rows out."""
        done: list[str] = []
        for each in deciding:
            if each.decided is not None and each.event is not None:
                try:
                    decided = await each.decided
                except NotCounted:
                    self._answer(self._not_counted(each.event))
                else:
                    self._follow(each.event, decided)
            done.append(each.row)
        if done:
            await asyncio.to_thread(self._runtime.database.within, partial(inbox.settle, ids=done))

    def _follow(self, event: Asked, decided: Decided) -> None:
        """Begin to answer."""
        effects = decided.effects
        if isinstance(event, Back):
            effects = (*effects, Refresh(place=event.where.id))
        if effects:
            self._answer(self._runtime.act.carry(effects))

    async def _not_counted(self, event: Asked) -> None:
        if isinstance(event, Command):
            voice = Voice(self._language)
            note = Note(text=voice("Not counted; please try again."), language=self._language)
            await self._port.whisper(event.actor.id, event.where.id, note, Tone.REFUSAL, event.message)

    def _answer(self, work: Coroutine[Any, Any, None]) -> None:
        task = asyncio.create_task(self._quietly(work))
        self._answering.add(task)
        task.add_done_callback(self._answering.discard)

    async def _quietly(self, work: Coroutine[Any, Any, None]) -> None:
        try:
            await work
        except (PortError, NotCounted, Unavailable) as error:
            _log.warning("matrix.lost", reason=str(error))
        except Exception as error:  # noqa: BLE001 - one answer must not end the hearing; the log is told whole
            _log.exception("matrix.surprise", error=type(error).__name__, exc_info=error)


def _press(identifier: str, mark: Mark, mask: int, seen: Voted | Redacted, *, at: Mark | Redacted) -> Press:
    """Make a whole ballot of a mask. It answers no message, so that nothing is said of a vote that counts."""
    return Press(
        id=identifier,
        at=at.at,
        actor=seen.actor,
        where=seen.where,
        action="vote",
        subject=mark.subject,
        choices=tuple(number for number in range(1, 61) if mask >> number - 1 & 1),
    )


def _depends(body: str) -> bool:
    """Tell whether an event must know what came of those before it: an edit, or something taken away."""
    return '"m.replace"' in body or '"m.room.redaction"' in body
