"""Why a setting is refused, and what a right one looks like. What was set is never repeated: it may be a secret."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from handlers.texts import Voice

EXAMPLES: Mapping[str, str] = MappingProxyType(
    {
        "DATABASE_URL": "sqlite:///ritournelle.db",
        "SLACK_BOT_TOKEN": "xoxb-…",
        "SLACK_APP_TOKEN": "xapp-…",
        "SLACK_SIGNING_SECRET": "8f742231b10e8888abcd99yyyzzz85a5",
        "SLACK_MODE": "socket",
        "SLACK_API_URL": "https://slack.com/api/",
        "MATRIX_HOMESERVER": "https://matrix.example.org",
        "MATRIX_USER": "@ritournelle:example.org",
        "MATRIX_PASSWORD": "…",
        "MATRIX_ACCESS_TOKEN": "syt_…",
        "MATRIX_DEVICE_ID": "RITOURNELLE",
        "MATRIX_STORE": "matrix-store",
        "MATRIX_ALLOWED_SERVERS": "example.org,agents.example.org",
        "MATRIX_PREFIX": "!",
        "RITOURNELLE_LANGUAGE": "fr",
        "RITOURNELLE_TIMEZONE": "Europe/Paris",
        "RITOURNELLE_HOLIDAYS": "FR-57",
        "RITOURNELLE_MANAGERS": "slack:T1/U1,matrix:@ana:example.org",
        "RITOURNELLE_LIMITS": "commands=30,subjects=100,invitations=20",
        "PUBLIC_URL": "https://ritournelle.example.org",
        "RITOURNELLE_KEEP_DAYS": "365",
        "HOST": "127.0.0.1",
        "PORT": "8080",
        "ADMIN_PORT": "8081",
    }
)


def sentence(voice: Voice, name: str, reason: str, example: str) -> str:
    """Say which setting is wrong, why, and what would be right."""
    return voice("{name}: {reason}. For example: {example}", name=name, reason=reason, example=example)


def example(name: str) -> str:
    """Write a line that may be pasted into ``.env``."""
    return f"{name}={EXAMPLES[name]}" if name in EXAMPLES else "RITOURNELLE_LANGUAGE=fr"


def reason(voice: Voice, key: str) -> str:
    """Say why, in the reader's language."""
    return {**_malformed(voice), **_missing(voice)}[key]


def _malformed(voice: Voice) -> Mapping[str, str]:
    return {
        "one word": voice("one word is expected, without spaces"),
        "starts xoxb-": voice("a bot token begins with xoxb-"),
        "starts xapp-": voice("an app token begins with xapp-"),
        "database": voice("a database's address begins with sqlite:/// or postgresql+psycopg://"),
        "database file": voice("a file's path is expected after sqlite:///"),
        "database port": voice("the port after the host is not a number from 1 to 65535"),
        "url": voice("a web address is expected"),
        "https": voice("an https address is expected, as others reach it"),
        "mode": voice("socket or http is expected"),
        "matrix user": voice("a whole Matrix account is expected"),
        "servers": voice("server names are expected, separated by commas"),
        "prefix": voice("a sign is expected, such as % or $, without letters or spaces"),
        "language": voice("fr or en is expected"),
        "zone": voice("this time zone is not in the IANA database"),
        "holidays": voice("a country's two letters are expected, with a region where it matters, or none"),
        "holidays unknown": voice("no holidays of this country or region are known"),
        "person": voice("whole accounts are expected, separated by commas"),
        "limits": voice("whole numbers are expected for commands, subjects and invitations; 0 is no limit"),
        "days": voice("a whole number of days is expected, at least 1"),
        "port": voice("a port is a number from 1 to 65535"),
        "not text": voice("this file is not UTF-8 text"),
    }


def _missing(voice: Voice) -> Mapping[str, str]:
    return {
        "slack needs": voice("this is missing, and another Slack setting is there"),
        "socket needs": voice("this is missing, and Slack's Socket Mode needs it"),
        "http needs": voice("this is missing, and SLACK_MODE=http needs it"),
        "matrix needs": voice("this is missing, and another Matrix setting is there"),
        "token needs": voice("this is missing, and MATRIX_ACCESS_TOKEN needs it"),
    }
