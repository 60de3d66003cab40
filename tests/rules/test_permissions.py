"""Who may do what: roles count where their bearer is a member, end on leaving, and reveal nothing."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from handlers.effects import refused
from handlers.events import Role
from handlers.people.house import House
from handlers.people.permissions import belongs, facilitates, may_manage, may_see
from storage.records import PersonId, PlaceId
from tests.rules.hearing import Hearing, allowed, hearing, no, said

TEAM = PlaceId("console:#team")
ATTIC = PlaceId("console:#attic")


@pytest.fixture
def heard(tmp_path: Path) -> Iterator[Hearing]:
    with hearing(tmp_path, House(managers=frozenset({PersonId("console:mia")}))) as open_hearing:
        open_hearing.join("ana")
        open_hearing.join("bob")
        yield open_hearing


def poll(heard: Hearing, name: str = "bob", place: str = "#team") -> int:
    before = {subject.number for subject in heard.desk.subjects_in(PlaceId(f"console:{place}"))}
    effects = heard.type(name, 'poll "Which day?" "Monday" "Tuesday"', place)
    assert not refused(effects), said(effects)
    (number,) = {subject.number for subject in heard.desk.subjects_in(PlaceId(f"console:{place}"))} - before
    return number


def test_the_first_person_in_a_console_room_facilitates_it_and_the_second_does_not(heard: Hearing) -> None:
    assert facilitates(heard.ask("ana"), TEAM)
    assert not facilitates(heard.ask("bob"), TEAM)


def test_a_role_of_the_platform_counts_only_at_the_place_it_was_said_of(heard: Hearing) -> None:
    heard.join("zoe")
    heard.join("bob", "#attic")
    heard.join("zoe", "#attic")
    heard.roles["zoe"] = frozenset({Role.MODERATOR})
    assert facilitates(heard.ask("zoe"), TEAM)
    assert not facilitates(heard.ask("zoe"), ATTIC)
    assert facilitates(heard.ask("zoe", "#attic"), ATTIC)


def test_a_manager_facilitates_only_where_a_member(heard: Hearing) -> None:
    assert not facilitates(heard.ask("mia", "@mia"), TEAM)
    heard.join("mia")
    assert facilitates(heard.ask("mia", "@mia"), TEAM)
    heard.leave("mia")
    assert not facilitates(heard.ask("mia", "@mia"), TEAM)


def test_a_manager_by_role_is_as_good_as_one_by_settings(heard: Hearing) -> None:
    heard.roles["zoe"] = frozenset({Role.MANAGER})
    heard.join("zoe")
    assert facilitates(heard.ask("zoe", "@zoe"), TEAM)


def test_a_guest_never_facilitates_even_when_named(heard: Hearing) -> None:
    heard.join("gus")
    allowed(heard.type("ana", "settings facilitators add @gus"))
    assert facilitates(heard.ask("gus"), TEAM)
    heard.roles["gus"] = frozenset({Role.GUEST, Role.MODERATOR, Role.MANAGER})
    assert not facilitates(heard.ask("gus"), TEAM)


def test_a_guest_is_not_named_facilitator_and_may_lose_the_role(heard: Hearing) -> None:
    heard.join("gus")
    heard.join("guy")
    heard.roles |= dict.fromkeys(("gus", "guy"), frozenset({Role.GUEST}))
    told = no(heard.type("ana", "settings facilitators add @bob @gus"))
    assert told == "Guests do not facilitate, and gus is one; name a member of the team."
    assert "gus and guy are guests" in no(heard.type("ana", "settings facilitators @gus @guy"))
    assert allowed(heard.type("ana", "settings facilitators")) == "facilitators: ana"
    heard.roles.clear()
    allowed(heard.type("ana", "settings facilitators add @gus"))
    heard.roles["gus"] = frozenset({Role.GUEST})
    assert allowed(heard.type("ana", "settings facilitators remove @gus")) == "facilitators: ana"


def test_the_last_facilitator_keeps_the_role_until_another_is_named(heard: Hearing) -> None:
    told = no(heard.type("ana", "settings facilitators remove @ana"))
    assert told == "Nobody would facilitate #team; first name somebody else: settings facilitators add @bob"
    allowed(heard.type("ana", "settings facilitators add @bob"))
    assert allowed(heard.type("ana", "settings facilitators remove @ana")) == "facilitators: bob"


@pytest.mark.parametrize("role", [Role.MODERATOR, Role.OPERATOR, Role.MANAGER])
def test_where_the_platform_or_the_house_gives_the_role_nobody_need_be_named(heard: Hearing, role: Role) -> None:
    heard.roles["ana"] = frozenset({role})
    assert "nobody was named" in allowed(heard.type("ana", "settings facilitators remove @ana"))


def test_where_a_manager_is_a_member_nobody_need_be_named(heard: Hearing) -> None:
    heard.join("mia")
    assert "managers: mia" in allowed(heard.type("ana", "settings facilitators remove @ana"))


def test_a_named_role_ends_on_leaving_and_does_not_come_back(heard: Hearing) -> None:
    allowed(heard.type("ana", "settings facilitators @bob"))
    assert facilitates(heard.ask("bob"), TEAM)
    heard.leave("bob")
    assert not belongs(heard.ask("bob", "@bob"), TEAM)
    heard.join("bob")
    assert not facilitates(heard.ask("bob"), TEAM)


def test_creator_and_facilitator_manage_a_poll_and_others_are_told_who_can(heard: Hearing) -> None:
    number = poll(heard)
    heard.join("zoe")
    subject = heard.desk.subject(number)
    assert subject is not None
    assert may_manage(heard.ask("bob"), subject)
    assert may_manage(heard.ask("ana"), subject)
    assert not may_manage(heard.ask("zoe"), subject)
    assert "bob" in no(heard.type("zoe", f"poll close {number}"))


def test_a_creator_who_left_manages_nothing_any_more(heard: Hearing) -> None:
    number = poll(heard)
    heard.leave("bob")
    subject = heard.desk.subject(number)
    assert subject is not None
    assert not may_manage(heard.ask("bob", "@bob"), subject)


def test_a_number_is_seen_where_it_is_shown_and_in_the_direct_chat_of_members(heard: Hearing) -> None:
    number = poll(heard)
    assert may_see(heard.ask("ana"), number) is not None
    assert may_see(heard.ask("ana", "@ana"), number) is not None
    heard.join("ana", "#attic")
    assert may_see(heard.ask("ana", "#attic"), number) is None
    assert may_see(heard.ask("zoe", "@zoe"), number) is None


@pytest.mark.parametrize("verb", ["close", "results", "who", "delete", "remind", "export csv", "reopen", "withdraw"])
def test_a_number_one_may_not_see_answers_as_one_that_does_not_exist(heard: Hearing, verb: str) -> None:
    number = poll(heard)
    heard.join("zoe", "#attic")
    hidden = no(heard.type("zoe", f"poll {verb} {number}", "#attic"))
    missing = no(heard.type("zoe", f"poll {verb} 999", "#attic"))
    assert hidden.replace(str(number), "999") == missing


def test_a_deleted_number_answers_as_one_that_does_not_exist(heard: Hearing) -> None:
    number = poll(heard)
    heard.type("bob", f"poll delete {number}")
    allowed(heard.type("bob", "yes"))
    assert no(heard.type("bob", f"poll results {number}")).replace(str(number), "999") == no(
        heard.type("bob", "poll results 999")
    )


def test_only_facilitators_name_others_and_only_members_are_named(heard: Hearing) -> None:
    assert "facilitator" in no(heard.type("bob", "settings facilitators add @bob"))
    assert "zoe is not known here" in no(heard.type("ana", "settings facilitators add @zoe"))
    assert "zoe and yan are not known here" in no(heard.type("ana", "settings facilitators add @zoe @yan"))
    assert "bob" in allowed(heard.type("ana", "settings facilitators add @bob"))
    assert "bob" not in allowed(heard.type("ana", "settings facilitators remove @bob"))
    assert not facilitates(heard.ask("bob"), TEAM)
