"""What people's words have in common: terms counted by the people who used them, in French and English. Pure.

No light method sorts short answers into themes (the best that was measured agrees with people less than half of the
time), so none is tried: words are stemmed (Snowball), counted once a person, and shown in their commonest form.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from itertools import islice
from operator import itemgetter
from typing import Protocol, TypeVar

from handlers.reporting.stop_words import STOP_WORDS
from storage.records import Language

G = TypeVar("G", bound=Hashable)

MOST_TERMS = 8
AT_LEAST = 2  # people: what one person said is a quote, no term
SHORTEST, LONGEST = 3, 40  # letters of a term
QUOTES = 3
QUOTE_LENGTH = 200
SEARCHED = 2_000  # texts among which quotes are looked for, so that 75,000 cost no more
TOGETHER = 50_000  # stems that are counted at once
_WORD = re.compile(r"[^\W\d_]++(?:-[^\W\d_]++)*+")  # possessive: a third quicker, and a letter is never given back
_NO_BREAK = re.compile(r"[\u00a0\u202f]")
_BREAKS = re.compile(r"[^\S\u00a0\u202f]+")
# What an apostrophe leaves of an elided word, and of the English possessive.
_ELIDED = frozenset(
    ("c", "d", "j", "l", "m", "n", "s", "t", "qu", "jusqu", "lorsqu", "puisqu", "quoiqu", "quelqu", "presqu")
)
_ENGLISH = STOP_WORDS["en"] - STOP_WORDS["fr"]
_FRENCH = STOP_WORDS["fr"] - STOP_WORDS["en"]
_NOTHING = STOP_WORDS["en"] | STOP_WORDS["fr"]


class Stemmer(Protocol):
    """Reduces the forms of a word to what they share."""

    def stemWord(self, word: str, /) -> str: ...  # noqa: N802 - the library's name


@dataclass(frozen=True, slots=True)
class Term:
    """A term in its commonest surface form, and how many people used it in any form."""

    word: str
    people: int


@dataclass(frozen=True, slots=True)
class Gathered:
    """What came of many texts: by how many people, their terms, and some texts to quote, each with its person."""

    people: int = 0
    terms: tuple[Term, ...] = ()
    quotes: tuple[tuple[str, str], ...] = ()


def gather(texts: Iterable[tuple[str, str]], language: Language, *, most: int = MOST_TERMS) -> Gathered:
    """Read (person, text) pairs once, as they come; those of one person must follow each other.

    ``language`` is that of a text which does not tell its own.
    """
    return gather_apart(((0, *each) for each in texts), language, most=most).get(0, Gathered())


def gather_apart(
    texts: Iterable[tuple[G, str, str]], language: Language, *, most: int = MOST_TERMS
) -> dict[G, Gathered]:
    """Read (group, person, text) once, as they come: ``gather`` group by group, but a stem is worked out once."""
    stems: Mapping[Language, _Stems] = {"en": _Stems("en"), "fr": _Stems("fr")}
    groups: dict[G, _Counting] = {}
    for group, person, text in texts:
        counting = groups.get(group)
        if counting is None:
            counting = groups[group] = _Counting(language, stems)
        counting.add(person, text)
    return {group: counting.gathered(most) for group, counting in groups.items()}


def terms(texts: Iterable[tuple[str, str]], language: Language, *, most: int = MOST_TERMS) -> tuple[Term, ...]:
    """Count the terms of (person, text) pairs, the commonest first, then in the alphabet's order (see ``gather``)."""
    return gather(texts, language, most=most).terms


def language_of(words: frozenset[str], fallback: Language) -> Language:
    """Tell French from English by the small words of a text; where they say nothing, the fallback."""
    french, english = len(words & _FRENCH), len(words & _ENGLISH)
    return fallback if french == english else "fr" if french > english else "en"


def words_of(text: str) -> frozenset[str]:
    """Return the words of a text in small letters, without elided articles (``l'outil`` -> ``outil``)."""
    plain = text if text.isascii() else unicodedata.normalize("NFC", text)
    return frozenset(_WORD.findall(plain.casefold())) - _ELIDED


class _Stems(dict[str, str]):
    """The stems of one language, each worked out when its word is first met."""

    def __init__(self, language: Language) -> None:
        super().__init__()
        self._language = language

    def __missing__(self, word: str) -> str:
        """Work out the stem of a new word."""
        self[word] = found = stem(word, self._language)
        return found


