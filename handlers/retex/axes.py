"""``settings axes "tools" "people"``: a place's own axes, by which the proposals of its retexes are sorted."""

from __future__ import annotations

from dataclasses import replace

from handlers.effects import Effect
from handlers.language.lines import quote
from handlers.people.ask import Ask
from handlers.people.permissions import facilitates, refuse_facilitating
from handlers.retex.wish import axes_named, read_axes
from handlers.subjects.wish import Trouble
from storage.records import PlaceKind


def axes(ask: Ask) -> tuple[Effect, ...]:
    """Show, set, or (with ``none``) forget a place's own axes."""
    here, voice = ask.event.where, ask.voice
    place = ask.desk.place(here.id)
    if here.kind is PlaceKind.DIRECT or place is None:
        return ask.refuse(voice("Axes belong to a place; set them there."))
    words = ask.line.words if ask.line else ()
    if not words:
        said = voice.listed(list(place.axes)) if place.axes else voice("those of transformation")
        return ask.inform(voice("axes: {axes}", axes=said))
    if not facilitates(ask, here.id):
        return refuse_facilitating(ask, here.id)
    if axes_named(" ".join(words)) is not None:
        ask.desk.put_place(replace(place, axes=()))
        return ask.confirm(voice("axes: {axes}", axes=voice("those of transformation")))
    found = read_axes(" ".join(map(quote, words)), voice.typed(voice('settings axes "tools" "people"')), voice)
    if isinstance(found, Trouble):
        return ask.refuse(found.reason)
    ask.desk.put_place(replace(place, axes=found))
    return ask.confirm(voice("axes: {axes}", axes=voice.listed(list(found))))
