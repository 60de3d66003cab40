"""A poll begins: typed in one line, in several, or filled in as a form."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from handlers.answering.dialogue import open_form
from handlers.effects import Answer, Effect, Show
from handlers.events import Submit
from handlers.people.ask import Ask
from handlers.people.named import Misnamed, find_people, humans
from handlers.people.permissions import belongs
from handlers.polls.forms import NEW, new_form
from handlers.polls.wish import Trouble, Wish, Words, tidy, understand
from handlers.subjects.elsewhere import elsewhere
from handlers.subjects.find import crowded
from storage.records import (
    Due,
    DueKind,
    Kind,
    PersonId,
    Place,
    PlaceId,
    PlaceKind,
    Subject,
)


@dataclass(frozen=True, slots=True)
class Guests:
    """Who is invited by name; None of them where everybody is."""

    people: tuple[PersonId, ...] | None


def new(ask: Ask) -> tuple[Effect, ...]:
    """Ask a poll as typed; with options and no words, open the form with these options in it."""
    line = ask.line
    if line is None:
        return ()
    if ask.event.where.kind is PlaceKind.DIRECT:
        return elsewhere(ask)
    if line.title is None and not line.items and not line.words and not {"with", "remind"} & line.options.keys():
        return _open(ask, _filled(line.options))
    heard = understand(_typed(line.title, (*line.words, *line.items), line.options), ask.voice, ask.now)
    if isinstance(heard, Trouble):
        return ask.refuse(heard.reason)
    guests = _guests(ask)
    if isinstance(guests, Trouble):
        return ask.refuse(guests.reason)
    return _begin(ask, heard, guests, ask.event.where.id)


def form(ask: Ask) -> tuple[Effect, ...]:
    """Open the form of a new poll: what ``poll`` alone does."""
    return elsewhere(ask) if ask.event.where.kind is PlaceKind.DIRECT else _open(ask, {})


def submitted(ask: Ask) -> tuple[Effect, ...]:
    """Ask a poll as filled in; what is wrong is said beside its field."""
    event = ask.event
    if not isinstance(event, Submit):
        return ()
    heard = understand(_written(event.values), ask.voice, ask.now)
    if isinstance(heard, Trouble):
        return (Answer(errors={heard.field: heard.reason}),)
    place = PlaceId(event.form.removeprefix(NEW).removeprefix(":")) or event.where.id
    if not belongs(ask, place):
        return ask.refuse(ask.voice("You are no longer a member of the place where this poll was to be asked."))
    return _begin(ask, heard, Guests(None), place)


def _typed(title: str | None, options: tuple[str, ...], given: Mapping[str, str | None]) -> Words:
    most = given.get("multi")
    return Words(
        title=tidy(title or ""),
        options=tuple(tidy(option) for option in options),
        multi="multi" in given,
        limit=int(most[:6]) if most else None,
        anonymous="anonymous" in given,
        hidden="hidden" in given,
        until=given.get("until") or "",
        remind=given.get("remind") or "",
    )


def _written(values: Mapping[str, str | tuple[int, ...]]) -> Words:
    def text(name: str) -> str:
        value = values.get(name, "")
        return value if isinstance(value, str) else ""

    lines = (tidy(line) for line in text("options").splitlines())
    return Words(
        title=tidy(text("title")),
        options=tuple(line for line in lines if line),
        multi=values.get("multi") == (2,),
        anonymous=values.get("secrecy") == (2,),
        hidden=values.get("secrecy") == (3,),
        until=text("until").strip(),
    )


def _filled(given: Mapping[str, str | None]) -> dict[str, str]:
    """Turn the options of a line without words into the form's first answers."""
    secrecy = "2" if "anonymous" in given else "3" if "hidden" in given else ""
    return {"multi": "2" if "multi" in given else "", "secrecy": secrecy, "until": given.get("until") or ""}


def _open(ask: Ask, filled: Mapping[str, str]) -> tuple[Effect, ...]:
    event = ask.event
    return open_form(
        ask.desk,
        event.actor.id,
        event.where.id,
        new_form(event.where.id, ask.voice, filled),
        voice=ask.voice,
        now=ask.now,
        ticket=event.ticket,
        message=event.message,
    )


def _guests(ask: Ask) -> Guests | Trouble:
    """Find the people of ``--with``; a name that several bear, or nobody, is asked about rather than guessed."""
    line = ask.line
    if line is None or "with" not in line.options:
        return Guests(None)
    found = find_people(ask, line.people, ask.event.where.id)
    if isinstance(found, Misnamed):
        return Trouble("with", found.reason)
    people = humans(ask, found)
    if not people:
        return Trouble(
            "with", ask.voice("Nobody who can answer is named after --with, for example: --with @alice @bob")
        )
    return Guests(people)


def _begin(ask: Ask, wish: Wish, guests: Guests, place: PlaceId) -> tuple[Effect, ...]:
    full = crowded(ask, place)
    if full:
        return full
    if wish.remind_at and guests.people is None and not _members_known(ask.desk.place(place)):
        return ask.refuse(
            ask.voice(
                "I do not know who is a member here, so --remind has nobody to remind; invite by name with --with."
            )
        )
    subject = _subject(ask, wish, guests, place)
    _write(ask, subject, guests)
    return (Show(subject=subject.number, place=place), *_said_back(ask, subject))


def _members_known(place: Place | None) -> bool:
    return place is not None and place.members_known


def _subject(ask: Ask, wish: Wish, guests: Guests, place: PlaceId) -> Subject:
    words = wish.words
    return Subject(
        number=ask.desk.next_number(),
        kind=Kind.POLL,
        title=words.title,
        creator=ask.event.actor.id,
        place=place,
        opened_at=ask.now,
        options=words.options,
        multi=words.multi,
        limit=wish.limit,
        anonymous=words.anonymous,
        hidden=words.hidden,
        restricted=guests.people is not None,
        closes_at=wish.closes_at,
        remind_at=wish.remind_at,
    )


def _write(ask: Ask, subject: Subject, guests: Guests) -> None:
    desk, number = ask.desk, subject.number
    desk.put_subject(subject)
    if guests.people is None:
        desk.invite_members(number, (subject.place,))
    for person in guests.people or ():
        desk.invite(number, person)
    if subject.closes_at:
        desk.set_due(Due(subject=number, kind=DueKind.CLOSE, at=subject.closes_at))
    if subject.remind_at:
        desk.set_due(Due(subject=number, kind=DueKind.REMIND, at=subject.remind_at))


def _said_back(ask: Ask, subject: Subject) -> tuple[Effect, ...]:
    """Echo the moments that were read, with their zone; the card itself answers everything else."""
    if subject.closes_at is None:
        return ()
    voice, closing = ask.voice, ask.voice.moment(subject.closes_at)
    if subject.remind_at is None:
        return ask.confirm(voice("Poll {n} closes by itself on {moment}.", n=subject.number, moment=closing))
    return ask.confirm(
        voice(
            "Poll {n} closes by itself on {moment}; those missing are reminded on {reminder}.",
            n=subject.number,
            moment=closing,
            reminder=voice.moment(subject.remind_at),
        )
    )
