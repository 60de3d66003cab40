"""What comes due for rituals, set-wise: rounds close, those missing are reminded, rounds open and dates move on.

Whatever the number of rituals, each step is a few statements; only dates are reckoned one ritual at a time.
"""

from __future__ import annotations

from collections.abc import Container, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from hashlib import blake2b

from handlers.effects import Effect, Post
from handlers.people.house import House
from handlers.people.voices import of_place
from handlers.rituals.plan import closing, lasting, local_day, plan_of, reminding, scheduled
from handlers.rituals.remind import nudges
from handlers.rituals.rotation import take_turn
from handlers.rituals.words import said_date
from handlers.subjects.feature import Ticked
from handlers.views import Note
from schedules.occurrences import Occurrence, missed
from storage.desk import Desk
from storage.records import PersonId, PlaceId, Status, Subject
from storage.ritual_records import Absence, Ritual, Round

AT_ONCE = 100  # of each sort in one transaction, so that votes do not wait behind a thousand rounds
PUT_OFF = timedelta(hours=1)  # until a ritual whose dates cannot be reckoned is tried again


def tick(desk: Desk, now: datetime, house: House) -> Ticked | None:
    """Do what is due at ``now``, as much as one transaction should hold; what is left is still due."""
    rituals = desk.rituals
    closed = rituals.claim_closing(now, AT_ONCE)
    reminded = rituals.claim_reminders(now, AT_ONCE)
    due = rituals.claim_due(now, AT_ONCE)
    if not (closed or reminded or due):
        return None
    numbers = [round_.subject for round_ in (*closed, *reminded)] + [ritual.subject for ritual in due]
    done = Ticked(id=f"rituals/{numbers[0]}/{now.isoformat()}")  # whoever claimed this one is alone with it
    desk.subjects_among(set(numbers))
    ended(desk, closed, now)
    effects: list[Effect] = []
    for round_ in reminded:
        effects += nudges(desk, round_, house)
    opening = _Opening.of(desk, due, now)
    for ritual in due:
        try:
            effects += opening.open(ritual, house)
        except Exception as error:  # noqa: BLE001 - one ritual's dates (a zone that is no more) must not stop the others
            rituals.put(replace(ritual, next_at=now + PUT_OFF))
            done.failed[ritual.subject] = error
    if opening.opened:
        rituals.open(opening.fresh)
        rituals.ask_people(opening.opened)
    return replace(done, effects=tuple(effects), opened=len(opening.opened))


def ended(desk: Desk, closed: Sequence[Round], now: datetime) -> None:
    """Publish the digests of rounds that closed; a ritual without another date is over with its last round."""
    places = desk.rituals.places_among(round_.subject for round_ in closed)
    rituals = desk.rituals.among(round_.subject for round_ in closed)
    for round_ in closed:
        desk.show(round_.subject, part=round_.part)
        for place in places.get(round_.subject, ()):
            desk.add_card(round_.subject, place, round_.digest)
        ritual, subject = rituals.get(round_.subject), desk.subject(round_.subject)
        if ritual and subject and ritual.next_at is None and not ritual.paused:
            end(desk, subject, now)


def end(desk: Desk, subject: Subject, now: datetime) -> None:
    """Close a ritual that has no date ahead."""
    if subject.status is Status.OPEN:
        desk.put_subject(replace(subject, status=Status.CLOSED, closed_at=now))
        desk.show(subject.number)


