"""The methods of counting that are built: a new one is its file and a line here."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from handlers.polls.methods.approval import APPROVAL
from handlers.polls.methods.ballots import Method
from handlers.polls.methods.plurality import PLURALITY
from storage.records import Subject

METHODS: Mapping[str, Method] = MappingProxyType({method.name: method for method in (PLURALITY, APPROVAL)})


def method_of(subject: Subject) -> Method:
    """Return the method that a poll is counted by."""
    return METHODS["approval" if subject.multi else "plurality"]
