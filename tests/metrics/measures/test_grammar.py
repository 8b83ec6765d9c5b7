"""Keys of a measure that contradict each other are refused, with file and line."""

from __future__ import annotations

from typing import Any

import pytest

from tests.metrics.conformance.configured import configured

SOURCE: dict[str, Any] = {"timezone": "UTC", "events": {"table": "log", "actor": "who", "time": "at", "name": "what"}}
COUNT: dict[str, Any] = {"kind": "aggregate", "from": {"event": "buy"}, "measure": {"count": "rows"}}
AMOUNT: dict[str, Any] = {"measure": {"mean": "amount"}}


@pytest.mark.parametrize(
    ("keys", "message"),
    [
        ({"shift": "1 day", "change_from": "1 day"}, "only one of shift and change_from can be given"),
        ({"trailing": "7 days", "all": True}, "only one of trailing, to_date and all can be given"),
        ({"trailing": "7 days", "to_date": "month"}, "only one of trailing, to_date and all can be given"),
        ({"per": "actor"}, "per and inner belong together"),
        ({"per": "actor", "inner": "sum"}, "counting rows or nulls knows no units"),
        ({"shift": "2 hours"}, "2 hours does not fit the grain day"),
        ({"grain": "hour", "change_from": "1 day"}, "1 day does not fit the grain hour"),
        ({"shift": "30 minutes"}, "minutes have no fixed length, or no meaning here"),
        ({"shift": "-1 day"}, "it is not a count and a unit"),
        ({"trailing": "30 minutes"}, "a whole number of hours, days"),
        (
            {"grain": "month", "change_from": {"start_of": "month"}},
            "the start of a month has no meaning at the grain month",
        ),
        ({"grain": "range", "shift": {"start_of": "year"}}, "the start of a year has no meaning at the grain range"),
        ({"shift": {"start_of": "decade"}}, "decade"),
        ({"pick": {"row": "middle"}}, "middle"),
        ({"pick": {"per": ["plan"]}}, '"row" is missing'),
        ({"measure": {"percentile": "ms", "q": 1.5}}, "1.5"),
        ({"measure": {"min": "a", "max": "b"}}, "exactly one measure must be given"),
    ],
)
def test_a_measure_that_contradicts_itself_is_refused(keys: dict[str, Any], message: str) -> None:
    with pytest.raises(AssertionError) as refused:
        configured({**COUNT, **keys}, SOURCE)
    assert message in str(refused.value)
    assert "metrics/made.yaml:" in str(refused.value)


def test_the_side_of_a_ratio_is_named_with_its_fault() -> None:
    side = {"from": {"event": "buy"}, "measure": {"count": "rows"}}
    with pytest.raises(AssertionError, match=r"numerator|shift: 2 hours does not fit the grain day"):
        configured({"kind": "ratio", "numerator": {**side, "shift": "2 hours"}, "denominator": side}, SOURCE)


@pytest.mark.parametrize(
    "keys",
    [
        {"trailing": "28 days", "change_from": "28 days", "fill": 0},
        {"to_date": "year", "change_from": "1 year", **AMOUNT},
        {"all": True, "change_from": {"start_of": "month"}},
        {"pick": {"row": "last", "per": ["plan"]}, "per": "plan", "inner": "sum", "minimum": 2, **AMOUNT},
        {"grain": "hour", "shift": "24 hours"},
    ],
)
def test_what_makes_sense_together_is_taken_together(keys: dict[str, Any]) -> None:
    metric, _ = configured({**COUNT, **keys}, SOURCE)
    assert metric.id == "made"


@pytest.mark.parametrize(
    ("value", "message"),
    [({"aggregate": "sum"}, '"property" is missing'), ({"property": "paid", "aggregate": "median"}, "median")],
)
def test_retention_by_value_names_property_and_aggregate(value: dict[str, Any], message: str) -> None:
    metric = {"kind": "retention", "start": {"event": "join"}, "return": {"event": "buy"}, "returned": {"on": 1}}
    with pytest.raises(AssertionError, match=message):
        configured({**metric, "value": value}, SOURCE)
