"""The Slack app's manifest, made from the table of routes: what is built can be typed, and no more is asked for."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Final

from handlers.routes import FEATURES
from handlers.texts import Voice
from storage.records import Language

EVENTS: Final = (
    "app_home_opened",
    "app_uninstalled",
    "channel_archive",
    "channel_deleted",
    "channel_left",
    "channel_rename",
    "channel_unarchive",
    "group_archive",
    "group_deleted",
    "group_left",
    "group_rename",
    "group_unarchive",
    "member_joined_channel",
    "member_left_channel",
    "message.im",
    "tokens_revoked",
    "user_change",
)


def scopes(voice: Voice) -> dict[str, str]:
    """Return what the bot may do at Slack, each with why it must."""
    return {
        "channels:read": voice("who is invited: the members of the public channels it is in, and their names"),
        "chat:write": voice("post and edit the cards, and answer privately"),
        "commands": voice("hear the slash commands"),
        "files:write": voice("hand an export over in the direct chat"),
        "groups:read": voice("the same for the private channels it was invited to"),
        "im:history": voice("read what is written to it in its own direct chat, and nowhere else"),
        "im:write": voice("open the direct chat, for results and reminders"),
        "mpim:read": voice("the same for group conversations it was invited to"),
        "users:read": voice("names, languages and time zones; who is a guest and who an administrator"),
    }


def commands(language: Language = "en") -> dict[str, str]:
    """Return the slash commands, one a feature, each with an example of what follows it.

    All else that can be typed, ``settings`` for one, follows ``/ritournelle``.
    """
    first = {feature.routes[0].feature: feature.routes[0] for feature in FEATURES}
    hints = {f"/{name}": route.shown(language).partition(" ")[2] for name, route in first.items()}
    return {**hints, "/ritournelle": "aide" if language == "fr" else "help"}


def manifest(voice: Voice, *, address: str | None = None) -> str:
    """Write the manifest as YAML, ready to paste; ``address`` is where HTTP mode hears, None for Socket Mode."""
    return (
        "\n".join((*_shown(voice), *_shortcuts(voice), *_commands(voice, address), *_asked(voice), *_settings(address)))
        + "\n"
    )


def _shown(voice: Voice) -> Iterator[str]:
    yield "display_information:"
    yield "  name: Ritournelle"
    yield f"  description: {_text(voice('Polls, workshops and rituals, in the chat you already use'))}"
    yield "features:"
    yield "  app_home:"
    yield "    home_tab_enabled: true"
    yield "    messages_tab_enabled: true"
    yield "    messages_tab_read_only_enabled: false"
    yield "  bot_user:"
    yield "    display_name: ritournelle"
    yield "    always_online: true"


def _shortcuts(voice: Voice) -> Iterator[str]:
    yield "  shortcuts:"
    yield f"    - name: {_text(voice('Create an action'))}"
    yield "      type: message"
    yield "      callback_id: action"
    yield f"      description: {_text(voice('Write down what this message asks somebody to do'))}"


def _commands(voice: Voice, address: str | None) -> Iterator[str]:
    yield "  slash_commands:"
    for command, hint in commands(voice.language).items():
        yield f"    - command: {command}"
        yield f"      description: {_text(voice('Ritournelle: “help” lists what can be asked'))}"
        yield f"      usage_hint: {_text(hint)}"
        yield "      should_escape: true"
        if address:
            yield f"      url: {_text(address)}"


def _asked(voice: Voice) -> Iterator[str]:
    yield "oauth_config:"
    yield "  scopes:"
    yield "    bot:"
    for scope, why in scopes(voice).items():
        yield f"      - {scope}  # {why}"


def _settings(address: str | None) -> Iterator[str]:
    yield "settings:"
    yield "  event_subscriptions:"
    if address:
        yield f"    request_url: {_text(address)}"
    yield "    bot_events:"
    for event in EVENTS:
        yield f"      - {event}"
    yield "  interactivity:"
    yield "    is_enabled: true"
    if address:
        yield f"    request_url: {_text(address)}"
    yield "  org_deploy_enabled: false"
    yield f"  socket_mode_enabled: {'false' if address else 'true'}"
    yield "  token_rotation_enabled: false"


def _text(words: str) -> str:
    """Quote a text: what JSON writes, YAML reads."""
    return json.dumps(words, ensure_ascii=False)
