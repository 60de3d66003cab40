"""An action moves on: done, verified, dropped, or put otherwise; who may do which, and the history of it."""

from __future__ import annotations

from handlers.actions import history
from handlers.actions.look import shown_beside
from handlers.actions.wish import Trouble, read_due, read_owner, read_title, undated
from handlers.actions.words import name_of
from handlers.effects import Effect, Show
from handlers.events import Press
from handlers.language.grammar import Line
from handlers.people.ask import Ask
from handlers.people.permissions import may_manage, refuse_managing
from handlers.people.whereabouts import place_asked
from handlers.subjects.find import numbered, open_here, the_one
from handlers.subjects.nouns import begins
from handlers.subjects.words import command
from storage.records import Action, ActionState, Kind, Subject

Found = tuple[Subject, Action] | tuple[Effect, ...]


def done(ask: Ask) -> tuple[Effect, ...]:
    """Say that it is done: its owner, its creator or a facilitator may."""
    subject = _meant(ask, "done", ActionState.OPEN)
    if not isinstance(subject, Subject):
        return subject
    action = _action(ask, subject)
    if action.owner != ask.event.actor.id and not may_manage(ask, subject):
        return _only_owner(ask, subject, action)
    if action.state is not ActionState.OPEN:
        return _refuse(ask, subject, action)
    return _turned(ask, subject, action, ActionState.DONE)


def verify(ask: Ask) -> tuple[Effect, ...]:
    """Say that it was checked: its creator or a facilitator may, once it is done."""
    subject = _meant(ask, "verify", ActionState.DONE)
    if not isinstance(subject, Subject):
        return subject
    action = _action(ask, subject)
    if not may_manage(ask, subject):
        return refuse_managing(ask, subject)
    if action.state is ActionState.OPEN:
        first = command(ask.voice, Kind.ACTION, "done", subject.number)
        return ask.refuse(
            ask.voice("{name} is not done yet; first: {example}", name=_begins(ask, subject), example=first)
        )
    if action.state is not ActionState.DONE:
        return _refuse(ask, subject, action)
    return _turned(ask, subject, action, ActionState.VERIFIED)


def drop(ask: Ask) -> tuple[Effect, ...]:
    """Give it up: its creator or a facilitator may, until it is verified."""
    subject = _meant(ask, "drop", ActionState.OPEN, ActionState.DONE)
    if not isinstance(subject, Subject):
        return subject
    action = _action(ask, subject)
    if not may_manage(ask, subject):
        return refuse_managing(ask, subject)
    if action.state not in (ActionState.OPEN, ActionState.DONE):
        return _refuse(ask, subject, action)
    return _turned(ask, subject, action, ActionState.DROPPED)


def edit(ask: Ask) -> tuple[Effect, ...]:
    """Put it in other words, give it to somebody else, or set another date: its creator or a facilitator may."""
    line = ask.line
    subject = _meant(ask, "edit", ActionState.OPEN)
    if line is None or not isinstance(subject, Subject):
        return subject if not isinstance(subject, Subject) else ()
    action = _action(ask, subject)
    if not may_manage(ask, subject):
        return refuse_managing(ask, subject)
    if action.state is not ActionState.OPEN:
        return _refuse(ask, subject, action)
    change = _change(ask, line, subject)
    if isinstance(change, Trouble):
        return ask.refuse(change.reason)
    edited = history.edit(ask, subject, action, change)
    if edited == action and change.title in (None, subject.title):
        return ask.inform(ask.voice("Nothing was changed."))
    said = ask.inform(_changed(ask, subject, edited)) if edited.due and edited.due != action.due else ()
    renamed = shown_beside(ask, action) if change.title else ()
    return (Show(subject=subject.number), *renamed, *said)


def _change(ask: Ask, line: Line, subject: Subject) -> history.Change | Trouble:
    typed = " ".join((*line.words, *line.items))
    if not (typed or line.people or "due" in line.options):
        example = f"{command(ask.voice, Kind.ACTION, 'edit', subject.number)} @bob"
        return Trouble("title", ask.voice("Say what is to change, for example: {example}", example=example))
    title = read_title(ask, typed) if typed else None
    owner, due = read_owner(ask, line.people, subject.place), read_due(ask, line.options.get("due"))
    if isinstance(title, Trouble):
        return title
    if isinstance(owner, Trouble):
        return owner
    if isinstance(due, Trouble):
        return due
    return history.Change(title=title, owner=owner, due=due, undated=undated(line.options.get("due")))


def _changed(ask: Ask, subject: Subject, action: Action) -> str:
    moment = ask.voice.moment(action.due) if action.due else ""
    return ask.voice("{name} is due on {moment}.", name=_begins(ask, subject), moment=moment)


def _meant(ask: Ask, verb: str, *states: ActionState) -> Subject | tuple[Effect, ...]:
    """Return the action of the button, of the number, or the only one here of which this could be said."""
    number = ask.event.subject if isinstance(ask.event, Press) else ask.line.number if ask.line else None
    if number is not None:
        return numbered(ask, Kind.ACTION, number)
    here = open_here(ask, Kind.ACTION)
    actions = ask.desk.actions.among(subject.number for subject in here)
    fitting = tuple(subject for subject in here if actions[subject.number].state in states)
    if here and not fitting:
        listed = command(ask.voice, Kind.ACTION, "list")
        return ask.refuse(ask.voice("There is no action here that waits for that; “{list}” shows them.", list=listed))
    return the_one(ask, Kind.ACTION, fitting, command(ask.voice, Kind.ACTION, verb, "{n}"))


def _action(ask: Ask, subject: Subject) -> Action:
    return ask.desk.actions.get(subject.number) or Action(subject=subject.number)


def _turned(ask: Ask, subject: Subject, action: Action, state: ActionState) -> tuple[Effect, ...]:
    history.turn(ask, subject, action, state)
    return (Show(subject=subject.number), *shown_beside(ask, action))


def _begins(ask: Ask, subject: Subject) -> str:
    return begins(ask.voice, Kind.ACTION, subject.number)


def _refuse(ask: Ask, subject: Subject, action: Action) -> tuple[Effect, ...]:
    """Say that it is past that already."""
    name = _begins(ask, subject)
    match action.state:
        case ActionState.DONE:
            check = command(ask.voice, Kind.ACTION, "verify", subject.number)
            said = ask.voice("{name} is done already; once it is checked: {example}", name=name, example=check)
        case ActionState.VERIFIED:
            said = ask.voice("{name} is done and verified; what comes next is a new action.", name=name)
        case _:
            said = ask.voice("{name} was dropped; to take it up again, write a new one.", name=name)
    return ask.refuse(said)


def _only_owner(ask: Ask, subject: Subject, action: Action) -> tuple[Effect, ...]:
    people = dict.fromkeys(person for person in (action.owner, subject.creator) if person)
    names = [name_of(ask.desk, ask.voice, person) for person in people]
    names.append(ask.voice("a facilitator of {place}", place=place_asked(ask, subject)))
    return ask.refuse(ask.voice("Only {people} may do that.", people=ask.voice.listed(names, style="or")))
