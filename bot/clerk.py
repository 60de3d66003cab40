"""The clerk: every event that waits is decided on one desk, committed once, and only then answered.

One thread takes what is waiting, up to ``CAP``, with no linger: while one batch commits, the next one gathers. If
anything is raised between the first read and the commit, the desk is thrown away and the same events are decided
again, each on a desk of its own in a transaction of its own, so that one bad event spoils nothing. Only where the
database cannot be used at all is the whole batch refused at once: nobody waits for a lock once an event.
"""

from __future__ import annotations

import asyncio
import queue
import random
import threading
from collections import Counter
from collections.abc import Callable, Sequence
from concurrent.futures import Future, InvalidStateError
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from hashlib import blake2b
from time import perf_counter

import structlog

from bot import metrics
from handlers.effects import Durable, Effect, Forget, OpenForm, Post, Show, Tell, Whisper, pack, refused
from handlers.events import Back, Came, Command, Event, Gone, Unsure
from handlers.people.elsewhere import sent_to_you
from handlers.routes import Judge
from storage.batch import Wants
from storage.desk import Desk
from storage.heard import heard_of
from storage.records import Letter
from storage.session import Conflict, Database, Unavailable

CAP = 512
DUE_AT_ONCE = 512
TRIES = 3
POSTPONED = timedelta(minutes=5)
REFUSED, MENDED = "refused:", "mended:"  # what is kept of a command's message beside the ids that were heard
NOTHING_IS_DUE = datetime(1970, 1, 1, tzinfo=UTC)

Heard = Event | Gone | Unsure | Back | Came
_log = structlog.get_logger("clerk")


class NotCounted(Exception):
    """The database could not take the event: nothing of it is stored, and the person should try again."""


@dataclass(frozen=True, slots=True)
class Decided:
    """What came of an event, once it is durable. A repeat of an event already answered has no effects.

    ``opened`` counts the rounds of rituals that a look at what is due has opened.
    """

    effects: tuple[Effect, ...] = ()
    repeated: bool = False
    opened: int = 0

    @property
    def refused(self) -> bool:
        """Whether somebody was told "no"."""
        return refused(self.effects)


@dataclass(frozen=True, slots=True)
class Tick:
    """A look at what is due at ``now``."""

    now: datetime


@dataclass(slots=True)
class _Waiting:
    """An event that waits, in a thread or in an event loop.

    Whoever asked may wait no more; the others have their answers all the same.
    """

    event: Heard | Tick
    answer: Future[Decided] | asyncio.Future[Decided]
    loop: asyncio.AbstractEventLoop | None = None
    kept: bool = False  # see ``Clerk.submit``

    def tell(self, outcome: Decided | Exception) -> None:
        """Hand the outcome over, where the answer is waited for."""
        with suppress(InvalidStateError, asyncio.InvalidStateError):
            if isinstance(outcome, Exception):
                self.answer.set_exception(outcome)
            else:
                self.answer.set_result(outcome)


