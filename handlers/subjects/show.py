"""Where a subject is seen: its card again, in another place, on another platform by a code, or posted once more."""

from __future__ import annotations

from dataclasses import replace

from handlers.effects import Effect, Redact, Show, Tone, Whisper
from handlers.events import Press, Unsure
from handlers.people.ask import Ask
from handlers.people.house import House
from handlers.people.permissions import belongs, homes, may_manage, may_see, refuse_managing, unknown
from handlers.people.voices import of_person
from handlers.subjects.codes import LIFE, digest, fresh
from handlers.subjects.find import crowded, only_open
from handlers.subjects.nouns import begins, the
from handlers.subjects.words import command
from handlers.texts import Voice
from handlers.views import Button, Note
from storage.desk import Desk
from storage.records import CardState, Code, Kind, PlaceKind, Status, Subject, platform_of


def show(ask: Ask) -> tuple[Effect, ...]:
    """Show a subject: here where it is shown already, in another place of its platform, or by a code."""
    line = ask.line
    if line is None:
        return ()
    if line.number is not None and line.words:
        return _by_code(ask, line.number, line.words[0])
    if line.number is not None and may_see(ask, line.number) is None:
        return _in_another_place(ask, line.number)
    subject = only_open(ask, Kind(line.feature), "show")
    return _seen(ask, subject) if isinstance(subject, Subject) else subject


def _seen(ask: Ask, subject: Subject) -> tuple[Effect, ...]:
    """Show a subject where it may be named: its card again, in the direct chat its words, or a code."""
    if "code" in (ask.line.options if ask.line else {}):
        return _give_code(ask, subject)
    if ask.event.where.kind is PlaceKind.DIRECT:
        return ask.tell(f"{subject.kind}.show", subject.number)
    return _shown_again(ask, subject)


def _shown_again(ask: Ask, subject: Subject) -> tuple[Effect, ...]:
    """Post a new card where the old one has scrolled away, and take the old one away.

    On Matrix the card may be a poll of the platform's own, which people have answered: there it is told privately.
    """
    here, number = ask.event.where.id, subject.number
    shown = ask.desk.showing(number, here)
    if shown is None or shown.message is None:
        return (Show(subject=number, place=here),)
    if platform_of(here) == "matrix":
        return ask.tell(f"{subject.kind}.show", number)
    old = ask.desk.renew_card(number, here)
    return (*((Redact(place=here, message=old),) if old else ()), Show(subject=number))


def again(ask: Ask) -> tuple[Effect, ...]:
    """Post a card of which nobody knows whether it was posted; its creator alone is asked."""
    press = ask.event
    number = press.subject if isinstance(press, Press) else 0
    subject = ask.desk.subject(number)
    if subject is None or subject.status is Status.DELETED:
        return unknown(ask, number)
    if subject.creator != ask.event.actor.id:
        return refuse_managing(ask, subject) if may_see(ask, number) else unknown(ask, number)
    lost = [shown for shown in ask.desk.showings(number) if shown.state is CardState.UNCERTAIN]
    if not lost:
        return ask.inform(ask.voice("{name} is posted; nothing to post again.", name=_named(ask, subject)))
    for shown in lost:
        ask.desk.put_showing(replace(shown, state=CardState.PENDING, message=None, shown=0))
    return (Show(subject=number), *ask.confirm(ask.voice("{name} is posted again.", name=_named(ask, subject))))


def unsure(event: Unsure, desk: Desk, house: House) -> tuple[Effect, ...]:
    """Ask the creator, privately, to look whether a card is there, and to have it posted again if it is not."""
    subject = desk.subject(event.subject)
    if subject is None or subject.status is Status.DELETED or not subject.creator:
        return ()  # nobody to ask: whoever began it had themselves erased
    voice, place = of_person(desk, subject.creator, event.place, house), desk.place(event.place)
    said = voice(
        "I cannot tell whether {name} was posted in {place}. If you do not see it there, have it posted again.",
        name=the(voice, subject.kind, subject.number),
        place=place.name if place else event.place,
    )
    button = Button(id=f"again:{subject.number}", label=voice("Post again"))
    note = Note(text=said, buttons=(button,), language=voice.language)
    return (Whisper(to=subject.creator, place=event.place, note=note, tone=Tone.SECRET),)


