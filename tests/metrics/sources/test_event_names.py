"""Which events a source has, as its tables name them."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from metrics.dates.calendar import LocalCalendar
from metrics.sources import OpenSource
from metrics.sources.event_names import event_names
from okr.errors import MetricError
from tests.metrics.adapters.made import SOURCE, at, events
from tests.metrics.conformance.bench import Bench
from tests.metrics.conformance.configured import configured

ANY = {"kind": "active_users", "active": {"event": "any"}, "period": True, "unit": "users"}
TABLES = events(
    ("a", at("10:00"), "opened"), ("b", at("11:00"), "opened"), ("a", at("09:00", 5), "left"), ("a", None, None)
)


def opened(bench: Bench, **source: object) -> OpenSource:
    _, definition = configured(ANY, {**SOURCE, **source})
    return OpenSource(definition, bench.connection, LocalCalendar("UTC"), bench.name)


def test_every_name_is_told_once_and_rows_without_one_tell_nothing(bench: Bench) -> None:
    with bench.filled(TABLES):
        assert {"opened", "left"} == event_names(opened(bench))


def test_only_the_newer_rows_are_asked_for_what_is_new(bench: Bench) -> None:
    with bench.filled(TABLES):
        assert {"left"} == event_names(opened(bench), datetime(2026, 3, 2, tzinfo=UTC))


def test_a_table_of_one_event_is_not_asked(bench: Bench) -> None:
    fixed = {"table": "nowhere", "actor": "who", "time": "seen_at", "event": "ticket"}
    assert frozenset() == event_names(opened(bench, events=fixed))


def test_a_column_that_is_gone_is_named(bench: Bench) -> None:
    wrong = {"table": "events", "actor": "who", "time": "seen_at", "name": "wat", "stored_as": "utc_naive"}
    with bench.filled(TABLES), pytest.raises(MetricError, match="column `wat` is gone"):
        event_names(opened(bench, events=wrong))
