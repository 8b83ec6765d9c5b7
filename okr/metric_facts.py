"""What is known of a metric besides its definition, for rules that look at figures before a cycle is agreed."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from okr.noise import FEWEST_WEEKS, natural_limits

_DAYS = 7


@dataclass(frozen=True)
class MetricFacts:
    """What is known of one metric.

    Attributes:
        maturity_days: Whole days after a figure's last day until it is final; None where it is not known.
        weekly: Its weekly values that share no day, oldest first, in its unit; empty where none are known.
    """

    maturity_days: int | None = None
    weekly: tuple[float, ...] = ()


def usual_variation(weekly: Sequence[float], window_days: int) -> float | None:
    """Return how far a figure of ``window_days`` moves by itself, in the metric's unit.

    Half the width of the process-behaviour limits of the weekly values, divided by the root of the weeks that the
    window averages. None with fewer than eight weeks: then there is too little history to tell.
    """
    if len(weekly) < FEWEST_WEEKS:
        return None
    low, high = natural_limits(weekly)
    return (high - low) / 2 / math.sqrt(max(1.0, window_days / _DAYS))
