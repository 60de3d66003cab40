"""The table to read first: what was heard -> who handles it. Help and the grammar's lexicon are made from it.

A typed line is, in this order: the answer to one's open dialogue here; a ballot; a command. While a dialogue is open,
a line leaves it waiting and is run as a command only if it is a whole one: a built feature with a verb, a number or a
quoted title, a ballot that says ``vote``, or ``help``. Everything else that is said is the dialogue's.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from types import MappingProxyType

from handlers.actions import table as actions
from handlers.answering import dialogue
from handlers.effects import Answer as FormAnswer
from handlers.effects import Effect, Tell, refused
from handlers.events import Back, Begin, Came, Command, Event, Gone, Joined, Left, Press, Submit, Unsure, number_in
from handlers.language import grammar
from handlers.language.vocabulary import dialogue_word, feature_word
from handlers.people import help as help_page
from handlers.people import home, presence, questions
from handlers.people import table as people
from handlers.people.ask import Ask, Handler, Reader
from handlers.people.house import House
from handlers.people.limits import Limiter, Pace
from handlers.people.permissions import unknown
from handlers.people.questions import Confirmed
from handlers.people.route import Route
from handlers.polls import table as polls
from handlers.retex import table as retex
from handlers.rituals import table as rituals
from handlers.subjects.answering import Hearer
from handlers.subjects.delete import QUESTION, deleted
from handlers.subjects.feature import DueHandler, Feature, Ticked
from handlers.subjects.places import card_refused
from handlers.subjects.show import again, unsure
from handlers.summaries import table as summaries
from handlers.texts import Voice
from handlers.views import Card, File, Note
from storage.batch import Wants
from storage.desk import Desk
from storage.reads import Snapshot
from storage.records import Draft, Kind, Language, Person, Place, PlaceId, PlaceKind, platform_of


def _help(ask: Ask) -> tuple[Effect, ...]:
    return help_page.answer(ask, ROUTES)


def _yes(ask: Ask) -> tuple[Effect, ...]:
    return questions.settle(ask, CONFIRMED, yes=True)


def _no(ask: Ask) -> tuple[Effect, ...]:
    return questions.settle(ask, CONFIRMED, yes=False)


def _home(ask: Ask) -> tuple[Effect, ...]:
    return home.home(ask, MINE)


SUBJECTS: tuple[Feature, ...] = (polls.FEATURE, retex.FEATURE, actions.feature((retex.FEATURE,)), rituals.FEATURE)
FEATURES: tuple[Feature, ...] = (*SUBJECTS, summaries.feature(SUBJECTS))
OF_KIND: Mapping[Kind, Feature] = MappingProxyType({each.kind: each for each in FEATURES if each.kind})

_AT_HOME = (Kind.POLL, Kind.RETEX, Kind.RITUAL, Kind.ACTION)  # in which order ``home`` speaks
MINE: tuple[home.MineOf, ...] = tuple(mine for kind in _AT_HOME if (mine := OF_KIND[kind].mine))

_HEARER = Hearer({kind: feature.answers for kind, feature in OF_KIND.items() if feature.answers})
_WORDS = {kind: feature.words for kind, feature in OF_KIND.items() if feature.words}
_SHORTCUTS = {name: handler for feature in FEATURES for name, handler in feature.shortcuts.items()}
_OFFERED = {name: handler for feature in FEATURES for name, handler in feature.offered.items()}
_FORMS = {name: handler for feature in FEATURES for name, handler in feature.forms.items()}
_OVER = {name: why for feature in FEATURES for name, why in feature.over.items()}

ROUTES: tuple[Route, ...] = (
    *(route for feature in FEATURES for route in feature.routes),
    Route("vote", "", _HEARER, "vote 1", "voter 1", "answer the open poll; “{prefix}vote 12: 1 3” answers number 12"),
    Route(
        "home", "", _home, "home", "accueil", "what waits for your answer, your rituals, your actions, your settings"
    ),
    *people.ROUTES,
    Route("help", "", _help, "help poll", "aide sondage", "what may be asked, with examples"),
    Route("yes", "", _yes, "yes", "oui", "yes to the question that waits"),
    Route("no", "", _no, "no", "non", "no to the question that waits"),
)
CONFIRMED: Mapping[str, Confirmed] = MappingProxyType(
    {QUESTION: deleted, **people.CONFIRMED, **{name: each for one in FEATURES for name, each in one.confirmed.items()}}
)
READERS: Mapping[str, Reader] = MappingProxyType(
    {**people.READERS, **{query: reader for feature in FEATURES for query, reader in feature.readers.items()}}
)

Understood = grammar.Line | grammar.Answer | grammar.Mistake

_HANDLERS: Mapping[tuple[str, str], Handler] = {(route.feature, route.verb): route.handler for route in ROUTES}


def lexicon() -> grammar.Lexicon:
    """Return what is built, for the grammar and its nearest-verb suggestions."""
    features: dict[str, frozenset[str]] = {}
    for route in ROUTES:
        features[route.feature] = features.get(route.feature, frozenset()) | {route.verb}
    return grammar.Lexicon(features)


_LEXICON = lexicon()


class Judge:
    """Decides for one installation. It holds nothing but the house, the pace of its people, and voices made once."""

    def __init__(self, house: House) -> None:
        self.house = house
        self._limiter = Limiter(house.limits.commands)
        self._voices: dict[tuple[Language, str, str], Voice] = {}

    def decide(self, event: Event | Gone | Unsure | Back | Came, desk: Desk, now: datetime) -> tuple[Effect, ...]:
        """Decide one event on a desk; expected refusals are effects, only surprises are raised."""
        if isinstance(event, Press):
            return self._done(event, desk, now)
        if isinstance(event, Came):
            return self._due(event, desk, now)
        if isinstance(event, Gone | Unsure):
            return self._unsaid(event, desk, now)
        if isinstance(event, Back):
            return presence.back(event, desk)
        if isinstance(event, Left):
            return presence.leave(event, desk)
        return self._done(event, desk, now)

    def _unsaid(self, event: Gone | Unsure, desk: Desk, now: datetime) -> tuple[Effect, ...]:
        """Decide what comes of a card or words that could not be posted, or perhaps were."""
        if isinstance(event, Unsure):
            return unsure(event, desk, self.house)
        refusal = card_refused(event, desk, now, self.house, words=_WORDS)
        return (*refusal, *presence.gone(event, desk, self.house))

    def want(self, event: Event, wants: Wants) -> None:
        """Add to ``wants`` what deciding an event is sure to read, so that a batch is loaded set-wise."""
        person, where = event.actor.id, event.where
        wants.people.add(person)
        wants.places.add(where.id)
        if where.kind is PlaceKind.ROOM:
            wants.memberships.add((where.id, person))
        number = _named(event)
        if number:
            wants.subjects.add(number)
            wants.voters.add((number, person))
        if not isinstance(event, Press) or event.token:
            wants.drafts.add((person, where.id))

    def wants(self, event: Event) -> Wants:
        """Return what deciding an event is sure to read."""
        wants = Wants()
        self.want(event, wants)
        return wants

    def draw(self, snapshot: Snapshot, number: int, place: PlaceId, part: str = "") -> Card | None:
        """Draw a subject, or a part of it, as a place sees it; None when there is nothing to show."""
        subject = snapshot.subject(number)
        feature = OF_KIND.get(subject.kind) if subject else None
        if feature is None:
            return None
        if part:
            return feature.part(snapshot, number, place, self.house, part) if feature.part else None
        return feature.card(snapshot, number, place, self.house) if feature.card else None

    def read(self, snapshot: Snapshot, tell: Tell) -> Note | File | None:
        """Compute a long read, off the clerk."""
        return READERS[tell.query](snapshot, tell, self.house)

    def tick(self, desk: Desk, now: datetime) -> tuple[Ticked, ...]:
        """Do what features keep track of themselves and is due at ``now``."""
        done = (feature.tick(desk, now, self.house) for feature in FEATURES if feature.tick)
        return tuple(each for each in done if each is not None)

    def _due(self, came: Came, desk: Desk, now: datetime) -> tuple[Effect, ...]:
        subject = desk.subject(came.subject)
        feature = OF_KIND.get(subject.kind) if subject else None
        due: DueHandler | None = feature.dues.get(came.kind) if feature else None
        return due(came, desk, now, self.house) if due else ()

    def _done(self, event: Event, desk: Desk, now: datetime) -> tuple[Effect, ...]:
        person, place, effects = presence.notice(event, desk)
        ask = Ask(event=event, desk=desk, now=now, house=self.house, voice=self._voice(event, person, place))
        if isinstance(event, Press):
            said = _pressed(ask, event)
        elif isinstance(event, Command):
            said = self._typed(ask, event)
        elif isinstance(event, Submit):
            said = _submitted(ask, event.form)
        elif isinstance(event, Begin):
            said = _begun(ask, event)
        else:
            said = ()  # Joined: being noticed is all
        return (*effects, *said) if effects else said

    def _voice(self, event: Event, person: Person, place: Place) -> Voice:
        """Return a reader's voice, as ``handlers.people.voices.of_reader`` chooses it, made once."""
        actor, house = event.actor, self.house
        key = (
            person.language or actor.locale or place.language or house.language,
            person.zone or actor.zone or place.zone or house.zone,
            house.prefix.get(platform_of(place.id), "") if place.kind is PlaceKind.ROOM else "",
        )
        return self._voices.get(key) or self._voices.setdefault(key, Voice(*key))

    def _typed(self, ask: Ask, event: Command) -> tuple[Effect, ...]:
        understood = grammar.parse(event.text, _LEXICON, bare=event.bare or event.thread is not None)
        threaded = self._threaded(ask, event, understood) if event.thread else None
        if threaded is not None or event.overheard:
            return threaded or ()
        draft = ask.desk.draft(event.actor.id, event.where.id)
        if event.edits and draft is None:
            return ()  # it was heard already
        if draft is not None and (event.edits or not (_leaves(understood) or _is_explicit(event, understood))):
            return self._continued(ask, draft, event, understood)
        return self._commanded(ask, event, understood)

    def _threaded(self, ask: Ask, event: Command, understood: Understood) -> tuple[Effect, ...] | None:
        """Hear what is said in the thread of a card that takes words, unless it is a whole command; else None."""
        if _leaves(understood) and not event.overheard:
            return None
        if isinstance(understood, grammar.Answer) and understood.number is None:
            subject = _HEARER.of_thread(ask)
            return _HEARER(replace(ask, typed=replace(understood, number=subject.number))) if subject else None
        return _HEARER.in_thread(ask, event.text)

    def _continued(self, ask: Ask, draft: Draft, event: Command, understood: Understood) -> tuple[Effect, ...]:
        """Hear a line while a dialogue or question waits; an answer to the dialogue beneath lets the question fall."""
        if draft.form == questions.FORM:
            if isinstance(understood, grammar.Line) and understood.feature in ("yes", "no"):
                return _HANDLERS[understood.feature, ""](ask)
            if dialogue_word(event.text) == "cancel":
                return _no(ask)
            beneath = questions.fall(ask) if questions.covers(draft) else None
            if beneath is None:
                return self._commanded(ask, event, understood)
            draft = beneath
        return _answered(ask, draft, event)

    def _commanded(self, ask: Ask, event: Command, understood: Understood) -> tuple[Effect, ...]:
        if isinstance(understood, grammar.Answer):
            return _HEARER(replace(ask, typed=understood))
        if event.limited:
            pace = self._limiter.pace(event.actor.id, event.id, ask.now)
            if pace is not Pace.HEARD:
                return () if pace is Pace.SILENT else ask.refuse(_too_many(ask))
        if isinstance(understood, grammar.Mistake):
            return ask.refuse(grammar.explain(understood, ask.voice))
        return _HANDLERS[understood.feature, understood.verb](replace(ask, line=understood))


