"""Moments, delays and periods, said on Monday 23 November 2026 at 10:00 in Paris unless a test says otherwise."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import get_args
from zoneinfo import ZoneInfo

import pytest
from hypothesis import assume, example, given, settings
from hypothesis import strategies as st

from handlers.language.delays import Length, read_length
from handlers.language.mistakes import Mistake, explain
from handlers.language.moments import Use, read_delay, read_moment, read_period
from handlers.language.stretches import read_stretch
from handlers.texts import Voice

PARIS = "Europe/Paris"
NOW = datetime(2026, 11, 23, 10, 0, tzinfo=ZoneInfo(PARIS)).astimezone(UTC)


def said(text: str, *, use: Use = "until", now: datetime = NOW, zone: str = PARIS) -> str:
    moment = read_moment(text, now, zone, use=use)
    return moment.key if isinstance(moment, Mistake) else f"{moment.astimezone(ZoneInfo(zone)):%Y-%m-%d %H:%M}"


@pytest.mark.parametrize(
    ("typed", "means"),
    [
        # the table of the rules
        ("demain 18h", "2026-11-24 18:00"),
        ("lundi 9h", "2026-11-30 09:00"),
        ("lundi 11h", "2026-11-23 11:00"),
        ("lundi prochain 9h", "2026-11-30 09:00"),
        ("next monday 9:00", "2026-11-30 09:00"),
        ("vendredi 12:00", "2026-11-27 12:00"),
        ("ce soir", "2026-11-23 20:00"),
        ("midi", "2026-11-23 12:00"),
        ("dans 2 h", "2026-11-23 12:00"),
        ("in 3 days", "2026-11-26 10:00"),
        ("12 mai", "2027-05-12 23:59"),
        ("fin du mois", "2026-11-30 23:59"),
        # days
        ("lundi", "2026-11-23 23:59"),
        ("today", "2026-11-23 23:59"),
        ("aujourd’hui 18h", "2026-11-23 18:00"),
        ("après-demain", "2026-11-25 23:59"),
        ("apres demain 9h", "2026-11-25 09:00"),
        ("the day after tomorrow at 9:15", "2026-11-25 09:15"),
        ("vendredi prochain", "2026-11-27 23:59"),
        ("next friday", "2026-11-27 23:59"),
        ("this friday 5pm", "2026-11-27 17:00"),
        ("ven. 17h", "2026-11-27 17:00"),
        ("le lundi 11h", "2026-11-23 11:00"),
        ("in 2 weeks", "2026-12-07 10:00"),
        ("in 1 month", "2026-12-23 10:00"),
        ("dans un an", "2027-11-23 10:00"),
        ("dans 3 jours à 9h", "2026-11-26 09:00"),
        ("vendredi 27", "2026-11-27 23:59"),
        ("vendredi 27 à 12h", "2026-11-27 12:00"),
        ("fri 4", "2026-12-04 23:59"),
        ("mardi 30", "moment_weekday"),
        ("lundi 32", "moment"),
        ("friday 4 o'clock", "moment"),
        ("friday 4 o'clock pm", "2026-11-27 16:00"),
        ("d'ici vendredi", "2026-11-27 23:59"),
        ("d’ici à demain 18h", "2026-11-24 18:00"),
        ("d'ici 2 h", "2026-11-23 12:00"),
        ("d'ici une heure", "2026-11-23 11:00"),
        ("fin d’année", "2026-12-31 23:59"),
        ("3h du matin", "2026-11-24 03:00"),
        ("11h du matin", "2026-11-23 11:00"),
        ("ce matin 9h", "moment_past"),
        # hours
        ("18h30", "2026-11-23 18:30"),
        ("18 h 30", "2026-11-23 18:30"),
        ("à 18 heures", "2026-11-23 18:00"),
        ("9h", "2026-11-24 09:00"),
        ("6pm", "2026-11-23 18:00"),
        ("6:30 p.m.", "2026-11-23 18:30"),
        ("9.30am", "2026-11-24 09:30"),
        ("12am", "2026-11-24 00:00"),
        ("12 pm", "2026-11-23 12:00"),
        ("tomorrow noon", "2026-11-24 12:00"),
        ("9am tomorrow", "2026-11-24 09:00"),
        ("18:00 on friday", "2026-11-27 18:00"),
        ("minuit", "2026-11-24 00:00"),
        ("vendredi minuit", "2026-11-28 00:00"),
        ("vendredi 24h", "2026-11-28 00:00"),
        ("tonight", "2026-11-23 20:00"),
        ("tonight at 9pm", "2026-11-23 21:00"),
        ("ce soir à 8h", "2026-11-23 20:00"),
        ("8h du soir", "2026-11-23 20:00"),
        ("demain soir", "2026-11-24 20:00"),
        ("demain matin 9h", "2026-11-24 09:00"),
        ("this afternoon at 3:00", "2026-11-23 15:00"),
        # lengths
        ("dans 30 min", "2026-11-23 10:30"),
        ("dans 1h30", "2026-11-23 11:30"),
        ("in half an hour", "2026-11-23 10:30"),
        ("dans une heure", "2026-11-23 11:00"),
        ("d'ici 2 heures et 5 minutes", "2026-11-23 12:05"),
        # dates
        ("le 12 mai à 9h", "2027-05-12 09:00"),
        ("12 May 2027 at 9:30", "2027-05-12 09:30"),
        ("May 12th, 2027", "2027-05-12 23:59"),
        ("the 12th of May", "2027-05-12 23:59"),
        ("1er décembre", "2026-12-01 23:59"),
        ("12/05", "2027-05-12 23:59"),
        ("24/11 8h", "2026-11-24 08:00"),
        ("12/5/27", "2027-05-12 23:59"),
        ("12.05.2027", "2027-05-12 23:59"),
        ("le 12", "2026-12-12 23:59"),
        ("jusqu’au 24", "2026-11-24 23:59"),
        ("the 31st", "2026-12-31 23:59"),
        ("29 février", "2028-02-29 23:59"),
        ("friday 27 november 17:00", "2026-11-27 17:00"),
        ("vendredi 27 novembre minuit", "2026-11-28 00:00"),
        ("2026-12-01 09:30", "2026-12-01 09:30"),
        ("2026-12-01T09:30", "2026-12-01 09:30"),
        ("2026-12-01T09:30Z", "2026-12-01 10:30"),
        ("2026-12-01T09:30:00+02:00", "2026-12-01 08:30"),
        ("2026/12/01", "2026-12-01 23:59"),
        # ends
        ("fin de semaine", "2026-11-29 23:59"),
        ("end of the week", "2026-11-29 23:59"),
        ("la fin de l'année", "2026-12-31 23:59"),
        ("end of the month 12:00", "2026-11-30 12:00"),
        ("fin mars", "2027-03-31 23:59"),
        ("end of day", "2026-11-23 23:59"),
        # refused
        ("hier", "moment_past"),
        ("today 9:00", "moment_past"),
        ("last friday", "moment_past"),
        ("12 mai 2026", "moment_past"),
        ("il y a 2 h", "moment_past"),
        ("2020-01-01T00:00Z", "moment_past"),
        ("début du mois", "moment_past"),
        ("début de semaine", "2026-11-23 23:59"),
        ("début de l'année", "moment_past"),
        ("jeudi 27 novembre", "moment_weekday"),
        ("demain matin", "moment"),
        ("demain à 9", "moment"),
        ("3h du soir", "moment"),
        ("ce soir demain 9h", "moment"),
        ("minuit du soir", "moment"),
        ("9.30", "moment"),
        ("13pm", "moment"),
        ("25h", "moment"),
        ("demain 24:30", "moment"),
        ("31/02", "moment"),
        ("31 avril", "moment"),
        ("32nd", "moment"),
        ("1/1/0000", "moment"),
        ("31/12/9999", "moment"),
        ("dans 99999 ans", "moment"),
        ("dans 0 min", "moment"),
        ("dans 2 h 9h30 15", "moment"),
        ("dans 2 h à 9h", "moment"),
        ("dans longtemps à 9h", "moment"),
        ("2 jours", "moment"),
        ("lundi en huit", "moment"),
        ("bientôt", "moment"),
        ("", "moment"),
        ("2026-13-01T00:00Z", "moment"),
    ],
)
def test_moments_to_come(typed: str, means: str) -> None:
    assert said(typed) == means
    assert said(typed.upper(), use="due") == means


@pytest.mark.parametrize(
    ("typed", "means"),
    [
        ("lundi", "2026-11-23 00:00"),
        ("vendredi", "2026-11-20 00:00"),
        ("12 mai", "2026-05-12 00:00"),
        ("depuis vendredi 9h", "2026-11-20 09:00"),
        ("lundi 11h", "2026-11-16 11:00"),
        ("lundi dernier", "2026-11-16 00:00"),
        ("last monday", "2026-11-16 00:00"),
        ("9h", "2026-11-23 09:00"),
        ("11h", "2026-11-22 11:00"),
        ("hier", "2026-11-22 00:00"),
        ("hier soir", "2026-11-22 20:00"),
        ("avant-hier", "2026-11-21 00:00"),
        ("minuit", "2026-11-23 00:00"),
        ("yesterday midnight", "2026-11-22 00:00"),
        ("vendredi 20 novembre minuit", "2026-11-20 00:00"),
        ("12 décembre", "2025-12-12 00:00"),
        ("29 février", "2024-02-29 00:00"),
        ("le 12", "2026-11-12 00:00"),
        ("le 30", "2026-10-30 00:00"),
        ("3 days ago", "2026-11-20 10:00"),
        ("il y a 2 h", "2026-11-23 08:00"),
        ("7 jours", "2026-11-16 10:00"),
        ("last week", "2026-11-16 00:00"),
        ("mois dernier", "2026-10-01 00:00"),
        ("novembre", "2026-11-01 00:00"),
        ("début du mois", "2026-11-01 00:00"),
        ("fin octobre", "2026-10-31 00:00"),
        ("fin novembre", "2025-11-30 00:00"),
        ("2026-11-01", "2026-11-01 00:00"),
        ("demain", "moment_future"),
        ("dans 2 h", "moment_future"),
        ("next monday", "moment_future"),
        ("jeudi 20 novembre", "moment_weekday"),
        ("cette nuit-là", "moment"),
        ("01/01/1900", "moment"),
    ],
)
def test_since_looks_back(typed: str, means: str) -> None:
    assert said(typed, use="since") == means


@pytest.mark.parametrize(
    ("typed", "now", "instant"),
    [
        ("2027-03-28 02:30", datetime(2027, 3, 27, 12, tzinfo=UTC), datetime(2027, 3, 28, 1, 30, tzinfo=UTC)),
        ("2026-10-25 02:30", datetime(2026, 10, 24, 12, tzinfo=UTC), datetime(2026, 10, 25, 0, 30, tzinfo=UTC)),
        ("dans 2 h", datetime(2026, 10, 25, 0, 30, tzinfo=UTC), datetime(2026, 10, 25, 2, 30, tzinfo=UTC)),
        ("dans 30 min", datetime(2026, 10, 25, 1, 30, tzinfo=UTC), datetime(2026, 10, 25, 2, 0, tzinfo=UTC)),
        ("in 1 day", datetime(2026, 10, 24, 12, tzinfo=UTC), datetime(2026, 10, 25, 13, tzinfo=UTC)),
        ("2:30", datetime(2026, 10, 25, 0, 45, tzinfo=UTC), datetime(2026, 10, 26, 1, 30, tzinfo=UTC)),
    ],
)
def test_nights_when_the_clocks_change(typed: str, now: datetime, instant: datetime) -> None:
    assert read_moment(typed, now, PARIS) == instant


def test_the_zone_is_the_one_given() -> None:
    assert said("demain 9h", zone="America/Miquelon") == "2026-11-24 09:00"
    assert read_moment("tomorrow 9:00", NOW, "America/Miquelon") == datetime(2026, 11, 24, 12, tzinfo=UTC)
    # at 23:30 UTC it is already tomorrow in Paris
    assert said("demain", now=datetime(2026, 11, 23, 23, 30, tzinfo=UTC)) == "2026-11-25 23:59"


@pytest.mark.parametrize(
    ("typed", "minutes"),
    [
        ("30m", 30),
        ("30 min", 30),
        ("2h", 120),
        ("2 h", 120),
        ("1h30", 90),
        ("1 h 30 min", 90),
        ("1h30m", 90),
        ("2 heures et 5 minutes", 125),
        ("an hour", 60),
        ("une demi-heure", 30),
        ("1 jour", 1440),
        ("2 days", 2880),
        ("1 day 2 h", 1560),
        ("1 semaine", 10080),
        ("6w", 60480),
        ("2h avant", 120),
        ("2 h before", 120),
        ("avant 2h", 120),
    ],
)
def test_delays(typed: str, minutes: int) -> None:
    assert read_delay(typed) == timedelta(minutes=minutes)


@pytest.mark.parametrize("typed", ["", "2", "m", "0m", "1 mois", "1 year", "1h 1h", "99999w", "-2h", "2h!", "soon"])
def test_what_is_no_delay(typed: str) -> None:
    assert read_delay(typed) == Mistake("delay", {"typed": typed})


@pytest.mark.parametrize(
    ("typed", "start", "end"),
    [
        ("this week", "2026-11-23", "2026-11-30"),
        ("cette semaine", "2026-11-23", "2026-11-30"),
        ("last week", "2026-11-16", "2026-11-23"),
        ("la semaine dernière", "2026-11-16", "2026-11-23"),
        ("this quarter", "2026-10-01", "2027-01-01"),
        ("le trimestre dernier", "2026-07-01", "2026-10-01"),
        ("semaine prochaine", "2026-11-30", "2026-12-07"),
        ("T3", "2026-07-01", "2026-10-01"),
        ("Q4", "2026-10-01", "2027-01-01"),
        ("3e trimestre", "2026-07-01", "2026-10-01"),
        ("the first quarter 2025", "2025-01-01", "2025-04-01"),
        ("2026-Q2", "2026-04-01", "2026-07-01"),
        ("ce mois", "2026-11-01", "2026-12-01"),
        ("ce mois-ci", "2026-11-01", "2026-12-01"),
        ("past month", "2026-10-01", "2026-11-01"),
        ("l'année dernière", "2025-01-01", "2026-01-01"),
        ("novembre", "2026-11-01", "2026-12-01"),
        ("en décembre", "2025-12-01", "2026-01-01"),
        ("March 2025", "2025-03-01", "2025-04-01"),
        ("2026-11", "2026-11-01", "2026-12-01"),
        ("2026", "2026-01-01", "2027-01-01"),
        ("2026-11-20", "2026-11-20", "2026-11-21"),
        ("2026-12-20..2027-01-03", "2026-12-20", "2027-01-04"),
        ("today", "2026-11-23", "2026-11-24"),
        ("hier", "2026-11-22", "2026-11-23"),
    ],
)
def test_periods_of_the_calendar(typed: str, start: str, end: str) -> None:
    period = read_period(typed, NOW, PARIS)
    assert not isinstance(period, Mistake)
    zone = ZoneInfo(PARIS)
    assert period == (
        datetime.fromisoformat(start).replace(tzinfo=zone),
        datetime.fromisoformat(end).replace(tzinfo=zone),
    )


@pytest.mark.parametrize(
    ("typed", "days"),
    [("7 jours", 7), ("last 7 days", 7), ("les 7 derniers jours", 7), ("the last 2 weeks", 14), ("deux semaines", 14)],
)
def test_periods_that_end_now(typed: str, days: int) -> None:
    assert read_period(typed, NOW, PARIS) == (NOW - timedelta(days=days), NOW)


@pytest.mark.parametrize(
    "typed",
    [
        "",
        "week",
        "this week prochaine",
        "2026-13",
        "2026-12-20..2026-12-01",
        "a..b",
        "0001",
        "9999",
        "99999 ans",
        "x",
        "T5",
        "some quarter",
        "le trimestre",
    ],
)
def test_what_is_no_period(typed: str) -> None:
    assert read_period(typed, NOW, PARIS) == Mistake("period", {"typed": typed})


@pytest.mark.parametrize(
    ("typed", "start", "end"),
    [
        ("cette semaine", "2026-11-23", "2026-11-30"),
        ("du 1er au 15 mars", "2026-03-01", "2026-03-16"),
        ("1-15 March", "2026-03-01", "2026-03-16"),
        ("1 – 15 mars 2025", "2025-03-01", "2025-03-16"),
        ("from 3 March to 10 April 2025", "2025-03-03", "2025-04-11"),
        ("du 20 décembre au 3 janvier", "2025-12-20", "2026-01-04"),
        ("du 20 décembre au 3 janvier 2026", "2025-12-20", "2026-01-04"),
        ("du 1er au 30 novembre", "2026-11-01", "2026-12-01"),
        ("from monday to wednesday", "2026-11-23", "2026-11-26"),
        ("2026-11-01 - 2026-11-15", "2026-11-01", "2026-11-16"),
        ("entre le 1er et le 15 mars", "2026-03-01", "2026-03-16"),
        ("de mars à mai", "2026-03-01", "2026-06-01"),
        ("from tomorrow to friday", "2026-11-24", "2026-11-28"),
        ("du mois dernier", "2026-10-01", "2026-11-01"),
        ("de la semaine dernière", "2026-11-16", "2026-11-23"),
        ("d'octobre", "2026-10-01", "2026-11-01"),
        ("d’octobre", "2026-10-01", "2026-11-01"),
        ("for last week", "2026-11-16", "2026-11-23"),
        ("of 2025", "2025-01-01", "2026-01-01"),
    ],
)
def test_stretches_between_two_days_look_back(typed: str, start: str, end: str) -> None:
    zone = ZoneInfo(PARIS)
    assert read_stretch(typed, NOW, PARIS) == (
        datetime.fromisoformat(start).replace(tzinfo=zone),
        datetime.fromisoformat(end).replace(tzinfo=zone),
    )


@pytest.mark.parametrize(
    "typed",
    ["du 15 au 1 mars", "from a to b", "du 1 mars 9h au 3 mars", "du 31 février au 3 mars", "de x à mai", "de x", "x"],
)
def test_what_is_no_stretch(typed: str) -> None:
    assert read_stretch(typed, NOW, PARIS) == Mistake("period", {"typed": typed})


def test_what_cannot_be_read_is_refused_with_examples_that_can() -> None:
    for text, use in (("bientôt", "until"), ("hier", "until"), ("demain", "since"), ("jeudi 27 novembre", "until")):
        mistake = read_moment(text, NOW, PARIS, use=use)  # type: ignore[arg-type]
        assert isinstance(mistake, Mistake)
        assert text in explain(mistake, Voice("en"))
    for refused in (read_delay("bientôt"), read_period("bientôt", NOW, PARIS)):
        assert isinstance(refused, Mistake)
        assert "bientôt" in explain(refused, Voice("fr"))


# ---------------------------------------------------------------- properties

WORDS = st.sampled_from(
    "demain lundi vendredi prochain next last ce soir midi dans in 2 h jours days 12 mai fin du mois le the 12/05 "  # noqa: SIM905
    "2026-12-01 09:30 18h 6pm ago il y a 29 février 31 99999 ans".split()
)
TEXTS = st.one_of(st.text(max_size=30), st.lists(WORDS, max_size=6).map(" ".join))
NOWS = st.datetimes(datetime(2020, 1, 1), datetime(2040, 1, 1)).map(lambda now: now.replace(tzinfo=UTC))  # noqa: DTZ001
ZONES = st.sampled_from([PARIS, "UTC", "America/Miquelon", "Pacific/Apia", "Australia/Lord_Howe", "Asia/Kathmandu"])


@settings(deadline=None)
@given(TEXTS, NOWS, ZONES, st.sampled_from(get_args(Use)))
@example("0001-01-01T00:00+14:00", NOW, PARIS, "since")
def test_a_moment_is_in_utc_and_on_its_side_of_now(text: str, now: datetime, zone: str, use: Use) -> None:
    moment = read_moment(text, now, zone, use=use)
    if isinstance(moment, Mistake):
        assert moment.values["typed"] == text
        return
    assert moment.tzinfo is UTC
    assert moment <= now if use == "since" else moment > now


@settings(deadline=None)
@given(TEXTS, NOWS, ZONES)
def test_a_period_has_a_length(text: str, now: datetime, zone: str) -> None:
    period = read_period(text, now, zone)
    if not isinstance(period, Mistake):
        start, end = period
        assert start < end
        assert start.tzinfo is end.tzinfo is UTC


@settings(deadline=None)
@given(TEXTS)
def test_a_delay_is_longer_than_nothing(text: str) -> None:
    delay = read_delay(text)
    assert isinstance(delay, Mistake) or delay > timedelta(0)


@settings(deadline=None)
@given(st.integers(1, 500), st.sampled_from(["minutes", "hours", "days", "weeks"]))
def test_any_length_is_read_back(count: int, unit: str) -> None:
    assert read_length(f"{count} {unit}") == Length(**{unit: count})


@settings(deadline=None)
@given(NOWS, ZONES, st.integers(0, 23), st.integers(0, 59))
def test_an_hour_alone_is_within_the_next_day(now: datetime, zone: str, hour: int, minute: int) -> None:
    moment = read_moment(f"{hour}h{minute:02}", now, zone)
    assume(not isinstance(moment, Mistake))
    assert isinstance(moment, datetime)
    assert timedelta(0) < moment - now <= timedelta(hours=26)
