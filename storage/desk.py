"""What handlers read and change, on the shelves of one batch."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import datetime

from sqlalchemy import Connection

from storage import codecs, erasure, shared
from storage.batch import Batch
from storage.codec import instant_out
from storage.codecs import Named
from storage.erasure import Erased
from storage.records import (
    Ballot,
    CardState,
    Code,
    Draft,
    Due,
    DueKind,
    Kind,
    Letter,
    Membership,
    Person,
    PersonId,
    Place,
    PlaceId,
    Result,
    Showing,
    Status,
    Subject,
)
from storage.shared import Counts
from storage.sql import postgres, run, upsert


class Desk(Batch):
    """Everything a handler may read and change."""

    # People and places

    def person(self, person: PersonId, /) -> Person | None:
        return self._people.get((person,))

    def put_person(self, person: Person) -> None:
        self._people.put((person.id,), person)

    def place(self, place: PlaceId, /) -> Place | None:
        return self._places.get((place,))

    def put_place(self, place: Place) -> None:
        self._places.put((place.id,), place)

    def membership(self, place: PlaceId, person: PersonId) -> Membership | None:
        return self._memberships.get((place, person))

    def is_member(self, place: PlaceId, person: PersonId, /) -> bool:
        return self._memberships.has((place, person))

    def put_membership(self, membership: Membership) -> None:
        self._memberships.put((membership.place, membership.person), membership)

    def drop_membership(self, place: PlaceId, person: PersonId) -> None:
        self._memberships.put((place, person), None)

    def members(self, place: PlaceId) -> tuple[Membership, ...]:
        self._settle()
        return tuple(self._memberships.find("place = ?", place, also=lambda each: each.place == place))

    def member_places(self, person: PersonId) -> tuple[PlaceId, ...]:
        self._settle()
        return tuple(
            membership.place
            for membership in self._memberships.find("person = ?", person, also=lambda each: each.person == person)
        )

    def named(self, place: PlaceId, name: str) -> tuple[Person, ...]:
        """Return the members of a place who bear a display name, whatever its case."""
        self._settle()
        members = self._people.find("id IN (SELECT person FROM memberships WHERE place = ?)", place)
        return tuple(person for person in members if person.name.casefold() == name.casefold())

    def lose_place(self, place: PlaceId) -> None:
        known = self.place(place)
        if known is not None:
            self.put_place(replace(known, lost=True))
        self.rituals.lose_place(place, lost=True)

    def revive_place(self, place: PlaceId) -> None:
        known = self.place(place)
        if known is not None:
            self.put_place(replace(known, lost=False))
        self.rituals.lose_place(place, lost=False)
        self._settle()
        for showing in self._showings.find("place = ? AND state = 'lost'", place):
            state = CardState.PENDING if showing.message is None else CardState.LIVE
            self.put_showing(replace(showing, state=state, wanted=showing.wanted + 1))

    # Subjects and their cards

    def next_number(self) -> int:
        connection = self._settle()
        if postgres(connection):
            run(connection, "SELECT pg_advisory_xact_lock(727001)")
        ((last,),) = run(connection, "SELECT COALESCE(MAX(number), 0) FROM subjects")
        return int(last) + 1

    def subject(self, number: int) -> Subject | None:
        return self._subjects.get((number,))

    def subjects_among(self, numbers: Iterable[int]) -> None:
        """Load many subjects in one statement."""
        self._subjects.load((number,) for number in sorted(numbers))

    def put_subject(self, subject: Subject) -> None:
        self._subjects.put((subject.number,), subject)

    def subjects_in(
        self, place: PlaceId, kind: Kind | None = None, status: Status | None = Status.OPEN
    ) -> tuple[Subject, ...]:
        self._settle()
        found = self._subjects.find(
            f"{shared.HERE} AND status <> 'deleted'", place, place, also=lambda each: self._here(each, place)
        )
        return tuple(each for each in found if kind in (None, each.kind) and status in (None, each.status))

    def _here(self, subject: Subject, place: PlaceId) -> bool:
        shown = self.showing(subject.number, place)
        listed = subject.place == place or (shown is not None and shown.state is not CardState.LOST)
        return listed and subject.status is not Status.DELETED

    def latest_closed(self, place: PlaceId, kind: Kind) -> Subject | None:
        closed = self.subjects_in(place, kind, Status.CLOSED)
        return max(closed, key=lambda each: (each.closed_at or each.opened_at, each.number), default=None)

    def showing(self, number: int, place: PlaceId, part: str = "") -> Showing | None:
        return self._showings.get((number, place, part))

    def showings(self, number: int, /) -> tuple[Showing, ...]:
        self._settle()
        return tuple(self._showings.find("subject = ?", number, also=lambda each: each.subject == number))

    def places_of(self, number: int) -> tuple[PlaceId, ...]:
        shown = (each.place for each in self.showings(number) if each.state is not CardState.LOST)
        return tuple(dict.fromkeys(shown))

    def card_at(self, place: PlaceId, message: str) -> Showing | None:
        """Return the card that a platform's message shows, for what is said in its thread."""
        self._settle()
        found = self._showings.find("place = ? AND message = ?", place, message)
        return found[0] if found else None

    def put_showing(self, showing: Showing) -> None:
        self._showings.put((showing.subject, showing.place, showing.part), showing)

    def drop_card(self, number: int, place: PlaceId, part: str = "") -> None:
        self._showings.put((number, place, part), None)

    def show(self, number: int, place: PlaceId | None = None, part: str = "") -> None:
        """Say that the subject's cards are stale; with a place, that there is one there."""
        self._shows_pending.append((number, part))
        if place is not None and self.showing(number, place, part) is None:
            self.add_card(number, place, part)

    def add_card(self, number: int, place: PlaceId, part: str) -> None:
        """Want a card where there surely is none yet."""
        self.put_showing(Showing(subject=number, place=place, part=part, key=self._card_key()))

    def renew_card(self, number: int, place: PlaceId) -> str | None:
        """Want a new card in a place instead of the one that is shown there; return the old one's reference."""
        old = self.showing(number, place)
        wanted = old.wanted + 1 if old else 1
        self.put_showing(Showing(subject=number, place=place, wanted=wanted, key=self._card_key()))
        return old.message if old else None

    def _card_key(self) -> str:
        return f"{self.chance.getrandbits(64):016x}"

    # Ballots

    def ballot(self, number: int, voter: str) -> Ballot | None:
        return self._ballots.get((number, voter))

    def put_ballot(self, ballot: Ballot) -> None:
        self._ballots.put((ballot.subject, ballot.voter), ballot)

    def invited(self, number: int, person: PersonId) -> bool:
        return self._invitations.has((number, person))

    def invite(self, number: int, person: PersonId) -> None:
        self._invitations.put((number, person), Named(number, person))

    def invite_members(self, number: int, places: Sequence[PlaceId]) -> None:
        connection = self._settle()
        for place in sorted(places):
            run(
                connection,
                "INSERT INTO invitations (subject, person) SELECT ?, m.person FROM memberships m"
                " JOIN people p ON p.id = m.person WHERE m.place = ? AND p.human = 1 ON CONFLICT DO NOTHING",
                number,
                place,
            )
        self._invitations.forget()

    def answered(self, number: int, person: PersonId) -> bool:
        return self._register.has((number, person))

    def register(self, number: int, person: PersonId) -> None:
        self._register.put((number, person), Named(number, person))

    def unregister(self, number: int, person: PersonId) -> None:
        self._register.put((number, person), None)

    def invitees(self, number: int) -> tuple[PersonId, ...]:
        rows = run(self._settle(), "SELECT person FROM invitations WHERE subject = ? ORDER BY person", number)
        return tuple(PersonId(row[0]) for row in rows)

    def missing(self, number: int) -> tuple[PersonId, ...]:
        """Return who was invited and has not answered."""
        return tuple(PersonId(row[0]) for row in run(self._settle(), shared.MISSING, number))

    def tally(self, number: int) -> dict[int, int]:
        return shared.tally(self._settle(), number)

    def counts(self, number: int) -> Counts:
        return shared.counts(self._settle(), number)

    def results(self, number: int) -> tuple[Result, ...]:
        self._settle()
        return tuple(self._results.find("subject = ?", number, also=lambda each: each.subject == number))

    def put_result(self, result: Result) -> None:
        self._results.put((result.subject, result.number), result)

    # Anonymity

    def shuffle_and_seal(self, number: int) -> None:
        """Write an anonymous subject's answers to fresh rows in random order, and delete all that led to a person."""
        self.keep()
        connection = self._settle()
        rows = run(connection, "SELECT choices FROM ballots WHERE subject = ? AND choices <> 0", number)
        answers = [int(row[0]) for row in rows]
        self.chance.shuffle(answers)
        ids = [self.chance.getrandbits(62) for _ in answers]
        upsert(
            connection,
            "sealed",
            ("subject", "id", "choices"),
            2,
            [(number, *pair) for pair in zip(ids, answers, strict=True)],
        )
        for statement in ("DELETE FROM ballots WHERE subject = ?", "DELETE FROM secrets WHERE subject = ?"):
            run(connection, statement, number)
        self._drop_forms(connection, f"poll:ballot:{number}")
        for shelf in (self._ballots, self._secrets):
            shelf.forget()

    def seal_replies(self, number: int, round_: int, form: str) -> None:
        """Seal an anonymous round of questions, and delete every half-answered form of it."""
        self.keep()
        self.replies.seal(number, round_)
        self._drop_forms(self._settle(), form)

    def _drop_forms(self, connection: Connection, form: str) -> None:
        """Delete every draft that holds a form: its own, and those in which it waits or lies under a question.

        One that waits in a dialogue which itself lies under a question is a text inside a text, its quotes escaped.
        """
        inside = form.replace("%", "").replace("_", "!_")
        held = (f'%"{inside}"%', f'%\\"{inside}\\"%')
        run(
            connection,
            "DELETE FROM drafts WHERE form = ? OR body LIKE ? ESCAPE '!' OR body LIKE ? ESCAPE '!'",
            form,
            *held,
        )
        self._drafts.forget()

    def forget(self, number: int) -> None:
        """Remember that what an anonymous subject held, or somebody who was erased, must be deleted for real."""
        run(
            self._settle(),
            "INSERT INTO chores (subject, since) VALUES (?, ?) ON CONFLICT DO NOTHING",
            number,
            instant_out(self.now),
        )

    def drop_answers(self, number: int) -> None:
        """Delete every answer to a subject, and who was invited to it."""
        self.keep()
        self.replies.drop(number)
        self.rituals.drop(number)
        self.retexes.drop(number)
        connection = self._settle()
        for table in ("ballots", "sealed", "register", "invitations", "secrets", "results", "dues", "codes", "marks"):
            run(connection, f"DELETE FROM {table} WHERE subject = ?", number)  # noqa: S608 - our own names
        for shelf in (self._ballots, self._register, self._invitations, self._secrets, self._results, self._dues):
            shelf.forget()

    def erase_person(self, person: PersonId, direct: PlaceId | None = None) -> Erased:
        """Withdraw somebody's open answers and forget them, with their ``direct`` chat where it is known.

        What a close froze keeps its numbers, and what they began stays their team's, without them.
        """
        connection = self._settle()
        known = self.person(person)
        open_ = {int(row[0]) for row in run(connection, "SELECT number FROM subjects WHERE status = 'open'")}
        answered = self._withdraw_ballots(person, open_)
        cards = {(number, "") for number in answered}
        for column, value in (("register.person", None), ("invitations.person", None), ("subjects.creator", "")):
            cards |= {(number, "") for number in erasure.strike(connection, column, person, value) if number in open_}
        erasure.forget_direct(connection, person, known.name if known else "", direct)
        erasure.forget_rows(connection, person)
        erasure.unname(connection, known.name if known else "")
        cards |= {(number, "") for number in self.actions.erase(person)}
        cards |= self.rituals.erase(person)
        self.retexes.erase(person)
        replied = {(number, round_) for number, round_ in self.replies.erase(person) if number in open_}
        cards |= {(number, f"round:{round_}" if round_ else "") for number, round_ in replied}
        for shelf in self._shelves:
            shelf.forget()
        self.forget(erasure.OF_A_PERSON)
        return Erased(len(answered) + len(replied), tuple(sorted(cards)))

    def _withdraw_ballots(self, person: PersonId, among_open: set[int]) -> list[int]:
        """Delete somebody's ballots, of closed polls too; return the open polls that lose an answer."""
        connection = self._connection
        rows = run(connection, "DELETE FROM ballots WHERE voter = ? RETURNING subject, choices", person)
        for (number,) in run(connection, "SELECT subject FROM secrets ORDER BY subject"):
            voter = self.pseudonym(number, person)
            hidden = "DELETE FROM ballots WHERE subject = ? AND voter = ? RETURNING subject, choices"
            rows = [*rows, *run(connection, hidden, number, voter)]
        return sorted(int(number) for number, choices in rows if choices and number in among_open)

    # Time, drafts, letters, codes

    def set_due(self, due: Due) -> None:
        self._dues.put((due.subject, str(due.kind)), due)

    def drop_due(self, number: int, kind: DueKind | None = None) -> None:
        for each in (kind,) if kind else DueKind:
            self._dues.put((number, str(each)), None)

    def claim_due(self, now: datetime, limit: int) -> tuple[Due, ...]:
        """Take what is due out of the table; whoever commits has it, and nobody else."""
        connection = self._settle()
        skip = " FOR UPDATE SKIP LOCKED" if postgres(connection) else ""
        rows = run(
            connection,
            "DELETE FROM dues WHERE (subject, kind) IN"  # noqa: S608 - our own names
            f" (SELECT subject, kind FROM dues WHERE at <= ? ORDER BY at LIMIT {int(limit)}{skip})"
            " RETURNING subject, kind, at",
            instant_out(now),
        )
        self._dues.forget()
        claimed = [codecs.DUES.from_row(row) for row in rows]
        return tuple(sorted(claimed, key=lambda due: (due.at, due.subject, due.kind)))

    def draft(self, person: PersonId, place: PlaceId) -> Draft | None:
        return self._drafts.get((person, place))

    def put_draft(self, draft: Draft) -> None:
        self._drafts.put((draft.person, draft.place), draft)

    def drop_draft(self, person: PersonId, place: PlaceId) -> None:
        self._drafts.put((person, place), None)

    def post(self, letter: Letter) -> None:
        self._letters.put((letter.id,), letter)

    def add_code(self, code: Code) -> None:
        self._codes.put((code.digest,), code)

    def take_code(self, digest: str, now: datetime) -> Code | None:
        """Return an unexpired code and use it up."""
        code = self._codes.get((digest,))
        if code is None or code.expires_at <= now:
            return None
        self._codes.put((digest,), None)
        return code
