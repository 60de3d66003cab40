"""The tables. Instants are whole microseconds since 1970 UTC; tuples are JSON; nothing outside storage sees these.

Tables that touch an anonymous answer have no row id on SQLite, so that their order tells nothing.
"""

from __future__ import annotations

from typing import Any, ClassVar

from sqlalchemy import BigInteger, Column, Index, Text, UniqueConstraint, text
from sqlmodel import Field, SQLModel

_UNORDERED: dict[str, Any] = {"sqlite_with_rowid": False}
_STALE = text("wanted > shown")
_RUNNING = text("paused = ''")
_UNCLOSED = text("closed_at IS NULL")

# What holds, or once held, an anonymous answer or the way to one: rewritten after a close, and without statistics.
SECRET = (
    "ballots",
    "sealed",
    "drafts",
    "inbox",
    "secrets",
    "register",
    "replies",
    "sealed_replies",
    "attendances",
    "round_secrets",
)


def _instant(*, nullable: bool = False) -> Any:  # noqa: ANN401 - what SQLModel's Field returns
    return Field(sa_column=Column(BigInteger, nullable=nullable))


class PersonRow(SQLModel, table=True):
    __tablename__: ClassVar[str] = "people"
    id: str = Field(primary_key=True)
    name: str
    language: str | None
    zone: str | None
    human: int


class PlaceRow(SQLModel, table=True):
    __tablename__: ClassVar[str] = "places"
    id: str = Field(primary_key=True)
    kind: str
    name: str
    language: str | None
    zone: str | None
    lost: int
    members_known: int
    axes: str


class MembershipRow(SQLModel, table=True):
    __tablename__: ClassVar[str] = "memberships"
    __table_args__: ClassVar[Any] = (Index("memberships_by_person", "person"),)
    place: str = Field(primary_key=True)
    person: str = Field(primary_key=True)
    facilitator: int


class SubjectRow(SQLModel, table=True):
    __tablename__: ClassVar[str] = "subjects"
    number: int = Field(primary_key=True, sa_column_kwargs={"autoincrement": False})
    kind: str
    title: str
    creator: str
    place: str = Field(index=True)
    opened_at: int = _instant()
    options: str
    status: str
    multi: int
    limit: int
    anonymous: int
    hidden: int
    restricted: int
    closes_at: int | None = _instant(nullable=True)
    remind_at: int | None = _instant(nullable=True)
    closed_at: int | None = _instant(nullable=True)


class BallotRow(SQLModel, table=True):
    __tablename__: ClassVar[str] = "ballots"
    __table_args__: ClassVar[Any] = (_UNORDERED,)
    subject: int = Field(primary_key=True)
    voter: str = Field(primary_key=True)
    choices: int = _instant()
    at: int = _instant()
    event: str


class SealedRow(SQLModel, table=True):
    __tablename__: ClassVar[str] = "sealed"
    __table_args__: ClassVar[Any] = (_UNORDERED,)
    subject: int = Field(primary_key=True)
    id: int = Field(sa_column=Column(BigInteger, primary_key=True, autoincrement=False))
    choices: int = _instant()


class InvitationRow(SQLModel, table=True):
    __tablename__: ClassVar[str] = "invitations"
    __table_args__: ClassVar[Any] = (_UNORDERED,)
    subject: int = Field(primary_key=True)
    person: str = Field(primary_key=True)


class RegisterRow(SQLModel, table=True):
    __tablename__: ClassVar[str] = "register"
    __table_args__: ClassVar[Any] = (_UNORDERED,)
    subject: int = Field(primary_key=True)
    person: str = Field(primary_key=True)


class SecretRow(SQLModel, table=True):
    __tablename__: ClassVar[str] = "secrets"
    __table_args__: ClassVar[Any] = (_UNORDERED,)
    subject: int = Field(primary_key=True)
    key: str


class ShowingRow(SQLModel, table=True):
    __tablename__: ClassVar[str] = "showings"
    __table_args__: ClassVar[Any] = (
        Index("showings_stale", "place", sqlite_where=_STALE, postgresql_where=_STALE),
        Index("showings_by_message", "place", "message"),
    )
    subject: int = Field(primary_key=True)
    place: str = Field(primary_key=True)
    part: str = Field(primary_key=True)
    wanted: int
    shown: int
    message: str | None
    state: str
    key: str


