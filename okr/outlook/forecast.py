"""Where a key result ends if things go on as they did: median, interval, chance of the bar; or an honest refusal.

A forecast stands beside the status and sets none. It is refused with too little history, where nothing ever moved, and
where its own kind of forecast, tried on the metric's past, did not hold often enough.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta
from statistics import fmean

from okr.evidence import weigh
from okr.goal import Goal, goal_of
from okr.inputs import KeyResultInputs
from okr.model import KeyResultKind
from okr.outlook.level import Ahead, Belief, followed, foretold
from okr.outlook.past import Past, ahead_of, past_of
from okr.outlook.shelf import LEVEL, FanPoint, Forecast
from okr.outlook.student import Part, mixture_below, quantile

FEWEST_VALUES = 10
FEWEST_TESTS = 6
LEAST_HELD = 0.55
_TAIL = (1 - LEVEL) / 2
_WARM_UP = 6
_SAME = 1e-9
_LARGEST = 1e100
"""The square of a larger value may be no number any more."""
_WEEK = timedelta(days=7)


def forecast_of(inputs: KeyResultInputs) -> Forecast | None:
    """Return the forecast of a key result on a day, refused or not.

    It depends on ``inputs`` alone, and no number in it is NaN.

    Returns:
        None where there is nothing to start from (no current figure), or nothing left to come.
    """
    evidence = weigh(inputs.series, inputs.cycle, inputs.day)
    past = past_of(inputs, evidence)
    last = inputs.rhythm.last_day
    if past is None or evidence.current is None or evidence.current.day >= last:
        return None
    ahead = ahead_of(past, inputs, last)
    if ahead is None:
        return None
    made = Forecast(evidence.current.day, last)
    if reason := _unusable(past):
        return replace(made, refusal=reason)
    beliefs = list(followed(past.values))
    parts = foretold(beliefs[-1], ahead)
    tested, held = tried(past, beliefs, ahead)
    made = replace(made, tested=tested, held=held)
    if tested >= FEWEST_TESTS and held < LEAST_HELD * tested:
        return replace(made, refusal=f"its past does not repeat: {held} of {tested} such forecasts held")
    fan, chance = _fan(past, beliefs[-1], inputs, made), _chance(parts, inputs, goal_of(inputs, evidence))
    return replace(made, value=fan[-1].value, lower=fan[-1].lower, upper=fan[-1].upper, chance=chance, fan=fan)


def _unusable(past: Past) -> str:
    """Return why nothing can be foretold from these values; empty where something can."""
    values = [value for value in past.values if value is not None]
    if len(values) < FEWEST_VALUES:
        return f"too little history: {len(values)} of {FEWEST_VALUES} {_steps_words(past)}"
    low, high = min(values), max(values)
    if max(-low, high) > _LARGEST:
        return "its values are too large to reckon with"
    is_still = math.isclose(low, high, rel_tol=_SAME, abs_tol=1 / _LARGEST)
    return "it has not moved yet, so its usual variation is not known" if is_still else ""


def tried(past: Past, beliefs: Sequence[Sequence[Belief]], ahead: Ahead) -> tuple[int, int]:
    """Return how many forecasts like this one could be tried on the past, and how many of those held.

    From every value of the past on, the mean over as many values is foretold, as far ahead.
    """
    window = max(1, round((ahead.steps / ahead.share) if ahead.share else 1))
    reach = max(1, round(ahead.after + ahead.steps))
    tested = held = 0
    for place in range(_WARM_UP, len(past.values) - reach):
        parts = foretold(beliefs[place], _like(past.values[: place + 1], window, reach))
        end = place + reach + 1
        actual = [value for value in past.values[max(0, end - window) : end] if value is not None]
        if parts and actual:
            tested += 1
            held += _TAIL <= mixture_below(fmean(actual), parts) <= 1 - _TAIL
    return tested, held


def _like(seen: Sequence[float | None], window: int, reach: int) -> Ahead:
    """Return what a forecast made back then would have had to foretell."""
    to_come = min(window, reach)
    known = [value for value in seen[len(seen) - (window - to_come) :] if value is not None] if window > to_come else []
    share = to_come / (to_come + len(known))
    return Ahead(reach - to_come, to_come, share, (1 - share) * fmean(known) if known else 0.0, share**2 / to_come)


def _fan(past: Past, beliefs: Sequence[Belief], inputs: KeyResultInputs, made: Forecast) -> tuple[FanPoint, ...]:
    """Return the forecast week by week, from the reading itself to the cycle's figure."""
    start = made.made_on
    days = [start + week * _WEEK for week in range(1, (made.day - start).days // _WEEK.days + 1)]
    points = [FanPoint(start, past.newest, past.newest, past.newest)]
    for day in dict.fromkeys([*days, made.day]):
        ahead = ahead_of(past, inputs, day)
        if ahead is not None:
            points.append(_point(day, foretold(beliefs, ahead)))
    return tuple(_bounded(point, past, inputs.series.metric.unit) for point in points)


def _point(day: date, parts: Sequence[Part]) -> FanPoint:
    return FanPoint(day, *(quantile(chance, parts) for chance in (0.5, _TAIL, 1 - _TAIL)))


def _bounded(point: FanPoint, past: Past, unit: str) -> FanPoint:
    """Return a point inside what is possible: a share within 0 and 1, and nothing below 0 that never was."""
    low = 0.0 if unit == "share" or min(value for value in past.values if value is not None) >= 0 else -math.inf
    high = 1.0 if unit == "share" else math.inf
    value, lower, upper = (min(high, max(low, one)) for one in (point.value, point.lower, point.upper))
    return FanPoint(point.day, value, lower, upper)


def _chance(parts: Sequence[Part], inputs: KeyResultInputs, goal: Goal) -> float | None:
    """Return the chance of the bar, or of being inside the limits to be kept."""
    key_result = inputs.key_result
    if key_result.kind is KeyResultKind.KEEP:
        above, below = key_result.keep_above, key_result.keep_below
        too_low = 0.0 if above is None else mixture_below(above, parts)
        return max(0.0, (1.0 if below is None else mixture_below(below, parts)) - too_low)
    if goal.bar is None or goal.baseline is None:
        return None
    short = mixture_below(goal.bar, parts)
    return 1 - short if goal.bar > goal.baseline else short


def _steps_words(past: Past) -> str:
    """Return what the values are, for the sentence of a refusal."""
    return "weeks" if round(past.step) == _WEEK.days else f"stretches of {round(past.step)} days"
