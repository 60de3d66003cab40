"""A poll begins: typed in one line, in several, or filled in as a form."""

from __future__ import annotations

from collections.abc import Mapping

from handlers.effects import Answer, Effect, Show
from handlers.events import Submit
from handlers.people.ask import Ask
from handlers.people.permissions import belongs
from handlers.polls.forms import NEW, new_form
from handlers.polls.wish import Wish, Words, understand
from handlers.subjects.begin import Guests, guests, refuse_beginning, said_back, write_down
from handlers.subjects.elsewhere import elsewhere
from handlers.subjects.wish import Trouble, tidy
from storage.records import Kind, PlaceId, PlaceKind, Subject


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
    who = guests(ask)
    if isinstance(who, Trouble):
        return ask.refuse(who.reason)
    return _begin(ask, heard, who, ask.event.where.id)


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
    return ask.open(new_form(ask.event.where.id, ask.voice, filled))


def _begin(ask: Ask, wish: Wish, who: Guests, place: PlaceId) -> tuple[Effect, ...]:
    no = refuse_beginning(ask, place, who, reminding=wish.remind_at is not None)
    if no:
        return no
    subject = _subject(ask, wish, who, place)
    write_down(ask, subject, who)
    return (Show(subject=subject.number, place=place), *said_back(ask, subject))


def _subject(ask: Ask, wish: Wish, who: Guests, place: PlaceId) -> Subject:
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
        restricted=who.people is not None,
        closes_at=wish.closes_at,
        remind_at=wish.remind_at,
    )
