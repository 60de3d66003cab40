"""``help``: made from the table of routes, so that it shows what is built and nothing else."""

from __future__ import annotations

from collections.abc import Sequence

from handlers.effects import Effect
from handlers.language.vocabulary import feature_word
from handlers.people.ask import Ask
from handlers.people.route import Route
from handlers.texts import Voice

_BEGINS = frozenset({"new", ""})  # a verb of another feature's (``settings axes``) gives it no earlier place


def answer(ask: Ask, routes: Sequence[Route]) -> tuple[Effect, ...]:
    """List one example a feature or, with words (``help poll``, ``help poll close``), all that bears them."""
    topics = ask.line.words if ask.line else ()
    if not topics:
        return ask.inform(_overview(ask.voice, routes))
    found = [route for route in routes if route.feature == topics[0]] or [
        route for route in routes if route.verb == topics[0]
    ]
    found = [route for route in found if route.verb in topics[1:]] or found
    if not found:
        features = [feature_word(name, ask.voice.language) for name in _features(routes)]
        return ask.refuse(
            ask.voice(
                "There is no help about “{typed}”; there is about {features}, for example: {example}",
                typed=topics[0][:40],
                features=ask.voice.listed(features, style="or"),
                example=ask.voice.typed(f"{feature_word('help', ask.voice.language)} {features[0]}"),
            )
        )
    return ask.inform("\n".join(_line(ask.voice, route) for route in found))


def _overview(voice: Voice, routes: Sequence[Route]) -> str:
    """One line a feature: what begins it, or is asked by its word alone."""
    first = {route.feature: route for route in reversed(routes) if route.verb in _BEGINS}
    deeper = voice.typed(f"{feature_word('help', voice.language)} {_subject_word(voice, routes)}")
    more = voice("More: {example}", example=deeper)
    return "\n".join((*(_line(voice, first[name]) for name in _features(routes)), more))


def _features(routes: Sequence[Route]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(route.feature for route in routes if route.verb in _BEGINS))


def _subject_word(voice: Voice, routes: Sequence[Route]) -> str:
    return feature_word(routes[0].feature, voice.language)


def _line(voice: Voice, route: Route) -> str:
    meaning = voice(route.help, prefix=voice.prefix)
    return voice("{example} — {meaning}", example=voice.typed(route.shown(voice.language)), meaning=meaning)
