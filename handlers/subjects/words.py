"""Small pieces of speech that the cards, lists and answers of every kind of subject share."""

from __future__ import annotations

from datetime import datetime
from typing import assert_never
from zoneinfo import ZoneInfo

from handlers.language.vocabulary import feature_word, verb_word
from handlers.texts import Voice
from storage.records import ActionState, PlaceId, Status, Subject, platform_of


def command(voice: Voice, feature: str, verb: str, *more: object) -> str:
    """Write a command as the reader would type it: ``poll close 12``, ``!poll close 12``."""
    words = (feature_word(feature, voice.language), verb_word(verb, voice.language) if verb else "", *map(str, more))
    return voice.typed(" ".join(word for word in words if word))


def when(voice: Voice, instant: datetime, beside: datetime) -> str:
    """Write an instant in full; its year only if it is not the one of ``beside``."""
    zone = ZoneInfo(voice.zone)
    year, written = instant.astimezone(zone).year, voice.clock(instant)
    return written.replace(f" {year} ", " ", 1) if year == beside.astimezone(zone).year else written


def state(voice: Voice, subject: Subject) -> str:
    """Say where a poll or a retex stands, for its card and for lists."""
    if subject.status is Status.WITHDRAWN:
        return voice("withdrawn")
    if subject.status is Status.DELETED:
        return voice("deleted")
    if subject.status is Status.CLOSED and subject.closed_at:
        return voice("closed {moment}", moment=when(voice, subject.closed_at, subject.opened_at))
    if subject.closes_at:
        return voice("open until {moment}", moment=when(voice, subject.closes_at, subject.opened_at))
    return voice("open")


def stands(voice: Voice, state: ActionState) -> str:
    """Say how far an action is."""
    match state:
        case ActionState.OPEN:
            return voice("to be done")
        case ActionState.DONE:
            return voice("done, to be verified")
        case ActionState.VERIFIED:
            return voice("done and verified")
        case ActionState.DROPPED:
            return voice("dropped")
        case _:
            assert_never(state)


def participation(voice: Voice, answered: int, invited: int | None) -> str:
    """Say how many answered, of how many where that is known: ``3 answers of 6 invited``."""
    if invited is None:
        return voice.many("{n} answered", "{n} answered", answered)
    whole = voice.many("{n} invited", "{n} invited", invited)
    return voice.many("{n} answer of {invited}", "{n} answers of {invited}", answered, invited=whole)


def typed_at(place: PlaceId) -> bool:
    """Tell whether a bare number is an answer there."""
    return platform_of(place) == "console"
