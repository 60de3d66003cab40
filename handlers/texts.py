"""Every sentence the bot says, in its reader's language, with dates, numbers and lists said as that language says them.

English is the message id; ``locales/fr.po`` holds the French, read when the first voice is made. What people typed is
only ever put in as a value, never as a message id.
"""

from __future__ import annotations

import gettext
import io
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import ROUND_HALF_UP, Decimal
from functools import cache
from pathlib import Path
from zoneinfo import ZoneInfo

from babel.dates import format_date, format_time
from babel.lists import format_list
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from babel.numbers import format_decimal, format_percent

from storage.records import Language

LANGUAGES: tuple[Language, ...] = ("en", "fr")
_LOCALES = Path(__file__).parent / "locales"


@cache
def _catalogue(language: Language) -> gettext.NullTranslations:
    if language == "en":
        return gettext.NullTranslations()
    with (_LOCALES / f"{language}.po").open("rb") as source:
        catalogue = read_po(source, locale=language, abort_invalid=True)
    compiled = io.BytesIO()
    write_mo(compiled, catalogue)
    compiled.seek(0)
    return gettext.GNUTranslations(compiled)


def rounded(value: float, digits: int = 2) -> float:
    """Round as people and spreadsheets do: a half goes away from zero, so that 1 of 8 is 13%."""
    return float(Decimal(str(value)).quantize(Decimal(1).scaleb(-digits), ROUND_HALF_UP))


@dataclass(frozen=True, slots=True)
class Voice:
    """A reader's language and zone, and the ``prefix`` with which a command begins where they read.

    ``voice("Your vote is counted: {choice}.", choice="Monday")`` says a sentence; ``voice.many`` chooses the plural.
    """

    language: Language
    zone: str = "UTC"
    prefix: str = ""

    def __call__(self, sentence: str, /, **values: object) -> str:
        """Say a sentence; ``values`` fill its ``{names}``."""
        said: str = _catalogue(self.language).gettext(sentence)
        return said.format(**values) if values else said

    def typed(self, line: str) -> str:
        """Write a command as it is typed where this is read: ``!poll list``; the direct chat needs no prefix."""
        return f"{self.prefix}{line}"

    def within(self, context: str, words: str, /, **values: object) -> str:
        """Say words that another language says otherwise inside a sentence: ``within("the", "poll {n}")``."""
        said: str = _catalogue(self.language).pgettext(context, words)
        return said.format(**values)

    def many(self, one: str, several: str, n: int, /, **values: object) -> str:
        """Say the sentence that fits ``n``, given to it as ``{n}`` in the reader's digits."""
        said: str = _catalogue(self.language).ngettext(one, several, n)
        return said.format(n=self.number(n), **values)

    def number(self, value: float) -> str:
        """Write a number: ``12,400`` or ``12 400`` (narrow no-break space)."""
        written: str = format_decimal(value, locale=self.language)
        return written

    def rounded(self, value: float, digits: int = 2) -> str:
        """Write a number with so many decimals at most."""
        return self.number(rounded(value, digits))

    def signed(self, change: float) -> str:
        """Write by how much a number changed, to two decimals, with a real minus sign: ``+1.5``, ``−0.5``."""
        moved = rounded(change)
        sign = "+" if moved > 0 else "−" if moved < 0 else ""
        return f"{sign}{self.number(abs(moved))}"

    def share(self, part: float, whole: float) -> str:
        """Write a share as whole percents: ``67%``, ``67 %`` in French; nothing of nothing is 0."""
        percents = rounded(100 * part / whole, 0) if whole else 0.0
        return format_percent(percents / 100, format=None, locale=self.language)

    def date(self, day: date) -> str:
        """Write a day in full: ``Friday 27 November 2026``, ``vendredi 27 novembre 2026``."""
        written = format_date(day, "EEEE d MMMM y", locale=self.language)
        return written.replace(" 1 ", " 1er ", 1) if self.language == "fr" and day.day == 1 else written

    def moment(self, instant: datetime) -> str:
        """Write an instant in the reader's zone, the zone named: ``Friday 27 November 2026 12:00 (Europe/Paris)``."""
        return f"{self.clock(instant)} ({self.zone})"

    def clock(self, instant: datetime) -> str:
        """Write an instant in the reader's zone: ``Friday 27 November 2026 12:00``."""
        local = instant.astimezone(ZoneInfo(self.zone))
        return f"{self.date(local.date())} {format_time(local, 'HH:mm', locale=self.language)}"

    def listed(self, items: Sequence[str], *, style: str = "standard") -> str:
        """Write a list: ``a, b and c``; style ``or`` for ``a, b or c``."""
        if len(items) == 1:
            return items[0]  # every vote's confirmation comes through here, and Babel parses its locale each time
        british = "en_GB" if self.language == "en" else self.language
        return format_list(list(items), style="or" if style == "or" else "standard", locale=british)
