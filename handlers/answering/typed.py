"""An answer typed in one line: ``4 "Great energy"``, ``"Great energy"``, ``4 2 "…" "…"``, ``pass``. Pure.

Numbers answer the ratings, then the choices, in order. Quoted words answer the questions in words, in order: from the
first where a number begins the line, else from the first that has no words of this person's yet.
"""

from __future__ import annotations

from collections.abc import Mapping

from handlers.answering.answers import Unfit
from handlers.answering.questionnaire import Questionnaire
from handlers.answering.questions import Values
from handlers.answering.templates import WORD, Item, Meaning
from handlers.language.grammar import Answer
from handlers.language.lines import quote
from handlers.language.vocabulary import feature_word, passing_word, verb_word
from handlers.texts import Voice
from storage.records import Reply


def fits(asked: Questionnaire, typed: Answer) -> bool:
    """Tell whether an answer could be one to these questions: what an open card "takes"."""
    numbered, picks = asked.numbered, typed.picks
    return (
        (not typed.passes or _may_pass(asked))
        and len(picks) <= len(numbered)
        and len(typed.words) <= len(asked.worded)
        and all(1 <= pick <= item.most for pick, item in zip(picks, numbered, strict=False))
    )


def read_typed(asked: Questionnaire, typed: Answer, mine: Mapping[str, Reply], voice: Voice) -> Values | Unfit:
    """Say which question each part of the answer is for, or why it fits none."""
    numbered, picks = asked.numbered, typed.picks
    if len(picks) > len(numbered):
        return Unfit(_too_many_numbers(asked, voice))
    if typed.passes and not _may_pass(asked):
        return Unfit(voice("No number may be passed over here; an answer: {example}", example=example(asked, voice)))
    given: dict[str, str | tuple[int, ...]] = {item.id: (pick,) for item, pick in zip(numbered, picks, strict=False)}
    if typed.passes:
        given[numbered[0].id] = ()
    waiting = asked.worded if picks or typed.passes else _without_words(asked, mine)
    if len(typed.words) > len(waiting):
        return Unfit(_too_many_words(asked, waiting, voice))
    given.update((item.id, words) for item, words in zip(waiting, typed.words, strict=False))
    return given


def _without_words(asked: Questionnaire, mine: Mapping[str, Reply]) -> tuple[Item, ...]:
    return tuple(item for item in asked.worded if item.id not in mine)


def _may_pass(asked: Questionnaire) -> bool:
    return bool(asked.numbered) and asked.numbered[0].may_pass


def example(asked: Questionnaire, voice: Voice) -> str:
    """Write an answer to these questions as it is typed: ``retex answer 12: 4 "Great energy"``."""
    picks = (str(min(4, asked.numbered[0].most)),) if asked.numbered else ()
    words = (quote(_sample(asked.worded[0], voice)),) if asked.worded else ()
    return f"{command(asked, voice)}: {' '.join((*picks, *words))}"


def _sample(item: Item, voice: Voice) -> str:
    """Write words that answer a question of this kind."""
    if item.id == WORD:
        return voice("calm")
    match item.meaning:
        case Meaning.KEEP:
            return voice("Great energy")
        case Meaning.PROPOSAL:
            return voice("A shorter agenda")
        case _:
            return voice("A few words")


def command(asked: Questionnaire, voice: Voice) -> str:
    """Write the command that opens all the questions: ``retex answer 12``."""
    subject, language = asked.subject, voice.language
    return voice.typed(f"{feature_word(subject.kind, language)} {verb_word('answer', language)} {subject.number}")


def passed_over(asked: Questionnaire, voice: Voice) -> str:
    """Write how the first number is passed over, as it is typed: ``retex answer 12: pass``."""
    return f"{command(asked, voice)}: {passing_word(voice.language)}"


def _too_many_numbers(asked: Questionnaire, voice: Voice) -> str:
    shown = example(asked, voice)
    if not asked.numbered:
        return voice(
            "No question here is answered with a number; put your words between quotes: {example}", example=shown
        )
    return voice.many(
        "{n} number at most answers here, then words between quotes, for example: {example}",
        "{n} numbers at most answer here, then words between quotes, for example: {example}",
        len(asked.numbered),
        example=shown,
    )


def _too_many_words(asked: Questionnaire, waiting: tuple[Item, ...], voice: Voice) -> str:
    if asked.worded and not waiting:
        return voice("Every question has your words already; to change them: {command}", command=command(asked, voice))
    if not waiting:
        return voice(
            "No question here is answered in words, only with numbers, for example: {example}",
            example=example(asked, voice),
        )
    return voice.many(
        "Only {n} question here still waits for words; all of them at once: {command}",
        "Only {n} questions here still wait for words; all of them at once: {command}",
        len(waiting),
        command=command(asked, voice),
    )
