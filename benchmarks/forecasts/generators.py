"""Made-up metrics day by day, each of a kind that forecasts are known to get wrong; the same seed, the same metric."""

from __future__ import annotations

import random
from collections.abc import Callable, Mapping
from itertools import accumulate
from statistics import fmean
from typing import TypeAlias

TRAILING_DAYS = 28
Generator: TypeAlias = Callable[[random.Random, int], list[float]]
"""Makes so many days of a metric."""


def walk(draw: random.Random, days: int) -> list[float]:
    """Return a level that wanders and is seen exactly."""
    return list(accumulate((draw.gauss(0, 0.4) for _ in range(days)), initial=100.0))[1:]


def level_and_noise(draw: random.Random, days: int) -> list[float]:
    """Return a level that stays, with weekdays and noise."""
    weekdays = [draw.gauss(0, 3) for _ in range(7)]
    return [100 + weekdays[day % 7] + draw.gauss(0, 8) for day in range(days)]


def trend(draw: random.Random, days: int) -> list[float]:
    """Return a level that moves evenly one way, with noise."""
    slope = draw.choice([-1, 1]) * draw.uniform(0.03, 0.15)
    return [200 + slope * day + draw.gauss(0, 8) for day in range(days)]


def step(draw: random.Random, days: int) -> list[float]:
    """Return a level that jumps once in forty weeks or so and stays there, with noise."""
    level, made = 100.0, []
    for _ in range(days):
        if draw.random() < 1 / 280:
            level += draw.choice([-1, 1]) * draw.uniform(6, 15)
        made.append(level + draw.gauss(0, 8))
    return made


def trailing_mean(draw: random.Random, days: int) -> list[float]:
    """Return the mean of the last 28 days of a level with noise, told anew every day."""
    under = level_and_noise(draw, days + TRAILING_DAYS - 1)
    return [fmean(under[day : day + TRAILING_DAYS]) for day in range(days)]


GENERATORS: Mapping[str, Generator] = {
    "walk": walk,
    "level and noise": level_and_noise,
    "trend": trend,
    "step": step,
    "trailing mean": trailing_mean,
}
