"""``ritournelle check``: one line for each thing that must be right, with its mend.

It looks and changes nothing, so it may run beside the bot.
"""

from __future__ import annotations

import socket
import stat
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from pathlib import Path
from shutil import disk_usage

from babel.units import format_unit

from bot.admin import HOST
from bot.settings import Settings
from handlers.texts import Voice
from storage import cleanup, erasure
from storage.records import PersonId
from storage.session import Database, NewerDatabase, Unavailable

ENOUGH = 200 * 1024 * 1024  # bytes: room for a large poll, its log and the copy that a VACUUM makes
PRIVATE = 0o600


class Mark(StrEnum):
    """Right, wrong, or worth knowing."""

    RIGHT = "✓"
    WRONG = "✗"
    REMARK = "·"


@dataclass(frozen=True, slots=True)
class Finding:
    """One line."""

    mark: Mark
    text: str

    @property
    def wrong(self) -> bool:
        """Whether it must be mended."""
        return self.mark is Mark.WRONG

    def __str__(self) -> str:
        """Write it as it is printed."""
        return f"{self.mark} {self.text}"


def examine(settings: Settings, voice: Voice, *, now: datetime) -> Iterator[Finding]:
    """Look at everything, in the order in which one would mend it."""
    yield from _database(settings, voice, now)
    yield from _house(settings, voice)
    yield from _around(settings, voice)


def reachable(settings: Settings) -> bool:
    """Tell whether the database answers a question now."""
    try:
        database = Database(settings.database_url.get_secret_value())
    except OSError:
        return False
    try:
        with database.snapshot() as snapshot:
            snapshot.person(PersonId("console:nobody"))
    except Unavailable:
        return False
    finally:
        database.close()
    return True


def _database(settings: Settings, voice: Voice, now: datetime) -> Iterator[Finding]:
    file = settings.sqlite_file
    if file is not None:
        folder = file.absolute().parent
        if not folder.is_dir():
            yield _wrong(
                voice("The database's folder does not exist; make it: {command}", command=f"mkdir -p {folder}")
            )
            return
        yield _space(folder, voice)
        if not file.exists():
            yield _remark(voice("The database does not exist yet; the first start makes it: {file}", file=file))
            return
        yield from _modes(file, voice)
    database = Database(settings.database_url.get_secret_value())
    try:
        yield from _inside(database, voice, now)
    finally:
        database.close()


def _inside(database: Database, voice: Voice, now: datetime) -> Iterator[Finding]:
    try:
        current = database.is_current()
    except NewerDatabase:
        yield _wrong(
            voice("This database was written by a newer version of Ritournelle; install that version or a later one.")
        )
        return
    except Unavailable:
        yield _wrong(
            voice("The database does not answer; see that it runs, is not full, and that DATABASE_URL is right.")
        )
        return
    yield _right(voice("The database answers."))
    if not current:
        yield _wrong(
            voice("The database is older than this version; bring it up: {command}", command="ritournelle migrate")
        )
        return
    yield _right(voice("The database has this version's tables."))
    yield _pending(database, voice, now)


def _pending(database: Database, voice: Voice, now: datetime) -> Finding:
    """Say which anonymous closes, deletions and erasures still await the clean-up that makes them real."""
    waiting = cleanup.pending(database)
    if not waiting:
        return _right(voice("No clean-up after an anonymous close or an erasure is pending."))
    numbers = voice.listed([_cleaned(voice, number) for number in sorted({chore.subject for chore in waiting})])
    hours = max(0, round(max((now - chore.since).total_seconds() for chore in waiting) / 3600))
    late = hours >= cleanup.WITHIN.total_seconds() / 3600
    said = voice.many(
        "A clean-up is pending for {numbers}, since {hours}; the bot does it in its first quiet minute.",
        "Clean-ups are pending for {numbers}, since {hours}; the bot does them in its first quiet minute.",
        len(waiting),
        numbers=numbers,
        hours=format_unit(hours, "hour", locale=voice.language),
    )
    return _wrong(said) if late else _remark(said)


def _cleaned(voice: Voice, number: int) -> str:
    return voice("an erasure") if number == erasure.OF_A_PERSON else voice("subject {n}", n=number)


def _space(folder: Path, voice: Voice) -> Finding:
    free = disk_usage(folder).free
    size = voice.number(round(free / 1024**2))
    if free < ENOUGH:
        return _wrong(voice("Only {size} MB are free beside the database; make room on that disk.", size=size))
    return _right(voice("{size} MB are free beside the database.", size=size))


def _modes(file: Path, voice: Voice) -> Iterator[Finding]:
    """Look at the database and its log: their owner's alone."""
    files = [beside for beside in (file, *(Path(f"{file}{end}") for end in ("-wal", "-shm"))) if beside.exists()]
    for beside in files:
        mode = stat.S_IMODE(beside.stat().st_mode)
        if mode & ~PRIVATE:
            command = f"chmod 600 {beside}"
            yield _wrong(voice("Others on this machine can open {file}: {command}", file=beside, command=command))
            return
    yield _right(voice("The database's files are their owner's alone."))


def _house(settings: Settings, voice: Voice) -> Iterator[Finding]:
    yield _right(voice("The house's time zone is {zone}.", zone=settings.timezone))
    if settings.holidays is None:
        yield _right(voice("No holidays are set."))
    else:
        yield _right(voice("The holidays of {code} are known.", code=settings.holidays))
    if settings.public_url is None:
        yield _remark(voice("Without PUBLIC_URL no calendar feed is offered, only the file."))
    else:
        yield _right(voice("The calendar feed is offered under {url}.", url=settings.public_url))
    if settings.keep_days is None:
        yield _remark(voice("Named answers are kept for ever; RITOURNELLE_KEEP_DAYS=365 deletes them after a year."))
    else:
        yield _right(
            voice.many(
                "Named answers are deleted after {n} day.",
                "Named answers are deleted after {n} days.",
                settings.keep_days,
            )
        )


def _around(settings: Settings, voice: Voice) -> Iterator[Finding]:
    if "slack" in settings.platforms:
        from bot.slack.check import look  # noqa: PLC0415 - only where Slack is configured

        for right, said in look(settings, voice):
            yield _right(said) if right else _wrong(said)
    if "matrix" in settings.platforms:
        from bot.matrix.check import look_at  # noqa: PLC0415 - only where Matrix is configured

        for well, said in look_at(settings, voice):
            yield _remark(said) if well is None else _right(said) if well else _wrong(said)
    yield _admin_port(settings.admin_port, voice)


def _admin_port(port: int, voice: Voice) -> Finding:
    if not port:
        return _right(voice("ADMIN_PORT is 0: no health and no numbers are served."))
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((HOST, port))
        except OSError:
            return _remark(
                voice("Port {port} is taken, perhaps by the bot itself; if not, set another ADMIN_PORT.", port=port)
            )
    return _right(voice("Port {port} is free for health and numbers.", port=port))


def _right(text: str) -> Finding:
    return Finding(Mark.RIGHT, text)


def _wrong(text: str) -> Finding:
    return Finding(Mark.WRONG, text)


def _remark(text: str) -> Finding:
    return Finding(Mark.REMARK, text)
