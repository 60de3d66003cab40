"""The whole vocabulary, in one table: features, verbs, options and small words, in English and in French.

The first form of each is the one that is said; the others are understood too. Accents and case never matter.
Which features and verbs are built is not said here: the table of routes says it (``grammar.Lexicon``).
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Literal

from storage.records import Language


@dataclass(frozen=True, slots=True)
class Word:
    """The forms of one word; the first of each language is the one that is said."""

    en: tuple[str, ...]
    fr: tuple[str, ...]

    def said(self, language: Language) -> str:
        return (self.fr if language == "fr" else self.en)[0]


@dataclass(frozen=True, slots=True)
class Option:
    """A ``--flag``: what it takes, and after which features and verbs it may stand (``poll new``)."""

    word: Word
    takes: Literal["nothing", "count", "value", "people"]
    homes: frozenset[str]


def _words(**forms: str) -> Mapping[str, Word]:
    """``close="close / clore clôturer"``: English, a slash, French; underscores in a name stand for dashes."""
    table = {}
    for name, both in forms.items():
        english, _, french = both.partition(" / ")
        table[name.rstrip("_").replace("_", "-")] = Word(tuple(english.split()), tuple(french.split()))
    return MappingProxyType(table)


FEATURES = _words(
    poll="poll / sondage",
    retex="retex / retex",
    ritual="ritual / rituel",
    summary="summary / bilan",
    action="action / action",
    help="help / aide",
    vote="vote / voter",
    settings="settings / réglages",
    privacy="privacy / données confidentialité",
    home="home / accueil",
    yes="yes / oui",
    no="no / non",
    workshop="workshop live / atelier",
    consultation="consultation consult / consultation",
    agenda="agenda / ordre-du-jour",
    minutes="minutes / compte-rendu",
)

VERBS = _words(
    vote="vote / voter",
    list="list / liste lister",
    results="results result / résultats résultat",
    who="who / qui",
    show="show / montrer afficher",
    close="close / clore clôturer",
    reopen="reopen / rouvrir réouvrir",
    withdraw="withdraw / retirer",
    remind="remind / relancer",
    export="export / exporter",
    delete="delete / supprimer",
    template="template / modèle",
    save="save / garder",
    repeat="repeat / répéter",
    answer="answer / répondre",
    next="next / prochain",
    run="run / lancer",
    skip="skip / sauter",
    pause="pause / suspendre",
    resume="resume / reprendre",
    edit="edit / modifier",
    join="join / rejoindre",
    leave="leave / quitter",
    swap="swap / échanger",
    away="away / absent absente",
    calendar="calendar / calendrier",
    done="done / fait",
    verify="verify / vérifier",
    drop="drop / abandonner",
    holidays="holidays / fériés",
    language="language / langue",
    timezone="timezone / fuseau",
    facilitators="facilitators facilitator / animateurs animateur",
    axes="axes axis / axes axe",
    erase="erase / effacer",
)

# Words that follow a verb or a feature (``settings language French``, ``summary all``): said back canonically.
SMALL = _words(
    add="add / ajouter",
    remove="remove / enlever",
    list="list / liste",
    en="en english / anglais",
    fr="fr french / français",
    all="all / tout",
    polls="polls / sondages",
    rituals="rituals / rituels",
    actions="actions / actions",
)

# Our own templates of questions (``--template weather``).
TEMPLATES = _words(
    hot="hot / chaud à-chaud",
    aar="aar / aar",
    roti="roti / roti",
    ssc="ssc / ssc",
    weather="weather / météo",
    standup="standup stand-up / standup stand-up",
    review="review / revue",
)

# What a holiday does to a ritual's date (``--on-holiday next``).
ON_HOLIDAY = _words(skip="skip / sauter", next="next / suivant prochain", previous="previous / précédent")

# Verbs after which a number is a card's only if it comes first: what follows is a date, or a rule.
NUMBER_FIRST = frozenset({("ritual", "edit"), ("ritual", "away"), ("ritual", "holidays")})

# What may be said in the middle of a dialogue, and nowhere else.
DIALOGUE = _words(yes="yes / oui", no="no / non", skip="skip / passer", back="back / retour", cancel="cancel / annuler")


# What is typed in place of a number by whoever passes a question over (``retex answer 12: pass``).
PASSING = _words(passing="pass / passer passe")["passing"]


def _option(forms: str, takes: Literal["nothing", "count", "value", "people"], *homes: str) -> Option:
    return Option(_words(option=forms)["option"], takes, frozenset(homes))


_ASKED = ("poll new", "retex new")
_PLANNED_RITUAL = ("ritual new", "ritual edit")
OPTIONS: Mapping[str, Option] = MappingProxyType(
    {
        "multi": _option("multi multiple / plusieurs", "count", "poll new"),
        "anonymous": _option("anonymous anon / anonyme", "nothing", *_ASKED),
        "hidden": _option("hidden / caché cachée", "nothing", "poll new"),
        "until": _option("until till / jusqu'à jusqu'au jusqua", "value", *_ASKED, *_PLANNED_RITUAL),
        "remind": _option("remind / rappel", "value", *_ASKED, *_PLANNED_RITUAL),
        "with": _option("with / avec", "people", *_ASKED, *_PLANNED_RITUAL),
        "code": _option("code / code", "nothing", "poll show", "retex show", "ritual show", "action show"),
        "template": _option("template / modèle", "value", "retex new", "retex repeat", *_PLANNED_RITUAL),
        "axes": _option("axes / axes", "value", "retex new"),
        "rotate": _option("rotate / tour", "people", *_PLANNED_RITUAL),
        "holidays": _option("holidays / fériés", "value", *_PLANNED_RITUAL),
        "on-holiday": _option("on-holiday / si-férié", "value", *_PLANNED_RITUAL),
        "close-after": _option("close-after / clore-après", "value", *_PLANNED_RITUAL),
        "tz": _option("tz / fuseau", "value", *_PLANNED_RITUAL),
        "from": _option("from / dès", "value", *_PLANNED_RITUAL, "action new", "action edit"),
        "in": _option("in / dans", "value", "retex repeat"),
        "for": _option("for / pour", "value", "ritual answer"),
        "export": _option("export / exporter", "value", "summary"),
        "share": _option("share / partager", "nothing", "summary"),
        "due": _option("due / pour", "value", "action new", "action edit"),
        "since": _option("since / depuis", "value", "summary"),
    }
)

# Words of a line that act as an option without dashes: ``action "…" @bob due friday``, ``summary since monday``.
INLINE: Mapping[str, str] = MappingProxyType({"action": "due", "summary": "since"})

# Known, wanted, and not in this version.
PLANNED_OPTIONS = _words(
    ranked="ranked ranking / classement classé",
    judgment="judgment judgement / jugement",
    date="date dates / date",
    seats="seats / places",
    add="add adds / ajout ajouts ajouter",
)

# Features whose first words begin a new subject when they are no verb; a poll also takes quoted choices.
SUBJECTS = frozenset({"poll", "retex", "ritual", "action"})

# How many words may follow a verb; a verb that is not here takes any.
WORDS_AFTER: Mapping[str, int] = MappingProxyType(
    dict.fromkeys(
        (
            *("list", "results", "who", "withdraw", "close", "reopen", "remind", "delete", "done", "verify", "drop"),
            *("repeat", "next", "run", "pause", "resume", "join", "leave", "erase", "answer"),
        ),
        0,
    )
    | {"show": 1, "export": 1, "facilitators": 1, "skip": 1, "calendar": 1}  # ``skip me``, ``calendar none``
)
WITH_PEOPLE = frozenset({"facilitators"})  # of these verbs, those that people may follow too

# Features that one word says; nothing follows it.
ALONE = frozenset({"home", "yes", "no"})

NONE = frozenset({"none", "no", "aucun", "aucune", "non", "sans"})  # as the value of an option: not any more


def fold(text: str) -> str:
    """Write a word as it is compared: no case, no accents, one kind of apostrophe."""
    plain = unicodedata.normalize("NFKD", text.casefold()).replace("’", "'").replace("œ", "oe")
    return "".join(letter for letter in plain if not unicodedata.combining(letter))


def _index(table: Mapping[str, Word]) -> dict[str, str]:
    return {fold(form): name for name, word in table.items() for form in (*word.en, *word.fr)}


_FEATURES, _VERBS, _SMALL, _DIALOGUE = _index(FEATURES), _index(VERBS), _index(SMALL), _index(DIALOGUE)
_TEMPLATES = _index(TEMPLATES)
_ON_HOLIDAY = _index(ON_HOLIDAY)
_PLANNED_OPTIONS = _index(PLANNED_OPTIONS)
_PASSING = frozenset(map(fold, (*PASSING.en, *PASSING.fr)))
_OPTIONS = {
    (fold(form), home.split()[0]): name
    for name, option in OPTIONS.items()
    for form in (*option.word.en, *option.word.fr)
    for home in (*option.homes, "anywhere")
}


def feature_of(word: str) -> str | None:
    """Return the canonical name of a feature's word, built or not."""
    return _FEATURES.get(fold(word))