@dataclass(slots=True)
class _Counting:
    """Counts as it reads: who used which stem, and how often each form of it was written.

    What was read is put aside and counted many texts at once, since a counter is several times quicker on a long list.
    """

    language: Language
    stems: Mapping[Language, _Stems]
    authors: int = 0
    people: Counter[str] = field(default_factory=Counter)
    forms: dict[Language, Counter[str]] = field(default_factory=lambda: {"en": Counter(), "fr": Counter()})
    whose: str | None = None
    used: set[str] = field(default_factory=set)
    searched: list[tuple[str, str, frozenset[str]]] = field(default_factory=list)
    aside: list[str] = field(default_factory=list)
    written: dict[Language, list[str]] = field(default_factory=lambda: {"en": [], "fr": []})

    def add(self, person: str, text: str) -> None:
        words = words_of(text)
        spoken = language_of(words, self.language)
        stems = set(map(self.stems[spoken].__getitem__, words))
        if person == self.whose:
            stems -= self.used
            self.used |= stems
        else:
            self.authors += 1
            self.whose, self.used = person, stems
        if len(self.searched) < SEARCHED:
            self.searched.append((person, text, words))
        self.written[spoken] += words
        self.aside += stems
        if len(self.aside) >= TOGETHER:
            self._count()

    def _count(self) -> None:
        self.people.update(self.aside)
        self.aside.clear()
        for language, words in self.written.items():
            self.forms[language].update(words)
            words.clear()

    def gathered(self, most: int) -> Gathered:
        found = self._ranked(most)
        return Gathered(self.authors, found, _quotes(self.searched, found, QUOTES))

    def _ranked(self, most: int) -> tuple[Term, ...]:
        self._count()
        self.people.pop("", None)
        by_people = sorted(((-count, each) for each, count in self.people.items() if count >= AT_LEAST))[:most]
        best = self._commonest({each for _, each in by_people})
        return tuple(sorted((Term(best[each], -count) for count, each in by_people), key=_order))

    def _commonest(self, wanted: set[str]) -> dict[str, str]:
        """Choose the form of each stem that was written most; of equals the shortest, then the alphabet's first."""
        best: dict[str, tuple[int, int, str]] = {}
        for language, forms in self.forms.items():
            known = self.stems[language]
            for word, times in forms.items():
                each, rank = known[word], (-times, len(word), word)
                if each in wanted and (each not in best or rank < best[each]):
                    best[each] = rank
        return {each: word for each, (_, _, word) in best.items()}


def _order(term: Term) -> tuple[int, str]:
    return -term.people, term.word


def quotes(
    texts: Iterable[tuple[str, str]], wanted: Sequence[Term] = (), *, most: int = QUOTES
) -> tuple[tuple[str, str], ...]:
    """Choose texts to quote: for each term in turn one that holds it, then others; one a person while there are more.

    Texts that are read at a glance come before long ones, which are cut; what is said twice is quoted once.
    """
    return _quotes(((person, text, words_of(text)) for person, text in texts), wanted, most)


def _quotes(
    texts: Iterable[tuple[str, str, frozenset[str]]], wanted: Sequence[Term], most: int
) -> tuple[tuple[str, str], ...]:
    rank = {term.word: position for position, term in enumerate(wanted)}
    sought = frozenset(rank)
    kept: dict[str, tuple[int, bool, str, str]] = {}
    for person, text, words in texts:
        folded = " ".join(text.split()).casefold()
        if folded and folded not in kept:
            held, said = words & sought, on_one_line(text)
            place = min(map(rank.__getitem__, held)) if held else len(rank)
            kept[folded] = (place, len(said) > QUOTE_LENGTH, person, said)
    ordered = sorted(kept.values(), key=itemgetter(0, 1))
    first = dict[int, tuple[str, str]]()
    spoke = set[str]()
    for place, _, person, said in ordered:
        if place < len(rank) and place not in first and person not in spoke:
            first[place] = (person, said)
            spoke.add(person)
    chosen = dict.fromkeys(first.values())
    for once in (True, False):
        for _, _, person, said in ordered:
            if len(chosen) >= most:
                break
            if not (once and person in spoke):
                chosen[person, said] = None
                spoke.add(person)
    return tuple((person, shortened(said)) for person, said in islice(chosen, most))


def on_one_line(text: str) -> str:
    """Write a text on one line, with one space where there were several; spaces at which no line may break stay."""
    return _BREAKS.sub(" ", text).strip() if _NO_BREAK.search(text) else " ".join(text.split())


def shortened(text: str, length: int = QUOTE_LENGTH) -> str:
    """Cut a text at a word's end if it is longer than is read at a glance, and show that it was cut."""
    said = on_one_line(text)
    if len(said) <= length:
        return said
    cut = said[: length - 1]
    return f"{cut.rsplit(' ', 1)[0] if ' ' in cut else cut}…"


def stem(word: str, language: Language) -> str:
    """Return a word's stem, without accents, since people leave them out; nothing for a word that is no term."""
    if not SHORTEST <= len(word) <= LONGEST or word in _NOTHING:
        return ""
    return "".join(
        letter
        for letter in unicodedata.normalize("NFKD", _stemmer(language).stemWord(word))
        if not unicodedata.combining(letter)
    )


@cache
def _stemmer(language: Language) -> Stemmer:
    import snowballstemmer  # noqa: PLC0415 - it loads thirty languages, and only summaries want two

    made: Stemmer = snowballstemmer.stemmer("french" if language == "fr" else "english")
    return made
