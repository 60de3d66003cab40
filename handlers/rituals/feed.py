"""One's rituals for one's calendar: a file, and in the direct chat a private address where the bot has one."""

from __future__ import annotations

import base64
from datetime import datetime
from hashlib import sha256

from handlers.effects import Effect, Tell, Tone, Whisper
from handlers.language.vocabulary import NONE, fold
from handlers.people.ask import Ask
from handlers.people.house import House
from handlers.rituals.calendar import Entry, calendar
from handlers.rituals.find import Meant, by_number
from handlers.rituals.plan import plan_of
from handlers.subjects.words import command
from handlers.texts import Voice
from handlers.views import File, Note
from storage.reads import Snapshot
from storage.records import Kind, PersonId
from storage.ritual_records import Feed

BITS = 256


def wanted(ask: Ask) -> tuple[Effect, ...]:
    """Hand over the file, and a new private address in place of the one before; of a ritual that is named, its file.

    ``calendar none`` takes the address away.
    """
    number, words = (ask.line.number, ask.line.words) if ask.line else (None, ())
    if words:
        return _taken_away(ask) if fold(" ".join(words)) in NONE else _misread(ask, words[0])
    if number is not None:
        meant = by_number(ask, number)
        told = ask.tell("ritual.calendar", number, ask.now.isoformat())
        return told if isinstance(meant, Meant) else meant
    file = ask.tell("ritual.calendar", argument=ask.now.isoformat())
    if not ask.house.public_url:
        return file
    person = ask.event.actor.id
    token = base64.b32encode(ask.desk.chance.getrandbits(BITS).to_bytes(BITS // 8, "big")).decode().rstrip("=").lower()
    ask.desk.rituals.put_feed(Feed(person=person, digest=digest(token)))
    said = ask.voice(
        "Your rituals as a calendar that keeps itself up to date, at an address of yours alone: {address}\n"
        "It tells titles and dates to whoever knows it; an address that you had before no longer works. "
        "To take it away: {command}",
        address=f"{ask.house.public_url.rstrip('/')}/calendar/{token}.ics",
        command=_off(ask),
    )
    note = Note(text=said, language=ask.voice.language)
    return (*file, Whisper(to=person, place=ask.event.where.id, note=note, tone=Tone.SECRET, fleeting=True))


def _off(ask: Ask) -> str:
    return command(ask.voice, Kind.RITUAL, "calendar", ask.voice("none"))


def _taken_away(ask: Ask) -> tuple[Effect, ...]:
    """Let somebody's address show nothing any more."""
    person = ask.event.actor.id
    if ask.desk.rituals.feed(person) is None:
        return ask.refuse(ask.voice("You have no address of a calendar; nothing was changed."))
    ask.desk.rituals.drop_feed(person)
    again = command(ask.voice, Kind.RITUAL, "calendar")
    return ask.confirm(
        ask.voice("The address of your calendar no longer works; for a new one: {command}", command=again)
    )


def _misread(ask: Ask, word: str) -> tuple[Effect, ...]:
    example = command(ask.voice, Kind.RITUAL, "calendar")
    return ask.refuse(
        ask.voice(
            "“{typed}” means nothing after {example}, which gives your calendar; to take its address away: {command}",
            typed=word[:40],
            example=example,
            command=_off(ask),
        )
    )


def digest(token: str) -> str:
    """Return what is kept of an address."""
    return sha256(token.encode()).hexdigest()


def read_calendar(snapshot: Snapshot, tell: Tell, _house: House) -> Note | File:
    """Write the file of somebody's rituals."""
    voice = Voice("fr" if tell.language == "fr" else "en", tell.zone)
    return File(
        name=voice("rituals.ics"),
        media_type="text/calendar",
        content=file_of(snapshot, tell.to or PersonId(""), voice, datetime.fromisoformat(tell.argument), tell.subject),
        text=True,
        note=voice("Ritual {n}, for your calendar", n=tell.subject)
        if tell.subject
        else voice("The rituals of your places, for your calendar"),
    )


def file_of(snapshot: Snapshot, person: PersonId, voice: Voice, now: datetime, only: int = 0) -> bytes:
    """Write the rituals of every place that somebody is in, or ``only`` one: titles and dates, and nothing else."""
    entries = []
    for number in snapshot.rituals.planned(person):
        if only not in (0, number):
            continue
        subject, ritual = snapshot.subject(number), snapshot.rituals.get(number)
        if subject is None or ritual is None or ritual.paused:
            continue
        plan = plan_of(ritual, snapshot.rituals.days_off(subject.place))
        entries.append(Entry(uid=f"ritual-{number}@ritournelle", title=subject.title, plan=plan))
    return calendar(entries, name=voice("Rituals"), now=now)


def feed_of(snapshot: Snapshot, token: str, house: House, now: datetime) -> bytes | None:
    """Write what an address shows; None for one that was never given, or is no longer good."""
    person = snapshot.rituals.of_feed(digest(token))
    if person is None or not snapshot.sums.member_places(person):
        return None
    known = snapshot.person(person)
    return file_of(snapshot, person, Voice((known and known.language) or house.language, house.zone), now)