class Clerk:
    """One thread between what is heard and what is done. ``clock`` says now; ``chance`` is the randomness."""

    def __init__(
        self, database: Database, judge: Judge, *, clock: Callable[[], datetime], chance: random.Random
    ) -> None:
        self._database, self._judge, self._clock, self._chance = database, judge, clock, chance
        self._queue: queue.SimpleQueue[_Waiting | None] = queue.SimpleQueue()
        self._thread = threading.Thread(target=self._work, name="clerk", daemon=True)
        self._kinds: Counter[type] = Counter()  # decided in this transaction, and how many of them were refused
        self._refusals = 0
        self.on_commit: Callable[[], None] = lambda: None

    def start(self) -> None:
        """Begin to work."""
        self._thread.start()

    def stop(self, timeout: float = 10.0) -> None:
        """Finish what waits, then stop."""
        if self.working:
            self._queue.put(None)
            self._thread.join(timeout)

    def awaits_mending(self, message: str) -> bool:
        """Tell whether a message was a command that was refused, and no edit of it has been taken since."""
        with self._database.reading() as connection:
            heard = heard_of(connection, [_digest(f"{kind}{message}") for kind in (REFUSED, MENDED)])
        return heard == {_digest(f"{REFUSED}{message}")}

    @property
    def working(self) -> bool:
        """Whether it takes events."""
        return self._thread.is_alive()

    async def hear(self, event: Heard) -> Decided:
        """Have an event decided; return once it is durable.

        Raises ``NotCounted`` when the database could not take it.
        """
        return await self._decided(event)

    async def tick(self, now: datetime) -> Decided:
        """Claim what is due and decide it."""
        return await self._decided(Tick(now))

    async def _decided(self, event: Heard | Tick) -> Decided:
        loop = asyncio.get_running_loop()
        answer: asyncio.Future[Decided] = loop.create_future()
        self._queue.put(_Waiting(event, answer, loop))
        return await answer

    async def finish(self) -> None:
        """Return when everything that was heard so far is decided."""
        if self.working:
            await self.tick(NOTHING_IS_DUE)

    def submit(self, event: Heard | Tick) -> Future[Decided]:
        """Queue an event of a platform that takes repeats; the future is done after the commit.

        Its answers are letters that are on their way already: whoever submits it says them (``Act.carry``), and a
        crash in between has the postman say them again, which such a platform recognises. That a command was refused
        is kept as well, since an edit of it may be heard.
        """
        answer: Future[Decided] = Future()
        self._queue.put(_Waiting(event, answer, kept=True))
        return answer

    def _work(self) -> None:
        last = False
        while not last:
            batch, last = self._take()
            if not batch:
                continue
            begun = perf_counter()
            try:
                self._decide_together(batch)
            except Exception as error:  # noqa: BLE001 - the thread outlives whatever one batch brings
                self._decide_again(batch, error)
            metrics.BATCH_SECONDS.observe(perf_counter() - begun)
            metrics.BATCH_SIZE.observe(len(batch))
            self.on_commit()

    def _take(self) -> tuple[list[_Waiting], bool]:
        first = self._queue.get()
        batch: list[_Waiting] = []
        while first is not None:
            batch.append(first)
            if len(batch) >= CAP:
                return batch, False
            try:
                first = self._queue.get_nowait()
            except queue.Empty:
                return batch, False
        return batch, True

    def _decide_together(self, batch: Sequence[_Waiting]) -> None:
        with self._database.transaction() as connection:
            desk = Desk(connection, chance=self._chance, now=self._clock())
            decided = self._decide(desk, batch)
            desk.write()
        self._count()
        _tell_all(list(zip(batch, decided, strict=True)))

    def _decide_again(self, batch: Sequence[_Waiting], error: Exception) -> None:
        """Decide each event of a batch that failed by itself, or none where the database cannot be used at all."""
        if isinstance(error, Unavailable) and not isinstance(error, Conflict):
            _log.error("batch.not_counted", action="batch.not_counted", size=len(batch), exc_info=error)
            for waiting in batch:
                _not_counted(waiting)
            return
        _log.warning("batch.again", action="batch.again", size=len(batch), error=type(error).__name__)
        for waiting in batch:
            self._decide_alone(waiting)

    def _decide_alone(self, waiting: _Waiting) -> None:
        """Decide one event in a transaction of its own; a conflict between two clerks is tried again."""
        error: Exception | None = None
        for _ in range(TRIES):
            try:
                with self._database.transaction() as connection:
                    desk = Desk(connection, chance=self._chance, now=self._clock())
                    (outcome,) = self._decide(desk, [waiting])
                    desk.write()
            except Conflict as conflict:
                error = conflict
            except Exception as surprise:  # noqa: BLE001 - said to the person as "not counted", and logged whole
                error = surprise
                break
            else:
                self._count()
                _tell_all([(waiting, outcome)])
                return
        identifier = getattr(waiting.event, "id", "tick")
        _log.error("event.not_counted", action="event.not_counted", digest=_digest(identifier), exc_info=error)
        _not_counted(waiting)

    def _decide(self, desk: Desk, batch: Sequence[_Waiting]) -> list[Decided]:
        self._kinds, self._refusals = Counter(), 0
        events = [waiting.event for waiting in batch]
        digests = {event.id: _digest(event.id) for event in events if not isinstance(event, Tick)}
        wants = Wants()
        for event in events:
            if isinstance(event, Event):
                self._judge.want(event, wants)
        fresh = desk.open(set(digests.values()), wants)
        decided = []
        for event, waiting in zip(events, batch, strict=True):
            if isinstance(event, Tick):
                decided.append(self._decide_due(desk, event.now))
            elif (digest := digests[event.id]) in fresh:
                fresh.discard(digest)
                decided.append(Decided(self._decide_one(desk, event, kept=waiting.kept)))
            else:
                decided.append(Decided(repeated=True))
        return decided

    def _decide_due(self, desk: Desk, now: datetime) -> Decided:
        effects: list[Effect] = []
        opened = 0
        for due in desk.claim_due(now, DUE_AT_ONCE):
            came = Came(
                id=f"{due.subject}.{due.kind}.{due.at.isoformat()}", at=due.at, subject=due.subject, kind=due.kind
            )
            try:
                effects += self._decide_one(desk, came)
            except Unavailable:
                raise
            except Exception:  # noqa: BLE001 - one bad subject must not keep the others from their hour
                _log.exception("due.postponed", action="due.postponed", subject=due.subject, kind=due.kind)
                desk.set_due(replace(due, at=now + POSTPONED))
                desk.keep()
        for ticked in self._judge.tick(desk, now):
            effects += ticked.effects
            opened += ticked.opened
            for order, effect in enumerate(ticked.effects):
                _write_down(desk, ticked.id, order, effect)
            for number, error in ticked.failed.items():
                _log.error("due.postponed", action="due.postponed", subject=number, exc_info=error)
        desk.keep()
        return Decided(tuple(effects), opened=opened)

    def _decide_one(self, desk: Desk, event: Heard, *, kept: bool = False) -> tuple[Effect, ...]:
        """Decide one event; what it changed joins the desk only when its handler returns."""
        try:
            effects = self._judge.decide(event, desk, desk.now)
            if kept:
                if isinstance(event, Event):
                    effects = (*effects, *sent_to_you(event, effects, forms=True))
                effects = tuple(_lettered(event.id, order, effect) for order, effect in enumerate(effects))
                _note_refusal(desk, event, refused(effects))
            for order, effect in enumerate(effects):
                _write_down(desk, event.id, order, effect)
        except BaseException:
            desk.undo()
            raise
        desk.keep()
        self._kinds[type(event)] += 1
        self._refusals += refused(effects)
        return effects

    def _count(self) -> None:
        """Add what is now durable to the operator's numbers."""
        for kind, many in self._kinds.items():
            metrics.EVENTS.labels(kind.__name__).inc(many)
        metrics.REFUSALS.inc(self._refusals)


