"""A ritual is planned: read, said back with its next dates, and stored once whoever asked has said yes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from pydantic import TypeAdapter

from handlers.effects import Answer, Effect, Show
from handlers.events import Submit
from handlers.people.ask import Ask
from handlers.people.permissions import belongs
from handlers.people.questions import ask_first
from handlers.rituals.forms import NEW, new_form
from handlers.rituals.plan import plan_of, scheduled
from handlers.rituals.wish import Trouble, Wish, Words, dates_ahead, namesake, said_twin, understand
from handlers.rituals.words import length, names_of, said_date, said_holidays, said_questions, said_rule
from handlers.subjects.elsewhere import elsewhere
from handlers.subjects.find import crowded
from storage.records import Kind, PersonId, PlaceId, PlaceKind, Subject
from storage.ritual_records import Participant

PLANNED = "ritual.new"


@dataclass(frozen=True, slots=True)
class Asked:
    """A wish that waits for a yes."""

    place: PlaceId
    wish: Wish


_ASKED: TypeAdapter[Asked] = TypeAdapter(Asked)


def new(ask: Ask) -> tuple[Effect, ...]:
    """Read a ritual as typed; with options alone, open the form with them in it."""
    line = ask.line
    if line is None:
        return ()
    if ask.event.where.kind is PlaceKind.DIRECT:
        return elsewhere(ask)
    if line.title is None:
        return _open(ask, line.options)
    when = " ".join((*line.words, *line.items))
    return _said_back(ask, Words(title=line.title, when=when, options=line.options), ask.event.where.id)


def form(ask: Ask) -> tuple[Effect, ...]:
    """Open the form of a new ritual: what ``ritual`` alone does."""
    return elsewhere(ask) if ask.event.where.kind is PlaceKind.DIRECT else _open(ask, {})


def submitted(ask: Ask) -> tuple[Effect, ...]:
    """Read a ritual as filled in; what is wrong is said beside its field."""
    event = ask.event
    if not isinstance(event, Submit):
        return ()
    place = PlaceId(event.form.removeprefix(NEW).removeprefix(":")) or event.where.id
    if not belongs(ask, place):
        return ask.refuse(ask.voice("You are no longer a member of the place where this was to be."))
    return _said_back(ask, _filled_in(event.values), place)


def _filled_in(values: Mapping[str, str | tuple[int, ...]]) -> Words:
    def text(name: str) -> str:
        value = values.get(name, "")
        return value.strip() if isinstance(value, str) else ""

    picked = values.get("template", ())
    template = ("standup", "weather", "review")[picked[0] - 1] if isinstance(picked, tuple) and picked else "standup"
    given = {name: text(name) for name in ("remind", "holidays") if text(name)}
    return Words(title=text("title"), when=text("when"), options={"template": template, **given})


def _open(ask: Ask, given: Mapping[str, str | None]) -> tuple[Effect, ...]:
    return ask.open(new_form(ask.event.where.id, ask.voice, given))


def _said_back(ask: Ask, words: Words, place: PlaceId) -> tuple[Effect, ...]:
    """Say what was understood, with the next dates and no other, and ask whether it is right."""
    full = crowded(ask, place)
    if full:
        return full
    wish = understand(ask, words, place)
    if isinstance(wish, Trouble):
        submitted = isinstance(ask.event, Submit)
        return (Answer(errors={wish.field: wish.reason}),) if submitted else ask.refuse(wish.reason)
    token = f"{PLANNED}:{ask.desk.chance.getrandbits(32):08x}"  # a button of an older question means nothing any more
    return ask_first(ask, token, said(ask, wish, place), held=_ASKED.dump_json(Asked(place, wish)).decode())


def said(ask: Ask, wish: Wish, place: PlaceId) -> str:
    """Say a wish back: its rule in words, its next dates one a line, and what else was asked for."""
    voice, ritual = ask.voice, wish.ritual
    head = voice("{title}: {rule}", title=wish.title, rule=said_rule(voice, ritual))
    dates = dates_ahead(ask, ritual, place)
    lines = [
        f"{head}. {voice.many('The next date:', 'The next {n} dates:', len(dates))}",
        *(f"  {said_date(voice, each.at, ritual.zone)}" for each in dates),
        *conditions(ask, wish, place),
        voice("Is that right?"),
    ]
    return "\n".join(lines)


def conditions(ask: Ask, wish: Wish, place: PlaceId) -> tuple[str, ...]:
    """Say what else was asked for, one line a thing; what goes without saying is left out."""
    voice, ritual = ask.voice, wish.ritual
    said = [said_holidays(voice, ritual)]
    if ritual.template != "standup":
        said.append(said_questions(voice, ritual))
    if wish.invited is not None:
        said.append(voice("only for {people}", people=voice.listed(names_of(ask.desk, voice, wish.invited))))
        said.append(_not_there(ask, wish.invited, place))
    if ritual.rotation:
        turns = [names_of(ask.desk, voice, [PersonId(person)])[0] for person in ritual.rotation]
        said.append(voice("in turn: {people}", people=", ".join(turns)))
    if ritual.close_after is not None:
        said.append(voice("each round closes after {length}", length=length(voice, ritual.close_after)))
    if ritual.remind is not None:
        said.append(voice("those missing are reminded {length} before", length=length(voice, ritual.remind)))
    return tuple(line for line in said if line)


def _not_there(ask: Ask, invited: tuple[PersonId, ...], place: PlaceId) -> str:
    """Name whoever is invited and no member of the place: they may come later, or the name is not the one meant."""
    home = ask.desk.place(place)
    if home is None or not home.members_known:
        return ""
    absent = [person for person in invited if ask.desk.membership(place, person) is None]
    if not absent:
        return ""
    names = ask.voice.listed(names_of(ask.desk, ask.voice, absent))
    return ask.voice("not in {place} yet, and able to answer once there: {people}", place=home.name, people=names)


def confirmed(ask: Ask, held: str) -> tuple[Effect, ...]:
    """Plan it, after a yes; what was true when the question was put is looked at again."""
    asked = _ASKED.validate_json(held)
    place, wish = asked.place, asked.wish
    if not belongs(ask, place):
        return ask.refuse(ask.voice("You are no longer a member of the place where this was to be."))
    twin = namesake(ask, wish.title, place)
    if twin is not None:
        return ask.refuse(said_twin(ask, wish.title, twin))
    full = crowded(ask, place)
    if full:
        return full
    desk, number = ask.desk, ask.desk.next_number()
    plan = plan_of(wish.ritual, desk.rituals.days_off(place))
    ritual = scheduled(replace(wish.ritual, subject=number), plan, ask.now)
    if ritual.next_at is None:
        return ask.refuse(ask.voice("Its last date has passed meanwhile; plan it again with another."))
    subject = Subject(
        number=number,
        kind=Kind.RITUAL,
        title=wish.title,
        creator=ask.event.actor.id,
        place=place,
        opened_at=ask.now,
        restricted=wish.invited is not None,
    )
    desk.put_subject(subject)
    desk.rituals.put(ritual)
    for person in wish.invited or ():
        desk.rituals.put_participant(Participant(subject=number, person=person))
    done = ask.voice(
        "Ritual {n} counts; its first round opens on {moment}.",
        n=number,
        moment=said_date(ask.voice, ritual.next_at, ritual.zone),
    )
    return (Show(subject=number, place=place), *ask.inform(done))
