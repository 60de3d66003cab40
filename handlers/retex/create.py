"""A retex begins: typed in one line, filled in as a form, or as the repetition of an earlier one."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from handlers.answering.own_templates import dumped
from handlers.answering.templates import FOR_RETEX, Item, axis_item, transformation
from handlers.effects import Answer, Effect, Show
from handlers.events import Submit
from handlers.language.lines import quote
from handlers.language.vocabulary import verb_word
from handlers.people.ask import Ask
from handlers.people.permissions import belongs
from handlers.people.voices import of_place
from handlers.replies import templates
from handlers.reporting.terms import shortened
from handlers.retex.forms import NEW, new_form
from handlers.retex.wish import NONE, OWN, TRANSFORMATION, Wish, Words, axes_named, read_axes, understand
from handlers.subjects.begin import Guests, guests, refuse_beginning, said_back, write_down
from handlers.subjects.elsewhere import elsewhere
from handlers.subjects.wish import Trouble, tidy
from handlers.subjects.words import command
from handlers.texts import Voice
from storage.records import Kind, PlaceId, PlaceKind, Retex, Subject

HOT = "hot"
SHOWN = 40  # characters of what was typed that a refusal gives back


def new(ask: Ask) -> tuple[Effect, ...]:
    """Ask as typed; with options and no title, open the form with these options in it."""
    line = ask.line
    if line is None:
        return ()
    if ask.event.where.kind is PlaceKind.DIRECT:
        return elsewhere(ask)
    if line.title is None and not {"with", "remind", "axes", "template"} & line.options.keys():
        secrecy = "2" if "anonymous" in line.options else ""
        return _open(ask, {"secrecy": secrecy, "until": line.options.get("until") or ""})
    axes = line.options.get("axes") or ""
    stray = (*(() if axes else line.words), *line.items)
    if stray:
        return ask.refuse(_only_a_title(stray[0], ask.voice))
    words = Words(
        title=tidy(line.title or ""),
        template=line.options.get("template") or "",
        anonymous="anonymous" in line.options,
        until=line.options.get("until") or "",
        remind=line.options.get("remind") or "",
        axes=" ".join(map(quote, (axes, *line.words))) if line.words else axes,
    )
    who = guests(ask)
    begun = who if isinstance(who, Trouble) else _begin(ask, words, who, ask.event.where.id)
    return ask.refuse(begun.reason) if isinstance(begun, Trouble) else begun


def _only_a_title(stray: str, voice: Voice) -> str:
    """Refuse what looks like an answer or a question of one's own behind a title."""
    return voice(
        "A retex begins with its title and options alone, and “{typed}” is neither; questions of your own are saved "
        "first: {example}",
        typed=shortened(stray, SHOWN),
        example=command(voice, Kind.RETEX, "template", verb_word("save", voice.language), quote("Sprint")),
    )


def form(ask: Ask) -> tuple[Effect, ...]:
    """Open the form of a new retex: what ``retex`` alone does."""
    return elsewhere(ask) if ask.event.where.kind is PlaceKind.DIRECT else _open(ask, {})


def submitted(ask: Ask) -> tuple[Effect, ...]:
    """Ask as filled in; what is wrong is said beside its field."""
    event = ask.event
    if not isinstance(event, Submit):
        return ()
    place = PlaceId(event.form.removeprefix(NEW).removeprefix(":")) or event.where.id
    if not belongs(ask, place):
        return ask.refuse(ask.voice("You are no longer a member of the place where this retex was to be asked."))
    begun = _begin(ask, _written(ask, event.values, place), Guests(None), place)
    return (Answer(errors={begun.field: begun.reason}),) if isinstance(begun, Trouble) else begun


def _written(ask: Ask, values: Mapping[str, str | tuple[int, ...]], place: PlaceId) -> Words:
    def text(name: str) -> str:
        value = values.get(name, "")
        return value if isinstance(value, str) else ""

    kept = (each.title for each in ask.desk.retexes.templates(place))
    names, picks = (*FOR_RETEX, *kept), values.get("template", ())
    picked = picks[0] if isinstance(picks, tuple) and picks else 0
    return Words(
        title=tidy(text("title")),
        template=names[picked - 1] if 1 <= picked <= len(names) else "",
        anonymous=values.get("secrecy") == (2,),
        until=text("until").strip(),
    )


def _open(ask: Ask, filled: Mapping[str, str]) -> tuple[Effect, ...]:
    event = ask.event
    kept = tuple(each.title for each in ask.desk.retexes.templates(event.where.id))
    return ask.open(new_form(event.where.id, kept, ask.voice, filled))


def _begin(ask: Ask, words: Words, who: Guests, place: PlaceId) -> tuple[Effect, ...] | Trouble:
    wish = understand(words, ask.voice, ask.now)
    if isinstance(wish, Trouble):
        return wish
    found = templates.find(ask, place, words.template or HOT, FOR_RETEX)
    if isinstance(found, str):
        return Trouble("template", found)
    template, _ = found
    axes = _axes(ask, words, template, place)
    if isinstance(axes, Trouble):
        return axes
    kind, item = axes
    placed = replace(ask, voice=of_place(ask.desk, place, ask.house))  # the card speaks its place's language
    again = templates.find(placed, place, words.template or HOT, FOR_RETEX)
    items = () if isinstance(again, str) else again[1]
    retex = Retex(subject=0, template=template, items=dumped((*items, *item)), axes=kind)
    return ask_people(ask, wish, who, place, retex)


def _axes(ask: Ask, words: Words, template: str, place: PlaceId) -> tuple[str, tuple[Item, ...]] | Trouble:
    """Choose the axes: as asked; else the place's own or those of transformation in *hot*, and none elsewhere."""
    kept, room = ask.desk.place(place), of_place(ask.desk, place, ask.house)
    named = axes_named(words.axes) if words.axes else None
    if named == NONE or (not words.axes and template != HOT):
        return NONE, ()
    if named == TRANSFORMATION or (not words.axes and not (kept and kept.axes)):
        return TRANSFORMATION, (axis_item(transformation(room), room),)
    example = ask.voice('--axes "tools" "people"')
    axes = read_axes(words.axes, example, ask.voice) if words.axes else kept.axes if kept else ()
    return axes if isinstance(axes, Trouble) else (OWN, (axis_item(axes, room),))


def ask_people(ask: Ask, wish: Wish, who: Guests, place: PlaceId, retex: Retex) -> tuple[Effect, ...]:
    """Write a retex down and show its card."""
    no = refuse_beginning(ask, place, who, reminding=wish.remind_at is not None)
    if no:
        return no
    subject = Subject(
        number=ask.desk.next_number(),
        kind=Kind.RETEX,
        title=wish.words.title,
        creator=ask.event.actor.id,
        place=place,
        opened_at=ask.now,
        anonymous=wish.words.anonymous,
        restricted=who.people is not None,
        closes_at=wish.closes_at,
        remind_at=wish.remind_at,
    )
    write_down(ask, subject, who)
    ask.desk.retexes.put(replace(retex, subject=subject.number))
    return (Show(subject=subject.number, place=place), *said_back(ask, subject))