def _tell_all(outcomes: Sequence[tuple[_Waiting, Decided | Exception]]) -> None:
    """Answer those who wait, of what is durable now.

    A loop is woken once for all who wait in it: waking it is a system call.
    """
    loops: dict[asyncio.AbstractEventLoop, list[tuple[_Waiting, Decided | Exception]]] = {}
    for waiting, outcome in outcomes:
        if isinstance(outcome, Decided) and outcome.opened:
            metrics.OPENED.inc(outcome.opened)
        if waiting.loop is None:
            waiting.tell(outcome)
        else:
            loops.setdefault(waiting.loop, []).append((waiting, outcome))
    for loop, told in loops.items():
        with suppress(RuntimeError):  # a closed loop: nobody waits there any more
            loop.call_soon_threadsafe(_tell_each, told)


def _tell_each(outcomes: Sequence[tuple[_Waiting, Decided | Exception]]) -> None:
    for waiting, outcome in outcomes:
        waiting.tell(outcome)


def _not_counted(waiting: _Waiting) -> None:
    metrics.NOT_COUNTED.inc()
    _tell_all([(waiting, NotCounted())])


def _digest(identifier: str) -> str:
    return blake2b(identifier.encode(errors="surrogatepass"), digest_size=16).hexdigest()


def _write_down(desk: Desk, event: str, order: int, effect: Effect) -> None:
    """Put what must survive a crash into the same transaction as the decision itself."""
    if isinstance(effect, Show):
        desk.show(effect.subject, effect.place, effect.part)
    elif isinstance(effect, Whisper):  # nearly every effect is one of these two
        if effect.must_happen:
            desk.post(_letter(event, order, effect, desk.now))
        elif effect.letter:
            desk.post(replace(_letter(event, order, effect, desk.now), sending=True))
    elif isinstance(effect, OpenForm) and effect.letter:
        desk.post(replace(_letter(event, order, effect, desk.now), sending=True))
    elif isinstance(effect, Post | Tell):
        desk.post(_letter(event, order, effect, desk.now))
    elif isinstance(effect, Forget):
        desk.forget(effect.subject)


def _letter(event: str, order: int, effect: Durable, now: datetime) -> Letter:
    """Address a durable effect; its id comes from the event, so that deciding it again is the same letter.

    It begins with the effect's place in the answer: of letters of one instant, words go before their picture.
    """
    person = None if isinstance(effect, Post) else effect.to
    return Letter(id=_letter_id(event, order), place=effect.place, person=person, body=pack(effect), at=now)


def _letter_id(event: str, order: int) -> str:
    return f"{order:02x}{_digest(f'{event}/{order}')}"


def _lettered(event: str, order: int, effect: Effect) -> Effect:
    """Give private words that are said at once a row too, unless they may not be written down; and forms."""
    if isinstance(effect, OpenForm) or (isinstance(effect, Whisper) and not effect.must_happen and not effect.fleeting):
        return replace(effect, letter=_letter_id(event, order))
    return effect


def _note_refusal(desk: Desk, event: Heard, no: bool) -> None:
    """Keep that a command was refused, or that its edit was not, for as long as heard ids are kept."""
    if isinstance(event, Command) and event.message:
        if no:
            desk.claim_heard([_digest(f"{REFUSED}{event.message}")])
        elif event.message != event.id:
            desk.claim_heard([_digest(f"{MENDED}{event.message}")])
