"""Answers: typed, pressed or submitted. Each sets the whole ballot; of two, the later by the platform's time stands."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

from handlers.effects import Effect, Redact, Show, Tone
from handlers.events import Command, Press, Submit, number_in
from handlers.people.ask import Ask
from handlers.polls.forms import ballot_form
from handlers.polls.methods.ballots import Spoiled, examine, mask_of, picks_of
from handlers.polls.words import keys, labels
from handlers.subjects.find import numbered, only_open
from handlers.subjects.words import typed_at
from handlers.texts import Voice
from handlers.views import Button, Note
from storage.records import Ballot, Kind, PlaceKind, Status, Subject, platform_of


def typed(ask: Ask, subject: Subject) -> tuple[Effect, ...]:
    """Hear a typed ballot: ``vote 1 3``, ``vote 12: 1``, in the console also ``1 3``."""
    if ask.typed is None:
        return ()
    return cast(ask, subject, ask.typed.picks if not ask.typed.words else ())  # words answer no poll


def takes(ask: Ask, subject: Subject) -> bool:
    """Tell whether a poll would take the typed answer."""
    typed = ask.typed
    if typed is None or typed.words or typed.passes:
        return False
    return examine(typed.picks, options=len(subject.options), limit=subject.limit) is None


def pressed(ask: Ask) -> tuple[Effect, ...]:
    """Hear a button, a select or a native vote, which carries the whole ballot; an empty one takes it back."""
    press = ask.event
    if not isinstance(press, Press):
        return ()
    subject = numbered(ask, Kind.POLL, press.subject)
    if not isinstance(subject, Subject):
        return subject
    standing = ask.desk.ballot(subject.number, _voter(ask, subject)) if press.instead else None
    if standing is not None and press.is_outdone(standing.event):
        return ()
    return cast(ask, subject, press.choices) if press.choices else take_back(ask, subject)


def submitted(ask: Ask) -> tuple[Effect, ...]:
    """Hear the ballot's form."""
    submit = ask.event
    if not isinstance(submit, Submit):
        return ()
    subject = numbered(ask, Kind.POLL, number_in(submit.form.rpartition(":")[2]))
    if not isinstance(subject, Subject):
        return subject
    picks = submit.values.get("choices", ())
    chosen = picks if isinstance(picks, tuple) else ()
    return cast(ask, subject, chosen) if chosen else take_back(ask, subject)


def form(ask: Ask) -> tuple[Effect, ...]:
    """Open the ballot's form, prefilled with one's own ballot."""
    press = ask.event
    subject = numbered(ask, Kind.POLL, press.subject if isinstance(press, Press) else 0)
    if not isinstance(subject, Subject):
        return subject
    no = _forbidden(ask, subject)
    if no:
        return no
    mine = ask.desk.ballot(subject.number, _voter(ask, subject))
    shown = ballot_form(subject, picks_of(mine.choices) if mine else (), ask.voice)
    return ask.open(shown)


def withdraw(ask: Ask) -> tuple[Effect, ...]:
    """Take one's answer back: ``poll withdraw``, or the button of the confirmation."""
    press = ask.event
    subject = (
        numbered(ask, Kind.POLL, press.subject) if isinstance(press, Press) else only_open(ask, Kind.POLL, "withdraw")
    )
    return take_back(ask, subject) if isinstance(subject, Subject) else subject


def cast(ask: Ask, subject: Subject, picks: Sequence[int]) -> tuple[Effect, ...]:
    """Set the ballot, unless something forbids it."""
    no = _forbidden(ask, subject) or _said_aloud(ask, subject) or _spoiled(ask, subject, picks)
    if no:
        return no
    desk, person, number = ask.desk, ask.event.actor.id, subject.number
    if not desk.invited(number, person):
        desk.invite(number, person)  # also by an answer that a later one outdid: the order of arrival changes nothing
    mask = mask_of(picks)
    if not _set(ask, subject, mask):
        return _older(ask, subject)
    if subject.anonymous:
        desk.register(number, person)
    said = _counted(ask.voice, number, subject.options, mask)
    return (Show(subject=number), *ask.whisper(said, Tone.CONFIRMATION, fleeting=subject.anonymous))


@lru_cache(maxsize=1_000)
def _counted(voice: Voice, number: int, options: tuple[str, ...], mask: int) -> Note:
    """Say which choices are counted: the same words to all who chose the same, so they are put together once."""
    said = voice("your vote is counted: {choices}.", choices=labels(voice, options, picks_of(mask)))
    back = Button(id=f"withdraw:{number}", label=voice("Withdraw"))
    return Note(text=said, buttons=(back,), language=voice.language)


