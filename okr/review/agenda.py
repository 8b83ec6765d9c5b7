"""The agenda of a review, computed: what was promised, at most five items worst first, the others, the decisions.

What is talked about is not a matter of taste: newly off track, data that cannot be trusted, broken guards, blockers
that grow old, real moves, and what is still off track. Everything else stands on one screen.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import IntEnum

from okr.noise import BETTER, CHANGED, WORSE
from okr.scorecard import KeyResultCard
from okr.words import Status

MOST_ITEMS = 5
AGEING_DAYS = 7
MINUTES = 25
_DATA_TROUBLE = frozenset({Status.OUT_OF_DATE, Status.UNREADABLE, Status.CHECK_NUMBER, Status.NO_DATA})


class Reason(IntEnum):
    """Why something needs talking about; the lower, the worse."""

    NEWLY_OFF = 0
    DATA = 1
    GUARD = 2
    BLOCKED = 3
    WORSE = 4
    BETTER = 5
    STILL_OFF = 6


WORDS: dict[Reason, str] = {
    Reason.NEWLY_OFF: "newly off track",
    Reason.DATA: "the data cannot be trusted",
    Reason.GUARD: "a guard is broken",
    Reason.BLOCKED: "a blocker grows old",
    Reason.WORSE: "a real change for the worse",
    Reason.BETTER: "a real change for the better",
    Reason.STILL_OFF: "still off track",
}


@dataclass(frozen=True)
class Standing:
    """What the agenda looks at of a key result.

    Attributes:
        ref: Its reference.
        status: As computed.
        before: Its status at the last review; None where there was none, or it was not there.
        newly: Whether the status changed within the last review period.
        guard_broken: Whether a guard on it is broken.
        blocked_days: For how long its oldest blocker has been in the way; 0 without any.
        verdict: What the week's move is.
        weeks_behind: Weeks of plan; None where not judged.
    """

    ref: str
    status: Status
    before: Status | None = None
    newly: bool = False
    guard_broken: bool = False
    blocked_days: int = 0
    verdict: str = ""
    weeks_behind: float | None = None


@dataclass(frozen=True)
class Item:
    """A key result that needs talking about, and why."""

    ref: str
    reason: Reason


@dataclass(frozen=True)
class Agenda:
    """What a review talks about, in order: ``items`` one at a time, then ``others`` (references) on one screen."""

    items: tuple[Item, ...]
    others: tuple[str, ...]


def agenda(standings: Sequence[Standing]) -> Agenda:
    """Return the agenda for key results in a stable order: every one of them once, at most five as items."""
    ranked = sorted(
        (reason, -_extent(standing, reason), place, standing.ref)
        for place, standing in enumerate(standings)
        if (reason := reason_of(standing)) is not None
    )
    items = tuple(Item(ref, reason) for reason, _, _, ref in ranked[:MOST_ITEMS])
    chosen = {item.ref for item in items}
    return Agenda(items, tuple(standing.ref for standing in standings if standing.ref not in chosen))


def reason_of(standing: Standing) -> Reason | None:
    """Return the worst reason to talk about a key result; None where it moved within its normal variation."""
    is_off = standing.status is Status.OFF_TRACK
    is_new = standing.newly if standing.before is None else standing.before is not Status.OFF_TRACK
    holds = {
        Reason.NEWLY_OFF: is_off and is_new,
        Reason.DATA: standing.status in _DATA_TROUBLE,
        Reason.GUARD: standing.guard_broken,
        Reason.BLOCKED: standing.blocked_days >= AGEING_DAYS,
        Reason.WORSE: standing.verdict == WORSE,
        Reason.BETTER: standing.verdict in {BETTER, CHANGED},
        Reason.STILL_OFF: is_off,
    }
    return next((reason for reason, is_so in holds.items() if is_so), None)


def _extent(standing: Standing, reason: Reason) -> float:
    """Return how bad it is among those with the same reason."""
    return float(standing.blocked_days) if reason is Reason.BLOCKED else standing.weeks_behind or 0.0


def standing_of(card: KeyResultCard, before: Status | None, blocked_days: Iterable[int]) -> Standing:
    """Return what the agenda looks at of a key result as judged."""
    return Standing(
        ref=card.key_result.ref,
        status=card.status,
        before=before,
        newly=card.newly,
        guard_broken=any(guard.kept is False for guard in card.guards),
        blocked_days=max(blocked_days, default=0),
        verdict=card.week.verdict,
        weeks_behind=card.weeks_behind,
    )
