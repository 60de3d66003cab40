"""Looking at actions: the list of a place, one with its history, and what its card says."""

from __future__ import annotations

from handlers.actions.words import due_of, line, number_of, origin_of, told, whose
from handlers.effects import Effect, Show
from handlers.people.ask import Ask
from handlers.people.house import House
from handlers.people.permissions import may_see
from handlers.people.voices import People, of_place
from handlers.people.whereabouts import place_asked
from handlers.subjects.find import MOST_LISTED, none_open, numbered, open_here
from handlers.subjects.nouns import how_many
from handlers.subjects.show import show as show_elsewhere
from handlers.subjects.words import command, stands
from handlers.texts import Voice
from handlers.views import Button, Card
from storage.reads import Snapshot
from storage.records import Action, ActionState, Kind, PlaceId, PlaceKind, Status, Step, Subject


def listed(ask: Ask) -> tuple[Effect, ...]:
    """List what is to be done or to be verified in this place, or in the direct chat in all one's places."""
    found = open_here(ask, Kind.ACTION)
    if not found:
        return ask.inform(none_open(ask, Kind.ACTION))
    actions = ask.desk.actions.among(subject.number for subject in found)
    lines = [_listed(ask, subject, actions[subject.number]) for subject in found[:MOST_LISTED]]
    left = len(found) - MOST_LISTED
    if left > 0:
        lines.append(ask.voice.many("and {n} other", "and {n} others", left))
    head = ask.voice("Open here: {polls}", polls=how_many(ask.voice, Kind.ACTION, len(found)))
    return ask.inform("\n".join((head, *lines)))


def _listed(ask: Ask, subject: Subject, action: Action) -> str:
    said = line(ask.desk, ask.voice, subject, action, ask.now)
    return f"{said} · {place_asked(ask, subject)}" if ask.event.where.kind is PlaceKind.DIRECT else said


def show(ask: Ask) -> tuple[Effect, ...]:
    """Show an action with its history; in another place of its platform, or by a code, its card."""
    asked = ask.line
    if asked is None:
        return ()
    number = asked.number
    if asked.words or asked.options or (number is not None and may_see(ask, number) is None):
        return show_elsewhere(ask)
    if number is None:
        return listed(ask)
    subject = numbered(ask, Kind.ACTION, number)
    if not isinstance(subject, Subject):
        return subject
    action = ask.desk.actions.get(number) or Action(subject=number)
    card = () if ask.event.where.kind is PlaceKind.DIRECT else (Show(subject=number, place=ask.event.where.id),)
    origin, steps = _origin(ask, action), ask.desk.actions.steps(number)
    said = _whole(ask.desk, ask.voice, subject, action, origin=origin, steps=steps)
    return (*card, *ask.inform(said))


def shown_beside(ask: Ask, action: Action) -> tuple[Effect, ...]:
    """Draw the card anew of what an action came of, where that lists its actions."""
    origin = ask.desk.subject(action.origin) if action.origin else None
    return (Show(subject=origin.number),) if origin and origin.kind is Kind.RETEX else ()


def _origin(ask: Ask, action: Action) -> Subject | None:
    return may_see(ask, action.origin) if action.origin else None


def _whole(
    people: People, voice: Voice, subject: Subject, action: Action, *, origin: Subject | None, steps: tuple[Step, ...]
) -> str:
    head = (number_of(voice, subject), subject.title)
    how = (stands(voice, action.state), whose(people, voice, action), due_of(voice, subject, action))
    lines = (" · ".join(head), " · ".join(part for part in (*how, origin_of(voice, origin)) if part))
    return "\n".join((*lines, *(told(people, voice, step, subject.opened_at) for step in steps)))


def card(snapshot: Snapshot, number: int, place: PlaceId, house: House) -> Card | None:
    """Draw an action as a place sees it; None when there is no such action."""
    subject, action = snapshot.subject(number), snapshot.actions.get(number)
    if subject is None or action is None:
        return None
    voice, known = of_place(snapshot, place, house), snapshot.place(place)
    where = known.name if known else str(place)
    origin = snapshot.subject(action.origin) if action.origin else None
    steps = snapshot.actions.steps(number)
    notes = (
        whose(snapshot, voice, action),
        origin_of(voice, origin if origin and origin.place == place else None),
        *(told(snapshot, voice, step, subject.opened_at) for step in steps[-1:]),
    )
    return Card(
        number=number,
        kind=subject.kind,
        header=tuple(part for part in (where, number_of(voice, subject), *_state(voice, subject, action)) if part),
        title=subject.title,
        notes=tuple(note for note in notes if note),
        hint=_hint(voice, subject, action),
        buttons=_buttons(voice, subject, action),
        language=voice.language,
    )


def _state(voice: Voice, subject: Subject, action: Action) -> tuple[str, ...]:
    if subject.status is Status.WITHDRAWN:
        return (voice("withdrawn"),)
    return (stands(voice, action.state), due_of(voice, subject, action))


def _hint(voice: Voice, subject: Subject, action: Action) -> str | None:
    """Say how it moves on, as it is typed there."""

    def typed(verb: str) -> str:
        return command(voice, Kind.ACTION, verb, subject.number)

    if subject.status is not Status.OPEN:
        return None
    if action.state is ActionState.DONE:
        return voice("once it is checked: {command}", command=typed("verify"))
    return voice("when it is done: {command} · change it: {edit}", command=typed("done"), edit=typed("edit"))


def _buttons(voice: Voice, subject: Subject, action: Action) -> tuple[Button, ...]:
    if subject.status is not Status.OPEN:
        return ()
    if action.state is ActionState.DONE:
        return (Button(id=f"verify:{subject.number}", label=voice("Verified"), style="primary"),)
    return (Button(id=f"done:{subject.number}", label=voice("Done"), style="primary"),)
