"""The forms of polls: asking a new one, and filling in a ballot of several choices."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from handlers.polls.wish import LEAST_OPTIONS, MOST_OPTIONS, OPTION_LENGTH
from handlers.subjects.wish import TITLE_LENGTH
from handlers.texts import Voice
from handlers.views import Form, Question
from storage.records import PlaceId, Subject

NEW = "poll:new"
BALLOT = "poll:ballot"


def new_form(place: PlaceId, voice: Voice, filled: Mapping[str, str]) -> Form:
    """Ask for a new poll. Its id carries the place, since a dialogue may be held in the direct chat."""
    choices = voice.many("one a line, 2 to {n}", "one a line, 2 to {n}", MOST_OPTIONS)
    questions = (
        Question(id="title", kind="text", label=voice("What do you ask?"), max_length=TITLE_LENGTH),
        Question(
            id="options",
            kind="lines",
            label=voice("The choices"),
            help=choices + voice(", or on one line with ; between them"),
            max_length=OPTION_LENGTH,
            least=LEAST_OPTIONS,
        ),
        Question(
            id="multi",
            kind="choice",
            label=voice("How many choices may one answer hold?"),
            options=(voice("one"), voice("several")),
            required=False,
            value=filled.get("multi", ""),
        ),
        Question(
            id="secrecy",
            kind="choice",
            label=voice("Who sees what?"),
            help=voice("this can never be changed afterwards"),
            options=(voice("named"), voice("anonymous"), voice("named, numbers hidden until the close")),
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
        id=f"{NEW}:{place}",
        title=voice("New poll"),
        questions=questions,
        submit=voice("Ask"),
        language=voice.language,
    )


def ballot_form(subject: Subject, mine: Iterable[int], voice: Voice) -> Form:
    """Ask for one ballot, prefilled with the one that stands."""
    most = voice.many("{n} choice at most", "{n} choices at most", subject.limit)
    question = Question(
        id="choices",
        kind="multi" if subject.limit > 1 else "choice",
        label=subject.title,
        help=most if subject.multi else "",
        options=subject.options,
        required=False,
        value=" ".join(map(str, mine)),
    )
    return Form(
        id=f"{BALLOT}:{subject.number}",
        title=voice("Poll {n}", n=subject.number),
        questions=(question,),
        submit=voice("Answer"),
        language=voice.language,
    )
