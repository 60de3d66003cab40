"""What ritual somebody wants, as typed or filled in, and what is wrong with it. Nothing is stored here."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from difflib import get_close_matches
from zoneinfo import available_timezones

from handlers.answering.own_templates import dumped
from handlers.answering.templates import FOR_RITUALS
from handlers.language.lines import one_line
from handlers.language.mistakes import Mistake, explain
from handlers.language.moments import read_delay
from handlers.language.recurrence import read_bound, read_hour, read_rule
from handlers.language.vocabulary import NONE, feature_word, fold, on_holiday_of, option_word
from handlers.people.ask import Ask
from handlers.people.named import Misnamed, find_people, humans
from handlers.replies.templates import find
from handlers.rituals.plan import USUAL, plan_of, upcoming
from handlers.texts import Voice
from schedules.holidays import written
from schedules.occurrences import Occurrence
from schedules.recurrence import Rule
from storage.records import Kind, PersonId, PlaceId
from storage.ritual_records import Ritual

TITLE_LENGTH = 200
SHORTEST, LONGEST = timedelta(minutes=1), timedelta(days=28)
ALIKE = 0.75  # how alike a zone must be to what was typed to be named: “Mars/Base” is like none
_NAMES = re.compile(r"@[^\s\"“”„«,;]+")


@dataclass(frozen=True, slots=True)
class Trouble:
    """Why it cannot be planned, and which field says so."""

    field: str
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Words:
    """A ritual as somebody put it; ``options`` by name, as far as they were given."""

    title: str = ""
    when: str = ""
    options: Mapping[str, str | None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """What can be planned. ``invited`` is None where everybody in the place takes part."""

    title: str
    ritual: Ritual
    invited: tuple[PersonId, ...] | None = None


def understand(ask: Ask, words: Words, place: PlaceId, was: Ritual | None = None) -> Wish | Trouble:
    """Read a wish; of a ritual that is there (``was``), what the words leave out stays as it was."""
    try:
        title = read_title(ask, words.title, place, was)
        ritual = _with_options(ask, words.options, place, _ruled(ask, words, was))
        invited = _invited(ask, words.options, place)
    except _Wrong as wrong:
        return wrong.trouble
    if not dates_ahead(ask, ritual, place):
        return Trouble("when", explain(Mistake("recurrence_never", {"typed": words.when or title}), ask.voice))
    return Wish(title=title, ritual=ritual, invited=invited)


def dates_ahead(ask: Ask, ritual: Ritual, place: PlaceId) -> tuple[Occurrence, ...]:
    """Return the next dates on which it would run."""
    return upcoming(plan_of(ritual, ask.desk.rituals.days_off(place)), ask.now)


def example(voice: Voice) -> str:
    """Return a whole line that plans a ritual."""
    return voice.typed(voice('ritual "Stand-up" every weekday at 9:30'))


class _Wrong(Exception):
    """Something cannot be read; carries which field, and the sentence."""

    def __init__(self, field: str, reason: str) -> None:
        super().__init__(reason)
        self.trouble = Trouble(field, reason)


def read_title(ask: Ask, typed: str, place: PlaceId, was: Ritual | None) -> str:
    """Put a title on one line. Two rituals of one name in a place could not be told apart, and are refused."""
    title = one_line(typed)
    if not title:
        raise _Wrong("title", ask.voice("A title is missing, for example: {example}", example=example(ask.voice)))
    if len(title) > TITLE_LENGTH:
        said = ask.voice(
            "“{start}…” has {n} characters; {most} are the most. Please shorten it.",
            start=title[:30],
            n=len(title),
            most=TITLE_LENGTH,
        )
        raise _Wrong("title", said)
    twin = namesake(ask, title, place)
    if twin is not None and (was is None or twin != was.subject):
        raise _Wrong("title", said_twin(ask, title, twin))
    return title


def namesake(ask: Ask, title: str, place: PlaceId) -> int | None:
    """Return the number of the ritual of this place that bears a name already."""
    wanted = " ".join(fold(title).split())
    there = ask.desk.subjects_in(place, Kind.RITUAL)
    return next((one.number for one in there if " ".join(fold(one.title).split()) == wanted), None)


def said_twin(ask: Ask, title: str, number: int) -> str:
    """Say that a name is taken."""
    return ask.voice(
        "Ritual {n} is called “{title}” already; choose another name, for example: {example}",
        n=number,
        title=title,
        example=ask.voice.typed(ask.voice('ritual "{title} 2" every weekday at 9:30', title=title)),
    )


def _ruled(ask: Ask, words: Words, was: Ritual | None) -> Ritual:
    """Read the rule in its zone; what was said of the days on which it begins and ends belongs to it."""
    given = words.options
    zone = _zone(ask, given["tz"] or "") if "tz" in given else was.zone if was else ask.voice.zone
    since, until = (_bound(ask, name, given.get(name), zone) for name in ("from", "until"))
    hour = read_hour(words.when) if was else None
    if was and (hour or not words.when):
        ends = str(until) if until else None if "until" in given else was.until
        at = f"T{hour:%H:%M}" if hour else was.start[10:]
        rebound = replace(was, zone=zone, start=f"{since or was.start[:10]}{at}", until=ends)
        same = (zone, at) == (was.zone, was.start[10:])
        return rebound if same else replace(rebound, skipped=(*was.skipped, *_met(ask, was)))
    if not words.when:
        raise _Wrong("when", _no_rule(ask, words.title))
    rule = read_rule(words.when, ask.now, zone, since=since, until=until)
    if isinstance(rule, Mistake):
        raise _Wrong("when", explain(rule, ask.voice))
    held = _as_ritual(rule)
    if was is None:
        return held
    kept = was.until if rule.until is None and "until" not in given else held.until
    return replace(
        was, rule=held.rule, start=held.start, zone=held.zone, working=held.working, until=kept, skipped=_met(ask, was)
    )


def _met(ask: Ask, was: Ritual) -> tuple[str, ...]:
    """Return the day of a ritual's last round, on which it is not to meet again by its new rule or zone."""
    return tuple(round_.day for round_ in ask.desk.rituals.latest(was.subject))


