"""Intervals and order statistics, from their definitions."""

from __future__ import annotations

import math
from collections.abc import Callable
from fractions import Fraction

Z = 1.959963984540054
"""The 97.5 % point of the normal curve: 95 % lie within plus and minus this."""

Ends = tuple[float | None, float | None]


def wilson(successes: int, trials: int) -> Ends:
    """Wilson's score interval of a share: the p whose z statistic against the observed share is within ±Z."""
    if trials == 0:
        return None, None
    share, spread = successes / trials, Z * Z / trials
    middle = share + spread / 2
    half = Z * math.sqrt(share * (1 - share) / trials + spread / (4 * trials))
    return max(0.0, (middle - half) / (1 + spread)), min(1.0, (middle + half) / (1 + spread))


def clopper_pearson(successes: int, trials: int) -> Ends:
    """The shares of which neither so few nor so many successes would be rarer than 2.5 %, found by halving."""
    if trials == 0:
        return None, None

    def at_most(most: int, share: float) -> float:
        return math.fsum(math.comb(trials, k) * share**k * (1 - share) ** (trials - k) for k in range(most + 1))

    low = _halved(lambda share: 1 - at_most(successes - 1, share) < 0.025) if successes > 0 else 0.0
    high = _halved(lambda share: at_most(successes, share) > 0.025) if successes < trials else 1.0
    return low, high


def _halved(is_below: Callable[[float], bool]) -> float:
    low, high = 0.0, 1.0
    for _ in range(80):
        middle = (low + high) / 2
        low, high = (middle, high) if is_below(middle) else (low, middle)
    return low


SHARES = {"wilson": wilson, "clopper_pearson": clopper_pearson}
"""Intervals of a share by the name that metrics give them."""


def exact(number: float) -> Fraction:
    """A number as its decimal digits say it: 0.95 is 95/100."""
    return Fraction(str(number))


def rank_of(quantile: float, count: int) -> int:
    """The rank of the discrete quantile: the smallest with at least that share at or below it."""
    return max(1, math.ceil(exact(quantile) * count))


def discrete(values: list[float], quantile: float) -> float:
    """The value that stands at the rank of the quantile."""
    return sorted(values)[rank_of(quantile, len(values)) - 1]


def continuous(values: list[float], quantile: float) -> float:
    """The quantile by a straight line between the two neighbouring values."""
    ranked = sorted(values)
    place = exact(quantile) * (len(ranked) - 1)
    low = math.floor(place)
    high = min(low + 1, len(ranked) - 1)
    return float(ranked[low] + (ranked[high] - ranked[low]) * float(place - low))


def fewer(trials: int, share: Fraction) -> list[Fraction]:
    """The chances of fewer than 0, 1, …, ``trials`` successes, exactly."""
    yes, no = share.numerator, share.denominator - share.numerator
    chances, ways, seen = [], no**trials, 0
    for successes in range(trials + 1):
        chances.append(Fraction(seen, share.denominator**trials))
        seen += ways
        ways = ways * (trials - successes) * yes // ((successes + 1) * no)
    return chances


def quantile_ends(values: list[float], quantile: float) -> Ends:
    """The order statistics between which the quantile lies with at least 95 %, at most 2.5 % beyond each end."""
    ranked, below, tail = sorted(values), fewer(len(values), exact(quantile)), Fraction(25, 1000)
    lows = [rank for rank in range(1, len(ranked) + 1) if below[rank] <= tail]
    highs = [rank for rank in range(1, len(ranked) + 1) if 1 - below[rank] <= tail]
    return (ranked[max(lows) - 1] if lows else None), (ranked[min(highs) - 1] if highs else None)


def ratio_ends(pairs: list[tuple[float, float]]) -> Ends:
    """Where Σy / Σx lies, by how far each actor's y is from the ratio times its x (the delta method)."""
    above, below, count = math.fsum(y for y, _ in pairs), math.fsum(x for _, x in pairs), len(pairs)
    if count < 2 or below == 0:
        return None, None
    ratio = above / below
    spread = math.fsum((y - ratio * x) ** 2 for y, x in pairs) * count / (count - 1)
    half = Z * math.sqrt(spread) / abs(below)
    return ratio - half, ratio + half
