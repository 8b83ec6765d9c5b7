"""What a forecast is made from: values of the metric that share no day, in steps of equal length.

Where the reading is the mean of the metric's own days, weeks of seven days are the values; they show every recent move.
A reading that is no mean of them (a median, a count of different people, a metric that trails behind by itself) is
foretold from readings so far apart that no day is counted twice.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from statistics import fmean

from okr.evidence import Dated, Evidence
from okr.inputs import BY_HAND, KeyResultInputs, reading_day, trailing_days
from okr.metric import Grain
from okr.noise import weekly_values
from okr.outlook.level import Ahead
from okr.reading import Reading
from okr.rhythm import counted_days
from okr.words import State

_DAY = timedelta(days=1)
_WEEK_DAYS = 7
_MOST_STEPS = 53
_SAME = 1e-6
_NEAR = 0.3
"""How many steps a reading may be off its place; what people enter has no place, and may be off by half a step."""
_LENGTHS = {Grain.WEEK: 7.0, Grain.MONTH: 365.25 / 12, Grain.QUARTER: 365.25 / 4}


@dataclass(frozen=True)
class Past:
    """Values that share no day, oldest first.

    Attributes:
        values: One for each step up to the newest; None where one is missing.
        step: Length of a step in days.
        counted: How many days one value counts.
        end: Last day that the newest value counts.
        newest: The current reading's value.
        days: The metric's own days with their readings, where the values are made of them.
    """

    values: tuple[float | None, ...]
    step: float
    counted: int
    end: date
    newest: float
    days: tuple[tuple[date, Reading], ...] = ()


def past_of(inputs: KeyResultInputs, evidence: Evidence) -> Past | None:
    """Return what a forecast of a key result is made from; None without a current value to start from."""
    current = evidence.current
    counted = counted_days(inputs.rhythm, current.day) if current else None
    if current is None or counted is None or evidence.value is None:
        return None
    return _of_weeks(inputs, counted, evidence.value) or _of_readings(inputs, evidence, current, counted)


def ahead_of(past: Past, inputs: KeyResultInputs, day: date) -> Ahead | None:
    """Return what is to be foretold for the reading of a day; None where all of it is known."""
    counted = counted_days(inputs.rhythm, day)
    if counted is None:
        return None
    first, last = counted[0] - (trailing_days(inputs.series.metric) - 1) * _DAY, counted[1]
    length, to_come = (last - first).days + 1, (last - max(past.end, first - _DAY)).days
    if to_come <= 0:
        return None
    share = to_come / length
    return Ahead(
        after=((last - past.end).days - to_come) / past.step,
        steps=to_come / past.step,
        share=share,
        known=(1 - share) * _known_mean(past, first),
        noise=past.counted * to_come / length**2,
    )


def mean_of(readings: Sequence[Reading]) -> float | None:
    """Return one figure of several: pooled where all have a denominator, else the mean of those with a value."""
    good = [item for item in readings if item.state is State.OK and item.value is not None]
    below = [item.denominator for item in good if item.denominator is not None and item.numerator is not None]
    if good and len(below) == len(good) and sum(below) > 0:
        return sum(item.numerator or 0.0 for item in good) / sum(below)
    return fmean(item.value or 0.0 for item in good) if good else None


def _of_weeks(inputs: KeyResultInputs, counted: tuple[date, date], value: float) -> Past | None:
    """Return weeks made of the metric's own days; None where the reading is not their mean."""
    series, (first, last) = inputs.series, counted
    is_short = (last - first).days + 1 < _WEEK_DAYS and not inputs.rhythm.to_date
    if series.metric.grain is not Grain.DAY or trailing_days(series.metric) > 1 or is_short:
        return None
    days = [item for item in series.periods if reading_day(item, series.maturity_days) <= inputs.day]
    by_day = {_first_day(item): item for item in days if item.complete}
    mean = mean_of([item for day, item in by_day.items() if first <= day <= last])
    weeks = weekly_values(days)
    if not weeks or mean is None or not math.isclose(mean, value, rel_tol=_SAME, abs_tol=_SAME * abs(value)):
        return None
    end = weeks[-1].last_day
    found = {(end - week.last_day).days // _WEEK_DAYS: week.value for week in weeks}
    return Past(_in_steps(found), float(_WEEK_DAYS), _WEEK_DAYS, end, value, tuple(sorted(by_day.items(), key=_by_day)))


def _of_readings(inputs: KeyResultInputs, evidence: Evidence, current: Dated, counted: tuple[date, date]) -> Past:
    """Return readings that share no day, the newest of them on the weekday of the cycle's figure where that matters."""
    length = (counted[1] - counted[0]).days + trailing_days(inputs.series.metric)
    grain = inputs.rhythm.grain
    step = max(float(_WEEK_DAYS), _LENGTHS.get(grain, 1.0) * max(1, round(length / _LENGTHS.get(grain, float(length)))))
    step = step if grain in _LENGTHS else max(step, float(length))
    start, is_by_hand = current.day, inputs.series.metric.kind == BY_HAND
    if length < _WEEK_DAYS and not is_by_hand:
        start -= ((start - inputs.rhythm.last_day).days % _WEEK_DAYS) * _DAY
    found = _apart(evidence.series, start, step, reach=1.0 if is_by_hand else _NEAR)
    newest = counted_days(inputs.rhythm, start)
    end = newest[1] if newest else counted[1]
    return Past(_in_steps(found), step, length, end, current.reading.value or 0.0)


def _apart(series: Iterable[Dated], start: date, step: float, reach: float) -> dict[int, float]:
    """Return for each step back from a day the value of the reading nearest to it, less than ``reach`` steps away."""
    found: dict[int, tuple[float, float]] = {}
    for dated in series:
        reading, back = dated.reading, (start - dated.day).days / step
        place = round(back)
        is_good = reading.state is State.OK and reading.complete and reading.value is not None
        off = abs(back - place)
        if is_good and place >= 0 and off < reach and off <= found.get(place, (1.0, 0.0))[0]:
            found[place] = (off, reading.value or 0.0)
    return {place: value for place, (_, value) in found.items()}


def _in_steps(found: dict[int, float]) -> tuple[float | None, ...]:
    """Return values by steps back as one row, oldest first, from the oldest of the last year on."""
    places = [place for place in found if place < _MOST_STEPS]
    return tuple(found.get(place) for place in range(max(places, default=-1), -1, -1))


def _known_mean(past: Past, first: date) -> float:
    """Return the mean of what is known of a window that begins on ``first``."""
    known = mean_of([reading for day, reading in past.days if first <= day <= past.end])
    return past.newest if known is None else known


def _first_day(item: Reading) -> date:
    start = item.period_start
    return date(start.year, start.month, start.day)


def _by_day(item: tuple[date, Reading]) -> date:
    return item[0]
