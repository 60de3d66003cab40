"""What is asked in a room and answered in the direct chat is said where it was asked, once, and only then."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from handlers.effects import Effect, OpenForm, Tell, Tone, Whisper
from handlers.events import Actor, Event, Where
from handlers.people.elsewhere import sent_to_you
from handlers.views import Form, Note
from storage.records import Language, PersonId, PlaceId, PlaceKind
from tests.rules.hearing import NOON
from tests.rules.polling import WHICH, Polling, polling

ANA, BOB, TEAM = PersonId("matrix:@ana:a.org"), PersonId("matrix:@bob:a.org"), PlaceId("matrix:!team")
FORM = Form(id="poll:new", title="New poll", questions=(), submit="ok", language="fr")


@pytest.fixture
def stage(tmp_path: Path) -> Iterator[Polling]:
    with polling(tmp_path) as stage:
        yield stage


def asked(kind: PlaceKind = PlaceKind.ROOM) -> Event:
    where = Where(id=TEAM, kind=kind, name="Team")
    return Event(id="$e", at=NOON, actor=Actor(id=ANA, name="ana"), where=where, message="$e")


def tell(to: PersonId | None = ANA, language: Language = "en") -> Tell:
    return Tell(to=to, place=TEAM, query="poll.results", language=language)


def words(tone: Tone, to: PersonId = ANA) -> Whisper:
    return Whisper(to=to, place=TEAM, note=Note(text="words", language="en"), tone=tone)


def test_it_answers_the_message_in_the_language_of_what_was_sent() -> None:
    (said,) = sent_to_you(asked(), (tell(language="fr"),))
    assert (said.to, said.place, said.message, said.tone) == (ANA, TEAM, "$e", Tone.INFORMATION)
    assert said.note == Note(text="Envoyé dans notre conversation privée.", language="fr")


@pytest.mark.parametrize(
    ("effects", "forms", "said"),
    [
        ((tell(),), False, True),
        ((words(Tone.SECRET),), False, True),
        ((OpenForm(to=ANA, place=TEAM, form=FORM),), True, True),
        ((OpenForm(to=ANA, place=TEAM, form=FORM),), False, False),
        ((tell(), words(Tone.INFORMATION)), False, False),
        ((words(Tone.SECRET), words(Tone.CONFIRMATION)), False, False),
        ((tell(None),), False, False),
        ((words(Tone.SECRET, BOB),), False, False),
        ((), True, False),
    ],
)
def test_it_is_said_of_what_goes_to_the_one_who_asked_and_of_nothing_else(
    effects: tuple[Effect, ...], *, forms: bool, said: bool
) -> None:
    assert bool(sent_to_you(asked(), effects, forms=forms)) == said


def test_nothing_is_said_of_it_in_the_direct_chat_itself() -> None:
    assert sent_to_you(asked(PlaceKind.DIRECT), (tell(),)) == ()


@pytest.mark.parametrize("typed", ["home", "summary", "poll results 1", "poll export csv 1"])
def test_whatever_goes_to_the_direct_chat_leaves_the_sentence_to_one_place(stage: Polling, typed: str) -> None:
    stage.type("ana", WHICH)
    stage.type("ana", "poll close 1")
    effects = stage.type("ana", typed)
    event = Event(id="$e", at=NOON, actor=Actor(id=PersonId("console:ana"), name="ana"), where=asked().where)
    assert len(sent_to_you(event, effects)) == 1
