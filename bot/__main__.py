"""The commands of the shell: ``ritournelle run``, ``console``, ``check``, ``migrate``, ``summary``, ``privacy``."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from datetime import UTC, datetime
from importlib.metadata import version
from itertools import count
from pathlib import Path
from typing import Annotated, NoReturn

import typer

from bot import log, shell, values
from bot.admin import Admin, beside
from bot.check import examine, reachable
from bot.console.terminal import run_console
from bot.settings import Settings, SettingsError, early_voice
from bot.wiring import CannotStart
from handlers.summaries.wish import Trouble
from handlers.texts import Voice
from handlers.views import File, Note
from storage.records import PersonId
from storage.session import Database, NewerDatabase, Unavailable

UNREACHABLE = (PermissionError, FileNotFoundError, NotADirectoryError, IsADirectoryError)  # a file's place, not its use
YES = frozenset({"yes", "y", "oui", "o"})


def build(voice: Voice) -> typer.Typer:
    """Make the commands, their help in the house's language."""
    app = typer.Typer(
        name="ritournelle",
        help=voice("The chat and collaboration bot for workshops and rituals."),
        add_completion=False,
        no_args_is_help=True,
        pretty_exceptions_enable=False,  # its tracebacks show local values, and those may be secrets
        rich_markup_mode=None,
    )
    app.callback()(_options)
    app.command(help=voice("Connect to the configured platforms, until stopped."))(run)
    app.command(help=voice("Open the whole bot in this window, or play a script from a pipe."))(console)
    app.command(help=voice("Say, one line each, what must be right, and how to mend it."))(check)
    app.command(help=voice("Bring the database up to this version."))(migrate)
    app.command(help=voice("Print the Slack app's manifest, ready to paste."))(manifest)
    app.command(
        help=voice("Sum up across all places, in the words of the chat, such as: since monday --export html"),
        context_settings={"ignore_unknown_options": True},  # they are read by the grammar of the chat
    )(summary)
    app.command(hidden=True)(start)
    privacy = typer.Typer(help=voice("One person's data, named by account, such as slack:T1/U1."), no_args_is_help=True)
    privacy.command(help=voice("Print everything that is kept about a person, as JSON."))(export)
    privacy.command(help=voice("Erase a person, after a question."))(erase)
    app.add_typer(privacy, name="privacy")
    return app


def _show_version(asked: bool) -> None:
    if asked:
        typer.echo(f"ritournelle {version('ritournelle')}")
        raise typer.Exit


def _options(
    *, _version: Annotated[bool, typer.Option("--version", callback=_show_version, is_eager=True)] = False
) -> None:
    log.configure()


def run() -> None:
    """Connect to the configured platforms and work until a signal to stop."""
    settings, voice = _settings()
    log.configure()
    from bot import service  # noqa: PLC0415 - only this command needs a scheduler and a server

    try:
        with _database_troubles(voice):
            service.run(settings, voice)
    except CannotStart as reason:
        _stop(str(reason))


def console() -> None:
    """Open the console: a window for people, or a script from a pipe."""
    settings, voice = _settings()
    interactive = sys.stdin.isatty()
    log.configure(level="warning")
    url = settings.database_url.get_secret_value() if interactive or settings.database_given else None
    admin = Admin(settings.admin_port, lambda: reachable(settings)) if interactive else None
    with _database_troubles(voice), beside(admin) if admin else nullcontext():
        status = run_console(
            sys.stdin, sys.stdout, database_url=url, house=settings.to_house(), interactive=interactive
        )
    raise typer.Exit(status)


def start() -> None:
    """Do what ``make run`` promises: run, or the console where no platform is configured."""
    settings, _voice = _settings()
    if settings.platforms:
        run()
    else:
        console()


def check() -> None:
    """Print one line for each thing that must be right; leave with 1 if one is wrong."""
    settings, voice = _settings()
    log.configure(level="error")
    findings = tuple(examine(settings, voice, now=datetime.now(UTC)))
    for finding in findings:
        typer.echo(str(finding))
    raise typer.Exit(1 if any(finding.wrong for finding in findings) else 0)


def migrate() -> None:
    """Bring the database up to this version; running it again changes nothing."""
    settings, voice = _settings()
    with _opened(settings, voice) as database:
        database.migrate()
    typer.echo(voice("The database is up to date."))


def manifest() -> None:
    """Print the manifest of the Slack app, with why each scope is asked for."""
    settings, voice = _settings()
    from bot.slack.manifest import manifest as written  # noqa: PLC0415 - only this command needs it

    address = f"{(settings.public_url or 'https://example.org').rstrip('/')}/slack/events"
    typer.echo(written(voice, address=address if settings.slack_mode == "http" else None), nl=False)