def verb_of(word: str) -> str | None:
    """Return the canonical name of a verb."""
    return _VERBS.get(fold(word))


def small_of(word: str) -> str | None:
    """Return the canonical name of a word that follows a verb (``ajouter`` -> ``add``)."""
    return _SMALL.get(fold(word))


def topic_of(word: str) -> str | None:
    """Return the feature that help is asked about, by one of its things or by many (``sondages``, ``retexes``)."""
    folded = fold(word)
    return next((name for end in ("", "s", "es") if (name := feature_of(folded.removesuffix(end)))), None)


def template_of(word: str) -> str | None:
    """Return the canonical name of one of our templates (``météo`` -> ``weather``)."""
    return _TEMPLATES.get(fold(word.strip()))


def on_holiday_of(word: str) -> str | None:
    """Return what a holiday does, canonically (``suivant`` -> ``next``)."""
    return _ON_HOLIDAY.get(fold(word.strip()))


def dialogue_word(text: str) -> str | None:
    """Return ``yes``, ``no``, ``skip``, ``back`` or ``cancel`` if that is all that was said."""
    return _DIALOGUE.get(fold(text.strip()))


def is_passing(word: str) -> bool:
    """Tell whether a word stands for passing a question over."""
    return fold(word) in _PASSING


def option_of(word: str, feature: str) -> str | None:
    """Return the canonical name of a flag; the feature settles French words that two flags share (``--pour``)."""
    return _OPTIONS.get((fold(word), feature)) or _OPTIONS.get((fold(word), "anywhere"))


