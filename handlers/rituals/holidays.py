"""A team's own days off, beside its country's holidays: added, taken away, listed. They hold for all its rituals."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta

from handlers.effects import Effect
from handlers.language.absences import read_absence
from handlers.language.mistakes import Mistake, explain
from handlers.language.recurrence import read_day
from handlers.language.vocabulary import small_of
from handlers.people.ask import Ask
from handlers.people.permissions import facilitates, refuse_facilitating
from handlers.rituals.change import reschedule
from handlers.rituals.find import Meant
from handlers.rituals.words import said_day, said_days
from handlers.subjects.words import command
from handlers.texts import Voice
from storage.records import Kind, PlaceKind

LONGEST = timedelta(days=31)  # of days off that are said at once
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
    days = _read(ask, typed)
    if isinstance(days, Mistake):
        return ask.refuse(explain(days, ask.voice))
    off, written = ask.desk.rituals.days_off(place), ask.voice.date(days[0])
    if not adding and not any(str(day) in off for day in days):
        return ask.refuse(
            ask.voice("{day} is no day off of this team’s own; to see them: {command}", day=written, command=_list(ask))
        )
    for day in days:
        if adding:
            ask.desk.rituals.put_day_off(place, str(day))
        else:
            ask.desk.rituals.drop_day_off(place, str(day))
    said = _added(ask.voice, days) if adding else _removed(ask.voice, days)
    _reckon_again(ask)
    return ask.inform(f"{said[0].upper()}{said[1:]}")


def _read(ask: Ask, typed: str) -> tuple[date, ...] | Mistake:
    """Read a day or, as an absence is written, several days on end."""
    day = read_day(typed, ask.now, ask.voice.zone)
    if not isinstance(day, Mistake):
        return (day,)
    span = read_absence(typed, ask.now, ask.voice.zone)
    if isinstance(span, Mistake) or span[1] - span[0] > LONGEST:
        return day
    return tuple(span[0] + timedelta(days=later) for later in range((span[1] - span[0]).days + 1))


def _added(voice: Voice, days: tuple[date, ...]) -> str:
    if len(days) == 1:
        return voice("{day} is a day off here.", day=voice.date(days[0]))
    return voice("{days}: days off here.", days=said_days(voice, str(days[0]), str(days[-1])))


def _removed(voice: Voice, days: tuple[date, ...]) -> str:
    if len(days) == 1:
        return voice("{day} is a day like any other again.", day=voice.date(days[0]))
    return voice("{days}: days like any other again.", days=said_days(voice, str(days[0]), str(days[-1])))


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
