"""Effects onto ports, with no transaction open: private words, true cards, and the outbox.

A card is a view of the truth: what it should say (``wanted``) and what it says (``shown``) are both in the database,
so a crash in between costs nothing but a second look. Budgets are per account and method, never per card.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import partial
from typing import assert_never

import structlog

from bot import metrics
from bot.clerk import Clerk, NotCounted
from bot.port import ChatPort, Later, PortError, Refused, Uncertain
from handlers.effects import (
    Answer,
    Effect,
    Forget,
    OpenForm,
    Post,
    Redact,
    Refresh,
    Show,
    Tell,
    Tone,
    Whisper,
    unpack,
)
from handlers.events import Back, Gone, Where
from handlers.routes import Judge
from handlers.views import Card, File, Note
from storage import cards, outbox
from storage.records import CardState, Letter, PlaceId, PlaceKind, Showing, platform_of
from storage.session import Database, Unavailable

AT_ONCE = 64
SWEEP = 30.0
_log = structlog.get_logger("act")

Key = tuple[int, PlaceId]


@dataclass(slots=True)
class _Pace:
    """When a platform may be spoken to again, and when each of its cards may be edited again."""

    not_before: datetime | None = None
    edited: dict[Key, datetime] = field(default_factory=dict)


class Act:
    """Carries effects out. ``clock`` is the same as the clerk's."""

    def __init__(
        self,
        database: Database,
        judge: Judge,
        ports: Mapping[str, ChatPort],
        clerk: Clerk,
        clock: Callable[[], datetime],
    ) -> None:
        self._database, self._judge, self._ports, self._clerk, self._clock = database, judge, ports, clerk, clock
        self._pace = {platform: _Pace() for platform in ports}
        self._busy = asyncio.Lock()
        self._wake = asyncio.Event()

    def wake(self) -> None:
        """Say that there may be something to do."""
        self._wake.set()

    def recover(self) -> None:
        """After a start: what was being said to a platform that takes no repeats is now uncertain."""
        repeatable = frozenset(name for name, port in self._ports.items() if port.repeatable)
        with self._database.transaction() as connection:
            cards.recover(connection, repeatable)
            outbox.recover(connection, repeatable)

    async def run(self) -> None:
        """Keep the cards true and the outbox empty until cancelled."""
        while True:
            pause = SWEEP
            try:
                pause = await self.settle()
            except (Unavailable, NotCounted) as error:
                _log.exception("act.again", action="act.again", error=type(error).__name__)
                pause = 1.0
            except Exception as error:  # noqa: BLE001 - cards and letters go on whatever one of them brings
                _log.exception("act.surprise", action="act.surprise", error=type(error).__name__)
            self._wake.clear() if pause else None
            with suppress(TimeoutError):
                await asyncio.wait_for(self._wake.wait(), pause)

    async def settle(self) -> float:
        """Do all that can be done now; return the seconds until there may be more."""
        async with self._busy:
            while await self._drain():
                pass
            pause = SWEEP
            for platform in self._ports:
                pause = min(pause, await self._keep_true(platform))
            return pause

    async def carry(self, effects: Sequence[Effect]) -> None:
        """Carry out what does not wait in the database."""
        for effect in effects:
            try:
                await self._carry_one(effect)
            except PortError as error:
                _log.warning("effect.lost", action="effect.lost", effect=type(effect).__name__, reason=str(error))
        self.wake()

    async def _carry_one(self, effect: Effect) -> None:
        match effect:
            case Whisper():
                port = self._port(effect.to)
                await port.whisper(effect.to, effect.place, effect.note, effect.tone, effect.message)
            case OpenForm():
                await self._port(effect.to).open_form(effect.to, effect.place, effect.form, effect.ticket)
            case Redact():
                await self._port(effect.place).redact(effect.place, effect.message)
            case Refresh():
                await self._refresh(effect.place)
            case Show() | Post() | Tell() | Answer() | Forget():
                pass  # in the database, or inside the acknowledgement
            case _:
                assert_never(effect)

    async def _refresh(self, place: PlaceId) -> None:
        members = await self._port(place).members(place)
        with self._database.snapshot() as snapshot:
            known = snapshot.place(place)
        if known is None:
            return
        now = self._clock()
        where = Where(id=place, kind=PlaceKind(known.kind), name=known.name, members_known=members is not None)
        answer = Back(
            id=f"refresh:{place}:{now.isoformat()}", at=now, where=where, members=tuple(members or ()) or None
        )
        await self.carry((await self._clerk.hear(answer)).effects)

    def _port(self, identifier: str) -> ChatPort:
        port = self._ports.get(platform_of(identifier))
        if port is None:
            raise Refused(f"no {platform_of(identifier)} here", place_lost=False)
        return port

    # Cards

    async def _keep_true(self, platform: str) -> float:
        """Post and edit the cards of one platform; return the seconds until the next may be edited."""
        pace, pause = self._pace[platform], SWEEP
        stale = await asyncio.to_thread(self._stale, platform)
        metrics.STALE_CARDS.labels(platform).set(len(stale))
        for showing in stale:
            wait = self._wait(platform, pace, showing)
            if wait > 0:
                pause = min(pause, wait)
                continue
            try:
                await self._make_true(showing)
            except Later as later:
                pace.not_before = self._clock() + timedelta(seconds=later.seconds)
                _log.warning("card.later", action="card.later", platform=platform, seconds=later.seconds)
                return later.seconds
            pace.edited[(showing.subject, showing.place)] = self._clock()
        return 0.0 if len(stale) == AT_ONCE and pause == SWEEP else pause

    def _wait(self, platform: str, pace: _Pace, showing: Showing) -> float:
        now, interval = self._clock(), self._ports[platform].interval
        ready = pace.edited.get((showing.subject, showing.place))
        waits = [0.0]
        if pace.not_before is not None:
            waits.append((pace.not_before - now).total_seconds())
        if ready is not None and interval:
            waits.append(interval - (now - ready).total_seconds())
        return max(waits)

    def _stale(self, platform: str) -> tuple[Showing, ...]:
        with self._database.reading() as connection:
            return cards.stale(connection, platform, AT_ONCE)

    async def _make_true(self, showing: Showing) -> None:
        """Draw one card from a fresh read and put it where it is shown."""
        port, place = self._port(showing.place), showing.place
        card = await asyncio.to_thread(self._draw, showing)
        note = self._in_transaction
        if card is None:
            await note(partial(cards.lost, subject=showing.subject, place=place))
            return
        key = f"{showing.subject}.{place}.{showing.wanted}"
        try:
            if showing.message is None:
                if not port.repeatable:
                    await note(partial(cards.sending, subject=showing.subject, place=place))
                message = await port.post(place, card, key=key)
            else:
                message = await port.update(place, showing.message, card, key=key)
        except Refused as refusal:
            await note(partial(cards.lost, subject=showing.subject, place=place))
            await self._gone(showing, refusal)
        except Uncertain:
            await note(partial(cards.uncertain, subject=showing.subject, place=place))
            _log.warning("card.uncertain", action="card.uncertain", subject=showing.subject, place=place)
        except Later:
            if showing.message is None and not port.repeatable:
                await note(partial(cards.again, subject=showing.subject, place=place))
            raise
        else:
            await note(
                partial(cards.shown, subject=showing.subject, place=place, revision=showing.wanted, message=message)
            )
            metrics.EDITS.labels(platform_of(place)).inc()

    def _draw(self, showing: Showing) -> Card | None:
        with self._database.snapshot() as snapshot:
            return self._judge.draw(snapshot, showing.subject, showing.place)

    async def _gone(self, showing: Showing, refusal: Refused) -> None:
        """Tell the clerk that a card was refused for good; it decides what that means."""
        now = self._clock()
        gone = Gone(
            id=f"gone:{showing.subject}:{showing.place}:{now.isoformat()}",
            at=now,
            place=showing.place,
            subject=showing.subject if showing.state is not CardState.LIVE else None,
            mend=refusal.mend,
            message_only=not refusal.place_lost,
        )
        _log.warning("place.refused", action="place.refused", place=showing.place, reason=refusal.reason)
        await self.carry((await self._clerk.hear(gone)).effects)

    # The outbox

    async def _drain(self) -> bool:
        """Deliver the letters that wait; return whether another look is worth it."""
        letters = await asyncio.to_thread(self._letters)
        metrics.OUTBOX.set(len(letters))
        again = False
        for letter in letters:
            again |= await self._deliver(letter)
        return again

    def _letters(self) -> tuple[Letter, ...]:
        with self._database.reading() as connection:
            return outbox.waiting(connection, self._clock(), AT_ONCE)

    async def _deliver(self, letter: Letter) -> bool:
        effect = unpack(letter.body)
        try:
            port = self._port(effect.place)
            if not port.repeatable:
                await self._in_transaction(partial(outbox.mark_sending, letter=letter.id))
            await self._say(port, letter, effect)
        except Later as later:
            when = self._clock() + timedelta(seconds=later.seconds)
            await self._in_transaction(partial(outbox.failed, letter=letter.id, again_at=when))
            return False
        except PortError as error:
            _log.error("letter.lost", action="letter.lost", letter=letter.id, reason=str(error))
        await self._in_transaction(partial(outbox.delivered, letter=letter.id))
        return True

    async def _say(self, port: ChatPort, letter: Letter, effect: Post | Tell) -> None:
        if isinstance(effect, Post):
            await port.post(effect.place, effect.note, key=letter.id)
            return
        seen = await asyncio.to_thread(self._read, effect)
        if isinstance(seen, File):
            await port.upload(effect.to, effect.place, seen, key=letter.id)
        else:
            await self._secret(port, effect, seen)

    async def _secret(self, port: ChatPort, effect: Tell, note: Note) -> None:
        """Hand the words of a long read to the person's direct chat."""
        await port.whisper(effect.to, effect.place, note, Tone.SECRET, None)

    def _read(self, tell: Tell) -> Note | File:
        with self._database.snapshot() as snapshot:
            return self._judge.read(snapshot, tell)

    async def _in_transaction(self, statement: Callable[..., None]) -> None:
        def write() -> None:
            with self._database.transaction() as connection:
                statement(connection)

        await asyncio.to_thread(write)