def is_planned_verb(word: str) -> bool:
    """Tell whether ``poll`` may be followed by this word one day; the other planned words may well be titles."""
    return _PLANNED_OPTIONS.get(fold(word)) in {"ranked", "judgment", "add"}


def is_planned_option(word: str) -> bool:
    """Tell whether a flag is wanted and not in this version."""
    return fold(word) in _PLANNED_OPTIONS


def options_of(feature: str, verb: str) -> tuple[str, ...]:
    """List the options that may follow a feature and verb, in the table's order."""
    return tuple(name for name, option in OPTIONS.items() if f"{feature} {verb}".strip() in option.homes)


def feature_word(name: str, language: Language) -> str:
    """Say a feature: ``poll``, ``sondage``."""
    return FEATURES[name].said(language)


def verb_word(name: str, language: Language) -> str:
    """Say a verb: ``close``, ``clore``."""
    return VERBS[name].said(language)


def template_word(name: str, language: Language) -> str:
    """Say one of our templates: ``weather``, ``météo``."""
    return TEMPLATES[name].said(language)


def passing_word(language: Language) -> str:
    """Say how a question is passed over: ``pass``, ``passer``."""
    return PASSING.said(language)


def option_word(name: str, language: Language) -> str:
    """Say an option: ``--until``, ``--jusqu'à``."""
    return f"--{OPTIONS[name].word.said(language)}"


def edits(typed: str, wanted: str) -> int:
    """Count the edits between two words: a letter put in, left out, changed, or swapped with its neighbour."""
    before: list[int] = []
    last = list(range(len(wanted) + 1))
    for i, letter in enumerate(typed, 1):
        row = [i]
        for j, other in enumerate(wanted, 1):
            least = min(last[j] + 1, row[j - 1] + 1, last[j - 1] + (letter != other))
            if i > 1 and j > 1 and letter == wanted[j - 2] and typed[i - 2] == other:
                least = min(least, before[j - 2] + 1)
            row.append(least)
        before, last = last, row
    return last[-1]


def nearest(typed: str, names: Iterable[str], table: Mapping[str, Word]) -> str | None:
    """Return the name within two edits of what was typed (one for four letters or fewer), in either language."""
    letters = fold(typed)
    reach = 1 if len(re.sub(r"\W", "", letters)) <= 4 else 2
    if len(letters) > 40:
        return None
    found = [
        (edits(letters, fold(form)), position, name)
        for position, name in enumerate(sorted(names))
        if name in table
        for form in (*table[name].en, *table[name].fr)
    ]
    distance, _, name = min(found, default=(reach + 1, 0, ""))
    return name if distance <= reach else None


def nearest_option(typed: str, names: Iterable[str]) -> str | None:
    """Return the option within two edits of a flag."""
    return nearest(typed, names, {name: option.word for name, option in OPTIONS.items()})
