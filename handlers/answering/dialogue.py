"""A form, asked all at once where the platform has forms, elsewhere one question at a time.

The half-answered form is a draft, so it outlives a restart. In a dialogue a typed line is the answer to the question
that was asked; ``skip``, ``back`` and ``cancel`` (``passer``, ``retour``, ``annuler``) steer it. A line that answers
nothing is refused with the reason and the same question again.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime

from pydantic import TypeAdapter

from handlers.answering.answers import Unfit, read_answer
from handlers.effects import Effect, OpenForm, Tone, Whisper
from handlers.language.vocabulary import dialogue_word
from handlers.texts import Voice
from handlers.views import Form, Note, Question
from storage.desk import Desk
from storage.records import Draft, PersonId, PlaceId, PlaceKind, platform_of

WITH_FORMS = frozenset({"slack"})
IN_PRIVATE = frozenset({"matrix"})  # a form asked for in a room is filled in as a dialogue of the direct chat
_ENDINGS = " :?\u202f\u00a0"
Value = str | tuple[int, ...]

_FORM: TypeAdapter[Form] = TypeAdapter(Form)
_VALUES: TypeAdapter[dict[str, str | tuple[int, ...]]] = TypeAdapter(dict[str, str | tuple[int, ...]])


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """What came of one line: words to say and, once the last question is answered, the whole form's values.

    ``after`` begins the dialogue that waited for this one.
    """

    effects: tuple[Effect, ...]
    form: str
    values: Mapping[str, Value] | None = None
    after: tuple[Effect, ...] = ()


@dataclass(frozen=True, slots=True)
class _State:
    """Where a dialogue stands: its form, the position of the question that waits, and the answers so far.

    ``said`` tells which question each message answered, for those who edit one; ``after`` are forms asked for since.
    """

    form: Form
    at: int
    values: dict[str, Value]
    said: dict[str, str] = field(default_factory=dict)
    after: tuple[Form, ...] = ()

    @property
    def question(self) -> Question:
        return self.form.questions[self.at]

    def written(self) -> str:
        return json.dumps(
            {
                "form": _FORM.dump_python(self.form, mode="json"),
                "at": self.at,
                "values": _VALUES.dump_python(self.values, mode="json"),
                "said": self.said,
                "after": [_FORM.dump_python(form, mode="json") for form in self.after],
            }
        )


def _read(body: str) -> _State:
    held = json.loads(body)
    return _State(
        form=_FORM.validate_python(held["form"]),
        at=held["at"],
        values=_VALUES.validate_python(held["values"]),
        said=held.get("said", {}),
        after=tuple(_FORM.validate_python(form) for form in held.get("after", ())),
    )


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

    def say(self, text: str, tone: Tone = Tone.INFORMATION) -> tuple[Effect, ...]:
        """Say something that may repeat an answer, perhaps an anonymous one, so that it is never written down."""
        note = Note(text=text, language=self.voice.language)
        whisper = Whisper(to=self.person, place=self.place, note=note, tone=tone, message=self.message, fleeting=True)
        return (whisper,)

    def ask(self, state: _State, before: str = "", tone: Tone = Tone.INFORMATION) -> tuple[Effect, ...]:
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
    platform, known = platform_of(place), desk.place(place)
    elsewhere = platform in IN_PRIVATE and known is not None and known.kind is PlaceKind.ROOM
    if platform in WITH_FORMS or elsewhere:
        return (OpenForm(to=person, place=place, form=form, ticket=ticket),)
    return _begin(_Talk(desk, person, place, voice, now, message), form)


def begin(
    desk: Desk, person: PersonId, place: PlaceId, form: Form, *, voice: Voice, now: datetime
) -> tuple[Effect, ...]:
    """Begin a dialogue in the direct chat, for a form that was asked for in a room."""
    return _begin(_Talk(desk, person, place, voice, now, None), form)


def _begin(talk: _Talk, form: Form, after: tuple[Form, ...] = ()) -> tuple[Effect, ...]:
    """Ask the first question; while another dialogue is open, the form waits until that one is done."""
    voice, open_now = talk.voice, talk.desk.draft(talk.person, talk.place)
    if open_now is not None and open_now.form != form.id and _is_dialogue(open_now):
        state = _read(open_now.body)
        if form.id not in [each.id for each in state.after]:
            state = replace(state, after=(*state.after, form))
        talk.keep(state)
        return talk.ask(state, voice("{title}: that comes after this one.", title=form.title))
    state = _State(form, 0, {}, after=after)
    talk.keep(state)
    return talk.ask(state, voice("{title}: “skip”, “back” and “cancel” are understood at any time.", title=form.title))


def _is_dialogue(draft: Draft) -> bool:
    return "questions" in json.loads(draft.body).get("form", ())


def _next(talk: _Talk, state: _State) -> tuple[Effect, ...]:
    """Begin the dialogue that waited for this one to end, if one did."""
    return _begin(talk, state.after[0], state.after[1:]) if state.after else ()


def step(
    desk: Desk,
    draft: Draft,
    text: str,
    *,
    voice: Voice,
    now: datetime,
    message: str | None = None,
    edits: bool = False,
) -> Step:
    """Hear one line of an open dialogue; ``edits`` says that the message answered an earlier question already."""
    talk, state = _Talk(desk, draft.person, draft.place, voice, now, message), _read(draft.body)
    if edits:
        return _edited(talk, state, text)
    word = dialogue_word(text)
    if word == "cancel":
        desk.drop_draft(draft.person, draft.place)
        cancelled = talk.say(voice("Cancelled; nothing was changed."))
        return Step(effects=(*cancelled, *_next(talk, state)), form=draft.form)
    if word == "back":
        state = replace(state, at=max(0, state.at - 1))
        talk.keep(state)
        return Step(effects=talk.ask(state), form=draft.form)
    heard = _skipped(state.question, voice) if word == "skip" else read_answer(state.question, text, voice)
    if isinstance(heard, Unfit):
        return Step(effects=talk.ask(state, heard.reason, Tone.REFUSAL), form=draft.form)
    values = {**state.values, state.question.id: heard}
    said = {**state.said, message: state.question.id} if message else state.said
    state = replace(state, at=state.at + 1, values=values, said=said)
    if state.at < len(state.form.questions):
        talk.keep(state)
        return Step(effects=talk.ask(state), form=draft.form)
    desk.drop_draft(draft.person, draft.place)
    return Step(effects=talk.say(_echo(state, voice)), form=draft.form, values=values, after=_next(talk, state))


def _edited(talk: _Talk, state: _State, text: str) -> Step:
    """Hear that the message of an earlier answer says something else now; one that answered nothing is ignored."""
    question = next((each for each in state.form.questions if each.id == state.said.get(talk.message or "")), None)
    if question is None:
        return Step(effects=(), form=state.form.id)
    heard = read_answer(question, text, talk.voice)
    if isinstance(heard, Unfit):
        return Step(effects=talk.ask(state, heard.reason, Tone.REFUSAL), form=state.form.id)
    state = replace(state, values={**state.values, question.id: heard})
    talk.keep(state)
    changed = talk.voice("{label}: {answer}", label=question.label.rstrip(_ENDINGS), answer=_said(question, heard))
    return Step(effects=talk.ask(state, changed), form=state.form.id)


def end(desk: Desk, draft: Draft, *, voice: Voice, now: datetime, message: str | None = None) -> tuple[Effect, ...]:
    """End a dialogue whose answers nobody waits for any more; return what begins the one that waited for it."""
    desk.drop_draft(draft.person, draft.place)
    return _next(_Talk(desk, draft.person, draft.place, voice, now, message), _read(draft.body))


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
    state = _read(draft.body)
    at = next((at for at, question in enumerate(state.form.questions) if question.id in errors), 0)
    talk, state = (
        _Talk(desk, draft.person, draft.place, voice, now, message),
        replace(state, at=at, values=dict(values)),
    )
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
        voice("{label}: {answer}", label=label.rstrip(_ENDINGS), answer=answer) for label, answer in said if answer
    ]
    return "\n".join((voice("Understood."), *lines))