def _named(event: Event) -> int:
    """Return the number that an event plainly names, or 0; a glance, since the grammar reads it properly later."""
    if isinstance(event, Press):
        return event.subject
    if isinstance(event, Command):
        head, colon, _ = event.text.partition(":")
        word = head.rsplit(None, 1)[-1] if colon and head.strip() else ""
    else:
        word = event.form.rpartition(":")[2] if isinstance(event, Submit) else ""
    return number_in(word)


def _too_many(ask: Ask) -> str:
    return ask.voice.many(
        "That is more than {n} command in a minute; please wait a moment. Your answers still count.",
        "That is more than {n} commands in a minute; please wait a moment. Your answers still count.",
        ask.house.limits.commands,
    )


def _leaves(understood: Understood) -> bool:
    """Tell whether a line said in an open dialogue is a whole command (see the top of this file)."""
    if isinstance(understood, grammar.Answer):
        return not understood.bare
    if isinstance(understood, grammar.Mistake) or understood.feature in ("yes", "no"):
        return False
    if understood.verb == "new":
        return understood.title is not None and not understood.rest.startswith(understood.title[:1])
    return understood.feature == "help" or understood.verb != "" or understood.number is not None


def _is_explicit(event: Command, understood: Understood) -> bool:
    """Tell whether a line was typed with the platform's prefix, and does not steer the dialogue by it."""
    steers = isinstance(understood, grammar.Line) and understood.feature in ("yes", "no")
    return event.explicit and not steers and dialogue_word(event.text) is None


