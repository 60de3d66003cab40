"""What actions give to the table of routes."""

from __future__ import annotations

from collections.abc import Sequence

from handlers.actions import change, create, look, remind
from handlers.actions.forms import NEW, OF
from handlers.actions.mine import mine
from handlers.actions.report import report
from handlers.language.lines import quote
from handlers.language.vocabulary import feature_word
from handlers.people.route import Route
from handlers.subjects.feature import Feature
from handlers.subjects.proposals import ACTION
from handlers.texts import Voice
from storage.desk import Desk
from storage.records import DueKind, Kind, Subject

ROUTES: tuple[Route, ...] = (
    Route(
        "action",
        "new",
        create.new,
        'action "Fix the projector" @bob due friday',
        'action "Réparer le projecteur" @bob pour vendredi',
        "write down what somebody is to do; --from retex 3 says what it comes of",
    ),
    Route("action", "", create.form, "action", "action", "write down what is to be done, step by step"),
    Route("action", "list", look.listed, "action list", "action liste", "what is to be done here, and by whom"),
    Route("action", "show", look.show, "action show 12", "action montrer 12", "an action and its history"),
    Route("action", "done", change.done, "action done 12", "action fait 12", "say that it is done"),
    Route(
        "action",
        "verify",
        change.verify,
        "action verify 12",
        "action vérifier 12",
        "say that it was checked; its creator or a facilitator",
    ),
    Route("action", "drop", change.drop, "action drop 12", "action abandonner 12", "give it up"),
    Route(
        "action",
        "edit",
        change.edit,
        "action edit 12 @bob due friday",
        "action modifier 12 @bob pour vendredi",
        "change its words between quotes, its owner or its date",
    ),
)


def words(subject: Subject, voice: Voice, _desk: Desk) -> str:
    """Write an action as the line that begins it."""
    return f"{feature_word('action', voice.language)} {quote(subject.title)}"


def feature(others: Sequence[Feature]) -> Feature:
    """Make the feature of actions, which may be made of what is proposed in the others."""
    proposals = create.Proposals({each.kind: each.proposal for each in others if each.kind and each.proposal})
    return Feature(
        kind=Kind.ACTION,
        routes=ROUTES,
        presses={"done": change.done, "verify": change.verify},
        shortcuts={"action": create.of_message},
        offered={ACTION: proposals},
        forms={NEW: create.submitted, OF: create.submitted},
        dues={DueKind.REMIND: remind.due},
        readers={"action.reminder": remind.read_reminder},
        card=look.card,
        words=words,
        report=report,
        mine=mine,
    )
