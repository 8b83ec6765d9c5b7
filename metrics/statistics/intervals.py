"""How sure a figure is: intervals as free functions over counts and sums, standard library only.

All at 95 % unless said. Sources: Wilson (1927); Brown, Cai and DasGupta, "Interval estimation for a binomial
proportion" (2001); Brookmeyer and Crowley, "A confidence interval for the median survival time" (1982);
Künsch, "The jackknife and the bootstrap for general stationary observations" (1989).
"""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence
from math import exp, lgamma, log, sqrt
from statistics import NormalDist, fmean

LEVEL = 0.95
Z = NormalDist().inv_cdf(0.5 + LEVEL / 2)
_REPEATS = 1000
_ROUNDING = 1e-13


def wilson(successes: float, trials: float) -> tuple[float, float]:
    """Return Wilson's score interval of a share; trials must be positive.

    Source: Wilson, "Probable inference, the law of succession, and statistical inference", 1927.
    """
    share, weight = successes / trials, Z * Z / trials
    centre = (share + weight / 2) / (1 + weight)
    half = Z / (1 + weight) * sqrt(share * (1 - share) / trials + weight / (4 * trials))
    # Exact ends at 0 and 1: rounding must not let "nobody" look like somebody.
    low = 0.0 if successes == 0 else max(0.0, centre - half)
    return low, 1.0 if successes == trials else min(1.0, centre + half)


def clopper_pearson(successes: int, trials: int) -> tuple[float, float]:
    """Return the exact binomial interval of a share, by bisection on the binomial tail."""
    tail = (1 - LEVEL) / 2
    low = 0.0 if successes == 0 else _bisect(lambda p: 1 - binomial_cdf(successes - 1, trials, p) < tail)
    high = 1.0 if successes == trials else _bisect(lambda p: binomial_cdf(successes, trials, p) > tail)
    return low, high


def _bisect(still_low: Callable[[float], bool]) -> float:
    low, high = 0.0, 1.0
    for _ in range(60):
        middle = (low + high) / 2
        low, high = (middle, high) if still_low(middle) else (low, middle)
    return (low + high) / 2


def binomial_cdf(count: int, trials: int, share: float) -> float:
    """Return P(X <= count) of a binomial, summed outward from the largest term so that nothing underflows early."""
    if count < 0:
        return 0.0
    if count >= trials:
        return 1.0
    if share in (0.0, 1.0):
        return 1.0 if share == 0.0 else 0.0
    return _sum_of_terms(count, trials, share)


def _sum_of_terms(count: int, trials: int, share: float) -> float:
    logs = [_log_term(k, trials, share) for k in range(min(count, _first_term(trials, share)), count + 1)]
    peak = max(logs)
    return min(1.0, exp(peak) * sum(exp(value - peak) for value in logs))


def order_statistic_ends(n: int, quantile: float) -> tuple[int | None, int | None]:
    """Return the ranks (from 1) of the order statistics that bracket a quantile; None where an end stays open.

    Each end errs in at most half of what the level leaves: the largest rank l with P(B < l) within it, the smallest
    rank u with P(B >= u) within it, for B binomial with ``n`` and the quantile. One walk over the terms finds both.
    """
    tail, odds = (1 - LEVEL) / 2, quantile / (1 - quantile)
    first = _first_term(n, quantile)
    below, term, low = 0.0, exp(_log_term(first, n, quantile)), 0
    for rank in range(first, n + 1):
        low = rank if below <= tail else low
        if 1 - below <= tail:
            return low or None, rank
        below += term
        term *= (n - rank) / (rank + 1) * odds
    return low or None, None


def _first_term(trials: int, share: float) -> int:
    """Ten standard deviations below the mean: terms before it add less than a float can hold."""
    return max(0, int(trials * share - 10 * sqrt(trials * share * (1 - share))) - 10)


def _log_term(count: int, trials: int, share: float) -> float:
    ways = lgamma(trials + 1) - lgamma(count + 1) - lgamma(trials - count + 1)
    return ways + count * log(share) + (trials - count) * log(1 - share)


def delta_ratio(n: int, sums: Sequence[float]) -> tuple[float, float] | None:
    """Return the interval of Σy / Σx from per-actor sums ``(Σx, Σy, Σx², Σy², Σxy)``; None under two actors.

    Source: the delta method for a ratio of means, clustered by actor.
    """
    sx, sy, sxx, syy, sxy = sums
    if n < 2 or sx == 0:
        return None
    ratio = sy / sx
    spread = syy - 2 * ratio * sxy + ratio * ratio * sxx
    # Equal actors have no spread at all: what is left of the difference of their sums is rounding.
    spread = 0.0 if spread < _ROUNDING * syy else spread * n / (n - 1)
    half = Z * sqrt(spread) / abs(sx)
    return ratio - half, ratio + half


def student_t(freedom: float) -> float:
    """Return the point beyond which Student's distribution leaves half of what the level leaves; from 2 degrees on.

    Source: Abramowitz and Stegun, "Handbook of mathematical functions", 26.7.5; within 1 % at 2 degrees of freedom.
    """
    z = Z
    terms = (
        z,
        (z**3 + z) / 4,
        (5 * z**5 + 16 * z**3 + 3 * z) / 96,
        (3 * z**7 + 19 * z**5 + 17 * z**3 - 15 * z) / 384,
        (79 * z**9 + 776 * z**7 + 1482 * z**5 - 1920 * z**3 - 945 * z) / 92160,
    )
    return sum(term / freedom**power for power, term in enumerate(terms))


def block_bootstrap_mean(values: Sequence[float], block: int = 7) -> tuple[float, float] | None:
    """Return the interval of a mean of consecutive days, resampled in blocks of a week; None under three blocks.

    A few weeks are few observations, and blocks from within them vary less than weeks do: the spread of the resampled
    means is widened as Student's distribution is against the normal one, with the number of blocks as observations.
    The same values always give the same interval: the generator is seeded by their count.
    """
    n = len(values)
    if n < 3 * block:
        return None
    chooser = random.Random(n)  # noqa: S311 - statistics, not secrets
    starts, blocks = range(n - block + 1), -(-n // block)
    sums = [sum(values[start : start + block]) for start in starts]
    means = sorted(sum(chooser.choices(sums, k=blocks)) / (blocks * block) for _ in range(_REPEATS))
    tail = int(_REPEATS * (1 - LEVEL) / 2)
    mean, centre, weeks = fmean(values), fmean(means), n / block
    wider = student_t(weeks - 1) / Z * sqrt(weeks / (weeks - 1) * blocks * block / n)
    return mean + (means[tail] - centre) * wider, mean + (means[-tail - 1] - centre) * wider
