"""Reading time: which days a reading shows, and when a cycle's first and last results are known."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from okr.metric import Grain
from okr.model import Anchor
from okr.rhythm import (
    Rhythm,
    counted_days,
    counts_until,
    final_on,
    first_reading_day,
    first_result,
    period_after,
    period_start,
    release_day,
)
from tests.okr.made import DAY, Q4

GRAINS = st.sampled_from([Grain.DAY, Grain.WEEK, Grain.MONTH, Grain.QUARTER])
DAYS = st.dates(date(2020, 1, 1), date(2030, 12, 31))


def rhythm(**changes: object) -> Rhythm:
    return Rhythm(Q4.start, Q4.end, **changes)  # type: ignore[arg-type]


def test_day_30_to_59_retention_gives_its_first_result_on_30_november() -> None:
    assert first_result(Q4, 60) == date(2026, 11, 30)


def test_starts_after_2_november_no_longer_count_unless_starts_are_anchored() -> None:
    assert counts_until(Q4, 60) == date(2026, 11, 2)
    assert counts_until(Q4, 0) == date(2026, 12, 31)
    assert counts_until(Q4, 60, Anchor.STARTS_IN) == date(2026, 12, 31)


def test_starts_of_the_cycle_are_final_a_maturity_after_its_end() -> None:
    assert final_on(Q4, 60, Anchor.MATURES_IN) == date(2027, 1, 1)
    assert final_on(Q4, 60, Anchor.STARTS_IN) == date(2027, 3, 1)


@pytest.mark.parametrize(
    ("expected", "grain", "maturity"),
    [
        (date(2026, 10, 2), Grain.DAY, 0),
        (date(2026, 10, 2), Grain.DAY, 1),
        (date(2026, 10, 5), Grain.WEEK, 0),
        (date(2026, 11, 1), Grain.MONTH, 0),
        (date(2027, 1, 1), Grain.QUARTER, 0),
        (date(2026, 11, 30), Grain.MONTH, 30),
    ],
)
def test_a_period_must_be_over_before_its_result_is_known(expected: date, grain: Grain, maturity: int) -> None:
    assert expected == first_result(Q4, maturity, grain)


@pytest.mark.parametrize(
    ("expected", "changes"),
    [
        ((date(2026, 11, 19), date(2026, 11, 19)), {}),
        ((date(2026, 10, 23), date(2026, 11, 19)), {"window_days": 28}),
        ((date(2026, 8, 25), date(2026, 9, 21)), {"window_days": 28, "maturity_days": 60}),
        ((date(2026, 11, 9), date(2026, 11, 15)), {"grain": Grain.WEEK}),
        ((date(2026, 11, 8), date(2026, 11, 14)), {"grain": Grain.WEEK, "week_start": 6}),
        ((date(2026, 10, 19), date(2026, 11, 15)), {"grain": Grain.WEEK, "window_days": 28}),
        ((date(2026, 10, 1), date(2026, 10, 31)), {"grain": Grain.MONTH}),
        ((date(2026, 10, 1), date(2026, 11, 19)), {"to_date": True}),
        ((date(2026, 10, 1), date(2026, 11, 15)), {"to_date": True, "grain": Grain.WEEK}),
        (None, {"maturity_days": 60, "anchor": Anchor.STARTS_IN}),
        ((date(2026, 10, 1), date(2026, 11, 12)), {"window_days": 90, "maturity_days": 8, "anchor": Anchor.STARTS_IN}),
    ],
)
def test_a_reading_counts_final_days_of_its_window(
    expected: tuple[date, date] | None, changes: dict[str, object]
) -> None:
    assert expected == counted_days(rhythm(**changes), date(2026, 11, 19))


@pytest.mark.parametrize(
    ("expected", "start", "grain"),
    [
        (date(2026, 10, 4), date(2026, 10, 1), Grain.WEEK),
        (date(2026, 10, 11), date(2026, 10, 2), Grain.WEEK),
        (date(2026, 7, 31), date(2026, 6, 29), Grain.MONTH),
        (date(2026, 6, 30), date(2026, 6, 16), Grain.MONTH),
        (date(2026, 9, 30), date(2026, 6, 29), Grain.QUARTER),
    ],
)
def test_the_first_period_of_a_cycle_has_at_least_half_of_its_days_in_it(
    expected: date, start: date, grain: Grain
) -> None:
    assert expected == first_reading_day(Rhythm(start, start + 91 * DAY, grain))


def test_a_week_to_date_begins_with_the_cycle_and_not_with_its_week() -> None:
    weekly = rhythm(grain=Grain.WEEK, to_date=True)
    assert counted_days(weekly, date(2026, 10, 4)) == (Q4.start, date(2026, 10, 4))


def test_a_monthly_reading_stands_until_the_next_month_is_over() -> None:
    monthly = rhythm(grain=Grain.MONTH)
    assert [release_day(monthly, date(2026, 11, day)) for day in (1, 29, 30)] == [
        date(2026, 10, 31),
        date(2026, 10, 31),
        date(2026, 11, 30),
    ]


@given(GRAINS, DAYS, st.integers(0, 6))
def test_periods_follow_one_another_without_gap_or_overlap(grain: Grain, day: date, week_start: int) -> None:
    first, following = period_start(grain, day, week_start), period_after(grain, day, week_start)
    assert first <= day < following
    assert period_start(grain, following, week_start) == following
    assert period_after(grain, following - DAY, week_start) == following


@given(GRAINS, st.integers(0, 91), st.integers(0, 120), st.integers(1, 90))
def test_what_a_reading_counts_is_final_and_stands_since_its_release(
    grain: Grain, offset: int, maturity: int, window: int
) -> None:
    anyhow = rhythm(grain=grain, maturity_days=maturity, window_days=window)
    day = Q4.start + offset * DAY
    counted = counted_days(anyhow, day)
    assert counted is not None
    assert counted[1] + max(maturity, 1) * DAY <= day + DAY
    assert counted == counted_days(anyhow, release_day(anyhow, day))
    assert (counted[1] >= Q4.start) is (day >= first_reading_day(anyhow))
