"""Matrix as a stage for stories: the whole bot and people with real clients, on a real Synapse."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from functools import partial
from itertools import count
from pathlib import Path
from typing import Any

from nio import DownloadResponse, SyncResponse
from nio.crypto.attachments import decrypt_attachment

from bot.console import draw
from bot.matrix import ids
from bot.matrix.crypto import Device
from handlers.routes import Judge
from handlers.views import Note
from storage.records import Language, PersonId
from tests.platforms.matrix.human import Human
from tests.platforms.matrix.running import Running, settings_for
from tests.platforms.matrix.seen import POLL, Seen
from tests.platforms.matrix.synapse import Synapse
from tests.stories.stage import DIRECT, Answer, Clock, length_of, line_of_proposal, number_of, pass_time, spelled

_stories = count(1)


class Stamped(Device):
    """A device that stamps what comes with the story's time, and remembers what came."""

    clock: Clock
    seen: set[str]

    async def after_sync(self, response: SyncResponse) -> bool:
        came = await super().after_sync(response)
        for joined in (*response.rooms.join.values(), *response.rooms.leave.values()):
            for event in joined.timeline.events:
                event.source["origin_server_ts"] = int(self.clock.timestamp() * 1000)
                self.seen.add(event.source["event_id"])
        return came


class MatrixStage:
    """A room, encrypted or not. ``synapse`` is running already; its people and its bot are new for each story."""

    def __init__(self, folder: Path, synapse: Synapse, *, encrypted: bool) -> None:
        self._folder, self._synapse, self._encrypted = folder, synapse, encrypted
        self._clock = Clock()
        self._story = next(_stories)
        self._people: dict[str, Human] = {}
        self._rooms: dict[str, str] = {}
        self._directs: dict[str, str] = {}
        self._confirmed: list[tuple[PersonId, str]] = []
        self._before: dict[tuple[str, str], int] = {}
        self._files: dict[str, dict[str, tuple[str, bytes]]] = {}
        self._shared: dict[str, dict[str, tuple[str, bytes]]] = {}

    async def start(self, scene: Mapping[str, Sequence[str]], language: Language, managers: Sequence[str] = ()) -> None:
        self._bot = Running(
            self._synapse, self._synapse.register(f"ritournelle{self._story}"), self._folder, language, self._clock
        )
        for name in dict.fromkeys(name for people in scene.values() for name in people):
            await self._meet(name)
        self._bot.managers = tuple(str(ids.person(self._people[name].user)) for name in managers)
        await self._open()
        for place, people in scene.items():
            first, *others = (self._people[name] for name in people)
            invited = (each.user for each in others)
            room = await first.make_room(self._bot.user, *invited, name=f"#{place}", encrypted=self._encrypted)
            self._rooms[place] = room
            for each in others:
                await each.join(room)
            for user in (self._bot.user, *(each.user for each in others)):
                await first.sees_member(room, user)
        await self._rest()
        self._begin()

    async def stop(self) -> None:
        await self._close()
        for person in self._people.values():
            await person.close()

    async def says(self, person: str, text: str, place: str) -> None:
        self._begin()
        if place == DIRECT:
            await self._write(person, await self._direct(person), text)
        else:
            await self._write(person, self._rooms[place], f"!{text}")

    async def votes(self, person: str, number: int, picks: Sequence[int], place: str) -> None:
        """Vote in the room's own poll; where there is none, by typing, and of an anonymous poll in the direct chat."""
        room = self._rooms[place]
        poll = self._poll(room, number)
        with self._bot.runtime.database.snapshot() as snapshot:
            subject = snapshot.subject(number)
        typed = f"vote {number}: {' '.join(map(str, picks))}"
        if poll is not None and len(picks) == 1 and not self._ended(room, poll):
            self._begin()
            human = self._people[person]
            await human.until(lambda: poll.id in human.seen)
            sent = await human.vote(room, poll, list(poll.answers)[picks[0] - 1])
            await self._heard(sent)
        elif subject is not None and subject.anonymous:
            await self.says(person, typed, DIRECT)
        else:
            await self.says(person, typed, place)

    async def presses(self, person: str, button: str, place: str) -> None:
        number = number_of(button)
        with self._bot.runtime.database.snapshot() as snapshot:
            subject = snapshot.subject(number)
        await self.says(person, spelled(number, button, subject.kind if subject else "poll"), place)

    async def makes_action(self, person: str, number: int, place: str) -> None:
        await self.says(person, line_of_proposal(self.card(place, number)), place)

    async def replies(self, person: str, number: int, text: str, place: str) -> None:
        self._begin()
        room = self._rooms[place]
        with self._bot.runtime.database.snapshot() as snapshot:
            shown = next(each for each in snapshot.showings(number) if each.place == ids.place(room))
        sent = await self._people[person].say(room, text, thread=shown.message)
        await self._heard(sent)

    async def writes(self, person: str, answers: Sequence[tuple[str, Answer]], place: str) -> None:
        await self.fills(person, answers, place)

    async def fills(self, person: str, answers: Sequence[tuple[str, Answer]], place: str) -> None:
        self._begin()
        for _, answer in answers:
            await self._write(person, await self._direct(person), _typed(answer))

    async def joins(self, person: str, place: str) -> None:
        self._begin()
        await self._meet(person)
        room = self._rooms[place]
        first = self._reader(room)
        await first.invite(room, self._people[person].user)
        await self._people[person].join(room)
        await first.sees_member(room, self._people[person].user)
        await self._latest(room)

    async def leaves(self, person: str, place: str) -> None:
        self._begin()
        room = self._rooms[place]
        await self._people[person].leave(room)
        await self._latest(room)

    async def waits(self, delay: str) -> None:
        self._begin()
        await pass_time(self._bot.runtime, self._clock, delay)
        await self._rest()

    async def restarts(self, later: str) -> None:
        self._begin()
        await self._close()
        self._clock.now += length_of(later)
        await self._open()
        await self._bot.runtime.tick()
        await self._rest()

    # What is seen

    def card(self, place: str, number: int, part: str = "") -> str:
        """Return a subject's latest card, or the latest of one part, as its last edit has it.

        A poll of Matrix's own is never edited: while it is open, what its clients count stands in its stead.
        """
        room = self._rooms[place]
        reader = self._reader(room)
        order = list(reader.seen)
        with self._bot.runtime.database.snapshot() as snapshot:
            shown = [
                each
                for each in snapshot.showings(number)
                if each.place == ids.place(room) and each.message in reader.seen and each.part.startswith(part)
            ]
            if not shown:
                return ""
            latest = max(shown, key=lambda each: order.index(str(each.message)))
            drawn = Judge(self._bot.runtime.house).draw(snapshot, number, latest.place, latest.part)
        poll = reader.seen[str(latest.message)]
        native = poll.type == f"{POLL}.start"
        if drawn is None or (native and not self._ended(room, poll)):
            return draw.card(drawn) if drawn else ""
        written = [one.text for one in reader.messages(room) if poll.id in (one.id, _answered(one))]
        return "\n".join(written) or draw.card(drawn)  # of a deleted poll nothing is left to be read

    def told(self, person: str) -> list[str]:
        """Return what the bot said to somebody: where they were called, in their direct chat, and by a sign."""
        human = self._people[person]
        said = [text for to, text in self._confirmed if to == ids.person(human.user)]
        for room in human.client.rooms:
            direct = room not in self._rooms.values()
            said += [
                one.text
                for one in self._new(human, room)
                if direct or human.user in one.mentions or self._answers(one, human)
            ]
        return said

    def posted(self, place: str) -> list[str]:
        room = self._rooms[place]
        reader = self._reader(room)
        return [one.text for one in self._new(reader, room) if one.type == "m.room.message"]

    def files(self, person: str) -> list[tuple[str, bytes]]:
        return list(self._files.get(person, {}).values())

    def shared(self, place: str) -> list[tuple[str, bytes]]:
        return list(self._shared.get(self._rooms[place], {}).values())

    def _answers(self, one: Seen, human: Human) -> bool:
        """Tell whether something said in a room answers what somebody typed there."""
        asked = human.seen.get(_answered(one))
        return asked is not None and asked.sender == human.user

    # The bot

    async def _open(self) -> None:
        settings = settings_for(self._synapse, self._bot.account, self._folder, language=self._bot.language)
        device = Stamped(settings)
        device.clock, device.seen = self._clock, set()
        self._device = device
        await self._bot.start(crypto=device, speaking=False)
        self._bot.bot.port.signed = self._signed
        await self._bot.bot.sync.first.wait()
        await self._bot.bot.learned()

    async def _close(self) -> None:
        await self._bot.stop()

    def _signed(self, to: PersonId, note: Note) -> None:
        self._confirmed.append((to, note.text))

    # People

    async def _meet(self, name: str) -> None:
        if name in self._people:
            return
        account = self._synapse.register(f"{name}{self._story}")
        human = await Human.arrive(self._synapse, account, self._folder)
        await human.client.set_displayname(name)
        self._people[name] = human

    async def _direct(self, person: str) -> str:
        """Return somebody's direct chat with the bot: the one that the bot began, or a new one."""
        human = self._people[person]
        known = self._directs.get(person) or self._bot.bot.rooms.direct_with(human.user)
        if known is None:
            known = await human.make_room(self._bot.user, encrypted=self._encrypted, direct=True)
            await human.sees_member(known, self._bot.user)
            await self._latest(known)
        self._directs[person] = known
        return known

    async def _write(self, person: str, room: str, text: str) -> None:
        sent = await self._people[person].say(room, text)
        await self._heard(sent)

    # Rest

    def _begin(self) -> None:
        self._clock.tick()
        self._confirmed.clear()
        self._before = {
            (name, room): len(human.events(room)) for name, human in self._people.items() for room in human.client.rooms
        }

    def _new(self, human: Human, room: str) -> list[Seen]:
        name = next(name for name, each in self._people.items() if each is human)
        fresh = human.events(room)[self._before.get((name, room), 0) :]
        return [one for one in fresh if one.sender == self._bot.user and one.state_key is None and one.edits is None]

    async def _heard(self, event: str) -> None:
        """Wait until the bot has heard an event, and nothing is left to be done."""
        sync = self._bot.bot.sync
        async with asyncio.timeout(20):
            while event not in self._device.seen:
                await sync.round.wait()
            await self._rest()

    async def _latest(self, room: str) -> None:
        reader = next(each for each in self._people.values() if room in each.client.rooms)
        history = await reader.history(room)
        await self._heard(history[-1]["event_id"])

    async def _rest(self) -> None:
        """Let the bot finish, people accept what they are invited to, and everybody see what was said."""
        bot = self._bot.bot
        assert bot.ears is not None
        await bot.sync.settled()
        await bot.ears.rest()
        await self._bot.runtime.act.settle()
        await bot.ears.rest()
        for name, human in self._people.items():
            for room in list(human.client.invited_rooms):
                if room not in human.client.rooms:
                    await human.join(room)
            for room in bot.rooms.known():
                if human.user not in bot.rooms[room].joined:
                    continue
                last = (await human.history(room))[-1]["event_id"]
                await human.until(partial(human.seen.get, last))
            await self._download(name, human)

    async def _download(self, name: str, human: Human) -> None:
        mine = self._files.setdefault(name, {})
        for one in list(human.seen.values()):
            if one.sender != self._bot.user or one.content.get("msgtype") not in ("m.file", "m.image"):
                continue
            kept = self._shared.setdefault(one.room, {}) if one.room in self._rooms.values() else mine
            if one.id not in kept:
                kept[one.id] = (str(one.content["filename"]), await _content(human, one.content))

    def _reader(self, room: str) -> Human:
        """Return somebody who is in a room."""
        return next(each for each in self._people.values() if each.user in self._bot.bot.rooms[room].joined)

    def _poll(self, room: str, number: int) -> Seen | None:
        """Return the latest poll of Matrix's own that shows a subject and was not taken away."""
        reader = self._reader(room)
        with self._bot.runtime.database.snapshot() as snapshot:
            shown = {each.message for each in snapshot.showings(number) if each.place == ids.place(room)}
        polls = (one for one in reversed(reader.events(room)) if one.type == f"{POLL}.start" and one.id in shown)
        return next((one for one in polls if not one.redacted), None)

    def _ended(self, room: str, poll: Seen) -> bool:
        reader = self._reader(room)
        return any(one.type == f"{POLL}.end" and one.relation.get("event_id") == poll.id for one in reader.events(room))


def _answered(one: Seen) -> str:
    return str((one.relation.get("m.in_reply_to") or {}).get("event_id", ""))


async def _content(human: Human, content: Mapping[str, Any]) -> bytes:
    """Fetch a file and, where it is encrypted, decrypt it."""
    sealed = content.get("file")
    answer = await human.client.download(sealed["url"] if sealed else content["url"])
    assert isinstance(answer, DownloadResponse), answer
    if not sealed:
        return bytes(answer.body)
    return bytes(decrypt_attachment(answer.body, sealed["key"]["k"], sealed["hashes"]["sha256"], sealed["iv"]))


def _typed(answer: Answer) -> str:
    if answer is None:
        return "skip"
    if isinstance(answer, tuple):
        return " ".join(map(str, answer))
    return str(answer).replace("\n", "; ")
