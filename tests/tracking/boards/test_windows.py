"""Which window the reading of a day is: in reading time, as the plan line is."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from metrics.dates.calendar import LocalCalendar
from okr.metric import Duration, Grain, MetricDefinition
from okr.model import Anchor, Cycle, MeasuredOver
from okr.rhythm import counted_days
from tracking.boards.windows import Use, taking_of, wanted_days, windows_on

CYCLE = Cycle("2026-q4", date(2026, 10, 1), date(2027, 1, 1), "UTC")
CALENDAR = LocalCalendar("UTC")
DAILY = MetricDefinition("m", "M", "aggregate", "product", "users", "up", "", "growth", None, {})
MONTHLY = replace(DAILY, grain=Grain.MONTH)
LAST_28 = MeasuredOver("last", Duration(28, "day"))


def window(
    metric: MetricDefinition, over: MeasuredOver, day: date, *, maturity: int = 0, anchor: Anchor = Anchor.MATURES_IN
) -> object:
    taking = taking_of(Use(over, anchor, CYCLE), metric, maturity, 0)
    found = windows_on(taking, CALENDAR, [day])
    return {as_of: (item.label, item.start, item.end) for as_of, item in found.items()}


@pytest.mark.parametrize(
    ("metric", "over", "maturity", "anchor", "expected"),
    [
        (DAILY, LAST_28, 0, Anchor.MATURES_IN, ("last 28 days", date(2026, 10, 23), date(2026, 11, 20))),
        (DAILY, LAST_28, 59, Anchor.MATURES_IN, ("last 28 days", date(2026, 8, 25), date(2026, 9, 22))),
        (DAILY, MeasuredOver(), 0, Anchor.MATURES_IN, ("day", date(2026, 11, 19), date(2026, 11, 20))),
        (
            DAILY,
            MeasuredOver("cycle_to_date"),
            0,
            Anchor.MATURES_IN,
            ("cycle to date from 2026-10-01", date(2026, 10, 1), date(2026, 11, 20)),
        ),
        (
            DAILY,
            MeasuredOver("last", Duration(2, "month")),
            0,
            Anchor.MATURES_IN,
            ("last 2 months", date(2026, 9, 20), date(2026, 11, 20)),
        ),
        (DAILY, LAST_28, 40, Anchor.STARTS_IN, ("last 28 days from 2026-10-01", date(2026, 10, 1), date(2026, 10, 11))),
    ],
)
def test_the_window_of_a_day(
    metric: MetricDefinition, over: MeasuredOver, maturity: int, anchor: Anchor, expected: tuple[object, ...]
) -> None:
    day = date(2026, 11, 19)

    assert window(metric, over, day, maturity=maturity, anchor=anchor) == {day: expected}


def test_a_month_is_the_reading_from_its_last_day_on() -> None:
    expected = ("month", date(2026, 10, 1), date(2026, 11, 1))

    assert window(MONTHLY, MeasuredOver(), date(2026, 11, 19)) == {date(2026, 10, 31): expected}


def test_before_anything_of_the_cycle_can_count_there_is_no_window() -> None:
    assert window(DAILY, LAST_28, date(2026, 10, 20), maturity=40, anchor=Anchor.STARTS_IN) == {}


def test_values_by_hand_are_always_the_newest_one() -> None:
    by_hand = replace(DAILY, source=None)

    assert taking_of(Use(LAST_28, Anchor.MATURES_IN, CYCLE), by_hand, 0, 0).is_period


@given(
    day=st.dates(date(2026, 1, 1), date(2027, 3, 1)),
    maturity=st.integers(0, 90),
    length=st.integers(1, 60),
    grain=st.sampled_from([Grain.DAY, Grain.WEEK, Grain.MONTH]),
    anchor=st.sampled_from(list(Anchor)),
)
def test_a_window_counts_the_days_that_the_plan_counts(
    day: date, maturity: int, length: int, grain: Grain, anchor: Anchor
) -> None:
    over = MeasuredOver("last", Duration(length, "day"))
    taking = taking_of(Use(over, anchor, CYCLE), replace(DAILY, grain=grain), maturity, 0)

    found = [(item.start, item.end - timedelta(days=1)) for item in windows_on(taking, CALENDAR, [day]).values()]

    counted = counted_days(taking.rhythm, day)
    assert found == ([] if counted is None else [counted])


def test_the_year_before_is_weekly_and_ends_with_the_day_of_the_baseline() -> None:
    taking = taking_of(Use(LAST_28, Anchor.MATURES_IN, CYCLE), DAILY, 0, 0)

    days = wanted_days(CYCLE, taking, date(2026, 10, 4), is_asked=False)

    assert days[-4:] == (date(2026, 9, 30), date(2026, 10, 1), date(2026, 10, 2), date(2026, 10, 3))
    assert len(days) == 56
    assert days[1] - days[0] == timedelta(days=7)


def test_where_each_window_is_a_question_few_are_asked() -> None:
    taking = taking_of(Use(LAST_28, Anchor.MATURES_IN, CYCLE), DAILY, 0, 0)

    days = wanted_days(CYCLE, taking, date(2026, 12, 20), is_asked=True)

    assert date(2026, 9, 30) in days
    assert set(days) >= {date(2026, 12, 19) - timedelta(days=back) for back in range(14)}
    assert len(days) < 45
