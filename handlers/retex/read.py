"""Long reads of retexes, computed from a snapshot, never on the clerk: results, who answered, files, a private view.

What may be told is decided again here, on the snapshot's truth: a retex may have changed since it was asked about.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import groupby

from handlers.answering.templates import Item, ItemKind
from handlers.effects import Tell
from handlers.people.house import House
from handlers.people.voices import of_tell
from handlers.people.whereabouts import place_told
from handlers.reporting.export import Cell, Table, as_csv, as_xlsx
from handlers.reporting.lines import option_line
from handlers.reporting.terms import Gathered, gather_apart
from handlers.retex import told
from handlers.retex.facts import Facts, read, words_on
from handlers.retex.figures import axis_of
from handlers.retex.proposals import MOST, how, made, offers, proposing
from handlers.retex.view import compose
from handlers.subjects.nouns import called
from handlers.subjects.shown import THRESHOLD
from handlers.subjects.words import participation
from handlers.texts import Voice
from handlers.views import File, Note
from storage.reads import Snapshot
from storage.records import Kind, PersonId, Status, Subject

MOST_NAMES = 100


def results(snapshot: Snapshot, tell: Tell, house: House) -> Note:
    """Say how every question was answered: numbers, terms, quotes, by axis, and the change since it was asked first."""
    found = _found(snapshot, tell, house)
    if isinstance(found, Note):
        return found
    voice, facts = found
    card = _head(facts, voice, place_told(snapshot, facts.subject, tell))
    if (facts.subject.anonymous and facts.subject.status is Status.OPEN) or not facts.figures:
        return _note(voice, (*card, participation(voice, facts.answered, facts.invited), *_empty(facts, voice)))
    lines = [participation(voice, facts.answered, facts.invited)]
    proposal, proposed = proposing(facts.items), Gathered()
    for item in facts.items:
        namer, said = _namer(snapshot, facts.subject), words_on(snapshot, facts, item, voice)
        proposed = said if item is proposal else proposed
        lines += told.question(facts, item, said, namer, voice)
        lines += told.by_axis(facts, item, voice)
        lines += _words_by_axis(snapshot, facts, item, voice)
    places = (tell.place, *(snapshot.sums.member_places(tell.to) if tell.to else ()))
    actions = snapshot.sums.made_of(facts.subject.number, places)
    lines += (*made(actions, voice), how(proposed, actions, facts, voice))
    return replace(_note(voice, (*card, *lines)), buttons=offers(facts, proposed, voice, MOST))


def _empty(facts: Facts, voice: Voice) -> tuple[str, ...]:
    if facts.subject.status is Status.OPEN:
        return (voice("anonymous: nothing but the number of answers is told before the close"),)
    return (voice.many("anonymous: no results below {n} answer", "anonymous: no results below {n} answers", THRESHOLD),)


def _words_by_axis(snapshot: Snapshot, facts: Facts, item: Item, voice: Voice) -> list[str]:
    """Tell the words on a question apart by the axis that their authors chose, where that may be told."""
    axis, shown, lines = axis_of(facts.items), told.groups(facts, item, voice), list[str]()
    if axis is None or item.kind is not ItemKind.TEXT or not shown:
        return lines
    said = snapshot.replies.texts(facts.subject.number, 0, item.id, beside=axis.id)
    apart = gather_apart(((one.beside or 0, one.voter, one.text) for one in said), voice.language)
    for group, label in shown.items():
        found = apart.get(group, Gathered())
        people = voice.many("{n} answer", "{n} answers", found.people)
        lines.append("  " + " · ".join(part for part in (label, people, told.terms(found, voice)) if part))
    return lines


def show(snapshot: Snapshot, tell: Tell, house: House) -> Note:
    """Say a card privately, for the direct chat: what is asked, and how to answer."""
    found = _found(snapshot, tell, house)
    if isinstance(found, Note):
        return found
    voice, facts = found
    said = {item.id: Gathered() for item in facts.items}
    card = compose(facts, voice, said, where=place_told(snapshot, facts.subject, tell))
    quick = facts.questionnaire.quick
    questions = [f"  – {item.words}" for item in facts.items if quick and item is not quick]
    rows = (f"  {row.key}  {option_line(row)}" for row in card.rows)
    hint = (card.hint,) if card.hint else ()
    return _note(voice, (" · ".join(card.header), card.title, *rows, *questions, *card.notes, *hint))


def who(snapshot: Snapshot, tell: Tell, house: House) -> Note:
    """Say who answered. Those who have not answered are counted, and never named."""
    found = _found(snapshot, tell, house)
    if isinstance(found, Note):
        return found
    voice, facts = found
    if facts.subject.anonymous:
        return _gone(voice, tell)
    people = snapshot.replies.who_answered(facts.subject.number, 0)
    names = sorted((_name(snapshot, person) for person in people), key=str.casefold)
    left = len(names) - MOST_NAMES
    listed = [*names[:MOST_NAMES], *([voice.many("{n} other", "{n} others", left)] if left > 0 else [])]
    said = voice("answered: {people}", people=voice.listed(listed)) if listed else ""
    head = f"{called(voice, Kind.RETEX, facts.subject.number)} · {facts.subject.title}"
    return _note(voice, (head, said, participation(voice, facts.answered, facts.invited)))


def export(snapshot: Snapshot, tell: Tell, house: House) -> Note | File:
    """Write the figures and the words as a file: by person where they are named, each question apart where not."""
    found = _found(snapshot, tell, house)
    if isinstance(found, Note):
        return found
    voice, facts = found
    head = f"{called(voice, Kind.RETEX, facts.subject.number)} · {facts.subject.title}"
    if not facts.figures:
        return _note(voice, (head, participation(voice, facts.answered, facts.invited), *_empty(facts, voice)))
    written = [_figures(facts, voice), *_told(snapshot, facts, voice)]
    name, made = voice("retex-{n}", n=facts.subject.number), facts.subject.closed_at or facts.subject.opened_at
    return as_xlsx(name, written, made, head) if tell.argument == "xlsx" else as_csv(name, written, head)


def tables(snapshot: Snapshot, subject: Subject, _rounds: Sequence[int], voice: Voice) -> tuple[Table, ...]:
    """Return what people answered as tables: a row a person, or of an anonymous one the words on each question."""
    facts = read(snapshot, subject, voice)
    return _told(snapshot, facts, voice) if facts.figures else ()


def _told(snapshot: Snapshot, facts: Facts, voice: Voice) -> tuple[Table, ...]:
    if not facts.subject.anonymous:
        columns = (voice("person"), *(item.words for item in facts.items))
        return (Table(voice("answers"), columns, _answers(snapshot, facts)),)
    texts = (item for item in facts.items if item.kind is ItemKind.TEXT and item.id in facts.figures)
    return tuple(_words(snapshot, facts, item, voice) for item in texts)


def _figures(facts: Facts, voice: Voice) -> Table:
    head = (voice("question"), voice("answer"), voice("answers"), voice("people who answered"), voice("invited"))
    invited: Cell = facts.invited if facts.invited is not None else ""
    rows: list[tuple[Cell, ...]] = []
    for item in facts.items:
        figure = facts.figures.get(item.id)
        if figure is None:
            continue
        if item.kind is ItemKind.TEXT:
            rows.append((item.words, "", figure.people, facts.answered, invited))
        rows += [
            (item.words, label, figure.numbers.get(key, 0), facts.answered, invited)
            for key, label in enumerate(item.options, 1)
        ]
    return Table(called(voice, Kind.RETEX, facts.subject.number), head, rows)


def _words(snapshot: Snapshot, facts: Facts, item: Item, voice: Voice) -> Table:
    """List anonymous words in the alphabet's order, so that no two questions can be laid beside each other."""
    said = sorted((one.text for one in snapshot.replies.texts(facts.subject.number, 0, item.id)), key=str.casefold)
    return Table(told.heading(item, voice), (item.words,), [(text,) for text in said])


