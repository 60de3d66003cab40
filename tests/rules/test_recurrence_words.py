"""Recurrence in words, said on Monday 23 November 2026 at 10:00 in Paris unless a test says otherwise."""

from __future__ import annotations

from datetime import UTC, date, datetime, time
from itertools import islice
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handlers.language.mistakes import Mistake, explain
from handlers.language.recurrence import read_rule
from handlers.language.recurrence_said import say_rule, say_whole
from handlers.texts import LANGUAGES, Voice
from schedules.holidays import DaysOff
from schedules.occurrences import Plan, occurrences
from schedules.recurrence import DAYS, Rule

PARIS = "Europe/Paris"
NOW = datetime(2026, 11, 23, 10, 0, tzinfo=ZoneInfo(PARIS)).astimezone(UTC)


def read(text: str, *, now: datetime = NOW, zone: str = PARIS) -> Rule:
    rule = read_rule(text, now, zone)
    assert isinstance(rule, Rule), (text, rule)
    return rule


def mistaken(text: str) -> str:
    rule = read_rule(text, NOW, PARIS)
    assert isinstance(rule, Mistake), (text, rule)
    return rule.key


def dates(rule: Rule, count: int = 3) -> list[str]:
    """Return the first local dates of a rule, with its hour."""
    plan = Plan(rule=rule, off=DaysOff("FR") if rule.working else frozenset())
    local = (each.at.astimezone(ZoneInfo(rule.zone)) for each in islice(occurrences(plan, NOW), count))
    return [f"{each:%Y-%m-%d %H:%M}" for each in local]


