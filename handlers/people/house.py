"""What the installation decides for everybody: the part of the settings that judgement needs."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from handlers.reporting.chart import Chart, png
from storage.records import Language, PersonId


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """Guards against abuse; 0 means no limit. Commands are per person and minute, invitations per hour."""

    commands: int = 30
    subjects: int = 100
    invitations: int = 20


@dataclass(frozen=True, slots=True, kw_only=True)
class House:
    """The installation's own language, zone, managers and limits; ``prefix`` is what a command begins with.

    At Slack that is the one slash command that takes every word, the French ones too: there is no ``/sondage``.
    ``paint`` draws a picture, and takes its second or two.
    """

    language: Language = "en"
    zone: str = "UTC"
    managers: frozenset[PersonId] = frozenset()
    limits: Limits = field(default_factory=Limits)
    keep_days: int | None = None
    holidays: str | None = None  # whose days off a ritual keeps unless it says otherwise
    public_url: str | None = None  # where the outside reaches the calendar feed
    prefix: Mapping[str, str] = field(default_factory=lambda: {"matrix": "!", "slack": "/ritournelle ", "console": ""})
    paint: Callable[[Chart], bytes] = png