def _answers(snapshot: Snapshot, facts: Facts) -> Iterator[tuple[Cell, ...]]:
    """Stream one row a person, one column a question."""
    snapshot.meet(snapshot.replies.who_answered(facts.subject.number, 0))
    rows = snapshot.replies.standing(facts.subject.number, 0)
    for person, mine in groupby(rows, key=lambda row: row[0]):
        said = {question: (number, text) for _, question, number, text, _ in mine}
        cells = (_cell(item, *said.get(item.id, (None, None))) for item in facts.items)
        yield (_name(snapshot, PersonId(person)), *cells)


def _cell(item: Item, number: int | None, text: str | None) -> Cell:
    if number is None:
        return text or ""
    return number if item.kind is ItemKind.RATING else item.options[number - 1]


def _found(snapshot: Snapshot, tell: Tell, house: House) -> tuple[Voice, Facts] | Note:
    voice, subject = of_tell(tell, house), snapshot.subject(tell.subject)
    if subject is None or subject.kind is not Kind.RETEX or subject.status is Status.DELETED:
        return _gone(voice, tell)
    return voice, read(snapshot, subject, voice)


def _gone(voice: Voice, tell: Tell) -> Note:
    return _note(voice, (voice("Retex {n} is no longer there.", n=tell.subject),))


def _note(voice: Voice, lines: tuple[str, ...]) -> Note:
    return Note(text="\n".join(line for line in lines if line), language=voice.language)


def _head(facts: Facts, voice: Voice, where: str) -> tuple[str, str]:
    card = compose(facts, voice, {}, where=where)
    return " · ".join(card.header), facts.subject.title


def _namer(snapshot: Snapshot, subject: Subject) -> told.Namer:
    return (lambda _person: None) if subject.anonymous else (lambda person: _name(snapshot, PersonId(person)))


def _name(snapshot: Snapshot, person: PersonId) -> str:
    known = snapshot.person(person)
    return known.name if known and known.name else str(person).partition(":")[2]
