"""The form of a new action."""

from __future__ import annotations

from collections.abc import Mapping

from handlers.actions.wish import TITLE_LENGTH
from handlers.texts import Voice
from handlers.views import Form, Question
from storage.records import PlaceId

NEW = "action:new"
SHORT = 100


def new_form(place: PlaceId, voice: Voice, filled: Mapping[str, str]) -> Form:
    """Ask for a new action. Its id carries the place, since a dialogue may be held in the direct chat."""
    return Form(
        id=f"{NEW}:{place}",
        title=voice("New action"),
        questions=(
            Question(
                id="title",
                kind="text",
                label=voice("What is to be done?"),
                max_length=TITLE_LENGTH,
                value=filled.get("title", ""),
            ),
            Question(
                id="owner",
                kind="text",
                label=voice("Who does it?"),
                help=voice("one person's name as it is shown here, or nothing"),
                required=False,
                max_length=SHORT,
                value=filled.get("owner", ""),
            ),
            Question(
                id="due",
                kind="text",
                label=voice("By when?"),
                help=voice("for example: friday, or 12 May; or nothing"),
                required=False,
                max_length=SHORT,
                value=filled.get("due", ""),
            ),
        ),
        submit=voice("Write it down"),
        language=voice.language,
    )
