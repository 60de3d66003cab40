"""The form of a new action."""

from __future__ import annotations

from collections.abc import Mapping

from handlers.actions.wish import TITLE_LENGTH
from handlers.events import number_in
from handlers.texts import Voice
from handlers.views import Form, Question
from storage.records import PlaceId

NEW, OF = "action:new", "action:of"
SHORT = 100


def place_and_origin(form: str) -> tuple[PlaceId, int | None]:
    """Read a form's id: where the action is to be, and what it comes of; no place where it is not said."""
    if not form.startswith(f"{OF}:"):
        return PlaceId(form.removeprefix(NEW).removeprefix(":")), None
    number, _, place = form.removeprefix(f"{OF}:").partition(":")
    return PlaceId(place), number_in(number)


def new_form(place: PlaceId, voice: Voice, filled: Mapping[str, str], origin: int | None = None) -> Form:
    """Ask for a new action. Its id carries the place, since a dialogue may be held in the direct chat."""
    return Form(
        id=f"{NEW}:{place}" if origin is None else f"{OF}:{origin}:{place}",
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
