"""Who is where: people, places and memberships, kept up to date by whatever is heard.

A room's event makes its actor a member; a form does not, which may have been opened before they left. On the console,
which has no roles of its own, the first person known in a room is its first facilitator, as if they had created it.
Whom a poll invites is settled when it opens; only where it was not yet known who was there, everybody is invited once
it is.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from handlers.effects import Effect, Show, Tone, Whisper
from handlers.events import Actor, Back, Event, Gone, Left, Submit, Where
from handlers.people.house import House
from handlers.people.voices import of_person
from handlers.texts import Voice
from handlers.views import Note
from storage.desk import Desk
from storage.records import Kind, Membership, Person, PersonId, Place, PlaceId, PlaceKind, Status, Subject, platform_of


def notice(event: Event, desk: Desk) -> tuple[Person, Place, tuple[Effect, ...]]:
    """Write down what an event says of its actor and place, if it is new; nothing is written when it is not.

    What was noticed is kept at once: it is true whatever the handler makes of the event, and the lists that the
    handler asks for (the members whom a new poll invites) are to hold it.
    """
    actor, where = event.actor, event.where
    new = False
    person = desk.person(actor.id)
    if person is None or (person.name != actor.name and actor.name):
        person, new = _meet(desk, actor, person), True
    place = desk.place(where.id)
    effects: tuple[Effect, ...] = ()
    first = place is None
    if place is None or _changed(place, where):
        place, effects = _find(desk, where, place)
        new = True
    speaks = where.kind is PlaceKind.ROOM and not isinstance(event, Submit)
    if speaks and not desk.is_member(where.id, actor.id):
        facilitator = first and platform_of(where.id) == "console"
        desk.put_membership(Membership(place=where.id, person=actor.id, facilitator=facilitator))
        new = True
    if new:
        desk.keep()
    return person, place, effects


def leave(event: Left, desk: Desk) -> tuple[Effect, ...]:
    """End a membership, and with it every role there."""
    desk.drop_membership(event.where.id, event.actor.id)
    desk.rituals.leave(event.where.id, event.actor.id)
    desk.drop_draft(event.actor.id, event.where.id)
    _revoke_feed(desk, event.actor.id)
    return ()


def back(event: Back, desk: Desk) -> tuple[Effect, ...]:
    """Revive a place, and take over the list of its members where the platform gives it."""
    where = event.where
    known = desk.place(where.id)
    effects: tuple[Effect, ...] = ()
    members_known = where.members_known or event.members is not None
    if known is None and platform_of(where.id) == "console" and event.members is None:
        return ()  # an empty stage: the place begins with the first person in it
    if known is None or _changed(known, replace(where, members_known=members_known)):
        _, effects = _find(desk, replace(where, members_known=members_known), known)
    if event.members is not None and where.kind is PlaceKind.ROOM:
        _take_over(desk, where.id, event.members)
        if known is not None and not known.members_known:
            effects += _invite_late(desk, where.id)
    return effects


def _invite_late(desk: Desk, place: PlaceId) -> tuple[Effect, ...]:
    """Invite everybody to what was begun here before it was known who is here: it counted the few who had spoken."""
    desk.keep()  # the lists that follow are to hold the members whom this very event brought
    for_all = [subject for subject in desk.subjects_in(place) if not subject.restricted]
    rounds = desk.rituals.open_among(subject.number for subject in for_all if subject.kind is Kind.RITUAL)
    desk.rituals.ask_people(rounds)
    answered = [subject.number for subject in for_all if subject.kind in (Kind.POLL, Kind.RETEX)]
    for number in answered:
        desk.invite_members(number, (place,))
    cards = [(number, "") for number in answered] + [(number, round_.part) for number, round_ in rounds.items()]
    return tuple(Show(subject=number, part=part) for number, part in sorted(cards))


def gone(event: Gone, desk: Desk, house: House) -> tuple[Effect, ...]:
    """Mark a place as lost, and tell the creators of what was open there, privately, how to mend it."""
    if event.message_only:
        if event.subject is not None:
            desk.drop_card(event.subject, event.place, event.part)
        return ()
    place = desk.place(event.place)
    if place is None or place.lost:
        return ()
    listed = desk.subjects_in(event.place, None, Status.OPEN)
    # the list does not hold what this very event changed: a poll that was withdrawn with its first card
    now_known = [desk.subject(subject.number) for subject in listed]
    open_here = [subject for subject in now_known if subject is not None and subject.status is Status.OPEN]
    desk.lose_place(event.place)
    return tuple(
        _how_to_mend(event, place, creator, subjects, of_person(desk, creator, event.place, house))
        for creator, subjects in _by_creator(open_here).items()
    )


def _how_to_mend(event: Gone, place: Place, creator: PersonId, subjects: list[Subject], voice: Voice) -> Effect:
    numbers = voice.listed([str(subject.number) for subject in subjects])
    lost = voice.many(
        "{place} can no longer be reached, and number {numbers} is shown there.",
        "{place} can no longer be reached, and numbers {numbers} are shown there.",
        len(subjects),
        place=place.name,
        numbers=numbers,
    )
    mend = (
        voice("To bring me back, type there: {mend}", mend=event.mend)
        if event.mend
        else voice("Invite me there again, and all goes on.")
    )
    note = Note(text=f"{lost} {mend}", language=voice.language)
    return Whisper(to=creator, place=event.place, note=note, tone=Tone.SECRET)


def _by_creator(subjects: Iterable[Subject]) -> dict[PersonId, list[Subject]]:
    found: dict[PersonId, list[Subject]] = {}
    for subject in subjects:
        if not subject.creator:
            continue  # whoever began it had themselves erased
        found.setdefault(subject.creator, []).append(subject)
    return found


def _revoke_feed(desk: Desk, person: PersonId) -> None:
    """Let somebody's calendar address end with their last membership."""
    if not desk.member_places(person):
        desk.rituals.drop_feed(person)


