"""A ritual in words: its rule, its dates, where it stands."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from zoneinfo import ZoneInfo

from handlers.language.recurrence_said import say_rule, say_whole
from handlers.language.vocabulary import template_word
from handlers.people.voices import People
from handlers.rituals.questions import items_of
from handlers.texts import Voice
from schedules.holidays import is_local
from storage.records import PersonId, Status, Subject
from storage.ritual_records import Paused, Ritual, Round


def said_date(voice: Voice, instant: datetime, zone: str) -> str:
    """Write when a round opens: ``Tuesday 2 November 2027 at 10:00 (Europe/Paris)``."""
    local = instant.astimezone(ZoneInfo(zone))
    return voice("{date} at {time} ({zone})", date=voice.date(local.date()), time=f"{local:%H:%M}", zone=zone)


def said_for(voice: Voice, instant: datetime, zone: str, own: str | None) -> str:
    """Write when a round opens and, where a reader's ``own`` clock then shows another hour, what it shows."""
    said = said_date(voice, instant, zone)
    if own is None:
        return said
    there, here = instant.astimezone(ZoneInfo(zone)), instant.astimezone(ZoneInfo(own))
    if there.replace(tzinfo=None) == here.replace(tzinfo=None):
        return said
    hour = voice("{time} ({zone})", time=f"{here:%H:%M}", zone=own)
    return f"{said} · {hour if there.date() == here.date() else said_date(voice, instant, own)}"


def said_day(voice: Voice, day: str) -> str:
    """Write a day in full: ``Tuesday 24 November 2026``."""
    return voice.date(date.fromisoformat(day))


def said_days(voice: Voice, first: str, last: str) -> str:
    """Write a day, or several on end: ``on Tuesday 24 November 2026``, ``from … to …``."""
    if first == last:
        return voice("on {day}", day=said_day(voice, first))
    return voice("from {first} to {last}", first=said_day(voice, first), last=said_day(voice, last))


def said_rule(voice: Voice, ritual: Ritual) -> str:
    """Write when it comes back, with its zone: ``every weekday at 09:30 (Europe/Paris)``."""
    return voice("{rule} ({zone})", rule=say_rule(ritual.recurrence, voice), zone=ritual.zone)


def said_planned(voice: Voice, ritual: Ritual) -> str:
    """Write when it comes back as its card says it: a single date by its day, where no list of dates stands beside."""
    say = say_whole if ritual.recurrence.once else say_rule
    return voice("{rule} ({zone})", rule=say(ritual.recurrence, voice), zone=ritual.zone)


def said_holidays(voice: Voice, ritual: Ritual) -> str:
    """Say what a holiday does to it; nothing where it knows none."""
    if not ritual.holidays:
        return ""
    does = {
        "next": voice("holidays of {code}: put off to the next working day", code=ritual.holidays),
        "previous": voice("holidays of {code}: brought forward to the working day before", code=ritual.holidays),
    }.get(ritual.on_holiday) or voice("holidays of {code}: passed over", code=ritual.holidays)
    if is_local(ritual.holidays):
        return voice("{holidays} (Good Friday depends on the commune there)", holidays=does)
    return does


def said_questions(voice: Voice, ritual: Ritual) -> str:
    """Say what its rounds ask: a template of ours by its name, the team's own questions in full."""
    asked = template_word(ritual.template, voice.language) if ritual.template else ""
    asked = asked or " · ".join(item.words for item in items_of(ritual, voice))
    return voice("questions: {template}", template=asked)


def length(voice: Voice, seconds: int) -> str:
    """Write a length of time: ``30 min``, ``2 h``, ``1 h 30 min``, ``2 days``."""
    minutes = seconds // 60
    days, left = divmod(minutes, 24 * 60)
    hours, rest = divmod(left, 60)
    parts = [
        voice.many("{n} day", "{n} days", days) if days else "",
        voice("{n} h", n=hours) if hours else "",
        voice("{n} min", n=rest) if rest or not minutes else "",
    ]
    return " ".join(part for part in parts if part)


def stands(voice: Voice, subject: Subject, ritual: Ritual) -> str:
    """Say where a ritual stands."""
    if subject.status is Status.DELETED:
        return voice("deleted")
    if subject.status is Status.WITHDRAWN:
        return voice("withdrawn")
    if ritual.paused is Paused.BY_HAND:
        return voice("paused")
    if ritual.paused is Paused.PLACE_LOST:
        return voice("paused: its place can no longer be reached")
    if ritual.next_at is None:
        return voice("ended")
    return voice("planned")


def name_of(people: People, voice: Voice, person: PersonId | None) -> str:
    """Name somebody; whoever had themselves erased is nobody in particular any more."""
    known = people.person(person) if person else None
    return known.name if known and known.name else voice("somebody")


def names_of(people: People, voice: Voice, persons: Iterable[PersonId]) -> list[str]:
    """Name several people, in the order of their names."""
    return sorted((name_of(people, voice, person) for person in persons), key=str.casefold)


def round_name(voice: Voice, round_: Round) -> str:
    """Name a round by its day: ``round of Tuesday 24 November 2026``."""
    return voice("round of {day}", day=said_day(voice, round_.day))
