"""The overview of a cycle on one day: the week, the counts, and at most three key results that need somebody."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import date, timedelta

from okr.model import Cycle
from okr.noise import WORSE
from okr.objective import counts
from okr.scorecard import Board, KeyResultCard, ObjectiveCard, SourceFreshness
from okr.words import Status

MOST_NEEDY = 3
_WEEK_DAYS = 7
_SOON = timedelta(days=14)
_DATA_TROUBLE = frozenset({Status.OUT_OF_DATE, Status.UNREADABLE, Status.CHECK_NUMBER})


def board(
    cycle: Cycle, as_of: date, objectives: Sequence[ObjectiveCard], freshness: Sequence[SourceFreshness] = ()
) -> Board:
    """Return one cycle on one day, with its objectives in the order given (keep it stable)."""
    weeks = weeks_of(cycle)
    cards = [card for objective in objectives for card in objective.cards if counts(card)]
    counted = Counter(card.status for card in cards)
    return Board(
        cycle=cycle,
        as_of=as_of,
        week=min(weeks, max(1, (as_of - cycle.start).days // _WEEK_DAYS + 1)),
        weeks=weeks,
        objectives=tuple(objectives),
        needs_you=needs_you(cards, as_of),
        counts=tuple((status, counted[status]) for status in Status if counted[status]),
        freshness=tuple(freshness),
    )


def weeks_of(cycle: Cycle) -> int:
    """Return how many weeks a cycle has: 13 for a quarter of 90 to 92 days."""
    return max(1, round(cycle.days / _WEEK_DAYS))


def needs_you(cards: Sequence[KeyResultCard], as_of: date) -> tuple[str, ...]:
    """Return the references of at most three key results that need somebody, worst first.

    In this order: newly off track, data out of date, breached guards, real moves for the worse, still off track, and
    first results or last counting starts within two weeks. Within one rank the one furthest behind comes first.
    """
    ranked = [
        (rank, -(card.weeks_behind or 0.0), place, card.key_result.ref)
        for place, card in enumerate(cards)
        if (rank := _rank(card, as_of)) is not None
    ]
    return tuple(ref for *_, ref in sorted(ranked)[:MOST_NEEDY])


def _rank(card: KeyResultCard, as_of: date) -> int | None:
    """Return how urgently a key result needs somebody, 0 first; None where it does not."""
    reasons = (
        card.status is Status.OFF_TRACK and card.newly,
        card.status in _DATA_TROUBLE,
        any(guard.kept is False for guard in card.guards),
        card.week.verdict == WORSE,
        card.status is Status.OFF_TRACK,
        card.status is Status.TOO_EARLY and _is_soon(card, as_of),
    )
    return next((rank for rank, holds in enumerate(reasons) if holds), None)


def _is_soon(card: KeyResultCard, as_of: date) -> bool:
    dates = (card.first_result, card.counts_until)
    return any(day is not None and as_of < day <= as_of + _SOON for day in dates)
