"""Environment and ``.env`` -> one frozen ``Settings``; the first mistake stops the start with its name and mend."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Annotated, Literal, Self

from dotenv import dotenv_values
from pydantic import AliasGenerator, BeforeValidator, Field, SecretStr, ValidationError
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

from bot import machine, mistakes, values
from handlers.people.house import House, Limits
from handlers.texts import Voice
from storage.records import Language, PersonId

DEFAULT_DATABASE = "sqlite:///ritournelle.db"
_OURS = {"language", "timezone", "holidays", "managers", "limits", "keep_days"}


class SettingsError(Exception):
    """A setting is missing or malformed; said as one sentence with an example, in the house's language."""

    def __init__(self, name: str, reason: str, example: str, said: str) -> None:
        super().__init__(said)
        self.name, self.reason, self.example = name, reason, example


def variable(field: str) -> str:
    """Return the name under which a field is set."""
    return f"RITOURNELLE_{field.upper()}" if field in _OURS else field.upper()


Token = Annotated[SecretStr, BeforeValidator(values.one_word)]
Url = Annotated[str, BeforeValidator(values.url)]
PortNumber = Annotated[int, BeforeValidator(values.port)]


class Settings(BaseSettings):
    """Everything an operator may set, in the order of the documents. Secrets never show in ``repr`` or a log."""

    model_config = SettingsConfigDict(
        frozen=True,
        case_sensitive=True,
        env_ignore_empty=True,
        env_file=".env",  # of the current directory: no parent is searched
        env_file_encoding="utf-8-sig",
        extra="ignore",
        validate_default=False,
        hide_input_in_errors=True,
        alias_generator=AliasGenerator(validation_alias=variable),
    )

    database_url: Annotated[SecretStr, BeforeValidator(values.database)] = SecretStr(DEFAULT_DATABASE)
    slack_bot_token: Annotated[Token | None, BeforeValidator(values.starting("xoxb-"))] = None
    slack_app_token: Annotated[Token | None, BeforeValidator(values.starting("xapp-"))] = None
    slack_signing_secret: Token | None = None
    slack_mode: Annotated[Literal["socket", "http"], BeforeValidator(values.mode)] = "socket"
    slack_api_url: Url = "https://slack.com/api/"
    matrix_homeserver: Url | None = None
    matrix_user: Annotated[str | None, BeforeValidator(values.matrix_user)] = None
    matrix_password: SecretStr | None = None
    matrix_access_token: Token | None = None
    matrix_device_id: Annotated[str | None, BeforeValidator(values.one_word)] = None
    matrix_store: Path = Path("matrix-store")
    matrix_allowed_servers: Annotated[tuple[str, ...], NoDecode, BeforeValidator(values.servers)] = ()
    matrix_prefix: Annotated[str, BeforeValidator(values.prefix)] = "!"
    language: Annotated[Language, BeforeValidator(values.language)] = Field(
        default_factory=lambda: machine.language(os.environ)
    )
    timezone: Annotated[str, BeforeValidator(values.zone)] = Field(default_factory=lambda: machine.zone(os.environ))
    holidays: Annotated[str | None, BeforeValidator(values.holidays)] = None
    managers: Annotated[frozenset[PersonId], NoDecode, BeforeValidator(values.managers)] = frozenset()
    limits: Annotated[Limits, NoDecode, BeforeValidator(values.limits)] = Field(default_factory=Limits)
    public_url: Annotated[str | None, BeforeValidator(values.https)] = None
    keep_days: Annotated[int | None, BeforeValidator(values.days)] = None
    host: Annotated[str, BeforeValidator(values.one_word)] = "127.0.0.1"
    port: PortNumber = 8080
    admin_port: Annotated[int, BeforeValidator(values.port_or_none)] = 8081

    @property
    def database_given(self) -> bool:
        """Whether ``DATABASE_URL`` was set: without it, a piped script gets a database that it throws away."""
        return "database_url" in self.model_fields_set

    @property
    def platforms(self) -> tuple[str, ...]:
        """The platforms that somebody set out to configure."""
        slack = self.slack_bot_token or self.slack_app_token or self.slack_signing_secret
        matrix = self.matrix_homeserver or self.matrix_user or self.matrix_password or self.matrix_access_token
        return (*(("slack",) if slack else ()), *(("matrix",) if matrix else ()))

    @property
    def sqlite_file(self) -> Path | None:
        """The database's file, or None where it is a server's."""
        address = self.database_url.get_secret_value()
        return Path(address.removeprefix("sqlite:///").partition("?")[0]) if address.startswith("sqlite:") else None

    def to_house(self) -> House:
        """Return the part that judgement needs."""
        return House(
            language=self.language,
            zone=self.timezone,
            managers=self.managers,
            limits=self.limits,
            keep_days=self.keep_days,
            holidays=self.holidays,
            public_url=self.public_url,
            prefix={"matrix": self.matrix_prefix, "slack": "/ritournelle ", "console": ""},
        )

    @classmethod
    def read(cls) -> Self:
        """Read the environment, then the current directory's ``.env``; raise ``SettingsError`` at the first mistake."""
        try:
            settings = cls()
        except ValidationError as error:
            first = error.errors(include_url=False, include_context=True, include_input=False)[0]
            name = str(first["loc"][0])
            raise _refusal(name, str(first.get("ctx", {}).get("error", first["type"]))) from None
        except UnicodeDecodeError:
            raise _refusal(".env", "not text") from None
        missing = _missing(settings)
        if missing is not None:
            raise _refusal(*missing)
        return settings


def _missing(settings: Settings) -> tuple[str, str] | None:
    """Return the first variable that another one calls for, and why."""
    http = settings.slack_mode == "http"
    slack, matrix = "slack" in settings.platforms, "matrix" in settings.platforms
    needs = (
        ("SLACK_BOT_TOKEN", settings.slack_bot_token, slack, "slack needs"),
        ("SLACK_APP_TOKEN", settings.slack_app_token, slack and not http, "socket needs"),
        ("SLACK_SIGNING_SECRET", settings.slack_signing_secret, slack and http, "http needs"),
        ("MATRIX_HOMESERVER", settings.matrix_homeserver, matrix, "matrix needs"),
        ("MATRIX_USER", settings.matrix_user, matrix, "matrix needs"),
        (
            "MATRIX_PASSWORD",
            settings.matrix_password or settings.matrix_access_token,
            matrix,
            "matrix needs",
        ),
        ("MATRIX_DEVICE_ID", settings.matrix_device_id, settings.matrix_access_token is not None, "token needs"),
    )
    return next(((name, why) for name, value, needed, why in needs if needed and not value), None)


def _refusal(name: str, why: str) -> SettingsError:
    voice = early_voice()
    reason, example = mistakes.reason(voice, why), mistakes.example(name)
    return SettingsError(name, reason, example, mistakes.sentence(voice, name, reason, example))


def early_voice() -> Voice:
    """Return the voice for what must be said before the settings are known to be right."""
    try:
        written = dotenv_values(".env", encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError):
        written = {}
    asked = os.environ.get("RITOURNELLE_LANGUAGE") or written.get("RITOURNELLE_LANGUAGE") or ""
    try:
        return Voice(values.language(asked))
    except ValueError:
        return Voice(machine.language(os.environ))
