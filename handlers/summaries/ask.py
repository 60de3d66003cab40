"""``summary``: whether it may be had is decided here; what it says is read later, off the clerk.

A summary of one's own places says everything that its members may see. A manager may ask across places too, and is
told counts only where they are no member (see ``handlers.summaries.veil``).
"""

from __future__ import annotations

from dataclasses import replace

from handlers.effects import Effect
from handlers.language.vocabulary import option_word
from handlers.people.ask import Ask
from handlers.people.permissions import is_manager, may_see, unknown
from handlers.subjects.find import numbered
from handlers.subjects.words import command
from handlers.summaries.scope import Scope, Shape, pack
from handlers.summaries.wish import Trouble, Wish, read_wish, scope_of
from storage.records import PlaceId, PlaceKind, Status, Subject

TEXT, CHART, FILE = "summary.text", "summary.chart", "summary.file"


def summary(ask: Ask) -> tuple[Effect, ...]:
    """Have a summary told, and a picture with it; or written to a file."""
    if ask.line is None:
        return ()
    wish = read_wish(ask.line, ask.now, ask.voice)
    if isinstance(wish, Trouble):
        return ask.refuse(wish.reason)
    return _not_allowed(ask, wish) or _asked(ask, wish)


def _not_allowed(ask: Ask, wish: Wish) -> tuple[Effect, ...]:
    """Refuse what crosses places to all but managers, and to share it to everybody."""
    here = command(ask.voice, "summary", "")
    if wish.everywhere and not is_manager(ask):
        said = ask.voice("Only a manager may ask across places; “{command}” sums up where you are.", command=here)
        return ask.refuse(said)
    if wish.everywhere and wish.share:
        return ask.refuse(
            ask.voice(
                "A summary across places cannot be shared; “{command}” shares this place’s.",
                command=f"{here} {option_word('share', ask.voice.language)}",
            )
        )
    if wish.share and ask.event.where.kind is PlaceKind.DIRECT:
        return ask.refuse(ask.voice("A summary is shared in a place; ask for it there."))
    return ()


def _asked(ask: Ask, wish: Wish) -> tuple[Effect, ...]:
    if wish.number is None:
        return _told(ask, wish, _scope(ask, wish, places=None if wish.everywhere else _places(ask)))
    subject = _numbered(ask, wish, wish.number)
    if not isinstance(subject, Subject):
        return subject
    return _told(ask, wish, _scope(ask, wish, subject))


def _numbered(ask: Ask, wish: Wish, number: int) -> Subject | tuple[Effect, ...]:
    """Return the subject of this number if whoever asks is shown it here, or is a manager who asks for themselves."""
    subject = may_see(ask, number)
    if subject is None and is_manager(ask) and not wish.share:
        subject = ask.desk.subject(number)
        if subject is not None and wish.kind not in (None, subject.kind):
            subject = None
    if subject is None or subject.status not in (Status.OPEN, Status.CLOSED):
        return unknown(ask, number, wish.kind)
    return subject if wish.kind is None else numbered(ask, wish.kind, number) if may_see(ask, number) else subject


def _places(ask: Ask) -> tuple[PlaceId, ...]:
    """Return the place where it was asked; in the direct chat, with it, all the places of whoever asks."""
    here = ask.event.where
    return (here.id,) if here.kind is PlaceKind.ROOM else (here.id, *ask.desk.member_places(ask.event.actor.id))


def _scope(ask: Ask, wish: Wish, subject: Subject | None = None, *, places: tuple[PlaceId, ...] | None = None) -> Scope:
    return scope_of(wish, subject, places, ask.now, ask.voice.zone)


def _told(ask: Ask, wish: Wish, scope: Scope) -> tuple[Effect, ...]:
    """Words first, then the picture, each a letter of its own, so that one never keeps the other back."""
    say = ask.publish if wish.share else ask.tell
    if scope.shape is Shape.TEXT:
        chart = replace(scope, shape=Shape.CHART)
        return (*say(TEXT, argument=pack(scope)), *say(CHART, argument=pack(chart)))
    return say(FILE, argument=pack(scope))
