"""The ritual that most stories keep: every working day at 9:30, planned on a Monday at 10:00."""

from __future__ import annotations

from tests.stories.story import Both, both

DAILY = both('ritual "Stand-up" every weekday at 9:30', 'rituel "Mêlée" tous les jours ouvrés à 9h30')
YES = both("yes", "oui")
ANSWERED = both("ritual answer 1:", "rituel répondre 1:")
TUESDAY = both("round of Tuesday 24 November 2026", "tour du mardi 24 novembre 2026")


def daily(en: str, fr: str) -> Both:
    """Plan the usual ritual with these options."""
    return both(f"{DAILY.en} {en}", f"{DAILY.fr} {fr}")


def answered(words: str) -> Both:
    """Answer its round with these words."""
    return both(f"{ANSWERED.en} {words}", f"{ANSWERED.fr} {words}")