@pytest.mark.parametrize(
    ("english", "french", "expected"),
    [
        ("every day at 9:30", "tous les jours à 9h30", ["2026-11-24 09:30", "2026-11-25 09:30"]),
        ("daily at 9.30am", "chaque jour à 9h30", ["2026-11-24 09:30"]),
        ("every morning at 9:00", "chaque matin à 9h", ["2026-11-24 09:00"]),
        ("every morning at 9:00", "tous les matins à 9h", ["2026-11-24 09:00"]),
        ("monday at 9:00 every week", "lundi à 9h chaque semaine", ["2026-11-30 09:00", "2026-12-07 09:00"]),
        (
            "tuesday at 9:30 every 2 weeks",
            "le mardi une semaine sur deux à 9h30",
            ["2026-11-24 09:30", "2026-12-08 09:30"],
        ),
        (
            "every monday from 4 January to 12 January at 9:00",
            "chaque lundi à 9h du 4 janvier au 12 janvier",
            ["2027-01-04 09:00", "2027-01-11 09:00"],
        ),
        (
            "every monday at 9:00 from 2027-01-04 to 2027-01-11",
            "chaque lundi du 4 janvier 2027 au 11 janvier 2027 à 9h",
            ["2027-01-04 09:00", "2027-01-11 09:00"],
        ),
        ("every evening at 6pm", "tous les soirs à 18h", ["2026-11-23 18:00"]),
        (
            "from 4 January, every monday at 9:00",
            "à partir du 4 janvier, chaque lundi à 9h",
            ["2027-01-04 09:00", "2027-01-11 09:00"],
        ),
        (
            "from 4 January until 12 January every monday at 9:00",
            "à partir du 4 janvier et jusqu’au 12 janvier le premier lundi du mois à 9h",
            ["2027-01-04 09:00"],
        ),
        ("every 3 days at noon", "tous les 3 jours à midi", ["2026-11-23 12:00", "2026-11-26 12:00"]),
        ("every other day at 9:00", "un jour sur deux à 9h", ["2026-11-24 09:00", "2026-11-26 09:00"]),
        ("every weekday at 9:30", "tous les jours ouvrés à 9h30", ["2026-11-24 09:30", "2026-11-25 09:30"]),
        ("every working day at 9:00", "du lundi au vendredi à 9h", ["2026-11-24 09:00"]),
        ("every business day at 9:00", "tous les jours ouvrables à 9h", ["2026-11-24 09:00"]),
        ("every weekend at 9:00", "chaque week-end à 9h", ["2026-11-28 09:00", "2026-11-29 09:00", "2026-12-05 09:00"]),
        ("on weekends at 9:00", "le week-end à 9h", ["2026-11-28 09:00", "2026-11-29 09:00"]),
        ("every other weekend at 9:00", "un week-end sur deux à 9h", ["2026-11-28 09:00", "2026-11-29 09:00"]),
        ("monday to thursday at 9:00", "du lundi au jeudi à 9h", ["2026-11-24 09:00"]),
        ("Mon-Fri 9:00", "lun-ven 9h", ["2026-11-24 09:00", "2026-11-25 09:00"]),
        ("Mon – Wed at 9.30", "en semaine à 9h30", ["2026-11-24 09:30", "2026-11-25 09:30"]),
        (
            "fortnightly on Friday at 16:00",
            "tous les 15 jours le vendredi à 16h",
            ["2026-11-27 16:00", "2026-12-11 16:00"],
        ),
        ("every fortnight on Friday at 16:00", "un vendredi sur deux à 16h", ["2026-11-27 16:00", "2026-12-11 16:00"]),
        ("daily at 9:00", "quotidien à 9h", ["2026-11-24 09:00", "2026-11-25 09:00"]),
        ("weekly on monday at 9:00", "hebdomadaire, le lundi à 9h", ["2026-11-30 09:00", "2026-12-07 09:00"]),
        ("every monday at 9:30", "chaque lundi à 9h30", ["2026-11-30 09:30", "2026-12-07 09:30"]),
        ("mondays at 11am", "le lundi à 11h", ["2026-11-23 11:00", "2026-11-30 11:00"]),
        ("every monday and thursday at 14:00", "les lundis et jeudis à 14h", ["2026-11-23 14:00", "2026-11-26 14:00"]),
        ("every tuesday, thursday at 9:00", "mardi, jeudi à 9h", ["2026-11-24 09:00", "2026-11-26 09:00"]),
        ("every week on friday at 16:00", "chaque semaine le vendredi à 16h", ["2026-11-27 16:00"]),
        (
            "every 2 weeks on friday at 16:00",
            "toutes les 2 semaines le vendredi à 16h",
            ["2026-11-27 16:00", "2026-12-11 16:00"],
        ),
        (
            "every two weeks on friday at 4pm",
            "tous les quinze jours le vendredi à 16h",
            ["2026-11-27 16:00", "2026-12-11 16:00"],
        ),
        (
            "every other monday at 9:00",
            "un lundi sur deux à 9h",
            ["2026-11-30 09:00", "2026-12-14 09:00", "2026-12-28 09:00"],
        ),
        ("every 2 tuesdays at 9:00", "tous les deux mardis à 9h", ["2026-11-24 09:00", "2026-12-08 09:00"]),
        ("every two mondays at 9:00", "tous les 2 lundis à 9h", ["2026-11-30 09:00", "2026-12-14 09:00"]),
        ("one tuesday in 3 at 9:00", "un mardi sur trois à 9h", ["2026-11-24 09:00", "2026-12-15 09:00"]),
        ("every other week on monday at 9:00", "une semaine sur deux le lundi à 9h", ["2026-11-30 09:00"]),
        (
            "the first monday of the month at 10:00",
            "le premier lundi du mois à 10h",
            ["2026-12-07 10:00", "2027-01-04 10:00"],
        ),
        (
            "the last friday of each month at 16:00",
            "le dernier vendredi de chaque mois à 16h",
            ["2026-11-27 16:00", "2026-12-25 16:00"],
        ),
        (
            "the 1st and 3rd tuesday of the month at 9:00",
            "le 1er et le 3e mardi du mois à 9h",
            ["2026-12-01 09:00", "2026-12-15 09:00"],
        ),
        (
            "the fifth monday of the month at 9:00",
            "le cinquième lundi du mois à 9h",
            ["2026-11-30 09:00", "2027-03-29 09:00"],
        ),
        ("the 15th of each month at 10:00", "tous les 15 du mois à 10h", ["2026-12-15 10:00", "2027-01-15 10:00"]),
        (
            "on the 1st and the 15th of the month at 9:00",
            "le 1er et le 15 du mois à 9h",
            ["2026-12-01 09:00", "2026-12-15 09:00"],
        ),
        ("every month on the 31st at 9:00", "chaque mois le 31 à 9h", ["2026-12-31 09:00", "2027-01-31 09:00"]),
        (
            "the last day of the month at 9:00",
            "le dernier jour du mois à 9h",
            ["2026-11-30 09:00", "2026-12-31 09:00"],
        ),
        (
            "the last working day of the month at 17:00",
            "le dernier jour ouvré du mois à 17h",
            ["2026-11-30 17:00", "2026-12-31 17:00", "2027-01-29 17:00"],
        ),
        (
            "the 5th business day of the month at 9:00",
            "le 5e jour ouvrable du mois à 9h",
            ["2026-12-07 09:00"],
        ),
        (
            "the 5th working day of the month at 9:00",
            "le 5e jour ouvré du mois à 9h",
            ["2026-12-07 09:00", "2027-01-08 09:00"],
        ),
        (
            "the first business day of the month at 9:00",
            "le premier jour ouvré du mois à 9h",
            ["2026-12-01 09:00", "2027-01-04 09:00"],
        ),
        (
            "every 3 months on the 15th at 9:00",
            "tous les 3 mois le 15 à 9h",
            ["2026-12-15 09:00", "2027-03-15 09:00"],
        ),
        (
            "every 2 months on the first monday at 9:00",
            "un mois sur deux le premier lundi à 9h",
            ["2026-12-07 09:00", "2027-02-01 09:00"],
        ),
        (
            "the last friday of the quarter at 16:00",
            "le dernier vendredi du trimestre à 16h",
            ["2026-12-25 16:00", "2027-03-26 16:00"],
        ),
        (
            "every quarter on the first monday at 9:00",
            "chaque trimestre le premier lundi à 9h",
            ["2027-01-04 09:00", "2027-04-05 09:00"],
        ),
        (
            "the last working day of the year at 9:00",
            "le dernier jour ouvré de l'année à 9h",
            ["2026-12-31 09:00", "2027-12-31 09:00"],
        ),
        ("every year on 12 May at 10:00", "chaque année le 12 mai à 10h", ["2027-05-12 10:00", "2028-05-12 10:00"]),
        ("every 12 May at 10:00", "tous les ans le 12 mai à 10h", ["2027-05-12 10:00"]),
        (
            "the first monday of January at 9:00",
            "le premier lundi de janvier à 9h",
            ["2027-01-04 09:00", "2028-01-03 09:00"],
        ),
        ("12 May 2027 at 10:00", "le 12 mai 2027 à 10h", ["2027-05-12 10:00"]),
        ("next monday at 9:00", "lundi prochain à 9h", ["2026-11-30 09:00"]),
        ("tomorrow at 9:00", "demain à 9h", ["2026-11-24 09:00"]),
        ("2026-12-01 09:30", "le 1er décembre à 9h30", ["2026-12-01 09:30"]),
        (
            "every monday at 9:00 from 4 January",
            "chaque lundi à 9h à partir du 4 janvier",
            ["2027-01-04 09:00", "2027-01-11 09:00"],
        ),
        (
            "every monday from 4 January until 11 January at 9:00",
            "chaque lundi à partir du 4 janvier jusqu’au 11 janvier à 9h",
            ["2027-01-04 09:00", "2027-01-11 09:00"],
        ),
        (
            "the 1st of the month at 9:00 except in January",
            "le 1er du mois sauf en janvier à 9h",
            ["2026-12-01 09:00", "2027-02-01 09:00"],
        ),
        (
            "every month on the 1st at 9:00, except in January and February",
            "le 1er de chaque mois à 9h, sauf en janvier et en février",
            ["2026-12-01 09:00", "2027-03-01 09:00"],
        ),
        ("every monday at 9:00, 2 times", "chaque lundi à 9h, 2 fois", ["2026-11-30 09:00", "2026-12-07 09:00"]),
        (
            "RRULE:FREQ=WEEKLY;INTERVAL=2;BYDAY=MO,TH at 9:30",
            "RRULE:FREQ=WEEKLY;INTERVAL=2;BYDAY=MO,TH à 9h30",
            ["2026-11-26 09:30", "2026-12-07 09:30"],
        ),
        (
            "DTSTART;TZID=Europe/Paris:20261123T093000\nRRULE:FREQ=MONTHLY;BYMONTHDAY=15;UNTIL=20270120T000000Z",
            "RRULE:FREQ=MONTHLY;BYMONTHDAY=15;BYHOUR=9;BYMINUTE=30;UNTIL=20270120",
            ["2026-12-15 09:30", "2027-01-15 09:30"],
        ),
    ],
)
def test_both_languages_are_read_alike(english: str, french: str, expected: list[str]) -> None:
    for text in (english, french):
        assert dates(read(text), len(expected)) == expected, text


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("lundi à 9h", "recurrence"),  # the next one, or every one?
        ("on monday at 9:00", "recurrence"),
        ("tous les 15 jours à 9h", "recurrence"),  # in French, every two weeks: but on which day?
        ("tous les 8 jours à 9h", "recurrence"),
        ("every second monday at 9:00", "recurrence"),  # every other one, or the month's second?
        ("toutes les semaines à 9h", "recurrence"),
        ("every month at 9:00", "recurrence"),
        ("quelquefois à 9h", "recurrence"),
        ("whenever at 9:00", "recurrence"),
        ("every monday at midnight", "recurrence"),
        ("every monday at 25:00", "recurrence"),
        ("the 6th monday of the month at 9:00", "recurrence"),
        ("the fifth monday of the quarter at 9:00", "recurrence"),
        ("every 31 April at 9:00", "recurrence"),
        ("thursday to monday at 9:00", "recurrence"),
        ("RRULE:FREQ=FORTNIGHTLY at 9:00", "recurrence"),
        ("RRULE:FREQ=WEEKLY;BYDAY=2MO at 9:00", "recurrence"),
        ("RRULE:nonsense at 9:00", "recurrence"),
        ("every monday", "recurrence_hour"),
        ("chaque lundi", "recurrence_hour"),
        ("every monday at 9", "recurrence_hour"),  # in the morning, or in the evening?
        ("chaque lundi à 9", "recurrence_hour"),
        ("quelquefois à 9", "recurrence"),
        ("every monday at 9:00 until 1 May 2020", "moment_past"),
        ("12 mai 2027", "recurrence_hour"),
        ("RRULE:FREQ=DAILY", "recurrence_hour"),
        ("every hour", "recurrence_often"),
        ("toutes les 2 heures", "recurrence_often"),
        ("twice a day at 9:00", "recurrence_often"),
        ("every day at 9:00 and 14:00", "recurrence_often"),
        ("tous les jours à 9h et à 14h", "recurrence_often"),
        ("RRULE:FREQ=HOURLY", "recurrence_often"),
        ("RRULE:FREQ=DAILY;BYHOUR=9,14", "recurrence_often"),
        ("30 February at 9:00 every year", "recurrence"),
        ("RRULE:FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30 at 9:00", "recurrence_never"),
        ("every monday at 9:00 until 24 November", "recurrence_never"),
        ("the last friday of the quarter at 9:00 in May", "recurrence_never"),
        ("every monday at 9:00 from the day of glory", "moment"),
        ("12 May 2020 at 9:00", "moment_past"),
        ("", "recurrence"),
    ],
)
def test_what_is_not_known_is_refused_and_never_guessed(text: str, key: str) -> None:
    assert mistaken(text) == key


