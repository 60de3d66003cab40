"""``home`` on the console: what waits for one's answer, and what is one's own, as others and as time go by."""

from __future__ import annotations

from tests.stories.test_stories import play

SET = """:at 2026-11-24 08:00
:join @alice @bob @zoe
@alice poll "Which day?" "Monday" "Tuesday"
@alice retex "Workshop"
@alice retex "Secret" --anonymous
@alice retex "For Zoe" --with @zoe
@alice ritual "Stand-up" every weekday at 9:30 --holidays none
@alice yes
@alice ritual "Pairs" every monday at 10:00 --holidays none --with @alice @zoe
@alice yes
@alice action "Mend the projector" @bob due friday
@alice action "Order chairs" @bob
@alice action "Book a room" @zoe due friday
:direct @bob
"""
THEN = """:at 2026-11-24 09:31
@bob home
@bob vote 1: 1
@bob retex answer 2: 4
@bob retex answer 3: 4
@bob ritual answer 5: "Tests" "Docs" "Nothing"
@bob action done 7
@bob action done 8
@bob home
"""


def _homes(script: str) -> list[str]:
    status, transcript = play(script)
    assert status == 0, transcript
    plain = transcript.replace("\N{NO-BREAK SPACE}", " ").replace("\N{NARROW NO-BREAK SPACE}", " ")
    return [told.partition("\n> ")[0] for told in plain.split("> @bob home\n")[1:]]


def test_home_tells_what_waits_and_what_is_ones_own() -> None:
    before, after = _homes(SET + "@bob settings language en\n" + THEN)
    assert before.splitlines() == [
        "  → @bob only: 1 poll waits for your answer:",
        "    1 · #team · Which day?",
        "    To answer, for example: vote 1: 1",
        "    2 retexes wait for your answer:",
        "    2 · #team · Workshop",
        "    3 · #team · Secret",
        "    To answer: retex answer 2",
        "    1 round waits for your answer:",
        "    5 · #team · Stand-up · round of Tuesday 24 November 2026",
        "    To answer: ritual answer 5",
        "    Your rituals:",
        "    5 · #team · Stand-up · Wednesday 25 November 2026 at 09:30 (Europe/Paris)",
        "    Your actions:",
        "    7 · #team · Mend the projector · due Friday 27 November",
        "    8 · #team · Order chairs",
        "    When one is done: action done 7",
        "    Your settings",
        "    language: English",
        "    time zone: Europe/Paris (not set here)",
        "    To change one, for example: settings language en",
    ]
    assert after.splitlines()[:3] == [
        "  → @bob only: Nothing waits for your answer.",
        "    Your rituals:",
        "    5 · #team · Stand-up · Wednesday 25 November 2026 at 09:30 (Europe/Paris)",
    ]
    assert "Your actions" not in after


def test_home_speaks_french_and_a_round_does_not_wait_for_whom_it_excuses() -> None:
    french = SET + "@bob settings language fr\n"
    look = ":at 2026-11-24 09:31\n@bob home\n"
    away, pause = "@alice ritual away @bob 2026-11-24\n", "@alice ritual pause 5\n"
    (told,) = _homes(french + look)
    assert "1 sondage attend votre réponse :" in told
    assert "2 retex attendent votre réponse :" in told
    assert "1 tour attend votre réponse :" in told
    assert "Vos actions :\n    7 · #team · Mend the projector · pour vendredi 27 novembre" in told
    (excused,) = _homes(f"{french}:place #team\n{away}:direct @bob\n{look}")
    assert "tour attend" not in excused
    assert "Vos rituels :\n    5 · #team · Stand-up · mercredi 25 novembre 2026" in excused
    (paused,) = _homes(f"{french}:place #team\n{pause}:direct @bob\n{look}")
    assert "tour attend" not in paused
    assert "Vos rituels :\n    5 · #team · Stand-up · suspendu" in paused
