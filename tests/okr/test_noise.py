"""Real change or normal variation: held to simulated metrics with fixed seeds."""

from __future__ import annotations

import random
from collections.abc import Callable
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from okr.noise import BETTER, CHANGED, NORMAL, TOO_LITTLE, WORSE, Week, natural_limits, verdict, weekly_values, wilson
from okr.reading import Reading
from okr.words import State
from tests.okr.made import DAY, THURSDAY, reading

METRICS = 2000
MONDAY = date(2024, 1, 1)
Draw = Callable[[random.Random], float]


def weeks(values: list[float]) -> tuple[Week, ...]:
    return tuple(Week(MONDAY + timedelta(weeks=place), value) for place, value in enumerate(values))


def rate_of_1000(draw: random.Random) -> float:
    return sum(draw.random() < 0.42 for _ in range(1000)) / 1000


STATIONARY: dict[str, tuple[Draw, float]] = {
    "normal": (lambda draw: draw.gauss(50, 4), 4.0),
    "heavy tails": (lambda draw: 10 + draw.gauss(0, 1) * (1.6 if draw.random() < 0.1 else 1.0), 1.08),
    "counts": (lambda draw: float(round(draw.gauss(400, 20))), 20.0),
    "skewed durations": (lambda draw: draw.gammavariate(16, 0.3), 1.2),
}


def share_of(says: tuple[str, ...], draw: random.Random, shift: float, least: int, most: int) -> float:
    """Return in which share of simulated metrics the newest week, moved by sigmas, gets one of the verdicts."""
    kinds = list(STATIONARY.values())
    found = 0
    for place in range(METRICS):
        make, sigma = kinds[place % len(kinds)]
        values = [make(draw) for _ in range(draw.randint(least, most) + 1)]
        values[-1] += shift * sigma
        found += verdict(weeks(values), "up") in says
    return found / METRICS


def test_of_2000_stationary_metrics_at_most_two_in_a_hundred_give_a_false_signal() -> None:
    draw = random.Random(2026)  # noqa: S311 - repeatable metrics
    assert share_of((BETTER, WORSE), draw, 0.0, 8, 52) <= 0.02


def test_with_only_eight_weeks_false_signals_stay_rare() -> None:
    draw = random.Random(8)  # noqa: S311 - repeatable metrics
    assert share_of((BETTER, WORSE), draw, 0.0, 8, 8) <= 0.025


def test_of_2000_shifts_by_four_sigma_at_least_eighty_in_a_hundred_are_found() -> None:
    draw = random.Random(2026)  # noqa: S311 - repeatable metrics
    assert share_of((BETTER,), draw, 4.0, 26, 52) >= 0.8


def test_rates_do_not_give_more_false_signals_than_other_figures() -> None:
    draw = random.Random(42)  # noqa: S311 - repeatable metrics
    signals = 0
    for _ in range(200):
        made = [
            Week(MONDAY + timedelta(weeks=place), rate, *wilson(rate * 1000, 1000))
            for place, rate in enumerate(rate_of_1000(draw) for _ in range(27))
        ]
        signals += verdict(made, "up") in {BETTER, WORSE}
    assert signals / 200 <= 0.02


def test_the_limits_are_the_mean_and_2_66_moving_ranges() -> None:
    """Ten values 10, 12, 10, … have mean 11 and moving range 2; ten values widen the limits by 6 %."""
    low, high = natural_limits([10.0, 12.0] * 5)
    assert (low, high) == pytest.approx((11 - 5.32 * 1.06, 11 + 5.32 * 1.06))


def test_fewer_than_eight_weeks_before_it_are_too_little_to_tell() -> None:
    assert verdict(weeks([1.0] * 8), "up") == TOO_LITTLE
    assert verdict(weeks([1.0] * 9), "up") == NORMAL
    assert verdict((), "up") == TOO_LITTLE


@pytest.mark.parametrize(
    ("expected", "better", "newest"),
    [
        (BETTER, "up", 20.0),
        (WORSE, "up", 1.0),
        (WORSE, "down", 20.0),
        (BETTER, "down", 1.0),
        (CHANGED, "none", 20.0),
        (NORMAL, "up", 12.0),
    ],
)
def test_a_week_outside_the_limits_is_a_real_change_for_better_or_worse(
    expected: str, better: str, newest: float
) -> None:
    assert expected == verdict(weeks([*[10.0, 12.0] * 6, newest]), better)