def _pressed(ask: Ask, event: Press) -> tuple[Effect, ...]:
    if event.action == "again":
        return again(ask)
    if event.action in ("yes", "no"):
        return questions.settle(ask, CONFIRMED, yes=event.action == "yes", token=event.token)
    if not event.subject and event.action in _SHORTCUTS:
        return _SHORTCUTS[event.action](ask)
    subject = ask.desk.subject(event.subject)
    feature = OF_KIND.get(subject.kind) if subject else None
    handler = (feature.presses.get(event.action) or _OFFERED.get(event.action)) if feature else None
    if handler is not None:
        return handler(ask)
    if event.subject and feature is None:
        return unknown(ask, event.subject)
    return ask.refuse(
        ask.voice(
            "This button does nothing in this version; “{help}” lists what can be asked.",
            help=ask.voice.typed(feature_word("help", ask.voice.language)),
        )
    )


def _begun(ask: Ask, event: Begin) -> tuple[Effect, ...]:
    """Begin a dialogue here for a form that was asked for in a room."""
    person, place = event.actor.id, event.where.id
    return dialogue.begin(ask.desk, person, place, event.form, voice=ask.voice, now=ask.now)


def _submitted(ask: Ask, form: str) -> tuple[Effect, ...]:
    """Hand a whole form to the handler of the longest prefix of its id; whoever sends it may have left since."""
    where = ask.event.where
    if where.kind is PlaceKind.ROOM and not ask.desk.is_member(where.id, ask.event.actor.id):
        return ask.refuse(
            ask.voice("You are no longer a member of {place}, so nothing was written down.", place=where.name)
        )
    name = form
    while name not in _FORMS:
        name, cut, _ = name.rpartition(":")
        if not cut:
            return ask.refuse(ask.voice("This form is no longer in use; please begin again."))
    return _FORMS[name](ask)


