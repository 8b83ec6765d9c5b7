from __future__ import annotations

from datetime import date, datetime, timedelta

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from tracking.demo.calendar import ZONE
from tracking.demo.columns import epoch_ms, instants, local_day, local_naive
from tracking.demo.moments import clock, span, to_utc


@given(st.integers(-1000, 55), st.integers(4 * 3600, 86_399))
def test_a_local_time_of_day_becomes_the_instant_that_the_zone_says(day: int, second: int) -> None:
    days = span(date(2026, 11, 20), 1)
    local = datetime.combine(days.date(day), datetime.min.time(), ZONE) + timedelta(seconds=second)

    assert local.timestamp() == to_utc(days, np.array([day]), np.array([float(second)]))[0]


def test_a_clock_hour_that_comes_twice_is_the_first_and_one_that_is_skipped_the_next() -> None:
    days = span(date(2026, 11, 20), 1)
    autumn, spring = (date(2026, 10, 25) - days.start).days, (date(2026, 3, 29) - days.start).days
    half_past_two = to_utc(days, np.array([autumn, spring]), np.array([9000.0, 9000.0]))

    assert datetime.fromisoformat("2026-10-25T00:30:00+00:00").timestamp() == half_past_two[0]
    assert date(2026, 3, 29) == datetime.fromtimestamp(half_past_two[1], ZONE).date()


@given(st.lists(st.floats(1.6e9, 1.9e9), min_size=1, max_size=20))
def test_every_way_of_storing_a_moment_says_the_same(moments: list[float]) -> None:
    days, at = span(date(2026, 11, 20), 1), np.array(moments)
    local = [datetime.fromtimestamp(moment, ZONE) for moment in moments]

    assert [moment.date() for moment in local] == [days.date(day) for day in local_day(days, at)]
    assert [int(moment * 1000) for moment in moments] == epoch_ms(at).to_pylist()
    for stamp, naive, wanted in zip(instants(at).to_pylist(), local_naive(at).to_pylist(), local, strict=True):
        assert abs((stamp - wanted).total_seconds()) < 2e-6
        assert abs((naive - wanted.replace(tzinfo=None)).total_seconds()) < 2e-6


def test_a_moment_that_is_not_known_is_null() -> None:
    assert [None] == instants(np.array([np.nan])).to_pylist()


def test_times_of_day_follow_the_weights_of_the_hours() -> None:
    weights = (*([0.0] * 9), 1.0, 3.0, *([0.0] * 13))
    hours = np.floor(clock(np.random.default_rng(1), weights, 4000) / 3600)

    assert {9.0, 10.0} == set(hours)
    assert abs(np.mean(hours == 10) - 0.75) < 0.03