def _in_another_place(ask: Ask, number: int) -> tuple[Effect, ...]:
    """Show it here too, if whoever asks may manage it and belongs to both; else it answers as if it did not exist."""
    subject = ask.desk.subject(number)
    here = ask.event.where
    if subject is None or subject.kind != _feature(ask) or subject.status not in (Status.OPEN, Status.CLOSED):
        return unknown(ask, number)
    near = [place for place in homes(ask, subject) if platform_of(place) == platform_of(here.id)]
    if here.kind is PlaceKind.DIRECT or not any(belongs(ask, place) for place in near) or not may_manage(ask, subject):
        return unknown(ask, number)
    if "code" in (ask.line.options if ask.line else {}):
        return _give_code(ask, subject)
    return _shown_here(ask, subject)


def _give_code(ask: Ask, subject: Subject) -> tuple[Effect, ...]:
    if not may_manage(ask, subject):
        return refuse_managing(ask, subject)
    code = fresh(ask.desk.chance)
    ask.desk.add_code(Code(digest=digest(code), subject=subject.number, expires_at=ask.now + LIFE))
    said = ask.voice(
        "Within one hour, once, a member of the other place may type there: {command}\n"
        "Everybody in that place will then see {name} and may answer.",
        command=command(_voice_elsewhere(ask), subject.kind, "show", subject.number, code),
        name=the(ask.voice, subject.kind, subject.number),
    )
    return ask.secretly(said, fleeting=True)


def _voice_elsewhere(ask: Ask) -> Voice:
    """Return the voice that writes a command as it is typed on the other platform, which a code is for."""
    here = platform_of(ask.event.where.id)
    others = (prefix for platform, prefix in ask.house.prefix.items() if platform != here and prefix)
    return replace(ask.voice, prefix=next(others, "") if ask.house.prefix.get(here) else "")


def _by_code(ask: Ask, number: int, code: str) -> tuple[Effect, ...]:
    """Show it here by a code that its creator or a facilitator was given; a wrong one tells nothing of the number."""
    if ask.event.where.kind is PlaceKind.DIRECT:
        return ask.refuse(ask.voice("A code is used in the room where it is to be shown; type it there."))
    full = crowded(ask, ask.event.where.id)
    if full:
        return full
    held = ask.desk.take_code(digest(code), ask.now)
    if held and held.subject != number:
        ask.desk.add_code(held)  # a wrong number uses nothing up
    subject = ask.desk.subject(number) if held and held.subject == number else None
    if subject is None or subject.status not in (Status.OPEN, Status.CLOSED):
        return ask.refuse(
            ask.voice(
                "This code is not valid, or no longer; a new one comes from “{command}”, typed where it is shown now.",
                command=command(ask.voice, _feature(ask), "show", number, "--code"),
            )
        )
    return _shown_here(ask, subject)


def _shown_here(ask: Ask, subject: Subject) -> tuple[Effect, ...]:
    """Show it here, invite who is here, and say who will see it."""
    here, number = ask.event.where, subject.number
    if may_see(ask, number) is not None:
        return (Show(subject=number, place=here.id),)
    full = crowded(ask, here.id) if subject.status is Status.OPEN else ()
    if full:
        return full
    if subject.status is Status.OPEN and not subject.restricted:
        ask.desk.invite_members(number, (here.id,))
    name = the(ask.voice, subject.kind, number)
    said = ask.voice("Everybody in {place} sees {name} from now on.", place=here.name, name=name)
    if subject.status is Status.OPEN and not subject.restricted:
        said = ask.voice("Everybody in {place} sees {name} from now on, and may answer.", place=here.name, name=name)
    return (Show(subject=number, place=here.id), *ask.inform(said))


def _feature(ask: Ask) -> str:
    return ask.line.feature if ask.line else ""


def _named(ask: Ask, subject: Subject) -> str:
    return begins(ask.voice, subject.kind, subject.number)
