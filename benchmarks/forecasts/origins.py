"""Forecasts made as of many days of one metric, each beside what came and beside a random walk's.

A forecast is made by the function that the refresh calls, from readings as the store would hold them.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from statistics import fmean
from typing import NamedTuple

from okr.evidence import weigh
from okr.inputs import KeyResultInputs, MetricSeries
from okr.metric import Duration, MetricDefinition
from okr.model import Amount, Cycle, KeyResult, MeasuredOver
from okr.outlook.forecast import forecast_of
from okr.outlook.level import followed, foretold
from okr.outlook.past import ahead_of, past_of
from okr.outlook.shelf import LEVEL
from okr.outlook.student import quantile
from okr.reading import Reading
from okr.words import State

FIRST = date(2023, 1, 2)
_DAY = timedelta(days=1)
_TAIL = (1 - LEVEL) / 2


class Daily(NamedTuple):
    """One day of a metric: its value, and what is above and below its line where it is a rate or a mean."""

    value: float
    numerator: float | None = None
    denominator: float | None = None


@dataclass(frozen=True)
class Origin:
    """When a forecast is made: with so many days of history, for so many days ahead, of a mean over so many days."""

    day: int
    history: int
    ahead: int
    window: int


@dataclass(frozen=True)
class Outcome:
    """What came of one forecast.

    Attributes:
        is_refused: Whether there was none.
        is_inside: Whether the figure lay inside the interval.
        width: Of the interval, in the metric's unit.
        walk_inside: The same of a random walk through the same values.
        walk_width: Width of its interval.
    """

    is_refused: bool
    is_inside: bool = False
    width: float = 0.0
    walk_inside: bool = False
    walk_width: float = 0.0


def outcomes(days: Sequence[Daily], origins: Iterable[Origin], written: Mapping[str, str]) -> Iterator[Outcome]:
    """Yield what came of a forecast at each origin.

    Args:
        days: The metric, from :data:`FIRST` on.
        origins: When forecasts are made; ``origin.day + origin.ahead`` is a day of the metric.
        written: The metric's keys in its file, for one that trails behind by definition.
    """
    metric = MetricDefinition("m", "Metric", "aggregate", "product", "points", "up", "", "", None, written)
    periods = [_reading(days, place, 1) for place in range(len(days))]
    for origin in origins:
        inputs = _inputs(metric, periods, days, origin)
        yield _outcome(inputs, _mean(days, origin.day + origin.ahead, origin.window))


def _outcome(inputs: KeyResultInputs, actual: float) -> Outcome:
    made = forecast_of(inputs)
    past = past_of(inputs, weigh(inputs.series, inputs.cycle, inputs.day))
    ahead = ahead_of(past, inputs, inputs.rhythm.last_day) if past else None
    if made is None or past is None or ahead is None or made.lower is None or made.upper is None:
        return Outcome(is_refused=True)
    *_, beliefs = followed(past.values)
    walk = foretold([one for one in beliefs if one.setting.noise == one.setting.drift == 0], ahead)
    low, high = quantile(_TAIL, walk), quantile(1 - _TAIL, walk)
    return Outcome(
        is_refused=False,
        is_inside=made.lower <= actual <= made.upper,
        width=made.upper - made.lower,
        walk_inside=low <= actual <= high,
        walk_width=high - low,
    )


def _inputs(
    metric: MetricDefinition, periods: Sequence[Reading], days: Sequence[Daily], origin: Origin
) -> KeyResultInputs:
    """Return what the judge would have on the day of an origin, in a quarter that ends so many days later."""
    since = max(0, origin.day - origin.history + 1)
    end = FIRST + (origin.day + origin.ahead + 1) * _DAY
    over = MeasuredOver("last", Duration(origin.window, "day")) if origin.window > 1 else MeasuredOver()
    key_result = KeyResult("k", "t/o/k", "", "m", baseline=Amount(0.0), target=Amount(1.0), measured_over=over)
    weekly = range(origin.day, since + origin.window - 2, -7)
    readings = [_reading(days, place, origin.window) for place in reversed(weekly)]
    seen = tuple(periods[since : origin.day + 1])
    series = MetricSeries(metric, tuple(readings), seen, window_days=origin.window)
    return KeyResultInputs(Cycle("c", end - 91 * _DAY, end, "UTC"), key_result, series, FIRST + origin.day * _DAY)


def _reading(days: Sequence[Daily], place: int, window: int) -> Reading:
    """Return the reading of a day over a window, as the store would hold it."""
    day, counted = FIRST + place * _DAY, days[place - window + 1 : place + 1]
    is_rate = counted[0].denominator is not None
    return Reading(
        metric="m",
        definition_version="v",
        window="window",
        period_start=day - (window - 1) * _DAY,
        period_end=day + _DAY,
        state=State.OK,
        watermark=datetime(day.year, day.month, day.day, tzinfo=UTC) + _DAY,
        value=_mean(days, place, window),
        numerator=sum(one.numerator or 0.0 for one in counted) if is_rate else None,
        denominator=sum(one.denominator or 0.0 for one in counted) if is_rate else None,
        as_of=day,
    )


def _mean(days: Sequence[Daily], place: int, window: int) -> float:
    """Return the metric over the window that ends on a day: pooled for a rate, else the mean of its days."""
    counted = days[place - window + 1 : place + 1]
    below = sum(one.denominator or 0.0 for one in counted)
    return sum(one.numerator or 0.0 for one in counted) / below if below else fmean(one.value for one in counted)