@pytest.mark.parametrize(
    ("text", "english", "french"),
    [
        ("mondays at 9:30", "every Monday at 09:30", "chaque lundi à 09:30"),
        ("every weekday at 9:30", "every weekday at 09:30", "tous les jours ouvrés à 09:30"),
        (
            "un lundi sur deux à 9h",
            "every 2 weeks on Monday at 09:00",
            "toutes les 2 semaines le lundi à 09:00",
        ),
        (
            "le 1er et le 15 du mois à 9h sauf en août",
            "on day 1 and day 15 of the month at 09:00, except in August",
            "le 1er et le 15 du mois à 09:00, sauf en août",
        ),
        (
            "le dernier vendredi du trimestre à 16h",
            "on the last Friday of the quarter at 16:00",
            "le dernier vendredi du trimestre à 16:00",
        ),
        (
            "le 7e jour ouvré du mois à 9h",
            "on the 7th working day of the month at 09:00",
            "le 7e jour ouvré du mois à 09:00",
        ),
        (
            "l'avant-dernier vendredi du mois à 9h",
            "on the second-to-last Friday of the month at 09:00",
            "l’avant-dernier vendredi du mois à 09:00",
        ),
        (
            "the second-to-last working day of the month at 9:00",
            "on the second-to-last working day of the month at 09:00",
            "l’avant-dernier jour ouvré du mois à 09:00",
        ),
        ("every 1 May at 9:00", "every year on 1st May at 09:00", "chaque année le 1er mai à 09:00"),
        ("demain à 9h", "once, at 09:00", "une seule fois, à 09:00"),
        (
            "RRULE:FREQ=YEARLY;BYWEEKNO=20;BYDAY=MO at 9:00",
            "RRULE:FREQ=YEARLY;BYWEEKNO=20;BYDAY=MO at 09:00",
            "RRULE:FREQ=YEARLY;BYWEEKNO=20;BYDAY=MO à 09:00",
        ),
    ],
)
def test_a_rule_is_said_back_in_words_that_name_no_date(text: str, english: str, french: str) -> None:
    assert [say_rule(read(text), Voice(language, PARIS)) for language in LANGUAGES] == [english, french]


