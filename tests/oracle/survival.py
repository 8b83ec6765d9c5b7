"""The curve of those who have not got there yet (Kaplan and Meier), and its quantile with an interval.

An observation is a pair: the time, and whether it ended with the event (true) or was only watched until then (false).
"""

from __future__ import annotations

import math
from bisect import bisect_left
from collections import Counter
from fractions import Fraction
from typing import NamedTuple

from tests.oracle.intervals import Ends, Z, exact, quantile_ends

Observation = tuple[float, bool]


class Step(NamedTuple):
    """The curve just after one event time, and Greenwood's sum up to it (None once nobody is left)."""

    time: float
    surviving: Fraction
    greenwood: Fraction | None


def curve(observations: list[Observation]) -> list[Step]:
    """The curve at each event time; those censored at an event time are still at risk in it."""
    steps: list[Step] = []
    surviving, greenwood = Fraction(1), Fraction(0)
    watched = sorted(time for time, _ in observations)
    reached = Counter(time for time, happened in observations if happened)
    for time, events in sorted(reached.items()):
        at_risk = len(watched) - bisect_left(watched, time)
        surviving *= Fraction(at_risk - events, at_risk)
        if at_risk == events:
            return [*steps, Step(time, surviving, None)]
        greenwood += Fraction(events, at_risk * (at_risk - events))
        steps.append(Step(time, surviving, greenwood))
    return steps


def quantile_of(observations: list[Observation], quantile: float) -> float | None:
    """The first time by which the share has got there; None where the curve never comes so low."""
    return next((step.time for step in curve(observations) if step.surviving <= 1 - exact(quantile)), None)


def interval_of(observations: list[Observation], quantile: float) -> Ends:
    """Order statistics where all got there, else the times at which the curve is compatible with the quantile."""
    if all(happened for _, happened in observations):
        return quantile_ends([time for time, _ in observations], quantile)
    return brookmeyer_crowley(observations, quantile)


def brookmeyer_crowley(observations: list[Observation], quantile: float) -> Ends:
    """Brookmeyer and Crowley's interval: event times at which a log-log z statistic does not refute the quantile."""
    steps = curve(observations)
    fits = [number for number, step in enumerate(steps) if _fits(step, 1 - exact(quantile))]
    if not fits:
        return None, None
    beyond = fits[-1] + 1
    return steps[fits[0]].time, steps[beyond].time if beyond < len(steps) else None


def _fits(step: Step, wanted: Fraction) -> bool:
    if step.greenwood is None or not 0 < step.surviving < 1:
        return False
    distance = math.log(-math.log(step.surviving)) - math.log(-math.log(wanted))
    error = math.sqrt(step.greenwood) / abs(math.log(step.surviving))
    return abs(distance) <= Z * error
