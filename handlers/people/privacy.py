"""One's own data: what is kept, a copy of it, and its erasure. In the direct chat only."""

from __future__ import annotations

import json

from handlers.effects import Effect, Show, Tell
from handlers.language.vocabulary import feature_word, verb_word
from handlers.people.ask import Ask
from handlers.people.house import House
from handlers.people.questions import ask_first
from handlers.texts import Voice
from handlers.views import File
from storage.reads import Snapshot
from storage.records import PlaceKind


def explain(ask: Ask) -> tuple[Effect, ...]:
    """Say what is kept, and the two things that may be asked."""
    if ask.event.where.kind is not PlaceKind.DIRECT:
        return _elsewhere(ask, "")
    kept = ask.voice(
        "I keep your name, your language and time zone if you set them, the places you share with me, and your answers."
    )
    return ask.inform(
        "\n".join(
            (
                kept,
                ask.voice("{command}: a copy of it, as JSON.", command=_command(ask.voice, "export")),
                ask.voice("{command}: erase it, after a question.", command=_command(ask.voice, "erase")),
            )
        )
    )


def export(ask: Ask) -> tuple[Effect, ...]:
    """Have one's own data written to a file."""
    if ask.event.where.kind is not PlaceKind.DIRECT:
        return _elsewhere(ask, "export")
    return ask.tell("privacy.export")


def erase(ask: Ask) -> tuple[Effect, ...]:
    """Ask before erasing, saying what stays."""
    if ask.event.where.kind is not PlaceKind.DIRECT:
        return _elsewhere(ask, "erase")
    sentence = ask.voice(
        "Erase your name, your settings and your answers to what is open? What is closed keeps its numbers."
    )
    return ask_first(ask, "privacy.erase", sentence)


def erased(ask: Ask, _argument: str) -> tuple[Effect, ...]:
    """Erase, redraw the cards that showed them or their answer, and say what stays."""
    withdrawn, cards = ask.desk.erase_person(ask.event.actor.id, ask.event.where.id)
    said = (
        ask.voice.many("Erased; {n} open answer was withdrawn.", "Erased; {n} open answers were withdrawn.", withdrawn),
        ask.voice("Results already closed keep their numbers, and anonymous answers there cannot be told apart."),
        ask.voice("Messages and files that were sent before stay with those who have them."),
        ask.voice("If you write to me again, I will know your name again."),
    )
    return (*(Show(subject=number, part=part) for number, part in cards), *ask.inform("\n".join(said)))


def read_export(snapshot: Snapshot, tell: Tell, _house: House) -> File:
    """Write everything that is kept about a person as JSON."""
    held = snapshot.personal_data(tell.to) if tell.to else {}
    text = json.dumps(held, ensure_ascii=False, indent=2, sort_keys=True, default=str)
    voice = Voice("fr" if tell.language == "fr" else "en", tell.zone)
    return File(
        name=voice("my-data.json"),
        media_type="application/json",
        content=f"{text}\n".encode(),
        text=True,
        note=voice("Everything kept about you."),
    )


def _command(voice: Voice, verb: str) -> str:
    feature = feature_word("privacy", voice.language)
    return f"{feature} {verb_word(verb, voice.language)}" if verb else feature


def _elsewhere(ask: Ask, verb: str) -> tuple[Effect, ...]:
    return ask.refuse(
        ask.voice("That is between you and me; type “{command}” in our direct chat.", command=_command(ask.voice, verb))
    )
