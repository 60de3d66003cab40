"""Slack as a stage for stories: real Bolt on a Slack of this process, over websockets or signed HTTP."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from bot.slack import ids
from storage.records import Language
from tests.platforms.slack.bench import Workspace
from tests.platforms.slack.fake import Ack, FakeSlack
from tests.platforms.slack.world import BOT, TEAM, Spoken
from tests.stories.stage import BEGINNING, DIRECT, ZONE, Answer, Clock, is_part, length_of, number_of, pass_time

_COMMANDS = ("poll", "retex", "ritual", "summary", "action")


class SlackStage:
    """A workspace; its people press, type, fill in modals and read, as the payloads and the Web API have it."""

    def __init__(self, folder: Path, *, http: bool) -> None:
        self._clock = Clock()
        self._fake = FakeSlack(clock=self._clock.timestamp)
        self._team = Workspace(self._fake, folder, http=http, clock=self._clock, passing=self._passing)
        self._users: dict[str, str] = {}
        self._channels: dict[str, str] = {}
        self._errors: list[tuple[str, str]] = []
        self._written: dict[str, dict[str, dict[str, Any]]] = {}  # by modal, what stands in its fields unsent
        self._since = ""

    def _passing(self) -> float:
        """Let a minute go by for budgets and caches with each act, so that no story waits for Slack's patience."""
        return (self._clock.now - BEGINNING).total_seconds() * 60

    async def start(self, scene: Mapping[str, Sequence[str]], language: Language, managers: Sequence[str] = ()) -> None:
        await self._fake.start()
        self._locale, self._team.language = language, language
        self._fake.person(BOT, "ritournelle", is_bot=True)
        for place, people in scene.items():
            users = [self._meet(name, first=name == people[0]) for name in people]
            self._channels[place] = f"C{len(self._channels) + 1}"
            self._fake.channel(self._channels[place], place, *users)
        self._team.managers = tuple(str(ids.person(TEAM, self._users[name])) for name in managers)
        await self._team.start()

    async def stop(self) -> None:
        await self._team.stop()
        await self._fake.stop()

    async def says(self, person: str, text: str, place: str) -> None:
        self._begin()
        user = self._users[person]
        if place == DIRECT:
            await self._fake.writes(user, text)
        else:
            first, _, rest = text.partition(" ")
            command, words = (f"/{first}", rest) if first in _COMMANDS else ("/ritournelle", text)
            self._heed(person, await self._fake.slash(user, self._channels[place], command, words))
        await self._team.rest()

    async def votes(self, person: str, number: int, picks: Sequence[int], place: str) -> None:
        """Press a button of the card, choose from its menu, or fill in its ballot."""
        card = self._standing(place, number)
        assert card is not None, f"no card {number} in {place}"
        offered = {each["action_id"] for each in card.actions()}
        chosen = next((each for each in offered if each.endswith(f":{number}:{picks[0]}")), None)
        if len(picks) == 1 and chosen is not None:
            await self._press(person, card, chosen)
        elif f"vote:{number}" in offered:
            await self._press(person, card, f"vote:{number}", str(picks[0]))
        elif f"answer:{number}" in offered:
            await self._press(person, card, f"answer:{number}")
            await self.fills(person, [("choices", tuple(picks))], place)
        else:  # the card is closed: an old one on somebody's screen still has its buttons
            self._begin()
            pressing = {**_old(self._fake, self._users[person], card, f"vote:{number}:{picks[0]}")}
            await self._fake.deliver("interactive", pressing)
            await self._team.rest()

    async def presses(self, person: str, button: str, place: str) -> None:
        cards = self._fake.cards(self._channels[place]) if place != DIRECT else []
        seen = [*self._fake.private(self._users[person]), *cards]
        for message in sorted(seen, key=lambda each: each.ts, reverse=True):
            for element in message.actions():
                if element["action_id"] == button or element["action_id"].startswith(f"{button}:"):
                    await self._press(person, message, element["action_id"])
                    return
        raise AssertionError(f"{person} sees no button {button} (subject {number_of(button)})")

    async def makes_action(self, person: str, number: int, place: str) -> None:
        """Press the first proposal's button, and send the form as it opens."""
        await self.presses(person, f"propose:{number}", place)
        view = self._fake.modal(self._users[person])
        assert view is not None, f"{person} sees no form"
        inputs = {each["block_id"]: each["element"] for each in self._fake.views[view]["blocks"] if "element" in each}
        kept = {name: each["initial_value"] for name, each in inputs.items() if each.get("initial_value")}
        await self.fills(person, list(kept.items()), place)

    async def replies(self, person: str, number: int, text: str, place: str) -> None:
        """Type an answer: the bot does not read what is written in channels."""
        with self._team.runtime.database.snapshot() as snapshot:
            subject = snapshot.subject(number)
        await self.says(person, f'{subject.kind if subject else "poll"} answer {number}: "{text}"', place)

    async def writes(self, person: str, answers: Sequence[tuple[str, Answer]], place: str) -> None:
        """Write into the modal on somebody's screen; Slack tells nobody before it is sent."""
        self._begin()
        view = self._fake.modal(self._users[person])
        assert view is not None, f"{person} sees no form"
        inputs = {each["block_id"]: each["element"] for each in self._fake.views[view]["blocks"] if "element" in each}
        written = {name: _filled(inputs[name], answer) for name, answer in answers if answer is not None}
        self._written.setdefault(view, {}).update(written)

    async def fills(self, person: str, answers: Sequence[tuple[str, Answer]], place: str) -> None:
        """Send the modal with what was written into it; a refused one stays on the screen as it was."""
        await self.writes(person, answers, place)
        user = self._users[person]
        view = str(self._fake.modal(user))
        self._heed(person, await self._fake.submit(user, view, self._written[view]))
        await self._team.rest()

    async def joins(self, person: str, place: str) -> None:
        self._begin()
        user, channel = self._meet(person), self._channels[place]
        self._fake.members[channel].append(user)
        await self._fake.happens({"type": "member_joined_channel", "user": user, "channel": channel})
        await self._team.rest()

    async def leaves(self, person: str, place: str) -> None:
        self._begin()
        user, channel = self._users[person], self._channels[place]
        self._fake.members[channel].remove(user)
        await self._fake.happens({"type": "member_left_channel", "user": user, "channel": channel})
        await self._team.rest()

    async def waits(self, delay: str) -> None:
        self._begin()
        await pass_time(self._team.runtime, self._clock, delay)
        await self._team.rest()

    async def restarts(self, later: str) -> None:
        self._begin()
        await self._team.stop()
        self._clock.now += length_of(later)
        await self._team.start()
        await self._team.runtime.tick()
        await self._team.rest()

    def card(self, place: str, number: int, part: str = "") -> str:
        found = self._standing(place, number, part)
        return "\n".join(_words(found.blocks)) if found else ""

    def told(self, person: str) -> list[str]:
        said = [each.text for each in self._fake.private(self._users[person]) if each.ts > self._since]
        return [*said, *(text for name, text in self._errors if name == person)]

    def posted(self, place: str) -> list[str]:
        fresh = (each for each in self._fake.cards(self._channels[place]) if each.ts > self._since)
        return ["\n".join(_words(each.blocks)) or each.text for each in fresh if not _header(each)]

    def files(self, person: str) -> list[tuple[str, bytes]]:
        return [(each.name, each.content) for each in self._fake.files(f"D{self._users[person]}")]

    def shared(self, place: str) -> list[tuple[str, bytes]]:
        return [(each.name, each.content) for each in self._fake.files(self._channels[place])]

    def _begin(self) -> None:
        self._clock.tick()
        self._since, self._errors = self._fake.ts(), []

    def _meet(self, name: str, *, first: bool = False) -> str:
        if name not in self._users:
            user = self._users[name] = f"U{len(self._users) + 1}"
            locale = "fr-FR" if self._locale == "fr" else "en-US"
            self._fake.person(user, name, is_admin=first, locale=locale, tz=ZONE)
        return self._users[name]

    def _heed(self, person: str, ack: Ack) -> None:
        """Read what the acknowledgement said: an error beside its field, or words."""
        assert ack.status == 200, f"not acknowledged: {ack}"
        if isinstance(ack.payload, dict):
            said = [*ack.payload.get("errors", {}).values(), ack.payload.get("text")]
            self._errors += [(person, text) for text in said if text]

    async def _press(self, person: str, message: Spoken, action: str, value: str = "") -> None:
        self._begin()
        ack = await self._fake.press(self._users[person], message, action, value)
        assert ack.status == 200, f"not acknowledged: {ack}"
        await self._team.rest()

    def _standing(self, place: str, number: int, part: str = "") -> Spoken | None:
        found = (each for each in reversed(self._fake.cards(self._channels[place])) if _header(each) == str(number))
        return next((each for each in found if is_part(next(_words(each.blocks), ""), part)), None)


