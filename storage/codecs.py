"""Which record lies in which table under which key."""

from __future__ import annotations

from dataclasses import dataclass

from storage.codec import Codec
from storage.records import (
    Ballot,
    Code,
    Draft,
    Due,
    Letter,
    Membership,
    Person,
    Place,
    Result,
    Showing,
    Subject,
)


@dataclass(frozen=True, slots=True)
class Named:
    """That somebody is in a list of one subject (invited, or registered as having answered)."""

    subject: int
    person: str


@dataclass(frozen=True, slots=True)
class Secret:
    """The key of an open anonymous subject's pseudonyms, in hexadecimal."""

    subject: int
    key: str


PEOPLE = Codec("people", Person, ["id"])
PLACES = Codec("places", Place, ["id"])
MEMBERSHIPS = Codec("memberships", Membership, ["place", "person"])
SUBJECTS = Codec("subjects", Subject, ["number"])
BALLOTS = Codec("ballots", Ballot, ["subject", "voter"])
INVITATIONS = Codec("invitations", Named, ["subject", "person"])
REGISTER = Codec("register", Named, ["subject", "person"])
SECRETS = Codec("secrets", Secret, ["subject"])
SHOWINGS = Codec("showings", Showing, ["subject", "place", "part"])
RESULTS = Codec("results", Result, ["subject", "number"])
DUES = Codec("dues", Due, ["subject", "kind"])
DRAFTS = Codec("drafts", Draft, ["person", "place"])
LETTERS = Codec("outbox", Letter, ["id"])
CODES = Codec("codes", Code, ["digest"])
