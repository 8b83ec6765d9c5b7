"""Key results that keep a metric within limits: how much of the cycle it was kept, and since when it is not."""

from __future__ import annotations

from datetime import date, timedelta

from okr.evidence import Dated, Evidence
from okr.inputs import KeyResultInputs
from okr.progress import is_inside, keep_score
from okr.rhythm import newest_day, release_day
from okr.words import State

_DAY = timedelta(days=1)


def kept_share(inputs: KeyResultInputs, evidence: Evidence) -> float | None:
    """Return the share of elapsed complete periods of the cycle inside the limits.

    A period without a figure counts as not kept (missing data must never raise a score), except where there was nobody
    to measure: then there was nothing to keep.
    """
    found = _by_period(evidence)
    elapsed = [newest for newest in _elapsed_periods(inputs) if not _is_empty(found.get(newest))]
    values = [_value(found.get(newest)) for newest in elapsed]
    return keep_score(values, inputs.key_result.keep_above, inputs.key_result.keep_below)


def weeks_outside(inputs: KeyResultInputs, evidence: Evidence) -> float:
    """Return for how many weeks the value has been outside the limits without a break; 0 while it is inside."""
    first_outside: date | None = None
    for dated in reversed(evidence.series):
        value = _value(dated)
        if value is not None and is_inside(value, inputs.key_result.keep_above, inputs.key_result.keep_below):
            break
        first_outside = dated.day if value is not None else first_outside
    return 0.0 if first_outside is None else ((inputs.day - first_outside).days + 1) / 7


def _elapsed_periods(inputs: KeyResultInputs) -> list[date]:
    """Return the day each elapsed period's figure came out, for periods whose figure came out in the cycle."""
    rhythm = inputs.rhythm
    days = ((inputs.cycle.start + offset * _DAY) for offset in range((inputs.day - inputs.cycle.start).days + 1))
    return [day for day in days if release_day(rhythm, day) == day and newest_day(rhythm, day) >= inputs.cycle.start]


def _by_period(evidence: Evidence) -> dict[date, Dated]:
    return {dated.day: dated for dated in evidence.series if dated.reading.complete}


def _is_empty(dated: Dated | None) -> bool:
    return dated is not None and dated.reading.state is State.NOBODY


def _value(dated: Dated | None) -> float | None:
    return dated.reading.value if dated is not None and dated.reading.state is State.OK else None
