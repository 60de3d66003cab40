"""What summaries give to the table of routes, over what every other feature reports."""

from __future__ import annotations

from collections.abc import Sequence

from handlers.people.route import Route
from handlers.subjects.feature import Feature
from handlers.summaries.ask import CHART, FILE, TEXT, summary
from handlers.summaries.read import Reading

ROUTES: tuple[Route, ...] = (
    Route(
        "summary",
        "",
        summary,
        "summary since monday",
        "bilan depuis lundi",
        "how the team is doing: polls, retexes, rituals, actions or one of them, of a period, for you or with --share",
    ),
)


def feature(others: Sequence[Feature]) -> Feature:
    """Make the feature that sums the others up."""
    reading = Reading(
        reports={each.kind: each.report for each in others if each.kind and each.report},
        tables={each.kind: each.tables for each in others if each.kind and each.tables},
    )
    return Feature(routes=ROUTES, readers={TEXT: reading.text, CHART: reading.chart, FILE: reading.file})
