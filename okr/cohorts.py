"""Who is counted in a cohort figure: how many of them began before the cycle."""

from __future__ import annotations

from datetime import date

from okr.inputs import KeyResultInputs
from okr.metric import Grain
from okr.reading import Reading
from okr.rhythm import counted_days


def before_share(inputs: KeyResultInputs, day: date) -> float | None:
    """Return which share of those counted by the reading of ``day`` began before the cycle.

    People are counted from the metric's own days where they are known; otherwise every day counts alike.

    Returns:
        0–1, or None where the reading counts nobody.
    """
    counted = counted_days(inputs.rhythm, day)
    if counted is None:
        return None
    first, last = counted
    crowds = {_day(item): item.denominator or 0.0 for item in inputs.series.periods if _is_counted(item, first, last)}
    whole = sum(crowds.values())
    if inputs.series.metric.grain is Grain.DAY and whole > 0:
        return sum(crowd for start, crowd in crowds.items() if start < inputs.cycle.start) / whole
    before = min(max(0, (inputs.cycle.start - first).days), (last - first).days + 1)
    return before / ((last - first).days + 1)


def _is_counted(item: Reading, first: date, last: date) -> bool:
    return first <= _day(item) <= last


def _day(item: Reading) -> date:
    return date(item.period_start.year, item.period_start.month, item.period_start.day)
