"""A time column that cannot hold what is said of it is refused with its name, before the database stumbles over it."""

from __future__ import annotations

from typing import Any

import pytest

from okr.errors import MetricError
from tests.metrics.adapters.made import at, events, reading
from tests.metrics.conformance.bench import Bench, Table

TABLES = {
    **events(),
    "sales": Table(
        {"written": "text", "second": "integer", "moment": "utc_naive"}, [("2026-03-01 10:00:00", 1, at("10:00"))]
    ),
}


def counted(bench: Bench, time: str, stored_as: str) -> float | None:
    origin: dict[str, Any] = {"table": "sales", "time": time, "stored_as": stored_as}
    metric = {"kind": "aggregate", "from": origin, "measure": {"count": "rows"}, "unit": "rows"}
    return reading(bench, metric, TABLES).value


@pytest.mark.parametrize("stored_as", ["instant", "utc_naive", "local_naive", "text"])
def test_numbers_are_no_moments(bench: Bench, stored_as: str) -> None:
    with pytest.raises(MetricError, match=r"sales.second` holds numbers, and stored_as says .* epoch_s"):
        counted(bench, "second", stored_as)


def test_text_is_told_from_moments_where_columns_have_types(bench: Bench) -> None:
    if bench.name == "sqlite":
        assert 1 == counted(bench, "written", "utc_naive")
        return
    assert 1 == counted(bench, "written", "text")
    with pytest.raises(MetricError, match=r"`.*written.*` holds text, and stored_as says utc_naive"):
        counted(bench, "written", "utc_naive")
    with pytest.raises(MetricError, match=r"sales.moment` holds moments, and stored_as says epoch_s"):
        counted(bench, "moment", "epoch_s")
