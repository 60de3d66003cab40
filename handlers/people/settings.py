"""``settings``: language and time zone (one's own in the direct chat, else the place's), and a place's facilitators."""

from __future__ import annotations

import difflib
from collections.abc import Mapping
from dataclasses import replace
from functools import cache
from types import MappingProxyType
from zoneinfo import available_timezones

from handlers.effects import Effect, Show
from handlers.events import Role
from handlers.language.vocabulary import SMALL, feature_word, small_of, verb_word
from handlers.people.ask import Ask
from handlers.people.permissions import facilitates, is_manager, refuse_facilitating
from handlers.texts import LANGUAGES, Voice
from storage.records import Language, Membership, Person, PersonId, Place, PlaceKind, Status

_NOT_ZONES = ("posix/", "right/", "localtime", "posixrules", "Factory", "SystemV/")


def show(ask: Ask) -> tuple[Effect, ...]:
    """Show one's own settings in the direct chat, the place's elsewhere, each with how to change it."""
    voice = ask.voice
    if _own(ask):
        return ask.inform("\n".join(own(ask.desk.person(ask.event.actor.id), voice)))
    here = _place(ask)
    head = voice("Settings of {place}", place=here.name)
    axes = (voice("axes: {axes}", axes=voice.listed(list(here.axes))),) if here.axes else ()
    lines = (*_lines(voice, here.language, here.zone), *_roles(ask), *axes)
    return ask.inform("\n".join((head, *lines, _change(voice))))


def own(person: Person | None, voice: Voice) -> tuple[str, ...]:
    """Say what somebody set for themselves, or what is used instead, and how to change it."""
    language, zone = (person.language, person.zone) if person else (None, None)
    return (voice("Your settings"), *_lines(voice, language, zone), _change(voice))


def _lines(voice: Voice, language: Language | None, zone: str | None) -> tuple[str, ...]:
    used = voice("{value} (not set here)", value=_tongue(voice, voice.language))
    return (
        voice("language: {value}", value=_tongue(voice, language) if language else used),
        voice("time zone: {value}", value=zone or voice("{value} (not set here)", value=voice.zone)),
    )


def _change(voice: Voice) -> str:
    return voice("To change one, for example: {example}", example=f"{_command(voice, 'language')} {voice.language}")


def language(ask: Ask) -> tuple[Effect, ...]:
    """Set the language that one is spoken to in, or that a place's cards are written in."""
    typed = " ".join(ask.line.words) if ask.line else ""
    chosen = next((known for known in LANGUAGES if known == small_of(typed)), None)
    if chosen is None:
        return ask.refuse(
            ask.voice(
                "The language may be “en” (English) or “fr” (French), for example: {example}",
                example=f"{_command(ask.voice, 'language')} fr",
            )
        )
    if not (_own(ask) or facilitates(ask, ask.event.where.id)):
        return refuse_facilitating(ask, ask.event.where.id)
    if _own(ask):
        ask.desk.put_person(replace(_person(ask), language=chosen))
        ask = replace(ask, voice=replace(ask.voice, language=chosen))
        return ask.confirm(ask.voice("From now on I speak English to you."))
    return (*_change_place(ask, replace(_place(ask), language=chosen)), *_said_of_place(ask, chosen))


def _said_of_place(ask: Ask, chosen: Language) -> tuple[Effect, ...]:
    """Confirm in the language that whoever asks now reads here: their own setting still comes first."""
    own = ask.desk.person(ask.event.actor.id)
    reads = (own and own.language) or ask.event.actor.locale or chosen
    ask = replace(ask, voice=replace(ask.voice, language=reads))
    tongue = _tongue(ask.voice, chosen)
    return ask.confirm(
        ask.voice("The cards of {place} are now written in {language}.", place=_place(ask).name, language=tongue)
    )


def timezone(ask: Ask) -> tuple[Effect, ...]:
    """Set the zone in which moments are read and said."""
    typed = "_".join(ask.line.words) if ask.line else ""
    zone = _zones().get(typed.casefold())
    if zone is None:
        return ask.refuse(_unknown_zone(ask.voice, typed))
    if not (_own(ask) or facilitates(ask, ask.event.where.id)):
        return refuse_facilitating(ask, ask.event.where.id)
    local = replace(ask, voice=replace(ask.voice, zone=zone))
    moment = local.voice.moment(ask.now)
    if _own(ask):
        ask.desk.put_person(replace(_person(ask), zone=zone))
        return ask.inform(ask.voice("Your time zone is {zone}; it is now {moment}.", zone=zone, moment=moment))
    said = ask.voice(
        "The time zone of {place} is {zone}; it is now {moment}.", place=_place(ask).name, zone=zone, moment=moment
    )
    return (*_change_place(ask, replace(_place(ask), zone=zone)), *ask.inform(said))


def facilitators(ask: Ask) -> tuple[Effect, ...]:
    """List a place's facilitators, or name some (``add``, or just ``@bob``), or take the role back (``remove``)."""
    if _own(ask):
        return ask.refuse(ask.voice("Facilitators belong to a place; ask for them there."))
    words = ask.line.words if ask.line else ()
    typed = ask.line.people if ask.line else ()
    act = words[0] if words else ("add" if typed else "list")
    if act not in ("add", "remove", "list") or (act != "list" and not typed) or (act == "list" and typed):
        return ask.refuse(ask.voice("Name somebody, for example: {example}", example=_example(ask.voice)))
    if act == "list":
        return ask.inform("\n".join(_roles(ask)))
    if not facilitates(ask, ask.event.where.id):
        return refuse_facilitating(ask, ask.event.where.id)
    return _appoint(ask, typed, facilitator=act == "add")