@dataclass(slots=True)
class _Opening:
    """What opening many rounds at once needs to know, read in a few statements."""

    desk: Desk
    now: datetime
    places: Mapping[int, Sequence[PlaceId]]
    days_off: Mapping[PlaceId, Sequence[str]]
    absences: Sequence[Absence]
    ahead: Mapping[tuple[int, str], Round]
    still_open: Mapping[int, Round]
    there: Container[tuple[PlaceId, str]]
    opened: list[int] = field(default_factory=list)
    fresh: list[Round] = field(default_factory=list)

    @staticmethod
    def of(desk: Desk, due: Sequence[Ritual], now: datetime) -> _Opening:
        rituals, homes = desk.rituals, _homes(desk, due)
        return _Opening(
            desk=desk,
            now=now,
            places=rituals.places_among(ritual.subject for ritual in due),
            days_off=rituals.days_off_among(homes),
            absences=rituals.absences_among(homes),
            ahead=rituals.ahead_among(due),
            still_open=rituals.open_among(ritual.subject for ritual in due),
            there=rituals.there(homes, {person for ritual in due for person in ritual.rotation}),
        )

    def open(self, ritual: Ritual, house: House) -> tuple[Effect, ...]:
        """Open the round that is due, unless a stop has made it too late, and set the next date."""
        desk, subject = self.desk, self.desk.subject(ritual.subject)
        if subject is None or subject.status is not Status.OPEN or ritual.next_at is None:
            desk.rituals.put(replace(ritual, next_at=None))
            return ()
        plan = plan_of(ritual, self.days_off.get(subject.place, ()))
        stop = missed(plan, ritual.next_at, self.now, lasting(ritual))
        moved = scheduled(ritual, plan, self.now)
        if stop.opens is not None:
            moved = self._begin(subject, moved, stop.opens, stop.given_up)
        desk.rituals.put(moved)
        said = _given_up(desk, subject, moved, stop.given_up, house) if stop.opens is None and stop.given_up else ()
        if moved.next_at is None and stop.opens is None:
            end(desk, subject, self.now)
        return said

    def _begin(self, subject: Subject, ritual: Ritual, due: Occurrence, given_up: int) -> Ritual:
        """Open a round; return the ritual as it is then."""
        slot = str(due.slot)
        before = self.ahead.get((ritual.subject, slot))
        if before is not None and before.opened_at is not None:
            return ritual  # it was opened already, before the ritual was changed
        still = self.still_open.get(ritual.subject)
        if still is not None:
            cut = replace(still, closed_at=self.now)
            self.desk.rituals.put_round(cut)
            ended(self.desk, (cut,), self.now)
        self.opened.append(ritual.subject)
        number = before.number if before else ritual.rounds + 1
        round_ = Round(subject=ritual.subject, number=number, slot=slot, day="", opened_at=self.now, missed=given_up)
        away = _away(self.absences, subject.place, local_day(due.at, ritual.zone))
        away |= _gone(self.desk, subject, ritual, self.there)
        places = self.places.get(ritual.subject, ())
        moved, whole = begin(self.desk, ritual, round_, at=due.at, away=away, places=places)
        if before:
            self.desk.rituals.put_round(whole)
        else:
            self.fresh.append(whole)
        return moved


def begin(
    desk: Desk, ritual: Ritual, round_: Round, *, at: datetime, away: Container[str], places: Iterable[PlaceId]
) -> tuple[Ritual, Round]:
    """Make a round that was to open at an instant, with its card in each place; return the ritual then, and it.

    Its facilitator is the next in the rotation who is there.
    """
    turn = take_turn(ritual.rotation, away)
    closes = closing(ritual, at, ritual.next_at)
    whole = replace(
        round_,
        day=local_day(at, ritual.zone),
        closes_at=closes,
        remind_at=reminding(ritual, closes, round_.opened_at or at),
        facilitator=PersonId(turn.who) if turn.who else None,
    )
    for place in places:
        desk.add_card(ritual.subject, place, whole.part)
    return replace(ritual, rounds=max(ritual.rounds, whole.number), rotation=turn.order), whole


def open_now(desk: Desk, subject: Subject, ritual: Ritual, event: str, now: datetime) -> None:
    """Open a round that a command asked for; its slot is the command's event, so that a repeat opens no other."""
    number, rituals = subject.number, desk.rituals
    slot = f"run:{blake2b(event.encode(), digest_size=12).hexdigest()}"
    round_ = Round(subject=number, number=ritual.rounds + 1, slot=slot, day="", opened_at=now)
    away = _away(rituals.absences(subject.place), subject.place, local_day(now, ritual.zone))
    away |= _gone(desk, subject, ritual, rituals.there([subject.place], ritual.rotation))
    places = rituals.places_among([number]).get(number, ())
    moved, whole = begin(desk, ritual, round_, at=now, away=away, places=places)
    rituals.put(moved)
    rituals.put_round(whole)
    rituals.ask_people([number])


def _homes(desk: Desk, due: Iterable[Ritual]) -> set[PlaceId]:
    subjects = (desk.subject(ritual.subject) for ritual in due)
    return {subject.place for subject in subjects if subject}


def _away(absences: Iterable[Absence], place: PlaceId, day: str) -> frozenset[str]:
    """Return who is away from a place on a day."""
    return frozenset(one.person for one in absences if one.place == place and one.first <= day <= one.last)


def _gone(desk: Desk, subject: Subject, ritual: Ritual, there: Container[tuple[PlaceId, str]]) -> frozenset[str]:
    """Return whose turn it might be although they are in the place no more."""
    home = desk.place(subject.place)
    if home is None or not home.members_known:
        return frozenset()
    return frozenset(person for person in ritual.rotation if (subject.place, person) not in there)


def _given_up(desk: Desk, subject: Subject, ritual: Ritual, count: int, house: House) -> tuple[Effect, ...]:
    """Say how many rounds a stop has cost where none is opened late."""
    voice = of_place(desk, subject.place, house)
    said = voice.many(
        "Ritual {number}, {title}: {n} round was missed while I was stopped, and is too old to be opened now.",
        "Ritual {number}, {title}: {n} rounds were missed while I was stopped, and are too old to be opened now.",
        count,
        number=subject.number,
        title=subject.title,
    )
    if ritual.next_at:
        said += " " + voice("The next one: {moment}.", moment=said_date(voice, ritual.next_at, ritual.zone))
    return (Post(place=subject.place, note=Note(text=said, language=voice.language)),)
