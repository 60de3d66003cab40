"""Cards and words as Matrix events: pure, and small enough to be encrypted and edited.

What people wrote is escaped in the formatted text, so that no markup, link or pill comes alive in it. Every event says
whom it calls (``m.mentions``), so that an ``@room`` in somebody's words calls nobody.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from html import escape
from typing import Any, Final
from urllib.parse import quote

from bot.matrix import ids
from bot.matrix.hear import START
from handlers.texts import Voice
from handlers.views import Card, Note, Row
from storage.records import Kind, PersonId

Content = dict[str, Any]

BAR: Final = 8
WORDS: Final = 12_000  # bytes of one message's words, plain and formatted together; longer ones are sent as a file
EDITED: Final = 8_000  # bytes of an edited one's, which stand in it twice and are encrypted
LABELS: Final = (200, 120, 80, 50, 30, 15)  # lengths at which a card's labels are cut until it fits
FALLBACK: Final = 300
TEXT: Final = "org.matrix.msc1767.text"
POLL: Final = "org.matrix.msc3381.poll"
HTML: Final = "org.matrix.custom.html"


def poll(seen: Card) -> Content:
    """Draw a card as a poll of Matrix's own; the answers' ids are the options' numbers."""
    question = _question(seen)
    answers = [{"id": str(row.key), TEXT: _one_line(row.label)} for row in seen.rows]
    numbered = "\n".join(f"{row.key}. {_one_line(row.label)}" for row in seen.rows)
    return {
        TEXT: f"{question}\n{numbered}",
        START[0]: {
            "kind": f"{POLL}.disclosed" if seen.disclosed else f"{POLL}.undisclosed",
            "max_selections": 1,
            "question": {TEXT: question, "body": question, "msgtype": "m.text"},
            "answers": answers,
        },
        "m.mentions": {},
    }


def poll_end(poll_start: str, language: str) -> Content:
    """Draw the end of a poll; its numbers are told in a message of their own."""
    voice = Voice("fr" if language == "fr" else "en")
    return {
        TEXT: voice("The poll is closed."),
        f"{POLL}.end": {},
        "m.relates_to": {"rel_type": "m.reference", "event_id": poll_start},
        "m.mentions": {},
    }


def card(seen: Card) -> Content:
    """Draw a card as a message that is edited as its numbers change."""
    for most in LABELS:
        content = _message(*_card_text(seen, most), msgtype="m.notice")
        if size(content) <= EDITED // 2:
            break
    return content


def tally(seen: Card, poll_start: str) -> Content:
    """Draw the numbers of a poll of Matrix's own, in its thread's place: an answer to the poll."""
    for most in LABELS:
        content = _message(*_tally_text(seen, most), msgtype="m.notice")
        if size(content) <= EDITED // 2:
            break
    content["m.relates_to"] = {"m.in_reply_to": {"event_id": poll_start}}
    return content


def edit(message: str, content: Content) -> Content:
    """Make of a message the edit of an earlier one."""
    new = {name: value for name, value in content.items() if name != "m.relates_to"}
    body = str(content.get("body", ""))
    return {
        "msgtype": content["msgtype"],
        "body": f"* {body[:FALLBACK]}",
        "m.new_content": new,
        "m.relates_to": {"rel_type": "m.replace", "event_id": message},
        "m.mentions": {},
    }


def note(seen: Note, names: Mapping[PersonId, str], *, to: PersonId | None = None, push: bool = False) -> Content:
    """Draw words. They call those whom they mention and, if it is given, the one person they are ``to``."""
    called = tuple(dict.fromkeys((*((to,) if to else ()), *seen.mentions)))
    called = tuple(person for person in called if person.startswith(f"{ids.PLATFORM}:"))
    msgtype = "m.text" if push or seen.mentions else "m.notice"
    lines = seen.text.split("\n")
    body = "\n".join(lines)
    html = "<br>".join(_escaped(line) for line in lines)
    if called:
        plain_calls = ", ".join(names.get(person, ids.native(person)) for person in called)
        pills = ", ".join(_pill(person, names) for person in called)
        colon = "\u00a0: " if seen.language == "fr" else ": "
        body, html = f"{plain_calls}{colon}{body}", f"{pills}{colon}{html}"
    content = _message(body, html, msgtype=msgtype)
    content["m.mentions"] = {"user_ids": [ids.native(person) for person in called]} if called else {}
    return content


