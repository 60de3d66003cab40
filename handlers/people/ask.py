"""What every handler is given: who asked what, where, when, and the desk to decide on."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from handlers.answering.dialogue import open_form
from handlers.effects import Effect, Tell, Tone, Whisper
from handlers.events import Event
from handlers.language.grammar import Answer as Typed
from handlers.language.grammar import Line
from handlers.people.house import House
from handlers.texts import Voice
from handlers.views import Button, File, Form, Note
from storage.desk import Desk
from storage.reads import Snapshot
from storage.records import PersonId


@dataclass(slots=True, kw_only=True)  # not frozen, which takes three times as long: one is made for every vote
class Ask:
    """One event, on one desk. ``line`` is what was understood of a typed line; ``voice`` is the reader's."""

    event: Event
    desk: Desk
    now: datetime
    house: House
    voice: Voice
    line: Line | None = None
    typed: Typed | None = None

    def _whisper(
        self, text: str, tone: Tone, buttons: tuple[Button, ...] = (), *, fleeting: bool = False
    ) -> tuple[Effect, ...]:
        return self.whisper(Note(text=text, buttons=buttons, language=self.voice.language), tone, fleeting=fleeting)

    def whisper(self, note: Note, tone: Tone, *, fleeting: bool = False) -> tuple[Effect, ...]:
        """Say a note that is made already, in one of the ways below."""
        event = self.event
        said = Whisper(
            to=event.actor.id, place=event.where.id, note=note, tone=tone, message=event.message, fleeting=fleeting
        )
        return (said,)

    def refuse(self, text: str) -> tuple[Effect, ...]:
        """Say why not and how to mend it; nothing changes."""
        return self._whisper(text, Tone.REFUSAL)

    def confirm(self, text: str, *buttons: Button, fleeting: bool = False) -> tuple[Effect, ...]:
        """Say that it is done, and nothing that a sign could not say."""
        return self._whisper(text, Tone.CONFIRMATION, buttons, fleeting=fleeting)

    def inform(self, text: str, *buttons: Button, fleeting: bool = False) -> tuple[Effect, ...]:
        """Answer a question, ask one back, or say what was made of what was typed: words that must be read."""
        return self._whisper(text, Tone.INFORMATION, buttons, fleeting=fleeting)

    def secretly(self, text: str, *, fleeting: bool = False) -> tuple[Effect, ...]:
        """Say it in the direct chat; ``fleeting`` words are never written down (see ``Whisper``)."""
        return self._whisper(text, Tone.SECRET, fleeting=fleeting)

    def open(self, form: Form) -> tuple[Effect, ...]:
        """Open a form for whoever asked: as such, or question by question where the platform has no forms."""
        event = self.event
        return open_form(
            self.desk,
            event.actor.id,
            event.where.id,
            form,
            voice=self.voice,
            now=self.now,
            ticket=event.ticket,
            message=event.message,
        )

    def tell(self, query: str, subject: int = 0, argument: str = "") -> tuple[Effect, ...]:
        """Have a long read computed off the clerk and handed to whoever asked."""
        event = self.event
        return (
            Tell(
                to=event.actor.id,
                place=event.where.id,
                query=query,
                subject=subject,
                argument=argument,
                language=self.voice.language,
                zone=self.voice.zone,
            ),
        )

    def publish(self, query: str, subject: int = 0, argument: str = "") -> tuple[Effect, ...]:
        """Have a long read computed off the clerk and posted where it was asked, for everybody there."""
        return tuple(replace(told, to=None) for told in self.tell(query, subject, argument) if isinstance(told, Tell))

    def mentioned(self) -> tuple[PersonId, ...]:
        """Return the ids of the people named in the line, in order; unknown names are left out."""
        people: Mapping[str, PersonId] = getattr(self.event, "people", {})
        named = self.line.people if self.line else ()
        return tuple(people[name] for name in named if name in people)


Handler = Callable[[Ask], tuple[Effect, ...]]
Reader = Callable[[Snapshot, Tell, House], Note | File | None]  # None: there is nothing to say or show
