"""Events of Matrix as they come, read without a server."""

from __future__ import annotations

from typing import Any

import pytest

from bot.matrix import hear, ids
from bot.matrix.hear import Edited, Ended, Redacted, Scene, Voted
from bot.matrix.rooms import Rooms
from handlers.events import Actor, Back, Command, Gone, Joined, Left, Role, Where
from storage import marks
from storage.marks import Mark
from storage.records import PersonId, PlaceKind

BOT = "@ritournelle:example.org"
ANA = "@ana:example.org"
POLL = "org.matrix.msc3381.poll"


def scene(*, direct: bool = False, card: int | None = None) -> Scene:
    return Scene(
        bot=BOT,
        bot_names=("Ritournelle",),
        prefix="!",
        actor=Actor(id=ids.person(ANA), name="Ana"),
        where=Where(id=ids.place("!r"), kind=PlaceKind.DIRECT if direct else PlaceKind.ROOM, name="#team"),
        names={ANA: "Ana", "@bob:example.org": "Bob Martin"},
        card=card,
    )


def event(content: dict[str, Any], kind: str = "m.room.message", **more: Any) -> dict[str, Any]:  # noqa: ANN401
    return {"type": kind, "event_id": "$1", "sender": ANA, "origin_server_ts": 1_000, "content": content, **more}


def said(body: str, **more: Any) -> dict[str, Any]:  # noqa: ANN401
    return event({"msgtype": "m.text", "body": body, **more})


def test_a_command_begins_with_the_prefix_and_a_word() -> None:
    heard = hear.hear(said("!poll list"), scene())
    assert isinstance(heard, Command)
    assert (heard.text, heard.explicit, heard.bare) == ("poll list", True, False)
    assert hear.hear(said("!!"), scene()) is None
    assert hear.hear(said("poll list"), scene()) is None


def test_in_the_direct_chat_every_line_is_heard() -> None:
    heard = hear.hear(said("1 3"), scene(direct=True))
    assert isinstance(heard, Command)
    assert heard.bare


def test_a_pill_at_the_beginning_names_the_bot_and_pills_are_people() -> None:
    pill = '<a href="https://matrix.to/#/{}">{}</a>'
    html = f'{pill.format(BOT, "Ritournelle")}: poll "Q" "A" "B" --with {pill.format("@bob:example.org", "Bob Martin")}'
    heard = hear.hear(said("…", format="org.matrix.custom.html", formatted_body=html), scene())
    assert isinstance(heard, Command)
    assert heard.text == 'poll "Q" "A" "B" --with @Bob-Martin'
    assert heard.people == {"@Bob-Martin": ids.person("@bob:example.org")}


def test_a_mention_counts_only_where_the_words_begin_with_it() -> None:
    mentions = {"m.mentions": {"user_ids": [BOT]}}
    heard = hear.hear(said("Ritournelle: poll list", **mentions), scene())
    assert isinstance(heard, Command)
    assert heard.text == "poll list"
    assert hear.hear(said("thanks", **mentions), scene()) is None


def test_the_quotation_of_an_answered_message_is_left_out() -> None:
    reply = {"m.relates_to": {"m.in_reply_to": {"event_id": "$0"}}}
    heard = hear.hear(said("> <@bob:example.org> !poll close\n\n!poll list", **reply), scene())
    assert isinstance(heard, Command)
    assert heard.text == "poll list"


def test_notices_and_the_bots_own_words_are_never_heard() -> None:
    assert hear.hear(event({"msgtype": "m.notice", "body": "!poll list"}), scene()) is None
    assert hear.hear({**said("!poll list"), "sender": BOT}, scene()) is None


def test_an_edit_says_what_it_edits() -> None:
    relation = {"rel_type": "m.replace", "event_id": "$0"}
    new = {"msgtype": "m.text", "body": "!poll list"}
    heard = hear.hear(said("* !poll list", **{"m.new_content": new, "m.relates_to": relation}), scene())
    assert isinstance(heard, Edited)
    assert (heard.of, heard.command.message, heard.command.edits) == ("$0", "$0", True)


def test_a_word_in_a_cards_thread_is_heard_and_one_elsewhere_is_not() -> None:
    thread = {"m.relates_to": {"rel_type": "m.thread", "event_id": "$card"}}
    heard = hear.hear(said("good energy", **thread), scene(card=3))
    assert isinstance(heard, Command)
    assert (heard.thread, heard.overheard) == ("$card", True)
    assert hear.hear(said("good energy", **thread), scene()) is None


@pytest.mark.parametrize(
    ("given", "mask"),
    [(["2"], 2), (["2", "1"], 2), ([], 0), (["x"], 0), (["2", "99"], 0), ("2", 0), ([2], 0), (["0"], 0)],
)
@pytest.mark.parametrize("stable", [False, True])
def test_a_response_is_read_as_the_proposal_says(given: object, mask: int, stable: bool) -> None:
    kind = "m.poll.response" if stable else f"{POLL}.response"
    answers = {"m.selections": given} if stable else {kind: {"answers": given}}
    relation = {"m.relates_to": {"rel_type": "m.reference", "event_id": "$poll"}}
    heard = hear.hear(event({**answers, **relation}, kind), scene(card=3))
    assert isinstance(heard, Voted)
    assert (heard.mark.subject, heard.mark.message, heard.mark.choices) == (3, "$poll", mask)