def related(content: Content, *, reply_to: str | None, thread: str | None) -> Content:
    """Make of a message an answer: in the thread of what is answered, if that stands in one."""
    relates: Content = {}
    if thread:
        answered = {"event_id": reply_to or thread}
        relates = {"rel_type": "m.thread", "event_id": thread, "is_falling_back": True, "m.in_reply_to": answered}
    elif reply_to:
        relates = {"m.in_reply_to": {"event_id": reply_to}}
    return {**content, "m.relates_to": relates} if relates else content


def reaction(message: str, key: str) -> Content:
    """Draw a reaction."""
    return {"m.relates_to": {"rel_type": "m.annotation", "event_id": message, "key": key}}


def size(content: Content) -> int:
    """Return how many bytes a message's words take."""
    return len(str(content.get("body", "")).encode()) + len(str(content.get("formatted_body", "")).encode())


def _message(body: str, html: str, *, msgtype: str) -> Content:
    content: Content = {"msgtype": msgtype, "body": body, "m.mentions": {}}
    if html != body:
        content |= {"format": HTML, "formatted_body": html}
    return content


def _question(seen: Card) -> str:
    """Say what is asked and, in small lines, what a poll of Matrix's own has no place for.

    It is never edited, so nothing stands in it that changes: no numbers, no participation.
    """
    voice = Voice("fr" if seen.language == "fr" else "en")
    said = [seen.title, " · ".join(seen.header[1:]), *seen.notes[1:]]
    if seen.kind == Kind.RETEX:
        said += [voice("to add a word, reply in this poll's thread"), seen.hint or ""]
    if not seen.disclosed:
        said.append(voice("hidden, not secret: the server and the curious can see who voted; secrecy is --anonymous"))
    return "\n".join(line for line in said if line)


def _card_text(seen: Card, most: int) -> tuple[str, str]:
    """Write a card, plain and formatted."""
    head, small = " · ".join(seen.header), [*seen.notes, *([seen.hint] if seen.hint else [])]
    rows = [_row(row, most, numbered=True) for row in seen.rows]
    body = "\n".join(line for line in (head, seen.title, *rows, *small) if line)
    parts = [f"<p><em>{_escaped(head)}</em></p>"]
    if seen.title:
        parts.append(f"<p><strong>{_escaped(seen.title)}</strong></p>")
    if rows:
        parts.append(f"<p>{'<br>'.join(_escaped(row) for row in rows)}</p>")
    if small:
        parts.append(f"<p>{'<br>'.join(_escaped(line) for line in small)}</p>")
    return body, "".join(parts)


def _tally_text(seen: Card, most: int) -> tuple[str, str]:
    """Write a tally: one line an option, in the options' order."""
    head = " · ".join((*seen.header[1:3], seen.title))
    rows = [_row(row, most, numbered=False) for row in seen.rows]
    small = [*seen.notes, *([seen.hint] if seen.hint and not seen.pick else [])]
    body = "\n".join((head, *rows, *small))
    html = [f"<p><strong>{_escaped(head)}</strong></p>"]
    if rows:
        html.append(f"<p>{'<br>'.join(_escaped(row) for row in rows)}</p>")
    if small:
        html.append(f"<p>{'<br>'.join(_escaped(line) for line in small)}</p>")
    return body, "".join(html)


def _row(row: Row, most: int, *, numbered: bool) -> str:
    label = _one_line(row.label)
    label = label if len(label) <= most else f"{label[: most - 1].rstrip()}…"
    head = f"{row.key}. {label}" if numbered else label
    if row.count is None:
        return head
    bar = "▇" * max(round(row.bar * BAR), 1 if row.bar else 0)
    return " ".join(part for part in (head, row.count, bar, row.share) if part)


def _pill(person: PersonId, names: Mapping[PersonId, str]) -> str:
    user = ids.native(person)
    return f'<a href="https://matrix.to/#/{quote(user, safe="@:")}">{escape(names.get(person, user))}</a>'


def _escaped(line: str) -> str:
    """Escape what people wrote; the spaces that set a line in stay, which HTML would swallow."""
    words = line.lstrip(" ")
    return "\u00a0" * (len(line) - len(words)) + escape(words, quote=False)


def _one_line(text: str) -> str:
    return " ".join(text.split())


def keys(rows: Sequence[Row]) -> range:
    """Return the numbers under which options can be chosen with a keycap; none where there are more than ten."""
    return range(1, len(rows) + 1) if len(rows) <= 10 else range(0)
