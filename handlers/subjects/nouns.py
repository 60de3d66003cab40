"""What a subject of each kind is called, alone and inside a sentence."""

from __future__ import annotations

from typing import assert_never

from handlers.texts import Voice
from storage.records import Kind


def called(voice: Voice, kind: Kind, number: int) -> str:
    """Name a subject by its number, as a card's header does: ``poll 12``, ``sondage 12``."""
    match kind:
        case Kind.POLL:
            return voice("poll {n}", n=number)
        case Kind.RETEX:
            return voice("retex {n}", n=number)
        case Kind.RITUAL:
            return voice("ritual {n}", n=number)
        case Kind.ACTION:
            return voice("action {n}", n=number)
        case _:
            assert_never(kind)


def the(voice: Voice, kind: Kind, number: int) -> str:
    """Name a subject inside a sentence: ``poll 12``, ``le sondage 12``."""
    match kind:
        case Kind.POLL:
            return voice.within("the", "poll {n}", n=number)
        case Kind.RETEX:
            return voice.within("the", "retex {n}", n=number)
        case Kind.RITUAL:
            return voice.within("the", "ritual {n}", n=number)
        case Kind.ACTION:
            return voice.within("the", "action {n}", n=number)
        case _:
            assert_never(kind)


def to_the(voice: Voice, kind: Kind, number: int) -> str:
    """Name a subject after ``to``, which French makes one word of: ``poll 12``, ``au sondage 12``."""
    match kind:
        case Kind.POLL:
            return voice.within("to the", "poll {n}", n=number)
        case Kind.RETEX:
            return voice.within("to the", "retex {n}", n=number)
        case Kind.RITUAL:
            return voice.within("to the", "ritual {n}", n=number)
        case Kind.ACTION:
            return voice.within("to the", "action {n}", n=number)
        case _:
            assert_never(kind)


def begins(voice: Voice, kind: Kind, number: int) -> str:
    """Name a subject where a sentence begins: ``Poll 12``, ``Le sondage 12``."""
    named = the(voice, kind, number)
    return named[0].upper() + named[1:]


def how_many(voice: Voice, kind: Kind, count: int) -> str:
    """Count subjects of a kind: ``3 polls``, ``3 sondages``."""
    match kind:
        case Kind.POLL:
            return voice.many("{n} poll", "{n} polls", count)
        case Kind.RETEX:
            return voice.many("{n} retex", "{n} retexes", count)
        case Kind.RITUAL:
            return voice.many("{n} ritual", "{n} rituals", count)
        case Kind.ACTION:
            return voice.many("{n} action", "{n} actions", count)
        case _:
            assert_never(kind)


def none(voice: Voice, kind: Kind) -> str:
    """Say that there are none of a kind: ``no poll``, ``aucun sondage``."""
    match kind:
        case Kind.POLL:
            return voice("no poll")
        case Kind.RETEX:
            return voice("no retex")
        case Kind.RITUAL:
            return voice("no ritual")
        case Kind.ACTION:
            return voice("no action")
        case _:
            assert_never(kind)


def example(voice: Voice, kind: Kind) -> str:
    """Return a whole line that begins a subject of this kind."""
    match kind:
        case Kind.POLL:
            return voice.typed(voice('poll "Which day?" "Monday" "Tuesday"'))
        case Kind.RETEX:
            return voice.typed(voice('retex "Workshop of 12 May"'))
        case Kind.RITUAL:
            return voice.typed(voice('ritual "Stand-up" every weekday at 9:30'))
        case Kind.ACTION:
            return voice.typed(voice('action "Fix the projector" @bob due friday'))
        case _:
            assert_never(kind)
