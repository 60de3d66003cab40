"""What polls give to the table of routes."""

from __future__ import annotations

from handlers.people import home
from handlers.people.route import Route
from handlers.polls import again, close, create, look, read, remind, vote
from handlers.polls.report import report
from handlers.polls.view import card
from handlers.subjects.delete import delete
from handlers.subjects.feature import Answers, Feature
from handlers.subjects.show import show
from storage.records import DueKind, Kind

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
    Route("poll", "list", look.polls, "poll list", "sondage liste", "the open polls of this place"),
    Route("poll", "show", show, "poll show 12", "sondage montrer 12", "show a poll here; --code for another platform"),
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
    Route("poll", "delete", delete, "poll delete 12", "sondage supprimer 12", "delete it, after a question"),
)

FEATURE = Feature(
    kind=Kind.POLL,
    routes=ROUTES,
    presses={"vote": vote.pressed, "withdraw": vote.withdraw, "answer": vote.form},
    forms={"poll:new": create.submitted, "poll:ballot": vote.submitted},
    dues={DueKind.CLOSE: close.due, DueKind.REMIND: remind.due},
    readers={"poll.results": read.results, "poll.who": read.who, "poll.export": read.export, "poll.show": read.show},
    card=card,
    answers=Answers(takes=vote.takes, hear=vote.typed),
    words=again.words,
    report=report,
    mine=home.polls,
    tables=read.tables,
)
