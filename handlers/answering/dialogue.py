"""A form, asked all at once where the platform has forms, elsewhere one question at a time.

The half-answered form is a draft, so it outlives a restart. In a dialogue a typed line is the answer to the question
that was asked; ``skip``, ``back`` and ``cancel`` (``passer``, ``retour``, ``annuler``) steer it. A line that answers
nothing is refused with the reason and the same question again.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from pydantic import TypeAdapter

from handlers.answering.answers import Unfit, read_answer
from handlers.effects import Effect, OpenForm, Tone, Whisper
from handlers.language.vocabulary import dialogue_word
from handlers.texts import Voice
from handlers.views import Form, Note, Question
from storage.desk import Desk
from storage.records import Draft, PersonId, PlaceId, platform_of

WITH_FORMS = frozenset({"slack"})
Value = str | tuple[int, ...]

_FORM: TypeAdapter[Form] = TypeAdapter(Form)
_VALUES: TypeAdapter[dict[str, str | tuple[int, ...]]] = TypeAdapter(dict[str, str | tuple[int, ...]])


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """What came of one line: words to say and, once the last question is answered, the whole form's values."""

    effects: tuple[Effect, ...]
    form: str
    values: Mapping[str, Value] | None = None


@dataclass(frozen=True, slots=True)
class _State:
    """Where a dialogue stands: its form, the position of the question that waits, and the answers so far."""

    form: Form
    at: int
    values: dict[str, Value]

    @property
    def question(self) -> Question:
        return self.form.questions[self.at]

    def written(self) -> str:
        return json.dumps(
            {
                "form": _FORM.dump_python(self.form, mode="json"),
                "at": self.at,
                "values": _VALUES.dump_python(self.values, mode="json"),
            }
        )


def _read(body: str) -> _State:
    held = json.loads(body)
    return _State(_FORM.validate_python(held["form"]), held["at"], _VALUES.validate_python(held["values"]))


@dataclass(frozen=True, slots=True)
class _Talk:
    """One person's dialogue in one place."""

    desk: Desk
    person: PersonId
    place: PlaceId
    voice: Voice
    now: datetime
    message: str | None

    def keep(self, state: _State) -> None:
        self.desk.put_draft(
            Draft(person=self.person, place=self.place, form=state.form.id, body=state.written(), at=self.now)
        )

    def say(self, text: str, tone: Tone = Tone.CONFIRMATION) -> tuple[Effect, ...]:
        note = Note(text=text, language=self.voice.language)
        return (Whisper(to=self.person, place=self.place, note=note, tone=tone, message=self.message),)

    def ask(self, state: _State, before: str = "", tone: Tone = Tone.CONFIRMATION) -> tuple[Effect, ...]:
        return self.say("\n".join(line for line in (before, *_asked(state, self.voice)) if line), tone)


def open_form(
    desk: Desk,
    person: PersonId,
    place: PlaceId,
    form: Form,
    *,
    voice: Voice,
    now: datetime,
    ticket: str | None = None,
    message: str | None = None,
) -> tuple[Effect, ...]:
    """Open a form: as such where the platform has forms, else begin the dialogue with its first question."""
    if platform_of(place) in WITH_FORMS:
        return (OpenForm(to=person, place=place, form=form, ticket=ticket),)
    talk, state = _Talk(desk, person, place, voice, now, message), _State(form, 0, {})
    talk.keep(state)
    return talk.ask(state, voice("{title}: “skip”, “back” and “cancel” are understood at any time.", title=form.title))


def step(
    desk: Desk,
    draft: Draft,
    text: str,
    *,
    voice: Voice,
    now: datetime,
    message: str | None = None,
) -> Step:
    """Hear one line of an open dialogue."""
    talk, state = _Talk(desk, draft.person, draft.place, voice, now, message), _read(draft.body)
    word = dialogue_word(text)
    if word == "cancel":
        desk.drop_draft(draft.person, draft.place)
        return Step(effects=talk.say(voice("Cancelled; nothing was changed.")), form=draft.form)
    if word == "back":
        state = _State(state.form, max(0, state.at - 1), state.values)
        talk.keep(state)
        return Step(effects=talk.ask(state), form=draft.form)
    heard = _skipped(state.question, voice) if word == "skip" else read_answer(state.question, text, voice)
    if isinstance(heard, Unfit):
        return Step(effects=talk.ask(state, heard.reason, Tone.REFUSAL), form=draft.form)
    values = {**state.values, state.question.id: heard}
    state = _State(state.form, state.at + 1, values)
    if state.at < len(state.form.questions):
        talk.keep(state)
        return Step(effects=talk.ask(state), form=draft.form)
    desk.drop_draft(draft.person, draft.place)
    return Step(effects=talk.say(_echo(state, voice)), form=draft.form, values=values)


def again(
    desk: Desk,
    draft: Draft,
    values: Mapping[str, Value],
    errors: Mapping[str, str],
    *,
    voice: Voice,
    now: datetime,
    message: str | None = None,
) -> tuple[Effect, ...]:
    """Ask again the first question whose answer the form's handler refused; the other answers stand."""
    form = _read(draft.body).form
    at = next((at for at, question in enumerate(form.questions) if question.id in errors), 0)
    talk, state = _Talk(desk, draft.person, draft.place, voice, now, message), _State(form, at, dict(values))
    talk.keep(state)
    reason = errors.get(state.question.id) or next(iter(errors.values()), "")
    return talk.ask(state, reason, Tone.REFUSAL)


def _skipped(question: Question, voice: Voice) -> Value | Unfit:
    """Pass over a question: what it was prefilled with stands; without that only an optional one can be passed."""
    if question.value:
        return read_answer(question, question.value, voice)
    if question.required:
        return Unfit(voice("This question needs an answer; “cancel” ends the dialogue."))
    return "" if question.kind in ("text", "lines") else ()


def _asked(state: _State, voice: Voice) -> tuple[str, ...]:
    """Write the question that waits, with its place in the form, its help and its numbered options."""
    question = state.question
    place = voice("Question {n} of {total}", n=state.at + 1, total=len(state.form.questions))
    options = tuple(f"  {key}  {label}" for key, label in enumerate(question.options, 1))
    now = (voice("For now: {value}", value=_said(question, question.value)),) if question.value else ()
    return (f"{place} · {question.label}", question.help, *options, *now)


def _said(question: Question, value: Value) -> str:
    if isinstance(value, tuple):
        return ", ".join(question.options[pick - 1] for pick in value)
    return " · ".join(value.splitlines())


def _echo(state: _State, voice: Voice) -> str:
    """Say back what was understood, one line a question that was answered."""
    said = [(question.label, _said(question, state.values.get(question.id, ""))) for question in state.form.questions]
    lines = [
        voice("{label}: {answer}", label=label.rstrip(" :?\u202f\u00a0"), answer=answer)
        for label, answer in said
        if answer
    ]
    return "\n".join((voice("Understood."), *lines))
