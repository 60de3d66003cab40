"""The form of a new ritual."""

from __future__ import annotations

from collections.abc import Mapping

from handlers.answering.templates import FOR_RITUALS
from handlers.language.vocabulary import template_word
from handlers.rituals.wish import TITLE_LENGTH
from handlers.subjects.words import command
from handlers.texts import Voice
from handlers.views import Form, Question
from storage.records import Kind, PlaceId

NEW = "ritual:new"
ANSWER = "ritual:answer"
SHORT = 100


def new_form(place: PlaceId, voice: Voice, given: Mapping[str, str | None]) -> Form:
    """Ask for a new ritual. Its id carries the place, since a dialogue may be held in the direct chat."""
    templates = tuple(template_word(name, voice.language) for name in FOR_RITUALS)
    questions = (
        Question(id="title", kind="text", label=voice("What is it called?"), max_length=TITLE_LENGTH),
        Question(
            id="when",
            kind="text",
            label=voice("When does it come back?"),
            help=voice(
                "every weekday at 9:30 · the first monday of the month at 10:00 · every 2 weeks on friday at 16:00"
            ),
        ),
        Question(
            id="template",
            kind="choice",
            label=voice("Which questions?"),
            help=voice(
                "“{first}” unless you choose; what one asks: {command}",
                first=templates[0],
                command=command(voice, Kind.RITUAL, "template", voice("show {template}", template=templates[0])),
            ),
            options=templates,
            required=False,
        ),
        Question(
            id="holidays",
            kind="text",
            label=voice("Whose holidays are days off?"),
            help=voice("FR, FR-57, FR-Martinique… or none"),
            required=False,
            max_length=SHORT,
            value=given.get("holidays") or "",
        ),
        Question(
            id="remind",
            kind="text",
            label=voice("How long before the close are those missing reminded?"),
            help=voice("30m, 1h… or none"),
            required=False,
            max_length=SHORT,
            value=given.get("remind") or "",
        ),
    )
    return Form(
        id=f"{NEW}:{place}",
        title=voice("New ritual"),
        questions=questions,
        submit=voice("Plan"),
        language=voice.language,
    )