class ResultRow(SQLModel, table=True):
    __tablename__: ClassVar[str] = "results"
    subject: int = Field(primary_key=True)
    number: int = Field(primary_key=True)
    closed_at: int = _instant()
    answered: int
    invited: int | None
    counts: str | None


class DueRow(SQLModel, table=True):
    __tablename__: ClassVar[str] = "dues"
    subject: int = Field(primary_key=True)
    kind: str = Field(primary_key=True)
    at: int = Field(sa_column=Column(BigInteger, nullable=False, index=True))


class DraftRow(SQLModel, table=True):
    __tablename__: ClassVar[str] = "drafts"
    __table_args__: ClassVar[Any] = (_UNORDERED,)
    person: str = Field(primary_key=True)
    place: str = Field(primary_key=True)
    form: str
    body: str = Field(sa_column=Column(Text, nullable=False))
    at: int = _instant()


class LetterRow(SQLModel, table=True):
    __tablename__: ClassVar[str] = "outbox"
    id: str = Field(primary_key=True)
    place: str | None
    person: str | None
    body: str = Field(sa_column=Column(Text, nullable=False))
    at: int = Field(sa_column=Column(BigInteger, nullable=False, index=True))
    sending: int
    attempts: int


class CodeRow(SQLModel, table=True):
    __tablename__: ClassVar[str] = "codes"
    digest: str = Field(primary_key=True)
    subject: int
    expires_at: int = _instant()


class HeardRow(SQLModel, table=True):
    __tablename__: ClassVar[str] = "heard"
    __table_args__: ClassVar[Any] = (_UNORDERED,)
    id: str = Field(primary_key=True)
    day: int = Field(index=True)


class ChoreRow(SQLModel, table=True):
    __tablename__: ClassVar[str] = "chores"
    subject: int = Field(primary_key=True)
    since: int = _instant()


class ActionRow(SQLModel, table=True):
    __tablename__: ClassVar[str] = "actions"
    subject: int = Field(primary_key=True, sa_column_kwargs={"autoincrement": False})
    state: str
    owner: str | None = Field(default=None, index=True)
    due: int | None = _instant(nullable=True)
    origin: int | None


class ActionStepRow(SQLModel, table=True):
    __tablename__: ClassVar[str] = "action_steps"
    subject: int = Field(primary_key=True)
    order: int = Field(primary_key=True)
    at: int = _instant()
    person: str | None
    deed: str
    owner: str | None
    due: int | None = _instant(nullable=True)


class ReplyRow(SQLModel, table=True):
    __tablename__: ClassVar[str] = "replies"
    __table_args__: ClassVar[Any] = (Index("replies_by_voter", "voter"), _UNORDERED)
    subject: int = Field(primary_key=True)
    round: int = Field(primary_key=True)
    question: str = Field(primary_key=True)
    voter: str = Field(primary_key=True)
    number: int | None
    text: str | None = Field(sa_column=Column(Text, nullable=True))
    passed: int
    at: int = _instant()
    event: str


class SealedReplyRow(SQLModel, table=True):
    __tablename__: ClassVar[str] = "sealed_replies"
    __table_args__: ClassVar[Any] = (_UNORDERED,)
    subject: int = Field(primary_key=True)
    round: int = Field(primary_key=True)
    question: str = Field(primary_key=True)
    voter: str = Field(primary_key=True)
    number: int | None
    text: str | None = Field(sa_column=Column(Text, nullable=True))
    passed: int


class AttendanceRow(SQLModel, table=True):
    __tablename__: ClassVar[str] = "attendances"
    __table_args__: ClassVar[Any] = (_UNORDERED,)
    subject: int = Field(primary_key=True)
    round: int = Field(primary_key=True)
    person: str = Field(primary_key=True)


class RitualRow(SQLModel, table=True):
    __tablename__: ClassVar[str] = "rituals"
    __table_args__: ClassVar[Any] = (Index("rituals_due", "next_at", sqlite_where=_RUNNING, postgresql_where=_RUNNING),)
    subject: int = Field(primary_key=True, sa_column_kwargs={"autoincrement": False})
    rule: str
    start: str
    zone: str
    working: int | None
    until: str | None
    holidays: str
    on_holiday: str
    skipped: str
    template: str
    questions: str = Field(sa_column=Column(Text, nullable=False))
    remind: int | None
    close_after: int | None
    rotation: str = Field(sa_column=Column(Text, nullable=False))
    paused: str
    rounds: int
    next_at: int | None = _instant(nullable=True)
    next_slot: str | None


