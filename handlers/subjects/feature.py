"""What a feature gives to the table of routes: one record, read by ``handlers.routes`` and by nobody else."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from handlers.effects import Effect
from handlers.events import Came
from handlers.people.ask import Ask, Handler, Reader
from handlers.people.home import MineOf
from handlers.people.house import House
from handlers.people.questions import Confirmed
from handlers.people.route import Route
from handlers.reporting.export import Table
from handlers.reporting.parts import Found, Span
from handlers.texts import Voice
from handlers.views import Card
from storage.desk import Desk
from storage.reads import Snapshot
from storage.records import DueKind, Kind, PlaceId, Subject

DueHandler = Callable[[Came, Desk, datetime, House], tuple[Effect, ...]]
Draw = Callable[[Snapshot, int, PlaceId, House], Card | None]
DrawPart = Callable[[Snapshot, int, PlaceId, House, str], Card | None]
Tables = Callable[[Snapshot, Subject, Sequence[int], Voice], Sequence[Table]]
ProposalOf = Callable[[Ask, Subject, str], str | None]
Report = Callable[[Snapshot, Sequence[Subject], Span, Voice], Found]


@dataclass(frozen=True, slots=True, kw_only=True)
class Ticked:
    """What a feature did of what was due. ``id`` is of this tick alone; ``failed`` are subjects that were put off.

    ``opened`` counts what was opened, for the operator's numbers.
    """

    id: str
    effects: tuple[Effect, ...] = ()
    opened: int = 0
    failed: dict[int, Exception] = field(default_factory=dict)


Tick = Callable[[Desk, datetime, House], Ticked | None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Answers:
    """How a kind of subject hears a typed answer (``vote 12: 1``, in the console ``1 3``).

    takes  whether an open card of this kind would take the answer as typed (``ask.typed``)
    waits  whether it has room for it from whoever says it; None where it always has
    hear   sets it, or refuses it; the subject may be named by whoever asks
    reply  hears words said in the thread of a card of this kind; None where they are no answer
    """

    takes: Callable[[Ask, Subject], bool]
    hear: Callable[[Ask, Subject], tuple[Effect, ...]]
    waits: Callable[[Ask, Subject], bool] | None = None
    reply: Callable[[Ask, Subject, str], tuple[Effect, ...]] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Feature:
    """A feature as the table of routes knows it.

    kind       the kind of subject it keeps; None for what keeps none (settings, summaries)
    presses    by action, for buttons that name a subject of this kind
    shortcuts  by action, for what is done to anybody's message: its words are the press's token
    forms      by the beginning of a form's id (``poll:new``)
    over       by the beginning of a form's id: why its dialogue need not go on, if it need not
    dues       what comes due for a subject of this kind
    readers    long reads, by the query that an effect names (``poll.results``)
    confirmed  what a "yes" does, by the question's name (``poll.delete``)
    card       draws a subject of this kind as a place sees it
    part       draws one of its other cards (see ``storage.records.Showing``)
    answers    how a typed answer is heard
    words      the line that asks the subject again, given back when its first card cannot be posted
    tick       does what is due of this kind set-wise, in one transaction; None where nothing is
    report     what came of subjects of this kind in a stretch of time, for summaries; reads set-wise
    mine       what ``home`` says of it to somebody: what waits for their answer, what is theirs
    proposal   the words of what somebody proposed there, by whose it is; None where it is gone or may not be told
    offered    by action, for buttons on subjects of any kind: what else may be made of them
    tables     a subject's own answers as tables (those of its export; of a ritual those of the rounds that are
               numbered), or none where they may not be shown; rows are
               a stream, for the files of a summary that its members may read
    """

    kind: Kind | None = None
    routes: tuple[Route, ...] = ()
    presses: Mapping[str, Handler] = field(default_factory=dict)
    shortcuts: Mapping[str, Handler] = field(default_factory=dict)
    forms: Mapping[str, Handler] = field(default_factory=dict)
    over: Mapping[str, Callable[[Ask, str], tuple[Effect, ...]]] = field(default_factory=dict)
    dues: Mapping[DueKind, DueHandler] = field(default_factory=dict)
    readers: Mapping[str, Reader] = field(default_factory=dict)
    confirmed: Mapping[str, Confirmed] = field(default_factory=dict)
    card: Draw | None = None
    part: DrawPart | None = None
    answers: Answers | None = None
    words: Callable[[Subject, Voice, Desk], str] | None = None
    report: Report | None = None
    tick: Tick | None = None
    mine: MineOf | None = None
    proposal: ProposalOf | None = None
    offered: Mapping[str, Handler] = field(default_factory=dict)
    tables: Tables | None = None
