"""A level that wanders, seen through noise, perhaps with a drift: the model behind the forecast.

In steps of equal length, ``value = level + noise``, ``level' = level + drift + shock``, ``drift' = drift + change``.
How much of a usual step is noise, and how strong a drift may be, is not known; so a small grid of settings is followed
at once by the Kalman filter, and each counts by how well it foretold the values seen so far. The common scale is
integrated out, which leaves Student's t (West and Harrison, *Bayesian Forecasting and Dynamic Models*, chapters 4 and
12). With few values many settings stay likely, and the forecast stays as wide as that.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from okr.outlook.student import Part

SHARES = {0.02: 1.0, 0.1: 1.0, 0.3: 1.0, 0.6: 1.0, 1.0: 3.0}
"""Which share of the variance of a usual step is the level's, and how likely that is before anything was seen.

The rest is noise, which counts twice in a step. A pure walk counts most: taking a walk for noise is the worse mistake,
and no level is taken to stay for ever.
"""
DRIFTS = {0.0: 2.0, 0.05: 1.0, 0.15: 0.5}
"""Standard deviation of a drift in usual steps a step, and how likely it is before anything was seen; 0 is none."""
_DRIFT_CHANGES = 0.05
"""How much of itself a drift may change by in a step."""
_KEPT, _KEPT_FIT = 0.95, 0.98
"""How much of the misses, and of the fit, still counts after another step: last year says less than last month."""
_SETTLED, _MOST_SQUARE = 5, 9.0
"""From so many values on, one miss counts for the scale as three usual ones at most, or as a third of itself."""
_LEAST_WEIGHT = 1e-3
_FEWEST_SEEN = 3


@dataclass(frozen=True)
class Setting:
    """One point of the grid, in units of the variance of a usual step.

    Attributes:
        noise: Variance of the noise of one value.
        shock: Variance that the level gains each step.
        drift: Variance of the drift at the beginning.
        change: Variance that the drift gains each step.
        likely: How likely it is beforehand, against the others.
    """

    noise: float
    shock: float
    drift: float
    change: float
    likely: float = 1.0


@dataclass(frozen=True)
class Belief:
    """What one setting believes after the values so far, in their unit; variances in units of the unknown scale.

    Attributes:
        setting: Which one.
        level: Expected level at the newest step.
        drift: Expected drift a step.
        levels: Variance of the level.
        both: Covariance of level and drift.
        drifts: Variance of the drift.
        missed: Sum of the squared misses, each over its variance; older ones count less.
        seen: How many values were foretold, older ones counting less.
        fit: Logarithm of how likely the values were, older ones counting less.
    """

    setting: Setting
    level: float
    drift: float
    levels: float
    both: float
    drifts: float
    missed: float = 0.0
    seen: float = 0.0
    fit: float = 0.0


@dataclass(frozen=True)
class Ahead:
    """What is to be foretold: a mean over some steps ahead, and what is known of it already.

    Attributes:
        after: Steps between the newest value and the first step that counts.
        steps: How many steps count, not necessarily whole.
        share: Which share of the figure they are; the rest is known.
        known: What the known part adds to the figure, in its unit.
        noise: Variance of the figure's noise over that of one value.
    """

    after: float
    steps: float
    share: float = 1.0
    known: float = 0.0
    noise: float = 1.0


def settings() -> tuple[Setting, ...]:
    """Return the grid."""
    return tuple(
        Setting((1 - share) / 2, share, drift**2, (_DRIFT_CHANGES * drift) ** 2, first * second)
        for share, first in SHARES.items()
        for drift, second in DRIFTS.items()
    )


def followed(values: Sequence[float | None]) -> Iterator[tuple[Belief, ...]]:
    """Yield what is believed after each step; None is a step without a value, and the first step has one."""
    first = values[0] or 0.0
    beliefs = tuple(Belief(one, first, 0.0, one.noise, 0.0, one.drift) for one in settings())
    yield beliefs
    for value in values[1:]:
        beliefs = tuple(_after(belief, value) for belief in beliefs)
        yield beliefs


def _after(belief: Belief, value: float | None) -> Belief:
    """Return the belief one step on: foretold, and corrected where there is a value."""
    setting = belief.setting
    level, drift = belief.level + belief.drift, belief.drift
    levels = belief.levels + 2 * belief.both + belief.drifts + setting.shock
    both, drifts = belief.both + belief.drifts, belief.drifts + setting.change
    if value is None:
        return Belief(setting, level, drift, levels, both, drifts, belief.missed, belief.seen, belief.fit)
    miss, width = value - level, levels + setting.noise
    gain, pull = levels / width, both / width
    return Belief(
        setting,
        level + gain * miss,
        drift + pull * miss,
        levels - gain * levels,
        both - gain * both,
        drifts - pull * both,
        _KEPT * belief.missed + _bounded(miss * miss / width, belief),
        _KEPT * belief.seen + 1,
        _KEPT_FIT * belief.fit + _likelihood(miss, width, belief),
    )


def _bounded(square: float, belief: Belief) -> float:
    """Return a squared miss as it counts for the scale: a single jump is not taken for the usual step."""
    if belief.seen < _SETTLED or belief.missed <= 0:
        return square
    most = _MOST_SQUARE * belief.missed / belief.seen
    return min(square, max(most, square / _MOST_SQUARE))


def _likelihood(miss: float, width: float, belief: Belief) -> float:
    """Return the logarithm of the density of a miss under Student's t; nothing before a scale is known."""
    if belief.missed <= 0:
        return 0.0
    freedom, square = belief.seen, width * belief.missed
    shape = math.lgamma((freedom + 1) / 2) - math.lgamma(freedom / 2) - math.log(math.pi * square) / 2
    return shape - (freedom + 1) / 2 * math.log1p(miss * miss / square)


def foretold(beliefs: Iterable[Belief], ahead: Ahead) -> tuple[Part, ...]:
    """Return the distribution of a figure to come; empty where too little was seen or nothing ever moved.

    Args:
        beliefs: Of one step, all of them.
        ahead: The figure.
    """
    known = [belief for belief in beliefs if belief.seen >= _FEWEST_SEEN and belief.missed > 0]
    if not known:
        return ()
    logs = [belief.fit + math.log(belief.setting.likely) for belief in known]
    best = max(logs)
    weights = [math.exp(log - best) for log in logs]
    heavy = [(weight, belief) for weight, belief in zip(weights, known, strict=True) if weight > _LEAST_WEIGHT]
    whole = sum(weight for weight, _ in heavy)
    return tuple(_part(weight / whole, belief, ahead) for weight, belief in heavy)


def _part(weight: float, belief: Belief, ahead: Ahead) -> Part:
    steps = max(1.0, ahead.steps)
    middle = ahead.after + (steps + 1) / 2
    wander = belief.setting.shock * (ahead.after + (steps + 1) * (2 * steps + 1) / (6 * steps))
    wander += belief.setting.change * middle**3 / 3
    levels = belief.levels + 2 * middle * belief.both + middle**2 * belief.drifts + wander
    variance = ahead.share**2 * levels + ahead.noise * belief.setting.noise
    scale = math.sqrt(variance * belief.missed / belief.seen)
    return Part(
        weight, ahead.known + ahead.share * (belief.level + belief.drift * middle), scale, max(1, round(belief.seen))
    )
