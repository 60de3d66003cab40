"""What retexes give to the table of routes."""

from __future__ import annotations

from handlers.answering.templates import FOR_RETEX
from handlers.effects import Effect
from handlers.people.ask import Ask
from handlers.people.route import Route
from handlers.replies import templates
from handlers.retex import again, answer, axes, close, create, look, picture, proposals, read, remind, repeat
from handlers.retex.mine import mine
from handlers.retex.report import report
from handlers.retex.view import card
from handlers.subjects.delete import delete
from handlers.subjects.feature import Answers, Feature
from handlers.subjects.show import show
from storage.records import DueKind, Kind


def _template(ask: Ask) -> tuple[Effect, ...]:
    return templates.template(ask, FOR_RETEX)


ROUTES: tuple[Route, ...] = (
    Route(
        "retex",
        "new",
        create.new,
        'retex "Workshop of 12 May" --until friday 12:00',
        'retex "Atelier du 12 mai" --jusqu\'à vendredi 12:00',
        "ask for quick feedback; --template, --anonymous, --until, --axes, --remind and --with change how",
    ),
    Route("retex", "", create.form, "retex", "retex", "ask for feedback, filled in step by step"),
    Route(
        "retex",
        "answer",
        answer.form,
        "retex answer 12",
        "retex répondre 12",
        "answer all its questions; a number and words between quotes after a colon answer at once",
    ),
    Route("retex", "list", look.retexes, "retex list", "retex liste", "the open retexes of this place"),
    Route("retex", "show", show, "retex show 12", "retex montrer 12", "show a retex here; --code for another platform"),
    Route("retex", "results", look.results, "retex results 12", "retex résultats 12", "what came of it, as it stands"),
    Route("retex", "who", look.who, "retex who 12", "retex qui 12", "who answered; named retexes only"),
    Route("retex", "withdraw", answer.withdraw, "retex withdraw 12", "retex retirer 12", "take your answers back"),
    Route("retex", "close", close.close, "retex close 12", "retex clore 12", "end it and freeze its figures"),
    Route(
        "retex",
        "reopen",
        close.reopen,
        "retex reopen 12",
        "retex rouvrir 12",
        "let it be answered again; never an anonymous one",
    ),
    Route(
        "retex",
        "remind",
        remind.remind,
        "retex remind 12",
        "retex relancer 12",
        "nudge privately those who have not answered",
    ),
    Route(
        "retex",
        "export",
        look.export,
        "retex export csv 12",
        "retex exporter csv 12",
        "its figures and words as a file, csv or xlsx",
    ),
    Route(
        "retex",
        "repeat",
        repeat.repeat,
        "retex repeat 12 --in 6 weeks",
        "retex répéter 12 --dans 6 semaines",
        "ask the same again later, and show what changed",
    ),
    Route(
        "retex",
        "template",
        _template,
        "retex template list",
        "retex modèle liste",
        "save, list, show or delete your own questions",
    ),
    Route("retex", "delete", delete, "retex delete 12", "retex supprimer 12", "delete it, after a question"),
    Route(
        "settings",
        "axes",
        axes.axes,
        'settings axes "tools" "people"',
        'réglages axes "outils" "équipe"',
        "the axes by which proposals are sorted here",
    ),
)

FEATURE = Feature(
    kind=Kind.RETEX,
    routes=ROUTES,
    presses={"vote": answer.pressed, "pass": answer.passed, "withdraw": answer.withdraw, "answer": answer.form},
    forms={"retex:new": create.submitted, "retex:answer": answer.submitted},
    over={"retex:answer": answer.over},
    dues={DueKind.CLOSE: close.due, DueKind.REMIND: remind.due, DueKind.REPEAT: repeat.due},
    readers={
        "retex.results": read.results,
        picture.QUERY: picture.picture,
        "retex.who": read.who,
        "retex.export": read.export,
        "retex.show": read.show,
    },
    card=card,
    answers=Answers(takes=answer.takes, waits=answer.waits, hear=answer.typed, reply=answer.replied),
    words=again.words,
    report=report,
    mine=mine,
    proposal=proposals.words,
    tables=read.tables,
)
