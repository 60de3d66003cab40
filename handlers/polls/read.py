"""Long reads of polls, computed from a snapshot, never on the clerk: results, who answered, files, a private view.

What may be shown is decided again here, on the snapshot's truth: a poll may have changed since it was asked about.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from handlers.effects import Tell
from handlers.people.house import House
from handlers.people.voices import of_tell
from handlers.people.whereabouts import place_told
from handlers.polls.facts import Facts
from handlers.polls.methods.ballots import picks_of
from handlers.polls.view import compose, gather, notes
from handlers.reporting.bars import bar
from handlers.reporting.export import Cell, Table, as_csv, as_xlsx
from handlers.subjects.nouns import called
from handlers.subjects.words import participation, when
from handlers.texts import Voice
from handlers.views import Card, File, Note, Row
from storage.reads import Snapshot
from storage.records import Kind, PersonId, Result, Status, Subject

MOST_NAMES = 100


def results(snapshot: Snapshot, tell: Tell, house: House) -> Note:
    """Say the tally, one line an option, and what every close wrote."""
    voice, subject = of_tell(tell, house), snapshot.subject(tell.subject)
    if subject is None or subject.status is Status.DELETED:
        return _gone(voice, tell)
    facts = gather(snapshot, subject)
    card = _card(snapshot, facts, voice, tell)
    tally = [tally_line(row) for row in card.rows] if facts.counts is not None else []
    history = [_result_line(voice, subject, result) for result in facts.results] if _retold(facts) else []
    return _note(voice, (" · ".join(card.header), card.title, *tally, *notes(facts, voice), *history))


def tally_line(row: Row) -> str:
    """Write one option of a tally: its label, then the count, then bar and share (« Mardi 2 ▇▇ 67 % »)."""
    return " ".join(part for part in (row.label, row.count, bar(row.bar), row.share) if part)


def show(snapshot: Snapshot, tell: Tell, house: House) -> Note:
    """Say a card privately, for the direct chat: what is asked, the numbers to answer with, and how."""
    voice, subject = of_tell(tell, house), snapshot.subject(tell.subject)
    if subject is None or subject.status is Status.DELETED:
        return _gone(voice, tell)
    card = _card(snapshot, gather(snapshot, subject), voice, tell)
    options = (f"  {row.key}  {tally_line(row)}" for row in card.rows)
    how = (
        (voice("To answer, for example: {example}", example=voice("vote {n}: 1", n=subject.number)),)
        if card.pick
        else ()
    )
    return _note(voice, (" · ".join(card.header), card.title, *options, *card.notes, *how))


def who(snapshot: Snapshot, tell: Tell, house: House) -> Note:
    """Say who answered what. Those who have not answered are counted, and never named."""
    voice, subject = of_tell(tell, house), snapshot.subject(tell.subject)
    if subject is None or not _named(subject):
        return _gone(voice, tell)
    facts = gather(snapshot, subject)
    named: dict[int, list[str]] = {key: [] for key in range(1, len(subject.options) + 1)}
    counts = dict.fromkeys(named, 0)
    for ballot in snapshot.ballots(subject.number):
        for pick in picks_of(ballot.choices):
            counts[pick] += 1
            if counts[pick] <= MOST_NAMES:
                named[pick].append(_name(snapshot, PersonId(ballot.voter)))
    lines = [_who_line(voice, subject.options[key - 1], named[key], counts[key]) for key in named if counts[key]]
    head = f"{called(voice, Kind.POLL, subject.number)} · {subject.title}"
    return _note(voice, (head, *lines, participation(voice, facts.answered, facts.invited)))


def export(snapshot: Snapshot, tell: Tell, house: House) -> Note | File:
    """Write the numbers and, of a named poll, the answers as a file."""
    voice, subject = of_tell(tell, house), snapshot.subject(tell.subject)
    if subject is None or subject.status is Status.DELETED:
        return _gone(voice, tell)
    facts = gather(snapshot, subject)
    if facts.counts is None:
        return _note(voice, (f"{called(voice, Kind.POLL, subject.number)} · {subject.title}", *notes(facts, voice)))
    written = [_tally_table(facts, voice), *tables(snapshot, subject, (), voice)]
    name, note = voice("poll-{n}", n=subject.number), f"{called(voice, Kind.POLL, subject.number)} · {subject.title}"
    if tell.argument == "xlsx":
        return as_xlsx(name, written, subject.closed_at or subject.opened_at, note)
    return as_csv(name, written, note)


def tables(snapshot: Snapshot, subject: Subject, _rounds: Sequence[int], voice: Voice) -> tuple[Table, ...]:
    """Return who answered what as a table, a row a person; nothing where that may not be told."""
    if not _named(subject):
        return ()
    return (Table(voice("answers"), _answers_head(subject, voice), _answers(snapshot, subject)),)


def _gone(voice: Voice, tell: Tell) -> Note:
    return _note(voice, (voice("Poll {n} is no longer there.", n=tell.subject),))


def _note(voice: Voice, lines: tuple[str, ...]) -> Note:
    return Note(text="\n".join(line for line in lines if line), language=voice.language)


def _card(snapshot: Snapshot, facts: Facts, voice: Voice, tell: Tell) -> Card:
    return compose(facts, voice, where=place_told(snapshot, facts.subject, tell))


def _named(subject: Subject) -> bool:
    """Tell whether it may be said who answered what."""
    closed = subject.status is Status.CLOSED
    return not subject.anonymous and (closed or (subject.status is Status.OPEN and not subject.hidden))


def _retold(facts: Facts) -> bool:
    """Tell whether the frozen results say anything that the tally above them does not."""
    return len(facts.results) > 1 or (facts.subject.status is Status.OPEN and bool(facts.results))


def _result_line(voice: Voice, subject: Subject, result: Result) -> str:
    said = [
        voice("result {n}", n=result.number),
        voice("closed {moment}", moment=when(voice, result.closed_at, subject.opened_at)),
    ]
    if result.counts is not None:
        said += [f"{label} {voice.number(times)}" for label, times in zip(subject.options, result.counts, strict=True)]
    return " · ".join((*said, participation(voice, result.answered, result.invited)))


def _who_line(voice: Voice, label: str, names: list[str], times: int) -> str:
    left = times - len(names)
    listed = [*sorted(names, key=str.casefold), *([voice.many("{n} other", "{n} others", left)] if left else [])]
    return voice("{option} ({n}): {people}", option=label, n=voice.number(times), people=voice.listed(listed))


def _name(snapshot: Snapshot, person: PersonId) -> str:
    known = snapshot.person(person)
    return known.name if known and known.name else str(person).partition(":")[2]


def _tally_table(facts: Facts, voice: Voice) -> Table:
    subject, counts = facts.subject, facts.counts or ()
    head = ("n°", voice("choice"), voice("answers"), voice("share"), voice("people who answered"), voice("invited"))
    lines = [
        (
            key,
            label,
            times,
            round(times / facts.answered, 4) if facts.answered else 0,
            facts.answered,
            facts.invited if facts.invited is not None else "",
        )
        for key, (label, times) in enumerate(zip(subject.options, counts, strict=True), 1)
    ]
    return Table(called(voice, Kind.POLL, subject.number), head, lines)


def _answers_head(subject: Subject, voice: Voice) -> tuple[str, ...]:
    return (voice("person"), voice("answered at (UTC)"), *subject.options)


def _answers(snapshot: Snapshot, subject: Subject) -> Iterator[tuple[Cell, ...]]:
    """Stream one row a person, with 1 under each option that they chose."""
    snapshot.meet(snapshot.voters(subject.number))
    for ballot in snapshot.ballots(subject.number):
        chosen = [ballot.choices >> position & 1 for position in range(len(subject.options))]
        yield (_name(snapshot, PersonId(ballot.voter)), ballot.at, *chosen)
