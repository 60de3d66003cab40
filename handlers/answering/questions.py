"""The questions of a retex or round as a form, prefilled with what is there, and its values as replies. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from handlers.answering.templates import TEXT_LENGTH, Item, ItemKind
from handlers.texts import Voice
from handlers.views import Form, Question
from storage.records import Reply

Values = Mapping[str, str | tuple[int, ...]]


def form_of(items: Sequence[Item], mine: Mapping[str, Reply], voice: Voice, *, identifier: str, title: str) -> Form:
    """Ask these questions at once; ``mine`` is what the person answered so far, by question."""
    return Form(
        id=identifier,
        title=title,
        questions=tuple(_question(item, mine.get(item.id)) for item in items),
        submit=voice("Answer"),
        language=voice.language,
    )


def _question(item: Item, reply: Reply | None) -> Question:
    if item.kind is ItemKind.TEXT:
        value = reply.text or "" if reply else ""
        return Question(
            id=item.id, kind="text", label=item.words, required=not item.may_pass, max_length=TEXT_LENGTH, value=value
        )
    value = str(reply.number) if reply and reply.number is not None else ""
    return Question(
        id=item.id, kind="choice", label=item.words, required=not item.may_pass, options=item.options, value=value
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Answering:
    """Whose answers to which round these are, and when the platform says they were given.

    ``passing`` says that an empty answer to a question that may be passed over passes it; else it is taken back.
    """

    subject: int
    round: int
    voter: str
    at: datetime
    event: str
    passing: bool = True

    def reply(self, item: Item, value: int | str | None) -> Reply:
        """Make one answer; None leaves words out, and passes a number over where that may be."""
        return Reply(
            subject=self.subject,
            round=self.round,
            question=item.id,
            voter=self.voter,
            number=value if isinstance(value, int) else None,
            text=value if isinstance(value, str) else None,
            passed=self.passing and value is None and item.may_pass and item.kind is not ItemKind.TEXT,
            at=self.at,
            event=self.event,
        )


def replies_of(items: Iterable[Item], values: Values, answering: Answering) -> tuple[Reply, ...]:
    """Turn a form's values into replies, one for each question that the form held."""
    return tuple(answering.reply(item, _value(item, values[item.id])) for item in items if item.id in values)


def _value(item: Item, value: str | tuple[int, ...]) -> int | str | None:
    if isinstance(value, str):
        return value.strip() or None
    return value[0] if value and item.kind is not ItemKind.TEXT else None


def errors_in(items: Iterable[Item], values: Values, voice: Voice) -> dict[str, str]:
    """Say, by question, what is wrong with a form's values: a number outside its scale, or words that are too long."""
    return {item.id: wrong for item in items if item.id in values and (wrong := error_in(item, values[item.id], voice))}


def error_in(item: Item, value: str | tuple[int, ...], voice: Voice) -> str | None:
    """Say what is wrong with the answer to one question; None if nothing is."""
    if isinstance(value, str) and item.kind is ItemKind.TEXT:
        if len(value) <= TEXT_LENGTH:
            return None
        return voice(
            "That is {n} characters; {most} are the most. Please shorten it.",
            n=voice.number(len(value)),
            most=voice.number(TEXT_LENGTH),
        )
    if item.kind is ItemKind.TEXT:
        return voice("“{words}” is answered in words.", words=item.words) if value else None
    if not isinstance(value, str) and all(1 <= number <= item.most for number in value):
        return None
    return voice("“{words}” is answered with a number from 1 to {n}.", words=item.words, n=item.most)
