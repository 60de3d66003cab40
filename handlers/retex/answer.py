"""Answers to a retex: pressed, typed, filled in, or said in its card's thread."""

from __future__ import annotations

from handlers.answering.questionnaire import round_of
from handlers.answering.typed import fits
from handlers.effects import Effect
from handlers.events import Press, Submit
from handlers.people.ask import Ask
from handlers.replies import give
from handlers.retex.asked import asked
from handlers.subjects.find import Found, numbered, only_open
from storage.records import Kind, Subject


def takes(ask: Ask, subject: Subject) -> bool:
    """Tell whether a retex would take the typed answer."""
    return ask.typed is not None and fits(asked(ask, subject), ask.typed)


def waits(ask: Ask, subject: Subject) -> bool:
    """Tell whether a retex still waits for what is typed from whoever says it."""
    return give.waits(ask, asked(ask, subject))


def typed(ask: Ask, subject: Subject) -> tuple[Effect, ...]:
    """Hear ``retex answer 12: 4 "Great energy"``, and in the console ``4 "Great energy"``."""
    return give.typed(ask, asked(ask, subject))


def replied(ask: Ask, subject: Subject, text: str) -> tuple[Effect, ...]:
    """Hear words said in the card's thread."""
    return give.replied(ask, asked(ask, subject), text)


def pressed(ask: Ask) -> tuple[Effect, ...]:
    """Hear a rating's button or a native vote."""
    subject = _pressed(ask)
    return give.pressed(ask, asked(ask, subject)) if isinstance(subject, Subject) else subject


def passed(ask: Ask) -> tuple[Effect, ...]:
    """Hear the button that passes the rating over."""
    subject = _pressed(ask)
    return give.passed(ask, asked(ask, subject)) if isinstance(subject, Subject) else subject


def form(ask: Ask) -> tuple[Effect, ...]:
    """Open all the questions: the button, or ``retex answer 12``."""
    subject = _pressed(ask) if isinstance(ask.event, Press) else only_open(ask, Kind.RETEX, "answer")
    return give.ask_all(ask, asked(ask, subject)) if isinstance(subject, Subject) else subject


def submitted(ask: Ask) -> tuple[Effect, ...]:
    """Hear the whole form."""
    submit = ask.event
    if not isinstance(submit, Submit):
        return ()
    number, _ = round_of(submit.form)
    subject = numbered(ask, Kind.RETEX, number)
    return give.submitted(ask, asked(ask, subject)) if isinstance(subject, Subject) else subject


def over(ask: Ask, form: str) -> tuple[Effect, ...]:
    """Refuse the next line of a dialogue whose retex has closed meanwhile, or is gone; nothing while it is open."""
    number, _ = round_of(form)
    subject = numbered(ask, Kind.RETEX, number)
    return give.forbidden(ask, asked(ask, subject)) if isinstance(subject, Subject) else subject


def withdraw(ask: Ask) -> tuple[Effect, ...]:
    """Take one's answers back."""
    subject = _pressed(ask) if isinstance(ask.event, Press) else only_open(ask, Kind.RETEX, "withdraw")
    return give.take_back(ask, asked(ask, subject)) if isinstance(subject, Subject) else subject


def _pressed(ask: Ask) -> Found:
    press = ask.event
    return numbered(ask, Kind.RETEX, press.subject if isinstance(press, Press) else 0)
