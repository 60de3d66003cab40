"""An action begins: typed in one line, filled in as a form, or made of a proposal."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from handlers.actions import history
from handlers.actions.forms import new_form, place_and_origin
from handlers.actions.look import shown_beside
from handlers.actions.wish import TITLE_LENGTH, Trouble, read_due, read_origin, read_owner, read_title, stray
from handlers.effects import Answer, Effect, Show
from handlers.events import Press, Submit
from handlers.language.grammar import Line
from handlers.people.ask import Ask
from handlers.people.permissions import belongs, homes, may_see, unknown
from handlers.reporting.terms import shortened
from handlers.subjects.elsewhere import elsewhere
from handlers.subjects.feature import ProposalOf
from handlers.subjects.find import crowded
from handlers.subjects.nouns import begins
from handlers.subjects.proposals import whose
from storage.records import Action, Kind, PersonId, PlaceId, PlaceKind, Subject


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """What can be written down as an action."""

    title: str
    owner: PersonId | None
    due: datetime | None
    origin: int | None


def new(ask: Ask) -> tuple[Effect, ...]:
    """Write an action down as typed; without words, open the form."""
    line = ask.line
    if line is None:
        return ()
    if ask.event.where.kind is PlaceKind.DIRECT:
        return elsewhere(ask)
    if line.title is None:
        return _open(ask, {"owner": " ".join(line.people), "due": line.options.get("due") or ""})
    wish = _understood(ask, line)
    return ask.refuse(wish.reason) if isinstance(wish, Trouble) else _begin(ask, wish, ask.event.where.id)


def form(ask: Ask) -> tuple[Effect, ...]:
    """Open the form of a new action: what ``action`` alone does."""
    return elsewhere(ask) if ask.event.where.kind is PlaceKind.DIRECT else _open(ask, {})


def of_message(ask: Ask) -> tuple[Effect, ...]:
    """Open the form of a new action with the words of a message in it."""
    press = ask.event
    title = shortened(press.token if isinstance(press, Press) else "", TITLE_LENGTH)
    return elsewhere(ask) if press.where.kind is PlaceKind.DIRECT else _open(ask, {"title": title})


@dataclass(frozen=True, slots=True)
class Proposals:
    """Opens the form of a new action with the words of a proposal in it: what the button on a proposal does.

    ``words`` says what was proposed, by the kind of subject. Whoever may see the proposal may make an action of it, in
    the place where it is shown or, in the direct chat, in a place of the subject that they are in.
    """

    words: Mapping[Kind, ProposalOf]

    def __call__(self, ask: Ask) -> tuple[Effect, ...]:
        """Answer the button."""
        press = ask.event
        subject = may_see(ask, press.subject) if isinstance(press, Press) else None
        words = self.words.get(subject.kind) if subject else None
        if not isinstance(press, Press) or subject is None or words is None:
            return unknown(ask, press.subject if isinstance(press, Press) else 0)
        proposed = words(ask, subject, whose(press.token))
        if proposed is None:
            return ask.refuse(ask.voice("This proposal is no longer there; it may have been withdrawn."))
        filled = {"title": shortened(proposed, TITLE_LENGTH)}
        return _open(ask, filled, place=_home(ask, subject), origin=subject.number)


def _home(ask: Ask, subject: Subject) -> PlaceId:
    here = ask.event.where
    if here.kind is PlaceKind.ROOM:
        return here.id
    return next((place for place in homes(ask, subject) if belongs(ask, place)), subject.place)


def submitted(ask: Ask) -> tuple[Effect, ...]:
    """Write an action down as filled in; what is wrong is said beside its field."""
    event = ask.event
    if not isinstance(event, Submit):
        return ()
    named, origin = place_and_origin(event.form)
    place = named or event.where.id
    if not belongs(ask, place):
        return ask.refuse(ask.voice("You are no longer a member of the place where this was to be."))
    if origin is not None and may_see(ask, origin) is None:
        return unknown(ask, origin)
    wish = _filled_in(ask, event.values, place, origin)
    return (Answer(errors={wish.field: wish.reason}),) if isinstance(wish, Trouble) else _begin(ask, wish, place)


def _understood(ask: Ask, line: Line) -> Wish | Trouble:
    title, owner = read_title(ask, line.title or ""), read_owner(ask, line.people, ask.event.where.id)
    due, origin = read_due(ask, line.options.get("due")), read_origin(ask, line.options.get("from"))
    trouble = stray(ask, line)
    if trouble:
        return trouble
    return _wish(title, owner, due, origin)


def _filled_in(
    ask: Ask, values: Mapping[str, str | tuple[int, ...]], place: PlaceId, origin: int | None
) -> Wish | Trouble:
    title, owner, due = (str(values.get(name) or "").strip() for name in ("title", "owner", "due"))
    named = (owner,) if owner else ()
    return _wish(read_title(ask, title), read_owner(ask, named, place), read_due(ask, due), origin)


def _wish(
    title: str | Trouble, owner: PersonId | Trouble | None, due: datetime | Trouble | None, origin: int | Trouble | None
) -> Wish | Trouble:
    """Put what was read together; the first trouble is the one that is told."""
    if isinstance(title, Trouble):
        return title
    if isinstance(owner, Trouble):
        return owner
    if isinstance(due, Trouble):
        return due
    return origin if isinstance(origin, Trouble) else Wish(title=title, owner=owner, due=due, origin=origin)


def _open(
    ask: Ask, filled: Mapping[str, str], *, place: PlaceId | None = None, origin: int | None = None
) -> tuple[Effect, ...]:
    return ask.open(new_form(place or ask.event.where.id, ask.voice, filled, origin))


def _begin(ask: Ask, wish: Wish, place: PlaceId) -> tuple[Effect, ...]:
    full = crowded(ask, place)
    if full:
        return full
    subject = Subject(
        number=ask.desk.next_number(),
        kind=Kind.ACTION,
        title=wish.title,
        creator=ask.event.actor.id,
        place=place,
        opened_at=ask.now,
    )
    action = Action(subject=subject.number, owner=wish.owner, due=wish.due, origin=wish.origin)
    history.begin(ask, subject, action)
    shown = (Show(subject=subject.number, place=place), *shown_beside(ask, action))
    return (*shown, *_said_back(ask, subject, action))


def _said_back(ask: Ask, subject: Subject, action: Action) -> tuple[Effect, ...]:
    """Echo the moment that was read, with its zone; the card answers everything else."""
    if action.due is None:
        return ()
    name = begins(ask.voice, Kind.ACTION, subject.number)
    return ask.inform(ask.voice("{name} is due on {moment}.", name=name, moment=ask.voice.moment(action.due)))
