"""A summary as a file: words as Markdown or as a page, numbers as tables with a sheet a subject."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime

from handlers.reporting import statistics
from handlers.reporting.export import Cell, Table, as_csv, as_xlsx
from handlers.reporting.html import as_html
from handlers.reporting.markdown import as_markdown
from handlers.reporting.parts import Part, Said
from handlers.subjects.feature import Tables
from handlers.subjects.nouns import called
from handlers.subjects.words import stands
from handlers.summaries.compose import compose, title_of
from handlers.summaries.material import Material
from handlers.summaries.scope import Scope, Shape
from handlers.summaries.words import division
from handlers.texts import Voice
from handlers.views import File
from storage.reads import Snapshot
from storage.records import ActionState, Kind

TablesOf = Mapping[Kind, Tables]


def write(snapshot: Snapshot, material: Material, scope: Scope, voice: Voice, tables: TablesOf) -> File:
    """Write the file that was asked for."""
    name, note = voice("summary"), title_of(material, voice)
    if scope.shape is Shape.CSV:
        return as_csv(name, _tables(snapshot, material, scope, voice, tables), note)
    if scope.shape is Shape.XLSX:
        return as_xlsx(name, _tables(snapshot, material, scope, voice, tables), scope.until, note)
    document = compose(material, scope, voice, scope.until)
    if scope.shape is Shape.HTML:
        return _text(f"{name}.html", "text/html; charset=utf-8", as_html(document), note, voice)
    return _text(f"{name}.md", "text/markdown; charset=utf-8", as_markdown(document), note, voice)


def _text(name: str, media_type: str, content: str, note: str, voice: Voice) -> File:
    return File(
        name=name, media_type=media_type, content=content.encode(), text=True, note=note, language=voice.language
    )


def _tables(snapshot: Snapshot, material: Material, scope: Scope, voice: Voice, tables: TablesOf) -> list[Table]:
    """Put the overview first, then the actions, then each subject: its numbers, its words, and its own answers."""
    found = [_overview(material, voice)]
    if material.todos:
        found.append(_actions(material, voice, scope.until))
    by_number: dict[int, list[Part]] = {}
    for part in material.parts:
        by_number.setdefault(part.number, []).append(part)
    for number, parts in by_number.items():
        found.append(_subject(parts, voice))
        whole = tables.get(parts[0].kind)
        subject = snapshot.subject(number) if whole and number not in material.veiled else None
        if whole and subject:
            name, rounds = called(voice, subject.kind, number), tuple(part.round for part in parts)
            own = whole(snapshot, subject, rounds, voice)
            found += [Table(f"{name} · {each.name}", each.head, each.rows) for each in own]
    return found


def _overview(material: Material, voice: Voice) -> Table:
    head = (
        voice("number"),
        voice("what"),
        voice("title"),
        voice("place"),
        voice("when (UTC)"),
        voice("people who answered"),
        voice("invited"),
        voice("share"),
    )
    return Table(voice("summary"), head, [_overview_row(part, material, voice) for part in material.parts])


def _overview_row(part: Part, material: Material, voice: Voice) -> tuple[Cell, ...]:
    share = statistics.participation(part.answered, part.invited)
    hidden = part.number in material.veiled and not part.answered
    return (
        part.number,
        called(voice, part.kind, part.number),
        part.title,
        "" if part.number in material.veiled else material.homes.get(part.number, material.where),
        part.at,
        "" if hidden else part.answered,
        "" if part.invited is None else part.invited,
        "" if share is None else round(share, 4),
    )


def _subject(parts: Iterable[Part], voice: Voice) -> Table:
    """Write one row an answer of each question, then the words that were counted and quoted."""
    found = list(parts)
    head = (
        voice("when (UTC)"),
        voice("question"),
        voice("choice"),
        voice("answers"),
        voice("share"),
        voice("mean"),
        voice("median"),
        voice("agreement"),
        voice("person"),
    )
    rows = [_whole(row, len(head)) for part in found for row in (*_numbers(part), *_words(part, voice))]
    return Table(called(voice, found[0].kind, found[0].number), head, rows)


def _whole(row: tuple[Cell, ...], width: int) -> tuple[Cell, ...]:
    """Fill a row up to the head's width: strict readers of CSV refuse a shorter one."""
    return (*row, *("",) * (width - len(row)))


def _numbers(part: Part) -> Iterable[tuple[Cell, ...]]:
    for asked in part.asked:
        mean, median = statistics.mean(asked.distribution), statistics.median(asked.distribution)
        divided = division(asked)
        for label, count in zip(asked.labels, asked.counts, strict=False):
            yield (
                part.at,
                asked.question,
                label,
                count,
                round(count / asked.answered, 4) if asked.answered else 0,
                "" if mean is None else round(mean, 4),
                "" if median is None else median,
                "" if divided is None else round(1 - divided, 4),
            )


def _words(part: Part, voice: Voice) -> Iterable[tuple[Cell, ...]]:
    for axis in part.axes:
        yield (part.at, voice("axis"), axis.label, axis.answered)
        for word, people in axis.terms:
            yield (part.at, axis.label, word, people)
        for quote in axis.quotes:
            yield _said(part, axis.label, quote)
    for blocker in part.blockers:
        yield _said(part, voice("What holds people back"), blocker)


def _said(part: Part, about: str, said: Said) -> tuple[Cell, ...]:
    """Write what somebody said, their name in the last column, since the others hold numbers."""
    return (part.at, about, said.text, "", "", "", "", "", said.who or "")


def _actions(material: Material, voice: Voice, now: datetime) -> Table:
    head = (voice("number"), voice("title"), voice("owner"), voice("due (UTC)"), voice("state"), voice("overdue"))
    rows = [
        (
            todo.number,
            "" if todo.number in material.veiled else todo.title,
            "" if todo.number in material.veiled else todo.owner or "",
            todo.due or "",
            stands(voice, todo.state),
            int(todo.state is ActionState.OPEN and todo.due is not None and todo.due < now),
        )
        for todo in material.todos
    ]
    return Table(voice("actions"), head, rows)
