"""The gallery: every picture that summaries come with, in both languages, at every size that people meet.

``python -m tests.pictures <folder>`` draws all of them, to be looked at by eye; ``tests/rules/test_pictures.py`` holds
that no words of theirs touch each other or the edge.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random

from handlers.answering.templates import skies
from handlers.reporting.chart import Chart, packed, read
from handlers.reporting.drawing.canvas import Canvas
from handlers.reporting.drawing.draw import draw
from handlers.reporting.drawing.legible import glyphs, legible
from handlers.reporting.parts import Asked, Axis, Part, Said, Todo, Withheld
from handlers.summaries.material import Material
from handlers.summaries.picture import chart_of
from handlers.summaries.scope import Scope
from handlers.texts import LANGUAGES, Voice
from storage.records import ActionState, Kind

NOW = datetime(2026, 11, 23, 9, 30, tzinfo=UTC)
WEEK, DAY = timedelta(days=7), timedelta(days=1)
FIVE = (1.0, 2.0, 3.0, 4.0, 5.0)
LONGEST = (
    "Réorganisation interministérielle de l’accueil des usagers et simplification des démarches administratives " * 3
)
UNBROKEN = "https://exemple.gouv.fr/" + "transformation-publique-" * 12
TEAMS = (
    "Accueil", "Budget", "Courrier", "Déploiement", "Études statistiques", "Formation continue", "Géomatique",
    "Hygiène et sécurité", "Informatique", "Juridique", "Logistique", "Méthodes et innovation",
)  # fmt: skip


def gallery() -> Iterator[tuple[str, Chart | None]]:
    """Yield the name and the chart of each picture, as the reader of a summary would get it."""
    for language in LANGUAGES:
        voice = Voice(language, "Europe/Paris")
        for name, parts, weeks in _cases(voice):
            scope = Scope(places=(), since=NOW - weeks * WEEK, until=NOW)
            yield f"{name}.{language}", chart_of(Material(parts=tuple(parts), where="#équipe"), scope, voice)


def drawn(chart: Chart) -> Canvas:
    """Draw a chart as the process of its own does, in this one: many pictures in the time of a few."""
    return draw(read(legible(json.loads(packed(chart)), glyphs())))


def _cases(voice: Voice) -> Iterator[tuple[str, Sequence[Part], int]]:
    """Yield a name, what was answered, and over how many weeks."""
    weather = _weather(voice)
    yield "nothing", (), 1
    yield "one-answer", [_poll(("Lundi", "Mardi", "Jeudi"), (0, 1, 0))], 1
    yield "poll", [_poll(("Lundi", "Mardi", "Jeudi"), (31, 12, 5))], 1
    yield "poll-tied", [_poll(("Lundi", "Mardi", "Jeudi"), (12, 12, 5))], 1
    yield "poll-all-tied", [_poll(tuple("ABCDE"), (3, 3, 3, 3, 3))], 1
    yield (
        "poll-20",
        [_poll(tuple(f"Salle {n} · {LONGEST}"[: n * 10] for n in range(1, 21)), tuple(range(20, 0, -1)))],
        1,
    )
    yield "poll-long", [_poll((LONGEST[:200], UNBROKEN[:200], "Non"), (41_234, 33_766, 12), title=LONGEST[:300])], 1
    yield (
        "poll-scripts",
        [_poll(("🍕", "نعم، 12 مرة", "כן", "お茶", "<b>&amp;</b> $5$"), (3, 2, 2, 1, 1), title="שלום? 🎉")],
        1,
    )
    yield "rating", [_retex("Atelier du 12 mai", (2, 3, 9, 24, 18))], 1
    yield "rating-one-answer", [_retex("Atelier du 12 mai", (0, 0, 0, 1, 0))], 1
    for weeks in (1, 5, 52):
        yield f"weather-{weeks}-weeks", _rounds("Météo", weeks, (weather,)), weeks
        yield f"weather-daily-{weeks}-weeks", _rounds("Météo", weeks, (weather,), every=DAY), weeks
        yield f"turnout-{weeks}-weeks", _rounds("Mêlée du matin", weeks, ()), weeks
        yield f"turnout-daily-{weeks}-weeks", _rounds("Mêlée du matin", weeks, (), every=DAY), weeks
        yield f"twelve-{weeks}-weeks", [part for team in TEAMS for part in _rounds(team, weeks, (weather,))], weeks
    yield "many-answers", _rounds("ROTI", 5, (_scale("ROTI"),), people=75_000), 5
    yield "two-moments", _rounds("Météo", 2, (weather,)), 2
    yield "steady", _rounds("Météo", 5, (weather,), people=1), 5
    yield "unanswered", [*_rounds("Météo", 5, (weather,)), *_silent(voice)], 7
    yield "ten-steps", _rounds("NPS", 8, (_scale("Nous recommanderiez-vous ?", 10),)), 8
    yield "two-series", [part for team in TEAMS[:2] for part in _rounds(team, 8, (weather,))], 8
    yield "four-series", [part for team in TEAMS[2:6] for part in _rounds(team, 52, (weather,))], 52
    yield "four-level", [part for team in TEAMS[2:6] for part in _rounds(team, 5, (weather,), people=1)], 5
    yield "six-series", [part for team in TEAMS[:6] for part in _rounds(team, 26, (weather,))], 26
    yield "long-series", [part for team in (LONGEST, UNBROKEN) for part in _rounds(team, 5, (_wordy(voice),))], 5
    yield "twelve-long", [part for team in TEAMS for part in _rounds(team + LONGEST, 9, (_wordy(voice),))], 9
    yield "one-long", _rounds(LONGEST, 5, (_wordy(voice),)), 5
    yield "places", [_poll(("Oui", "Non"), (9, 3), number=n, title=team) for n, team in enumerate(TEAMS)], 1
    yield "places-many", [_poll(("Oui", "Non"), (n, 1), number=n, title=LONGEST) for n in range(30)], 1
    yield "anonymous", [_few()], 1


def whole_report(voice: Voice) -> tuple[Material, Scope]:
    """Return what a report can hold, all at once: trends, long words, axes, quotes, blockers, actions."""
    axes = tuple(
        Axis(
            label=label, answered=6, terms=(("outil", 5), ("réseau", 3)), quotes=(Said(LONGEST, "bob"), Said("<b>Non"))
        )
        for label in ("Compétences", "Numérique")
    )
    weather = _rounds("Météo", 5, (_weather(voice),))
    weather[-1] = replace(weather[-1], blockers=(Said("Le réseau tombe", "zoe"), Said(LONGEST, "bob")))
    retex = replace(_retex("Atelier du 12 mai", (2, 3, 9, 24, 18)), axes=axes, open=True)
    poll = _poll(("Lundi", "Mardi", LONGEST[:200], UNBROKEN[:200]), (31, 12, 5, 7))
    todos = tuple(
        Todo(
            number=40 + place, title="Réparer le projecteur " * place, owner="bob" if place % 2 else None, person=None,
            due=NOW + (place - 2) * DAY, state=state, opened_at=NOW, since=NOW,
        )
        for place, state in enumerate(list(ActionState) * 2, 1)
    )  # fmt: skip
    parts = (*weather, poll, retex, _few())
    scope = Scope(places=(), since=NOW - 5 * WEEK, until=NOW)
    return Material(parts=parts, earlier=parts[:2], todos=todos, where="#équipe"), scope


def _few() -> Part:
    """Return an anonymous poll that too few answered."""
    asked = Asked(labels=("Oui", "Non"), counts=(), answered=3, withheld=Withheld.FEW)
    return replace(_poll(("Oui", "Non"), (), answered=3), anonymous=True, asked=(asked,))


def _weather(voice: Voice) -> Asked:
    return Asked(labels=skies(voice), counts=(), answered=0, values=FIVE, series="Météo")


def _wordy(voice: Voice) -> Asked:
    return Asked(labels=tuple(f"{sky} {LONGEST}"[:80] for sky in skies(voice)), counts=(), answered=0, values=FIVE)


def _scale(series: str, most: int = 5) -> Asked:
    steps = range(1, most + 1)
    return Asked(labels=tuple(map(str, steps)), counts=(), answered=0, values=tuple(map(float, steps)), series=series)


def _poll(
    options: tuple[str, ...],
    counts: tuple[int, ...],
    *,
    title: str = "Quel jour ?",
    number: int = 12,
    answered: int = 0,
) -> Part:
    people = answered or sum(counts)
    asked = Asked(labels=options, counts=counts, answered=people)
    return Part(
        kind=Kind.POLL,
        number=number,
        title=title,
        at=NOW,
        open=False,
        answered=people,
        invited=people + 9,
        asked=(asked,),
    )


def _retex(title: str, counts: tuple[int, ...]) -> Part:
    asked = Asked(
        question="Sur cinq, cela valait-il le temps passé ?", labels=tuple("12345"), counts=counts,
        answered=sum(counts), values=FIVE, series="ROTI",
    )  # fmt: skip
    return Part(
        kind=Kind.RETEX, number=3, title=title, at=NOW, open=False, answered=sum(counts), invited=60, asked=(asked,)
    )


def _rounds(title: str, weeks: int, asked: Sequence[Asked], *, every: timedelta = WEEK, people: int = 12) -> list[Part]:
    """Return the rounds of a ritual: its people, most of whom answer, drift slowly, each title in its own way."""
    chance, number = Random(title), sum(map(ord, title)) % 900 + 1  # noqa: S311 - no secret
    drift, middle = chance.uniform(-1.4, 1.4), chance.uniform(2.2, 3.8)
    start = NOW - weeks * WEEK + timedelta(hours=number % 9)
    moments = [start + every * step for step in range(1, int(weeks * WEEK / every) + 1)]
    found = []
    for step, at in enumerate((each for each in moments if each.weekday() < 5), 1):
        aim = middle + drift * (step / len(moments) - 0.5)
        answered = max(1, round(people * chance.uniform(0.55, 0.95)))
        found.append(
            Part(
                kind=Kind.RITUAL,
                number=number,
                title=title,
                at=at,
                open=False,
                answered=answered,
                invited=people,
                round=step,
                asked=tuple(_answered(each, answered, aim, chance, title) for each in asked),
            )
        )
    return found


def _answered(asked: Asked, people: int, aim: float, chance: Random, series: str) -> Asked:
    """Let people answer around a middle, given for a scale of five."""
    steps = len(asked.values)
    drawn = min(people, 200)
    counts = [0] * steps
    for _ in range(drawn):
        counts[min(max(round(chance.gauss(aim, 0.9) * steps / 5), 1), steps) - 1] += people // drawn
    return Asked(
        question=asked.question, labels=asked.labels, counts=tuple(counts), answered=sum(counts), values=asked.values,
        series=series,
    )  # fmt: skip


def _silent(voice: Voice) -> list[Part]:
    """Return a round that nobody answered, and one after it."""
    weather, later = _weather(voice), _rounds("Météo", 1, (_weather(voice),))
    nobody = Asked(labels=weather.labels, counts=(0,) * 5, answered=0, values=FIVE, series="Météo")
    silent = replace(later[0], at=NOW + WEEK, answered=0, asked=(nobody,))
    return [silent, *(replace(part, at=part.at + 2 * WEEK) for part in later)]


def main(folder: Path) -> None:
    """Draw the gallery into a folder; what a picture says to those who cannot see it is printed."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, chart in gallery():
        print(f"{name}: {chart.alt if chart else 'no picture'}")  # noqa: T201 - what it is for
        if chart is not None:
            with (folder / f"{name}.png").open("wb") as file:
                drawn(chart).write(file)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