def summary(
    words: Annotated[list[str] | None, typer.Argument(metavar="[WORDS]...", show_default=False)] = None,
) -> None:
    """Print a summary, or the file that was asked for; what is no text is written to the current directory."""
    settings, voice = _settings()
    log.configure(level="warning")
    with _existing(settings, voice) as database:
        seen = shell.summary(database, settings.to_house(), " ".join(words or ()), datetime.now(UTC))
    if isinstance(seen, Trouble):
        _stop(seen.reason)
    if isinstance(seen, Note):
        typer.echo(seen.text)
    elif seen.text:
        typer.echo(seen.content, nl=False)
    else:
        typer.echo(str(_written(voice, seen)))


def _written(voice: Voice, file: File) -> Path:
    """Write a file to the current directory, under a name that is still free there."""
    name = path = Path(file.name)
    numbers = count(2)
    while path.exists():
        path = name.with_stem(f"{name.stem}-{next(numbers)}")
    try:
        path.write_bytes(file.content)
    except OSError:
        _stop(voice("The file {name} cannot be written here; go to a folder of your own.", name=path))
    return path


Who = Annotated[str, typer.Argument(metavar="PERSON", show_default=False)]


def export(person: Who) -> None:
    """Print a person's data."""
    settings, voice = _settings()
    who = _person(voice, person)
    with _existing(settings, voice) as database:
        held = shell.export(database, who)
    if held is None:
        _stop(voice("Nothing is kept about {person}.", person=who))
    typer.echo(held)


def erase(person: Who, *, yes: Annotated[bool, typer.Option("--yes")] = False) -> None:
    """Erase a person's data, once it is confirmed."""
    settings, voice = _settings()
    who = _person(voice, person)
    if not yes:
        typer.echo(
            voice("Erase the name, the settings and the open answers of {person}? (yes/no)", person=who), err=True
        )
        if sys.stdin.readline().strip().casefold() not in YES:
            _stop(voice("Nothing was changed."))
    with _existing(settings, voice) as database:
        withdrawn = shell.erase(database, who, datetime.now(UTC))
    if withdrawn is None:
        _stop(voice("Nothing is kept about {person}.", person=who))
    typer.echo(
        voice.many("Erased; {n} open answer was withdrawn.", "Erased; {n} open answers were withdrawn.", withdrawn)
    )
    typer.echo(voice("Results already closed keep their numbers, and anonymous answers there cannot be told apart."))


def _settings() -> tuple[Settings, Voice]:
    try:
        settings = Settings.read()
    except SettingsError as error:
        _stop(str(error))
    return settings, Voice(settings.language, settings.timezone)


def _person(voice: Voice, text: str) -> PersonId:
    try:
        return values.person(text)
    except ValueError:
        _stop(voice("“{typed}” is not a person's account; for example: {example}", typed=text, example="slack:T1/U1"))


@contextmanager
def _existing(settings: Settings, voice: Voice) -> Iterator[Database]:
    """Open a database that is there and has this version's tables; looking must not make one."""
    file = settings.sqlite_file
    if file is not None and not file.exists():
        _stop(voice("The database does not exist yet; the first start makes it: {file}", file=file))
    with _opened(settings, voice) as database:
        if not database.is_current():
            command = "ritournelle migrate"
            _stop(voice("The database is older than this version; bring it up: {command}", command=command))
        yield database


@contextmanager
def _opened(settings: Settings, voice: Voice) -> Iterator[Database]:
    with _database_troubles(voice):
        database = Database(settings.database_url.get_secret_value())
        try:
            yield database
        finally:
            database.close()


@contextmanager
def _database_troubles(voice: Voice) -> Iterator[None]:
    """Say what is wrong with the database in a sentence; a traceback could quote its address."""
    try:
        yield
    except NewerDatabase:
        _stop(
            voice("This database was written by a newer version of Ritournelle; install that version or a later one.")
        )
    except BrokenPipeError:  # whoever read along has left, as "| head" does
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        raise typer.Exit(1) from None
    except (Unavailable, OSError):
        _stop(
            voice(
                "The database cannot be used now; this says why and what to do: {command}", command="ritournelle check"
            )
        )


def _stop(sentence: str) -> NoReturn:
    typer.echo(sentence, err=True)
    raise typer.Exit(1)


def main() -> None:
    """Run the command line."""
    build(early_voice())()


if __name__ == "__main__":
    main()
