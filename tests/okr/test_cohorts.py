"""How many of those counted in a cohort figure began before the cycle."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from okr.cohorts import before_share
from okr.inputs import KeyResultInputs
from okr.model import Anchor
from okr.reading import Reading
from tests.okr.made import DAY, Q4, days, inputs, key_result, metric, reading

FOURTEENTH = date(2026, 12, 14)


def retention(*periods: Reading, of: Anchor = Anchor.MATURES_IN, as_of: date = FOURTEENTH) -> KeyResultInputs:
    """Return a retention in days 30 to 59 over the last 28 mature days: 19 September to 16 October on 14 December."""
    made = inputs((), key_result(anchor=of), as_of, metric=metric(kind="retention"), maturity_days=60)
    return replace(made, series=replace(made.series, periods=periods))


def cohort(start: date, people: int) -> Reading:
    return reading(start, 0.5, period_start=start, denominator=people)


def test_people_are_counted_where_they_are_known() -> None:
    """100 a day before the cycle, 300 a day in it: 1,200 and 4,800."""
    periods = [cohort(start, 100 if start < Q4.start else 300) for start in days(date(2026, 8, 1), date(2026, 10, 31))]
    assert before_share(retention(*periods), FOURTEENTH) == pytest.approx(1200 / 6000)


def test_otherwise_every_day_counts_alike() -> None:
    assert before_share(retention(), FOURTEENTH) == pytest.approx(12 / 28)
    assert before_share(retention(), Q4.end - DAY) == 0.0
    assert before_share(retention(), Q4.start) == 1.0


def test_where_only_starts_of_the_cycle_count_nobody_is_from_before() -> None:
    assert before_share(retention(of=Anchor.STARTS_IN), FOURTEENTH) == 0.0
    assert before_share(retention(of=Anchor.STARTS_IN), Q4.start) is None
