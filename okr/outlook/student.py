"""Student's t distribution with whole degrees of freedom, and weighted mixtures of it.

The distribution function is the finite series for whole degrees of freedom (Abramowitz and Stegun, *Handbook of
Mathematical Functions*, 26.7.3 and 26.7.4), so it is exact to rounding and needs no table.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

_CLOSE, _EXACT = 1e-9, 1e-11
_HALVINGS, _MOST_STEPS = 6, 80
_FAR = 40.0
"""No quantile between 0.01 and 0.99 lies further from the mean than so many scales, from three degrees on."""


@dataclass(frozen=True)
class Part:
    """One distribution of a mixture: its weight, its mean, its scale (above zero) and its degrees of freedom."""

    weight: float
    mean: float
    scale: float
    freedom: int


def chance_below(value: float, freedom: int) -> float:
    """Return the chance of a value below ``value``, 0 to 1, under Student's t with whole degrees of freedom."""
    angle = math.atan2(value, math.sqrt(freedom))
    sine, square = math.sin(angle), math.cos(angle) ** 2
    if freedom % 2:
        inside = angle + sine * math.cos(angle) * _series(square, 2, freedom - 3) if freedom > 1 else angle
        return _chance(0.5 + inside / math.pi)
    return _chance(0.5 + 0.5 * sine * _series(square, 1, freedom - 2))


def mixture_below(value: float, parts: Sequence[Part]) -> float:
    """Return the chance of a value below ``value`` under a mixture whose weights add up to 1."""
    return _chance(sum(part.weight * chance_below((value - part.mean) / part.scale, part.freedom) for part in parts))


def quantile(chance: float, parts: Sequence[Part]) -> float:
    """Return the value that a mixture stays below with a chance between 0.01 and 0.99, to nine digits of its width.

    Halving the range a few times brings both ends near; from there on false position with halved ends (the Illinois
    rule) needs few steps.
    """
    low = min(part.mean - _FAR * part.scale for part in parts)
    high = max(part.mean + _FAR * part.scale for part in parts)
    close, below, above, moved = _CLOSE * (high - low), -chance, 1 - chance, 0
    value = low
    for count in range(_MOST_STEPS):
        share = 0.5 if count < _HALVINGS else below / (below - above)
        value = low + share * (high - low)
        miss = mixture_below(value, parts) - chance
        if abs(miss) < _EXACT or high - low < close:
            return value
        if miss < 0:
            low, below, above, moved = value, miss, above / (2 if moved < 0 else 1), -1
        else:
            high, above, below, moved = value, miss, below / (2 if moved > 0 else 1), 1
    return value


def _chance(value: float) -> float:
    """Return a chance without the last bits by which a sum may leave 0 to 1."""
    return min(1.0, max(0.0, value))


def _series(square: float, first: int, last: int) -> float:
    """Return 1 + (first/(first+1))·c + …, the series of 26.7.3 and 26.7.4 up to the factor of ``last``."""
    term = total = 1.0
    for factor in range(first, last + 1, 2):
        term *= square * factor / (factor + 1)
        total += term
    return total
