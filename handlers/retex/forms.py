"""The form of a new retex."""

from __future__ import annotations

from collections.abc import Mapping

from handlers.answering.templates import FOR_RETEX
from handlers.language.vocabulary import template_word
from handlers.subjects.wish import TITLE_LENGTH
from handlers.subjects.words import command
from handlers.texts import Voice
from handlers.views import Form, Question
from storage.records import Kind, PlaceId

NEW = "retex:new"


def new_form(place: PlaceId, kept: tuple[str, ...], voice: Voice, filled: Mapping[str, str]) -> Form:
    """Ask for a new retex; ``kept`` are the names of the place's own templates. Its id carries the place."""
    templates = (*(template_word(name, voice.language) for name in FOR_RETEX), *kept)
    questions = (
        Question(id="title", kind="text", label=voice("What shall we look back on?"), max_length=TITLE_LENGTH),
        Question(
            id="template",
            kind="choice",
            label=voice("Which questions?"),
            help=voice(
                "“{first}” unless you choose; what one asks: {command}",
                first=templates[0],
                command=command(voice, Kind.RETEX, "template", voice("show {template}", template=templates[0])),
            ),
            options=templates,
            required=False,
            value=filled.get("template", ""),
        ),
        Question(
            id="secrecy",
            kind="choice",
            label=voice("Who sees what?"),
            help=voice("this can never be changed afterwards"),
            options=(voice("named"), voice("anonymous")),
            required=False,
            value=filled.get("secrecy", ""),
        ),
        Question(
            id="until",
            kind="text",
            label=voice("Until when?"),
            help=voice("for example: tomorrow 18:00; without it, close it by hand"),
            required=False,
            max_length=100,
            value=filled.get("until", ""),
        ),
    )
    return Form(
        id=f"{NEW}:{place}", title=voice("New retex"), questions=questions, submit=voice("Ask"), language=voice.language
    )
