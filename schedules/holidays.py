"""Which days are off: a country's holidays, a region's, and the team's own."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

import holidays
from holidays.registry import EntityLoader  # its list, without importing every country

_CODE = re.compile(r"([A-Za-z]{2})(?:-(.+))?")
SHORT = 3  # letters of a subdivision's code, at most; what is longer is a name
_METROPOLITAN = {f"{number:02d}" for number in range(1, 96)} | {"2A", "2B"}
_DEPARTMENTS = (
    "Ain|Aisne|Allier|Alpes-de-Haute-Provence|Hautes-Alpes|Alpes-Maritimes|Ardèche|Ardennes|Ariège|Aube|Aude|Aveyron|"
    "Bouches-du-Rhône|Calvados|Cantal|Charente|Charente-Maritime|Cher|Corrèze|Corse-du-Sud|Haute-Corse|Côte-d'Or|"
    "Côtes-d'Armor|Creuse|Dordogne|Doubs|Drôme|Eure|Eure-et-Loir|Finistère|Gard|Haute-Garonne|Gers|Gironde|Hérault|"
    "Ille-et-Vilaine|Indre|Indre-et-Loire|Isère|Jura|Landes|Loir-et-Cher|Loire|Haute-Loire|Loire-Atlantique|Loiret|"
    "Lot|Lot-et-Garonne|Lozère|Maine-et-Loire|Manche|Marne|Haute-Marne|Mayenne|Meurthe-et-Moselle|Meuse|Morbihan|"
    "Nièvre|Nord|Oise|Orne|Pas-de-Calais|Puy-de-Dôme|Pyrénées-Atlantiques|Hautes-Pyrénées|Pyrénées-Orientales|Rhône|"
    "Haute-Saône|Saône-et-Loire|Sarthe|Savoie|Haute-Savoie|Paris|Seine-Maritime|Seine-et-Marne|Yvelines|Deux-Sèvres|"
    "Somme|Tarn|Tarn-et-Garonne|Var|Vaucluse|Vendée|Vienne|Haute-Vienne|Vosges|Yonne|Territoire-de-Belfort|Essonne|"
    "Hauts-de-Seine|Seine-Saint-Denis|Val-de-Marne|Val-d'Oise"
)  # those whose calendar is the country's
# Departments and territories by what people call them, where the library calls them otherwise or knows them together.
_FRENCH = {
    "67": "6AE", "68": "6AE", "bas-rhin": "6AE", "haut-rhin": "6AE",
    "975": "PM", "977": "BL", "978": "MF", "984": "TF", "986": "WF", "987": "PF", "988": "NC", "reunion": "974",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class DaysOff:
    """The holidays of a country, perhaps of one of its regions, and the team's own days off.

    ``code`` is as ``region`` accepts it, or empty for no holidays at all.
    """

    code: str = ""
    own: frozenset[date] = frozenset()

    def __contains__(self, day: object) -> bool:
        if not isinstance(day, date):
            return False
        return day in self.own or bool(self.code and day in _year(self.code, day.year))


@lru_cache(maxsize=1024)
def region(code: str) -> tuple[str, str | None] | None:
    """Return the country and subdivision as the library knows them, or None for an unknown code.

    A French department may be written by its number or its name: 57 has its own calendar, 67 and 68 are one (6AE), and
    the other metropolitan ones keep the country's.
    """
    matched = _CODE.fullmatch(code.strip())
    if matched is None:
        return None
    country, part = matched[1].upper(), matched[2]
    if country not in EntityLoader.get_country_codes(include_aliases=False):
        return None
    if part is None:
        return country, None
    calendar = holidays.country_holidays(country, years=2024)
    names = {_fold(name): name for name in calendar.subdivisions}
    names |= {_fold(alias): name for alias, name in calendar.subdivisions_aliases.items()}
    if country == "FR":
        names |= _FRENCH
    if _fold(part) in names:
        return country, names[_fold(part)]
    metropolitan = part.upper() in _METROPOLITAN or _fold(part) in _NAMED
    return (country, None) if country == "FR" and metropolitan else None


def written(typed: str) -> str | None:
    """Return a code as it is kept and said, or None for an unknown one; a French department needs no country.

    ``fr-57`` is ``FR-57``, ``Moselle`` is ``FR-Moselle``, ``67`` is ``FR-67``, ``val d'oise`` is ``FR-Val-d'Oise``.
    """
    code = " ".join(typed.split())
    if region(code) is None:
        code = f"FR-{code}"
    if region(code) is None:
        return None
    country, dash, part = code.partition("-")
    if country.upper() == "FR" and _fold(part) in _NAMED:
        return f"FR-{_NAMED[_fold(part)]}"
    name = "-".join(word[:1].upper() + word[1:] for word in part.replace(" ", "-").split("-"))
    return f"{country.upper()}{dash}{name if len(part) > SHORT else part.upper()}"


def learn(codes: Iterable[str], year: int) -> None:
    """Reckon these regions' holidays of a year and the next, before a due round has to wait for it."""
    for code in codes:
        _year(code, year)
        _year(code, year + 1)


def is_local(code: str) -> bool:
    """Tell whether a code's Good Friday depends on the commune (Alsace and Moselle)."""
    return region(code) in (("FR", "57"), ("FR", "6AE"))


def _fold(text: str) -> str:
    plain = unicodedata.normalize("NFKD", text.casefold())
    return "".join(letter for letter in plain if not unicodedata.combining(letter)).translate(_JOINED)


_JOINED = str.maketrans(" '’", "---")
_NAMED = {_fold(name): name for name in _DEPARTMENTS.split("|")}


@lru_cache(maxsize=4096)
def _year(code: str, year: int) -> frozenset[date]:
    """Return one year's holidays of a region; of an unknown code, none."""
    known = region(code)
    if known is None:
        return frozenset()
    return frozenset(holidays.country_holidays(known[0], subdiv=known[1], years=year))
