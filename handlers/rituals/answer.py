"""Answers to a round: pressed, typed, filled in, said in its card's thread; the evening before, and after the close.

``handlers.answering.give`` hears them; here it is settled which round is meant, and what a late answer redraws.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from zoneinfo import ZoneInfo

from handlers.answering.questionnaire import Questionnaire, round_of
from handlers.answering.typed import fits
from handlers.effects import Effect, Show, refused
from handlers.events import Press, Submit
from handlers.language.mistakes import Mistake, explain
from handlers.language.recurrence import read_day
from handlers.people.ask import Ask
from handlers.replies import give
from handlers.rituals.find import Meant, by_number, only_ritual
from handlers.rituals.forms import ANSWER
from handlers.rituals.plan import plan_of, upcoming
from handlers.rituals.questions import items_of
from handlers.rituals.words import name_of, said_date
from handlers.subjects.words import command
from storage.records import Kind, Subject
from storage.ritual_records import Round

Hear = Callable[[Ask, Questionnaire], tuple[Effect, ...]]
AHEAD = 40  # dates that are looked through for the day that an answer is given ahead for


def typed(ask: Ask, subject: Subject) -> tuple[Effect, ...]:
    """Hear a typed answer: ``ritual answer 4: "done" "next"``, in the console also the quoted words alone."""
    meant = by_number(ask, subject.number)
    if not isinstance(meant, Meant):
        return meant
    day = ask.typed.options.get("for") if ask.typed else None
    return _ahead(ask, meant, day, give.typed) if day else _now(ask, meant, give.typed)


def takes(ask: Ask, subject: Subject) -> bool:
    """Tell whether the open round of a ritual would take the typed answer."""
    asked = _running(ask, subject)
    return asked is not None and ask.typed is not None and fits(asked, ask.typed)


def waits(ask: Ask, subject: Subject) -> bool:
    """Tell whether the open round of a ritual still waits for what is typed from whoever says it."""
    asked = _running(ask, subject)
    return asked is not None and give.waits(ask, asked)


def _running(ask: Ask, subject: Subject) -> Questionnaire | None:
    ritual, round_ = ask.desk.rituals.get(subject.number), ask.desk.rituals.open_round(subject.number)
    return _asked(ask, Meant(subject, ritual), round_) if ritual and round_ else None


def replied(ask: Ask, subject: Subject, text: str) -> tuple[Effect, ...]:
    """Hear words said in the thread of a round's card, or of its digest: an answer to that very round."""
    meant = by_number(ask, subject.number)
    if not isinstance(meant, Meant):
        return meant
    said_in = ask.desk.card_at(ask.event.where.id, ask.event.thread or "")
    number = said_in.part.partition(":")[2] if said_in else ""
    round_ = ask.desk.rituals.round(subject.number, int(number)) if number else _round(ask, meant)

    def hear(one: Ask, asked: Questionnaire) -> tuple[Effect, ...]:
        return give.replied(one, asked, text)

    return _given(ask, meant, round_, hear) if round_ else _nothing_open(ask, meant)


def pressed(ask: Ask) -> tuple[Effect, ...]:
    """Hear one press: a sky, a rating."""
    return _pressed(ask, give.pressed)


def passed(ask: Ask) -> tuple[Effect, ...]:
    """Hear the button that passes the first question over."""
    return _pressed(ask, give.passed)


def opened(ask: Ask) -> tuple[Effect, ...]:
    """Open the questions of the round, filled in with what was answered so far."""
    return _pressed(ask, give.ask_all)


def withdrawn(ask: Ask) -> tuple[Effect, ...]:
    """Take one's answer back: the button of the confirmation."""
    return _pressed(ask, give.take_back)


def _pressed(ask: Ask, hear: Hear) -> tuple[Effect, ...]:
    press = ask.event
    meant = by_number(ask, press.subject if isinstance(press, Press) else 0)
    if not isinstance(meant, Meant):
        return meant
    named = press.choices[0] if isinstance(press, Press) and press.choices and hear is not give.pressed else 0
    round_ = ask.desk.rituals.round(meant.subject.number, named) if named else _round(ask, meant)
    return _given(ask, meant, round_, hear) if round_ else _nothing_open(ask, meant)


def answer(ask: Ask) -> tuple[Effect, ...]:
    """Open the questions: of the open round, or with ``--for`` of one to come."""
    meant = only_ritual(ask, "answer")
    if not isinstance(meant, Meant):
        return meant
    day = ask.line.options.get("for") if ask.line else None
    return _ahead(ask, meant, day, give.ask_all) if day else _now(ask, meant, give.ask_all)


