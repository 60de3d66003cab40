"""A retex written as the line that asks it."""

from __future__ import annotations

from handlers.language.lines import quote
from handlers.language.vocabulary import feature_word, option_word
from handlers.texts import Voice
from storage.desk import Desk
from storage.records import Subject


def words(subject: Subject, voice: Voice, _desk: Desk) -> str:
    """Write a retex as the line that asks it, its moments, questions and invitations left out."""
    flags = [option_word("anonymous", voice.language)] if subject.anonymous else []
    return " ".join((feature_word("retex", voice.language), quote(subject.title), *flags))
