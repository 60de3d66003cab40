"""One grammar for all places: a typed line becomes a ``Line``, an ``Answer`` or a ``Mistake``. Pure.

``feature [verb] [number] …``: the first word after a feature is a verb if it is one of that feature; if it only
resembles one, and nothing but a number or a person follows, it is refused with that verb; else a new subject begins.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from handlers.language import vocabulary
from handlers.language.flags import Sorted, sort_out
from handlers.language.lines import Token, Typed, cut
from handlers.language.mistakes import Mistake, explain

__all__ = ["Answer", "Lexicon", "Line", "Mistake", "explain", "parse"]

_NUMBER = re.compile(r"(?:#|n[°º])?([0-9]+)")
_PARTED = re.compile(r"(?:#|n[°º])?([0-9]+)\s*:(.*)", re.DOTALL)
_CARD = re.compile(r"\s+(?:#|n[°º])?[0-9]+\s*:\s")
_BETWEEN = re.compile(r"[\s,;+&]+")
_LISTED = re.compile(r"[,;]+")  # between quoted choices it says nothing more
_AND = frozenset({"and", "et"})
_MOST = 999_999_999  # larger numbers name nothing, and no database has to hold them
_MOST_PICK = 9_999


@dataclass(frozen=True, slots=True)
class Lexicon:
    """What is built, by canonical name: each feature and its verbs. What is not in it is never suggested."""

    features: Mapping[str, frozenset[str]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """A command, in canonical English names.

    verb     "new" when a subject begins, "show" for ``poll 12``, "" for a feature alone
    title    of a new subject
    words    further words: the choices of a poll, ``csv`` of an export, the code of ``show``
    items    the list lines (``- Monday``)
    options  by name without dashes; None where nothing was given (``--anonymous``, ``--multi`` without a number)
    people   as typed, with their ``@``
    rest     what followed the feature, verb and number, verbatim
    """

    feature: str
    verb: str = ""
    number: int | None = None
    title: str | None = None
    words: tuple[str, ...] = ()
    items: tuple[str, ...] = ()
    options: Mapping[str, str | None] = field(default_factory=dict)
    people: tuple[str, ...] = ()
    rest: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """A whole ballot: ``vote 1 3``, ``vote 12: 1``, or in the console a bare ``1 3``. ``words`` are quoted texts.

    ``feature`` is named by ``retex answer 12: 4 "…"``, and empty where the number, or the place, says which card.
    ``passes`` says that the first question which a number answers is passed over (``retex answer 12: pass``).
    """

    feature: str = ""
    number: int | None = None
    picks: tuple[int, ...] = ()
    words: tuple[str, ...] = ()
    options: Mapping[str, str | None] = field(default_factory=dict)
    bare: bool = False
    passes: bool = False


def parse(text: str, lexicon: Lexicon, *, bare: bool = False) -> Line | Answer | Mistake:
    """Understand one command. ``bare`` allows an answer that names no feature (``1 3``, ``12: 1``)."""
    typed = cut(text)
    if isinstance(typed, Mistake):
        return typed
    if not typed.tokens:
        return Mistake("nothing")
    head = typed.tokens[0]
    feature = vocabulary.feature_of(head.text.rstrip(":")) if head.kind == "word" else None
    if feature is None or feature == "vote":
        return _unfeatured(typed.tokens, lexicon, feature=feature, bare=bare)
    if feature not in lexicon.features:
        return Mistake("not_built", {"typed": head.text})
    found = sort_out(feature, typed, typed.tokens[1:])
    return found if isinstance(found, Mistake) else _Reading(feature, lexicon.features[feature], typed, found).read()


def _unfeatured(
    tokens: tuple[Token, ...], lexicon: Lexicon, *, feature: str | None, bare: bool
) -> Line | Answer | Mistake:
    """Read a ballot, announced by ``vote`` or not, or say what a first word might have been."""
    if feature == "vote":
        return _answer(tokens[1:])
    if tokens[0].kind == "word" and _NUMBER.match(tokens[0].text):
        return _answer(tokens, bare=True) if bare else Mistake("bare_number")
    if bare and (tokens[0].kind == "quote" or vocabulary.is_passing(tokens[0].text)):
        return _answer(tokens, bare=True)
    return _unknown(tokens[0], lexicon)


def _unknown(head: Token, lexicon: Lexicon) -> Mistake:
    """Name what is nearest to a first word that is no feature: a feature, or the feature of a lone verb."""
    verb = vocabulary.verb_of(head.text)
    for feature, verbs in lexicon.features.items():
        if verb in verbs:
            return Mistake("verb_alone", {"typed": head.text, "feature": feature, "verb": str(verb)})
    near = vocabulary.nearest(head.text, lexicon.features, vocabulary.FEATURES)
    return Mistake("unknown_feature", {"typed": head.text, **({"feature": near} if near else {})})


def _number(token: Token) -> int | None:
    """Read the number that a token is, if it is one (``12``, ``#12``, ``n°12``)."""
    found = _NUMBER.fullmatch(token.text) if token.kind == "word" else None
    return _small(found[1], _MOST) if found else None


def _small(digits: str, most: int) -> int:
    return min(int(digits[:10]), most) if len(digits.lstrip("0")) <= 9 else most


def _answer(tokens: Sequence[Token], *, bare: bool = False) -> Answer | Mistake:
    """Read a ballot: numbers, before them another card's number and a colon, and quoted words."""
    numbers = " ".join(token.text for token in tokens if token.kind == "word").removeprefix(":")
    parted = _PARTED.fullmatch(numbers)
    picks = [part for part in _BETWEEN.split(parted[2] if parted else numbers) if part and part.casefold() not in _AND]
    others = [token for token in tokens if token.kind in ("flag", "person")]
    words = tuple(token.text for token in tokens if token.kind == "quote")
    passes = len(picks) == 1 and vocabulary.is_passing(picks[0])
    picks = [] if passes else picks
    if others or not (picks or words or passes) or not all(part.isascii() and part.isdigit() for part in picks):
        return Mistake("answer")
    return Answer(
        number=_small(parted[1], _MOST) if parted else None,
        picks=tuple(_small(part, _MOST_PICK) for part in picks),
        words=words,
        bare=bare,
        passes=passes,
    )


def _is_whole(after: Sequence[Token]) -> bool:
    """Tell whether what follows ``retex answer`` is an answer rather than the number of the card to be asked about."""
    passed = any(vocabulary.is_passing(token.text) for token in after)
    return passed or any(token.kind == "quote" or ":" in token.text for token in after)


@dataclass(frozen=True, slots=True)
class _Reading:
    """One line of one feature, its options taken out, on its way to being understood."""

    feature: str
    verbs: frozenset[str]
    typed: Typed
    found: Sorted

    def read(self) -> Line | Answer | Mistake:
        words = self.found.words
        understood = self._verb(words) if words and words[0].kind == "word" else None
        if understood is None and self.feature in vocabulary.SUBJECTS:
            understood = self._verbless_answer() or self._planned(words) or self._new(words)
        if understood is None:
            understood = self._other(words)
        return self._allowed(understood) if isinstance(understood, Line) else understood

    def _line(self, verb: str, after: int) -> Line:
        return Line(
            feature=self.feature,
            verb=verb,
            items=self.typed.items,
            options=self.found.options,
            people=self.found.people,
            rest=self.typed.text[after:].strip(),
        )

    def _start(self) -> int:
        return self.typed.tokens[0].end

    def _verb(self, words: tuple[Token, ...]) -> Line | Answer | Mistake | None:
        """Read the first word as a verb or a number; None if it is neither."""
        head, after = words[0], words[1:]
        if vocabulary.feature_of(head.text) == "help" and not after and not self.typed.items:
            return replace(self._line("", head.end), feature="help", words=(self.feature,))  # what is tried first
        verb = vocabulary.verb_of(head.text.rstrip(":"))
        if verb in self.verbs or (verb == "vote" and self.feature in vocabulary.SUBJECTS):
            return self._with_verb(str(verb), head, after)
        if self.feature not in vocabulary.SUBJECTS:
            return None
        number = _number(head)
        if number is not None and not self.typed.items:
            if not after:
                return replace(self._line("show", head.end), number=number)
            turned = vocabulary.verb_of(after[0].text) if len(after) == 1 and after[0].kind == "word" else None
            if turned in self.verbs:
                return self._mistake("number_first", after[0].text, verb=str(turned), number=str(number))
        numbers = not self.typed.items and all(_number(token) is not None for token in after)
        plain = not self.found.options or (verb is not None and bool(after))  # ``edit 4 --until …`` is no title either
        return self._near(head, after, verb) if numbers and plain else None

    def _near(self, head: Token, after: tuple[Token, ...], verb: str | None) -> Mistake | None:
        """Refuse what stands where a verb would and resembles one, or is one of another feature."""
        near = vocabulary.nearest(head.text, self.verbs, vocabulary.VERBS)
        if near:
            told = {"number": str(_number(after[0]))} if after else {}
            return self._mistake("nearest_verb", head.text, verb=near, **told)
        verbs = ", ".join(sorted(self.verbs - {"new", "", "vote"}))
        return self._mistake("unknown_verb", head.text, verbs=verbs) if verb else None

    def _with_verb(self, verb: str, head: Token, after: tuple[Token, ...]) -> Line | Answer | Mistake:
        if verb == "vote":
            return _answer([token for token in self.typed.tokens if token.start >= head.end])
        if verb == "answer" and _is_whole(after):
            answer = _answer(after)
            if isinstance(answer, Mistake):
                return self._mistake("whole_answer", self.typed.text)
            return replace(answer, feature=self.feature, options=self.found.options)
        among = after[:1] if (self.feature, verb) in vocabulary.NUMBER_FIRST else after
        numbered = next((token for token in among if _number(token) is not None), None)
        words = tuple(token for token in after if token is not numbered)
        if strays := self._strays(verb, words):
            return self._mistake("whole_answer" if verb == "answer" else "leftover", strays[0], verb=verb)
        if verb == "delete" and numbered is None:
            return self._mistake("needs_number", head.text, verb=verb)
        start = numbered.end if numbered and after[0] is numbered else head.end
        return replace(
            self._line(verb, start),
            number=_number(numbered) if numbered else None,
            words=self._canonical(words),
        )

    def _strays(self, verb: str, words: tuple[Token, ...]) -> tuple[str, ...]:
        """Return what follows a verb that has no place for it."""
        most = 0 if self.feature == "privacy" else vocabulary.WORDS_AFTER.get(verb)
        if most is None:
            return ()
        people = () if verb in vocabulary.WITH_PEOPLE else self.found.apart
        return (*(word.text for word in words[most:]), *self.typed.items, *people)

    def _canonical(self, words: tuple[Token, ...]) -> tuple[str, ...]:
        """Say the small words of settings canonically; every other word stays as typed."""
        if self.feature != "settings":
            return tuple(token.text for token in words)
        return tuple((token.kind == "word" and vocabulary.small_of(token.text)) or token.text for token in words)

    def _verbless_answer(self) -> Mistake | None:
        """Refuse ``retex 12: 4``, which a title would hardly be."""
        told = {"poll": "answer", "retex": "whole_answer", "ritual": "whole_answer"}.get(self.feature)
        after = [token for token in self.typed.tokens if token.start >= self._start()]
        if not told or self.typed.items or not _CARD.match(self.typed.text, self._start()):
            return None
        answer = _answer(after)
        choices = self.feature == "poll" and isinstance(answer, Answer) and answer.words
        return self._mistake(told, self.typed.text) if isinstance(answer, Answer) and not choices else None

    def _new(self, words: tuple[Token, ...]) -> Line | Mistake:
        """Begin a subject: its title is quoted, or is the rest of the first line up to an option or a person."""
        line = self._line("new", self._start())
        if not words:
            if self.typed.items:
                return self._mistake("no_title", self.typed.items[0])
            return line if self.found.options or self.found.people else replace(line, verb="")
        title, after = self._title(words)
        if not title:
            return self._mistake("no_title", self.typed.text)
        after = tuple(token for token in after if token.kind != "word" or not _LISTED.fullmatch(token.text))
        stray = next((token for token in after if token.kind == "word"), None)
        if stray and self.feature != "ritual":
            return self._mistake("unquoted", stray.text)
        if self.found.apart and "with" in vocabulary.options_of(self.feature, "new"):
            return self._mistake("people_apart", self.found.apart[0], option="with")
        return replace(line, title=title, words=tuple(token.text for token in after))

    def _planned(self, words: tuple[Token, ...]) -> Mistake | None:
        """Refuse ``poll ranked "Which?" "A" "B"`` and ``poll add 12 "C"``, which are no titles."""
        kinds = [token.kind == "quote" or _number(token) is not None for token in words[:2]]
        planned = self.feature == "poll" and kinds == [False, True] and vocabulary.is_planned_verb(words[0].text)
        return Mistake("not_built", {"typed": words[0].text}) if planned else None

    def _title(self, words: tuple[Token, ...]) -> tuple[str, tuple[Token, ...]]:
        if words[0].kind == "quote":
            return words[0].text, words[1:]
        # Quotes after bare words are choices, unless the choices stand in lines of their own or there are none.
        choices = self.feature == "poll" and not self.typed.items
        end = next((end for end in self.found.ends if end > words[0].start), len(self.typed.text))
        last = 0
        for position, token in enumerate(words):
            if token.line != words[0].line or token.start > end or (choices and token.kind == "quote"):
                break
            last = position
        return self.typed.text[words[0].start : words[last].end], words[last + 1 :]

    def _other(self, words: tuple[Token, ...]) -> Line | Mistake:
        """Read what begins no subject: ``help poll``, ``settings``, ``yes``."""
        line = self._line("", self._start())
        if self.feature in vocabulary.ALONE and (strays := (*(word.text for word in words), *self.found.apart)):
            return self._mistake("leftover", strays[0], verb="")
        if self.feature in ("settings", "privacy") and words:
            near = vocabulary.nearest(words[0].text, self.verbs, vocabulary.VERBS)
            known = {"verb": near} if near else {"verbs": ", ".join(sorted(self.verbs - {""}))}
            return self._mistake("unknown_verb", words[0].text, **known)
        if self.feature == "help":
            topics = ((vocabulary.topic_of(word.text) or vocabulary.verb_of(word.text) or word.text) for word in words)
            return replace(line, words=tuple(topics))
        numbered = next((token for token in words if _number(token) is not None), None)
        spoken = tuple(token.text for token in words if token is not numbered)
        return replace(line, number=_number(numbered) if numbered else None, words=spoken)

    def _allowed(self, line: Line) -> Line | Mistake:
        """Refuse an option that this feature and verb do not take."""
        for option in line.options:
            if option not in vocabulary.options_of(line.feature, line.verb):
                options = ", ".join(vocabulary.options_of(line.feature, line.verb))
                return self._mistake("misplaced_option", option, verb=line.verb, option=option, options=options)
        return line

    def _mistake(self, key: str, typed: str, **values: str) -> Mistake:
        return Mistake(key, {"typed": typed, "feature": self.feature, **values})
