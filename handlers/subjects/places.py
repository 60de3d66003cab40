"""What becomes of a subject when a place refuses its first card."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import datetime

from handlers.effects import Effect, Tone, Whisper
from handlers.events import Gone
from handlers.people.house import House
from handlers.people.voices import of_person
from handlers.subjects.nouns import begins
from handlers.texts import Voice
from handlers.views import Note
from storage.desk import Desk
from storage.records import CardState, Kind, Status, Subject

Words = Callable[[Subject, Voice, Desk], str]


def card_refused(
    gone: Gone, desk: Desk, now: datetime, house: House, *, words: Mapping[Kind, Words]
) -> tuple[Effect, ...]:
    """Withdraw a subject whose first card cannot be posted, and give its words back privately with how to mend it."""
    subject = desk.subject(gone.subject) if gone.subject is not None else None
    if (
        subject is None
        or subject.kind not in words
        or subject.status is not Status.OPEN
        or gone.message_only
        or gone.part
    ):
        return ()
    showings = desk.showings(subject.number)
    seen = any(shown.message is not None or shown.state is CardState.LIVE for shown in showings)
    others = any(shown.place != gone.place and shown.state is not CardState.LOST for shown in showings)
    if seen or others:
        return ()
    desk.put_subject(replace(subject, status=Status.WITHDRAWN, closed_at=now))
    desk.drop_due(subject.number)
    for shown in showings:  # nobody has seen it, and nobody is to when the bot is back
        desk.drop_card(subject.number, shown.place, shown.part)
    if not subject.creator:
        return ()  # nobody to tell: whoever began it had themselves erased
    voice, place = of_person(desk, subject.creator, gone.place, house), desk.place(gone.place)
    mend = voice("First type there: {mend}", mend=gone.mend) if gone.mend else voice("First invite me there.")
    said = voice(
        "{name} could not be shown in {place}, so it is withdrawn.",
        name=begins(voice, subject.kind, subject.number),
        place=place.name if place else gone.place,
    )
    back = voice("Then it can be asked again:")
    note = Note(
        text="\n".join((f"{said} {mend} {back}", words[subject.kind](subject, voice, desk))), language=voice.language
    )
    return (Whisper(to=subject.creator, place=gone.place, note=note, tone=Tone.SECRET),)