def test_a_refusal_gives_examples_near_to_what_was_typed() -> None:
    voice = Voice("fr", PARIS)
    sentence = {}
    for text in ("le mois à 9h", "semaine", "trimestre"):
        mistake = read_rule(text, NOW, PARIS)
        assert isinstance(mistake, Mistake)
        sentence[text] = explain(mistake, voice)
    assert "premier lundi du mois" in sentence["le mois à 9h"]
    assert "chaque lundi à 9h30" in sentence["semaine"]
    assert "dernier vendredi du trimestre" in sentence["trimestre"]


@pytest.mark.parametrize(
    ("text", "english", "french"),
    [
        ("every weekday at 9", "every weekday at 9:00", "every weekday à 9h"),  # in the morning, or in the evening?
        ("every weekday at 9 o'clock", "every weekday at 9:00", "every weekday à 9h"),
        ("le 15 du mois à 18", "le 15 du mois at 18:00", "le 15 du mois à 18h"),
        ("chaque mois le 15", "chaque mois le 15 at 9:30", "chaque mois le 15 à 9h30"),  # a day is no hour
        ("chaque lundi matin", "chaque lundi matin at 9:30", "chaque lundi matin à 9h30"),
        ("every monday afternoon", "every monday at 9:30", "chaque lundi à 9h30"),
        (f"{'every monday and ' * 5}friday", "every monday at 9:30", "chaque lundi à 9h30"),
    ],
)
def test_a_rule_without_its_hour_is_given_back_with_one(text: str, english: str, french: str) -> None:
    mistake = read_rule(text, NOW, PARIS)
    assert isinstance(mistake, Mistake)
    assert mistake.key == "recurrence_hour"
    for language, example in zip(LANGUAGES, (english, french), strict=True):
        assert explain(mistake, Voice(language, PARIS)).endswith(f": {example}")
        assert isinstance(read_rule(example, NOW, PARIS), Rule)


