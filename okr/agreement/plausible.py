"""How plausible a target is, from the metric's own history: how often it moved as far in a stretch as long."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise
from statistics import fmean

_DAY = timedelta(days=1)


@dataclass(frozen=True)
class Plausibility:
    """In how many of so many earlier stretches, as long as the cycle, a metric moved at least as far as planned."""

    moved: int
    stretches: int

    def words(self, stretch: str = "stretches as long as this cycle") -> str:
        """Return it for people: ``moved this far in 2 of 11 quarters``."""
        if not self.stretches:
            return "too little history to say how often it moved this far"
        return f"moved this far in {self.moved} of {self.stretches} {stretch}"


def plausibility(periods: Mapping[date, float], start: date, days: int, window_days: int, move: float) -> Plausibility:
    """Return how often a metric moved at least as far, in the planned direction, in earlier stretches.

    The stretches lie end to end before the cycle and do not overlap. Each end is the mean of the periods within the
    window before it, so it is read as the key result reads the metric (exactly so for sums and counts of days; close
    to it for shares, whose days weigh the same here).

    Args:
        periods: Last day of a period → its figure.
        start: First day of the cycle.
        days: Length of the cycle.
        window_days: Days behind one figure.
        move: Target minus baseline, in the metric's unit.
    """
    ends = _ends(periods, start, days, window_days)
    moves = [later - earlier for later, earlier in pairwise(ends)]
    return Plausibility(sum(_is_as_far(found, move) for found in moves), len(moves))


def _ends(periods: Mapping[date, float], start: date, days: int, window_days: int) -> list[float]:
    """Return the figures at the ends of the stretches, newest first, as far back as the history is whole."""
    if not periods:
        return []
    first, end, found = min(periods), start - _DAY, []
    length = max(1, window_days)
    while end - (length - 1) * _DAY >= first:
        values = [value for day, value in periods.items() if end - length * _DAY < day <= end]
        if not values:
            break
        found.append(fmean(values))
        end -= days * _DAY
    return found


def _is_as_far(found: float, planned: float) -> bool:
    return found >= planned if planned > 0 else found <= planned
