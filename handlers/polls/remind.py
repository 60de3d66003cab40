"""Reminders: privately, in each person's language, only to those invited who have not answered."""

from __future__ import annotations

from datetime import datetime

from handlers.effects import Effect, Tone, Whisper
from handlers.events import Came
from handlers.people.ask import Ask
from handlers.people.house import House
from handlers.people.permissions import may_manage, refuse_managing
from handlers.people.voices import of_person
from handlers.subjects.find import only_open
from handlers.subjects.nudged import or_left, reached
from handlers.subjects.shown import invited_known
from handlers.views import Note
from storage.desk import Desk
from storage.records import Kind, PersonId, PlaceId, Status, Subject


def remind(ask: Ask) -> tuple[Effect, ...]:
    """Nudge those missing: its creator or a facilitator may ask for it."""
    subject = only_open(ask, Kind.POLL, "remind")
    if not isinstance(subject, Subject):
        return subject
    if not may_manage(ask, subject):
        return refuse_managing(ask, subject)
    if subject.status is not Status.OPEN:
        return ask.refuse(ask.voice("Poll {n} is closed; there is nothing left to answer.", n=subject.number))
    if not invited_known(ask.desk, subject):
        return ask.refuse(
            ask.voice(
                "I do not know who the members are here, so nobody can be reminded; a poll with --with names them."
            )
        )
    nudges = _nudges(ask.desk, subject, ask.house)
    if not nudges:
        everybody = ask.voice("Everybody invited to poll {n} has answered.", n=subject.number)
        return ask.inform(or_left(ask.voice, subject) if ask.desk.missing(subject.number) else everybody)
    said = ask.voice.many("{n} person was reminded privately.", "{n} people were reminded privately.", len(nudges))
    return (*nudges, *ask.inform(said))


def due(came: Came, desk: Desk, _now: datetime, house: House) -> tuple[Effect, ...]:
    """Nudge those missing, as ``--remind`` asked for."""
    subject = desk.subject(came.subject)
    if subject is None or subject.kind is not Kind.POLL or subject.status is not Status.OPEN:
        return ()
    return _nudges(desk, subject, house) if invited_known(desk, subject) else ()


def _nudges(desk: Desk, subject: Subject, house: House) -> tuple[Effect, ...]:
    missing = desk.missing(subject.number)
    return tuple(_nudge(desk, subject, person, place, house) for person, place in reached(desk, subject, missing))


def _nudge(desk: Desk, subject: Subject, person: PersonId, place: PlaceId, house: House) -> Effect:
    voice, known = of_person(desk, person, place, house), desk.place(place)
    said = [
        voice(
            "Poll {n} in {place} awaits your answer: {title}",
            n=subject.number,
            place=known.name if known else place,
            title=subject.title,
        ),
        *(f"  {key}  {label}" for key, label in enumerate(subject.options, 1)),
    ]
    if subject.closes_at:
        said.append(voice("It closes on {moment}.", moment=voice.moment(subject.closes_at)))
    said.append(voice("To answer, for example: {example}", example=voice("vote {n}: 1", n=subject.number)))
    note = Note(text="\n".join(said), language=voice.language)
    return Whisper(to=person, place=place, note=note, tone=Tone.SECRET)