@pytest.mark.parametrize(("key", "number"), [("1️⃣", 1), ("1\u20e3", 1), ("🔟", 10), ("👍", 0), ("1", 0)])
def test_a_keycap_is_a_number_whatever_its_variation(key: str, number: int) -> None:
    assert hear.keycap(key) == number


def test_what_was_taken_away_is_named_in_old_and_new_rooms() -> None:
    for taken in (event({}, "m.room.redaction", redacts="$0"), event({"redacts": "$0"}, "m.room.redaction")):
        heard = hear.hear(taken, scene())
        assert isinstance(heard, Redacted)
        assert heard.what == "$0"


def test_somebody_may_end_a_poll_by_an_event() -> None:
    relation = {"m.relates_to": {"rel_type": "m.reference", "event_id": "$poll"}}
    heard = hear.hear(event(relation, f"{POLL}.end"), scene(card=3))
    assert isinstance(heard, Ended)
    assert heard.command.text == "poll close 3"


def test_comings_and_goings() -> None:
    def moved(user: str, now: str, before: str) -> Any:  # noqa: ANN401
        unsigned = {"prev_content": {"membership": before}}
        return hear.hear(event({"membership": now}, "m.room.member", state_key=user, unsigned=unsigned), scene())

    assert isinstance(moved(ANA, "join", "invite"), Joined)
    assert moved(ANA, "join", "join") is None
    assert isinstance(moved(ANA, "leave", "join"), Left)
    assert isinstance(moved(BOT, "join", "invite"), Back)
    assert isinstance(moved(BOT, "ban", "join"), Gone)


def test_the_latest_response_is_the_ballot_and_reactions_add_up() -> None:
    def mark(identifier: str, kind: Any, choices: int) -> Mark:  # noqa: ANN401
        return Mark(
            id=identifier,
            subject=1,
            place=ids.place("!r"),
            message="$c",
            person=PersonId("matrix:@ana:x"),
            at=hear.at(event({})),
            kind=kind,
            choices=choices,
        )

    assert marks.ballot((mark("a", "response", 1), mark("b", "response", 0))) == 0
    assert marks.ballot((mark("a", "reaction", 1), mark("b", "reaction", 4))) == 5
    assert marks.ballot((mark("a", "response", 1), mark("r", "redaction", 0))) == 1
    assert marks.ballot((mark("a", "reaction", 2), mark("r", "redaction", 0))) == 2
    assert marks.ballot(()) == 0


def test_a_room_that_the_bot_made_is_a_direct_chat_though_a_crash_kept_it_out_of_the_list() -> None:
    rooms = Rooms(BOT)
    create = {"type": "m.room.create", "state_key": "", "sender": BOT, "content": {"room_version": "12"}}
    rooms.learn("!d", [create])
    for user, membership in ((BOT, "join"), (ANA, "invite")):
        content = {"membership": membership}
        rooms.learn("!d", [{"type": "m.room.member", "state_key": user, "sender": BOT, "content": content}])
    assert rooms.direct_with(ANA) == "!d"
    assert rooms.where("!d").kind is PlaceKind.DIRECT
    third = {"type": "m.room.member", "state_key": "@bob:example.org", "sender": ANA, "content": {"membership": "join"}}
    rooms.learn("!d", [third])
    assert rooms.direct_with(ANA) is None
    assert rooms.where("!d").kind is PlaceKind.ROOM


def test_power_counts_above_the_rooms_default_and_among_three() -> None:
    rooms = Rooms(BOT)

    def state(kind: str, content: dict[str, Any], key: str = "", sender: str = ANA) -> dict[str, Any]:
        return {"type": kind, "state_key": key, "sender": sender, "content": content}

    rooms.learn("!r", [state("m.room.create", {"room_version": "12", "additional_creators": ["@zoe:example.org"]})])
    for user in (BOT, ANA, "@bob:example.org", "@zoe:example.org"):
        rooms.learn("!r", [state("m.room.member", {"membership": "join"}, user)])
    rooms.learn("!r", [state("m.room.power_levels", {"users": {"@bob:example.org": 50}, "users_default": 0})])
    moderators = {each.name for each in rooms.humans("!r") if Role.MODERATOR in each.roles}
    assert moderators == {"ana", "bob", "zoe"}
    rooms.learn("!r", [state("m.room.power_levels", {"users": {"@bob:example.org": 50}, "users_default": 50})])
    moderators = {each.name for each in rooms.humans("!r") if Role.MODERATOR in each.roles}
    assert moderators == {"ana", "zoe"}
