"""What came of a round: blockers first, then who said what, then participation. ``compose`` is pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from handlers.answering.templates import Item, ItemKind, Meaning, is_scale
from handlers.language.nothing import says_nothing
from handlers.reporting.bars import scaled
from handlers.texts import Voice, rounded
from handlers.views import Row
from storage.ritual_records import Round, Turnout

MOST_LINES = 40  # answers shown of one question; what is more is counted
LONGEST = 400  # characters shown of one answer


@dataclass(frozen=True, slots=True, kw_only=True)
class Given:
    """One person's answer to one question, under the name they bear; ``late`` if it came after the close."""

    question: str
    name: str
    number: int | None = None
    text: str | None = None
    passed: bool = False
    late: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """A round, its questions and what was answered; ``before`` are the numbers of the round before it, by question."""

    round: Round
    items: tuple[Item, ...]
    given: tuple[Given, ...]
    turnout: Turnout
    excused: tuple[str, ...]
    before: Mapping[str, Mapping[int, int]]
    actions: tuple[str, ...] = ()


def rows(told: Told, voice: Voice) -> tuple[Row, ...]:
    """Count the first question that a number answers, one row a label; passes are counted apart."""
    item = counted(told.items)
    if item is None:
        return ()
    counts = spread(item, (one.number for one in told.given if one.question == item.id))
    answered = sum(counts)
    return tuple(
        Row(
            key=key,
            label=label,
            count=voice.number(times),
            share=voice.share(times, answered) if answered else None,
            bar=length,
        )
        for key, (label, times, length) in enumerate(zip(item.options, counts, scaled(counts), strict=True), 1)
    )


def counted(items: Sequence[Item]) -> Item | None:
    """Return the first question that a number answers."""
    return next((item for item in items if item.kind is not ItemKind.TEXT), None)


def spread(item: Item, numbers: Iterable[int | None]) -> tuple[int, ...]:
    """Count how many chose each of a question's options."""
    chosen = [number for number in numbers if number is not None]
    return tuple(chosen.count(key) for key in range(1, item.most + 1))


def compose(told: Told, voice: Voice) -> tuple[str, ...]:
    """Write the digest, one line each: blockers, the other questions, the trend, participation."""
    first = sorted(told.items, key=lambda item: item.meaning is not Meaning.BLOCKER)
    said = [line for item in first if item.kind is ItemKind.TEXT for line in _answers(told, item, voice)]
    said += _numbers(told, voice)
    said += list(told.actions)
    return (*said, *attendance(told, voice))


def _answers(told: Told, item: Item, voice: Voice) -> list[str]:
    """Write who answered a question with which words; nothing of a question that nobody answered.

    "None" is no blocker: of whoever has none, nothing stands first.
    """
    given = [one for one in told.given if one.question == item.id and one.text]
    if item.meaning is Meaning.BLOCKER:
        given = [one for one in given if not says_nothing(one.text or "")]
    if not given:
        return []
    lines = [item.words, *(_line(one, voice) for one in given[:MOST_LINES])]
    left = len(given) - MOST_LINES
    return [*lines, "  " + voice.many("and {n} other", "and {n} others", left)] if left > 0 else lines


def _line(one: Given, voice: Voice) -> str:
    words = " · ".join(line.strip() for line in (one.text or "").splitlines() if line.strip())
    shown = words if len(words) <= LONGEST else f"{words[:LONGEST].rstrip()}…"
    name = voice("{name} (late)", name=one.name) if one.late else one.name
    return "  " + voice("{label}: {answer}", label=name, answer=shown)


def _numbers(told: Told, voice: Voice) -> list[str]:
    """Say of each question that a number answers who chose what; of the first, whose counts stand above, also its mean.

    The others stand under their own words, as texts do; nothing of one that nobody answered.
    """
    said: list[str] = []
    first = counted(told.items)
    for item in told.items:
        if item.kind is ItemKind.TEXT:
            continue
        chosen = _chosen(told, item, voice)
        said += chosen if item == first else [item.words, *(f"  {line}" for line in chosen)] if chosen else []
        said += _trend(told, item, voice) if item == first else []
    return said


def _chosen(told: Told, item: Item, voice: Voice) -> list[str]:
    """Say who chose what, the highest first, and how many passed."""
    said = []
    for key in range(item.most, 0, -1):
        names = [one.name for one in told.given if one.question == item.id and one.number == key]
        if names:
            more = len(names) - MOST_LINES
            others = [voice.many("{n} other", "{n} others", more)] if more > 0 else []
            people = voice.listed([*names[:MOST_LINES], *others])
            said.append(voice("{label}: {answer}", label=item.options[key - 1], answer=people))
    passed = sum(one.passed for one in told.given if one.question == item.id)
    return [*said, voice.many("{n} passed", "{n} passed", passed)] if passed else said


def _trend(told: Told, item: Item, voice: Voice) -> list[str]:
    if not is_scale(item):
        return []
    trend = trend_of(spread_mean(_counts(told, item)), spread_mean(told.before.get(item.id, {})), voice)
    return [trend] if trend else []


def _counts(told: Told, item: Item) -> dict[int, int]:
    counts = spread(item, (one.number for one in told.given if one.question == item.id))
    return dict(enumerate(counts, 1))


def spread_mean(counts: Mapping[int, int]) -> float | None:
    """Return the mean of what was chosen; None of nothing."""
    people = sum(counts.values())
    return sum(key * times for key, times in counts.items()) / people if people else None


def trend_of(now: float | None, before: float | None, voice: Voice) -> str:
    """Say how a mean moved since the last time; nothing where there is none to compare."""
    if now is None:
        return ""
    mean = voice.rounded(now, 1)
    if before is None:
        return voice("on average {mean} of 5", mean=mean)
    then = voice.rounded(before, 1)
    change = rounded(now, 1) - rounded(before, 1)  # of what is read, so that the words never deny the numbers
    if change > 0:
        return voice("on average {mean} of 5, better than {before} the time before", mean=mean, before=then)
    if change < 0:
        return voice("on average {mean} of 5, less than {before} the time before", mean=mean, before=then)
    return voice("on average {mean} of 5, as the time before", mean=mean)


def attendance(told: Told, voice: Voice) -> tuple[str, ...]:
    """Say how many answered of those asked; whoever is excused stands apart, and nobody missing is named."""
    answered = len(told.turnout.answered)
    whole = voice.many("{n} invited", "{n} invited", told.turnout.invited)
    said = [voice.many("{n} answer of {invited}", "{n} answers of {invited}", answered, invited=whole)]
    if told.excused:
        said.append(voice("excused: {people}", people=voice.listed(told.excused)))
    late = len({one.name for one in told.given if one.late})
    if late:
        said.append(
            voice.many(
                "{n} late answer has been added since the close",
                "{n} late answers have been added since the close",
                late,
            )
        )
    return tuple(said)
