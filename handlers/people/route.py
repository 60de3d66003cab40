"""One row of the table of routes: what is built, who handles it, and how ``help`` shows it."""

from __future__ import annotations

from dataclasses import dataclass

from handlers.people.ask import Handler
from storage.records import Language


@dataclass(frozen=True, slots=True)
class Route:
    """A feature and verb (canonical English; "" for the feature alone), an example in each language, a line of help.

    ``help`` is the message id of a sentence; the table's file says it once through a literal, so that it is translated.
    ``{prefix}`` stands in it before a command.
    """

    feature: str
    verb: str
    handler: Handler
    example: str
    exemple: str
    help: str

    def shown(self, language: Language) -> str:
        """Return the example as a reader of this language types it."""
        return self.exemple if language == "fr" else self.example
