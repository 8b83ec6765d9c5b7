"""From the gap to one word: on track, at risk, off track, reached; and when a word may change.

The limits are one and three weeks of a 13-week cycle and scale with its length. A word does not flicker: it changes on
a real move, or once the gap has been seen at two reviews. Rounding: the gap is judged with the one decimal that is
shown, and a value shown equal to the plan is on plan; so a number and its word never contradict each other.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from okr import numbers
from okr.model import Cycle
from okr.noise import BETTER, WORSE
from okr.scorecard import Remembered
from okr.words import Status

_DAY = timedelta(days=1)
_WEEKS_OF_A_QUARTER = 13
_ON_TRACK_WEEKS, _AT_RISK_WEEKS = 1, 3
REVIEWS_TO_CHANGE = 2
SEVERITY = (Status.OFF_TRACK, Status.AT_RISK, Status.NOT_FINAL, Status.ON_TRACK, Status.REACHED)
"""The judged statuses, worst first."""
_BY_GAP = frozenset({Status.OFF_TRACK, Status.AT_RISK, Status.ON_TRACK})


@dataclass(frozen=True)
class Limits:
    """How many weeks of plan a key result may be behind, as shown (one decimal, ends included)."""

    on_track: float
    at_risk: float


@dataclass(frozen=True)
class Verdict:
    """Which word is shown.

    Attributes:
        remembered: The word with what must be known of it tomorrow.
        held: Whether the word still waits for a review before it follows the gap.
    """

    remembered: Remembered
    held: bool = False


def limits_of(cycle: Cycle) -> Limits:
    """Return the limits for a cycle: 1/13 and 3/13 of its length, in weeks to one decimal."""
    share = cycle.days / 7 / _WEEKS_OF_A_QUARTER
    return Limits(numbers.weeks(_ON_TRACK_WEEKS * share), numbers.weeks(_AT_RISK_WEEKS * share))


def by_gap(weeks: float, limits: Limits) -> Status:
    """Return the word for a gap in weeks (negative is ahead), judged as it is shown."""
    shown = numbers.weeks(weeks)
    if shown <= limits.on_track:
        return Status.ON_TRACK
    return Status.AT_RISK if shown <= limits.at_risk else Status.OFF_TRACK


def is_reached(value: float, baseline: float, target: float, unit: str) -> bool:
    """Return whether a value is at or beyond the target, both as shown."""
    shown, goal = numbers.rounded(value, unit), numbers.rounded(target, unit)
    return shown >= goal if target > baseline else shown <= goal


def settled(current: Status, move: str, remembered: Remembered | None, cycle: Cycle, as_of: date) -> Verdict:
    """Return which word is shown when the gap says ``current``.

    Args:
        current: What the gap says today.
        move: The verdict of the week's move.
        remembered: What was said before; None for the first time.
        cycle: For the days of its reviews.
        as_of: The last whole day that counts.

    Returns:
        ``current`` at once where the two words are not both words of the gap, where the move is real and goes the same
        way, or where two reviews have seen the gap on the same side of the word shown; that word otherwise.
    """
    since = as_of
    if remembered and _side(remembered.by_gap, remembered.status) == _side(current, remembered.status):
        since = remembered.since
    if remembered is None or remembered.status is current:
        changed_on = remembered.changed_on if remembered else as_of
        return Verdict(Remembered(current, changed_on, current, since))
    if _may_change(remembered.status, current, move) or reviews_between(cycle, since, as_of) >= REVIEWS_TO_CHANGE:
        return Verdict(Remembered(current, as_of, current, since))
    return Verdict(Remembered(remembered.status, remembered.changed_on, current, since), held=True)


def at_once(current: Status, remembered: Remembered | None, as_of: date) -> Verdict:
    """Return a word that follows the current value without waiting, as it does where limits are kept."""
    if remembered is None or remembered.status is not current:
        return Verdict(Remembered(current, as_of, current, as_of))
    return Verdict(Remembered(current, remembered.changed_on, current, remembered.since))


def reviews_between(cycle: Cycle, since: date, as_of: date) -> int:
    """Return how many reviews have seen the days from ``since`` to ``as_of``; a review sees the day before it."""
    first, step = _reviews(cycle)
    return max(0, _reviews_up_to(first, step, as_of + _DAY) - _reviews_up_to(first, step, since))


def next_review(cycle: Cycle, as_of: date) -> date:
    """Return the first review after today (the day after ``as_of``)."""
    first, step = _reviews(cycle)
    return first + _reviews_up_to(first, step, as_of + _DAY) * step * _DAY


def changes_on(cycle: Cycle, since: date, as_of: date) -> date:
    """Return the review at which a held word will follow the gap, if the gap says the same until then."""
    missing = REVIEWS_TO_CHANGE - reviews_between(cycle, since, as_of)
    return next_review(cycle, as_of) + max(0, missing - 1) * _reviews(cycle)[1] * _DAY


def _reviews(cycle: Cycle) -> tuple[date, int]:
    """Return the first review of a cycle and the days between two of them."""
    first = cycle.start + ((cycle.review_weekday - cycle.start.weekday()) % 7) * _DAY
    return first, 7 * max(1, cycle.review_every_weeks)


def _reviews_up_to(first: date, step: int, day: date) -> int:
    return (day - first).days // step + 1 if day >= first else 0


def _side(word: Status, shown: Status) -> int:
    """Return -1 where a word is worse than the one shown, 1 where it is better, 0 where it is the same."""
    distance = SEVERITY.index(word) - SEVERITY.index(shown)
    return (distance > 0) - (distance < 0)


def _may_change(before: Status, current: Status, move: str) -> bool:
    """Return whether a word changes at once: to or from a word that is not the gap's, or on a real move its way."""
    if not {before, current} <= _BY_GAP:
        return True
    worsens = SEVERITY.index(current) < SEVERITY.index(before)
    return move == (WORSE if worsens else BETTER)