def _header(message: Spoken) -> str:
    """Return the number of the subject whose card a message is, or nothing."""
    first = next(_words(message.blocks), "")
    mark = re.match(r"#\S+ · \w+ (\d+)(?: ·|$)", first)
    return mark[1] if mark else ""


def _words(held: object) -> Iterator[str]:
    """Read all that stands in blocks, from the top to the bottom."""
    if isinstance(held, dict):
        if isinstance(held.get("text"), str):
            yield held["text"].replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")
        for value in held.values():
            if not isinstance(value, str):
                yield from _words(value)
    elif isinstance(held, list):
        for value in held:
            yield from _words(value)


def _filled(element: dict[str, Any], answer: Answer) -> dict[str, Any]:
    """Write an answer as the state of an input; of what is not offered, as only a forger would."""
    kind = element["type"]
    if kind == "plain_text_input":
        return {"type": kind, "value": str(answer)}
    keys = [str(key) for key in (answer if isinstance(answer, tuple) else (answer,))]
    offered = {each["value"]: each for each in element["options"]}
    chosen = [offered.get(key, {"value": key}) for key in keys]
    if kind in ("checkboxes", "multi_static_select"):
        return {"type": kind, "selected_options": chosen}
    return {"type": kind, "selected_option": chosen[0]}


def _old(fake: FakeSlack, user: str, card: Spoken, action: str) -> dict[str, Any]:
    """Return the payload of a press on a button that the card no longer has."""
    button = {"type": "button", "action_id": action}
    stale = Spoken(card.channel, card.ts, card.text, [{"type": "actions", "elements": [button]}])
    return fake.pressing(user, stale, action)
