"""One platform's cards, kept true: a card is a view of the truth, edited no more often than its platform bears.

What a card should say (``wanted``) and what it says (``shown``) are both in the database, so a crash in between costs
nothing but a second look.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import partial

import structlog

from bot import metrics
from bot.port import ChatPort, Later, Refused, Uncertain
from handlers.events import Gone, Unsure
from handlers.routes import Judge
from handlers.views import Card
from storage import cards
from storage.records import CardState, PlaceId, Showing
from storage.session import Database

AT_ONCE = 64
SWEEP = 30.0
SURPRISED = 60.0  # seconds before a card whose drawing failed is tried again
_NEVER = datetime.min.replace(tzinfo=UTC)
_log = structlog.get_logger("keeper")

Key = tuple[int, PlaceId, str]


@dataclass(slots=True)
class _Pace:
    """When the platform may be spoken to again, and when each of its cards was last edited and may be again."""

    not_before: datetime = _NEVER
    edited: dict[Key, datetime] = field(default_factory=dict)
    ready: dict[Key, datetime] = field(default_factory=dict)

    def wait(self, key: Key, now: datetime) -> float:
        """Return the seconds until this card may be edited."""
        return max(0.0, (max(self.not_before, self.ready.get(key, _NEVER)) - now).total_seconds())

    def spoken(self, key: Key, now: datetime, pause: float) -> None:
        """Note that a card was edited just now and rests for ``pause`` seconds; forget those that have rested."""
        self.edited[key] = now
        self.ready = {each: at for each, at in self.ready.items() if at > now}
        if pause:
            self.ready[key] = now + timedelta(seconds=pause)


def _key(showing: Showing) -> Key:
    return showing.subject, showing.place, showing.part


class Keeper:
    """Posts and edits the cards of one platform; ``lost`` is told when a place refuses one for good."""

    def __init__(
        self,
        port: ChatPort,
        database: Database,
        judge: Judge,
        clock: Callable[[], datetime],
        lost: Callable[[Gone | Unsure], Awaitable[None]],
    ) -> None:
        self._port, self._database, self._judge, self._clock, self._lost = port, database, judge, clock, lost
        self._pace = _Pace()

    async def keep(self) -> float:
        """Post and edit what may be now, new cards first, then the stalest; return the seconds to the next look."""
        stale = await asyncio.to_thread(self._stale)
        metrics.STALE_CARDS.labels(self._port.platform).set(len(stale))
        pause = SWEEP
        for showing in stale:
            key = _key(showing)
            wait = self._pace.wait(key, self._clock())
            if wait > 0:
                pause = min(pause, wait)
                continue
            try:
                await self._make_true(showing)
            except Later as later:
                self._pace.not_before = self._clock() + timedelta(seconds=later.seconds)
                _log.warning("card.later", action="card.later", platform=self._port.platform, seconds=later.seconds)
                return later.seconds
            except Exception:  # noqa: BLE001 - one card must not keep the others from being true
                _log.exception("card.failed", action="card.failed", subject=showing.subject, place=showing.place)
                self._pace.spoken(key, self._clock(), SURPRISED)
                pause = min(pause, SURPRISED)
            else:
                self._pace.spoken(key, self._clock(), self._port.interval)
        return 0.0 if len(stale) == AT_ONCE and pause == SWEEP else pause

    def _stale(self) -> tuple[Showing, ...]:
        """Return the cards that are not true: those never posted first, then by when they were last edited."""
        with self._database.reading() as connection:
            found = cards.stale(connection, self._port.platform)
        edited, kept = self._pace.edited, {_key(one) for one in found}
        self._pace.edited = {key: at for key, at in edited.items() if key in kept}
        order = sorted(
            found,
            key=lambda one: (one.message is not None, edited.get(_key(one), _NEVER), one.subject, one.part),
        )
        return tuple(order[:AT_ONCE])

    async def _make_true(self, showing: Showing) -> None:
        """Draw one card from a fresh read and put it where it is shown."""
        note = partial(self._note, showing)
        card = await asyncio.to_thread(self._draw, showing)
        if card is None:
            await note(cards.lost)
            return
        try:
            message = await self._say(showing, card)
        except Refused as refusal:
            await note(cards.lost)
            await self._gone(showing, refusal)
        except Uncertain:
            await note(cards.uncertain)
            await self._lost(unsure(showing, self._clock()))
            _log.warning("card.uncertain", action="card.uncertain", subject=showing.subject, place=showing.place)
        except Later:
            if showing.message is None:
                await note(cards.again)
            raise
        else:
            if message is not None:
                await note(partial(cards.shown, message=message))
                metrics.EDITS.labels(self._port.platform).inc()

    async def _say(self, showing: Showing, card: Card) -> str | None:
        """Post or edit; return the message's reference, or None where another process posts this card just now."""
        port, place = self._port, showing.place
        if showing.message is not None:
            return await port.update(place, showing.message, card, key=f"{showing.key}.{showing.wanted}")
        if not await asyncio.to_thread(self._claim, showing):
            return None
        return await port.post(place, card, key=showing.key)

    def _claim(self, showing: Showing) -> bool:
        with self._database.transaction() as connection:
            return cards.claim(connection, showing)

    def _draw(self, showing: Showing) -> Card | None:
        with self._database.snapshot() as snapshot:
            return self._judge.draw(snapshot, showing.subject, showing.place, showing.part)

    async def _gone(self, showing: Showing, refusal: Refused) -> None:
        """Tell that a card was refused for good; the clerk decides what that means."""
        now, message_only = self._clock(), not refusal.place_lost
        _log.warning("place.refused", action="place.refused", place=showing.place, reason=refusal.reason)
        await self._lost(
            Gone(
                id=f"gone:{showing.subject}:{showing.part}:{showing.place}:{now.isoformat()}",
                at=now,
                place=showing.place,
                subject=showing.subject if message_only or showing.state is not CardState.LIVE else None,
                part=showing.part,
                mend=refusal.mend,
                message_only=message_only,
            )
        )

    async def _note(self, showing: Showing, statement: Callable[..., None]) -> None:
        """Write down what became of a card."""
        await asyncio.to_thread(self._database.within, partial(statement, showing=showing))


def unsure(showing: Showing, now: datetime) -> Unsure:
    """Tell that nobody knows whether a card was posted."""
    identifier = f"unsure:{showing.key}:{now.isoformat()}"
    return Unsure(id=identifier, at=now, place=showing.place, subject=showing.subject)
