"""What ``home`` says of actions: those that one is to do."""

from __future__ import annotations

from handlers.actions.words import due_of
from handlers.people.home import MOST, Listing, Mine, Visitor
from handlers.subjects.words import command
from storage.records import Action, ActionState, Kind


def mine(visitor: Visitor) -> Mine:
    """List what somebody is to do, what is due first before what has no date."""
    desk, voice = visitor.desk, visitor.voice
    owned = {each.subject: each for each in desk.actions.owned(visitor.person) if each.state is ActionState.OPEN}
    found = [
        (owned[each.number], each, place) for each, place in visitor.open(Kind.ACTION).items() if each.number in owned
    ]
    if not found:
        return Mine()
    found.sort(key=lambda one: _order(one[0]))
    entries = tuple(
        visitor.entry(subject, place, *(due for due in (due_of(voice, subject, action, visitor.now),) if due))
        for action, subject, place in found[:MOST]
    )
    done = command(voice, Kind.ACTION, "done", found[0][0].subject)
    example = voice("When one is done: {command}", command=done)
    return Mine(theirs=Listing(head=voice("Your actions:"), entries=entries, example=example))


def _order(action: Action) -> tuple[bool, float, int]:
    return action.due is None, action.due.timestamp() if action.due else 0.0, action.subject
