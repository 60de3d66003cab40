"""Slack's one door: every payload comes through here, and is acknowledged once what it asked is durable.

It is Bolt's only middleware and returns Bolt's answer; there are no listeners, which Bolt would acknowledge too early.
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable, Coroutine, Sequence
from contextlib import suppress
from typing import Any, Final

import structlog
from slack_bolt.request.async_request import AsyncBoltRequest
from slack_bolt.response import BoltResponse

from bot.clerk import Decided, NotCounted
from bot.port import PortError
from bot.slack import forms, hear, home, ids
from bot.slack.chat import SlackPort
from bot.slack.clock import SlackTime
from bot.slack.hear import Body, Changed, Known, Opened, Parties, Renamed, Uninstalled
from bot.slack.people import People
from bot.slack.text import fit
from bot.slack.visit import rooms_of, visit
from bot.wiring import Runtime
from handlers.effects import Answer, Effect, OpenForm, Refresh, Tone, Whisper
from handlers.events import Back, Command, Event, Left, Press, Submit, Where
from handlers.people.elsewhere import sent_to_you
from handlers.texts import Voice
from storage.records import Language, PlaceId, PlaceKind

HOLD_AFTER: Final = 1.0  # seconds of the three that a ticket lives
MEETS_AGAIN: Final = 60.0  # seconds until strangers in a place are asked for again
GIVES_WAY: Final = 0.25  # seconds that private words wait at most for acknowledgements that are yet to go
ERROR: Final = 1_900
_NEVER_A_FORM: Final = frozenset({"vote", "pass", "withdraw", "yes", "no", "again"})
_log = structlog.get_logger("slack")


class Door:
    """Hears, has the clerk decide, acknowledges; what follows is done in tasks that ``drained`` awaits."""

    def __init__(
        self, runtime: Runtime, port: SlackPort, people: People, slack_time: SlackTime, *, bot: str, bot_name: str
    ) -> None:
        self._runtime, self._port, self._people, self._time = runtime, port, people, slack_time
        self._bot, self._bot_name = bot, bot_name
        self._tasks: set[asyncio.Task[None]] = set()
        self._heard = 0
        self._idle = asyncio.Event()
        self._idle.set()
        self._turn = asyncio.Lock()
        self._met: dict[PlaceId, float] = {}
        self.on_uninstalled: Callable[[], None] = lambda: None

    async def __call__(self, req: AsyncBoltRequest) -> BoltResponse:
        """Answer one payload; a failure is not acknowledged, so that Slack or the person tries again."""
        self._heard += 1
        self._idle.clear()
        try:
            return await self._answer(req.body)
        except NotCounted:
            return self._not_counted(req.body)
        except Exception as error:  # noqa: BLE001 - Bolt would log the payload with it
            _log.exception("payload.failed", error=type(error).__name__, exc_info=error)
            return BoltResponse(status=500, body="")
        finally:
            self._heard -= 1
            if not self._heard:
                self._idle.set()

    async def drained(self) -> None:
        """Wait until every payload is answered and what followed from it is done."""
        while self._heard or self._tasks:
            await self._idle.wait()
            if self._tasks:
                await asyncio.wait(self._tasks)

    async def _answer(self, body: Body) -> BoltResponse:
        came = self._runtime.clock()
        if (stamp := hear.stamp(body)) is not None:
            self._time.heard(stamp, came)
        told = hear.aside(body)
        if told is not None:
            self._take(told)
            return BoltResponse(status=200, body="")
        parties = hear.parties(body)
        if parties is None:
            return BoltResponse(status=200, body="")
        actor, where, names = await self._people.around(parties)
        known = Known(
            team=self._people.team,
            bot=self._bot,
            bot_name=self._bot_name,
            actor=actor,
            where=where,
            names=names,
            guests=self._people.guests(parties.mentioned),
        )
        event = hear.hear(body, known, self._time.at(came))
        if event is None:
            return BoltResponse(status=200, body="")
        if isinstance(event, Event) and event.message and (address := hear.reply_address(body)):
            self._port.may_answer(event.message, address[0], replace=address[1])
        decided = await self._decided(event)
        effects, answer = _acknowledged(body, event, decided.effects)
        if isinstance(event, Back) or self._is_to_be_met(parties, where):
            effects = (*effects, Refresh(place=where.id))
        self.later(self._follow(event, effects))
        return answer

    def _is_to_be_met(self, parties: Parties, where: Where) -> bool:
        """Tell whether to learn afterwards who pressed: whoever is in the place, once for all strangers of a while."""
        if self._people.knows(parties.user) or not parties.hurried or where.kind is not PlaceKind.ROOM:
            return False
        now = asyncio.get_running_loop().time()
        if now < self._met.get(where.id, now):
            return False
        self._met[where.id] = now + MEETS_AGAIN
        return True

    async def _decided(self, event: hear.Heard) -> Decided:
        """Have it decided; where that takes long and a form may come of it, hold the ticket with an empty modal."""
        deciding = asyncio.ensure_future(self._runtime.clerk.hear(event))
        if isinstance(event, Event) and event.ticket and _may_open_a_form(event):
            await asyncio.wait([deciding], timeout=HOLD_AFTER)
            if not deciding.done():
                with suppress(PortError):
                    await self._port.hold(event.ticket, self._language(event))
        return await deciding

    async def _follow(self, event: hear.Heard, effects: Sequence[Effect]) -> None:
        """Do what follows; the App Home is drawn again for whoever pressed something on it."""
        form = any(isinstance(each, OpenForm) for each in effects)
        if not form:
            await self._give_way()
        if isinstance(event, Event) and event.ticket and not form:
            said = "\n".join(each.note.text for each in effects if isinstance(each, Whisper))
            with suppress(PortError):
                await self._port.release(event.ticket, self._language(event), said)
        await self._runtime.act.carry(effects)
        if isinstance(event, Event):
            await self._runtime.act.carry(sent_to_you(event, effects))
        if isinstance(event, Press | Submit) and event.where.kind is PlaceKind.DIRECT:
            await self._publish(ids.native(event.actor.id))

    async def _give_way(self) -> None:
        """Let acknowledgements go first: in a burst, what follows from the first press would delay the last one's.

        Then one begins at a time, between two looks at what comes in: the next press is not to wait for them either.
        """
        with suppress(TimeoutError):
            async with asyncio.timeout(GIVES_WAY):
                await self._idle.wait()
        async with self._turn:
            await asyncio.sleep(0)

    def later(self, work: Coroutine[Any, Any, None]) -> None:
        """Do something after the acknowledgement, and remember that it is under way."""
        task = asyncio.create_task(self._quietly(work))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _quietly(self, work: Coroutine[Any, Any, None]) -> None:
        try:
            await work
        except (PortError, NotCounted) as error:
            _log.warning("slack.lost", reason=str(error))
        except Exception as error:  # noqa: BLE001 - the acknowledgement is gone already; the log is told whole
            _log.exception("slack.surprise", error=type(error).__name__, exc_info=error)

    def _take(self, told: hear.Aside) -> None:
        match told:
            case Opened(user):
                self.later(self._publish(user))
            case Changed(user, closed):
                self._people.forget(user)
                if closed:
                    self.later(self._gone(user))
            case Renamed(channel):
                self._people.forget(channel)
            case Uninstalled():
                self.on_uninstalled()

    async def _gone(self, user: str) -> None:
        """Let somebody whose account was closed leave every place: Slack need not say so of each."""
        actor, now = self._people.actor(user), self._runtime.clock()
        for place in await asyncio.to_thread(rooms_of, self._runtime, actor.id):
            where = Where(id=place, kind=PlaceKind.ROOM, name="")
            left = Left(id=f"closed:{user}:{place}:{now.isoformat()}", at=now, actor=actor, where=where)
            await self._runtime.act.carry((await self._runtime.clerk.hear(left)).effects)

    async def _publish(self, user: str) -> None:
        """Show somebody what waits for their answer and what is theirs."""
        actor, direct, _ = await self._people.around(Parties(user=user))
        seen = await asyncio.to_thread(visit, self._runtime, actor, direct.id)
        await self._port.publish(user, home.view(seen))

    def _language(self, event: Event) -> Language:
        return event.actor.locale or self._runtime.house.language

    def _not_counted(self, body: Body) -> BoltResponse:
        """Say that nothing was stored, where Slack shows words; elsewhere it shows that the press failed."""
        sentence = Voice(self._runtime.house.language)("Not counted; please try again.")
        if "command" in body:
            return BoltResponse(status=200, body={"response_type": "ephemeral", "text": sentence})
        if body.get("type") == "view_submission":
            return _with_errors({forms.first_field(body["view"]): sentence})
        return BoltResponse(status=503, body="")


def _acknowledged(
    body: Body, event: hear.Heard, effects: tuple[Effect, ...]
) -> tuple[tuple[Effect, ...], BoltResponse]:
    """Divide what came of an event into what rides inside the acknowledgement and what follows it.

    A form that was refused stays open with the reason in it: what was typed is never lost.
    """
    if isinstance(event, Submit):
        view = body["view"]
        errors = {name: why for effect in effects if isinstance(effect, Answer) for name, why in effect.errors.items()}
        refusals = [effect for effect in effects if isinstance(effect, Whisper) and effect.tone is Tone.REFUSAL]
        if not errors and refusals:
            errors = {"": "\n".join(refusal.note.text for refusal in refusals)}
        if errors and forms.first_field(view):
            effects = tuple(effect for effect in effects if effect not in refusals)
            return effects, _with_errors({forms.first_field(view, name): why for name, why in errors.items()})
    return effects, BoltResponse(status=200, body="")


def _with_errors(errors: dict[str, str]) -> BoltResponse:
    told = {name: fit(why, ERROR) for name, why in errors.items()}
    return BoltResponse(
        status=200,
        body=json.dumps({"response_action": "errors", "errors": told}),
        headers={"content-type": ["application/json"]},
    )


def _may_open_a_form(event: Event) -> bool:
    if isinstance(event, Press):
        return event.action not in _NEVER_A_FORM
    return isinstance(event, Command) and len(event.text.split()) <= 2
