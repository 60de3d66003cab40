"""Ask before doing what cannot be undone: ``ask_first`` puts the question, ``settle`` hears yes or no."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from datetime import timedelta

from handlers.effects import Effect
from handlers.people.ask import Ask
from handlers.views import Button
from storage.records import Draft

FORM = "confirm"
PATIENCE = timedelta(hours=1)  # a "yes" typed the next day means something else

Confirmed = Callable[[Ask, str], tuple[Effect, ...]]


def ask_first(ask: Ask, what: str, sentence: str, *, held: str = "") -> tuple[Effect, ...]:
    """Ask ``sentence``; ``what`` (``poll.delete:12``) names what a yes does. An open dialogue waits beneath.

    ``held`` is kept until then, and given to what a yes does in place of what follows the colon.
    """
    person, place = ask.event.actor.id, ask.event.where.id
    under = ask.desk.draft(person, place)
    beneath = None if under is None else [under.form, under.body]
    if under is not None and under.form == FORM:
        beneath = json.loads(under.body)["under"]  # the newer question takes the older one's place
    body = json.dumps({"token": what, "under": beneath, "held": held})
    ask.desk.put_draft(Draft(person=person, place=place, form=FORM, body=body, at=ask.now))
    yes, no = (ask.voice("Yes"), ask.voice("No"))
    return ask.inform(
        f"{sentence} {ask.voice('Answer “yes” or “no”.')}",
        Button(id=f"yes:{what}", label=yes, style="danger"),
        Button(id=f"no:{what}", label=no),
    )


def waiting(ask: Ask) -> str | None:
    """Return the token of the question that waits for this person here, if one does."""
    draft = ask.desk.draft(ask.event.actor.id, ask.event.where.id)
    if draft is None or draft.form != FORM or ask.now - draft.at > PATIENCE:
        return None
    return str(json.loads(draft.body)["token"])


def settle(ask: Ask, confirmed: Mapping[str, Confirmed], *, yes: bool, token: str | None = None) -> tuple[Effect, ...]:
    """Hear the answer. ``token`` is a button's; it must still be the question that waits."""
    what = waiting(ask)
    if what is None or (token and token != what):
        return ask.refuse(ask.voice("No question is waiting for your answer here."))
    held = _held(ask)
    fall(ask)
    if not yes:
        return ask.inform(ask.voice("Nothing was changed."))
    name, _, argument = what.partition(":")
    return confirmed[name](ask, held or argument)


def _held(ask: Ask) -> str:
    draft = ask.desk.draft(ask.event.actor.id, ask.event.where.id)
    return str(json.loads(draft.body)["held"]) if draft else ""


def covers(draft: Draft) -> bool:
    """Tell whether a dialogue waits beneath a question."""
    return bool(json.loads(draft.body)["under"])


def fall(ask: Ask) -> Draft | None:
    """Let the question fall; return the dialogue beneath it, which is the open one again."""
    person, place = ask.event.actor.id, ask.event.where.id
    draft = ask.desk.draft(person, place)
    under = json.loads(draft.body)["under"] if draft and draft.form == FORM else None
    ask.desk.drop_draft(person, place)
    if not under:
        return None
    form, body = under
    beneath = Draft(person=person, place=place, form=form, body=body, at=ask.now)
    ask.desk.put_draft(beneath)
    return beneath
