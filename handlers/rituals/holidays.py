"""A team's own days off, beside its country's holidays: added, taken away, listed. They hold for all its rituals."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from handlers.effects import Effect
from handlers.language.mistakes import Mistake, explain
from handlers.language.recurrence import read_day
from handlers.language.vocabulary import small_of
from handlers.people.ask import Ask
from handlers.people.permissions import facilitates, refuse_facilitating
from handlers.rituals.change import reschedule
from handlers.rituals.find import Meant
from handlers.rituals.words import said_day
from handlers.subjects.words import command
from storage.records import Kind, PlaceKind

_ACTS = frozenset({"add", "remove", "list"})


def holidays(ask: Ask) -> tuple[Effect, ...]:
    """Hear ``holidays add 2027-05-07``, ``holidays remove 2027-05-07`` and ``holidays list``."""
    line = ask.line
    if line is None:
        return ()
    if ask.event.where.kind is PlaceKind.DIRECT:
        return ask.refuse(ask.voice("Days off belong to a place; type it there."))
    verb, *rest = line.words or ("list",)
    act = small_of(verb)
    if act not in _ACTS or (act != "list" and not rest):
        example = command(ask.voice, Kind.RITUAL, "holidays", ask.voice("add 2027-05-07"))
        return ask.refuse(
            ask.voice("A day off may be added, removed or listed, for example: {example}", example=example)
        )
    if act == "list":
        return ask.inform(_listed(ask))
    return _change(ask, " ".join(rest), adding=act == "add")


def _change(ask: Ask, typed: str, *, adding: bool) -> tuple[Effect, ...]:
    place = ask.event.where.id
    if not _may(ask):
        return refuse_facilitating(ask, place)
    day = read_day(typed, ask.now, ask.voice.zone)
    if isinstance(day, Mistake):
        return ask.refuse(explain(day, ask.voice))
    off, written = ask.desk.rituals.days_off(place), ask.voice.date(day)
    if not adding and str(day) not in off:
        return ask.refuse(
            ask.voice("{day} is no day off of this team’s own; to see them: {command}", day=written, command=_list(ask))
        )
    if adding:
        ask.desk.rituals.put_day_off(place, str(day))
        said = ask.voice("{day} is a day off here.", day=written)
    else:
        ask.desk.rituals.drop_day_off(place, str(day))
        said = ask.voice("{day} is a day like any other again.", day=written)
    _reckon_again(ask)
    return ask.inform(f"{said[0].upper()}{said[1:]}")


def _may(ask: Ask) -> bool:
    """Tell whether whoever asks may say when the team is off: a facilitator, or the creator of a ritual of it."""
    place, person = ask.event.where.id, ask.event.actor.id
    mine = any(subject.creator == person for subject in ask.desk.subjects_in(place, Kind.RITUAL))
    return mine or facilitates(ask, place)


def _reckon_again(ask: Ask) -> None:
    """Set the next date of every ritual that is at home here."""
    subjects = [one for one in ask.desk.subjects_in(ask.event.where.id, Kind.RITUAL) if one.place == ask.event.where.id]
    found = ask.desk.rituals.among(one.number for one in subjects)
    for subject in subjects:
        if subject.number in found:
            reschedule(ask, Meant(subject, found[subject.number]))


def _list(ask: Ask) -> str:
    return command(ask.voice, Kind.RITUAL, "holidays", ask.voice("list"))


def _listed(ask: Ask) -> str:
    """List the team's own days off to come, and whose holidays its rituals keep."""
    place, today = ask.event.where.id, str(date.fromordinal(ask.now.toordinal()))
    days = [day for day in ask.desk.rituals.days_off(place) if day >= today]
    head = (
        ask.voice("This team’s own days off:") if days else ask.voice("This team has no days off of its own to come.")
    )
    subjects = {one.number: one.title for one in ask.desk.subjects_in(place, Kind.RITUAL)}
    kept: Mapping[int, str] = {
        number: ritual.holidays for number, ritual in ask.desk.rituals.among(subjects).items() if ritual.holidays
    }
    codes = (f"  {subjects[number]} · {code}" for number, code in kept.items())
    also = (ask.voice("Holidays kept:"), *codes) if kept else ()
    return "\n".join((head, *(f"  {said_day(ask.voice, day)}" for day in days), *also))
