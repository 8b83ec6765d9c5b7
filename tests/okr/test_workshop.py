"""The target workshop: what a target means is worked out from the past, and from nothing else."""

from __future__ import annotations

import math
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from okr.workshop import (
    WeekOfMetric,
    meaning,
    moves,
    past_of_levels,
    past_of_weeks,
    proposals,
    window_figures,
)

END = date(2026, 11, 19)


def weeks(values: list[float], people: float | None = None) -> list[WeekOfMetric]:
    last = len(values) - 1
    return [WeekOfMetric(END - timedelta(weeks=last - n), value, people) for n, value in enumerate(values)]


def rising(quarters: int) -> list[float]:
    """Return weekly values that rise by 13 in every 13 weeks."""
    return [float(week) for week in range(13 * quarters + 4)]


def test_the_past_is_cut_into_spans_that_do_not_overlap() -> None:
    assert moves(past_of_weeks(weeks(rising(3))), 13) == pytest.approx((13, 13, 13))


def test_a_span_with_a_gap_at_its_end_is_left_out() -> None:
    known = weeks(rising(2))
    gap = [week for week in known if not timedelta(weeks=9) < END - week.last_day < timedelta(weeks=18)]
    assert len(moves(past_of_weeks(gap), 13)) < 2


def test_how_often_such_a_move_has_happened_is_counted() -> None:
    past = past_of_weeks(weeks([10.0] * 13 + [20.0] * 13 + [12.0] * 13 + [12.5] * 17))
    assert meaning(past, (12.5, 18.0), 13).happened == 1
    assert meaning(past, (12.5, 5.0), 13).happened == 1
    assert meaning(past, (12.5, 40.0), 13).happened == 0
    assert meaning(past, (12.5, 18.0), 13).spans == 4


def test_a_share_is_told_in_people() -> None:
    assert meaning(past_of_weeks(weeks([0.5] * 20, people=200)), (0.5, 0.6), 13).people_a_week == pytest.approx(20)
    assert meaning(past_of_weeks(weeks([5.0] * 20)), (5.0, 6.0), 13).people_a_week is None


def test_windows_pool_the_people_of_their_weeks() -> None:
    known = [*weeks([0.2, 0.2, 0.2]), WeekOfMetric(END, 0.5, 30)]
    known = [WeekOfMetric(END - timedelta(weeks=4 - n), 0.2, 10) for n in range(1, 4)] + [known[-1]]
    assert [(one.days, round(one.value, 3)) for one in window_figures(known)] == [(7, 0.5), (28, 0.35)]


@pytest.mark.parametrize("better", ["up", "down"])
def test_proposals_follow_from_the_past_on_the_better_side(better: str) -> None:
    values = rising(6) if better == "up" else [100 - value for value in rising(6)]
    past = past_of_weeks(weeks(values))
    found = proposals(past, better, 13)
    assert found is not None
    sign = 1 if better == "up" else -1
    assert sign * (found.committed - past.now) == pytest.approx(13)
    assert sign * (found.stretch - past.now) == pytest.approx(13 / 0.7)


def test_without_four_spans_or_a_better_side_nothing_is_proposed() -> None:
    assert proposals(past_of_weeks(weeks(rising(3))), "up", 13) is None
    assert proposals(past_of_weeks(weeks(rising(6))), "none", 13) is None


def test_figures_that_cannot_be_pooled_are_taken_as_they_are() -> None:
    levels = {END - timedelta(weeks=4 * n): 6.0 - 0.1 * (n % 2) for n in range(14)}
    past = past_of_levels(levels)
    assert past.now == 6.0
    assert past.usual is not None
    assert len(moves(past, 13)) == 4
    assert past_of_levels({END: 6.0}).usual is None


@given(
    st.lists(st.floats(-1e6, 1e6), min_size=4, max_size=120),
    st.floats(-1e6, 1e6),
    st.sampled_from(["up", "down", "none"]),
)
def test_no_number_is_ever_nan_and_the_stretch_asks_for_more(values: list[float], target: float, better: str) -> None:
    past = past_of_weeks(weeks(values))
    means = meaning(past, (past.now, target), 13)
    assert 0 <= means.happened <= means.spans
    assert means.times_usual is None or math.isfinite(means.times_usual) or means.times_usual == math.inf
    found = proposals(past, better, 13)
    if found is not None:
        assert abs(found.stretch - past.now) >= abs(found.committed - past.now) - 1e-6
