"""What could not be understood, as a value; and the sentence made of it later, in its reader's language.

A sentence says what is wrong, the nearest word that would do, and one example that may be typed as it stands.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from handlers.language import vocabulary
from handlers.texts import Voice

_SHOWN = 40  # as much of what was typed as a sentence gives back


@dataclass(frozen=True, slots=True)
class Mistake:
    """Why a line was refused: ``key`` names the sentence, ``values`` fill it (canonical names, or words as typed)."""

    key: str
    values: Mapping[str, str] = field(default_factory=dict)


def explain(mistake: Mistake, voice: Voice) -> str:
    """Say what is wrong, the nearest verb and one example, in one sentence."""
    return _SENTENCES[mistake.key](_Said(mistake.values, voice))


@dataclass(frozen=True, slots=True)
class _Said:
    """A mistake's values in a reader's words."""

    values: Mapping[str, str]
    voice: Voice

    @property
    def typed(self) -> str:
        typed = " ".join(self.values["typed"].split())
        return typed if len(typed) <= _SHOWN else f"{typed[: _SHOWN - 1]}…"

    @property
    def feature(self) -> str:
        return vocabulary.feature_word(self.values["feature"], self.voice.language)

    @property
    def verb(self) -> str:
        return vocabulary.verb_word(self.values["verb"], self.voice.language)

    @property
    def option(self) -> str:
        return vocabulary.option_word(self.values["option"], self.voice.language)

    @property
    def help(self) -> str:
        return self.voice.typed(vocabulary.feature_word("help", self.voice.language))

    @property
    def new(self) -> str:
        """Begin a subject of this feature, or a poll."""
        line = {
            "retex": self.voice('retex "Workshop of 12 May"'),
            "ritual": self.voice('ritual "Stand-up" every weekday at 9:30'),
            "action": self.voice('action "Fix the projector" @bob due friday'),
        }.get(self.values.get("feature", "poll"), self.voice('poll "Which day?" "Monday" "Tuesday"'))
        return self.voice.typed(line)

    @property
    def example(self) -> str:
        """Use this feature and verb, with the number that was typed if there was one."""
        feature, verb = self.values["feature"], self.values.get("verb", "")
        if feature == "vote":
            return self.voice.typed(f"{self.feature} 1")
        if feature in vocabulary.SUBJECTS and not verb:
            return self.new
        after = {
            "list": "",
            "export": f"csv {self.values.get('number', '12')}" if feature in vocabulary.SUBJECTS else "",
            "language": self.voice.language,
            "timezone": "Europe/Paris",
            "facilitators": f"{vocabulary.SMALL['add'].said(self.voice.language)} @alice",
        }.get(verb, self.values.get("number", "12") if feature in vocabulary.SUBJECTS else "")
        return self.voice.typed(" ".join(part for part in (self.feature, self.verb if verb else "", after) if part))

    @property
    def with_option(self) -> str:
        """Use this option, with a value if it takes one."""
        name = self.values["option"]
        value = {
            "multi": "2",
            "until": self.voice("friday 12:00"),
            "due": self.voice("friday 12:00"),
            "remind": "2h",
            "close-after": "2h",
            "with": "@alice @bob",
            "rotate": "@alice @bob",
            "template": self.voice("weather"),
            "axes": "transformation",
            "holidays": "FR",
            "on-holiday": self.voice("next"),
            "tz": "Europe/Paris",
            "from": "retex 3" if self.values.get("feature") == "action" else self.voice("tomorrow"),
            "in": self.voice("6 weeks"),
            "for": self.voice("tomorrow"),
            "export": "html",
            "since": self.voice("monday"),
        }.get(name, "")
        return f"{self.option} {value}".strip()

    @property
    def whole_option(self) -> str:
        """Use this option in a whole line: where it is at home in this feature."""
        feature, option = self.values.get("feature", "poll"), self.values["option"]
        homes = {home.partition(" ")[::2] for home in vocabulary.OPTIONS[option].homes}
        if (feature, "new") in homes:
            return self.new if option == "due" else f"{self.new} {self.with_option}"
        verb = min((verb for home, verb in homes if home == feature), default=None)
        if verb is None:
            return self.with_option
        said = (self.feature, vocabulary.verb_word(verb, self.voice.language), "12") if verb else (self.feature,)
        return self.voice.typed(" ".join((*said, self.with_option)))

    @property
    def recurrence(self) -> str:
        """Name two recurrences that resemble what was typed."""
        return {
            "month": self.voice(
                "the first monday of the month at 10:00, or the last working day of the month at 17:00"
            ),
            "quarter": self.voice("the last friday of the quarter at 16:00"),
            "twice": self.voice("every 2 weeks on friday at 16:00, or every monday and thursday at 9:30"),
            "year": self.voice("every year on 12 May at 10:00, or once: 12 May at 10:00"),
        }.get(self.values["near"], self.voice("every monday at 9:30, or every 2 weeks on friday at 16:00"))

    @property
    def with_hour(self) -> str:
        """End what was typed with an hour: the one it seems to say, or any."""
        begun, hour = self.values.get("begun"), self.values.get("hour")
        if not begun:
            return self.voice("every monday at 9:30")
        return (
            self.voice("{rule} at {hour}:00", rule=begun, hour=hour)
            if hour
            else self.voice("{rule} at 9:30", rule=begun)
        )

    @property
    def options(self) -> str:
        names = self.values["options"].split(", ")
        return self.voice.listed([vocabulary.option_word(name, self.voice.language) for name in names])


def _unknown_feature(said: _Said) -> str:
    if "feature" in said.values:
        return said.voice(
            "“{typed}” is not known; the nearest is “{feature}”, for example: {example}",
            typed=said.typed,
            feature=said.feature,
            example=said.example,
        )
    return said.voice(
        "“{typed}” is not known; “{help}” lists what is, for example: {example}",
        typed=said.typed,
        help=said.help,
        example=said.new,
    )


def _unknown_verb(said: _Said) -> str:
    if "verb" in said.values:
        return said.voice(
            "“{typed}” means nothing after “{feature}”; the nearest is “{verb}”, for example: {example}",
            typed=said.typed,
            feature=said.feature,
            verb=said.verb,
            example=said.example,
        )
    verbs = [vocabulary.verb_word(name, said.voice.language) for name in said.values["verbs"].split(", ")]
    return said.voice(
        "“{typed}” means nothing after “{feature}”; what may follow is {verbs}, for example: {example}",
        typed=said.typed,
        feature=said.feature,
        verbs=said.voice.listed(verbs, style="or"),
        example=said.voice.typed(f"{said.feature} {verbs[0]}"),
    )


def _leftover(said: _Said) -> str:
    if said.values["feature"] in vocabulary.SUBJECTS:
        return said.voice(
            "“{typed}” means nothing after “{feature} {verb}”; for example: {example}, and a title that begins with "
            "this word is put between quotes",
            typed=said.typed,
            feature=said.feature,
            verb=said.verb,
            example=said.example,
        )
    command = f"{said.feature} {said.verb}" if said.values["verb"] else said.feature
    return said.voice(
        "“{typed}” means nothing after “{command}”; for example: {example}",
        typed=said.typed,
        command=command,
        example=said.example,
    )


def _unknown_option(said: _Said) -> str:
    if "option" in said.values:
        return said.voice(
            "There is no option “{typed}”; the nearest is “{option}”, for example: {example}",
            typed=said.typed,
            option=said.option,
            example=said.whole_option,
        )
    return said.voice(
        "There is no option “{typed}”; “{help}” lists what there is, for example: {example}",
        typed=said.typed,
        help=said.help,
        example=said.new,
    )


def _misplaced_option(said: _Said) -> str:
    if said.values["options"]:
        return said.voice(
            "“{option}” has no meaning here; what may stand here is {options}, for example: {example}",
            option=said.option,
            options=said.options,
            example=said.example if said.values["verb"] != "new" else said.new,
        )
    return said.voice(
        "“{option}” has no meaning here, where no option may stand, for example: {example}",
        option=said.option,
        example=said.example,
    )


_SENTENCES: Mapping[str, Callable[[_Said], str]] = {
    "nothing": lambda said: said.voice(
        "Nothing was asked; “{help}” lists what can be, for example: {example}", help=said.help, example=said.new
    ),
    "unclosed": lambda said: said.voice(
        "A quote is opened and never closed, at {typed}; for example: {example}", typed=said.typed, example=said.new
    ),
    "unknown_feature": _unknown_feature,
    "verb_alone": lambda said: said.voice(
        "“{typed}” needs to know of what, for example: {example}", typed=said.typed, example=said.example
    ),
    "bare_number": lambda said: said.voice(
        "To answer with numbers, begin with “vote”, for example: {example}",
        example=said.voice.typed(said.voice("vote 1 3")),
    ),
    "answer": lambda said: said.voice(
        "An answer is the numbers of your choices, for example “{example}”, or “{named}” to name the card",
        example=said.voice.typed(said.voice("vote 1 3")),
        named=said.voice.typed(said.voice("vote {n}: {picks}", n=12, picks="1 3")),
    ),
    "whole_answer": lambda said: said.voice(
        "An answer is a number, then words between quotes, for example: {example}",
        example=said.voice.typed(
            f'{said.feature} {vocabulary.verb_word("answer", said.voice.language)} 12: 4 "{said.voice("Great energy")}"'
        ),
    ),
    "not_built": lambda said: said.voice(
        "“{typed}” is not in this version; “{help}” lists what is, for example: {example}",
        typed=said.typed,
        help=said.help,
        example=said.new,
    ),
    "nearest_verb": lambda said: said.voice(
        "“{typed}” is not a verb of “{feature}”; the nearest is “{verb}”, for example: {example}",
        typed=said.typed,
        feature=said.feature,
        verb=said.verb,
        example=said.example,
    ),
    "unknown_verb": _unknown_verb,
    "number_first": lambda said: said.voice(
        "The verb comes before the number, for example: {example}", example=said.example
    ),
    "leftover": _leftover,
    "needs_number": lambda said: said.voice(
        "“{feature} {verb}” always needs the number of its card, for example: {example}",
        feature=said.feature,
        verb=said.verb,
        example=said.example,
    ),
    "no_title": lambda said: said.voice("A title is missing, for example: {example}", example=said.new),
    "unquoted": lambda said: said.voice(
        "“{typed}” stands outside the quotes; put the title and each choice between quotes, for example: {example}",
        typed=said.typed,
        example=said.new,
    ),
    "unknown_option": _unknown_option,
    "misplaced_option": _misplaced_option,
    "no_value": lambda said: said.voice(
        "“{option}” needs a value, for example: {example}", option=said.option, example=said.whole_option
    ),
    "not_people": lambda said: said.voice(
        "“{option}” takes people, each named with @, for example: {example}",
        option=said.option,
        example=said.whole_option,
    ),
    "people_apart": lambda said: said.voice(
        "“{typed}” has no meaning there; whom you ask follows {option}, for example: {example}",
        typed=said.typed,
        option=said.option,
        example=f"{said.new} {said.option} {said.typed}",
    ),
    "twice": lambda said: said.voice(
        "“{option}” stands there twice; once is enough, for example: {example}",
        option=said.option,
        example=said.whole_option,
    ),
    "moment": lambda said: said.voice(
        "“{typed}” is not a date or a time I can read; for example: tomorrow 18:00, friday 12:00, in 2 h, "
        "12 May at 9:30 or 2026-12-01 09:30",
        typed=said.typed,
    ),
    "moment_since": lambda said: said.voice(
        "“{typed}” is not a date I can read; name one that is past, for example: monday, 12 May or 2026-11-02",
        typed=said.typed,
    ),
    "moment_weekday": lambda said: said.voice(
        "“{typed}” names a weekday that is not the one of its date; for example: friday 12:00, or 12 May at 9:30",
        typed=said.typed,
    ),
    "moment_past": lambda said: said.voice(
        "“{typed}” is already past; name a moment to come, for example: tomorrow 18:00", typed=said.typed
    ),
    "moment_future": lambda said: said.voice(
        "“{typed}” is still to come; name a moment that is past, for example: monday, or 12 May", typed=said.typed
    ),
    "delay": lambda said: said.voice(
        "“{typed}” is not a length of time I can read; for example: 30m, 2h, 1h30, 1 day or 2 weeks", typed=said.typed
    ),
    "period": lambda said: said.voice(
        "“{typed}” is not a period I can read; for example: this week, last month, 7 days or 2026-11", typed=said.typed
    ),
    "absence": lambda said: said.voice(
        "“{typed}” names no days that I can read; for example: 2026-12-20..2027-01-03, tomorrow or next week",
        typed=said.typed,
    ),
    "recurrence": lambda said: said.voice(
        "“{typed}” is not a recurrence I can read; for example: {example}", typed=said.typed, example=said.recurrence
    ),
    "recurrence_hour": lambda said: said.voice(
        "“{typed}” says no hour I can read; end it with one, for example: {example}",
        typed=said.typed,
        example=said.with_hour,
    ),
    "recurrence_often": lambda said: said.voice(
        "“{typed}” is more than once a day, and a ritual has at most one round a day; for example: every day at 9:30",
        typed=said.typed,
    ),
    "recurrence_never": lambda said: said.voice(
        "“{typed}” gives no date ahead; for example: every weekday at 9:30", typed=said.typed
    ),
}