@pytest.mark.parametrize("text", ["biweekly on monday at 9:00", "bimensuel le lundi à 9h", "bi-hebdomadaire à 9h"])
def test_twice_a_week_or_every_two_weeks_is_not_guessed(text: str) -> None:
    mistake = read_rule(text, NOW, PARIS)
    assert isinstance(mistake, Mistake)
    assert "every 2 weeks on friday at 16:00, or every monday and thursday at 9:30" in explain(
        mistake, Voice("en", PARIS)
    )


_MOST_MONTHS = "1,2,3,4,5,6,7,9,10,11,12"
_WEEKDAYS = st.sets(st.integers(0, 6), min_size=1).map(lambda days: ",".join(DAYS[day] for day in sorted(days)))
_TEXTS = st.one_of(
    st.builds("FREQ=DAILY;INTERVAL={}".format, st.integers(1, 40)),
    st.builds("FREQ=WEEKLY;INTERVAL={};BYDAY={}".format, st.integers(1, 9), _WEEKDAYS),
    st.builds(
        "FREQ=MONTHLY;INTERVAL={};BYDAY={}{}".format,
        st.integers(1, 5),
        st.sampled_from((1, 2, 3, 4, 5, -1, -2)),
        st.sampled_from(("MO", "WE", "SU")),
    ),
    st.builds("FREQ=MONTHLY;INTERVAL={};BYMONTHDAY={}".format, st.integers(1, 5), st.integers(1, 31)),
    st.builds("FREQ=MONTHLY;BYMONTHDAY=-1;BYMONTH={}".format, st.sampled_from(("3,6,9,12", "1,2", _MOST_MONTHS))),
    st.builds(
        "FREQ=MONTHLY;BYMONTH={};BYDAY={}FR".format,
        st.sampled_from(("1,4,7,10", "3,6,9,12")),
        st.sampled_from((-1, 1, 3)),
    ),
    st.builds(
        "FREQ=YEARLY;INTERVAL={};BYMONTH={};BYMONTHDAY={}".format,
        st.integers(1, 3),
        st.integers(1, 12),
        st.integers(1, 28),
    ),
    st.builds(
        "FREQ=WEEKLY;BYDAY=MO;COUNT={};BYMONTH={}".format, st.integers(2, 30), st.sampled_from(("1,3", _MOST_MONTHS))
    ),
    st.just("FREQ=YEARLY;BYWEEKNO=20;BYDAY=MO"),
    st.just("FREQ=MONTHLY;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=-1"),
)


