"""The button that makes an action of what somebody proposed: its id, its label, and whose proposal it names. Pure."""

from __future__ import annotations

from collections.abc import Iterable

from handlers.reporting.parts import Said
from handlers.reporting.terms import shortened
from handlers.texts import Voice
from handlers.views import Button

ACTION = "propose"
LONGEST = 250  # characters of a button's id that every platform keeps
_LABEL = 60  # characters of the words that are read on it
_BY = "@"  # before whose it is, so that no id is read as the number of an option


def id_of(number: int, by: str) -> str:
    """Write a button's id: of which subject, and whose; nothing where it would be too long to be kept."""
    written = f"{ACTION}:{number}:{_BY}{by}"
    return written if len(written) <= LONGEST else ""


def whose(token: str) -> str:
    """Read whose proposal a button names (see ``id_of``)."""
    return token.removeprefix(_BY)


def buttons(said: Iterable[Said], voice: Voice) -> tuple[Button, ...]:
    """Offer to make an action of each of these that is a proposal; of two by the same person once."""
    label = {one.button: voice("Action: {title}", title=shortened(one.text, _LABEL)) for one in said if one.button}
    return tuple(Button(id=identifier, label=words) for identifier, words in label.items())
