"""Reminders of rounds: privately, in each person's language, only to those who are there and have not answered."""

from __future__ import annotations

from handlers.effects import Effect, Tone, Whisper
from handlers.people.ask import Ask
from handlers.people.house import House
from handlers.people.permissions import may_manage, refuse_managing
from handlers.people.voices import of_person
from handlers.rituals.find import Meant, only_ritual
from handlers.rituals.questions import items_of
from handlers.rituals.words import round_name
from handlers.subjects.nudged import or_left, reached
from handlers.subjects.words import command
from handlers.views import Note
from storage.desk import Desk
from storage.records import Kind, PersonId, PlaceId
from storage.ritual_records import Round


def remind(ask: Ask) -> tuple[Effect, ...]:
    """Nudge those missing from the open round: its creator or a facilitator may ask for it."""
    meant = only_ritual(ask, "remind")
    if not isinstance(meant, Meant):
        return meant
    subject = meant.subject
    if not may_manage(ask, subject):
        return refuse_managing(ask, subject)
    round_ = ask.desk.rituals.open_round(subject.number)
    if round_ is None:
        return ask.refuse(ask.voice("No round of ritual {n} is open; there is nothing to answer.", n=subject.number))
    said = nudges(ask.desk, round_, ask.house)
    if not said and ask.desk.rituals.turnout(subject.number, round_.number).missing:
        return ask.inform(or_left(ask.voice, subject))
    if not said:
        return ask.inform(ask.voice("Everybody who is asked in this round has answered."))
    count = ask.voice.many("{n} person was reminded privately.", "{n} people were reminded privately.", len(said))
    return (*said, *ask.inform(count))


def nudges(desk: Desk, round_: Round, house: House) -> tuple[Effect, ...]:
    """Return a private word for each person missing from a round."""
    subject, ritual = desk.subject(round_.subject), desk.rituals.get(round_.subject)
    if subject is None or ritual is None or not round_.is_open:
        return ()
    missing = desk.rituals.turnout(round_.subject, round_.number).missing
    meant = Meant(subject, ritual)
    found = reached(desk, subject, missing)
    return tuple(_nudge(desk, meant, round_, person=to, place=at, house=house) for to, at in found)


def _nudge(desk: Desk, meant: Meant, round_: Round, *, person: PersonId, place: PlaceId, house: House) -> Effect:
    subject, ritual = meant.subject, meant.ritual
    voice, known = of_person(desk, person, place, house), desk.place(place)
    said = [
        voice(
            "{title} in {place}, {round}, awaits your answer:",
            title=subject.title,
            place=known.name if known else place,
            round=round_name(voice, round_),
        ),
        *(f"  {key}  {item.words}" for key, item in enumerate(items_of(ritual, voice, round_), 1)),
    ]
    if round_.closes_at:
        said.append(voice("It closes on {moment}.", moment=voice.moment(round_.closes_at)))
    said.append(voice("To answer: {command}", command=command(voice, Kind.RITUAL, "answer", subject.number)))
    note = Note(text="\n".join(said), language=voice.language)
    return Whisper(to=person, place=place, note=note, tone=Tone.SECRET)
