"""How often a metric moved as far as planned, in stretches as long as the cycle."""

from __future__ import annotations

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from okr.agreement.plausible import Plausibility, plausibility

START = date(2026, 10, 1)


def daily(values: list[float]) -> dict[date, float]:
    """Return one figure a day, the last one on the day before the cycle."""
    return {START - timedelta(days=len(values) - place): value for place, value in enumerate(values)}


def test_stretches_lie_end_to_end_before_the_cycle() -> None:
    steps = [value for value in (10.0, 20.0, 40.0, 40.0) for _ in range(10)]

    assert Plausibility(1, 3) == plausibility(daily(steps), START, 10, 10, 15.0)
    assert Plausibility(2, 3) == plausibility(daily(steps), START, 10, 10, 10.0)
    assert Plausibility(0, 3) == plausibility(daily(steps), START, 10, 10, -1.0)


def test_a_history_that_is_too_short_says_so() -> None:
    assert Plausibility(0, 0) == plausibility(daily([1.0] * 8), START, 10, 10, 1.0)
    assert Plausibility(0, 0) == plausibility({}, START, 10, 10, 1.0)
    assert Plausibility(0, 0).words() == "too little history to say how often it moved this far"
    assert Plausibility(2, 11).words("quarters") == "moved this far in 2 of 11 quarters"


@given(st.lists(st.floats(-1e6, 1e6), min_size=40, max_size=80), st.floats(0.1, 1e6))
def test_a_mirrored_history_moves_as_often_the_other_way(values: list[float], move: float) -> None:
    mirrored = [-value for value in values]

    assert plausibility(daily(values), START, 7, 7, move) == plausibility(daily(mirrored), START, 7, 7, -move)


@given(st.lists(st.floats(-1e6, 1e6), min_size=40, max_size=80), st.floats(0.1, 1e3), st.floats(1.0, 10.0))
def test_a_longer_move_was_never_made_more_often(values: list[float], move: float, factor: float) -> None:
    near, far = (plausibility(daily(values), START, 7, 7, size) for size in (move, move * factor))

    assert far.moved <= near.moved
    assert far.stretches == near.stretches
