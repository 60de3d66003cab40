"""A story: one list of who says or presses what and what must be seen by whom, played unchanged on every platform.

    Story("a vote is counted", [
        says("alice", both('poll "Which day?" "Monday" "Tuesday"', 'sondage "Quel jour ?" "Lundi" "Mardi"')),
        votes("bob", 1, 2),
        told("bob", both("your vote is counted: Tuesday", "votre vote est compté")),
        shows(1, both("Tuesday 1", "Mardi 1"), both("1 answer of 3", "1 réponse sur 3")),
    ])

What is seen is compared line by line as plain text (``tests.stories.stage.plain``): bars and repeated spaces left
out, no-break spaces as spaces. ``told``, ``silent`` and ``posted`` look at what came since the last act.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from storage.records import Language
from tests.stories.stage import DIRECT, HERE, Answer, Stage, plain


class Both(NamedTuple):
    """The same words in both languages."""

    en: str
    fr: str


Text = str | Both
Step = Callable[[Stage, Language], Awaitable[None]]


@dataclass(frozen=True, slots=True)
class Story:
    """``people`` are in the place ``team``, the first of them as a facilitator; ``places`` adds others.

    ``managers`` names some of all these people.
    """

    name: str
    steps: Sequence[Step]
    people: tuple[str, ...] = ("alice", "bob", "zoe")
    places: tuple[tuple[str, tuple[str, ...]], ...] = ()
    managers: tuple[str, ...] = ()

    @property
    def scene(self) -> dict[str, tuple[str, ...]]:
        """Return who is where at the beginning."""
        return {HERE: self.people, **dict(self.places)}


async def tell(story: Story, stage: Stage, language: Language) -> None:
    """Play a story from its first step to its last."""
    for step in story.steps:
        await step(stage, language)


def both(en: str, fr: str) -> Both:
    """Say the same in both languages."""
    return Both(en, fr)


def _in(text: Text, language: Language) -> str:
    return text if isinstance(text, str) else text.fr if language == "fr" else text.en


# What people do


def says(person: str, text: Text, place: str = HERE) -> Step:
    """Let somebody type a command, without the platform's prefix; ``DIRECT`` is their chat with the bot."""

    async def step(stage: Stage, language: Language) -> None:
        await stage.says(person, _in(text, language), place)

    return step


def votes(person: str, number: int, *picks: int, place: str = HERE) -> Step:
    """Let somebody answer a card with these options (from 1), in whatever way its platform offers for it."""

    async def step(stage: Stage, _language: Language) -> None:
        await stage.votes(person, number, picks, place)

    return step


def presses(person: str, button: str, place: str = HERE) -> Step:
    """Let somebody press the latest button they see whose id is ``button`` (``withdraw:1``, ``yes:poll.delete:1``).

    Where there are no buttons they type what it stands for.
    """

    async def step(stage: Stage, _language: Language) -> None:
        await stage.presses(person, button, place)

    return step


def makes_action(person: str, number: int, place: str = HERE) -> Step:
    """Let somebody make an action of the first proposal on a card: by its button and the form as it opens, sent.

    Where there are no buttons they type the line that the card names.
    """

    async def step(stage: Stage, _language: Language) -> None:
        await stage.makes_action(person, number, place)

    return step


def replies(person: str, number: int, text: Text, place: str = HERE) -> Step:
    """Let somebody answer in the thread of a card; where there are no threads they type an answer to it."""

    async def step(stage: Stage, language: Language) -> None:
        await stage.replies(person, number, _in(text, language), place)

    return step


def fills(person: str, *answers: tuple[str, Text | int | tuple[int, ...] | None], place: str = HERE) -> Step:
    """Let somebody fill in the form or the dialogue that is open for them, and send it.

    ``answers`` are (question's id, answer) in the form's order: a text, the number(s) of options, or None to skip.
    ``place`` is where the form was asked for.
    """

    async def step(stage: Stage, language: Language) -> None:
        await stage.fills(person, _answers(answers, language), place)

    return step


def writes(person: str, *answers: tuple[str, Text | int | tuple[int, ...] | None], place: str = HERE) -> Step:
    """Let somebody answer a part of what ``fills`` would, and leave the rest for later."""

    async def step(stage: Stage, language: Language) -> None:
        await stage.writes(person, _answers(answers, language), place)

    return step


def _answers(
    answers: Sequence[tuple[str, Text | int | tuple[int, ...] | None]], language: Language
) -> list[tuple[str, Answer]]:
    said: list[tuple[str, Answer]] = []
    for name, answer in answers:
        whole = not isinstance(answer, Both | str)
        said.append((name, answer if whole else _in(answer, language)))  # type: ignore[arg-type]  # whole: no text
    return said


def joins(person: str, place: str = HERE) -> Step:
    """Let somebody become a member of a place."""

    async def step(stage: Stage, _language: Language) -> None:
        await stage.joins(person, place)

    return step


