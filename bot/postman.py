"""One platform's letters: what must happen there and survives a crash, delivered once, the oldest first."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import datetime, timedelta
from functools import partial

import structlog

from bot import metrics
from bot.port import ChatPort, Later, PortError, Refused
from handlers.effects import OpenForm, Post, Tell, Tone, Whisper, unpack
from handlers.events import Gone
from handlers.routes import Judge
from handlers.texts import Voice
from handlers.views import File, Note
from storage import outbox
from storage.records import Letter
from storage.session import Database

AT_ONCE = 64
UPLOAD_AGAIN = 2.0  # seconds until a file that was refused is tried once more
TRIES = 6  # of a letter that a mistake of ours keeps from being said; a platform's outage is waited out
_log = structlog.get_logger("postman")


class NotHandedOver(Exception):
    """A platform refused a file; its words are delivered all the same."""

    def __init__(self, tell: Tell, file: File, error: PortError) -> None:
        super().__init__(str(error))
        self.tell, self.file, self.error = tell, file, error


class Postman:
    """Delivers the letters of one platform.

    A letter is claimed before it is said, so that two processes on one database say it once. ``lost`` is told when a
    place refuses it for good.
    """

    def __init__(
        self,
        port: ChatPort,
        database: Database,
        judge: Judge,
        clock: Callable[[], datetime],
        lost: Callable[[Gone], Awaitable[None]],
    ) -> None:
        self._port, self._database, self._judge, self._clock, self._lost = port, database, judge, clock, lost

    async def drain(self, *, published: bool = True) -> None:
        """Deliver all that waits; without ``published`` leave the reads for everybody until the cards are true."""
        while True:
            letters = await asyncio.to_thread(self._waiting)
            metrics.OUTBOX.labels(self._port.platform).set(len(letters))
            ready = [letter for letter in letters if published or not _is_published(letter)]
            delivered = [await self._deliver(letter) for letter in ready]
            if not any(delivered):
                return

    def _waiting(self) -> tuple[Letter, ...]:
        with self._database.reading() as connection:
            return outbox.waiting(connection, self._port.platform, self._clock(), AT_ONCE)

    async def _deliver(self, letter: Letter) -> bool:
        """Say one letter; return whether it is settled, said or given up."""
        if not await asyncio.to_thread(self._claim, letter):
            return False
        try:
            await self._say(letter)
        except Later as later:
            await self._put_back(letter, later.seconds)
            return False
        except NotHandedOver as refusal:
            if not letter.attempts:
                await self._put_back(letter, UPLOAD_AGAIN)
                return False
            _log.error("file.lost", action="file.lost", letter=letter.id, reason=str(refusal.error))
            await self._say_missing(letter, refusal)
        except PortError as error:
            _log.error("letter.lost", action="letter.lost", letter=letter.id, reason=str(error))
            await self._tell_of_loss(letter, error)
        except Exception:  # noqa: BLE001 - one letter must not keep the others from being said
            _log.exception("letter.failed", action="letter.failed", letter=letter.id, attempt=letter.attempts + 1)
            if letter.attempts + 1 < TRIES:
                await self._put_back(letter, 2.0**letter.attempts)
                return False
        await asyncio.to_thread(self._database.within, partial(outbox.delivered, letter=letter.id))
        return True

    async def _tell_of_loss(self, letter: Letter, error: PortError) -> None:
        if not isinstance(error, Refused) or not error.place_lost or letter.place is None:
            return
        now = self._clock()
        await self._lost(Gone(id=f"gone:{letter.id}", at=now, place=letter.place, mend=error.mend))

    async def _say(self, letter: Letter) -> None:
        effect, port = unpack(letter.body), self._port
        if isinstance(effect, Post):
            await port.post(effect.place, effect.note, key=letter.id)
            return
        if isinstance(effect, Whisper):
            await port.whisper(effect.to, effect.place, effect.note, effect.tone, effect.message, key=letter.id)
            return
        if isinstance(effect, OpenForm):
            await port.open_form(effect.to, effect.place, effect.form, None)
            return
        seen = await asyncio.to_thread(self._read, effect)
        if seen is None:
            return
        if isinstance(seen, File):
            await self._hand_over(effect, seen, letter)
        elif effect.to is None:
            await port.post(effect.place, seen, key=letter.id)
        else:
            await port.whisper(effect.to, effect.place, seen, Tone.SECRET, None, key=letter.id)

    async def _hand_over(self, tell: Tell, file: File, letter: Letter) -> None:
        try:
            await self._port.upload(tell.to, tell.place, file, key=letter.id)
        except Later:
            raise
        except PortError as error:
            if isinstance(error, Refused) and error.place_lost:
                raise
            raise NotHandedOver(tell, file, error) from error

    async def _say_missing(self, letter: Letter, refusal: NotHandedOver) -> None:
        """Say in words that a file is missing; what a picture shows is in its words."""
        tell, file = refusal.tell, refusal.file
        voice = Voice("fr" if tell.language == "fr" else "en", tell.zone)
        said = voice("The file {name} could not be sent here; please ask for it again later.", name=file.name)
        note = Note(text=f"{said} {file.alt}".strip(), language=voice.language)
        try:
            if tell.to is None:
                await self._port.post(tell.place, note, key=f"{letter.id}.missing")
            else:
                await self._port.whisper(tell.to, tell.place, note, Tone.SECRET, None)
        except PortError as error:
            _log.warning("letter.lost", action="letter.lost", letter=letter.id, reason=str(error))

    def _read(self, tell: Tell) -> Note | File | None:
        with self._database.snapshot() as snapshot:
            seen = self._judge.read(snapshot, tell)
        return replace(seen, language=tell.language) if isinstance(seen, File) else seen

    def _claim(self, letter: Letter) -> bool:
        with self._database.transaction() as connection:
            return outbox.claim(connection, letter.id)

    async def _put_back(self, letter: Letter, seconds: float) -> None:
        again_at = self._clock() + timedelta(seconds=seconds)
        await asyncio.to_thread(self._database.within, partial(outbox.failed, letter=letter.id, again_at=again_at))


def _is_published(letter: Letter) -> bool:
    """Tell whether a letter is a long read for everybody, such as the picture that follows a card's result."""
    return letter.person is None and isinstance(unpack(letter.body), Tell)
