"""The numbers of a summary in words: what a thing is called, how many answered, how they spread."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from zoneinfo import ZoneInfo

from handlers.reporting import statistics
from handlers.reporting.parts import Asked, Part, Withheld
from handlers.reporting.terms import shortened
from handlers.subjects.nouns import called
from handlers.subjects.words import participation
from handlers.summaries.material import Material
from handlers.summaries.scope import Scope
from handlers.summaries.veil import FROM
from handlers.texts import Voice

NAME_LENGTH = 70  # characters of a name in a picture and its words


def name_of(voice: Voice, part: Part, material: Material) -> str:
    """Say what was answered: its number, for a round its day, its title and, where there are several, its place."""
    day = voice.date(part.at.astimezone(ZoneInfo(voice.zone)).date()) if part.round else ""
    said = (called(voice, part.kind, part.number), day, part.title, material.homes.get(part.number, ""))
    return " · ".join(each for each in said if each)


def plain_name(voice: Voice, parts: Sequence[Part], material: Material) -> str:
    """Name a subject in a picture, where room is short: its title alone and, where there are several, its place."""
    last = parts[-1]
    said = (
        shortened(last.title, NAME_LENGTH) or called(voice, last.kind, last.number),
        material.homes.get(last.number, ""),
    )
    return " · ".join(each for each in said if each)


def of_all(voice: Voice, people: int, asked: int | None) -> str:
    """Say "3 of 6", or "3" where it is not known of how many."""
    if asked is None:
        return voice.number(people)
    return voice("{people} of {all}", people=voice.number(people), all=voice.number(asked))


def stretch_of(scope: Scope, voice: Voice) -> str:
    """Say from when to when, and in which zone."""
    return voice("from {since} to {until}", since=voice.clock(scope.since), until=voice.moment(scope.until))


def foot_of(material: Material, scope: Scope, voice: Voice, *more: str) -> str:
    """Say below a picture where, of which time, and how it is read."""
    return " · ".join(each for each in (material.where, stretch_of(scope, voice), *more) if each)


def question_of(voice: Voice, part: Part, asked: Asked, material: Material) -> str:
    """Name one question of it."""
    name = name_of(voice, part, material)
    return f"{name} — {asked.question}" if asked.question else name


def answered(voice: Voice, part: Part, *, veiled: bool) -> str:
    """Say how many answered, of how many; a share only from ten answers on."""
    if veiled and not part.answered:
        return voice.many("fewer than {n} answer", "fewer than {n} answers", FROM)
    return with_share(voice, part.answered, part.invited)


def with_share(voice: Voice, people: int, invited: int | None) -> str:
    """Say a participation, with its share in percent from ten answers on."""
    said = participation(voice, people, invited)
    share = statistics.participation(people, invited)
    if share is None or people < statistics.PERCENT_FROM:
        return said
    return f"{said} · {voice.share(share, 1)}"


def decimal(voice: Voice, value: float) -> str:
    """Write a mean: two decimals at most."""
    return voice.rounded(value)


def middle(voice: Voice, asked: Asked) -> str:
    """Say mean and median of what is a scale; nothing of what is none."""
    mean, median = statistics.mean(asked.distribution), statistics.median(asked.distribution)
    if mean is None or median is None:
        return ""
    return voice("mean {mean}, median {median}", mean=decimal(voice, mean), median=decimal(voice, median))


def withheld(voice: Voice, why: Withheld) -> str:
    """Say why there are no numbers."""
    if why is Withheld.HIDDEN:
        return voice("no numbers before the close")
    return voice.many("fewer than {n} answer, so no numbers", "fewer than {n} answers, so no numbers", FROM)


def division(asked: Asked) -> float | None:
    """Return how divided the answers to a question are, from 0 to 1 (see ``handlers.reporting.statistics``)."""
    if asked.answered < 2 or not asked.counts:
        return None
    if asked.values:
        return statistics.polarisation(asked.distribution, asked.values)
    if asked.multi:
        return statistics.contention(asked.counts, asked.answered)
    return statistics.variation(asked.counts)


def day_of(voice: Voice, instant: datetime, now: datetime) -> str:
    """Write a day; its year only if it is not this one."""
    zone = ZoneInfo(voice.zone)
    local, year = instant.astimezone(zone), now.astimezone(zone).year
    said = voice.date(local.date())
    return said.removesuffix(f" {year}") if local.year == year else said