@given(
    text=_TEXTS,
    start=st.dates(date(2026, 11, 24), date(2028, 12, 31)),
    at=st.times(),
    zone=st.sampled_from((PARIS, "America/Martinique", "Pacific/Noumea", "America/St_Johns")),
    voice=st.sampled_from([Voice(language, PARIS) for language in LANGUAGES]),
)
def test_printed_words_read_again_give_the_same_rule(text: str, start: date, at: time, zone: str, voice: Voice) -> None:
    rule = read_rule(f"RRULE:{text} at {at:%H:%M}", NOW, zone, since=start)
    assert isinstance(rule, Rule)
    words = say_whole(rule, voice)
    assert read_rule(words, NOW, zone) == rule, words


@pytest.mark.parametrize("nth", [1, 2, 5, 7, 20, -1, -2])
@pytest.mark.parametrize("voice", [Voice(language, PARIS) for language in LANGUAGES])
def test_nth_working_days_are_read_as_they_are_said(nth: int, voice: Voice) -> None:
    ordinal = {1: "first", 2: "2nd", -1: "last", -2: "second to last"}.get(nth, f"{nth}th")
    rule = read(
        f"the {ordinal} working day of the month at 9:00, from 2 January 2027, until 3 June 2027, except in May"
    )
    assert rule.working == nth
    assert read(say_whole(rule, voice)) == rule


@given(st.text(alphabet="abcdelmnorstuvyz 0123456789:hHé'à,.-;=", max_size=60))
def test_no_text_is_more_than_refused(text: str) -> None:
    for typed in (text, f"every {text} at 9:00", f"RRULE:FREQ={text}"):
        rule = read_rule(typed, NOW, PARIS)
        if isinstance(rule, Mistake):
            assert explain(rule, Voice("fr", PARIS))
