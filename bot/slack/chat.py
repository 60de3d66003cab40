"""The ChatPort over Slack's Web API: what is said, where, and in which of Slack's ways."""

from __future__ import annotations

import re
from collections import OrderedDict
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from typing import Any, Final

import aiohttp

from bot.port import Later, PortError, Refused
from bot.slack import draw, forms, ids
from bot.slack.api import AGAIN, Api
from bot.slack.draw import Message
from bot.slack.people import People
from bot.slack.proxy import proxy_for
from handlers.effects import Tone
from handlers.events import Actor
from handlers.texts import Voice
from handlers.views import Card, File, Form, Note
from storage.records import Language, PersonId, PlaceId

INTERVAL: Final = 3.0
REPLIES: Final = 2_000  # addresses for answers that are remembered
USES: Final = 4  # Slack takes five answers at one address
_STAMP: Final = re.compile(r"\d{10}\.\d{6}")
_EXPIRED: Final = frozenset({"expired_trigger_id", "exchanged_trigger_id", "invalid_trigger_id", "trigger_expired"})


@dataclass(slots=True)
class _Reply:
    """Where one interaction is answered; ``replace`` where it came from private words that the answer replaces."""

    url: str
    replace: bool
    used: int = 0


class SlackPort:
    """One workspace's mouth."""

    platform = ids.PLATFORM
    repeatable = False

    def __init__(self, api: Api, people: People) -> None:
        self._api, self._people = api, people
        self.interval = INTERVAL
        self._replies: OrderedDict[str, _Reply] = OrderedDict()
        self._skeletons: dict[str, str] = {}

    async def post(self, place: PlaceId, seen: Card | Note, *, key: str) -> str:
        """Post in a channel; return the message's ``ts``."""
        drawn = draw.card(seen) if isinstance(seen, Card) else draw.note(seen)
        answer = await self._api.call(
            "chat.postMessage",
            patient=False,
            channel=ids.native(place),
            text=drawn.text,
            blocks=drawn.blocks,
            unfurl_links=False,
            unfurl_media=False,
        )
        return str(answer["ts"])

    async def update(self, place: PlaceId, message: str, card: Card, *, key: str) -> str:
        """Edit a card; text and blocks go together, since text alone would take the blocks away."""
        drawn = draw.card(card)
        answer = await self._api.call(
            "chat.update",
            patient=False,
            channel=ids.native(place),
            ts=message,
            text=drawn.text,
            blocks=drawn.blocks,
        )
        return str(answer.get("ts") or message)

    async def recount(self, place: PlaceId, message: str, language: Language) -> None:
        """Do nothing: Slack has no polls of its own."""

    async def whisper(
        self, to: PersonId, place: PlaceId, note: Note, tone: Tone, message: str | None, *, key: str = ""
    ) -> None:
        """Say it as an answer only they see; secrets, and words for a direct chat, are posted there."""
        if tone is Tone.CONFIRMATION:  # elsewhere it follows its reader's name; here it stands alone
            note = replace(note, text=f"{note.text[:1].upper()}{note.text[1:]}")
        drawn = draw.note(note)
        if ids.native(place).startswith("D") or tone is Tone.SECRET:
            await self._in_direct_chat(to, drawn)
        elif not await self._answered(message, drawn):
            await self._ephemeral(to, place, drawn)

    async def open_form(self, to: PersonId, place: PlaceId, form: Form, ticket: str | None) -> None:
        """Open a modal, or put it where its skeleton waits; where the ticket ran out, say how to have it again."""
        drawn = forms.view(form, place)
        skeleton = self._skeletons.pop(ticket or "", None)
        if skeleton is not None:
            await self._api.call("views.update", view_id=skeleton, view=drawn)
            return
        try:
            await self._api.call("views.open", trigger_id=ticket or "", view=drawn)
        except Refused as refusal:
            if not any(reason in refusal.reason for reason in _EXPIRED):
                raise
            voice = Voice("fr" if form.language == "fr" else "en")
            said = Note(text=voice("The form could not be opened in time; please try again."), language=form.language)
            await self.whisper(to, place, said, Tone.REFUSAL, ticket)

    async def upload(self, to: PersonId | None, place: PlaceId, file: File, *, key: str) -> None:
        """Hand a file over: an address to send it to, the file, then the message."""
        channel = await self._people.direct(to) if to else ids.native(place)
        given = await self._api.call(
            "files.getUploadURLExternal", filename=file.name, length=len(file.content), alt_txt=file.alt or None
        )
        await self._send(str(given["upload_url"]), data=file.content)
        await self._api.call(
            "files.completeUploadExternal",
            files=[{"id": given["file_id"], "title": file.name}],
            channel_id=channel,
            blocks=draw.paragraphs(file.note) or None,  # a comment would bring people's asterisks to life
        )

    async def redact(self, place: PlaceId, message: str) -> None:
        """Take a message of ours away; what people typed stays, since a bot may not touch it."""
        if not _STAMP.fullmatch(message):
            return  # a slash command: it left no message
        with suppress(Refused):
            await self._api.call("chat.delete", channel=ids.native(place), ts=message)

    async def members(self, place: PlaceId) -> Sequence[Actor] | None:
        """Return the humans of a channel, or None where Slack does not tell."""
        try:
            return await self._people.humans(ids.native(place))
        except PortError:
            return None

    async def close(self) -> None:
        """Let go of the connections to Slack."""
        session = self._api.client.session
        if session is not None:
            await session.close()

    # What the door hands over

    def may_answer(self, message: str, url: str, *, replace: bool) -> None:
        """Remember where an interaction may be answered without spending a method's budget."""
        self._replies[message] = _Reply(url, replace)
        while len(self._replies) > REPLIES:
            self._replies.popitem(last=False)

    async def hold(self, ticket: str, language: Language) -> None:
        """Open an empty modal while the form is still being decided, since the ticket runs out."""
        answer = await self._api.call("views.open", trigger_id=ticket, view=forms.skeleton(language))
        self._skeletons[ticket] = str(answer["view"]["id"])

    async def release(self, ticket: str, language: Language, text: str) -> None:
        """Where no form came after all, let the empty modal say what was said instead."""
        view = self._skeletons.pop(ticket, None)
        if view is not None:
            await self._api.call("views.update", view_id=view, view=forms.skeleton(language, text))

    async def publish(self, user: str, view: dict[str, object]) -> None:
        """Show somebody their App Home."""
        await self._api.call("views.publish", user_id=user, view=view)

    # Ways of saying

    async def _answered(self, message: str | None, drawn: Message) -> bool:
        """Say it at the address that came with what they did; tell whether Slack took it."""
        reply = self._replies.get(message or "")
        if reply is None or reply.used >= USES:
            return False
        replace, reply.used = reply.replace and reply.used == 0, reply.used + 1
        words: dict[str, Any] = {
            "response_type": "ephemeral",
            "replace_original": replace,
            "text": drawn.text,
            "blocks": drawn.blocks,
        }
        try:
            await self._send(reply.url, json=words)
        except PortError:
            reply.used = USES
            return False
        return True

    async def _ephemeral(self, to: PersonId, place: PlaceId, drawn: Message) -> None:
        """Say it beside the channel's messages; where the bot or they are not in it, in the direct chat."""
        try:
            await self._api.call(
                "chat.postEphemeral",
                channel=ids.native(place),
                user=ids.native(to),
                text=drawn.text,
                blocks=drawn.blocks,
            )
        except Refused:
            await self._in_direct_chat(to, drawn)

    async def _in_direct_chat(self, to: PersonId, drawn: Message) -> None:
        channel = await self._people.direct(to)
        await self._api.call(
            "chat.postMessage",
            channel=channel,
            text=drawn.text,
            blocks=drawn.blocks,
            unfurl_links=False,
            unfurl_media=False,
        )

    async def _send(self, url: str, **what: Any) -> None:  # noqa: ANN401 - a body or JSON, as aiohttp takes it
        """Send something to an address that Slack gave."""
        session = self._api.client.session
        if session is None:
            raise Later("not_connected", seconds=AGAIN)
        try:
            async with session.post(url, proxy=proxy_for(url), **what) as answer:
                if answer.status != 200:
                    raise Later(f"address:{answer.status}", seconds=AGAIN)
        except (aiohttp.ClientError, TimeoutError) as error:
            raise Later(f"address:{type(error).__name__}", seconds=AGAIN) from None