def _answered(ask: Ask, draft: Draft, event: Command) -> tuple[Effect, ...]:
    """Hear a line of an open dialogue; after the last question the whole form is submitted.

    What is no longer asked is said at the next line, not after the last: the questions left would be answered in vain.
    """
    over = next((why(ask, draft.form) for name, why in _OVER.items() if draft.form.startswith(f"{name}:")), ())
    if over and not event.edits:
        after = dialogue.end(ask.desk, draft, voice=ask.voice, now=ask.now, message=event.message)
        return (*over, *after)
    heard = dialogue.step(
        ask.desk, draft, event.text, voice=ask.voice, now=ask.now, message=event.message, edits=event.edits
    )
    if heard.values is None:
        return heard.effects
    submit = Submit(
        id=event.id,
        at=event.at,
        actor=event.actor,
        where=event.where,
        message=event.message,
        form=heard.form,
        values=heard.values,
    )
    effects = _submitted(replace(ask, event=submit), heard.form)
    errors = {name: why for effect in effects if isinstance(effect, FormAnswer) for name, why in effect.errors.items()}
    if errors:
        return dialogue.again(
            ask.desk, draft, heard.values, errors, voice=ask.voice, now=ask.now, message=event.message
        )
    said = tuple(effect for effect in effects if not isinstance(effect, FormAnswer))
    return (*said, *heard.after) if refused(said) else (*heard.effects, *said, *heard.after)


__all__ = ["CONFIRMED", "READERS", "ROUTES", "Joined", "Judge", "lexicon"]
