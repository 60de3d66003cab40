"""The questions of a ritual's rounds, in a reader's language: our templates', or the team's own as they were saved."""

from __future__ import annotations

from handlers.answering.own_templates import loaded
from handlers.answering.templates import BUILT_IN, Item
from handlers.texts import Voice
from storage.ritual_records import Ritual, Round


def items_of(ritual: Ritual, voice: Voice, round_: Round | None = None) -> tuple[Item, ...]:
    """Return what its rounds ask; of one that was opened before the ritual got other questions, what that one asked."""
    asked = ritual if round_ is None or round_.template is None else round_
    built_in = BUILT_IN.get(asked.template or "")
    return built_in(voice) if built_in else loaded(asked.questions or "[]")