def leaves(person: str, place: str = HERE) -> Step:
    """Let somebody leave a place."""

    async def step(stage: Stage, _language: Language) -> None:
        await stage.leaves(person, place)

    return step


def waits(delay: str) -> Step:
    """Let time go by (``2h``, ``3 days``); what falls due on the way happens, each at its hour."""

    async def step(stage: Stage, _language: Language) -> None:
        await stage.waits(delay)

    return step


def restarts(later: str = "") -> Step:
    """Stop the bot, and start it again on what it stored: at once, or so much later (``5 days``)."""

    async def step(stage: Stage, _language: Language) -> None:
        await stage.restarts(later)

    return step


# What is seen


def shows(number: int, *words: Text, place: str = HERE, part: str = "") -> Step:
    """See these words on the latest card of a subject, as it stands in a place; of a ritual also on that of a part."""

    async def step(stage: Stage, language: Language) -> None:
        seen = plain(stage.card(place, number, part))
        for each in words:
            assert plain(_in(each, language)) in seen, f"{_in(each, language)!r} is not on the card:\n{seen}"

    return step


def hides(number: int, *words: Text, place: str = HERE, part: str = "") -> Step:
    """See none of these words on the latest card of a subject, or of a part of it."""

    async def step(stage: Stage, language: Language) -> None:
        seen = plain(stage.card(place, number, part))
        assert seen, "there is no such card"
        for each in words:
            assert plain(_in(each, language)) not in seen, f"{_in(each, language)!r} is on the card:\n{seen}"

    return step


def told(person: str, *words: Text) -> Step:
    """Have somebody told these words, privately."""

    async def step(stage: Stage, language: Language) -> None:
        seen = plain("\n".join(stage.told(person)))
        for each in words:
            found = any(word in seen for word in _words(each, language))
            assert found, f"{person} was not told {_in(each, language)!r} but:\n{seen}"

    return step


def _words(text: Text, language: Language) -> tuple[str, str]:
    """Return words as they follow a name, and as they stand alone, where a platform begins them with a capital."""
    word = plain(_in(text, language))
    return word, f"{word[:1].upper()}{word[1:]}"


def unseen(person: str, *words: Text) -> Step:
    """Have somebody told none of these words just now, nor handed them in any file up to now."""

    async def step(stage: Stage, language: Language) -> None:
        assert stage.told(person), f"{person} was told nothing at all"
        files = (content.decode("utf-8-sig", errors="replace") for _, content in stage.files(person))
        seen = plain("\n".join([*stage.told(person), *files]))
        for each in words:
            found = any(word in seen for word in _words(each, language))
            assert not found, f"{person} sees {_in(each, language)!r}:\n{seen}"

    return step


def silent(*people: str) -> Step:
    """Have none of these people told anything."""

    async def step(stage: Stage, _language: Language) -> None:
        for person in people:
            assert stage.told(person) == [], f"{person} was told something"

    return step


def posted(*words: Text, place: str = HERE) -> Step:
    """See these words said to everybody in a place, beside its cards."""

    async def step(stage: Stage, language: Language) -> None:
        seen = plain("\n".join(stage.posted(place)))
        for each in words:
            assert plain(_in(each, language)) in seen, f"{_in(each, language)!r} was not posted but:\n{seen}"

    return step


def given(person: str, ending: str, *words: Text) -> Step:
    """Have somebody handed a file whose name ends so, with these words in it (for a file of text)."""

    async def step(stage: Stage, language: Language) -> None:
        files = [(name, content) for name, content in stage.files(person) if name.endswith(ending)]
        assert files, f"{person} was given no file {ending}"
        text = plain(files[-1][1].decode("utf-8-sig", errors="replace"))
        for each in words:
            assert plain(_in(each, language)) in text, f"{_in(each, language)!r} is not in the file:\n{text}"

    return step


def pictured(*words: Text, place: str = HERE) -> Step:
    """See a picture in a place, the latest one with these words in it (pictures of stories are sketches)."""

    async def step(stage: Stage, language: Language) -> None:
        pictures = [content for name, content in stage.shared(place) if name.endswith(".png")]
        assert pictures, f"no picture in {place}"
        seen = plain(pictures[-1].decode(errors="replace"))
        for each in words:
            assert plain(_in(each, language)) in seen, f"{_in(each, language)!r} is not in the picture:\n{seen}"

    return step


def unpictured(place: str = HERE) -> Step:
    """See no picture in a place."""

    async def step(stage: Stage, _language: Language) -> None:
        assert stage.shared(place) == [], f"a picture was posted in {place}"

    return step


__all__ = [
    "DIRECT",
    "HERE",
    "Both",
    "Step",
    "Story",
    "both",
    "fills",
    "given",
    "hides",
    "joins",
    "leaves",
    "makes_action",
    "pictured",
    "posted",
    "presses",
    "replies",
    "restarts",
    "says",
    "shows",
    "silent",
    "tell",
    "told",
    "unpictured",
    "unseen",
    "votes",
    "waits",
    "writes",
]
