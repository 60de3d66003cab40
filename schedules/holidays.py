"""Which country's, and which region's, holidays are meant by ``FR``, ``FR-57`` or ``FR-Martinique``."""

from __future__ import annotations

import re

import holidays

_CODE = re.compile(r"([A-Z]{2})(?:-(.+))?")
_METROPOLITAN = {f"{number:02d}" for number in range(1, 96)} | {"2A", "2B"}


def region(code: str) -> tuple[str, str | None] | None:
    """Return the country and subdivision as the library knows them, or None for an unknown code.

    A French department may be written by its number: 57 has its own calendar, 67 and 68 are one (6AE), and the other
    metropolitan ones keep the country's.
    """
    matched = _CODE.fullmatch(code.strip())
    if matched is None:
        return None
    country, part = matched.group(1), matched.group(2)
    known = holidays.list_supported_countries(include_aliases=False)
    if country not in known:
        return None
    if part is None:
        return country, None
    calendar = holidays.country_holidays(country, years=2024)
    names = {name.casefold(): name for name in calendar.subdivisions}
    names |= {alias.casefold(): name for alias, name in calendar.subdivisions_aliases.items()}
    if country == "FR" and part in ("67", "68"):
        return country, "6AE"
    if part.casefold() in names:
        return country, names[part.casefold()]
    return (country, None) if country == "FR" and part.upper() in _METROPOLITAN else None