class RoundRow(SQLModel, table=True):
    __tablename__: ClassVar[str] = "rounds"
    __table_args__: ClassVar[Any] = (
        UniqueConstraint("subject", "slot"),
        Index("rounds_closing", "closes_at", sqlite_where=_UNCLOSED, postgresql_where=_UNCLOSED),
        Index("rounds_reminding", "remind_at", sqlite_where=_UNCLOSED, postgresql_where=_UNCLOSED),
    )
    subject: int = Field(primary_key=True)
    number: int = Field(primary_key=True)
    slot: str
    day: str
    opened_at: int | None = _instant(nullable=True)
    closes_at: int | None = _instant(nullable=True)
    remind_at: int | None = _instant(nullable=True)
    closed_at: int | None = _instant(nullable=True)
    facilitator: str | None
    missed: int
    template: str | None
    questions: str | None


class RoundPersonRow(SQLModel, table=True):
    __tablename__: ClassVar[str] = "round_people"
    __table_args__: ClassVar[Any] = (_UNORDERED,)
    subject: int = Field(primary_key=True)
    round: int = Field(primary_key=True)
    person: str = Field(primary_key=True)


class ParticipantRow(SQLModel, table=True):
    __tablename__: ClassVar[str] = "participants"
    subject: int = Field(primary_key=True)
    person: str = Field(primary_key=True)
    out: int


class AbsenceRow(SQLModel, table=True):
    __tablename__: ClassVar[str] = "absences"
    place: str = Field(primary_key=True)
    person: str = Field(primary_key=True)
    first: str = Field(primary_key=True)
    last: str


class DayOffRow(SQLModel, table=True):
    __tablename__: ClassVar[str] = "days_off"
    place: str = Field(primary_key=True)
    day: str = Field(primary_key=True)


class FeedRow(SQLModel, table=True):
    __tablename__: ClassVar[str] = "feeds"
    person: str = Field(primary_key=True)
    digest: str = Field(unique=True)


class RoundSecretRow(SQLModel, table=True):
    __tablename__: ClassVar[str] = "round_secrets"
    __table_args__: ClassVar[Any] = (_UNORDERED,)
    subject: int = Field(primary_key=True)
    round: int = Field(primary_key=True)
    key: str


class TemplateRow(SQLModel, table=True):
    __tablename__: ClassVar[str] = "templates"
    place: str = Field(primary_key=True)
    name: str = Field(primary_key=True)
    title: str
    items: str = Field(sa_column=Column(Text, nullable=False))
    creator: str


class RetexRow(SQLModel, table=True):
    __tablename__: ClassVar[str] = "retexes"
    subject: int = Field(primary_key=True, sa_column_kwargs={"autoincrement": False})
    template: str
    items: str = Field(sa_column=Column(Text, nullable=False))
    axes: str
    origin: int | None = Field(default=None, index=True)


class OutcomeRow(SQLModel, table=True):
    __tablename__: ClassVar[str] = "outcomes"
    subject: int = Field(primary_key=True)
    number: int = Field(primary_key=True)
    closed_at: int = _instant()
    answered: int
    invited: int | None
    body: str = Field(sa_column=Column(Text, nullable=False))


class InboxRow(SQLModel, table=True):
    __tablename__: ClassVar[str] = "inbox"
    __table_args__: ClassVar[Any] = (_UNORDERED,)
    id: str = Field(primary_key=True)
    platform: str = Field(index=True)
    place: str
    position: int = _instant()
    sealed: int
    body: str = Field(sa_column=Column(Text, nullable=False))


class BookmarkRow(SQLModel, table=True):
    __tablename__: ClassVar[str] = "bookmarks"
    platform: str = Field(primary_key=True)
    token: str


class MarkRow(SQLModel, table=True):
    __tablename__: ClassVar[str] = "marks"
    __table_args__: ClassVar[Any] = (Index("marks_by_card", "message", "person"),)
    id: str = Field(primary_key=True)
    subject: int = Field(index=True)
    place: str
    message: str
    person: str
    at: int = _instant()
    kind: str
    choices: int = _instant()


class NativeRow(SQLModel, table=True):
    __tablename__: ClassVar[str] = "natives"
    place: str = Field(primary_key=True)
    message: str = Field(primary_key=True)
    tally: str | None
    ended: int
