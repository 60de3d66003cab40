"""Who takes part in a ritual, and in which order they facilitate it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from handlers.effects import Effect, Show
from handlers.language.vocabulary import option_word
from handlers.people.ask import Ask
from handlers.people.named import Misnamed, find_people
from handlers.people.permissions import may_manage, refuse_managing
from handlers.rituals.find import Meant, only_ritual
from handlers.rituals.rotation import swapped
from handlers.rituals.words import name_of
from handlers.subjects.words import command
from storage.records import Kind, PersonId
from storage.ritual_records import Participant, Ritual


def join(ask: Ask) -> tuple[Effect, ...]:
    """Take part from now on, in the open round too."""
    meant = only_ritual(ask, "join")
    if not isinstance(meant, Meant):
        return meant
    desk, number, person = ask.desk, meant.subject.number, ask.event.actor.id
    mine = {one.person: one for one in desk.rituals.participants(number)}.get(person)
    if (mine is not None and not mine.out) or (mine is None and not meant.subject.restricted):
        return ask.inform(ask.voice("You take part in ritual {n} already.", n=number))
    desk.rituals.put_participant(Participant(subject=number, person=person))
    round_ = desk.rituals.open_round(number)
    if round_ is not None:
        desk.rituals.ask(round_, person)
    shown = (Show(subject=number, part=round_.part),) if round_ else ()
    return (Show(subject=number), *shown, *ask.confirm(ask.voice("You take part in ritual {n} from now on.", n=number)))


def leave(ask: Ask) -> tuple[Effect, ...]:
    """Be asked no more, and facilitate no more."""
    meant = only_ritual(ask, "leave")
    if not isinstance(meant, Meant):
        return meant
    desk, number, person = ask.desk, meant.subject.number, ask.event.actor.id
    desk.rituals.put_participant(Participant(subject=number, person=person, out=True))
    desk.rituals.put(replace(meant.ritual, rotation=tuple(one for one in meant.ritual.rotation if one != person)))
    round_ = desk.rituals.open_round(number)
    if round_ is not None and person not in desk.rituals.turnout(number, round_.number).answered:
        desk.rituals.unask(round_, person)
    again = command(ask.voice, Kind.RITUAL, "join", number)
    shown = (Show(subject=number, part=round_.part),) if round_ else ()
    said = ask.voice("Ritual {n} asks you no more; to come back: {command}", n=number, command=again)
    return (Show(subject=number), *shown, *ask.confirm(said))


def swap(ask: Ask) -> tuple[Effect, ...]:
    """Let two people take each other's turn: one of the two may ask for it, its creator or a facilitator."""
    line, meant = ask.line, only_ritual(ask, "swap", turns=True)
    if line is None or not isinstance(meant, Meant):
        return meant if not isinstance(meant, Meant) else ()
    two = _two(ask, meant, line.people)
    if isinstance(two, str):
        return ask.refuse(two)
    if ask.event.actor.id not in two and not may_manage(ask, meant.subject):
        return refuse_managing(ask, meant.subject)
    ritual = replace(meant.ritual, rotation=swapped(meant.ritual.rotation, *two))
    ask.desk.rituals.put(ritual)
    return (Show(subject=meant.subject.number), *ask.inform(said_order(ask, ritual)))


def _two(ask: Ask, meant: Meant, named: Sequence[str]) -> tuple[PersonId, PersonId] | str:
    """Read who takes whose turn, whoever asks with the one they name; or say what is wrong."""
    if not meant.ritual.rotation:
        return no_turns(ask, meant)
    found = find_people(ask, named, meant.subject.place)
    if isinstance(found, Misnamed):
        return found.reason
    number, mine = meant.subject.number, ask.event.actor.id
    example = f"{command(ask.voice, Kind.RITUAL, 'swap', number)} @alice @bob"
    people = tuple(dict.fromkeys((mine, *found))) if len(found) == 1 else tuple(found)
    if len(people) != 2:
        return ask.voice("Name the two who take each other's turn, for example: {example}", example=example)
    stranger = next((person for person in people if person not in meant.ritual.rotation), None)
    if stranger is not None:
        name = found.get(stranger) or name_of(ask.desk, ask.voice, stranger)
        return ask.voice(
            "No turn of ritual {n} is {name}’s; for example: {example}", n=number, name=name, example=example
        )
    return people[0], people[1]


def no_turns(ask: Ask, meant: Meant) -> str:
    """Say that nobody facilitates a ritual in turn, and how that begins."""
    number = meant.subject.number
    how = f"{command(ask.voice, Kind.RITUAL, 'edit', number)} {option_word('rotate', ask.voice.language)} @alice @bob"
    return ask.voice("Nobody facilitates ritual {n} in turn; to begin: {command}", n=number, command=how)


def said_order(ask: Ask, ritual: Ritual) -> str:
    """Say who facilitates next, and who after them."""
    names = [name_of(ask.desk, ask.voice, PersonId(person)) for person in ritual.rotation]
    return ask.voice("From now on in turn: {people}.", people=", ".join(names))
