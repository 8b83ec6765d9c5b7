"""The week's move of a key result: how far, and whether it is more than usual variation."""

from __future__ import annotations

from datetime import timedelta

from okr import numbers
from okr.evidence import Dated, Evidence
from okr.inputs import KeyResultInputs, reading_day, trailing_days
from okr.metric import Grain
from okr.noise import BETTER, CHANGED, NORMAL, TOO_LITTLE, Week, verdict, weekly_values
from okr.scorecard import WeekMove
from okr.words import State

_WEEK_DAYS = 7
_WEEK = timedelta(days=_WEEK_DAYS)


def week_move(inputs: KeyResultInputs, evidence: Evidence) -> WeekMove:
    """Return the change against the reading of seven days before, and what the weekly values say of it."""
    if evidence.value is None or evidence.current is None:
        return WeekMove(None, TOO_LITTLE)
    unit, better = inputs.series.metric.unit, inputs.series.metric.better
    change = _change(inputs, evidence, evidence.current)
    said = verdict(_weeks(inputs, evidence), better)
    return WeekMove(change, said if _agrees(said, change, unit, better) else NORMAL)


def _agrees(said: str, change: float | None, unit: str, better: str) -> bool:
    """Return whether the change, as shown, goes the way that the verdict says.

    A metric that stepped up a month ago is still outside the limits of its past; a week without a move is no real
    change for all that.
    """
    if said in {NORMAL, TOO_LITTLE}:
        return True
    moved = 0.0 if change is None else numbers.rounded(change, unit)
    if said == CHANGED:
        return moved != 0
    return (moved > 0) if (said == BETTER) == (better == "up") else moved < 0


def _change(inputs: KeyResultInputs, evidence: Evidence, current: Dated) -> float | None:
    """Return the change; None where no reading stood a week ago, or none has come since."""
    is_standing = inputs.series.metric.grain in {Grain.MONTH, Grain.QUARTER} or current.day <= inputs.day - _WEEK
    before = evidence.standing_on((inputs.day if is_standing else current.day) - _WEEK)
    if before is None or before.day == current.day or before.reading.value is None or current.reading.value is None:
        return None
    return current.reading.value - before.reading.value


def _weeks(inputs: KeyResultInputs, evidence: Evidence) -> tuple[Week, ...]:
    """Return weekly values that share no day: from the metric's days, or readings whose windows do not overlap."""
    series = inputs.series
    apart = _reading_weeks(evidence, max(_WEEK_DAYS, inputs.rhythm.window_days + trailing_days(series.metric) - 1))
    if series.metric.grain is not Grain.DAY or trailing_days(series.metric) > 1:
        return apart
    until = inputs.day
    days = [item for item in series.periods if reading_day(item, series.maturity_days) <= until]
    return max(weekly_values(days), apart, key=len)


def _reading_weeks(evidence: Evidence, apart_days: int) -> tuple[Week, ...]:
    found: list[Week] = []
    for dated in reversed(evidence.series):
        is_apart = not found or (found[-1].last_day - dated.day).days >= apart_days
        if is_apart and dated.reading.state is State.OK:
            found.append(_week(dated))
    return tuple(reversed(found))


def _week(dated: Dated) -> Week:
    return Week(dated.day, dated.reading.value or 0.0, dated.reading.lower, dated.reading.upper)