def take_back(ask: Ask, subject: Subject) -> tuple[Effect, ...]:
    """Empty the ballot; its time is kept, so that an older press cannot bring it back."""
    closed = _closed(ask, subject)
    if closed:
        return closed
    mine = ask.desk.ballot(subject.number, _voter(ask, subject))
    if not isinstance(ask.event, Press | Submit) and (mine is None or mine.choices == 0):
        return ask.refuse(ask.voice("You have no answer to poll {n}; nothing to take back.", n=subject.number))
    if not _set(ask, subject, 0):
        return _older(ask, subject)
    if subject.anonymous:
        ask.desk.unregister(subject.number, ask.event.actor.id)
    said = ask.voice("your answer to poll {n} is withdrawn.", n=subject.number)
    return (Show(subject=subject.number), *ask.confirm(said))


def _voter(ask: Ask, subject: Subject) -> str:
    """Return under which name a ballot rests: while open, an anonymous one under a keyed pseudonym."""
    person = ask.event.actor.id
    return ask.desk.pseudonym(subject.number, person) if subject.anonymous else person


def _set(ask: Ask, subject: Subject, mask: int) -> bool:
    """Write the ballot down, unless a later one stands; the event's id settles two of the same instant."""
    event, voter = ask.event, _voter(ask, subject)
    standing = ask.desk.ballot(subject.number, voter)
    if standing is not None and (standing.at, standing.event) > (event.at, event.id):
        return False
    ballot = Ballot(subject=subject.number, voter=voter, choices=mask, at=event.at, event=event.id)
    ask.desk.put_ballot(ballot)
    return True


def _older(ask: Ask, subject: Subject) -> tuple[Effect, ...]:
    """Say that a later answer stands; nothing changed."""
    standing = ask.desk.ballot(subject.number, _voter(ask, subject))
    if standing is None or standing.choices == 0:
        return ask.confirm(ask.voice("your answer to poll {n} is withdrawn.", n=subject.number))
    chosen = labels(ask.voice, subject.options, picks_of(standing.choices))
    said = ask.voice("a later answer of yours stands: {choices}.", choices=chosen)
    return ask.confirm(said, fleeting=subject.anonymous)


def _closed(ask: Ask, subject: Subject) -> tuple[Effect, ...]:
    """Refuse what was done after the close; what was done before the deadline counts, however late it is heard."""
    late = subject.closes_at is not None and ask.event.at >= subject.closes_at
    if subject.status is Status.OPEN and not late:
        return ()
    return ask.refuse(ask.voice("Poll {n} is closed; what was answered stands.", n=subject.number))


def _forbidden(ask: Ask, subject: Subject) -> tuple[Effect, ...]:
    closed = _closed(ask, subject)
    if closed:
        return closed
    if subject.restricted and not ask.desk.invited(subject.number, ask.event.actor.id):
        creator = ask.desk.person(subject.creator)
        return ask.refuse(
            ask.voice(
                "Poll {n} is only for those invited; {name} chose them.",
                n=subject.number,
                name=creator.name if creator and creator.name else ask.voice("its creator"),
            )
        )
    return ()


def _said_aloud(ask: Ask, subject: Subject) -> tuple[Effect, ...]:
    """Refuse a secret answer given where others see it: not counted, taken away where that is possible.

    A reaction or a native vote in a Matrix room is as public as what is typed there.
    """
    event = ask.event
    secret = subject.anonymous or (subject.hidden and subject.multi and platform_of(event.where.id) == "matrix")
    aloud = isinstance(event, Command) or (isinstance(event, Press) and platform_of(event.where.id) == "matrix")
    if not (aloud and secret and event.where.kind is PlaceKind.ROOM) or typed_at(event.where.id):
        return ()
    redact = (Redact(place=event.where.id, message=event.message),) if event.message and subject.anonymous else ()
    word = ask.voice("anonymous") if subject.anonymous else ask.voice("hidden")
    said = ask.voice(
        "Poll {n} is {word}, and an answer given here may be seen by others; it was not counted. "
        "Answer in our direct chat: vote {n}: 1",
        n=subject.number,
        word=word,
    )
    return (*redact, *ask.refuse(said))


def _spoiled(ask: Ask, subject: Subject, picks: Sequence[int]) -> tuple[Effect, ...]:
    """Say what is wrong with a ballot."""
    voice, number, options = ask.voice, subject.number, len(subject.options)
    match examine(picks, options=options, limit=subject.limit):
        case None:
            return ()
        case Spoiled.TOO_MANY:
            said = voice.many(
                "Poll {number} takes {n} choice at most; yours has {yours}.",
                "Poll {number} takes {n} choices at most; yours has {yours}.",
                subject.limit,
                number=number,
                yours=len(set(picks)),
            )
        case Spoiled.EMPTY | Spoiled.NO_SUCH_OPTION:
            said = voice("Poll {n} is answered with {keys}.", n=number, keys=keys(voice, options))
    return ask.refuse(said)
