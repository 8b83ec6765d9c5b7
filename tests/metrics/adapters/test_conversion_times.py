"""How long a conversion took: mean and median of those who converted, in the metric's unit."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

import pytest

from okr.words import State
from tests.metrics.adapters.made import MARCH, asked, at, events, pasted, reading
from tests.metrics.conformance.bench import Bench

METRIC: dict[str, Any] = {
    "kind": "conversion",
    "steps": [{"event": "signed"}, {"event": "made"}],
    "within": "1 day",
    "figure": "mean_time",
    "unit": "minutes",
    "better": "down",
}
TOOK = (10, 20, 60)
TABLES = events(
    *[(f"u{took}", at("10:00"), "signed") for took in TOOK],
    *[(f"u{took}", at(f"{10 + took // 60}:{took % 60:02d}"), "made") for took in TOOK],
    ("never", at("10:00"), "signed"),
)


def test_the_mean_is_over_those_who_converted(bench: Bench) -> None:
    found = reading(bench, METRIC, TABLES)
    assert 30 == pytest.approx(found.value) == pytest.approx(pasted(bench, METRIC, TABLES))
    assert pytest.approx((90, 3, 3)) == (found.numerator, found.denominator, found.n)


def test_the_mean_has_the_interval_of_a_mean(bench: Bench) -> None:
    found = reading(bench, METRIC, TABLES)
    half = 1.959963984540054 * (700 / 3) ** 0.5  # the variance of 10, 20 and 60 is 700
    assert pytest.approx((30 - half, 30 + half)) == (found.lower, found.upper)


def test_means_of_periods_pool_by_their_sums(bench: Bench) -> None:
    late = events(("v", at("10:00", 2), "signed"), ("v", at("10:02", 2), "made"))
    both = {"events": type(TABLES["events"])(TABLES["events"].columns, TABLES["events"].rows + late["events"].rows)}
    whole = asked(bench, METRIC, both, span=(MARCH[0], date(2026, 3, 3))).total
    assert whole is not None
    assert pytest.approx((92 / 4, 4)) == (whole.value, whole.n)


def test_the_median_is_a_time_that_somebody_took(bench: Bench) -> None:
    metric = {**METRIC, "figure": "median_time"}
    found = reading(bench, metric, TABLES)
    assert pytest.approx((20, 3)) == (found.value, found.n)
    assert 20 == pytest.approx(pasted(bench, metric, TABLES))


def test_the_total_of_a_median_counts_mature_entries_of_a_day_that_is_not_over(bench: Bench) -> None:
    metric = {**METRIC, "figure": "median_time", "within": "1 hour"}
    late = [("v", at("01:00", 2), "signed"), ("v", at("01:05", 2), "made"), ("w", at("05:30", 2), "signed")]
    tables = events(*TABLES["events"].rows, *late)
    found = asked(
        bench, metric, tables, span=(MARCH[0], date(2026, 3, 3)), watermark=datetime(2026, 3, 2, 6, tzinfo=UTC)
    )
    assert [(20, 3), (5, 1)] == [(one.value, one.n) for one in found.readings]
    assert found.total is not None
    assert (10, 4, 1) == (found.total.value, found.total.n, found.total.excluded_immature)


def test_six_times_are_the_fewest_with_an_interval_of_the_median(bench: Bench) -> None:
    rows = [
        row for n in range(1, 7) for row in ((f"u{n}", at("10:00"), "signed"), (f"u{n}", at(f"10:{n:02d}"), "made"))
    ]
    found = reading(bench, {**METRIC, "figure": "median_time"}, events(*rows))
    assert pytest.approx((3, 1, 6)) == (found.value, found.lower, found.upper)
    fewer = reading(bench, {**METRIC, "figure": "median_time"}, events(*rows[:-1]))
    assert (None, None, "") == (fewer.lower, fewer.upper, fewer.interval)


def test_times_run_between_the_steps_that_are_named(bench: Bench) -> None:
    metric = {**METRIC, "steps": [*METRIC["steps"], {"event": "shared"}], "from_step": 2}
    rows = [("u", at("10:00"), "signed"), ("u", at("10:30"), "made"), ("u", at("10:35"), "shared")]
    assert 5 == pytest.approx(reading(bench, metric, events(*rows)).value)


def test_without_a_conversion_there_is_no_time(bench: Bench) -> None:
    found = reading(bench, METRIC, events(("u", at("10:00"), "signed")))
    assert (State.NOBODY, "nobody converted") == (found.state, found.reason)
    open_still = reading(
        bench, METRIC, events(("u", at("10:00"), "signed")), watermark=datetime(2026, 3, 1, 12, tzinfo=UTC)
    )
    assert State.TOO_EARLY == open_still.state
