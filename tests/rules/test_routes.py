"""What is heard reaches whom it should: presence, commands, dialogues, questions, settings, help and privacy."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from handlers.effects import Show, Tell, Whisper, refused
from handlers.events import Back, Came, Command, Gone, Press, Submit
from handlers.language import grammar, vocabulary
from handlers.people.house import House, Limits
from handlers.people.route import Route
from handlers.routes import READERS, ROUTES, lexicon
from handlers.texts import Voice
from storage.records import DueKind, Person, PersonId, PlaceId, Status
from tests.rules.hearing import Hearing, allowed, hearing, no, said

TEAM = PlaceId("console:#team")


@pytest.fixture
def heard(tmp_path: Path) -> Iterator[Hearing]:
    with hearing(tmp_path, House(managers=frozenset({PersonId("console:mia")}))) as open_hearing:
        open_hearing.join("ana")
        open_hearing.join("bob")
        yield open_hearing


def poll(heard: Hearing, text: str = 'poll "Which day?" "Monday" "Tuesday"', name: str = "bob") -> int:
    before = {subject.number for subject in heard.desk.subjects_in(TEAM)}
    allowed(heard.type(name, text))
    (number,) = {subject.number for subject in heard.desk.subjects_in(TEAM)} - before
    return number


# --- the table


@pytest.mark.parametrize("language", ["en", "fr"])
@pytest.mark.parametrize("route", ROUTES, ids=lambda route: f"{route.feature} {route.verb}")
def test_every_example_is_understood_as_its_own_route(route: Route, language: str) -> None:
    line = grammar.parse(route.shown("fr" if language == "fr" else "en"), lexicon())
    if route.feature == "vote":
        assert isinstance(line, grammar.Answer)
        return
    assert isinstance(line, grammar.Line)
    assert (line.feature, line.verb) == (route.feature, route.verb)


def test_every_route_has_its_own_key_and_known_words() -> None:
    keys = [(route.feature, route.verb) for route in ROUTES]
    assert len(set(keys)) == len(keys)
    assert {feature for feature, _ in keys} <= vocabulary.FEATURES.keys()
    assert {verb for _, verb in keys} - {"", "new"} <= vocabulary.VERBS.keys()


def test_help_shows_every_feature_that_is_built_and_no_other(heard: Hearing) -> None:
    text = allowed(heard.type("ana", "help"))
    for feature in vocabulary.FEATURES:
        built = any(route.feature == feature for route in ROUTES)
        assert (f"\n{feature}" in f"\n{text}") == built, feature


def test_help_on_a_feature_shows_each_of_its_verbs_in_the_readers_language(heard: Hearing) -> None:
    heard.locales["ana"] = "fr"
    text = allowed(heard.type("ana", "aide sondage"))
    assert "sondage clore" in text
    assert len(text.splitlines()) == sum(route.feature == "poll" for route in ROUTES)


def test_help_on_a_verb_shows_it_and_on_a_stranger_is_refused(heard: Hearing) -> None:
    assert "poll close" in allowed(heard.type("ana", "help close"))
    assert allowed(heard.type("ana", "help poll close")) == "poll close 12 — end it and freeze its numbers"
    assert "“zebra”" in no(heard.type("ana", "help zebra"))


def test_help_says_of_each_feature_what_begins_it_or_its_word_alone(heard: Hearing) -> None:
    for line in allowed(heard.type("ana", "help")).splitlines()[:-1]:
        route = next(route for route in ROUTES if line.startswith(f"{route.shown('en')} — "))
        assert route.verb in ("new", ""), line


def test_a_number_of_what_takes_no_such_answer_is_named_with_what_shows_it(heard: Hearing) -> None:
    allowed(heard.type("ana", 'action "Mend the projector"'))
    assert "Number 1 is not of that kind; to see it: action show 1" in no(heard.type("ana", "vote 1: 1"))
    assert "There is no number 2 here" in no(heard.type("ana", "vote 2: 1"))


def test_the_nearest_feature_is_shown_as_it_may_be_typed(heard: Hearing) -> None:
    assert no(heard.type("ana", "vtoe 1")).endswith("the nearest is “vote”, for example: vote 1")


def test_an_answer_in_words_to_one_of_several_polls_is_shown_a_number(heard: Hearing) -> None:
    poll(heard)
    last = poll(heard)
    assert no(heard.type("ana", 'vote "Monday"')).endswith(f"for example: vote {last}: 1")


def test_a_mistake_gets_a_sentence_with_the_nearest_verb_and_changes_nothing(heard: Hearing) -> None:
    number = poll(heard)
    assert "“close”" in no(heard.type("bob", f"poll clsoe {number}"))
    subject = heard.desk.subject(number)
    assert subject is not None
    assert subject.status is Status.OPEN


# --- who is where


def test_whoever_speaks_in_a_room_is_a_member_and_nobody_is_of_a_direct_chat(heard: Hearing) -> None:
    heard.type("zoe", "help")
    heard.type("zoe", "help", "@zoe")
    assert heard.desk.member_places(PersonId("console:zoe")) == (TEAM,)


def test_a_new_name_is_written_down_and_settings_stay(heard: Hearing) -> None:
    allowed(heard.type("ana", "settings language fr", "@ana"))
    known = heard.desk.person(PersonId("console:ana"))
    assert known == Person(id=PersonId("console:ana"), name="ana", language="fr")


def test_a_lost_place_is_marked_and_the_creators_are_told_in_private_how_to_mend_it(heard: Hearing) -> None:
    number = poll(heard)
    effects = heard.decide(Gone(id="g1", at=heard.now, place=TEAM, mend="/invite @ritournelle"))
    place = heard.desk.place(TEAM)
    assert place is not None
    assert place.lost
    (told,) = [effect for effect in effects if isinstance(effect, Whisper)]
    assert told.to == PersonId("console:bob")
    assert "/invite @ritournelle" in told.note.text
    assert str(number) in told.note.text
    assert heard.decide(Gone(id="g2", at=heard.now, place=TEAM)) == ()


def test_a_place_that_is_back_shows_its_open_cards_again(heard: Hearing) -> None:
    number = poll(heard)
    heard.decide(Gone(id="g1", at=heard.now, place=TEAM))
    effects = heard.decide(Back(id="b1", at=heard.now, where=heard.where("#team")))
    assert Show(subject=number) in effects
    place = heard.desk.place(TEAM)
    assert place is not None
    assert not place.lost


def test_speaking_in_a_lost_place_revives_it_too(heard: Hearing) -> None:
    number = poll(heard)
    heard.decide(Gone(id="g1", at=heard.now, place=TEAM))
    assert Show(subject=number) in heard.type("ana", "help")


def test_what_is_typed_from_afar_does_not_revive_a_lost_place_and_tells_nobody_again(heard: Hearing) -> None:
    number = poll(heard)
    heard.decide(Gone(id="g1", at=heard.now, place=TEAM))
    afar = replace(heard.where("#team"), heard_there=False)
    actor = heard.actor("ana")
    typed = Command(id="afar", at=heard.now, actor=actor, where=replace(afar, name="#renamed"), text="poll list")
    assert Show(subject=number) not in heard.decide(typed)
    place = heard.desk.place(TEAM)
    assert place is not None
    assert (place.lost, place.name) == (True, "#renamed")
    assert heard.decide(Gone(id="g2", at=heard.now, place=TEAM)) == ()


def test_the_platforms_list_of_members_is_taken_over_and_roles_end_with_it(heard: Hearing) -> None:
    members = (heard.actor("bob"), heard.actor("zoe"))
    heard.decide(Back(id="b1", at=heard.now, where=heard.where("#team"), members=members))
    assert {member.person for member in heard.desk.members(TEAM)} == {"console:bob", "console:zoe"}
    assert not any(member.facilitator for member in heard.desk.members(TEAM))


def test_an_empty_stage_is_no_place_yet(heard: Hearing) -> None:
    heard.decide(Back(id="b1", at=heard.now, where=heard.where("#attic")))
    heard.type("zoe", "help", "#attic")
    (member,) = heard.desk.members(PlaceId("console:#attic"))
    assert member.facilitator


# --- dialogues and questions


def test_a_poll_may_be_made_by_dialogue_to_its_last_question(heard: Hearing) -> None:
    effects = heard.type("ana", "poll")
    assert "Question 1 of" in allowed(effects)
    heard.type("ana", "Which day?", bare=True)
    effects = heard.type("ana", "Monday; Tuesday", bare=True)
    for _ in range(20):
        if heard.desk.draft(PersonId("console:ana"), TEAM) is None:
            break
        effects = heard.type("ana", "skip", bare=True)
    assert "Understood." in allowed(effects)
    (subject,) = heard.desk.subjects_in(TEAM)
    assert subject.title == "Which day?"
    assert subject.options == ("Monday", "Tuesday")


def test_a_whole_command_leaves_the_dialogue_waiting_and_anything_else_is_its_answer(heard: Hearing) -> None:
    heard.type("ana", "poll")
    number = poll(heard)
    assert "vote" in said(heard.type("ana", f"vote {number}: 1")).casefold()
    assert not refused(heard.type("ana", f"poll {number}"))
    assert "Question 2 of" in allowed(heard.type("ana", "poll results: are they read?"))
    assert "poll close" in allowed(heard.type("ana", "help poll"))
    assert "Question 1 of" in allowed(heard.type("ana", "back"))
    assert "Cancelled" in allowed(heard.type("ana", "annuler"))


def test_what_the_forms_handler_refuses_is_asked_again(heard: Hearing) -> None:
    heard.type("ana", "poll")
    heard.type("ana", "Which day?")
    effects = heard.type("ana", "Monday")
    for _ in range(20):
        if refused(effects):
            break
        effects = heard.type("ana", "skip")
    assert "Question 2 of" in no(effects)
    assert heard.desk.subjects_in(TEAM) == ()


def test_deleting_is_confirmed_and_a_dialogue_waits_beneath_the_question(heard: Hearing) -> None:
    number = poll(heard)
    heard.type("bob", "poll")
    effects = heard.type("bob", f"poll delete {number}")
    (question,) = [effect for effect in effects if isinstance(effect, Whisper)]
    assert [button.id for button in question.note.buttons] == [f"yes:delete:{number}", f"no:delete:{number}"]
    assert heard.desk.subjects_in(TEAM)
    allowed(heard.type("bob", "oui"))
    assert heard.desk.subjects_in(TEAM) == ()
    assert "Question 2 of" in allowed(heard.type("bob", "Which day?"))


def test_no_changes_nothing_and_a_question_is_answered_once(heard: Hearing) -> None:
    number = poll(heard)
    heard.type("bob", f"poll delete {number}")
    allowed(heard.press("bob", "no", token=f"delete:{number}"))
    assert "No question" in no(heard.type("bob", "yes"))
    assert heard.desk.subjects_in(TEAM)


def test_a_line_that_is_no_yes_lets_the_question_fall_and_goes_to_the_dialogue_beneath(heard: Hearing) -> None:
    number = poll(heard)
    heard.type("bob", "poll")
    heard.type("bob", f"poll delete {number}")
    assert "Question 2 of" in allowed(heard.type("bob", "Which day?"))
    assert "Question 3 of" in allowed(heard.type("bob", "Monday; Tuesday"))
    assert heard.desk.subjects_in(TEAM)


def test_cancel_is_a_no_and_a_late_yes_is_none(heard: Hearing) -> None:
    number = poll(heard)
    heard.type("bob", f"poll delete {number}")
    assert "Nothing was changed" in allowed(heard.type("bob", "cancel"))
    heard.type("bob", f"poll delete {number}")
    heard.now += timedelta(hours=2)
    no(heard.type("bob", "yes"))
    assert "not known" in no(heard.type("bob", "perhaps"))
    assert heard.desk.subjects_in(TEAM)


def test_a_button_of_an_older_question_answers_nothing(heard: Hearing) -> None:
    first, second = poll(heard), poll(heard)
    heard.type("bob", f"poll delete {first}")
    heard.type("bob", f"poll delete {second}")
    no(heard.press("bob", "yes", token=f"delete:{first}"))
    allowed(heard.press("bob", "yes", token=f"delete:{second}"))
    assert [subject.number for subject in heard.desk.subjects_in(TEAM)] == [first]


def test_buttons_and_forms_of_another_version_are_refused_in_a_sentence(heard: Hearing) -> None:
    assert "this version" in no(heard.press("ana", "juggle"))
    assert "no longer in use" in no(heard.submit("ana", "juggling:new", {}))


# --- what is read ahead


def test_a_press_and_a_typed_ballot_want_the_poll_and_their_own_answer(heard: Hearing) -> None:
    ana = PersonId("console:ana")
    press = Press(id="p", at=heard.now, actor=heard.actor("ana"), where=heard.where("#team"), action="vote", subject=7)
    wants = heard.judge.wants(press)
    assert (wants.people, wants.places, wants.memberships) == ({ana}, {TEAM}, {(TEAM, ana)})
    assert (wants.subjects, wants.voters, wants.drafts) == ({7}, {(7, ana)}, set())


@pytest.mark.parametrize(
    ("text", "subjects"),
    [("vote 12: 1", {12}), ("#3:1", set()), ("3: 1", {3}), (": 1", set()), ("at 9:30", {9}), ("one: two", set())],
)
def test_a_glance_at_a_typed_line_finds_the_number_it_names(heard: Hearing, text: str, subjects: set[int]) -> None:
    line = Command(id="c", at=heard.now, actor=heard.actor("ana"), where=heard.where("@ana"), text=text)
    wants = heard.judge.wants(line)
    assert wants.subjects == subjects
    assert wants.drafts == {("console:ana", "console:@ana")}
    assert wants.memberships == set()


def test_a_ballots_form_wants_its_poll(heard: Hearing) -> None:
    form = Submit(
        id="s", at=heard.now, actor=heard.actor("ana"), where=heard.where("#team"), form="poll:ballot:12", values={}
    )
    assert heard.judge.wants(form).subjects == {12}
    assert heard.judge.wants(replace(form, form="poll:new:console:#team")).subjects == set()


def test_a_message_that_was_deleted_loses_its_card_and_not_the_place(heard: Hearing) -> None:
    number = poll(heard)
    assert heard.desk.showing(number, TEAM) is not None
    assert heard.decide(Gone(id="g", at=heard.now, place=TEAM, subject=number, message_only=True)) == ()
    assert heard.desk.showing(number, TEAM) is None
    place = heard.desk.place(TEAM)
    assert place is not None
    assert not place.lost


def test_a_poll_whose_first_card_is_refused_is_withdrawn_and_told_of_once(heard: Hearing) -> None:
    number = poll(heard)
    effects = heard.decide(Gone(id="g", at=heard.now, place=TEAM, subject=number, mend="/invite @r"))
    subject = heard.desk.subject(number)
    assert subject is not None
    assert subject.status is Status.WITHDRAWN
    assert [effect.to for effect in effects if isinstance(effect, Whisper)] == ["console:bob"]


def test_a_deadline_that_came_closes_its_poll(heard: Hearing) -> None:
    number = poll(heard, 'poll "Which day?" "Monday" "Tuesday" --until in 2 h')
    heard.now += timedelta(hours=3)
    heard.decide(Came(id="d", at=heard.now, subject=number, kind=DueKind.CLOSE))
    subject = heard.desk.subject(number)
    assert subject is not None
    assert subject.status is Status.CLOSED


# --- limits


def test_commands_are_limited_and_answers_are_not(tmp_path: Path) -> None:
    with hearing(tmp_path, House(limits=Limits(commands=3))) as heard:
        number = poll(heard, name="ana")
        heard.limited = True
        for _ in range(3):
            allowed(heard.type("ana", "help"))
        assert "more than 3 commands" in no(heard.type("ana", "help"))
        assert heard.type("ana", "help") == ()
        allowed(heard.type("ana", f"vote {number}: 1"))
        allowed(heard.press("ana", "vote", subject=number, picks=(2,)))
        allowed(heard.type("bob", "help"))


# --- settings


def test_in_the_direct_chat_one_sets_ones_own_language_and_zone(heard: Hearing) -> None:
    assert "français" in allowed(heard.type("ana", "settings language fr", "@ana"))
    assert "Europe/Paris" in allowed(heard.type("ana", "réglages fuseau paris", "@ana"))
    shown = allowed(heard.type("ana", "réglages", "@ana"))
    assert shown.startswith("Vos réglages")
    assert "Europe/Paris" in shown
    place = heard.desk.place(TEAM)
    assert place is not None
    assert (place.language, place.zone) == (None, None)


def test_in_a_place_a_facilitator_sets_the_places_and_its_cards_are_drawn_again(heard: Hearing) -> None:
    number = poll(heard)
    assert "facilitator" in no(heard.type("bob", "settings language fr"))
    assert Show(subject=number) in heard.type("ana", "settings language fr")
    assert Show(subject=number) in heard.type("ana", "réglages fuseau Asia/Tokyo")
    place = heard.desk.place(TEAM)
    assert place is not None
    assert (place.language, place.zone) == ("fr", "Asia/Tokyo")
    assert "animation\u00a0: ana" in allowed(heard.type("bob", "réglages"))


@pytest.mark.parametrize(("typed", "near"), [("Europe/Pariss", "Europe/Paris"), ("europ/berlin", "Europe/Berlin")])
def test_an_unknown_zone_is_refused_with_the_nearest(heard: Hearing, typed: str, near: str) -> None:
    assert near in no(heard.type("ana", f"settings timezone {typed}", "@ana"))


def test_an_unknown_language_is_refused_with_an_example(heard: Hearing) -> None:
    assert "settings language fr" in no(heard.type("ana", "settings language klingon", "@ana"))
    assert "settings timezone Europe/Paris" in no(heard.type("ana", "settings timezone", "@ana"))


def test_facilitators_and_managers_who_are_members_are_named(heard: Hearing) -> None:
    assert "managers" not in allowed(heard.type("bob", "settings facilitators"))
    heard.join("mia")
    assert allowed(heard.type("bob", "settings facilitators list")) == "facilitators: ana\nmanagers: mia"
    assert "@bob" in no(heard.type("ana", "settings facilitators add"))
    assert "place" in no(heard.type("ana", "settings facilitators", "@ana"))


# --- home and privacy


def test_home_lists_what_waits_across_places_until_it_is_answered(heard: Hearing) -> None:
    number = poll(heard)
    assert f"{number} · #team · Which day?" in allowed(heard.type("ana", "home", "@ana"))
    effects = heard.type("ana", "home")
    assert [effect.tone for effect in effects if isinstance(effect, Whisper)] == ["secret"]
    heard.press("ana", "vote", subject=number, picks=(1,))
    assert "Nothing waits" in allowed(heard.type("ana", "home", "@ana"))


def test_home_shows_a_restricted_poll_only_to_those_invited(heard: Hearing) -> None:
    poll(heard, 'poll "Which day?" "Monday" "Tuesday" --with @ana')
    assert "Which day?" in allowed(heard.type("ana", "home", "@ana"))
    assert "Which day?" not in allowed(heard.type("bob", "home", "@bob"))


@pytest.mark.parametrize("text", ["privacy", "privacy export", "privacy erase"])
def test_privacy_is_for_the_direct_chat(heard: Hearing, text: str) -> None:
    assert f"type “{text}” in our direct chat" in no(heard.type("ana", text))


def test_a_copy_of_ones_data_is_told_by_a_reader_that_exists(heard: Hearing) -> None:
    (tell,) = heard.type("ana", "privacy export", "@ana")
    assert isinstance(tell, Tell)
    assert tell.query in READERS


def test_what_is_kept_is_said_in_the_direct_chat(heard: Hearing) -> None:
    text = allowed(heard.type("ana", "privacy", "@ana"))
    assert "privacy export" in text
    assert "privacy erase" in text


def test_erasing_is_confirmed_withdraws_open_answers_and_says_what_stays(heard: Hearing) -> None:
    named, secret = poll(heard), poll(heard, 'poll "Where?" "Here" "There" --anonymous')
    heard.press("ana", "vote", subject=named, picks=(1,))
    heard.press("ana", "vote", subject=secret, picks=(1,))
    heard.type("ana", "privacy erase", "@ana")
    effects = heard.type("ana", "yes", "@ana")
    assert {effect.subject for effect in effects if isinstance(effect, Show)} == {named, secret}
    assert "2 open answers were withdrawn" in said(effects)
    assert heard.desk.tally(named) == {}
    assert not heard.desk.answered(secret, PersonId("console:ana"))


def test_the_voice_is_ones_own_then_the_platforms_then_the_places(heard: Hearing) -> None:
    heard.type("ana", "settings language fr")
    assert "aide" in allowed(heard.type("bob", "help"))
    heard.locales["bob"] = "en"
    assert "home —" in allowed(heard.type("bob", "help"))
    assert Voice("fr")("Yes") == "Oui"
