"""The rows of the table of routes that concern polls."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from types import MappingProxyType

from handlers.effects import Effect
from handlers.events import Came
from handlers.people.ask import Handler, Reader
from handlers.people.house import House
from handlers.people.questions import Confirmed
from handlers.people.route import Route
from handlers.polls import close, create, delete, look, read, remind, show, vote
from handlers.polls.places import card_refused
from handlers.polls.view import card
from handlers.views import Card
from storage.desk import Desk
from storage.reads import Snapshot
from storage.records import DueKind, PlaceId

ROUTES: tuple[Route, ...] = (
    Route(
        "poll",
        "new",
        create.new,
        'poll "Which day?" "Monday" "Tuesday" --until friday 12:00',
        'sondage "Quel jour ?" "Lundi" "Mardi" --jusqu\'à vendredi 12:00',
        "ask a question; --multi, --anonymous, --hidden, --until, --remind and --with change how",
    ),
    Route("poll", "", create.form, "poll", "sondage", "ask a question, filled in step by step"),
    Route("poll", "list", look.listed, "poll list", "sondage liste", "the open polls of this place"),
    Route(
        "poll", "show", show.show, "poll show 12", "sondage montrer 12", "show a poll here; --code for another platform"
    ),
    Route(
        "poll",
        "results",
        look.results,
        "poll results 12",
        "sondage résultats 12",
        "its numbers, and every frozen result",
    ),
    Route("poll", "who", look.who, "poll who 12", "sondage qui 12", "who answered what; named polls only"),
    Route("poll", "withdraw", vote.withdraw, "poll withdraw 12", "sondage retirer 12", "take your answer back"),
    Route("poll", "close", close.close, "poll close 12", "sondage clore 12", "end it and freeze its numbers"),
    Route(
        "poll",
        "reopen",
        close.reopen,
        "poll reopen 12",
        "sondage rouvrir 12",
        "let it be answered again; never an anonymous one",
    ),
    Route(
        "poll",
        "remind",
        remind.remind,
        "poll remind 12",
        "sondage relancer 12",
        "nudge privately those who have not answered",
    ),
    Route(
        "poll",
        "export",
        look.export,
        "poll export csv 12",
        "sondage exporter csv 12",
        "its numbers as a file, csv or xlsx",
    ),
    Route("poll", "delete", delete.delete, "poll delete 12", "sondage supprimer 12", "delete it, after a question"),
)

ANSWERS: Handler = vote.typed

PRESSES: Mapping[str, Handler] = MappingProxyType(
    {"vote": vote.pressed, "withdraw": vote.withdraw, "answer": vote.form, "again": show.again}
)

FORMS: Mapping[str, Handler] = MappingProxyType({"poll:new": create.submitted, "poll:ballot": vote.submitted})

DUES: Mapping[DueKind, Callable[[Came, Desk, datetime, House], tuple[Effect, ...]]] = MappingProxyType(
    {DueKind.CLOSE: close.due, DueKind.REMIND: remind.due}
)

READERS: Mapping[str, Reader] = MappingProxyType(
    {"poll.results": read.results, "poll.who": read.who, "poll.export": read.export, "poll.show": read.show}
)

CONFIRMED: Mapping[str, Confirmed] = MappingProxyType({delete.TOKEN: delete.deleted})

CARD: Callable[[Snapshot, int, PlaceId, House], Card | None] = card

__all__ = ["ANSWERS", "CARD", "CONFIRMED", "DUES", "FORMS", "PRESSES", "READERS", "ROUTES", "card_refused"]
