"""An owner is reminded once, privately, in their own language; the reminder outlives a crash."""

from __future__ import annotations

from datetime import datetime

from handlers.actions.words import day_of
from handlers.effects import Effect, Tell
from handlers.events import Came
from handlers.people.house import House
from handlers.people.voices import of_person
from handlers.people.whereabouts import place_told
from handlers.subjects.words import command
from handlers.texts import Voice
from handlers.views import Note
from storage.desk import Desk
from storage.reads import Snapshot
from storage.records import ActionState, Kind, PersonId, PlaceId, Subject, platform_of


def due(came: Came, desk: Desk, _now: datetime, house: House) -> tuple[Effect, ...]:
    """Have the owner reminded, unless it is done or they have left."""
    subject, action = desk.subject(came.subject), desk.actions.get(came.subject)
    if subject is None or action is None or action.state is not ActionState.OPEN or action.owner is None:
        return ()
    place = _reached(desk, subject, action.owner)
    if place is None:
        return ()
    voice = of_person(desk, action.owner, place, house)
    return (
        Tell(
            to=action.owner,
            place=place,
            query="action.reminder",
            subject=subject.number,
            language=voice.language,
            zone=voice.zone,
        ),
    )


def _reached(desk: Desk, subject: Subject, owner: PersonId) -> PlaceId | None:
    """Return a place of the action on the owner's own platform that they have not left."""
    for place in dict.fromkeys((*desk.places_of(subject.number), subject.place)):
        known = desk.place(place)
        if platform_of(place) != platform_of(owner) or known is None or known.lost:
            continue
        # on the console somebody may be named before they ever spoke
        open_list = not known.members_known or platform_of(place) == "console"
        if open_list or desk.membership(place, owner) is not None:
            return place
    return None


def read_reminder(snapshot: Snapshot, tell: Tell, _house: House) -> Note:
    """Say what is to be done, by when, and how to say that it is done."""
    voice, subject = Voice("fr" if tell.language == "fr" else "en", tell.zone), snapshot.subject(tell.subject)
    action = snapshot.actions.get(tell.subject)
    if subject is None or action is None or action.due is None or action.state is not ActionState.OPEN:
        return Note(text=voice("Action {n} no longer waits for you.", n=tell.subject), language=voice.language)
    said = voice(
        "Action {n} of {place} is yours and due {day}: {title}",
        n=subject.number,
        place=place_told(snapshot, subject, tell),
        day=day_of(voice, action.due, subject.opened_at),
        title=subject.title,
    )
    how = voice("When it is done: {command}", command=command(voice, Kind.ACTION, "done", subject.number))
    return Note(text=f"{said}\n{how}", language=voice.language)