def _appoint(ask: Ask, typed: tuple[str, ...], *, facilitator: bool) -> tuple[Effect, ...]:
    """Give or take the role of everybody named, or of nobody when one of them is no member."""
    here = ask.event.where.id
    people = ask.mentioned()
    members = [ask.desk.membership(here, person) for person in people]
    if len(people) < len(typed) or None in members:
        known = {name for name in typed if name in getattr(ask.event, "people", {})}
        strangers = [name for name in typed if name not in known] or [
            _name(ask, person) for person, member in zip(people, members, strict=True) if member is None
        ]
        return ask.refuse(
            ask.voice.many(
                "Only members of {place} can facilitate it, and {people} is not known here.",
                "Only members of {place} can facilitate it, and {people} are not known here.",
                len(strangers),
                place=_place(ask).name,
                people=ask.voice.listed(strangers),
            )
        )
    if facilitator and (guests := [person for person in people if person in getattr(ask.event, "guests", ())]):
        return ask.refuse(
            ask.voice.many(
                "Guests do not facilitate, and {people} is one; name a member of the team.",
                "Guests do not facilitate, and {people} are guests; name a member of the team.",
                len(guests),
                people=_people(ask, guests),
            )
        )
    changed = dict.fromkeys(people, facilitator)
    if not facilitator and _leaves_nobody(ask, changed):
        return ask.refuse(
            ask.voice(
                "Nobody would facilitate {place}; first name somebody else: {example}",
                place=_place(ask).name,
                example=_example(ask.voice),
            )
        )
    for person in changed:
        ask.desk.put_membership(Membership(place=here, person=person, facilitator=facilitator))
    return ask.inform("\n".join(_roles(ask, changed)))


def _leaves_nobody(ask: Ask, changed: Mapping[PersonId, bool]) -> bool:
    """Tell whether a place would be without facilitators: named, a manager, or by the platform's word whoever asks."""
    here, platforms = ask.event.where.id, {Role.MODERATOR, Role.OPERATOR}
    named = any(member.facilitator and member.person not in changed for member in ask.desk.members(here))
    return not (named or ask.event.actor.roles & platforms or is_manager(ask) or _managers(ask))


def _managers(ask: Ask) -> list[PersonId]:
    """Return which managers are members here."""
    return [person for person in sorted(ask.house.managers) if ask.desk.membership(ask.event.where.id, person)]


def _roles(ask: Ask, changed: Mapping[PersonId, bool] = MappingProxyType({})) -> list[str]:
    """Say who was named facilitator here (``changed`` just now), and which managers are members here."""
    here, voice = ask.event.where.id, ask.voice
    named = [member.person for member in ask.desk.members(here) if changed.get(member.person, member.facilitator)]
    lines = [voice("facilitators: {people}", people=_people(ask, named))]
    if managers := _managers(ask):
        lines.append(voice("managers: {people}", people=_people(ask, managers)))
    return lines


def _people(ask: Ask, people: list[PersonId]) -> str:
    return ask.voice.listed([_name(ask, person) for person in people]) if people else ask.voice("nobody was named")


def _name(ask: Ask, person: PersonId) -> str:
    known = ask.desk.person(person)
    return known.name if known and known.name else str(person).partition(":")[2]


def _change_place(ask: Ask, place: Place) -> tuple[Effect, ...]:
    """Write a place's setting down; its open cards are to be drawn again."""
    ask.desk.put_place(place)
    open_here = ask.desk.subjects_in(place.id, None, Status.OPEN)
    return tuple(Show(subject=subject.number) for subject in open_here)


@cache
def _zones() -> dict[str, str]:
    """Return every zone by its folded name, and by its city alone where only one zone has it."""
    names = sorted(zone for zone in available_timezones() if not zone.startswith(_NOT_ZONES))
    cities: dict[str, list[str]] = {}
    for zone in names:
        if "/" in zone and not zone.startswith("Etc/"):
            cities.setdefault(zone.rpartition("/")[2].casefold(), []).append(zone)
    alone = {city: zones[0] for city, zones in cities.items() if len(zones) == 1}
    return alone | {zone.casefold(): zone for zone in names}


def _unknown_zone(voice: Voice, typed: str) -> str:
    if not typed:
        return voice("Name a time zone, for example: {example}", example=f"{_command(voice, 'timezone')} Europe/Paris")
    near = difflib.get_close_matches(typed[:60].casefold(), _zones(), n=1, cutoff=0.6)
    return voice(
        "“{typed}” is no time zone I know; the nearest is {zone}, for example: {example}",
        typed=typed[:40],
        zone=_zones()[near[0]] if near else "Europe/Paris",
        example=f"{_command(voice, 'timezone')} {_zones()[near[0]] if near else 'Europe/Paris'}",
    )


def _own(ask: Ask) -> bool:
    return ask.event.where.kind is PlaceKind.DIRECT


def _person(ask: Ask) -> Person:
    actor = ask.event.actor
    return ask.desk.person(actor.id) or Person(id=actor.id, name=actor.name)


def _place(ask: Ask) -> Place:
    where = ask.event.where
    return ask.desk.place(where.id) or Place(id=where.id, kind=where.kind, name=where.name)


def _command(voice: Voice, verb: str) -> str:
    return voice.typed(f"{feature_word('settings', voice.language)} {verb_word(verb, voice.language)}")


def _example(voice: Voice) -> str:
    return f"{_command(voice, 'facilitators')} {SMALL['add'].said(voice.language)} @bob"


def _tongue(voice: Voice, language: Language) -> str:
    return voice("French") if language == "fr" else voice("English")
