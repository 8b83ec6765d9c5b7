"""Whether a week's move is more than the metric's usual variation.

A process-behaviour chart (Wheeler, Understanding Variation: the XmR chart) of the metric's own weekly values, which do
not overlap: natural limits are mean ± 2.66 × mean moving range of the weeks before. A week outside them is a real
change. Where the figure is a rate, its own interval must also lie off the mean of the weeks before, so that a small
group is not taken for a change. The level is the mean of the last half year, the spread that of a whole year; with few
weeks the limits are a little wider, because a mean moving range of eight weeks is itself uncertain (without that, four
weeks in a hundred would be false signals instead of two).
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise
from statistics import fmean

from okr.reading import Reading
from okr.words import State

BETTER = "real change, better"
WORSE = "real change, worse"
CHANGED = "real change"
NORMAL = "normal variation"
TOO_LITTLE = "too little history to tell"
FEWEST_WEEKS = 8
LEVEL_WEEKS = 26
SPREAD_WEEKS = 52
_XMR = 2.66
_Z = 1.959963984540054
_FEW_WEEKS_WIDER = 6.0
_SAME = 1e-9
"""A value that differs from the mean by the last bits of a sum only has not moved."""
_DAYS = 7
_WEEK = timedelta(days=_DAYS)


@dataclass(frozen=True)
class Week:
    """One weekly value that shares no day with the others.

    Attributes:
        last_day: Its last day.
        value: In the metric's unit.
        lower: Lower end of the interval, where one applies.
        upper: Upper end.
    """

    last_day: date
    value: float
    lower: float | None = None
    upper: float | None = None


def natural_limits(values: Sequence[float]) -> tuple[float, float]:
    """Return mean ± 2.66 × mean moving range of weekly values, oldest first (at least two).

    The mean is that of the last 26 values, the moving range that of the last 52; with n values the reach is wider by
    the factor 1 + 6 / n².
    """
    mean = fmean(values[-LEVEL_WEEKS:])
    spread = fmean(abs(right - left) for left, right in pairwise(values[-SPREAD_WEEKS:]))
    reach = _XMR * spread * (1 + _FEW_WEEKS_WIDER / len(values) ** 2)
    return mean - reach, mean + reach


def verdict(weeks: Sequence[Week], better: str) -> str:
    """Return what the newest week is against the weeks before it.

    Args:
        weeks: Weekly, non-overlapping values, oldest first; gaps are allowed.
        better: ``up``, ``down`` or ``none``.

    Returns:
        ``real change, better`` or ``worse`` (``real change`` for a metric without direction), ``normal variation``, or
        ``too little history to tell`` with fewer than eight weeks before it.
    """
    if len(weeks) <= FEWEST_WEEKS:
        return TOO_LITTLE
    newest, before = weeks[-1], [week.value for week in weeks[:-1]]
    low, high = natural_limits(before)
    mean = (low + high) / 2
    if math.isclose(newest.value, mean, rel_tol=_SAME):
        return NORMAL
    if newest.value > high and (newest.lower is None or newest.lower > mean):
        return _word(better, rises=True)
    if newest.value < low and (newest.upper is None or newest.upper < mean):
        return _word(better, rises=False)
    return NORMAL


def weekly_values(daily: Sequence[Reading]) -> tuple[Week, ...]:
    """Return weekly values from daily readings: whole weeks of seven days, counted back from the newest usable day.

    Shares and ratios are pooled (sum of numerators over sum of denominators), other figures averaged. A day with nobody
    to measure adds nothing; a week with any other missing day is left out.
    """
    usable = {_last_day(day): day for day in daily if day.complete and _is_usable(day)}
    if not usable:
        return ()
    last_day = max(usable)
    found: dict[int, list[Reading]] = {}
    for day, reading in usable.items():
        found.setdefault((last_day - day).days // _DAYS, []).append(reading)
    full = [(last_day - back * _WEEK, found[back]) for back in sorted(found, reverse=True) if len(found[back]) == _DAYS]
    return tuple(week for day, days in full if (week := _pooled(days, day)) is not None)


def wilson(above: float, below: float) -> tuple[float, float]:
    """Return the Wilson score interval (95 %) of a rate (E. B. Wilson, JASA 22, 1927)."""
    squared = _Z * _Z
    centre = (above + squared / 2) / (below + squared)
    reach = _Z / (below + squared) * math.sqrt(above * (below - above) / below + squared / 4)
    return centre - reach, centre + reach


def _is_usable(reading: Reading) -> bool:
    return reading.state is State.NOBODY or (reading.state is State.OK and reading.value is not None)


def _pooled(days: Sequence[Reading], last_day: date) -> Week | None:
    measured = [day for day in days if day.state is State.OK]
    below = sum(day.denominator or 0.0 for day in measured)
    above = sum(day.numerator or 0.0 for day in measured)
    if all(day.denominator is not None and day.numerator is not None for day in measured) and below > 0:
        ends = wilson(above, below) if 0 <= above <= below else (None, None)
        return Week(last_day, above / below, *ends)
    values = [day.value for day in measured if day.value is not None]
    return Week(last_day, fmean(values)) if len(values) == _DAYS else None


def _last_day(reading: Reading) -> date:
    end = reading.period_end
    return date(end.year, end.month, end.day) - timedelta(days=1)


def _word(better: str, *, rises: bool) -> str:
    if better not in {"up", "down"}:
        return CHANGED
    return BETTER if rises == (better == "up") else WORSE
