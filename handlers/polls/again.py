"""A poll written as the line that asks it."""

from __future__ import annotations

from handlers.language.lines import quote
from handlers.language.vocabulary import feature_word, option_word
from handlers.texts import Voice
from storage.desk import Desk
from storage.records import Subject


def words(subject: Subject, voice: Voice, _desk: Desk) -> str:
    """Write a poll as the line that asks it, its moments and invitations left out."""
    flags = [option_word(name, voice.language) for name in ("anonymous", "hidden") if getattr(subject, name)]
    if subject.multi:
        flags.append(f"{option_word('multi', voice.language)} {subject.limit}")
    texts = (quote(text) for text in (subject.title, *subject.options))
    return " ".join((feature_word("poll", voice.language), *texts, *flags))
