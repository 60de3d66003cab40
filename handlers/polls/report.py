"""What polls tell a summary: participation, and how the answers spread, where that may be shown."""

from __future__ import annotations

from collections.abc import Sequence

from handlers.polls.facts import count, numbers_shown
from handlers.reporting.parts import Asked, Found, Part, Span, Withheld
from handlers.texts import Voice
from storage.reads import Snapshot
from storage.records import Result, Status, Subject


def report(snapshot: Snapshot, subjects: Sequence[Subject], span: Span, _voice: Voice) -> Found:
    """Report the polls that closed in the span and, if it reaches to now, those that are open."""
    meant = [poll for poll in subjects if span.meets(poll.opened_at, poll.closed_at)]
    numbers = [poll.number for poll in meant]
    open_ones = [poll.number for poll in meant if poll.status is Status.OPEN]
    tallies, invited = snapshot.sums.tallies(open_ones), snapshot.sums.invited(open_ones)
    results = snapshot.sums.results(numbers)
    return Found(
        parts=tuple(
            running(poll, tallies.get(poll.number, {}), invited.get(poll.number))
            if poll.status is Status.OPEN
            else frozen(poll, results[poll.number])
            for poll in meant
            if poll.status is Status.OPEN or poll.number in results
        )
    )


def running(poll: Subject, tally: dict[int, int], invited: int | None) -> Part:
    """Report an open poll as it stands."""
    return _part(poll, answered=sum(tally.values()), invited=invited, counts=count(poll, tally))


def frozen(poll: Subject, result: Result) -> Part:
    """Report a closed poll as its last close wrote it."""
    return _part(poll, answered=result.answered, invited=result.invited, counts=result.counts or ())


def _part(poll: Subject, *, answered: int, invited: int | None, counts: tuple[int, ...]) -> Part:
    shown = numbers_shown(poll, answered)
    why = None if shown else Withheld.HIDDEN if poll.status is Status.OPEN else Withheld.FEW
    asked = Asked(
        labels=poll.options, counts=counts if shown else (), answered=answered, multi=poll.multi, withheld=why
    )
    return Part(
        kind=poll.kind,
        number=poll.number,
        title=poll.title,
        at=poll.closed_at or poll.opened_at,
        open=poll.status is Status.OPEN,
        answered=answered,
        invited=invited,
        anonymous=poll.anonymous,
        asked=(asked,),
    )
