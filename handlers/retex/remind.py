"""Reminders of a retex: privately, in each person's language, only to those invited who have not answered."""

from __future__ import annotations

from datetime import datetime

from handlers.answering.questionnaire import Questionnaire
from handlers.answering.typed import example
from handlers.effects import Effect, Tone, Whisper
from handlers.events import Came
from handlers.people.ask import Ask
from handlers.people.house import House
from handlers.people.permissions import may_manage, refuse_managing
from handlers.people.voices import of_person
from handlers.retex.asked import FORM, items_of
from handlers.subjects.find import only_open
from handlers.subjects.nouns import begins
from handlers.subjects.nudged import or_left, reached
from handlers.subjects.shown import invited_known
from handlers.views import Button, Note
from storage.desk import Desk
from storage.records import Kind, PersonId, PlaceId, Status, Subject


def remind(ask: Ask) -> tuple[Effect, ...]:
    """Nudge those missing: its creator or a facilitator may ask for it."""
    subject = only_open(ask, Kind.RETEX, "remind")
    if not isinstance(subject, Subject):
        return subject
    if not may_manage(ask, subject):
        return refuse_managing(ask, subject)
    name = begins(ask.voice, subject.kind, subject.number)
    if subject.status is not Status.OPEN:
        return ask.refuse(ask.voice("{name} is closed; there is nothing left to answer.", name=name))
    if not invited_known(ask.desk, subject):
        return ask.refuse(
            ask.voice("I do not know who the members are here, so nobody can be reminded; with --with they are named.")
        )
    nudges = _nudges(ask.desk, subject, ask.house)
    if not nudges:
        everybody = ask.voice("{name}: everybody invited has answered.", name=name)
        return ask.inform(or_left(ask.voice, subject) if _missing(ask.desk, subject) else everybody)
    said = ask.voice.many("{n} person was reminded privately.", "{n} people were reminded privately.", len(nudges))
    return (*nudges, *ask.inform(said))


def due(came: Came, desk: Desk, _now: datetime, house: House) -> tuple[Effect, ...]:
    """Nudge those missing, as ``--remind`` asked for."""
    subject = desk.subject(came.subject)
    if subject is None or subject.kind is not Kind.RETEX or subject.status is not Status.OPEN:
        return ()
    return _nudges(desk, subject, house) if invited_known(desk, subject) else ()


def _nudges(desk: Desk, subject: Subject, house: House) -> tuple[Effect, ...]:
    found = reached(desk, subject, _missing(desk, subject))
    return tuple(_nudge(desk, subject, person, place, house) for person, place in found)


def _missing(desk: Desk, subject: Subject) -> tuple[PersonId, ...]:
    answered = desk.replies.who_answered(subject.number, 0)
    return tuple(person for person in desk.invitees(subject.number) if person not in answered)


def _nudge(desk: Desk, subject: Subject, person: PersonId, place: PlaceId, house: House) -> Effect:
    voice, known, retex = of_person(desk, person, place, house), desk.place(place), desk.retexes.get(subject.number)
    asked = Questionnaire(subject=subject, items=items_of(retex, voice) if retex else (), form=FORM)
    said = [
        voice(
            "{name} in {place} awaits your answer: {title}",
            name=begins(voice, subject.kind, subject.number),
            place=known.name if known else place,
            title=subject.title,
        )
    ]
    if subject.closes_at:
        said.append(voice("It closes on {moment}.", moment=voice.moment(subject.closes_at)))
    said.append(voice("To answer, for example: {example}", example=example(asked, voice)))
    button = Button(id=asked.button("answer"), label=voice("Answer"), style="primary")
    note = Note(text="\n".join(said), buttons=(button,), language=voice.language)
    return Whisper(to=person, place=place, note=note, tone=Tone.SECRET)
