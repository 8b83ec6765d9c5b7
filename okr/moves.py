"""The week's move of a key result: how far, and whether it is more than usual variation."""

from __future__ import annotations

from datetime import timedelta

from okr.evidence import Dated, Evidence
from okr.inputs import KeyResultInputs, reading_day, trailing_days
from okr.metric import Grain
from okr.noise import TOO_LITTLE, Week, verdict, weekly_values
from okr.scorecard import WeekMove
from okr.words import State

_WEEK_DAYS = 7
_WEEK = timedelta(days=_WEEK_DAYS)


def week_move(inputs: KeyResultInputs, evidence: Evidence) -> WeekMove:
    """Return the change against the reading of seven days before, and what the weekly values say of it."""
    if evidence.value is None or evidence.current is None:
        return WeekMove(None, TOO_LITTLE)
    better = inputs.series.metric.better
    return WeekMove(_change(inputs, evidence, evidence.current), verdict(_weeks(inputs, evidence), better))


def _change(inputs: KeyResultInputs, evidence: Evidence, current: Dated) -> float | None:
    """Return the change; None where no reading stood a week ago, or none has come since."""
    is_slow = inputs.series.metric.grain in {Grain.MONTH, Grain.QUARTER}
    before = evidence.standing_on((inputs.day if is_slow else current.day) - _WEEK)
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
