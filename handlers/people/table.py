"""The rows of the table of routes that concern people: settings and privacy. Help is made from the whole table."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from handlers.people import privacy, settings
from handlers.people.ask import Reader
from handlers.people.questions import Confirmed
from handlers.people.route import Route

ROUTES: tuple[Route, ...] = (
    Route(
        "settings",
        "",
        settings.show,
        "settings",
        "réglages",
        "your settings in the direct chat, the place's in a place",
    ),
    Route("settings", "language", settings.language, "settings language fr", "réglages langue fr", "set the language"),
    Route(
        "settings",
        "timezone",
        settings.timezone,
        "settings timezone Europe/Paris",
        "réglages fuseau Europe/Paris",
        "set the time zone",
    ),
    Route(
        "settings",
        "facilitators",
        settings.facilitators,
        "settings facilitators add @bob",
        "réglages animateurs ajouter @bob",
        "list, add or remove those who facilitate a place",
    ),
    Route("privacy", "", privacy.explain, "privacy", "données", "what is kept about you"),
    Route(
        "privacy",
        "export",
        privacy.export,
        "privacy export",
        "données exporter",
        "a copy of your data, in the direct chat",
    ),
    Route("privacy", "erase", privacy.erase, "privacy erase", "données effacer", "erase your data, in the direct chat"),
)

READERS: Mapping[str, Reader] = MappingProxyType({"privacy.export": privacy.read_export})

CONFIRMED: Mapping[str, Confirmed] = MappingProxyType({"privacy.erase": privacy.erased})
