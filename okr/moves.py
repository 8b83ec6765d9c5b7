"""The week's move of a key result: how far, and whether it is more than usual variation."""

from __future__ import annotations

from datetime import date, timedelta

from okr.evidence import Dated, Evidence
from okr.inputs import KeyResultInputs
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
    return WeekMove(_change(inputs, evidence, evidence.current), verdict(_weeks(inputs, evidence), _better(inputs)))


def _change(inputs: KeyResultInputs, evidence: Evidence, current: Dated) -> float | None:
    """Return the change; None where no reading stood a week ago, or none has come since."""
    is_slow = inputs.series.metric.grain in {Grain.MONTH, Grain.QUARTER}
    before = evidence.standing_on((inputs.day if is_slow else current.day) - _WEEK)
    if before is None or before.day == current.day or before.reading.value is None or current.reading.value is None:
        return None
    return current.reading.value - before.reading.value


def _weeks(inputs: KeyResultInputs, evidence: Evidence) -> tuple[Week, ...]:
    """Return weekly values that share no day: from daily readings, else windows of the series that do not overlap."""
    if inputs.series.daily:
        last = max(
            (_last_day(day.period_end) for day in inputs.series.daily if day.value is not None), default=inputs.day
        )
        return weekly_values(inputs.series.daily, min(last, inputs.day))
    found: list[Week] = []
    apart = timedelta(days=max(_WEEK_DAYS, inputs.series.window_days))
    for dated in reversed(evidence.series):
        if dated.reading.state is State.OK and (not found or dated.day <= found[-1].last_day - apart):
            found.append(_week(dated))
    return tuple(reversed(found))


def _week(dated: Dated) -> Week:
    return Week(dated.day, dated.reading.value or 0.0, dated.reading.lower, dated.reading.upper)


def _better(inputs: KeyResultInputs) -> str:
    return inputs.series.metric.better


def _last_day(end: date) -> date:
    return date(end.year, end.month, end.day) - timedelta(days=1)
