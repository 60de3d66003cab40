"""What is asked in a room and answered in the direct chat: the one sentence that says so where it was asked."""

from __future__ import annotations

from collections.abc import Iterable

from handlers.effects import Effect, OpenForm, Tell, Tone, Whisper
from handlers.events import Event
from handlers.texts import Voice
from handlers.views import Note
from storage.records import Language, PlaceKind


def sent_to_you(event: Event, effects: Iterable[Effect], *, forms: bool = False) -> tuple[Whisper, ...]:
    """Say in the room that the answer is in the direct chat, unless other words say something there already.

    ``forms`` tells that a form asked for in a room is filled in as a dialogue of the direct chat.
    """
    if event.where.kind is not PlaceKind.ROOM:
        return ()
    languages: list[str] = []
    for each in effects:
        if isinstance(each, Whisper) and each.to == event.actor.id:
            if each.tone is not Tone.SECRET:
                return ()
            languages.append(each.note.language)
        elif isinstance(each, Tell) and each.to == event.actor.id:
            languages.append(each.language)
        elif isinstance(each, OpenForm) and forms:
            languages.append(each.form.language)
    if not languages:
        return ()
    language: Language = "fr" if languages[0] == "fr" else "en"
    voice = Voice(language)
    note = Note(text=voice("Sent to you in our direct chat."), language=language)
    to, place, message = event.actor.id, event.where.id, event.message
    return (Whisper(to=to, place=place, note=note, tone=Tone.INFORMATION, message=message),)
