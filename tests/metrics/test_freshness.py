"""Since when a source has data."""

from __future__ import annotations

from datetime import UTC, date, datetime

from tests.metrics.adapters.made import asked, at, events
from tests.metrics.conformance.bench import Bench

ACTIVE = {"kind": "active_users", "active": {"event": "open"}, "trailing": "1 day", "unit": "users"}


def test_a_moment_that_was_never_set_does_not_begin_the_history(bench: Bench) -> None:
    never = datetime(1001, 1, 1)  # noqa: DTZ001 - as a column without zone holds it
    tables = events(("a", never, "open"), ("b", at("10:00"), "open"), ("c", at("10:00", 2), "open"))
    found = asked(bench, ACTIVE, tables, span=(None, None), watermark=datetime(2026, 3, 3, tzinfo=UTC)).readings
    assert [date(2026, 3, 1), date(2026, 3, 2)] == [one.period_start for one in found[:2]]
    assert [1, 1] == [one.value for one in found[:2]]