def submitted(ask: Ask) -> tuple[Effect, ...]:
    """Hear the whole form, for the round that it was opened for."""
    number, which = round_of(ask.event.form) if isinstance(ask.event, Submit) else (0, 0)
    meant = by_number(ask, number)
    if not isinstance(meant, Meant):
        return meant
    round_ = ask.desk.rituals.round(number, which)
    return _given(ask, meant, round_, give.submitted) if round_ else _nothing_open(ask, meant)


def _now(ask: Ask, meant: Meant, hear: Hear) -> tuple[Effect, ...]:
    round_ = _round(ask, meant)
    return _given(ask, meant, round_, hear) if round_ else _nothing_open(ask, meant)


def _round(ask: Ask, meant: Meant) -> Round | None:
    """Return the open round or, late, the one before it: until the next one opens, its digest takes answers."""
    return next(iter(ask.desk.rituals.latest(meant.subject.number)), None)


def _ahead(ask: Ask, meant: Meant, typed_day: str, hear: Hear) -> tuple[Effect, ...]:
    """Answer a round that is still to open; it is numbered now, and found again when it opens."""
    desk, number, ritual = ask.desk, meant.subject.number, meant.ritual
    day = read_day(typed_day, ask.now, ritual.zone)
    if isinstance(day, Mistake):
        return ask.refuse(explain(day, ask.voice))
    plan = plan_of(ritual, desk.rituals.days_off(meant.subject.place))
    dates = () if ritual.paused else upcoming(plan, ask.now, AHEAD)
    local = {each.at.astimezone(ZoneInfo(ritual.zone)).date(): each for each in dates}
    due = local.get(day)
    if due is None:
        shown = said_date(ask.voice, dates[0].at, ritual.zone) if dates else ask.voice("none is planned")
        return ask.refuse(
            ask.voice(
                "Ritual {n} has no round on {day}; the next one: {moment}.",
                n=number,
                day=ask.voice.date(day),
                moment=shown,
            )
        )
    round_ = desk.rituals.round_of(number, str(due.slot))
    if round_ is None:
        round_ = Round(subject=number, number=ritual.rounds + 1, slot=str(due.slot), day=str(day))
        desk.rituals.put_round(round_)
        desk.rituals.put(replace(ritual, rounds=round_.number))
    return _given(ask, meant, round_, hear)


def _nothing_open(ask: Ask, meant: Meant) -> tuple[Effect, ...]:
    number = meant.subject.number
    how = command(ask.voice, Kind.RITUAL, "answer", number, ask.voice("--for tomorrow"))
    return ask.refuse(
        ask.voice("No round of ritual {n} has opened yet; to answer one ahead: {command}", n=number, command=how)
    )


def _given(ask: Ask, meant: Meant, round_: Round, hear: Hear) -> tuple[Effect, ...]:
    """Have it heard, and let what changed be redrawn: the round's card, and the digest of one that has closed."""
    no = _not_asked(ask, meant)
    if no:
        return no
    number = meant.subject.number
    effects = hear(ask, _asked(ask, meant, round_))
    if refused(effects) or not any(isinstance(effect, Show) for effect in effects):
        return effects
    ask.desk.rituals.ask(round_, ask.event.actor.id)
    return (*effects, Show(subject=number, part=round_.digest)) if round_.closed_at else effects


def _asked(ask: Ask, meant: Meant, round_: Round) -> Questionnaire:
    """Return the round as a questionnaire. Who may answer is settled here already, so nobody is kept out by it."""
    late = round_.closes_at is not None and ask.event.at >= round_.closes_at
    return Questionnaire(
        subject=replace(meant.subject, restricted=False),
        items=items_of(meant.ritual, ask.voice, round_),
        form=ANSWER,
        round=round_.number,
        late=late or round_.closed_at is not None,
        part=round_.part,
    )


def _not_asked(ask: Ask, meant: Meant) -> tuple[Effect, ...]:
    """Refuse whoever takes no part in a ritual that is for some people only."""
    if not meant.subject.restricted:
        return ()
    person, number = ask.event.actor.id, meant.subject.number
    if any(one.person == person and not one.out for one in ask.desk.rituals.participants(number)):
        return ()
    join = command(ask.voice, Kind.RITUAL, "join", number)
    said = ask.voice(
        "Ritual {n} is only for those whom {name} named; to take part: {command}",
        n=number,
        name=name_of(ask.desk, ask.voice, meant.subject.creator),
        command=join,
    )
    return ask.refuse(said)
