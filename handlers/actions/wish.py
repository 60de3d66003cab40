"""What somebody wants done, as typed or filled in, and what is wrong with it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from handlers.language.grammar import Line
from handlers.language.lines import one_line
from handlers.language.mistakes import Mistake, explain
from handlers.language.moments import read_moment
from handlers.language.vocabulary import feature_of, fold
from handlers.people.ask import Ask
from handlers.people.named import Misnamed, find_people, humans
from handlers.people.permissions import may_see
from storage.records import Kind, PersonId, PlaceId

TITLE_LENGTH = 300
NEVER = frozenset({"none", "never", "no", "aucun", "aucune", "jamais", "non"})
_ORIGIN = re.compile(r"(?:(?P<kind>\w+)\s+)?(?:#|n[°º])?(?P<number>[0-9]{1,9})")


@dataclass(frozen=True, slots=True)
class Trouble:
    """Why it cannot be taken, and which field says so."""

    field: str
    reason: str


def example(ask: Ask) -> str:
    """Return a whole line that begins an action."""
    return ask.voice.typed(ask.voice('action "Fix the projector" @bob due friday'))


def read_title(ask: Ask, typed: str) -> str | Trouble:
    """Put a title on one line; it may not be empty, nor too long."""
    title = one_line(typed)
    if not title:
        return Trouble("title", ask.voice("A title is missing, for example: {example}", example=example(ask)))
    if len(title) > TITLE_LENGTH:
        said = ask.voice(
            "“{start}…” has {n} characters; {most} are the most. Please shorten it.",
            start=title[:30],
            n=len(title),
            most=TITLE_LENGTH,
        )
        return Trouble("title", said)
    return title


def read_owner(ask: Ask, typed: Sequence[str], place: PlaceId) -> PersonId | Trouble | None:
    """Find whose it is; None where nobody is named. An action has one owner."""
    found = find_people(ask, typed, place)
    if isinstance(found, Misnamed):
        return Trouble("owner", found.reason)
    people = humans(ask, found)
    if len(people) > 1:
        said = ask.voice("An action belongs to one person; name one, for example: {example}", example=example(ask))
        return Trouble("owner", said)
    if typed and not people:
        said = ask.voice("A bot cannot do that; name a person, for example: {example}", example=example(ask))
        return Trouble("owner", said)
    return people[0] if people else None


def read_due(ask: Ask, typed: str | None) -> datetime | Trouble | None:
    """Read when it is due; None where nothing was said, or ``none``."""
    if not typed or undated(typed):
        return None
    due = read_moment(typed, ask.now, ask.voice.zone, use="due")
    return Trouble("due", explain(due, ask.voice)) if isinstance(due, Mistake) else due


def undated(typed: str | None) -> bool:
    """Tell whether no date is what was asked for."""
    return fold((typed or "").strip()) in NEVER


def read_origin(ask: Ask, typed: str | None) -> int | Trouble | None:
    """Read ``retex 3`` (or ``3``) as what an action comes of; it must be there for whoever asks."""
    if typed is None:
        return None
    found = _ORIGIN.fullmatch(typed.strip())
    subject = may_see(ask, int(found["number"])) if found else None
    said = feature_of(found["kind"]) if found and found["kind"] else None
    if found and subject and subject.kind is not Kind.ACTION and (found["kind"] is None or said == subject.kind):
        return subject.number
    return Trouble(
        "from",
        ask.voice(
            "“{typed}” names nothing here that an action comes of; for example: --from retex 3", typed=typed[:40]
        ),
    )


def stray(ask: Ask, line: Line) -> Trouble | None:
    """Say what stands there beside the one title of an action."""
    extra = (*line.words, *line.items)
    if not extra:
        return None
    said = ask.voice(
        "An action is one thing to do, and “{typed}” is another; write each on a line of its own, for example: "
        "{example}",
        typed=extra[0][:40],
        example=example(ask),
    )
    return Trouble("title", said)
