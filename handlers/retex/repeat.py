"""``retex repeat 3 --in 6w``: the same questions again "à froid", when the dust has settled, with the change since."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from handlers.effects import Effect, Show
from handlers.events import Came
from handlers.language.mistakes import Mistake, explain
from handlers.language.moments import read_delay
from handlers.people.ask import Ask
from handlers.people.house import House
from handlers.people.permissions import may_manage, refuse_managing
from handlers.people.voices import of_place
from handlers.subjects.find import latest
from handlers.subjects.nouns import the
from handlers.subjects.words import command
from storage.desk import Desk
from storage.records import Due, DueKind, Kind, PlaceKind, Status, Subject


def repeat(ask: Ask) -> tuple[Effect, ...]:
    """Have the same asked again after a while; the creator or a facilitator may."""
    subject = latest(ask, Kind.RETEX)
    if not isinstance(subject, Subject):
        return subject
    if not may_manage(ask, subject):
        return refuse_managing(ask, subject)
    typed = (ask.line.options.get("in") if ask.line else None) or ""
    if not typed:
        shown = command(ask.voice, Kind.RETEX, "repeat", subject.number, ask.voice("--in 6 weeks"))
        return ask.refuse(ask.voice("Say when it is to be asked again, for example: {example}", example=shown))
    delay = read_delay(typed)
    if isinstance(delay, Mistake):
        return ask.refuse(explain(delay, ask.voice))
    at = ask.now + delay
    ask.desk.set_due(Due(subject=subject.number, kind=DueKind.REPEAT, at=at))
    name = the(ask.voice, subject.kind, subject.number)
    return ask.inform(
        ask.voice("The questions of {name} are asked again on {moment}.", name=name, moment=ask.voice.moment(at))
    )


def due(came: Came, desk: Desk, now: datetime, house: House) -> tuple[Effect, ...]:
    """Ask the same again: the same questions, secrecy and people, in the same place."""
    before = desk.subject(came.subject)
    retex, place = desk.retexes.get(came.subject), desk.place(before.place) if before else None
    if before is None or retex is None or before.status not in (Status.OPEN, Status.CLOSED):
        return ()
    if place is None or place.lost or place.kind is not PlaceKind.ROOM:
        return ()
    voice = of_place(desk, before.place, house)
    subject = Subject(
        number=desk.next_number(),
        kind=Kind.RETEX,
        title=voice("{title} (again)", title=before.title),
        creator=before.creator,
        place=before.place,
        opened_at=now,
        anonymous=before.anonymous,
        restricted=before.restricted,
    )
    desk.put_subject(subject)
    desk.retexes.put(replace(retex, subject=subject.number, origin=before.number))
    if before.restricted:
        for person in desk.invitees(before.number):
            desk.invite(subject.number, person)
    else:
        desk.invite_members(subject.number, (subject.place,))
    return (Show(subject=subject.number, place=subject.place),)