def _as_ritual(rule: Rule) -> Ritual:
    return Ritual(
        subject=0,
        rule=rule.text,
        start=rule.start.isoformat(timespec="minutes"),
        zone=rule.zone,
        working=rule.working,
        until=str(rule.until) if rule.until else None,
    )


def _no_rule(ask: Ask, title: str) -> str:
    """Say that the rule is missing; where it was typed into the title, say the line as it should be."""
    words = title.split()
    for length in range(1, len(words)):
        rule = " ".join(words[length:])
        if not isinstance(read_rule(rule, ask.now, ask.voice.zone), Mistake):
            meant = f'{feature_word("ritual", ask.voice.language)} "{" ".join(words[:length])}" {rule}'
            return ask.voice(
                "Put the title alone between quotes, for example: {example}", example=ask.voice.typed(meant)
            )
    return ask.voice(
        "When it comes back is missing; put the title between quotes and say it after, for example: {example}",
        example=ask.voice.typed(ask.voice('ritual "{title}" every weekday at 9:30', title=one_line(title)[:60])),
    )


def _zone(ask: Ask, typed: str) -> str:
    """Read an IANA zone; of one that is not known, the nearest is named."""
    zones = {fold(name): name for name in available_timezones()}
    wanted = fold(typed.strip()).replace(" ", "_")
    if wanted in zones:
        return zones[wanted]
    cities = {name.rpartition("/")[2]: zones[name] for name in sorted(zones) if "/" in name}
    near = get_close_matches(wanted.rpartition("/")[2], cities, n=1, cutoff=ALIKE)
    near = near or get_close_matches(wanted, zones, n=1, cutoff=ALIKE)
    nearest = cities.get(near[0], zones.get(near[0], "")) if near else "Europe/Paris"
    raise _Wrong(
        "tz",
        ask.voice("There is no time zone “{typed}”; for example: --tz {zone}", typed=typed[:40], zone=nearest),
    )


def _bound(ask: Ask, name: str, typed: str | None, zone: str) -> date | None:
    if not typed or (name == "until" and fold(typed.strip()) in NONE):
        return None
    day = read_bound(name, typed, ask.now, zone)
    if isinstance(day, Mistake):
        raise _Wrong(name, explain(day, ask.voice))
    return day


def _with_options(ask: Ask, given: Mapping[str, str | None], place: PlaceId, ritual: Ritual) -> Ritual:
    """Take over what the options say; one that was not given leaves things as they are."""
    if ritual.subject == 0 and "holidays" not in given and ask.house.holidays:
        ritual = replace(ritual, holidays=ask.house.holidays)
    if ritual.subject == 0 and "template" not in given:
        given = {**given, "template": "standup"}
    for name, read in _READ.items():
        if name in given:
            ritual = read(ask, given[name] or "", place, ritual)
    if ritual.remind is not None and ritual.remind >= (ritual.close_after or USUAL.total_seconds()):
        said = ask.voice("--remind counts back from the close of a round, and is shorter; for example: --remind 30m")
        raise _Wrong("remind", said)
    return ritual


