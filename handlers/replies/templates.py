"""The templates of questions that a place may use: ours, and those that its team saves, shows and deletes."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from types import MappingProxyType

from handlers.answering.own_templates import Unreadable, dumped, loaded, read
from handlers.answering.templates import BUILT_IN, Item, ItemKind, Meaning
from handlers.effects import Effect
from handlers.language.lines import quote
from handlers.language.vocabulary import (
    feature_word,
    fold,
    option_word,
    small_of,
    template_of,
    template_word,
    verb_of,
    verb_word,
)
from handlers.people.ask import Ask
from handlers.people.permissions import facilitates, refuse_facilitating
from handlers.subjects.nouns import example
from handlers.texts import Voice
from storage.records import Kind, PlaceId, PlaceKind, Template

NAME_LENGTH = 60
MOST_TEMPLATES = 50


def find(ask: Ask, place: PlaceId, name: str, ours: Sequence[str]) -> tuple[str, tuple[Item, ...]] | str:
    """Return a template's canonical name (empty for a team's own) and questions; a sentence if there is none.

    ``ours`` are those of our templates that the feature knows.
    """
    known = template_of(name)
    if known is not None and known in ours:
        return known, BUILT_IN[known](ask.voice)
    kept = ask.desk.retexes.template(place, fold(name.strip()))
    if kept is not None:
        return "", loaded(kept.items)
    names = [template_word(each, ask.voice.language) for each in ours]
    names += [each.title for each in ask.desk.retexes.templates(place)]
    return ask.voice(
        "There is no template “{typed}” here; there is {names}, for example: {example}",
        typed=name[:NAME_LENGTH],
        names=ask.voice.listed(names),
        example=f"{example(ask.voice, Kind(_feature(ask)))} {option_word('template', ask.voice.language)} {names[0]}",
    )


def template(ask: Ask, ours: Sequence[str]) -> tuple[Effect, ...]:
    """Hear ``template save "Sprint"`` with its questions, ``template list``, ``show "Sprint"``, ``delete "Sprint"``."""
    line = ask.line
    if line is None:
        return ()
    if ask.event.where.kind is PlaceKind.DIRECT:
        return ask.refuse(ask.voice("A template belongs to a place; save it and use it there."))
    verb, *names = line.words or ("list",)
    act = _ACTS.get(small_of(verb) or verb_of(verb) or "")
    if act is None or (act is not _listed and not names):
        return ask.refuse(
            ask.voice(
                "A template may be saved, listed, shown or deleted, for example: {example}\n{questions}",
                example=_saving(ask),
                questions="\n".join(example_lines(ask.voice)),
            )
        )
    return act(ask, " ".join(names).strip(), ours)


def example_lines(voice: Voice) -> tuple[str, str, str]:
    """Write three questions as they are typed, one of each kind."""
    return (
        voice("- rating: How was it?"),
        voice("- choice: Pace? slow / right / fast"),
        voice("- text: What next?"),
    )


def _saved(ask: Ask, title: str, _ours: Sequence[str]) -> tuple[Effect, ...]:
    voice, desk, place = ask.voice, ask.desk, ask.event.where.id
    if not 1 <= len(title) <= NAME_LENGTH or template_of(title) is not None:
        return ask.refuse(
            voice.many(
                "A template's name has 1 to {n} character and is none of ours, for example: {example}",
                "A template's name has 1 to {n} characters and is none of ours, for example: {example}",
                NAME_LENGTH,
                example=_saving(ask),
            )
        )
    try:
        items = read(ask.line.items if ask.line else (), voice)
    except Unreadable as why:
        return ask.refuse(str(why))
    before = desk.retexes.template(place, fold(title))
    if before is not None and not _may_change(ask, before):
        return refuse_facilitating(ask, place)
    if before is None and len(desk.retexes.templates(place)) >= MOST_TEMPLATES:
        return ask.refuse(
            voice.many(
                "A place keeps {n} template at most; delete one first.",
                "A place keeps {n} templates at most; delete one first.",
                MOST_TEMPLATES,
            )
        )
    creator = ask.event.actor.id
    desk.retexes.put_template(
        Template(place=place, name=fold(title), title=title, items=dumped(items), creator=creator)
    )
    used = f"{feature_word(_feature(ask), voice.language)} … {option_word('template', voice.language)} {title}"
    return ask.inform(
        voice.many(
            "Template “{title}” is saved with {n} question; to use it: {example}",
            "Template “{title}” is saved with {n} questions; to use it: {example}",
            len(items),
            title=title,
            example=voice.typed(used),
        )
    )


def _listed(ask: Ask, _title: str, ours: Sequence[str]) -> tuple[Effect, ...]:
    voice = ask.voice
    said = [voice("Ours: {names}", names=voice.listed([template_word(each, voice.language) for each in ours]))]
    kept = [each.title for each in ask.desk.retexes.templates(ask.event.where.id)]
    said.append(
        voice("This place's own: {names}", names=voice.listed(kept))
        if kept
        else voice("This place has none of its own.")
    )
    return ask.inform("\n".join(said))


def _shown(ask: Ask, title: str, ours: Sequence[str]) -> tuple[Effect, ...]:
    found = find(ask, ask.event.where.id, title, ours)
    if isinstance(found, str):
        return ask.refuse(found)
    name = template_word(found[0], ask.voice.language) if found[0] else title
    return ask.inform("\n".join((name, *written(found[1], ask.voice))))


def _deleted(ask: Ask, title: str, ours: Sequence[str]) -> tuple[Effect, ...]:
    place = ask.event.where.id
    kept = ask.desk.retexes.template(place, fold(title))
    if kept is None:
        found = find(ask, place, title, ours)
        return ask.refuse(found if isinstance(found, str) else ask.voice("Our own templates cannot be deleted."))
    if not _may_change(ask, kept):
        return refuse_facilitating(ask, place)
    ask.desk.retexes.drop_template(kept)
    return ask.confirm(ask.voice("Template “{title}” is deleted; what was asked with it stays.", title=kept.title))


def written(items: Sequence[Item], voice: Voice) -> tuple[str, ...]:
    """Write questions as a team types them, one a line, so that they can be copied and changed."""
    return tuple(
        voice(
            "- {kind}: {words}",
            kind=_kind(item, voice) + ("?" if item.may_pass else ""),
            words=f"{item.words} {' / '.join(item.options)}" if item.kind is ItemKind.CHOICE else item.words,
        )
        for item in items
    )


def _kind(item: Item, voice: Voice) -> str:
    """Say of which kind a question is, in the word that is typed for it."""
    match item.kind, item.meaning:
        case ItemKind.RATING, _:
            return voice.within("kind", "rating")
        case ItemKind.CHOICE, _:
            return voice.within("kind", "choice")
        case _, Meaning.PROPOSAL:
            return voice.within("kind", "proposal")
        case _, Meaning.BLOCKER:
            return voice.within("kind", "blocker")
        case _:
            return voice.within("kind", "text")


_Act = Callable[[Ask, str, Sequence[str]], tuple[Effect, ...]]
_ACTS: Mapping[str, _Act] = MappingProxyType({"save": _saved, "list": _listed, "show": _shown, "delete": _deleted})


def _may_change(ask: Ask, kept: Template) -> bool:
    return kept.creator == ask.event.actor.id or facilitates(ask, ask.event.where.id)


def _feature(ask: Ask) -> str:
    return ask.line.feature if ask.line else "retex"


def _saving(ask: Ask) -> str:
    """Write how one is saved, as it is typed here."""
    spoken = ask.voice.language
    words = (feature_word(_feature(ask), spoken), verb_word("template", spoken), verb_word("save", spoken))
    return ask.voice.typed(" ".join((*words, quote("Sprint"))))
