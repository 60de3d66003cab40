"""What ``home`` says of retexes: those that wait for one's answer."""

from __future__ import annotations

from handlers.people.home import MOST, Listing, Mine, Visitor
from handlers.retex.asked import items_of
from handlers.subjects.words import command
from storage.records import Kind, Subject


def mine(visitor: Visitor) -> Mine:
    """List the open retexes that somebody has yet to answer."""
    found = [each for each in visitor.open(Kind.RETEX).items() if _waits(visitor, each[0])]
    if not found:
        return Mine()
    voice = visitor.voice
    head = voice.many("{n} retex waits for your answer:", "{n} retexes wait for your answer:", len(found))
    example = voice("To answer: {command}", command=command(voice, Kind.RETEX, "answer", found[0][0].number))
    entries = tuple(visitor.entry(subject, place) for subject, place in found[:MOST])
    return Mine(waits=Listing(head=head, entries=entries, example=example))


def _waits(visitor: Visitor, subject: Subject) -> bool:
    desk, number = visitor.desk, subject.number
    if not visitor.invited(subject):
        return False
    if subject.anonymous:
        return not desk.replies.attended(number, 0, visitor.person)
    retex = desk.retexes.get(number)
    names = [item.id for item in items_of(retex, visitor.voice)] if retex else []
    return not any(reply.stands for reply in desk.replies.mine(number, 0, names, visitor.person).values())