def test_a_metric_that_never_moves_does_not_move() -> None:
    assert verdict(weeks([0.45] * 13), "up") == NORMAL
    assert verdict(weeks([0.1 + 0.2, *[0.3] * 12]), "up") == NORMAL


def test_a_small_group_is_not_taken_for_a_change() -> None:
    """Nine steady weeks at 50 %, then 9 of 12 people: far outside the weeks before, but within the interval."""
    steady = [Week(MONDAY + timedelta(weeks=place), 0.5, 0.4, 0.6) for place in range(9)]
    few = Week(MONDAY + timedelta(weeks=9), 0.75, *wilson(9, 12))
    many = Week(MONDAY + timedelta(weeks=9), 0.75, *wilson(900, 1200))
    assert verdict([*steady, few], "up") == NORMAL
    assert verdict([*steady, many], "up") == BETTER


def test_wilson_gives_the_published_interval() -> None:
    """Newcombe 1998, table I: 81 of 263 gives 0.2553 to 0.3662."""
    assert wilson(81, 263) == pytest.approx((0.2553, 0.3662), abs=5e-5)


def of_day(day: date, value: float | None, **changes: object) -> Reading:
    return reading(day, value, period_start=day, **changes)


def test_daily_shares_are_pooled_into_weeks_and_never_averaged() -> None:
    made = [of_day(THURSDAY - back * DAY, 0.5, numerator=50, denominator=100) for back in range(6)]
    made.append(of_day(THURSDAY - 6 * DAY, 1.0, numerator=1400, denominator=1400))
    assert [(week.last_day, week.value) for week in weekly_values(made)] == [(THURSDAY, 0.85)]


def test_other_daily_figures_are_averaged_over_whole_weeks_only() -> None:
    made = [of_day(THURSDAY - back * DAY, float(back), numerator=None, denominator=None) for back in range(17)]
    assert [(week.last_day, week.value) for week in weekly_values(made)] == [
        (THURSDAY - 7 * DAY, 10.0),
        (THURSDAY, 3.0),
    ]


def test_a_missing_day_leaves_its_week_out_and_a_day_with_nobody_does_not() -> None:
    made = [of_day(THURSDAY - back * DAY, 0.5, numerator=50, denominator=100) for back in range(14)]
    nobody = of_day(THURSDAY - 3 * DAY, None, numerator=0, denominator=0, state=State.NOBODY)
    assert len(weekly_values([*made[:3], nobody, *made[4:]])) == 2
    assert len(weekly_values([*made[:3], *made[4:]])) == 1
    assert weekly_values([]) == ()


@given(st.lists(st.floats(-1e9, 1e9), min_size=9, max_size=60), st.floats(0.001, 1000), st.floats(-1e6, 1e6))
def test_a_verdict_is_one_of_three_for_any_history(values: list[float], factor: float, offset: float) -> None:
    assert verdict(weeks(values), "up") in {BETTER, WORSE, NORMAL}
    turned = [-(value * factor + offset) for value in values]
    assert verdict(weeks(turned), "down") in {BETTER, WORSE, NORMAL}


@given(st.lists(st.integers(-1000, 1000), min_size=9, max_size=60), st.sampled_from([0.25, 2.0, 1024.0]))
def test_a_verdict_depends_neither_on_the_unit_nor_on_which_way_is_up(values: list[int], factor: float) -> None:
    said = verdict(weeks([float(value) for value in values]), "up")

    assert said == verdict(weeks([value * factor for value in values]), "up")
    assert said == verdict(weeks([-float(value) for value in values]), "down")


@given(st.lists(st.integers(0, 100), min_size=10, max_size=40), st.integers(1, 1000))
def test_a_week_further_out_is_never_less_of_a_change(values: list[int], more: int) -> None:
    before = [float(value) for value in values[:-1]]
    highest = max(before)
    near, far = (verdict(weeks([*before, highest + out]), "up") for out in (1, 1 + more))

    assert (near, far) in {(NORMAL, NORMAL), (NORMAL, BETTER), (BETTER, BETTER)}
