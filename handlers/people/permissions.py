"""Who may do what. A role counts only where its bearer is a member, and ends on leaving."""

from __future__ import annotations

from handlers.effects import Effect
from handlers.events import Role
from handlers.language.vocabulary import feature_word, verb_word
from handlers.people.ask import Ask
from handlers.people.whereabouts import place_asked
from storage.records import Kind, PersonId, PlaceId, PlaceKind, Status, Subject


def belongs(ask: Ask, place: PlaceId, person: PersonId | None = None) -> bool:
    """Tell whether somebody (or whoever asks) is a member of a place; whoever speaks in a place is one."""
    who = person or ask.event.actor.id
    if place == ask.event.where.id and who == ask.event.actor.id:
        return True
    return ask.desk.is_member(place, who)


def is_manager(ask: Ask) -> bool:
    """Tell whether whoever asks is one of the installation's managers."""
    actor = ask.event.actor
    return Role.MANAGER in actor.roles or actor.id in ask.house.managers


def facilitates(ask: Ask, place: PlaceId) -> bool:
    """Tell whether whoever asks facilitates a place: by the platform's word, by being named, or as a manager there.

    The platform's roles are said of the place where the event happened, and of no other. Guests never facilitate.
    """
    actor, here = ask.event.actor, place == ask.event.where.id
    if Role.GUEST in actor.roles or not belongs(ask, place):
        return False
    if here and actor.roles & {Role.MODERATOR, Role.OPERATOR}:
        return True
    membership = ask.desk.membership(place, actor.id)
    return (membership is not None and membership.facilitator) or is_manager(ask)


def homes(ask: Ask, subject: Subject) -> tuple[PlaceId, ...]:
    """Return the places of a subject: where it was begun, and wherever else it is shown."""
    shown = ask.desk.places_of(subject.number)
    return shown if subject.place in shown else (subject.place, *shown)


def may_manage(ask: Ask, subject: Subject) -> bool:
    """Tell whether whoever asks may close, edit or delete it: its creator while a member, or a facilitator there."""
    places = homes(ask, subject)
    if subject.creator == ask.event.actor.id and any(belongs(ask, place) for place in places):
        return True
    return any(facilitates(ask, place) for place in places)


def may_see(ask: Ask, number: int) -> Subject | None:
    """Return a subject that may be named from here: shown here or, in the direct chat, in a place of whoever asks."""
    subject = ask.desk.subject(number)
    if subject is None or subject.status is Status.DELETED:
        return None
    here = ask.event.where
    if subject.place == here.id or ask.desk.showing(number, here.id) is not None:
        return subject
    if here.kind is not PlaceKind.DIRECT:
        return None
    mine = belongs(ask, subject.place) or any(belongs(ask, place) for place in ask.desk.places_of(number))
    return subject if mine else None


def unknown(ask: Ask, number: int, kind: Kind | None = None) -> tuple[Effect, ...]:
    """Answer a number that does not exist, and one that may not be named from here, with the same words.

    ``kind`` is what was asked for, where the feature that was typed does not say it.
    """
    listed = _list(ask, kind)
    return ask.refuse(
        ask.voice("There is no number {n} here; type “{example}” to see what there is.", n=number, example=listed)
    )


def refuse_managing(ask: Ask, subject: Subject) -> tuple[Effect, ...]:
    """Say who may do what was asked."""
    creator = ask.desk.person(subject.creator)
    who = creator.name if creator and creator.name else None
    where = place_asked(ask, subject)
    if who is None:
        return ask.refuse(ask.voice("Only a facilitator of {place} may do that.", place=where))
    return ask.refuse(ask.voice("Only {name} or a facilitator of {place} may do that.", name=who, place=where))


def refuse_facilitating(ask: Ask, place: PlaceId) -> tuple[Effect, ...]:
    """Say that only facilitators may, and how to learn who they are."""
    known = ask.desk.place(place)
    spoken = ask.voice.language
    example = ask.voice.typed(f"{feature_word('settings', spoken)} {verb_word('facilitators', spoken)}")
    return ask.refuse(
        ask.voice(
            "Only a facilitator of {place} may do that; “{example}” names them.",
            place=known.name if known else str(place),
            example=example,
        )
    )


def _list(ask: Ask, kind: Kind | None) -> str:
    """Say the list to look at: of what was typed about, whether the number exists or not."""
    typed = kind or (ask.line.feature if ask.line else ask.typed.feature if ask.typed else "")
    feature = typed if typed in set(Kind) else Kind.POLL
    return ask.voice.typed(f"{feature_word(feature, ask.voice.language)} {verb_word('list', ask.voice.language)}")
