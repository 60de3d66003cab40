"""The questions of a ritual's rounds, in a reader's language: our templates', or the team's own as they were saved."""

from __future__ import annotations

from handlers.answering.own_templates import loaded
from handlers.answering.templates import BUILT_IN, Item
from handlers.texts import Voice
from storage.ritual_records import Ritual


def items_of(ritual: Ritual, voice: Voice) -> tuple[Item, ...]:
    """Return what its rounds ask."""
    built_in = BUILT_IN.get(ritual.template)
    return built_in(voice) if built_in else loaded(ritual.questions)
