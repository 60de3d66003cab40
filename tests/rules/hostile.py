"""Every text that a person can put in, and a scene in which each of them is hostile and may be read afterwards."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path
from types import MappingProxyType

from handlers.effects import Effect, Tell, Whisper
from handlers.events import Actor, Where
from handlers.views import Card, File, Note, Seen
from tests.rules.hearing import allowed
from tests.rules.polling import Polling, polling

LEADS = ("=", "+", "-", "@", "\t=", "\r=")
_MARKUP = "<script>alert(1)</script> [x](javascript:1) *s* _u_ ~d~ `c` <!channel> <@U1> @room &amp; |"
_SHORT, _SHORT_ONES = "<b> *s* `c` <!here> @room |", ("retex axis", "template name")  # 60 characters at most

# Each field, and how it comes in. A text's marker is the field's name without its dots and spaces.
FIELDS = (
    "actor name",
    "place name",
    "poll title",
    "poll option",
    "retex title",
    "retex text",
    "retex axis",
    "template name",
    "template question",
    "template option",
    "template words",
    "ritual title",
    "ritual words",
    "action title",
)

# Which field each question of each form fills in; nothing where what is typed is read and never shown again as it was.
QUESTIONS: Mapping[str, str | None] = MappingProxyType(
    {
        "poll:new/title": "poll title",
        "poll:new/options": "poll option",
        "poll:new/until": None,
        "retex:new/title": "retex title",
        "retex:new/until": None,
        "retex:answer/keep": "retex text",
        "retex:answer/held": "retex text",
        "retex:answer/proposal": "retex text",
        "ritual:new/title": "ritual title",
        "ritual:new/when": None,
        "ritual:new/holidays": None,
        "ritual:new/remind": None,
        "ritual:answer/done": "ritual words",
        "ritual:answer/next": "ritual words",
        "ritual:answer/blockers": "ritual words",
        "action:new/title": "action title",
        "action:new/owner": None,
        "action:new/due": None,
    }
)


def marker(field: str) -> str:
    """Return what is looked for of a field, wherever it is read."""
    return "F" + "".join(part.title() for part in field.split())


@dataclass(slots=True)
class Hostile(Polling):
    """A stage on which people and places have hostile names."""

    turn: int = 0

    def text(self, field: str) -> str:
        """Return a field's hostile text."""
        lead = LEADS[(FIELDS.index(field) + self.turn) % len(LEADS)]
        lead = lead.strip() if field.startswith("template ") else lead  # it stands on a line, which it may not end
        return f"{lead}{marker(field)} {_SHORT if field in _SHORT_ONES else _MARKUP}"

    def actor(self, name: str) -> Actor:
        """Name somebody as they might name themselves."""
        return replace(Polling.actor(self, name), name=f"{self.text('actor name')} {name}")

    def where(self, place: str) -> Where:
        """Name a place as its people might."""
        return replace(Polling.where(self, place), name=self.text("place name"))

    def fill(self) -> None:
        """Put every text in."""

        def quoted(field: str, more: str = "") -> str:
            return f"“{self.text(field)}{more}”"

        for name in ("ana", "bob", "cleo"):
            self.join(name)
        lines = (
            ("ana", f"poll {quoted('poll title')} {quoted('poll option')} {quoted('poll option', ' 2')}"),
            ("ana", f"settings axes {quoted('retex axis')} {quoted('retex axis', ' 2')}"),
            ("ana", f"retex {quoted('retex title')}"),
            ("ana", f"retex template save {quoted('template name')}\n" + self._questions()),
            ("ana", f"retex {quoted('retex title')} --template {quoted('template name')}"),
            ("ana", f"action {quoted('action title')} --from retex 2"),
            ("ana", f"ritual {quoted('ritual title')} every day at 9:00"),
            ("ana", "yes"),
            ("ana", "ritual run 5"),
            ("bob", f"ritual answer 5: {' '.join([quoted('ritual words')] * 3)}"),
            ("bob", f"retex answer 2: 4 1 {' '.join([quoted('retex text')] * 3)}"),
            ("bob", f"retex answer 3: 4 1 {quoted('template words')}"),
        )
        for name, line in lines:
            allowed(self.type(name, line))
        self.vote("bob", 1, 1)

    def _questions(self) -> str:
        return "\n".join(
            (
                "- rating: How was it?",
                f"- choice: Pace? {self.text('template option')} / fast",
                f"- text: {self.text('template question')}",
            )
        )

    def seen(self) -> Iterator[Seen]:
        """Read all of it wherever it can be read: cards, words, files, before the close and after it."""
        yield from self._looked()
        for kind, number in (("poll", 1), ("retex", 2), ("retex", 3)):
            allowed(self.type("ana", f"{kind} close {number}"))
        self.now += timedelta(days=1)
        self.judge.tick(self.desk, self.now)
        yield from self._looked()

    def _looked(self) -> Iterator[Seen]:
        reading = self.reading()
        for number in range(1, 6):
            parts = [shown.part for shown in reading.showings(number)]
            for part in dict.fromkeys(("", *parts)):
                card = self.judge.draw(reading, number, self.where("#team").id, part)
                if isinstance(card, Card):
                    yield card
        for line in _LOOKS:
            for effect in self.type("ana", line):
                yield from self._said(effect)

    def _said(self, effect: Effect) -> Iterator[Note | File]:
        if isinstance(effect, Whisper):
            yield effect.note
        elif isinstance(effect, Tell) and effect.query != "summary.chart":
            found = self.judge.read(self.reading(), effect)
            if found is not None:
                yield found


_FILES = (("poll", 1), ("retex", 2), ("retex", 3))
_LOOKS = (
    *(f"summary --export {shape}" for shape in ("csv", "xlsx", "md", "html")),
    *(f"{kind} {number} --export md" for kind, number in (("summary poll", 1), ("summary retex", 2))),
    *(f"{kind} export {shape} {number}" for kind, number in _FILES for shape in ("csv", "xlsx")),
    *("summary", "home", "poll list", "retex list", "ritual list", "action list", "action show 4", "settings"),
    *("poll results 1", "poll who 1", "retex results 2", "retex who 2", "retex results 3", "ritual results 5"),
    *("retex template list", "settings axes", "settings facilitators", "privacy export"),
)  # fmt: skip


@contextmanager
def hostile(folder: Path, turn: int = 0) -> Iterator[Hostile]:
    """Open a stage on which every text is hostile; in each turn every field begins with another lead."""
    with polling(folder, people=()) as stage:
        yield Hostile(stage.desk, stage.judge, now=stage.now, connection=stage.connection, turn=turn)
