"""Retention, case by case; the generated data sets cover the rest."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from tests.metrics.adapters.made import asked, at, events
from tests.metrics.conformance.bench import Bench

METRIC: dict[str, Any] = {
    "kind": "retention",
    "start": {"event": "signed"},
    "return": {"event": "opened"},
    "returned": {"on": 1},
    "unit": "share",
}

LONG_AFTER = datetime(2027, 1, 1, tzinfo=UTC)


@pytest.mark.parametrize("clock", ["elapsed", "elapsed_hour"])
def test_an_elapsed_quarter_is_ninety_days(bench: Bench, clock: str) -> None:
    start = at("09:30")
    rows = [(who, start, "signed") for who in ("early", "first", "last", "late")]
    back = {"early": timedelta(days=89), "first": timedelta(days=90), "last": timedelta(days=179, hours=23)}
    rows += [(who, start + after, "opened") for who, after in {**back, "late": timedelta(days=181)}.items()]
    span = (date(2026, 1, 1), date(2026, 4, 1))
    (found,) = asked(
        bench, {**METRIC, "grain": "quarter", "clock": clock}, events(*rows), span=span, watermark=LONG_AFTER
    ).readings
    assert (0.5, 4) == (found.value, found.n)
