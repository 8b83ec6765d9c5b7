"""Measures of earlier stretches, changes, balances and sums by actor, on rows that can be added up in the head."""

from __future__ import annotations

import math
from datetime import UTC, date, datetime
from typing import Any

import pytest

from tests.oracle.case import Reading
from tests.oracle.intervals import Z
from tests.oracle.measure import measure

SOURCE: dict[str, Any] = {
    "timezone": "UTC",
    "events": {"table": "log", "actor": "who", "time": "at", "name": "what", "properties": {"paid": "paid"}},
}
LATER = datetime(2026, 12, 1, tzinfo=UTC)
FROM: dict[str, Any] = {"table": "balances", "time": "on"}
SUM: dict[str, Any] = {"kind": "aggregate", "from": FROM, "measure": {"sum": "amount"}}


def balances(*rows: str) -> dict[str, list[dict[str, Any]]]:
    """Rows written like ``2026-03-02 main 5``."""
    found = [row.split() for row in rows]
    return {"balances": [{"on": date.fromisoformat(d), "account": a, "amount": float(n)} for d, a, n in found]}


def one(metric: dict[str, Any], tables: dict[str, list[dict[str, Any]]], first: str, last: str) -> Reading:
    """The first reading of a span."""
    span = (date.fromisoformat(first), date.fromisoformat(last))
    return measure(metric, SOURCE, {"log": [], **tables}, LATER, span)[0][0]


ROWS = balances("2026-02-01 main 1", "2026-02-28 main 10", "2026-03-01 main 100", "2026-03-31 main 1000")


@pytest.mark.parametrize(
    ("grain", "shift", "day", "expected"),
    [
        ("day", "3 days", "2026-03-03", 10),
        ("day", "1 month", "2026-03-31", 10),
        ("day", "1 month", "2026-03-28", 10),
        ("day", {"start_of": "month"}, "2026-03-31", 100),
        ("month", "1 month", "2026-03-01", 11),
        ("month", "1 day", "2026-03-01", 110),
        ("month", {"start_of": "quarter"}, "2026-04-01", None),
        ("week", "1 week", "2026-03-02", 110),
    ],
)
def test_a_shift_looks_at_the_stretch_before(grain: str, shift: Any, day: str, expected: float | None) -> None:
    found = one({**SUM, "grain": grain, "shift": shift}, ROWS, day, "2026-04-02")
    assert (day, expected) == (found["period_start"], found["value"])


def test_a_change_has_both_its_sides_beside_it() -> None:
    found = one({**SUM, "grain": "month", "change_from": "1 month"}, ROWS, "2026-03-01", "2026-03-02")
    assert (1089, {"now": 1100, "then": 11}, None) == (found["value"], found["fields"], found["numerator"])


def test_a_change_from_nothing_is_none() -> None:
    metric = {**SUM, "grain": "month", "change_from": "1 month"}
    assert "no_data" == one(metric, ROWS, "2026-02-01", "2026-02-02")["status"]
    assert 11 == one({**metric, "fill": 0}, ROWS, "2026-02-01", "2026-02-02")["value"]


SNAPSHOTS = balances("2026-03-01 a 1", "2026-03-02 a 2", "2026-03-02 b 20", "2026-03-03 a 300", "2026-03-03 a 400")


@pytest.mark.parametrize(
    ("pick", "expected"),
    [
        ({"row": "last"}, 700),
        ({"row": "first"}, 1),
        ({"row": "last", "per": ["account"]}, 720),
        ({"row": "first", "per": ["account"]}, 21),
    ],
)
def test_a_balance_is_all_rows_of_one_date(pick: dict[str, Any], expected: float) -> None:
    found = one({**SUM, "grain": "month", "pick": pick}, SNAPSHOTS, "2026-03-01", "2026-03-02")
    assert expected == found["value"]


def test_the_latest_date_is_counted_in_days_since_1970() -> None:
    found = one({**SUM, "grain": "month", "measure": {"max": "on"}}, SNAPSHOTS, "2026-03-01", "2026-03-02")
    assert (date(2026, 3, 3) - date(1970, 1, 1)).days == found["value"]


def paid(*rows: str) -> dict[str, list[dict[str, Any]]]:
    """Events written like ``ann open 0`` on 1 January, or ``ann buy 5 3`` on the third day after it."""
    found = [(row + " 0").split()[:4] for row in rows]
    start = datetime(2026, 1, 1, 12, tzinfo=UTC)
    return {
        "log": [{"who": w, "what": e, "paid": float(n), "at": start.replace(day=1 + int(d))} for w, e, n, d in found]
    }


def test_the_interval_of_a_mean_per_actor_is_that_of_their_sums() -> None:
    """Three actors paid 0, 6 and 12: mean 6, standard deviation 6."""
    metric = {
        "kind": "ratio",
        "numerator": {"from": {"event": "buy"}, "measure": {"sum": "paid"}},
        "denominator": {"from": {"event": "any"}, "measure": {"count_distinct": "actor"}},
    }
    events = paid("ann open 0", "bob buy 2", "bob buy 4", "cat buy 12")
    found = one(metric, events, "2026-01-01", "2026-01-02")
    half = Z * 6 / math.sqrt(3)
    assert (18, 3, 6) == (found["numerator"], found["denominator"], found["value"])
    assert pytest.approx((6 - half, 6 + half)) == (found["lower"], found["upper"])


BACK: dict[str, Any] = {"kind": "retention", "start": {"event": "join"}, "return": {"event": "buy"}}


@pytest.mark.parametrize(("aggregate", "expected"), [("sum", (18, 18, None, 3)), ("mean_per_active", (9, 18, 2, 2))])
def test_what_those_who_came_back_paid(aggregate: str, expected: tuple[float, ...]) -> None:
    metric = {**BACK, "returned": {"between": [1, 2]}, "value": {"property": "paid", "aggregate": aggregate}}
    joined = ("ann join 0", "bob join 0", "cat join 0")
    found = one(
        metric, paid(*joined, "ann buy 5 1", "ann buy 7 2", "bob buy 6 1", "cat buy 100 3"), "2026-01-01", "2026-01-02"
    )
    assert expected == tuple(found[name] for name in ("value", "numerator", "denominator", "n"))