def _meet(desk: Desk, actor: Actor, known: Person | None) -> Person:
    person = Person(id=actor.id, name=actor.name) if known is None else replace(known, name=actor.name)
    desk.put_person(person)
    return person


def _changed(place: Place, where: Where) -> bool:
    """Tell whether an event says something new of a place; a room may become a direct chat, and the other way round."""
    told = (where.kind, where.name) != (place.kind, place.name)
    return (place.lost and where.heard_there) or told or (where.members_known and not place.members_known)


def _find(desk: Desk, where: Where, known: Place | None) -> tuple[Place, tuple[Effect, ...]]:
    """Write a place down; one that was lost and is heard is revived, and its open cards are to be shown again."""
    shown: tuple[Effect, ...] = ()
    revived = where.heard_there and known is not None and known.lost
    if revived:
        desk.revive_place(where.id)
        shown = tuple(Show(subject=subject.number) for subject in desk.subjects_in(where.id, None, Status.OPEN))
    base = known or Place(id=where.id, kind=where.kind, name=where.name)
    place = replace(
        base,
        kind=where.kind,
        name=where.name or base.name,
        lost=base.lost and not revived,
        members_known=base.members_known or where.members_known,
    )
    desk.put_place(place)
    return place, shown


def _take_over(desk: Desk, place: PlaceId, members: Iterable[Actor]) -> None:
    """Make the memberships of a place those that its platform says; a role ends with its membership."""
    here = {member.person for member in desk.members(place)}
    now_here = {actor.id: actor for actor in members}
    for person in sorted(here - now_here.keys()):
        desk.drop_membership(place, person)
        desk.rituals.leave(place, person)
        _revoke_feed(desk, person)
    for person, actor in sorted(now_here.items()):
        known = desk.person(person)
        if known is None or known.name != actor.name:
            _meet(desk, actor, known)
        if person not in here:
            desk.put_membership(Membership(place=place, person=person))
