"""Figures of longer windows from sums that periods keep."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from metrics.adapter import Pooling
from metrics.dates.window import Window
from metrics.statistics.intervals import delta_ratio
from metrics.statistics.pooling import pool
from okr.metric import MetricDefinition
from okr.reading import Reading
from okr.words import State

START = date(2026, 3, 1)
NOON = datetime(2026, 4, 1, 12, tzinfo=UTC)
TWO_DAYS = Window("last 2 days", START, START + timedelta(days=2), NOON, NOON)
RATIO = MetricDefinition("arpu", "", "ratio", "product", "EUR", "up", "", "", None, {})


def reading(day: int, **fields: Any) -> Reading:
    """The reading of one day."""
    start = START + timedelta(days=day)
    known: dict[str, Any] = {"state": State.OK, **fields}
    return Reading("arpu", "v", "day", start, start + timedelta(days=1), watermark=NOON, **known)


def sums(pairs: list[tuple[float, float]]) -> dict[str, float]:
    """What a period keeps of its actors: (below, above) of each."""
    return {
        "actors": len(pairs),
        "sx": sum(x for x, _ in pairs),
        "sy": sum(y for _, y in pairs),
        "sxx": sum(x * x for x, _ in pairs),
        "syy": sum(y * y for _, y in pairs),
        "sxy": sum(x * y for x, y in pairs),
    }


FIRST, SECOND = [(1.0, 5.0), (2.0, 4.0), (1.0, 0.0)], [(1.0, 8.0), (3.0, 3.0)]


def test_a_ratio_over_two_days_has_the_interval_of_their_sums() -> None:
    days = [
        reading(0, value=9 / 4, numerator=9, denominator=4, n=40, statistics=sums(FIRST)),
        reading(1, value=11 / 4, numerator=11, denominator=4, n=40, statistics=sums(SECOND)),
    ]
    found = pool(RATIO, Pooling.POOLED, days, TWO_DAYS)
    both = sums(FIRST + SECOND)
    ends = delta_ratio(5, [both[name] for name in ("sx", "sy", "sxx", "syy", "sxy")])
    assert (20 / 8, 20, 8, 80, "delta") == (found.value, found.numerator, found.denominator, found.n, found.interval)
    assert ends == (found.lower, found.upper)
    assert 5 == found.statistics["actors"]


def test_a_day_without_anything_above_the_line_still_counts_below_it_and_in_the_interval() -> None:
    nothing = {**sums([(1.0, 0.0), (2.0, 0.0)]), "numerator": 0, "denominator": 3}
    days = [
        reading(0, value=9 / 4, numerator=9, denominator=4, n=4, statistics=sums(FIRST)),
        reading(1, state=State.NO_DATA, n=3, statistics=nothing),
    ]
    found = pool(RATIO, Pooling.POOLED, days, TWO_DAYS)
    both = sums([*FIRST, (1.0, 0.0), (2.0, 0.0)])
    assert (9 / 7, 7) == (found.value, found.denominator)
    ends = delta_ratio(5, [both[name] for name in ("sx", "sy", "sxx", "syy", "sxy")])
    assert ends is not None
    assert pytest.approx(ends) == (found.lower, found.upper)


def test_where_nothing_is_below_the_line_the_sums_add_up() -> None:
    """What all who came back paid: cohorts that are not mature are out of it."""
    days = [
        reading(0, value=12.0, numerator=12.0, n=3),
        reading(1, state=State.TOO_EARLY, numerator=0, denominator=0, n=0, excluded_immature=4),
    ]
    found = pool(RATIO, Pooling.POOLED, days, TWO_DAYS)
    assert (12.0, 12.0, None, 3, 4) == (
        found.value,
        found.numerator,
        found.denominator,
        found.n,
        found.excluded_immature,
    )