def _template(ask: Ask, typed: str, place: PlaceId, ritual: Ritual) -> Ritual:
    found = find(ask, place, typed, FOR_RITUALS)
    if isinstance(found, str):
        raise _Wrong("template", found)
    name, items = found
    return replace(ritual, template=name, questions=dumped(items))


def _holidays(ask: Ask, typed: str, _place: PlaceId, ritual: Ritual) -> Ritual:
    if fold(typed.strip()) in NONE:
        return replace(ritual, holidays="")
    code = written(typed)
    if code is None:
        said = ask.voice(
            "The holidays of “{code}” are not known; for example: --holidays FR, FR-57 or FR-Martinique, or none",
            code=typed[:40],
        )
        raise _Wrong("holidays", said)
    return replace(ritual, holidays=code)


def _on_holiday(ask: Ask, typed: str, _place: PlaceId, ritual: Ritual) -> Ritual:
    does = on_holiday_of(typed)
    if does is None:
        said = ask.voice(
            "“{typed}” is none of what a holiday may do; for example: --on-holiday skip, next or previous",
            typed=typed[:40],
        )
        raise _Wrong("on-holiday", said)
    return replace(ritual, on_holiday=does)


def _length(ask: Ask, name: str, typed: str) -> int:
    delay = read_delay(typed)
    if isinstance(delay, Mistake):
        raise _Wrong(name, explain(delay, ask.voice))
    if not SHORTEST <= delay <= LONGEST:
        said = ask.voice("“{typed}” is too short or too long; from one minute to 28 days, for example: 2h", typed=typed)
        raise _Wrong(name, said)
    return int(delay.total_seconds())


def _remind(ask: Ask, typed: str, _place: PlaceId, ritual: Ritual) -> Ritual:
    return replace(ritual, remind=None if fold(typed.strip()) in NONE else _length(ask, "remind", typed))


def _close_after(ask: Ask, typed: str, _place: PlaceId, ritual: Ritual) -> Ritual:
    return replace(ritual, close_after=_length(ask, "close-after", typed))


def _rotate(ask: Ask, typed: str, place: PlaceId, ritual: Ritual) -> Ritual:
    """Read who facilitates in turn: people who are there, each once."""
    if fold(typed.strip()) in NONE:
        return replace(ritual, rotation=())
    home, found = ask.desk.place(place), _found(ask, "rotate", typed, place)
    for person, name in found.items():
        if home is not None and home.members_known and ask.desk.membership(place, person) is None:
            raise _Wrong("rotate", said_stranger(ask, name, home.name))
    return replace(ritual, rotation=_humans(ask, "rotate", found))


def said_stranger(ask: Ask, name: str, place: str) -> str:
    """Say that somebody is no member of a place, so that no turn can be theirs."""
    return ask.voice(
        "{name} is not a member of {place}, so no turn can be theirs; for example: --rotate @{example}",
        name=name,
        place=place,
        example=ask.event.actor.name,
    )


def _found(ask: Ask, name: str, typed: str, place: PlaceId) -> dict[PersonId, str]:
    found = find_people(ask, _NAMES.findall(typed), place)
    if isinstance(found, Misnamed):
        raise _Wrong(name, found.reason)
    return found


def _humans(ask: Ask, name: str, found: dict[PersonId, str]) -> tuple[PersonId, ...]:
    people = humans(ask, found)
    if not people:
        said = ask.voice(
            "Nobody who can answer is named after --{option}; for example: --{option} @alice @bob",
            option=option_word(name, ask.voice.language).removeprefix("--"),
        )
        raise _Wrong(name, said)
    return people


def _invited(ask: Ask, given: Mapping[str, str | None], place: PlaceId) -> tuple[PersonId, ...] | None:
    if "with" not in given:
        return None
    return _humans(ask, "with", _found(ask, "with", given["with"] or "", place))


_READ: Mapping[str, Callable[[Ask, str, PlaceId, Ritual], Ritual]] = {
    "template": _template,
    "holidays": _holidays,
    "on-holiday": _on_holiday,
    "close-after": _close_after,
    "remind": _remind,
    "rotate": _rotate,
}


def moved(before: Ritual, after: Ritual) -> bool:
    """Tell whether two states of a ritual run at different times."""

    def times(one: Ritual) -> tuple[object, ...]:
        return (one.rule, one.start, one.zone, one.working, one.until, one.holidays, one.on_holiday)

    return times(before) != times(after)
