"""Any rule that may be typed, in either language: said back and read again, and expanded by somebody else's library."""

from __future__ import annotations

import icalendar
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from handlers.language.recurrence import read_rule
from handlers.language.recurrence_said import say_whole
from handlers.texts import LANGUAGES, Voice
from schedules.holidays import DaysOff
from schedules.occurrences import OnHoliday, Plan
from schedules.recurrence import Rule
from tests.rules.test_calendar import FRANCE, NOW, WAYS, ours, shown, written
from tests.rules.typed_rules import TYPED, Typed

PARIS = "Europe/Paris"
ZONES = (PARIS, "America/Martinique", "Pacific/Noumea", "America/Miquelon")
VOICES = tuple(Voice(language, PARIS) for language in LANGUAGES)


def read(text: str, zone: str) -> Rule:
    """Read a rule that gives a date; what is typed at random may give none, and nothing else may be wrong with it."""
    rule = read_rule(text, NOW, zone)
    assume(isinstance(rule, Rule) or rule.key != "recurrence_never")
    assert isinstance(rule, Rule), (text, rule)
    return rule


@given(typed=TYPED, zone=st.sampled_from(ZONES))
def test_both_languages_mean_the_same_rule(typed: Typed, zone: str) -> None:
    english, french = (read_rule(words, NOW, zone) for words in typed)
    if isinstance(english, Rule):
        assert english == french, typed
    else:
        assert english.key == "recurrence_never", typed  # such as day 31 of the month, in June only
        assert not isinstance(french, Rule)
        assert french.key == english.key, typed


@pytest.mark.parametrize("voice", VOICES, ids=LANGUAGES)
@pytest.mark.parametrize("language", [0, 1], ids=["en", "fr"])
@given(typed=TYPED, zone=st.sampled_from(ZONES))
def test_what_is_said_back_read_again_is_the_rule_that_was_typed(
    language: int, voice: Voice, typed: Typed, zone: str
) -> None:
    rule = read(typed[language], zone)
    assert read_rule(say_whole(rule, voice), NOW, zone) == rule, say_whole(rule, voice)


@pytest.mark.parametrize("language", [0, 1], ids=["en", "fr"])
@given(
    typed=TYPED, zone=st.sampled_from(ZONES), on_holiday=st.sampled_from(WAYS), off=st.sampled_from((FRANCE, DaysOff()))
)
def test_a_calendar_expanded_by_another_library_gives_our_dates_for_two_years(
    language: int, typed: Typed, zone: str, on_holiday: OnHoliday, off: DaysOff
) -> None:
    made = Plan(rule=read(typed[language], zone), off=off, on_holiday=on_holiday)
    file = written(made)
    assert shown(file) == ours(made), icalendar.Calendar.from_ical(file).events
