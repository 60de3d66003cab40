"""A poll as it is seen. ``compose`` is pure; ``card`` reads what it needs from one snapshot."""

from __future__ import annotations

from handlers.people.house import House
from handlers.people.voices import of_place
from handlers.polls.facts import Facts, count, numbers_shown
from handlers.polls.methods.ballots import leaders
from handlers.polls.words import keys, labels
from handlers.reporting.bars import scaled
from handlers.subjects.nouns import called
from handlers.subjects.shown import THRESHOLD, invited_known, places_shown, platforms_of
from handlers.subjects.words import command, participation, state, typed_at
from handlers.texts import Voice
from handlers.views import Button, Card, Row
from storage.reads import Snapshot
from storage.records import Kind, PlaceId, Status, Subject


def card(snapshot: Snapshot, number: int, place: PlaceId, house: House) -> Card | None:
    """Draw a poll as a place sees it; None when there is no such poll."""
    subject = snapshot.subject(number)
    if subject is None or subject.kind is not Kind.POLL:
        return None
    voice, known = of_place(snapshot, place, house), snapshot.place(place)
    where = known.name if known else str(place)
    return compose(gather(snapshot, subject), voice, where=where, typed=typed_at(place))


def gather(snapshot: Snapshot, subject: Subject) -> Facts:
    """Read a poll's figures: today's while it is open, the last close's afterwards."""
    places = places_shown(snapshot, subject)
    results = tuple(sorted(snapshot.results(subject.number), key=lambda result: result.number))
    if subject.status is Status.CLOSED and results:
        last = results[-1]
        answered, invited, counts = last.answered, last.invited, last.counts
    else:
        answered, known = snapshot.counts(subject.number)
        invited = known if invited_known(snapshot, subject) else None
        counts = count(subject, snapshot.tally(subject.number)) if numbers_shown(subject, answered) else None
    return Facts(
        subject=subject,
        answered=answered,
        invited=invited,
        counts=counts if numbers_shown(subject, answered) else None,
        results=results,
        platforms=platforms_of(places),
        places=len(places),
    )


def compose(facts: Facts, voice: Voice, *, where: str, typed: bool = True) -> Card:
    """Put a card together. ``typed``: a bare number answers there."""
    subject, running = facts.subject, facts.subject.status is Status.OPEN
    header = (where, called(voice, Kind.POLL, subject.number), state(voice, subject))
    if subject.status is Status.DELETED:
        return Card(number=subject.number, kind=subject.kind, header=header, title="", language=voice.language)
    return Card(
        number=subject.number,
        kind=subject.kind,
        header=(*header, *_secrecy(subject, voice)),
        title=subject.title,
        rows=rows(facts, voice),
        notes=notes(facts, voice),
        hint=_hint(subject, voice, typed=typed) if running else None,
        pick=subject.limit if running else 0,
        buttons=_buttons(subject, voice) if running else (),
        native=not (subject.multi or subject.anonymous),
        disclosed=not subject.hidden,
        aloud=_aloud(subject),
        elsewhere=facts.places > 1,
        language=voice.language,
    )


def _aloud(subject: Subject) -> bool:
    """Tell whether it may be answered where others see it."""
    return not (subject.anonymous or (subject.hidden and subject.multi))


def _secrecy(subject: Subject, voice: Voice) -> tuple[str, ...]:
    said = [voice("anonymous") if subject.anonymous else voice("named")]
    if subject.hidden:
        said.append(voice("hidden"))
    if subject.multi:
        everything = subject.limit >= len(subject.options)
        said.append(voice("several choices") if everything else _at_most(subject, voice))
    return tuple(said)


def _at_most(subject: Subject, voice: Voice) -> str:
    return voice.many("{n} choice at most", "{n} choices at most", subject.limit)


def rows(facts: Facts, voice: Voice) -> tuple[Row, ...]:
    """Write the options, with their numbers where these may be shown; shares are of ballots cast."""
    options = facts.subject.options
    if facts.counts is None:
        return tuple(Row(key=key, label=label) for key, label in enumerate(options, 1))
    return tuple(
        Row(
            key=key,
            label=label,
            count=voice.number(times),
            share=voice.share(times, facts.answered) if facts.answered else None,
            bar=length,
        )
        for key, (label, times, length) in enumerate(zip(options, facts.counts, scaled(facts.counts), strict=True), 1)
    )


def notes(facts: Facts, voice: Voice) -> tuple[str, ...]:
    """Say participation, what came out of it, and in one line what each word of secrecy means."""
    subject = facts.subject
    said = [participation(voice, facts.answered, facts.invited)]
    if subject.status is Status.CLOSED:
        said += _outcome(facts, voice)
    if subject.status is Status.OPEN:
        said += _promises(facts, voice)
    if facts.platforms > 1:
        said.append(voice("shown on two platforms: two accounts of one person count as two people"))
    return tuple(said)


def _outcome(facts: Facts, voice: Voice) -> list[str]:
    subject, said = facts.subject, []
    if facts.counts is None:
        said.append(
            voice.many("anonymous: no results below {n} answer", "anonymous: no results below {n} answers", THRESHOLD)
        )
    else:
        first = leaders(facts.counts)
        named = labels(voice, subject.options, (position + 1 for position in first))
        if len(first) > 1:
            said.append(voice("tie: {options}", options=named))
        elif first:
            said.append(voice("ahead: {option}", option=named))
    if len(facts.results) > 1:
        said.append(voice("result {n}", n=facts.results[-1].number))
    return said


def _promises(facts: Facts, voice: Voice) -> list[str]:
    subject, said = facts.subject, []
    if subject.anonymous:
        said.append(
            voice.many(
                "anonymous: nobody is told who answered what; results after the close, from {n} answer on",
                "anonymous: nobody is told who answered what; results after the close, from {n} answers on",
                THRESHOLD,
            )
        )
    if subject.hidden:
        said.append(voice("hidden: I show no numbers to anybody before the close"))
    if subject.restricted:
        said.append(voice("only those invited may answer"))
    return said


def _hint(subject: Subject, voice: Voice, *, typed: bool) -> str:
    """Say how to answer and how to take it back, as it is typed there."""
    answers = keys(voice, len(subject.options))
    if subject.multi:
        answers = voice("{example} (as many as {n})", example="1 2", n=subject.limit)
    withdraw = command(voice, Kind.POLL, "withdraw")
    if not (_aloud(subject) or typed):
        return voice(
            "answer in our direct chat, for example: {example}", example=voice("vote {n}: 1", n=subject.number)
        )
    if typed:
        return voice("answer: {keys} · take it back: {command}", keys=answers, command=withdraw)
    vote = voice.typed(voice("vote {n}: 1", n=subject.number))
    return voice("answer: {keys} · take it back: {command}", keys=vote, command=withdraw)


def _buttons(subject: Subject, voice: Voice) -> tuple[Button, ...]:
    """Offer the ballot's form where several options may be chosen; single choices are the rows themselves."""
    return (Button(id=f"answer:{subject.number}", label=voice("Answer"), style="primary"),) if subject.multi else ()
