"""Key results that keep a metric within limits: how much of the cycle it was kept, and since when it is not."""

from __future__ import annotations

import math
from dataclasses import dataclass
from datetime import date, timedelta

from okr import numbers
from okr.evidence import Dated, Evidence
from okr.inputs import KeyResultInputs
from okr.model import Anchor
from okr.progress import is_inside, keep_score
from okr.rhythm import newest_day, release_day
from okr.words import State, Status

_DAY = timedelta(days=1)
_SAME = 1e-9


@dataclass(frozen=True)
class Limits:
    """Limits as shown, in the metric's unit; both are kept themselves, and a missing one always."""

    above: float | None
    below: float | None
    unit: str

    def keep(self, value: float) -> bool:
        """Return whether a value, as shown, keeps the limits."""
        return is_inside(numbers.rounded(value, self.unit), self.above, self.below)

    def distance(self, value: float) -> float:
        """Return how far a value, as shown, is from the nearer limit."""
        shown = numbers.rounded(value, self.unit)
        return min((abs(shown - limit) for limit in (self.above, self.below) if limit is not None), default=math.inf)


def limits_as_shown(above: float | None, below: float | None, unit: str) -> Limits:
    """Return limits rounded as they are shown, so that a value shown equal to a limit keeps it."""
    first, second = (None if limit is None else numbers.rounded(limit, unit) for limit in (above, below))
    return Limits(first, second, unit)


def kept_share(inputs: KeyResultInputs, evidence: Evidence) -> float | None:
    """Return the share of elapsed complete periods of the cycle inside the limits.

    A period is one of the metric's own where its newest one is read (``latest``); readings of a longer window are taken
    once a week of the cycle, so that neighbours are not counted seven times. A period without a figure counts as not
    kept (missing data must never raise a score), except where there was nobody to measure: then there was nothing to
    keep.
    """
    found, limits = _complete(evidence), _limits_of(inputs)
    values = (_value(found.get(day)) for day in elapsed_days(inputs, evidence))
    return keep_score(value is not None and limits.keep(value) for value in values)


def elapsed_days(inputs: KeyResultInputs, evidence: Evidence) -> list[date]:
    """Return the days on which the figures of the elapsed periods came out, without those with nobody to measure."""
    found = _complete(evidence)
    until = evidence.current.day if evidence.current and evidence.absence is None else inputs.day
    return [day for day in _elapsed_periods(inputs, until) if not _is_empty(found.get(day))]


def _complete(evidence: Evidence) -> dict[date, Dated]:
    return {dated.day: dated for dated in evidence.series if dated.reading.complete}


def keep_status(value: float, inputs: KeyResultInputs) -> Status:
    """Return the status of a current value by its limits; at risk within ``keep_amber`` of one (ends included)."""
    limits, amber = _limits_of(inputs), inputs.key_result.keep_amber
    if not limits.keep(value):
        return Status.OFF_TRACK
    is_near = amber > 0 and limits.distance(value) <= amber * (1 + _SAME)
    return Status.AT_RISK if is_near else Status.ON_TRACK


def weeks_outside(inputs: KeyResultInputs, evidence: Evidence) -> float:
    """Return for how many weeks the value has been outside the limits without a break; 0 while it is inside."""
    first_outside: date | None = None
    limits = _limits_of(inputs)
    for dated in reversed(evidence.series):
        value = _value(dated)
        if value is not None and limits.keep(value):
            break
        first_outside = dated.day if value is not None else first_outside
    return 0.0 if first_outside is None else ((inputs.day - first_outside).days + 1) / 7


def _limits_of(inputs: KeyResultInputs) -> Limits:
    key_result = inputs.key_result
    return limits_as_shown(key_result.keep_above, key_result.keep_below, inputs.series.metric.unit)


def _elapsed_periods(inputs: KeyResultInputs, until: date) -> list[date]:
    """Return the days on which the figures of the elapsed periods came out, within the cycle up to a day."""
    rhythm, start = inputs.rhythm, inputs.cycle.start
    step = 1 if inputs.key_result.measured_over.kind == "latest" else 7
    days = [start + offset * _DAY for offset in range(step - 1, (until - start).days + 1, step)]
    if rhythm.anchor is Anchor.STARTS_IN:
        days = [day for day in days if newest_day(rhythm, day) >= start]
    if step == 1:
        return [day for day in days if release_day(rhythm, day) == day]
    return [release_day(rhythm, day) for day in days]


def _is_empty(dated: Dated | None) -> bool:
    return dated is not None and dated.reading.state is State.NOBODY


def _value(dated: Dated | None) -> float | None:
    return dated.reading.value if dated is not None and dated.reading.state is State.OK else None
