"""Availability, case by case."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime
from typing import Any

import pytest

from metrics.adapter import Pooling
from metrics.collect import pooling
from metrics.dates.calendar import LocalCalendar
from metrics.statistics.pooling import pool
from okr.words import State
from tests.metrics.adapters.made import SOURCE, asked, at, events, pasted, reading, refused
from tests.metrics.conformance.bench import Bench, Table
from tests.metrics.conformance.configured import configured

METRIC: dict[str, Any] = {
    "kind": "availability",
    "from": {"table": "requests", "time": "sent_at", "stored_as": "utc_naive"},
    "good": {"status": {"lt": 500}},
    "valid": {"caller": "web"},
}
TWO_DAYS = (date(2026, 3, 1), date(2026, 3, 3))


def requests(*rows: tuple[datetime | None, str | None, int | None]) -> dict[str, Table]:
    """A table of requests: moment, caller, status."""
    return events() | {"requests": Table({"sent_at": "utc_naive", "caller": "text", "status": "integer"}, list(rows))}


TABLES = requests(
    (at("10:00"), "web", 200),
    (at("11:00"), "web", 503),
    (at("12:00"), "web", None),
    (at("12:00"), "probe", 503),
    (at("12:00"), None, 200),
    (None, "web", 200),
    (at("10:00", 2), "web", 200),
)


def test_good_over_valid_requests_with_wilsons_interval(bench: Bench) -> None:
    found = reading(bench, METRIC, TABLES)
    assert (1, 3, 3, "wilson") == (found.numerator, found.denominator, found.n, found.interval)
    assert pytest.approx((1 / 3, 0.0615, 0.7923), abs=1e-4) == (found.value, found.lower, found.upper)


def test_without_valid_every_request_counts(bench: Bench) -> None:
    assert 5 == reading(bench, {**METRIC, "valid": None}, TABLES).denominator


def test_days_pool_by_their_requests(bench: Bench) -> None:
    found = asked(bench, METRIC, TABLES, span=TWO_DAYS)
    definition, _ = configured(METRIC, SOURCE)
    window = LocalCalendar("UTC").span("last 2 days", *TWO_DAYS)
    assert Pooling.POOLED is pooling(definition)
    pooled = pool(definition, Pooling.POOLED, found.readings, window)
    assert found.total is not None
    assert (0.5, 2, 4) == (found.total.value, found.total.numerator, found.total.denominator)
    same = replace(pooled, window="range", sql=found.total.sql, seconds=found.total.seconds)
    assert same == found.total


def test_too_few_requests_give_no_figure(bench: Bench) -> None:
    found = asked(bench, {**METRIC, "minimum": 4}, TABLES, span=TWO_DAYS)
    assert [State.TOO_FEW, State.TOO_FEW] == [one.state for one in found.readings]
    assert [(None, 3), (None, 1)] == [(one.value, one.n) for one in found.readings]
    assert found.total is not None
    assert 0.5 == found.total.value


def test_a_day_without_requests_has_nobody_to_measure(bench: Bench) -> None:
    found = reading(bench, METRIC, TABLES, span=(date(2026, 3, 5), date(2026, 3, 6)))
    assert (State.NOBODY, 0) == (found.state, found.denominator)


def test_the_receipt_gives_the_share(bench: Bench) -> None:
    assert pytest.approx(0.5) == pasted(bench, METRIC, TABLES, span=TWO_DAYS)


@pytest.mark.parametrize(
    ("keys", "message"),
    [
        ({"good": {"caller": "web"}}, "every valid request would be good"),
        ({"good": None}, '"good" is missing'),
        ({"minimum": 0}, "minimum"),
        ({"from": {"table": "requests"}}, '"time" is missing'),
    ],
)
def test_contradictions_are_refused_where_they_stand(keys: dict[str, Any], message: str) -> None:
    text = refused({**METRIC, **keys})
    assert message in text
    assert "metrics/made.yaml:" in text
