"""Looking at rituals: the list, the next dates, what the last rounds came to, a file for one's calendar."""

from __future__ import annotations

from handlers.effects import Effect, Tell
from handlers.people.ask import Ask
from handlers.people.house import House
from handlers.people.voices import of_tell
from handlers.people.whereabouts import place_asked
from handlers.reporting.bars import bar
from handlers.rituals.change import dates
from handlers.rituals.find import Meant, latest_round, only_ritual
from handlers.rituals.view import digest_card, look, ritual_card
from handlers.rituals.words import round_name, said_date, said_for, said_rule, stands
from handlers.subjects.find import MOST_LISTED, none_open, open_here
from handlers.subjects.nouns import how_many
from handlers.texts import Voice
from handlers.views import Card, Note
from storage.reads import Snapshot
from storage.records import Kind, PlaceKind

LAST = 5  # rounds whose participation is told with the last digest


def listed(ask: Ask) -> tuple[Effect, ...]:
    """List the rituals of this place, each with its rule and its next date."""
    found = open_here(ask, Kind.RITUAL)
    if not found:
        return ask.inform(none_open(ask, Kind.RITUAL))
    rituals = ask.desk.rituals.among(subject.number for subject in found)
    lines = []
    for subject in found[:MOST_LISTED]:
        ritual = rituals.get(subject.number)
        if ritual is None:
            continue
        where = [place_asked(ask, subject)] if ask.event.where.kind is PlaceKind.DIRECT else []
        planned = ritual.next_at is not None and not ritual.paused
        following = said_date(ask.voice, ritual.next_at, ritual.zone) if ritual.next_at and planned else ""
        state = following or stands(ask.voice, subject, ritual)
        lines.append(" · ".join((str(subject.number), *where, subject.title, said_rule(ask.voice, ritual), state)))
    head = ask.voice("Open here: {polls}", polls=how_many(ask.voice, Kind.RITUAL, len(found)))
    return ask.inform("\n".join((head, *lines)))


def following(ask: Ask) -> tuple[Effect, ...]:
    """Say the next dates, one a line."""
    meant = only_ritual(ask, "next")
    if not isinstance(meant, Meant):
        return meant
    found = dates(ask, meant)
    if not found:
        state = stands(ask.voice, meant.subject, meant.ritual)
        return ask.inform(ask.voice("Ritual {n} has no date ahead: {state}.", n=meant.subject.number, state=state))
    known = ask.desk.person(ask.event.actor.id)
    own = (known and known.zone) or ask.event.actor.zone
    lines = (f"  {said_for(ask.voice, at, meant.ritual.zone, own)}" for at in found)
    return ask.inform("\n".join((f"{meant.subject.title}", *lines)))


def results(ask: Ask) -> tuple[Effect, ...]:
    """Tell what the last round came to, and the turnout of the last few."""
    meant = latest_round(ask)
    return ask.tell("ritual.results", meant.subject.number) if isinstance(meant, Meant) else meant


def read_results(snapshot: Snapshot, tell: Tell, house: House) -> Note:
    """Compute the last digest, and how many answered the rounds before it."""
    voice = of_tell(tell, house)
    seen = look(snapshot, tell.subject, tell.place, house, voice, person=tell.to)
    if seen is None or seen.ritual is None:
        return _note(voice, (voice("Ritual {n} is no longer there.", n=tell.subject),))
    rounds = snapshot.rituals.latest(tell.subject, LAST)
    if not rounds:
        return _note(voice, (voice("Ritual {n} has had no round yet.", n=tell.subject),))
    told = _lines(digest_card(seen, seen.ritual, rounds[0]))
    for round_ in rounds[1:]:
        turnout = snapshot.rituals.turnout(tell.subject, round_.number)
        whole = voice.many("{n} invited", "{n} invited", turnout.invited)
        count = voice.many("{n} answer of {invited}", "{n} answers of {invited}", len(turnout.answered), invited=whole)
        told.append(voice("{label}: {answer}", label=round_name(voice, round_), answer=count))
    return _note(voice, told)


def read_show(snapshot: Snapshot, tell: Tell, house: House) -> Note:
    """Say a ritual privately, for the direct chat."""
    voice = of_tell(tell, house)
    seen = look(snapshot, tell.subject, tell.place, house, voice, person=tell.to)
    if seen is None:
        return _note(voice, (voice("Ritual {n} is no longer there.", n=tell.subject),))
    return _note(voice, _lines(ritual_card(seen)))


def _lines(card: Card) -> list[str]:
    rows = [" ".join(part for part in (row.label, row.count, bar(row.bar), row.share) if part) for row in card.rows]
    return [" · ".join(card.header), card.title, *rows, *card.notes]


def _note(voice: Voice, lines: list[str] | tuple[str, ...]) -> Note:
    return Note(text="\n".join(line for line in lines if line), language=voice.language)
