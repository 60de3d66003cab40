"""What rituals give to the table of routes."""

from __future__ import annotations

from handlers.answering.templates import FOR_RITUALS
from handlers.effects import Effect
from handlers.language.lines import quote
from handlers.language.recurrence_said import say_rule, say_whole
from handlers.language.vocabulary import ON_HOLIDAY, feature_word, option_word, template_word
from handlers.people.ask import Ask
from handlers.people.route import Route
from handlers.replies.templates import template
from handlers.rituals import answer, away, change, create, due, feed, holidays, look, remind, take_part, view
from handlers.rituals.forms import ANSWER, NEW
from handlers.rituals.mine import mine
from handlers.rituals.report import report, tables
from handlers.subjects.delete import delete
from handlers.subjects.feature import Answers, Feature
from handlers.subjects.show import show
from handlers.texts import Voice
from storage.desk import Desk
from storage.records import Kind, Subject


def _template(ask: Ask) -> tuple[Effect, ...]:
    return template(ask, FOR_RITUALS)


ROUTES: tuple[Route, ...] = (
    Route(
        "ritual",
        "new",
        create.new,
        'ritual "Stand-up" every weekday at 9:30 --remind 30m --close-after 2h',
        'rituel "Mêlée" tous les jours ouvrés à 9h30 --rappel 30m --clore-après 2h',
        "plan a moment that comes back; --template, --with, --rotate, --holidays, --on-holiday, --tz, --from and "
        "--until change how",
    ),
    Route("ritual", "", create.form, "ritual", "rituel", "plan a moment that comes back, step by step"),
    Route(
        "ritual", "list", look.listed, "ritual list", "rituel liste", "the rituals of this place and their next dates"
    ),
    Route(
        "ritual", "show", show, "ritual show 12", "rituel montrer 12", "what was planned; --code for another platform"
    ),
    Route("ritual", "next", look.following, "ritual next 12", "rituel prochain 12", "its next three dates"),
    Route(
        "ritual",
        "answer",
        answer.answer,
        "ritual answer 12 --for tomorrow",
        "rituel répondre 12 --pour demain",
        "answer the open round, or with --for one to come",
    ),
    Route(
        "ritual", "results", look.results, "ritual results 12", "rituel résultats 12", "its last digest and turnouts"
    ),
    Route("ritual", "remind", remind.remind, "ritual remind 12", "rituel relancer 12", "nudge privately those missing"),
    Route(
        "ritual", "run", change.run, "ritual run 12", "rituel lancer 12", "open a round now, beside the planned ones"
    ),
    Route(
        "ritual",
        "skip",
        change.skip,
        "ritual skip 12",
        "rituel sauter 12",
        "pass over the next round; “skip me” passes over your own next turn",
    ),
    Route("ritual", "pause", change.pause, "ritual pause 12", "rituel suspendre 12", "open no more rounds for now"),
    Route("ritual", "resume", change.resume, "ritual resume 12", "rituel reprendre 12", "go on with the next date"),
    Route(
        "ritual",
        "edit",
        change.edit,
        "ritual edit 12 every tuesday at 10:00",
        "rituel modifier 12 chaque mardi à 10h",
        "change what follows: its title between quotes, its dates, its options",
    ),
    Route("ritual", "join", take_part.join, "ritual join 12", "rituel rejoindre 12", "take part"),
    Route("ritual", "leave", take_part.leave, "ritual leave 12", "rituel quitter 12", "be asked no more"),
    Route(
        "ritual",
        "swap",
        take_part.swap,
        "ritual swap @alice @bob",
        "rituel échanger @alice @bob",
        "let two people take each other's turn",
    ),
    Route(
        "ritual",
        "away",
        away.away,
        "ritual away @alice 2026-12-20..2027-01-03",
        "rituel absent @alice 2026-12-20..2027-01-03",
        "say who is away: not asked, not missing, passed over",
    ),
    Route(
        "ritual",
        "holidays",
        holidays.holidays,
        "ritual holidays add 2027-05-07",
        "rituel fériés ajouter 2027-05-07",
        "this team's own days off: add, remove, list",
    ),
    Route(
        "ritual",
        "template",
        _template,
        'ritual template save "Sprint"',
        'rituel modèle garder "Sprint"',
        "your team's own questions: save, list, show, delete",
    ),
    Route(
        "ritual",
        "calendar",
        feed.wanted,
        "ritual calendar",
        "rituel calendrier",
        "a file for your calendar; in the direct chat a private address, where there is one",
    ),
    Route("ritual", "delete", delete, "ritual delete 12", "rituel supprimer 12", "delete it, after a question"),
)


def words(subject: Subject, voice: Voice, desk: Desk) -> str:
    """Write a ritual as the line that begins it, its people and lengths of time left out."""
    head, ritual = f"{feature_word('ritual', voice.language)} {quote(subject.title)}", desk.rituals.get(subject.number)
    if ritual is None:
        return f"{head} …"
    rule = ritual.recurrence
    said = say_whole(rule, voice) if rule.once or rule.until else say_rule(rule, voice)
    given = {
        "template": template_word(ritual.template, voice.language) if ritual.template not in ("", "standup") else "",
        "holidays": ritual.holidays,
        "on-holiday": ON_HOLIDAY[ritual.on_holiday].said(voice.language) if ritual.on_holiday != "skip" else "",
        "tz": ritual.zone if ritual.zone != voice.zone else "",
    }
    flags = [f"{option_word(name, voice.language)} {value}" for name, value in given.items() if value]
    return " ".join((head, said, *flags))


FEATURE = Feature(
    kind=Kind.RITUAL,
    routes=ROUTES,
    presses={"vote": answer.pressed, "pass": answer.passed, "answer": answer.opened, "withdraw": answer.withdrawn},
    forms={NEW: create.submitted, ANSWER: answer.submitted},
    readers={
        "ritual.results": look.read_results,
        "ritual.show": look.read_show,
        "ritual.calendar": feed.read_calendar,
    },
    confirmed={create.PLANNED: create.confirmed, change.EDITED: change.confirmed},
    card=view.card,
    part=view.part,
    answers=Answers(takes=answer.takes, waits=answer.waits, hear=answer.typed, reply=answer.replied),
    words=words,
    report=report,
    tables=tables,
    mine=mine,
    tick=due.tick,
)
