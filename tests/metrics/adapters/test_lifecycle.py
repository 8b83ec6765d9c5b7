"""Lifecycle, case by case."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

import pytest

from okr.words import State
from tests.metrics.adapters.made import asked, at, events, pasted, refused, values
from tests.metrics.conformance.bench import Bench

ALL: dict[str, Any] = {"kind": "lifecycle", "active": {"event": "open"}, "unit": "users"}
TABLES = events(
    ("ann", at("09:00", 1), "open"),
    ("ann", at("23:59", 2), "open"),
    ("ann", at("00:00", 3), "open"),
    ("bob", at("10:00", 1), "open"),
    ("bob", at("10:00", 3), "open"),
    ("cid", at("08:00", 1), "look"),
    ("cid", at("08:00", 2), "open"),
    (None, at("08:00", 2), "open"),
)
FOUR_DAYS = (date(2026, 3, 1), date(2026, 3, 5))
COUNTS = {
    "new": [1, 0, 0],
    "returning": [1, 1, 0],
    "resurrecting": [0, 1, 0],
    "dormant": [1, 1, 2],
}


@pytest.mark.parametrize("figure", COUNTS)
def test_each_day_is_held_against_the_day_before(bench: Bench, figure: str) -> None:
    found = asked(bench, {**ALL, "figure": figure}, TABLES, span=FOUR_DAYS)
    assert [None, *COUNTS[figure]] == values(found.readings)
    assert [0, 1, 0, 0] == [one.excluded_null for one in found.readings]
    assert found.total is not None
    assert pytest.approx(sum(COUNTS[figure]) / 3) == found.total.value


def test_without_a_figure_all_four_are_fields(bench: Bench) -> None:
    found = asked(bench, ALL, TABLES, span=FOUR_DAYS).readings
    assert [{name: counts[day] for name, counts in COUNTS.items()} for day in range(3)] == [
        dict(one.fields) for one in found[1:]
    ]
    assert [(None, 2), (None, 2), (None, 0)] == [(one.value, one.n) for one in found[1:]]


def test_the_four_counts_close(bench: Bench) -> None:
    found = [one.fields for one in asked(bench, ALL, TABLES, span=FOUR_DAYS).readings[1:]]
    active = [one["new"] + one["returning"] + one["resurrecting"] for one in found]
    assert active[:-1] == [one["returning"] + one["dormant"] for one in found[1:]]


def test_the_first_period_has_none_to_be_held_against(bench: Bench) -> None:
    first = asked(bench, ALL, TABLES, span=FOUR_DAYS).readings[0]
    assert (State.NO_DATA, None) == (first.state, first.value)
    assert "period before" in first.reason


def test_a_week_that_holds_the_beginning_is_a_period_before(bench: Bench) -> None:
    (found,) = asked(
        bench, {**ALL, "grain": "week", "figure": "dormant"}, TABLES, span=(date(2026, 3, 2), date(2026, 3, 9))
    ).readings
    assert (State.OK, 0) == (found.state, found.value)


def test_a_range_is_held_against_as_many_days_before(bench: Bench) -> None:
    two_days = (date(2026, 3, 3), date(2026, 3, 5))
    (found,) = asked(bench, {**ALL, "grain": "range"}, TABLES, span=two_days).readings
    assert {"new": 0, "returning": 2, "resurrecting": 0, "dormant": 1} == dict(found.fields)


def test_a_day_that_is_not_over_has_no_counts(bench: Bench) -> None:
    (found,) = asked(
        bench, ALL, TABLES, span=(date(2026, 3, 3), date(2026, 3, 4)), watermark=datetime(2026, 3, 3, 23, tzinfo=UTC)
    ).readings
    assert (State.TOO_EARLY, {}) == (found.state, dict(found.fields))


def test_groups_are_looked_at_by_themselves(bench: Bench) -> None:
    tables = events(
        ("ann", at("09:00", 1), "open", "pro"),
        ("ann", at("09:00", 2), "open", "free"),
        ("bob", at("09:00", 2), "open", "pro"),
    )
    metric = {**ALL, "figure": "new", "breakdown": {"event": "plan"}}
    found = asked(bench, metric, tables, span=(date(2026, 3, 2), date(2026, 3, 3))).readings
    assert [("free", 1), ("pro", 1)] == [(one.group, one.value) for one in found]


def test_the_receipt_gives_the_mean_of_the_periods(bench: Bench) -> None:
    days = (date(2026, 3, 2), date(2026, 3, 5))
    assert pytest.approx(4 / 3) == pasted(bench, {**ALL, "figure": "dormant"}, TABLES, span=days)


def test_a_count_that_does_not_exist_is_refused() -> None:
    assert "metrics/made.yaml:" in refused({**ALL, "figure": "lost"})
    assert '"active" is missing' in refused({"kind": "lifecycle", "unit": "users"})
