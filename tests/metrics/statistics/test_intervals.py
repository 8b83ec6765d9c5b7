"""Intervals against published tables and against SciPy."""

from __future__ import annotations

import math
from statistics import fmean, stdev

import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from metrics.statistics.intervals import (
    Z,
    binomial_cdf,
    block_bootstrap_mean,
    clopper_pearson,
    delta_ratio,
    order_statistic_ends,
    student_t,
    wilson,
)

shares = st.integers(1, 5000).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n)))


@pytest.mark.parametrize(
    ("successes", "trials", "lower", "upper"),
    [(81, 263, 0.2553, 0.3662), (15, 148, 0.0624, 0.1605), (0, 20, 0.0000, 0.1611), (1, 29, 0.0061, 0.1718)],
)
def test_wilson_gives_newcombes_table(successes: int, trials: int, lower: float, upper: float) -> None:
    """Newcombe, "Two-sided confidence intervals for the single proportion", 1998, table I, method 3."""
    assert pytest.approx((lower, upper), abs=5e-5) == wilson(successes, trials)


@pytest.mark.parametrize(
    ("successes", "trials", "lower", "upper"),
    [(81, 263, 0.2527, 0.3676), (15, 148, 0.0578, 0.1617), (0, 20, 0.0000, 0.1684), (1, 29, 0.0009, 0.1776)],
)
def test_clopper_pearson_gives_newcombes_table(successes: int, trials: int, lower: float, upper: float) -> None:
    """The same table, method 5."""
    assert pytest.approx((lower, upper), abs=5e-5) == clopper_pearson(successes, trials)


@given(shares)
def test_wilson_is_scipys_interval_and_holds_the_share(counts: tuple[int, int]) -> None:
    successes, trials = counts
    theirs = stats.binomtest(successes, trials).proportion_ci(0.95, "wilson")
    lower, upper = wilson(successes, trials)
    assert pytest.approx((theirs.low, theirs.high), abs=1e-9) == (lower, upper)
    assert 0 <= lower <= successes / trials <= upper <= 1
    assert (successes == 0) == (lower == 0)
    assert (successes == trials) == (upper == 1)


@given(st.integers(1, 300).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n))))
def test_clopper_pearson_is_scipys_interval(counts: tuple[int, int]) -> None:
    theirs = stats.binomtest(*counts).proportion_ci(0.95, "exact")
    assert pytest.approx((theirs.low, theirs.high), abs=1e-9) == clopper_pearson(*counts)


@given(st.integers(1, 20_000), st.floats(0.001, 0.999), st.floats(-8, 8))
def test_the_binomial_tail_is_scipys(trials: int, share: float, deviations: float) -> None:
    count = int(trials * share + deviations * math.sqrt(trials * share * (1 - share)))
    assert pytest.approx(stats.binom.cdf(count, trials, share), rel=1e-7, abs=1e-12) == binomial_cdf(
        count, trials, share
    )


@pytest.mark.parametrize(
    ("n", "ends"),
    [(5, (None, None)), (6, (1, 6)), (8, (1, 8)), (9, (2, 8)), (10, (2, 9)), (20, (6, 15)), (50, (18, 33))],
)
def test_ranks_around_the_median_are_those_of_the_sign_test(n: int, ends: tuple[int | None, int | None]) -> None:
    """Table of ranks for the median at 95 %, as in Conover, "Practical nonparametric statistics"."""
    assert ends == order_statistic_ends(n, 0.5)


@given(st.integers(1, 3000), st.sampled_from((0.5, 0.05, 0.25, 0.75, 0.9, 0.95, 0.99)))
def test_each_end_errs_in_at_most_a_fortieth_and_no_nearer_rank_does(n: int, quantile: float) -> None:
    low, high = order_statistic_ends(n, quantile)
    below = stats.binom(n, quantile).cdf
    if low is not None:
        assert below(low - 1) <= 0.025 + 1e-12 < below(low) + 2e-12
    if high is not None:
        assert 1 - below(high - 1) <= 0.025 + 1e-12 < 1 - below(high - 2) + 2e-12


def test_ranks_of_a_million_values_take_no_time() -> None:
    low, high = order_statistic_ends(1_000_000, 0.95)
    half = Z * math.sqrt(1_000_000 * 0.95 * 0.05)
    assert pytest.approx((950_000 - half, 950_000 + half), abs=2) == (low, high)


def test_the_delta_method_over_ones_is_the_interval_of_a_mean() -> None:
    values = [3.0, 5.0, 10.0, 2.5]
    sums = (4, sum(values), 4, sum(v * v for v in values), sum(values))
    half = Z * stdev(values) / 2
    assert pytest.approx((fmean(values) - half, fmean(values) + half)) == delta_ratio(4, sums)


@given(st.lists(st.tuples(st.integers(1, 50), st.integers(0, 50)), min_size=2, max_size=30), st.integers(1, 9))
def test_the_delta_method_does_not_mind_the_unit(pairs: list[tuple[int, int]], unit: int) -> None:
    """A ratio in other units has the same interval in those units."""
    x, y = [a for a, _ in pairs], [b for _, b in pairs]

    def ends(scale: int) -> tuple[float, float]:
        z = [b * scale for b in y]
        products = (sum(a * a for a in x), sum(b * b for b in z), sum(a * b for a, b in zip(x, z, strict=True)))
        found = delta_ratio(len(x), (sum(x), sum(z), *products))
        assert found is not None
        return found

    lower, upper = ends(1)
    assert pytest.approx((lower * unit, upper * unit), abs=1e-5) == ends(unit)
    assert lower <= sum(y) / sum(x) <= upper


def test_one_actor_or_nothing_below_the_line_has_no_delta_interval() -> None:
    assert delta_ratio(1, (5, 10, 25, 100, 50)) is None
    assert delta_ratio(3, (0, 10, 0, 100, 0)) is None


def test_a_block_bootstrap_is_the_same_for_the_same_days_and_holds_their_mean() -> None:
    days = [100 + 30 * (day % 7 < 5) + (day * 37) % 11 for day in range(28)]
    ends = block_bootstrap_mean(days)
    assert ends == block_bootstrap_mean(list(days))
    assert ends is not None
    assert ends[0] < fmean(days) < ends[1]


def test_days_that_are_all_the_same_leave_no_doubt_and_too_few_give_no_interval() -> None:
    assert (7.0, 7.0) == block_bootstrap_mean([7.0] * 28)
    assert block_bootstrap_mean([1.0] * 20) is None


@given(st.floats(2, 500))
def test_students_point_is_scipys(freedom: float) -> None:
    assert pytest.approx(stats.t.ppf(0.975, freedom), rel=0.01) == student_t(freedom)


def test_a_steady_week_with_weekends_is_certain_because_blocks_keep_the_weekday() -> None:
    """Every block of seven days holds each weekday once, so a pattern that only repeats has no noise."""
    ends = block_bootstrap_mean([100, 100, 100, 100, 100, 20, 20] * 4)
    assert ends is not None
    assert pytest.approx(540 / 7) == ends[0] == ends[1]
