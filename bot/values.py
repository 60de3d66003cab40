"""How each setting is read from its text. A reader raises ``ValueError`` with a key of ``bot.mistakes``."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import fields
from urllib.parse import urlsplit

from bot import machine
from handlers.people.house import Limits
from schedules.holidays import region
from storage.records import Language, PersonId

_SERVER = r"[A-Za-z0-9.-]+(?::\d{1,5})?|\[[0-9A-Fa-f:.]+\](?::\d{1,5})?"
_PEOPLE = {
    "slack": re.compile(r"[A-Z0-9]+/[A-Z0-9]+"),
    "matrix": re.compile(rf"@[^\s:,]+:(?:{_SERVER})"),
    "console": re.compile(r"[^\s,@]+"),
}
_HOLIDAYS = re.compile(r"[A-Z]{2}(?:-\w[\w -]*)?")
_HIGHEST_PORT = 65535


def one_word(text: str) -> str:
    """Read a token, an id or a host: no space in it."""
    if not text or any(letter.isspace() for letter in text):
        raise ValueError("one word")
    return text


def starting(prefix: str) -> Callable[[str], str]:
    """Make the reader of a token whose kind shows in its beginning."""

    def read(text: str) -> str:
        if not text.startswith(prefix):
            raise ValueError(f"starts {prefix}")
        return one_word(text)

    return read


def database(text: str) -> str:
    """Read a database's address, as far as it can be known without opening it."""
    scheme, found, rest = text.strip().partition("://")
    if not found or scheme not in ("sqlite", "postgresql", "postgresql+psycopg"):
        raise ValueError("database")
    if scheme == "sqlite" and (not rest.startswith("/") or rest == "/" or ":memory:" in rest):
        raise ValueError("database file")
    if scheme != "sqlite":
        host = rest.partition("?")[0].rpartition("@")[2].partition("/")[0]
        port = host.rpartition("]")[2].rpartition(":")
        if port[1] and not (port[2].isdigit() and 0 < int(port[2]) <= _HIGHEST_PORT):
            raise ValueError("database port")
    return text.strip()


def url(text: str) -> str:
    """Read a web address."""
    return _address(text, ("https", "http"), "url")


def https(text: str) -> str:
    """Read the https address that others reach us by; no slash at its end."""
    return _address(text, ("https",), "https").rstrip("/")


def _address(text: str, schemes: tuple[str, ...], why: str) -> str:
    try:
        parts = urlsplit(text.strip())
        well = parts.scheme in schemes and bool(parts.hostname) and (parts.port is None or parts.port > 0)
    except ValueError:
        well = False
    if not well or any(letter.isspace() for letter in text.strip()):
        raise ValueError(why)
    return text.strip()


def mode(text: str) -> str:
    """Read how Slack is heard."""
    if text.strip().lower() not in ("socket", "http"):
        raise ValueError("mode")
    return text.strip().lower()


def matrix_user(text: str) -> str:
    """Read a Matrix account, whole."""
    if not _PEOPLE["matrix"].fullmatch(text):
        raise ValueError("matrix user")
    return text


def servers(text: str) -> tuple[str, ...]:
    """Read a list of server names."""
    names = tuple(name.strip() for name in text.split(",") if name.strip())
    if not names or not all(re.fullmatch(_SERVER, name) for name in names):
        raise ValueError("servers")
    return names


def prefix(text: str) -> str:
    """Read what a command begins with: signs, so that no ordinary word is one."""
    if not text or any(letter.isalnum() or letter.isspace() or letter in "@#<&" for letter in text):
        raise ValueError("prefix")
    return text


def language(text: str) -> Language:
    """Read the house's language."""
    if text.strip().lower() not in ("fr", "en"):
        raise ValueError("language")
    return "fr" if text.strip().lower() == "fr" else "en"


def zone(text: str) -> str:
    """Read a time zone's IANA name."""
    if not machine.known_zone(text.strip()):
        raise ValueError("zone")
    return text.strip()


def holidays(text: str) -> str | None:
    """Read a country, with a region where it matters, which the library has to know."""
    if text.strip().lower() == "none":
        return None
    if not _HOLIDAYS.fullmatch(text.strip()):
        raise ValueError("holidays")
    if region(text) is None:
        raise ValueError("holidays unknown")
    return text.strip()


def person(text: str) -> PersonId:
    """Read a person's whole id: ``slack:T1/U1``, ``matrix:@ana:example.org``, ``console:ana``."""
    platform, found, name = text.partition(":")
    if not found or platform not in _PEOPLE or not _PEOPLE[platform].fullmatch(name):
        raise ValueError("person")
    return PersonId(text)


def managers(text: str) -> frozenset[PersonId]:
    """Read a list of people."""
    return frozenset(person(one.strip()) for one in text.split(",") if one.strip())


def limits(text: str) -> Limits:
    """Read ``commands=30,subjects=100,invitations=20``; what is left out keeps its default."""
    known = {field.name for field in fields(Limits)}
    said: dict[str, int] = {}
    for part in (part.strip() for part in text.split(",")):
        name, _, number = (word.strip() for word in part.partition("="))
        if name not in known or name in said or not _is_count(number):
            raise ValueError("limits")
        said[name] = int(number)
    return Limits(**said)


def days(text: str) -> int:
    """Read a number of days, at least one."""
    if not _is_count(text) or not int(text):
        raise ValueError("days")
    return int(text)


def port(text: str) -> int:
    """Read a port."""
    if not _is_count(text) or not 0 < int(text) <= _HIGHEST_PORT:
        raise ValueError("port")
    return int(text)


def port_or_none(text: str) -> int:
    """Read a port, or 0 for none."""
    return 0 if text.strip() == "0" else port(text)


def _is_count(text: str) -> bool:
    return text.isascii() and text.strip().isdigit() and len(text.strip()) < 10
