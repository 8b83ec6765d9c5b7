"""Progress and score: one formula for rising and falling targets."""

from __future__ import annotations

import math

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from okr.model import Ambition
from okr.progress import bar, is_inside, is_no_move, keep_score, progress, progress_interval, score

VALUES = st.floats(-1e9, 1e9, allow_nan=False)
ANY = st.floats(allow_nan=True, allow_infinity=True)


@pytest.mark.parametrize(
    ("expected", "current", "baseline", "target"),
    [
        (0.457, 0.548, 0.42, 0.70),
        (0.225, 5.1, 6.0, 2.0),
        (0.0, 0.42, 0.42, 0.70),
        (1.0, 2.0, 6.0, 2.0),
        (-0.25, 7.0, 6.0, 2.0),
        (1.5, 0.0, 6.0, 2.0),
        (0.5, -10.0, -30.0, 10.0),
    ],
)
def test_progress_is_the_share_of_the_way(expected: float, current: float, baseline: float, target: float) -> None:
    assert expected == pytest.approx(progress(current, baseline, target), abs=5e-4)


def test_the_score_is_progress_between_0_and_1() -> None:
    assert [score(-0.2), score(0.0), score(0.457), score(1.0), score(1.5), score(None)] == [0, 0, 0.457, 1, 1, None]


def test_without_a_value_or_a_way_there_is_no_progress() -> None:
    assert progress(None, 1, 2) is None
    assert progress(1, None, 2) is None
    assert progress(1, 2, None) is None
    assert progress(1, 2, 2) is None
    assert progress(1.0, 0.1 + 0.2, 0.3) is None


@given(VALUES, VALUES)
def test_progress_is_exact_at_both_ends(baseline: float, target: float) -> None:
    assume(not is_no_move(baseline, target))
    assert progress(baseline, baseline, target) == 0.0
    assert progress(target, baseline, target) == 1.0


@given(VALUES, VALUES, VALUES)
def test_a_falling_target_is_the_mirror_of_a_rising_one(current: float, baseline: float, target: float) -> None:
    assert progress(current, baseline, target) == progress(-current, -baseline, -target)


@given(st.integers(-999, 999), st.integers(-999, 999), st.integers(-999, 999), st.integers(-20, 20))
def test_progress_does_not_depend_on_the_unit(current: int, baseline: int, target: int, power: int) -> None:
    factor = 2.0**power
    assert progress(current, baseline, target) == progress(current * factor, baseline * factor, target * factor)


@given(ANY, ANY, ANY)
def test_no_progress_is_ever_not_a_number(current: float, baseline: float, target: float) -> None:
    """Fault 63."""
    found = progress(current, baseline, target)
    assert found is None or math.isfinite(found)
    assert score(found) is None or 0.0 <= (score(found) or 0.0) <= 1.0


@given(st.tuples(VALUES, VALUES, VALUES), VALUES, VALUES)
def test_the_interval_of_progress_holds_the_progress(
    ends: tuple[float, float, float], baseline: float, target: float
) -> None:
    assume(not is_no_move(baseline, target))
    lower, current, upper = sorted(ends)
    low, high = progress_interval(lower, upper, baseline, target)
    middle = progress(current, baseline, target)
    if low is not None and high is not None and middle is not None:
        assert low <= middle <= high


def test_an_open_end_of_the_interval_stays_open_on_its_side() -> None:
    assert progress_interval(None, 0.70, 0.42, 0.70) == (None, 1.0)
    assert progress_interval(2.0, None, 6.0, 2.0) == (None, 1.0)


def test_the_bar_is_seven_tenths_of_a_stretch_and_all_of_a_commitment() -> None:
    assert bar(0.42, 0.70, Ambition.STRETCH) == pytest.approx(0.616)
    assert bar(6.0, 2.0, Ambition.STRETCH) == pytest.approx(3.2)
    assert bar(6.0, 2.0, Ambition.COMMITTED) == 2.0


def test_limits_are_inside_themselves() -> None:
    assert is_inside(0.95, 0.95, None)
    assert is_inside(2.0, 1.0, 2.0)
    assert not is_inside(2.1, 1.0, 2.0)
    assert is_inside(-1e9, None, None)


@given(st.lists(st.booleans(), min_size=1))
def test_losing_a_period_never_raises_a_keep_score(kept: list[bool]) -> None:
    for lost in range(len(kept)):
        without = [inside and place != lost for place, inside in enumerate(kept)]
        assert (keep_score(without) or 0.0) <= (keep_score(kept) or 0.0)


def test_before_the_first_period_there_is_no_keep_score() -> None:
    assert keep_score([]) is None
    assert keep_score([True, True, False, True]) == 0.75
