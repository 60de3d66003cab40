"""A summary for the operator's shell: what a manager who is a member nowhere sees, and nothing more."""

from __future__ import annotations

from datetime import datetime

from handlers.effects import Tell
from handlers.language.grammar import Line
from handlers.summaries.ask import FILE, TEXT
from handlers.summaries.scope import Shape, pack
from handlers.summaries.wish import Trouble, read_wish, scope_of
from handlers.texts import Voice
from storage.reads import Snapshot
from storage.records import PlaceId, Status, Subject

NOWHERE = PlaceId("")  # no subject is there, so every one is veiled


def asked(line: Line, snapshot: Snapshot, now: datetime, voice: Voice) -> Tell | Trouble:
    """Say what is to be read for a line typed outside of every place; without a number it is of all places."""
    wish = read_wish(line, now, voice)
    if isinstance(wish, Trouble):
        return wish
    if wish.share:
        return Trouble(voice("A summary is shared in a place; ask for it there."))
    subject = None
    if wish.number is not None:
        subject = _found(snapshot, wish.number)
        if subject is None or wish.kind not in (None, subject.kind):
            command = "ritournelle summary all"
            return Trouble(voice("There is no number {n}; “{command}” sums up all.", n=wish.number, command=command))
    return Tell(
        to=None,
        place=NOWHERE,
        query=TEXT if wish.shape is Shape.TEXT else FILE,
        argument=pack(scope_of(wish, subject, None, now, voice.zone)),
        language=voice.language,
        zone=voice.zone,
    )


def _found(snapshot: Snapshot, number: int) -> Subject | None:
    subject = snapshot.subject(number)
    return subject if subject is not None and subject.status in (Status.OPEN, Status.CLOSED) else None
